"""Fewer points for the same line."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.report.thinning import thinned


def wave(points: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """A square wave with a decaying tip at every edge, of slowly growing height."""
    x = np.linspace(0.0, 100.0, points)
    half = x % 1.0
    height = (25.0 + 0.2 * x) * (1.0 + 2.0 * np.exp(-half / 0.01))
    return x, np.where(np.floor(x) % 2 == 0, height, -height)


def farthest(x: np.ndarray, y: np.ndarray, kept: np.ndarray) -> float:
    return float(np.max(np.abs(np.interp(x, x[kept], y[kept]) - y)))


def test_what_is_left_out_lies_within_the_tolerance() -> None:
    x, y = wave()
    kept = thinned(x, y, 0.5, 10_000)
    assert farthest(x, y, kept) <= 0.5
    assert kept.size < 3000
    assert (kept[0], kept[-1]) == (0, x.size - 1)
    assert np.all(np.diff(kept) > 0)


def test_extremes_of_every_edge_stay() -> None:
    x, y = wave()
    kept = thinned(x, y, 0.5, 10_000)
    for start in range(0, x.size, 200):
        inside = kept[(kept >= start) & (kept < start + 200)]
        part = slice(start, start + 200)
        assert np.max(y[inside]) == pytest.approx(np.max(y[part]), abs=0.5)
        assert np.min(y[inside]) == pytest.approx(np.min(y[part]), abs=0.5)


def test_a_straight_line_keeps_hardly_more_than_its_ends() -> None:
    x = np.linspace(0.0, 1.0, 1001)
    kept = thinned(x, 3.0 * x, 1e-9, 1000)
    assert kept.size <= 6
    assert {0, 1000} <= set(kept)


def test_the_tolerance_grows_until_the_points_suffice() -> None:
    x, y = wave()
    kept = thinned(x, y, 1e-6, 600)
    assert 100 < kept.size <= 600
    # the tips rise to three times the plateau: the envelope is still there
    assert np.max(y[kept]) == pytest.approx(np.max(y), rel=0.15)


def test_a_jump_at_one_moment_is_kept() -> None:
    x, y = np.array([0.0, 1.0, 1.0, 2.0]), np.array([5.0, 5.0, -5.0, -5.0])
    assert thinned(x, y, 0.1, 10).tolist() == [0, 1, 2, 3]


def test_noise_that_needs_every_point_ends_with_two() -> None:
    y = np.random.default_rng(3).normal(size=500)
    assert thinned(np.arange(500.0), y, 1e-3, 2).tolist() == [0, 499]


@pytest.mark.parametrize("points", [1, 2])
def test_few_points_all_stay(points: int) -> None:
    x = np.arange(float(points))
    assert thinned(x, x, 1.0, 10).tolist() == list(range(points))


def test_no_tolerance_is_refused() -> None:
    with pytest.raises(ValueError, match="tolerance of 0"):
        thinned([0.0, 1.0], [0.0, 1.0], 0.0, 10)
    with pytest.raises(ValueError, match="with 1 points"):
        thinned([0.0, 1.0], [0.0, 1.0], 1.0, 1)
