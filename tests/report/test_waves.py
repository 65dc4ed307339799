"""What the cycles of a wave span, and the points that draw it."""

from __future__ import annotations

import numpy as np
import pytest
from cycle_life_inputs import wave

from solvus.report.waves import cycle_of, drawn, edges_of, hull_of


def only(cycles: set[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A wave of 10 cycles of which only the curves of `cycles` were kept."""
    begins, time, voltage = wave(10, 25.0)
    kept = np.isin(cycle_of(begins, time), list(cycles))
    return begins, time[kept], voltage[kept]


def test_a_cycle_begins_at_its_start() -> None:
    begins = np.array([0.0, 2.0, 4.0])
    assert cycle_of(begins, np.array([0.0, 1.9, 2.0, 9.0])).tolist() == [1, 1, 2, 3]


def test_the_hull_spans_tip_to_tip() -> None:
    begins, time, voltage = wave(10, 25.0)
    hull = hull_of(begins, time, voltage)
    assert hull.shape == (2, 10)
    assert hull[0] == pytest.approx(-55.0)
    assert hull[1] == pytest.approx(55.0)


def test_where_no_curve_was_kept_the_hull_is_read_between() -> None:
    begins, time, voltage = only({1, 3})
    voltage = np.where(time < 2.0, voltage, 2.0 * voltage)
    low, high = hull_of(begins, time, voltage)
    assert high[:4] == pytest.approx([55.0, 82.5, 110.0, 110.0])
    assert low[1] == pytest.approx(-82.5)


def test_the_last_cycle_ends_with_its_curve_or_lasts_as_long_as_the_one_before() -> None:
    begins, time, _ = wave(10, 25.0)
    assert edges_of(begins, time)[-1] == time[-1]
    begins, time, _ = only({1, 5})
    assert edges_of(begins, time).tolist() == [2.0 * n for n in range(11)]


def test_cycles_left_out_part_the_line() -> None:
    begins, time, voltage = only({1, 5})
    x, y = drawn(begins, time, voltage, 0.5, 1000)
    assert np.count_nonzero(np.isnan(y)) == 1
    gap = int(np.flatnonzero(np.isnan(y))[0])
    assert x[gap - 1] < 2.0
    assert x[gap + 1] == 8.0
    assert not np.isnan(y[[0, -1]]).any()


def test_a_whole_life_is_one_line() -> None:
    begins, time, voltage = wave(10, 25.0)
    x, y = drawn(begins, time, voltage, 0.5, 1000)
    assert np.isfinite(y).all()
    assert x.size < 400
    assert np.max(y) == pytest.approx(55.0)
