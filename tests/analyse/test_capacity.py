"""Charge, energy, efficiency and dQ/dV from arrays, whoever they come from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvus.analyse.capacity import (
    Cycles,
    HalfCurve,
    coulombic_efficiency,
    cycles_of,
    differential_capacity,
    energy,
    half_curves,
    mean_voltage,
    mid_voltage,
    retention,
    smoothed_differential,
)

HOUR = 3600.0


def ramp(sign: int, hours: float, start: float, stop: float, points: int = 11) -> np.ndarray:
    """(time, current, voltage) of a straight half-cycle of 10 A/m2."""
    time = np.linspace(0.0, hours * HOUR, points)
    return np.array([time, np.full(points, 10.0 * sign), np.linspace(start, stop, points)])


def joined(*parts: np.ndarray) -> np.ndarray:
    out, end = [], 0.0
    for part in parts:
        moved = part.copy()
        moved[0] += end
        end = moved[0, -1]
        out.append(moved)
    return np.concatenate(out, axis=1)


REST = np.array([[0.0, HOUR], [0.0, 0.0], [3.9, 3.8]])


def test_a_record_falls_into_charges_and_discharges() -> None:
    record = joined(ramp(1, 2, 3.0, 4.0), REST, ramp(-1, 1.5, 3.9, 2.9), ramp(1, 1, 3, 4))
    halves = half_curves(*record)
    assert [half.sign for half in halves] == [1, -1, 1]
    assert [half.capacity for half in halves] == pytest.approx([72e3, 54e3, 36e3])
    assert halves[1].voltage[[0, -1]] == pytest.approx([3.9, 2.9])


def test_a_hold_belongs_to_its_charge_and_a_rest_between_adds_nothing() -> None:
    held = np.array([[0.0, HOUR], [10.0, 2.0], [4.0, 4.0]])
    one = half_curves(*joined(ramp(1, 2, 3.0, 4.0), held))
    assert [half.capacity for half in one] == pytest.approx([72e3 + 21.6e3])
    parted = half_curves(*joined(ramp(1, 1, 3.0, 3.5), REST, ramp(1, 1, 3.5, 4.0)))
    assert [half.capacity for half in parted] == pytest.approx([72e3])
    # a leak counts as a rest where it is said to
    record = joined(ramp(1, 1, 3.0, 3.5), REST)
    record[1, -2:] = -1e-3
    assert len(half_curves(*record)) == 2
    assert len(half_curves(*record, rest=1e-2)) == 1


def test_energy_mean_and_mid_of_a_straight_line() -> None:
    (half,) = half_curves(*ramp(-1, 2, 4.0, 3.0))
    assert energy(half.charge, half.voltage) == pytest.approx(72e3 * 3.5)
    assert mean_voltage(half.charge, half.voltage) == pytest.approx(3.5)
    assert mid_voltage(half.charge, half.voltage) == pytest.approx(3.5)
    # a knee late in the discharge lowers the mean and leaves the middle where it was
    charge, volts = np.array([0.0, 0.9, 1.0]), np.array([4.0, 4.0, 3.0])
    assert mid_voltage(charge, volts) == 4.0
    assert mean_voltage(charge, volts) == pytest.approx(3.95)
    assert np.isnan(mid_voltage(np.zeros(2), volts[:2]))
    assert np.isnan(mean_voltage(np.zeros(2), volts[:2]))


def test_cycles_that_begin_with_either_sign() -> None:
    up, down = ramp(1, 2, 3.2, 4.2), ramp(-1, 1.8, 4.0, 3.0)
    found = cycles_of(half_curves(*joined(up, down, ramp(1, 1.8, 3.2, 4.2), ramp(-1, 1.8, 4, 3))))
    assert found.begins == 1
    assert found.efficiency == pytest.approx([0.9, 1.0])
    assert found.polarisation == pytest.approx([0.2, 0.2])
    assert found.mean_charge == pytest.approx([3.7, 3.7])
    assert found.energy_efficiency == pytest.approx([0.9 * 3.5 / 3.7, 3.5 / 3.7])
    empty = cycles_of(half_curves(*joined(down, ramp(1, 1.5, 3.2, 4.2), down)))
    assert empty.begins == -1
    assert empty.discharge.size == 2
    assert np.isnan(empty.charge[1])
    assert empty.efficiency == pytest.approx([np.nan, 1.2], nan_ok=True)
    assert isinstance(cycles_of([]), Cycles)


def test_an_efficiency_needs_a_charge_before_it() -> None:
    assert coulombic_efficiency(np.array([0.0]), np.array([1.0])) == pytest.approx(
        [np.nan], nan_ok=True
    )
    assert coulombic_efficiency(np.array([2.0, 2.0]), np.array([3.0, 1.0]), -1) == pytest.approx(
        [np.nan, 0.5], nan_ok=True
    )


def test_retention_names_its_reference() -> None:
    assert retention([2.0, 1.9], 2.0) == pytest.approx([1.0, 0.95])
    with pytest.raises(ValueError, match="nothing to hold others against"):
        retention([1.0], 0.0)


@given(st.lists(st.floats(2.9, 4.1), min_size=2, max_size=40))
def test_no_charge_is_lost_in_bins(volts: list[float]) -> None:
    """Whatever the voltage does, turns back and holds included."""
    charge = np.linspace(0.0, 3.0, len(volts))
    edges = np.linspace(2.5, 4.5, 41)
    found = differential_capacity(charge, volts, edges)
    assert np.sum(found * np.diff(edges)) == pytest.approx(3.0)
    assert (found >= -1e-9).all()


def test_a_derivative_where_the_curve_is_monotone() -> None:
    charge = np.linspace(0.0, 2.0, 2001)
    volts = 3.0 + 0.25 * charge**2  # dq/dV = 2/q = 1/sqrt(V - 3)
    edges = np.linspace(3.2, 3.9, 36)
    middle = 0.5 * (edges[1:] + edges[:-1])
    found = differential_capacity(charge, volts, edges)
    assert found == pytest.approx(1.0 / np.sqrt(middle - 3.0), rel=1e-3)
    # a plateau is a peak in its bin
    held = differential_capacity([0.0, 1.0, 3.0], [3.0, 3.5, 3.5], np.linspace(3.0, 4.0, 11))
    assert held[5] * 0.1 == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: half_curves([0.0, 1.0], [1.0], [3.0, 3.0]), "do not pair up"),
        (lambda: half_curves([1.0, 0.0], [1.0, 1.0], [3.0, 3.0]), "time falls"),
        (lambda: half_curves([0.0, 1.0], [1.0, np.nan], [3.0, 3.0]), "not numbers"),
        (lambda: differential_capacity([0.0, 1.0], [3.0, 3.1], [3.0]), "edges"),
        (lambda: differential_capacity([0.0], [3.0, 3.1], [3.0, 3.2]), "do not pair up"),
    ],
)
def test_what_cannot_be_read_is_refused(call: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()  # type: ignore[operator]


def test_a_half_curve_is_what_it_says() -> None:
    half = HalfCurve(1, np.arange(2.0), np.array([0.0, 5.0]), np.array([3.0, 4.0]))
    assert half.capacity == 5.0


def test_smoothing_keeps_the_charge_and_is_stated() -> None:
    charge = np.linspace(0.0, 2.0, 2001)
    volts = 3.0 + 0.5 * charge + 0.02 * np.sin(40.0 * charge)
    for smoothing in (0.0, 0.01):
        found = smoothed_differential(charge, volts, 0.01, smoothing, 1e-3)
        assert found.value.sum() * 0.01 == pytest.approx(2.0)
        assert (found.width, found.smoothing) == (0.01, smoothing)
        assert found.value.shape == found.error.shape == found.voltage.shape
        assert (found.error >= 0.0).all()
    plain = smoothed_differential(charge, volts, 0.01, 0.0, 1e-3)
    smooth = smoothed_differential(charge, volts, 0.01, 0.02, 1e-3)
    # a Gaussian of two bins takes a ripple and most of the noise away
    middle = slice(20, -30)
    assert np.std(np.diff(smooth.value[middle])) < 0.5 * np.std(np.diff(plain.value[20:-20]))
    assert smooth.error[middle].max() < 0.5 * plain.error[20:-20].max()
    assert not smoothed_differential(charge, volts).error.any()


@pytest.mark.parametrize(
    ("options", "told"),
    [({"width": 0.0}, "width 0"), ({"smoothing": -1.0}, "smoothing -1"), ({"width": 1e-9}, "many")],
)
def test_smoothing_that_cannot_be(options: dict[str, float], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        smoothed_differential([0.0, 1.0], [3.0, 4.0], **options)
