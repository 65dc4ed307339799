"""A voltage over many cycles: what each of them spans, and few points that draw it."""

from __future__ import annotations

import numpy as np

from solvus.report.thinning import thinned


def cycle_of(begins: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Number of the cycle that each time lies in, the first being 1; `begins` are their starts."""
    return np.maximum(np.searchsorted(begins, time, "right"), 1)


def edges_of(begins: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Starts of all cycles and the end of the last; it is taken to be as long as the one before
    where its curve was not kept."""
    end = time[-1]
    if end <= begins[-1] and begins.size > 1:
        end = 2.0 * begins[-1] - begins[-2]
    return np.append(begins, end)


def hull_of(begins: np.ndarray, time: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Least and largest value of every cycle, array (2, cycles); where the curve of a cycle was
    not kept they are read between its neighbours."""
    hull = np.full((2, begins.size), np.nan)
    number = cycle_of(begins, time) - 1
    np.fmin.at(hull[0], number, values)
    np.fmax.at(hull[1], number, values)
    order = np.arange(begins.size)
    known = np.isfinite(hull[0])
    return np.array([np.interp(order, order[known], edge[known]) for edge in hull])


def drawn(
    begins: np.ndarray, time: np.ndarray, values: np.ndarray, tolerance: float, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """Time and values to draw, about `most` of them (see `thinned`), parted by nan where the
    curves of cycles in between were not kept."""
    gaps = np.flatnonzero(np.diff(cycle_of(begins, time)) > 1) + 1
    pieces = []
    for piece in np.split(np.arange(time.size), gaps):
        share = max(2, most * piece.size // time.size)
        kept = piece[thinned(time[piece], values[piece], tolerance, share)]
        pieces.append(np.array([time[[*kept, kept[-1]]], [*values[kept], np.nan]]))
    joined = np.concatenate(pieces, axis=1)
    return joined[0, :-1], joined[1, :-1]
