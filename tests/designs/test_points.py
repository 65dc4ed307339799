"""Designs by number: a grid, draws, and both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solvus.base.errors import InputError
from solvus.designs.points import Points
from solvus.study.axes import Axis, read_axis

GRID: dict[str, Any] = {"a": [1, 2, 3], "b": ["x", "y"]}
DRAWN: dict[str, Any] = {"c": "0 to 1", "d": "10 +- 1"}


def axes(**entries: Any) -> list[Axis]:
    return [read_axis(name, entry) for name, entry in entries.items()]


def all_of(points: Points) -> np.ndarray:
    return points.at(np.arange(len(points)))


def test_listed_axes_are_all_combined() -> None:
    found = axes(**GRID)
    points = Points(found, 64, "sobol", 1)
    rows = [tuple(a.value(u) for a, u in zip(found, p, strict=True)) for p in all_of(points)]
    assert rows == [(a, b) for a in (1.0, 2.0, 3.0) for b in ("x", "y")]


def test_drawn_axes_are_combined_with_the_grid() -> None:
    points = Points(axes(**GRID, **DRAWN), 8, "sobol", 1)
    found = all_of(points)
    assert len(points) == 48
    for place in range(6):  # each place of the grid has all the draws
        assert np.array_equal(found[place::6, 2:], found[::6, 2:])


@pytest.mark.parametrize("method", ["sobol", "random"])
def test_more_draws_leave_the_first_as_they_were(method: str) -> None:
    few, many = (Points(axes(**GRID, **DRAWN), n, method, 3) for n in (5, 40))
    assert np.array_equal(all_of(few), all_of(many)[: len(few)])
    assert few.extends


def test_a_latin_hypercube_fills_each_axis_evenly() -> None:
    points = Points(axes(**DRAWN), 10, "latin", 3)
    assert not points.extends
    for column in all_of(points).T:
        assert sorted((column * 10).astype(int)) == list(range(10))


def test_sobol_points_fill_each_axis_evenly() -> None:
    for column in all_of(Points(axes(**DRAWN), 64, "sobol", 7)).T:
        assert sorted((column * 64).astype(int)) == list(range(64))


def test_a_seed_gives_the_same_points_and_another_seed_others() -> None:
    one, same, other = (Points(axes(**DRAWN), 16, "sobol", seed) for seed in (1, 1, 2))
    assert np.array_equal(all_of(one), all_of(same))
    assert not np.array_equal(all_of(one), all_of(other))


def test_points_can_be_asked_for_in_any_pieces() -> None:
    points = Points(axes(**GRID, **DRAWN), 8, "sobol", 1)
    pieces = [points.at(np.arange(k, k + 6)) for k in range(0, 48, 6)]
    assert np.array_equal(np.concatenate(pieces), all_of(points))


def test_too_many_designs_are_refused() -> None:
    listed = dict.fromkeys(("a", "b"), "0 to 1 in 10000")
    with pytest.raises(InputError, match="100000000 designs"):
        Points(axes(**listed), 1, "sobol", 1)
