"""Efficiencies from charges that were made with a known one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvus.analyse.coulombic import average_efficiency, cycle_efficiency


def test_the_numbers_of_the_paper() -> None:
    """Q_T = 5, Q_C = 1, n = 10: 98.5 and 96.2 % mean Q_S = 4.775 and 4.430; an error of 0.05 in
    Q_S is 0.33 points."""
    for strip, expected in ((4.775, 0.985), (4.430, 0.962)):
        error = np.zeros(11)
        error[-1] = 0.05
        found = average_efficiency([5.0] + [1.0] * 10, [1.0] * 10 + [strip], stripped_error=error)
        assert found.value == pytest.approx(expected)
        assert found.error == pytest.approx(0.0033, abs=5e-5)
        assert found[2:] == (10, 5.0, pytest.approx(1.0), strip, False)


@given(st.floats(0.5, 1.0), st.integers(1, 30), st.integers(0, 3), st.floats(1e-3, 1e6))
def test_a_cell_that_keeps_a_constant_share_gives_it_back(
    efficiency: float, cycles: int, conditioning: int, scale: float
) -> None:
    """Every plating leaves its share; the final strip takes what there is. The unit cancels."""
    plated = [3.0] * conditioning + [40.0] + [1.0] * cycles
    stripped = [3.0 * efficiency] * conditioning + [1.0] * cycles
    stripped.append(efficiency * (40.0 + cycles) - cycles)
    found = average_efficiency(
        scale * np.array(plated), scale * np.array(stripped), conditioning=2 * conditioning
    )
    assert found.value == pytest.approx(efficiency, rel=1e-12)
    assert found.cycles == cycles
    assert found.reservoir == pytest.approx(40.0 * scale)
    assert not found.above_one


def test_measured_charges_are_used_and_not_nominal_ones() -> None:
    """Short half-cycles that came out unequal count with what they passed."""
    found = average_efficiency([5.0, 1.2, 0.9], [1.1, 1.0, 4.0])
    assert found.value == pytest.approx(6.1 / 7.1)
    assert found.short == pytest.approx(4.2 / 4.0)
    formula = (2 * 1.0 + 4.0) / (2 * 1.0 + 5.0)
    assert abs(found.value - formula) > 1e-3


def test_the_error_is_the_scatter_of_repeated_readings() -> None:
    plated, stripped = np.array([5.0] + [1.0] * 5), np.array([1.0] * 5 + [4.6])
    given_error = {"plated_error": 0.02, "stripped_error": np.linspace(0.01, 0.06, 6)}
    told = average_efficiency(plated, stripped, **given_error)
    rng = np.random.default_rng(7)
    values = [
        average_efficiency(
            plated + 0.02 * rng.normal(size=6),
            stripped + given_error["stripped_error"] * rng.normal(size=6),
        ).value
        for _ in range(4000)
    ]
    assert told.error == pytest.approx(np.std(values), rel=0.05)
    single = cycle_efficiency(plated, stripped, **given_error)
    scatter = (4.6 + 0.06 * rng.normal(size=4000)) / (1.0 + 0.02 * rng.normal(size=4000))
    assert single.error[-1] == pytest.approx(np.std(scatter), rel=0.1)


def test_more_stripped_than_plated_is_flagged_and_not_refused() -> None:
    found = average_efficiency([5.0, 1.0], [1.0, 5.3])
    assert found.value > 1.0
    assert found.above_one
    assert not average_efficiency([5.0, 1.0], [1.0, 5.3], stripped_error=0.1).above_one
    assert not average_efficiency([0.1, 0.2], [0.2, 0.1 + 1e-15]).above_one
    single = cycle_efficiency([1.0, 1.0], [0.98, 1.3])
    assert single.value == pytest.approx([0.98, 1.3])
    assert single.above_one.tolist() == [False, True]


@pytest.mark.parametrize(
    ("plated", "stripped", "conditioning", "sentence"),
    [
        ([5, 1, 1], [1, 1], 0, "the final strip to the cut-off is missing"),
        ([5, 1, 1], [1], 0, "3 platings and 1 strips do not pair up"),
        ([5], [4.9], 0, "at least one short cycle"),
        ([1, 5, 1], [1, 1, 4], 4, "at least one short cycle"),
        ([1, 5, 1], [1, 1, 4], 1, "1 conditioning half-cycles"),
        ([1, 5, 1], [1, 1, 4], -2, "-2 conditioning half-cycles"),
        ([5, -1], [1, 4], 0, "plated in cycle 2 is -1"),
        ([5, 1], [1, np.nan], 0, "stripped in cycle 2 is nan"),
        ([5, np.inf], [1, 4], 0, "plated in cycle 2 is inf"),
        ([0, 0], [0, 0], 0, "no charge was plated"),
        ([[5, 1]], [[1, 4]], 0, "one row"),
    ],
)
def test_what_cannot_have_been_is_refused(
    plated: list[float], stripped: list[float], conditioning: int, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        average_efficiency(plated, stripped, conditioning=conditioning)


def test_errors_are_checked_too() -> None:
    with pytest.raises(ValueError, match="error of the charge stripped in cycle 2 is -1"):
        average_efficiency([5, 1], [1, 4], stripped_error=[0.1, -1.0])
    with pytest.raises(ValueError, match="one error or one each"):
        average_efficiency([5, 1], [1, 4], plated_error=[0.1, 0.1, 0.1])
    with pytest.raises(ValueError, match="cycle 2 plated nothing"):
        cycle_efficiency([5, 0], [1, 4])
    with pytest.raises(ValueError, match="do not pair up"):
        cycle_efficiency([5, 1], [1])
