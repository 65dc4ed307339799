"""Plateau and hysteresis on curves whose median is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvus.analyse.hysteresis import SAMPLES, hysteresis, plateau

TIME = np.linspace(0.0, 3600.0, 100)


@given(st.floats(-1e5, 1e5), st.floats(-1.0, 1.0), st.floats(0.0, 0.49))
def test_a_straight_line_gives_its_middle(start: float, slope: float, trim: float) -> None:
    voltage = 2.0 + slope * np.linspace(0.0, 1.0, 100)
    assert plateau(TIME + start, -voltage, trim) == pytest.approx(2.0 + 0.5 * slope)


def test_a_curve_that_only_rises_gives_what_it_has_half_way() -> None:
    rising = 0.02 + 0.01 * (TIME / 3600.0) ** 6
    halfway = np.interp(1800.0, TIME, rising)
    assert plateau(TIME, rising) == pytest.approx(halfway, rel=1e-12)
    assert plateau(TIME, -rising[::-1]) == pytest.approx(halfway, rel=1e-12)


def test_the_ends_do_not_count() -> None:
    voltage = np.full(1001, -0.025)
    time = np.linspace(0.0, 1.0, 1001)
    voltage[:50] = -0.2
    voltage[-50:] = -0.5
    assert plateau(time, voltage) == 0.025
    assert plateau(time, voltage, 0.0) == 0.025  # as a median it bears a tip of 10 % anyway
    tilted = voltage + 1e-3 * time
    tilted[:50] = -0.2
    tilted[-50:] = -0.5
    assert plateau(time, tilted) == pytest.approx(0.0245, abs=1e-6)


def test_points_that_lie_dense_in_time_count_no_more() -> None:
    dense = np.concatenate((np.linspace(0.0, 100.0, 5000), np.linspace(101.0, 3600.0, 30)))
    voltage = np.where(dense < 100.5, 0.1, 0.02)
    assert plateau(dense, voltage) == pytest.approx(0.02)
    assert np.median(voltage) == 0.1


def test_a_step_at_one_time_is_a_step() -> None:
    time, voltage = np.array([0.0, 0.4, 0.4, 1.0]), np.array([0.03, 0.03, 0.05, 0.05])
    assert plateau(time, voltage) == 0.05
    assert plateau(time, voltage[::-1]) == 0.03


@given(st.lists(st.floats(0.0, 1.0), min_size=3, max_size=12))
def test_any_broken_line_is_met_to_a_share_of_the_charge(levels: list[float]) -> None:
    """Half of the charge lies below the plateau, to one sample for each time it is crossed."""
    time = np.linspace(0.0, 1.0, len(levels))
    found = plateau(time, np.array(levels))
    fine = np.interp(np.linspace(0.05, 0.95, 20001), time, levels)
    slack = len(levels) / SAMPLES + 1e-3
    assert np.mean(fine < found - 1e-9) <= 0.5 + slack
    assert np.mean(fine <= found + 1e-9) >= 0.5 - slack


def test_half_and_full_hysteresis() -> None:
    found = hysteresis((TIME, np.full(100, 0.025)), (TIME, np.full(100, -0.035)))
    assert found.first == 0.025
    assert found.second == 0.035
    assert found.half == pytest.approx(0.030)
    assert found.full == pytest.approx(0.060)


@pytest.mark.parametrize(
    ("time", "voltage", "sentence"),
    [
        ([0.0], [1.0], "1 points has no plateau"),
        ([0.0, 1.0], [1.0], "do not pair up"),
        ([1.0, 1.0], [1.0, 1.0], "no time passes"),
        ([np.nan, 1.0], [1.0, 1.0], "no time passes"),
        ([0.0, 2.0, 1.0, 3.0], [1.0] * 4, "the time falls"),
        ([0.0, np.nan, 3.0], [1.0] * 3, "the time falls, or is not a number"),
        ([0.0, 1.0, 2.0], [1.0, np.nan, 1.0], "not numbers"),
        ([0.0, 1.0, 2.0], [1.0, np.inf, 1.0], "not numbers"),
    ],
)
def test_what_is_no_half_cycle_is_refused(
    time: list[float], voltage: list[float], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        plateau(np.array(time), np.array(voltage))


@pytest.mark.parametrize("trim", [-0.1, 0.5, np.nan])
def test_a_trim_that_leaves_nothing_is_refused(trim: float) -> None:
    with pytest.raises(ValueError, match="leaves nothing"):
        plateau(TIME, TIME, trim)
