"""Fronts, their knees and their volumes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from solvus.designs.front import best_in, evenly, hypervolume, knee, non_dominated

SMALL = st.integers(1, 4).flatmap(
    lambda m: arrays(float, st.tuples(st.integers(1, 40), st.just(m)),
                     elements=st.integers(0, 6).map(float))
)  # fmt: skip


def dominates(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one <= other).all() and (one < other).any())


@settings(max_examples=200)
@given(SMALL)
def test_the_front_is_whoever_nobody_dominates(values: np.ndarray) -> None:
    expected = [not any(dominates(b, a) for b in values) for a in values]
    assert non_dominated(values).tolist() == expected


@given(SMALL, st.randoms())
def test_the_order_and_the_scale_do_not_matter(values: np.ndarray, random: object) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    found = non_dominated(values)
    assert non_dominated(values[order]).tolist() == found[order].tolist()
    assert non_dominated(np.exp(0.3 * values) - 7.0).tolist() == found.tolist()


def test_values_that_are_not_finite_are_never_on_the_front() -> None:
    values = np.array([[0.0, np.nan], [-np.inf, 0.0], [1.0, 1.0], [np.inf, 0.0]])
    assert non_dominated(values).tolist() == [False, False, True, False]
    assert not non_dominated(np.empty((0, 2))).any()


def test_sums_that_round_alike_hide_nobody() -> None:
    values = np.random.default_rng(0).random((600, 3))
    values[:, 0] = 1e17
    expected = non_dominated(values[:, 1:])
    assert non_dominated(values).tolist() == expected.tolist()


def test_many_points_in_three_objectives_are_quick_and_right() -> None:
    values = np.random.default_rng(1).random((20_000, 3))
    found = np.flatnonzero(non_dominated(values))
    assert 20 < len(found) < 2000
    front = values[found]
    beaten = np.setdiff1d(np.arange(len(values)), found)[::97]
    for k in beaten:
        assert any(dominates(one, values[k]) for one in front)


def test_an_objective_that_swallows_the_others_in_a_sum_hides_nobody() -> None:
    values = np.zeros((600, 3))
    values[:, 0] = 1e17
    values[:, 1] = 0.01 * np.arange(600)[::-1]  # all sums are equal, and only the last is best
    assert np.flatnonzero(non_dominated(values)).tolist() == [599]


def test_the_knee_bulges_furthest() -> None:
    x = np.linspace(0.0, 1.0, 101)
    bent = np.stack([x, (1.0 - np.sqrt(x)) ** 2], axis=1)  # symmetric: sqrt x + sqrt y = 1
    assert bent[knee(bent), 0] == pytest.approx(0.25, abs=0.01)
    scaled = bent * [1e-3, 1e6] + [5.0, -2.0]
    assert knee(scaled) == knee(bent)


def test_knees_of_fronts_with_few_points() -> None:
    assert knee(np.empty((0, 2))) is None
    assert knee(np.array([[1.0, 2.0]])) == 0
    assert knee(np.array([[0.0, 1.0], [1.0, 0.0]])) == 0  # both are extreme
    assert knee(np.array([[0.0, 1.0, 5.0], [0.2, 0.3, 5.0], [1.0, 0.0, 5.0]])) == 1


def test_a_front_that_bulges_the_other_way_has_its_knee_at_an_end() -> None:
    x = np.linspace(0.0, 1.0, 21)
    hollow = np.stack([x, 1.0 - x**2, np.full(21, 3.0)], axis=1)
    assert knee(hollow) == 0
    assert best_in(hollow, 0) == [0]
    assert best_in(hollow, 20) == [1]
    bent = np.stack([x, (1.0 - x) ** 2], axis=1)
    assert best_in(bent, knee(bent)) == []


@given(st.integers(1, 60), st.integers(2, 12), st.data())
def test_rows_spread_evenly_keep_the_ends_and_the_knee(
    count: int, most: int, data: st.DataObject
) -> None:
    always = data.draw(st.none() | st.integers(0, count - 1))
    rows = evenly(count, most, always)
    assert rows == sorted(set(rows))
    assert len(rows) == min(count, most)
    assert always is None or always in rows
    assert rows[0] == 0
    assert most == 2 or rows[-1] == count - 1
    if most > 2 and count > 1:
        assert np.diff(rows).max() <= 2 * -(-(count - 1) // (min(count, most) - 1))


@pytest.mark.parametrize(
    ("points", "reference", "volume"),
    [
        ([[1.0, 1.0]], [2.0, 3.0], 2.0),
        ([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]], [3.0, 3.0], 6.0),
        ([[1.0, 1.0], [5.0, 0.0]], [2.0, 2.0], 1.0),
        ([[1.0, 1.0, 1.0], [0.0, 2.0, 2.0]], [3.0, 3.0, 3.0], 8.0 + 3.0 - 2.0),
        ([[3.0, 3.0]], [2.0, 2.0], 0.0),
    ],
)
def test_volumes_that_can_be_counted(
    points: list[list[float]], reference: list[float], volume: float
) -> None:
    assert hypervolume(np.array(points), np.array(reference)) == pytest.approx(volume)


@pytest.mark.parametrize("many", [2, 3, 4])
def test_a_volume_by_monte_carlo(many: int) -> None:
    random = np.random.default_rng(3)
    points = random.random((12, many))
    inside = random.random((20_000, many))
    share = (points[:, None] <= inside[None]).all(axis=2).any(axis=0).mean()
    assert hypervolume(points, np.ones(many)) == pytest.approx(share, abs=0.012)


@settings(max_examples=200)
@given(arrays(float, st.tuples(st.integers(1, 12), st.just(3)),
              elements=st.integers(0, 5).map(float)))  # fmt: skip
def test_a_volume_of_whole_numbers_is_a_count_of_cubes(values: np.ndarray) -> None:
    cubes = np.stack(np.meshgrid(*3 * [np.arange(5.0)], indexing="ij"), axis=-1).reshape(-1, 3)
    counted = (values[:, None] <= cubes[None]).all(axis=2).any(axis=0).sum()
    assert hypervolume(values, np.full(3, 5.0)) == pytest.approx(float(counted))
