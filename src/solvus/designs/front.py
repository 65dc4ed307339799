"""Fronts of designs: those that no other design beats in everything at once.

All objectives are to be minimised; whoever wants the most of something hands over its negative.
"""

from __future__ import annotations

import math
from bisect import bisect_right

import numpy as np

BLOCK = 256  # points of the front compared with the rest at once


def non_dominated(values: np.ndarray) -> np.ndarray:
    """Whether each point is on the front, array (n,) of bool.

    values : array (n, m), to be minimised. One point dominates another where it is nowhere worse
        and somewhere better; equal points do not dominate each other. A point with a value that is
        not finite is never on the front.
    """
    values = np.asarray(values, float)
    known = np.flatnonzero(np.isfinite(values).all(axis=1))
    on_front = np.zeros(len(values), bool)
    if not len(known):
        return on_front
    found = _two(values[known]) if values.shape[1] == 2 else _many(values[known])
    on_front[known[found]] = True
    return on_front


def _two(values: np.ndarray) -> np.ndarray:
    """Indices of the front of two objectives, in O(n log n)."""
    order = np.lexsort((values[:, 1], values[:, 0]))
    first, second = values[order].T
    best = np.minimum.accumulate(second)
    before = np.concatenate(([math.inf], best[:-1]))
    new = second < before
    # a point equal to the last one of the front shares its place
    equal = np.concatenate(([False], (np.diff(first) == 0.0) & (np.diff(second) == 0.0)))
    for k in np.flatnonzero(equal):
        new[k] = new[k - 1]
    return order[new]


def _many(values: np.ndarray) -> np.ndarray:
    """Indices of the front of any number of objectives.

    In the order of their sum nobody is dominated by a later point, so that each block is compared
    with the front found so far and with itself. Where a large objective swallows the others in the
    sum, points with equal sums go by their objectives, which puts whoever dominates first too.
    """
    order = np.lexsort((*values.T[::-1], values.sum(axis=1)))
    front = np.empty(0, int)
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        left = block[~_dominated(values[block], values[front])]
        left = left[~_dominated(values[left], values[left])]
        front = np.concatenate((front, left))
    return front


def _dominated(values: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Whether each point, array (n, m), is dominated by one of `by`, array (k, m)."""
    found = np.zeros(len(values), bool)
    for start in range(0, len(by), BLOCK):
        ahead = by[start : start + BLOCK, None, :]
        found |= (
            (ahead <= values[None]).all(axis=2) & (ahead < values[None]).any(axis=2)
        ).any(axis=0)  # fmt: skip
    return found


def knee(values: np.ndarray) -> int | None:
    """The index of the knee of a front, None without points.

    values : array (n, m) of points on a front, to be minimised.

    Each objective is scaled to run from 0 (its best on the front) to 1 (its worst). The knee is the
    point that lies furthest towards the best of all from the hyperplane through the extreme points,
    sum x_i = 1: the one with the least sum (Das, Struct. Optim. 18 (1999) 107: the point of maximum
    bulge, for the normal-boundary direction of even weights). Of equal ones it is the first. An
    objective that is the same everywhere does not count. Two objectives whose front does
    not bulge have their knee at an end of it; see `best_in`.
    """
    values = np.asarray(values, float)
    return int(np.argmin(_scaled(values).sum(axis=1))) if len(values) else None


def best_in(values: np.ndarray, point: int) -> list[int]:
    """The objectives in which a point of a front is the best of all, though not all are alike.

    values : array (n, m) of points on a front, to be minimised.
    """
    values = np.asarray(values, float)
    return [k for k, column in enumerate(values.T)
            if column[point] == column.min() < column.max()]  # fmt: skip


def _scaled(values: np.ndarray) -> np.ndarray:
    """Each objective from 0, its best on the front, to 1, its worst; one that is the same
    everywhere is 0."""
    low, wide = values.min(axis=0), np.ptp(values, axis=0)
    return (values - low) / np.where(wide > 0.0, wide, 1.0)


def evenly(count: int, most: int, always: int | None = None) -> list[int]:
    """At most `most` (2 or more) of `count` rows, evenly spread from the first to the last, and the
    row `always` among them."""
    rows = set(np.linspace(0, count - 1, min(count, most)).round().astype(int).tolist())
    if always is not None and always not in rows:
        inner = sorted(rows)[1:-1] or sorted(rows)[1:]
        rows -= {min(inner, key=lambda row: abs(row - always))} if inner else set()
        rows |= {always}
    return sorted(rows)


def hypervolume(values: np.ndarray, reference: np.ndarray) -> float:
    """The volume that a front dominates up to a reference point; points beyond it count nothing.

    values : array (n, m), to be minimised; reference : array (m,). Exact: by slicing along the last
    objective down to three, and those by a staircase that grows, O(n^(m-3) n log n).
    """
    values, reference = np.asarray(values, float), np.asarray(reference, float)
    inside = values[np.isfinite(values).all(axis=1) & (values < reference).all(axis=1)]
    return _volume(inside[non_dominated(inside)], reference) if len(inside) else 0.0


def _volume(values: np.ndarray, reference: np.ndarray) -> float:
    many = values.shape[1]
    if many == 1:
        return float(reference[0] - values.min())
    order = np.argsort(values[:, -1], kind="stable")
    levels = np.append(values[order, -1], reference[-1])
    if many == 3:
        return _staircase(values[order], np.diff(levels), reference)
    total = 0.0
    for k in range(len(order)):
        thick = levels[k + 1] - levels[k]
        if thick > 0.0:
            slab = values[order[: k + 1], :-1]
            total += thick * _volume(slab[non_dominated(slab)], reference[:-1])
    return total


def _staircase(values: np.ndarray, thick: np.ndarray, reference: np.ndarray) -> float:
    """The volume of points in the order of their third objective, each slab `thick` above its own.

    The area that the points so far dominate lies above a staircase, kept as its corners: x rises,
    y falls. A new corner adds what lies between it and the stairs, and swallows whatever it beats.
    """
    right, top = float(reference[0]), float(reference[1])
    xs: list[float] = []
    ys: list[float] = []
    area = total = 0.0
    for (x, y, _), height in zip(values.tolist(), thick.tolist(), strict=True):
        at = bisect_right(xs, x)
        above = ys[at - 1] if at else top
        if above > y:
            end, here = at, x
            while end < len(xs) and ys[end] >= y:
                area += (xs[end] - here) * (above - y)
                here, above = xs[end], ys[end]
                end += 1
            area += ((xs[end] if end < len(xs) else right) - here) * (above - y)
            xs[at:end], ys[at:end] = [x], [y]
        total += area * height
    return total
