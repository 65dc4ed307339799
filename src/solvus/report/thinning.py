"""Fewer points for the same line: what is left out lies within a tolerance of what is drawn."""

from __future__ import annotations

import numpy as np

from solvus.report.series import Array

BLOCK = 256  # points looked at together, so that a long wave costs no more than its length


def thinned(x: Array, y: Array, tolerance: float, most: int) -> np.ndarray:
    """Indices of the points to draw, in order, first and last among them.

    Every point left out lies within `tolerance` [unit of y] of the straight lines between the
    points kept, measured along y (Ramer 1972, Douglas and Peucker 1973), so that neither a peak
    nor the envelope of a wave is lost. If more than `most` points are needed the tolerance is
    doubled until they suffice; the distance is then below twice the last tolerance.

    x, y : coordinates, same length, x not falling. Raises ValueError for a tolerance of 0 or less
    or for `most` below 2.
    """
    if tolerance <= 0.0 or most < 2:
        raise ValueError(f"a tolerance of {tolerance:g} with {most} points keeps no line")
    own_x, own_y = np.asarray(x, float), np.asarray(y, float)
    kept = np.arange(own_x.size)
    while True:
        kept = kept[_needed(own_x[kept], own_y[kept], tolerance)]
        if kept.size <= most:
            return kept
        tolerance *= 2.0


def _needed(x: np.ndarray, y: np.ndarray, tolerance: float) -> np.ndarray:
    """Whether each point is needed; the ends of every block count as needed."""
    needed = np.zeros(x.size, bool)
    last = x.size - 1
    stack = [(start, min(start + BLOCK, last)) for start in range(0, max(last, 1), BLOCK)]
    while stack:
        first, last = stack.pop()
        needed[[first, last]] = True
        if last - first < 2:
            continue
        middle = slice(first + 1, last)
        span = x[last] - x[first]
        share = (x[middle] - x[first]) / span if span > 0.0 else 0.0
        distance = np.abs(y[middle] - y[first] - share * (y[last] - y[first]))
        worst = int(np.argmax(distance))
        if distance[worst] > tolerance:
            farthest = first + 1 + worst
            stack += [(first, farthest), (farthest, last)]
    return needed
