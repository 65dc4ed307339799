"""Inverse search: known roots, several roots, borders of what is allowed, whole numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.pouch.solve import solve, solve_whole


@given(st.floats(0.02, 90.0), st.floats(0.3, 3.0))
@settings(max_examples=80, deadline=None)
def test_a_power_law_is_inverted(at: float, power: float) -> None:
    found = solve(lambda x: x**power, at**power, 0.01, 100.0)
    assert found.roots == pytest.approx((at,), rel=1e-10)
    assert found.exact


def test_all_roots_are_found() -> None:
    found = solve(np.sin, 0.5, 0.0, 4.0 * np.pi)
    expected = [np.pi / 6, 5 * np.pi / 6, 13 * np.pi / 6, 17 * np.pi / 6]
    assert found.roots == pytest.approx(expected, rel=1e-12)


def test_out_of_reach_tells_the_nearest() -> None:
    found = solve(lambda x: x * (2.0 - x), 3.0, 0.0, 2.0)
    assert found.roots == ()
    assert found.best == pytest.approx(1.0)
    assert found.best_at == pytest.approx(1.0)


def test_a_root_beside_the_border_of_what_is_allowed_is_found() -> None:
    border = 0.3000001
    found = solve(lambda x: x, border, 0.0, 1.0, lambda x: x >= 0.3)
    assert found.roots == pytest.approx((border,), rel=1e-9)
    assert solve(lambda x: x, 0.2999, 0.0, 1.0, lambda x: x >= 0.3).roots == ()
    nearest = solve(lambda x: x, 0.2, 0.0, 1.0, lambda x: x >= 0.3)
    assert nearest.best == pytest.approx(0.3, rel=1e-12)


def test_nothing_allowed_and_nothing_finite() -> None:
    none = solve(lambda x: x, 0.5, 0.0, 1.0, lambda x: np.zeros(x.shape, bool))
    assert none.roots == ()
    assert np.isnan(none.best)
    holes = solve(lambda x: np.where(x < 0.5, np.nan, x), 0.75, 0.0, 1.0)
    assert holes.roots == pytest.approx((0.75,))


def test_whole_numbers_reach_the_target() -> None:
    found = solve_whole(lambda x: 1.5 * x, 10.0, 1, 100)
    assert found.roots == (7.0,)
    assert not found.exact
    falling = solve_whole(lambda x: 100.0 - x, 90.5, 1, 50)
    assert falling.roots == (9.0,)
    assert solve_whole(lambda x: 2.0 * x, 8.0, 1, 100).roots == (4.0,)
    assert solve_whole(lambda x: x, 200.0, 1, 100).roots == ()


def test_a_constant_has_no_single_answer() -> None:
    assert solve(lambda x: np.full(x.shape, 2.0), 3.0, 0.0, 1.0).roots == ()


def test_of_a_level_stretch_the_ends_are_told() -> None:
    found = solve(lambda x: np.maximum(x, 0.5), 0.5, 0.0, 1.0)
    assert found.roots == pytest.approx((0.0, 0.5), abs=2e-3)
