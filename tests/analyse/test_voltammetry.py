"""Voltammograms of elements whose resistance and charge are known."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.uncertain import EXACT
from solvus.analyse.voltammetry import (
    apparent_exchange_current,
    extremes,
    half_sweeps,
    polarisation_resistance,
    voltammetry_of,
)
from solvus.base.constants import F, R
from solvus.base.errors import InputError

T = 298.15
TIME = np.linspace(0.0, 4000.0, 4001)
SWEEP = np.interp(TIME, [0.0, 1000.0, 3000.0, 4000.0], [0.0, 0.1, -0.1, 0.0])  # 0.1 mV/s


def two_electrodes(voltage: np.ndarray, j0: float, series: float = 0.0) -> np.ndarray:
    """j of two equal electrodes, j = 2 j0 sinh(F eta/2RT) each, behind a series resistance."""
    low, high = np.full(voltage.shape, -1e5), np.full(voltage.shape, 1e5)
    for _ in range(100):
        j = 0.5 * (low + high)
        v = 2.0 * (2.0 * R * T / F) * np.arcsinh(0.5 * j / j0) + series * j
        low, high = np.where(v < voltage, j, low), np.where(v < voltage, high, j)
    return j


def test_a_resistor_gives_its_resistance() -> None:
    found = polarisation_resistance(SWEEP, SWEEP / 24e-4 + 0.3)
    assert found.resistance == pytest.approx(24e-4, rel=1e-9)
    assert found.offset == pytest.approx(0.3)
    assert found.error < 1e-12
    assert found.points == pytest.approx(201, abs=3)  # 10 mV wide, twice, at 0.1 mV a point
    less = polarisation_resistance(SWEEP, SWEEP / 24e-4, series=4e-4)
    assert less.resistance == pytest.approx(20e-4, rel=1e-9)
    assert less.points > 220  # the window counts what is left behind R_s


def test_the_exchange_current_comes_back() -> None:
    j0, series = 100.0, 4e-4
    current = two_electrodes(SWEEP, j0, series)
    found = polarisation_resistance(SWEEP, current, series)
    assert found.resistance == pytest.approx(2.0 * R * T / (F * j0), rel=1e-3)
    assert apparent_exchange_current(found.resistance, T) == pytest.approx(j0, rel=1e-3)
    # without the series resistance taken off it comes out too small
    raw = polarisation_resistance(SWEEP, current)
    assert apparent_exchange_current(raw.resistance, T) == pytest.approx(56.0, rel=0.02)


def test_the_error_is_the_scatter_of_repeated_readings() -> None:
    values, told = [], []
    for seed in range(400):
        noise = 0.2 * np.random.default_rng(seed).normal(size=TIME.size)
        found = polarisation_resistance(SWEEP, SWEEP / 24e-4 + noise)
        values.append(found.resistance)
        told.append(found.error)
    assert np.mean(told) == pytest.approx(np.std(values), rel=0.1)
    assert np.mean(values) == pytest.approx(24e-4, rel=0.01)


def test_the_largest_currents_of_a_resistor_are_at_the_turns() -> None:
    high, low = extremes(TIME, SWEEP, SWEEP / 24e-4)
    assert high == (pytest.approx(0.1 / 24e-4), pytest.approx(0.1), pytest.approx(1000.0), True)
    assert low == (pytest.approx(-0.1 / 24e-4), pytest.approx(-0.1), pytest.approx(3000.0), True)


def test_a_peak_within_the_sweep_is_one() -> None:
    bump = SWEEP / 24e-4 + 60.0 * np.exp(-(((TIME - 600.0) / 80.0) ** 2))
    high, low = extremes(TIME, SWEEP, bump)
    assert not high.at_turn
    assert high.voltage == pytest.approx(0.06, abs=2e-3)
    assert low.at_turn
    # noise on the potential makes no turning points
    noisy = SWEEP + 5e-5 * np.random.default_rng(2).normal(size=TIME.size)
    assert not extremes(TIME, noisy, bump)[0].at_turn


def test_the_charge_of_the_half_sweeps_of_a_resistor() -> None:
    found = half_sweeps(TIME, SWEEP / 24e-4)
    assert [(h.start, h.end) for h in found] == [
        (0.0, pytest.approx(2000.0)),
        (pytest.approx(2000.0), 4000.0),
    ]
    whole = 0.5 * (0.1 / 24e-4) * 2000.0
    assert [h.charge for h in found] == [pytest.approx(whole), pytest.approx(-whole)]
    assert whole / 36000.0 == pytest.approx(1.16, abs=0.01)  # mAh/cm2; 1.4 would take 20 ohm cm2


def test_few_points_are_cut_where_the_line_passes_zero() -> None:
    found = half_sweeps([0.0, 1.0, 4.0, 5.0], [1.0, 1.0, -2.0, -2.0])
    assert found == [(0.0, 2.0, 1.5), (2.0, 5.0, -4.0)]
    assert half_sweeps([0.0, 1.0, 2.0], [0.0, 0.0, 0.0]) == []


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="do not pair up"):
        extremes([0.0, 1.0], [0.0, 1.0], [0.0])
    with pytest.raises(ValueError, match="1 points is too short"):
        half_sweeps([0.0], [1.0])
    with pytest.raises(ValueError, match="not numbers"):
        half_sweeps([0.0, 1.0], [1.0, np.nan])
    with pytest.raises(ValueError, match="time of a sweep falls"):
        half_sweeps([0.0, 2.0, 1.0], [1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match="too few for a slope"):
        polarisation_resistance(SWEEP[::100], SWEEP[::100], window=1e-4)
    with pytest.raises(ValueError, match="does not rise"):
        polarisation_resistance(SWEEP, -SWEEP)
    with pytest.raises(ValueError, match="is all of the"):
        polarisation_resistance(SWEEP, SWEEP / 24e-4, series=24e-4)
    with pytest.raises(ValueError, match="must not be negative"):
        polarisation_resistance(SWEEP, SWEEP, series=-1.0)
    for wrong in (0.0, -1.0, np.nan):
        with pytest.raises(ValueError, match="no exchange current"):
            apparent_exchange_current(wrong)


def test_j0_of_a_record_with_its_error_bar_in_amperes_or_per_area() -> None:
    j0, series = 2.0, 4e-4  # A/m2, ohm m2
    density = two_electrodes(SWEEP, j0, series)
    whole = {"time": TIME, "voltage": SWEEP, "current": density * 1e-4}
    areal = {"time": TIME, "voltage": SWEEP, "current_density": density}
    cell = CyclerCell("symmetric", area=1e-4)
    found = [
        voltammetry_of(whole, cell, series=series / 1e-4, accuracy=EXACT),
        voltammetry_of(areal, CyclerCell("symmetric"), series=series, accuracy=EXACT),
        voltammetry_of(areal, cell, series=series, accuracy=EXACT),
    ]
    for one in found:
        # the window of 5 mV bends the curve by less than half a percent
        assert one["exchange_current"].value == pytest.approx(j0, rel=5e-3)
        assert one["polarisation_resistance"].value == pytest.approx(
            2 * R * T / (F * j0), rel=5e-3
        )
        assert one["exchange_current"].options["window"] == "0.005 V"
    vague = voltammetry_of(whole, cell, series=series / 1e-4, series_error=1.0)["exchange_current"]
    assert vague.sigma > found[0]["exchange_current"].sigma
    assert vague.systematic["area"] == pytest.approx(-0.02 * vague.value)


@pytest.mark.parametrize(
    ("cell", "series", "told"),
    [
        (CyclerCell("full", "cathode", area=1e-4), 0.0, "two equal electrodes"),
        (CyclerCell("symmetric"), 0.0, "no area is known"),
        (CyclerCell("symmetric", area=1e-4), 24.5, "is all of"),
    ],
)
def test_a_record_without_j0(cell: CyclerCell, series: float, told: str) -> None:
    record = {"time": TIME, "voltage": SWEEP, "current": SWEEP / 24.0}
    with pytest.raises(InputError, match=told):
        voltammetry_of(record, cell, series=series)
