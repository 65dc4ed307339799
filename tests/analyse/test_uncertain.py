"""Errors that cancel, errors that add, and noise that is read from a trace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvus.analyse.uncertain import (
    AREA,
    CURRENT_GAIN,
    EXACT,
    SOURCES,
    Accuracy,
    Uncertain,
    combined,
    deviations,
    per_area,
    quotient,
    reading,
    resolution,
    spread,
    summed,
    without_error,
)


def number(value: float, noise: float = 0.0, **systematic: float) -> Uncertain:
    row = np.zeros((1, len(SOURCES)))
    for name, change in systematic.items():
        row[0, SOURCES.index(name.replace("_", " "))] = change
    return Uncertain(np.array([value]), np.array([noise]), row)


def test_what_is_common_cancels_in_a_quotient_and_a_difference() -> None:
    one = number(3.0, 0.03, current_gain=0.003, current_offset=0.001)
    other = number(4.0, 0.04, current_gain=0.004, current_offset=-0.001)
    share = quotient(one, other)
    assert share.value[0] == 0.75
    assert share.noise[0] == pytest.approx(0.75 * np.hypot(0.01, 0.01))
    assert share.systematic[0, CURRENT_GAIN] == pytest.approx(0.0, abs=1e-15)
    assert share.systematic[0, 1] == pytest.approx(0.75 * (0.001 / 3.0 + 0.001 / 4.0))
    gap = combined((1.0, number(2.0, voltage_offset=0.1)), (-1.0, number(1.0, voltage_offset=0.1)))
    assert gap.value[0] == 1.0
    assert gap.sigma[0] == 0.0
    assert np.isnan(quotient(one, number(0.0)).value[0])


def test_sums_add_noise_in_quadrature_and_systematics_as_they_are() -> None:
    both = Uncertain(np.array([1.0, 2.0]), np.array([0.3, 0.4]), np.full((2, 5), 0.1))
    total = summed(both)
    assert (total.value[0], total.noise[0]) == (3.0, pytest.approx(0.5))
    assert total.systematic == pytest.approx(np.full((1, 5), 0.2))


def test_an_area_and_missing_numbers() -> None:
    areal = per_area(number(2.0, 0.2), 4.0, 0.01)
    assert (areal.value[0], areal.noise[0]) == (0.5, 0.05)
    assert areal.systematic[0, AREA] == pytest.approx(-0.005)
    assert per_area(number(2.0), 4.0, 0.01, 1).systematic[0, AREA] == pytest.approx(0.08)
    picked = without_error([5.0, 6.0]).at([1, -1])
    assert picked.value == pytest.approx([6.0, np.nan], nan_ok=True)
    assert np.isnan(picked.sigma[1])
    assert np.isnan(without_error([]).at([-1]).value).all()


def test_a_reading_prints_itself_whole() -> None:
    found = reading(number(2.0, 0.3, area=0.4), 0, "x", "V", "what it is", {"trim": "0.05"})
    assert found.sigma == pytest.approx(0.5)
    assert found.systematic["area"] == 0.4
    assert (found.definition, found.options["trim"]) == ("what it is", "0.05")


def test_limits_of_a_data_sheet_are_even_distributions() -> None:
    told = Accuracy(1e-3, 1e-3, None, 2e-3, 1e-3, 0.02)
    assert told.sources(2.8e-6) * np.sqrt(3.0) == pytest.approx(
        [1e-3, 1e-3 * 1e-5, 2e-3, 1e-3, 0.02 * np.sqrt(3.0)]
    )
    assert told.sources(1e-3)[1] == pytest.approx(1e-6 / np.sqrt(3.0))  # the range of 1 mA holds it
    assert Accuracy(range=0.01).sources(1e-3)[1] == pytest.approx(5e-6 / np.sqrt(3.0))
    assert not EXACT.sources(1.0).any()
    assert "exact" in EXACT.words
    assert "assumed" in Accuracy().words
    with pytest.raises(ValueError, match="voltage_offset is -1"):
        Accuracy(voltage_offset=-1.0).sources(1.0)


@given(st.floats(1e-6, 1e-2), st.floats(-1.0, 1.0))
def test_noise_is_read_past_slopes_and_uneven_rows(noise: float, slope: float) -> None:
    rng = np.random.default_rng(3)
    time = np.cumsum(rng.uniform(0.2, 5.0, 4000))
    volts = slope * time + noise * rng.normal(size=time.size)
    volts[2000:] += 1.0  # a step is one reading of many
    assert spread(deviations(time, volts)) == pytest.approx(noise, rel=0.06)


def test_rows_that_share_a_time_say_nothing_of_noise_and_few_rows_neither() -> None:
    off = deviations(np.array([0.0, 1.0, 1.0, 2.0, 3.0, 4.0]), np.array([0, 0, 1, 1, 1, 1.0]))
    assert np.isnan(off[:2]).all()
    assert spread(off) == 0.0
    assert spread(np.zeros(0)) == 0.0


def test_the_digit_of_a_converter() -> None:
    rng = np.random.default_rng(4)
    volts = rng.normal(0.0, 1e-3, 3000)
    assert resolution(np.round(volts / 2e-5) * 2e-5) == pytest.approx(2e-5)
    assert resolution(volts) < 1e-7
    assert resolution(np.ones(5)) == 0.0
