"""Inverse design: which value of one variable gives a quantity asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

GRID = 513  # points over the range of the variable: roots closer together than that are not told
FLAT = 1e-12  # relative difference below which a quantity does not move
WIDE = 50.0  # ratio of the ends of a range from which its points are spread by ratio


class Solved(NamedTuple):
    """What came of a search.

    roots : every value of the variable at which the quantity is as asked (rising); of a variable
    of whole numbers the last one on the side that meets the target
    x, y : the variable and the quantity over the range searched (nan where not allowed)
    best, best_at : the reachable value nearest to the target and the variable there (nan if there
    is none)
    exact : False for a variable of whole numbers
    """

    roots: tuple[float, ...]
    x: np.ndarray
    y: np.ndarray
    best: float
    best_at: float
    exact: bool


def solve(
    quantity: Callable[[np.ndarray], np.ndarray],
    target: float,
    low: float,
    high: float,
    allowed: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Solved:
    """All values in [low, high] at which `quantity` is `target`.

    The range is bracketed on a grid (spread by ratio where its ends are far apart); between two
    points of different sign Brent's method closes in to round-off. `allowed` says where the
    variable may lie; its border is found by bisection, so that a root beside it is not missed.
    """
    x = _grid(low, high)
    if allowed is not None:
        x = _with_borders(x, allowed)
    y = _evaluated(quantity, x, allowed)
    roots = _roots(quantity, target, x, y)
    return Solved(roots, x, y, *_nearest(x, y, target), True)


def solve_whole(
    quantity: Callable[[np.ndarray], np.ndarray],
    target: float,
    low: int,
    high: int,
    allowed: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Solved:
    """As `solve` for a variable of whole numbers.

    Such a variable seldom gives the target itself: where the quantity passes it between two
    numbers, the one that reaches it (quantity at least the target) is the answer.
    """
    x = np.arange(low, high + 1, dtype=float)
    y = _evaluated(quantity, x, allowed)
    sides = y >= target
    known = np.isfinite(y)
    passes = np.flatnonzero((sides[1:] != sides[:-1]) & known[1:] & known[:-1])
    found = {float(x[i + 1] if sides[i + 1] else x[i]) for i in passes}
    found |= {float(value) for value in x[np.isclose(y, target, rtol=1e-12, atol=0.0)]}
    return Solved(tuple(sorted(found)), x, y, *_nearest(x, y, target), False)


def _grid(low: float, high: float) -> np.ndarray:
    if low > 0.0 and high > WIDE * low:
        return np.geomspace(low, high, GRID)
    return np.linspace(low, high, GRID)


def _evaluated(
    quantity: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    allowed: Callable[[np.ndarray], np.ndarray] | None,
) -> np.ndarray:
    with np.errstate(all="ignore"):
        y = np.broadcast_to(np.asarray(quantity(x), float), x.shape).copy()
        if allowed is not None:
            y[~np.broadcast_to(allowed(x), x.shape)] = np.nan
    y[~np.isfinite(y)] = np.nan
    return y


def _with_borders(x: np.ndarray, allowed: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The grid, with a point just inside every border of what is allowed."""
    inside = np.broadcast_to(allowed(x), x.shape)
    added = []
    for i in np.flatnonzero(inside[1:] != inside[:-1]):
        out, into = (x[i], x[i + 1]) if inside[i + 1] else (x[i + 1], x[i])
        for _ in range(80):
            middle = 0.5 * (out + into)
            if bool(np.all(allowed(np.array([middle])))):
                into = middle
            else:
                out = middle
        added.append(into)
    return np.unique(np.concatenate((x, added)))


def _roots(
    quantity: Callable[[np.ndarray], np.ndarray], target: float, x: np.ndarray, y: np.ndarray
) -> tuple[float, ...]:
    from scipy.optimize import brentq

    def miss(at: float) -> float:
        return float(np.ravel(np.asarray(quantity(np.array([at])), float))[0]) - target

    off = y - target
    known = np.isfinite(off)
    if not known.any() or np.ptp(y[known]) <= FLAT * np.max(np.abs(y[known])):
        return ()  # a quantity that the variable does not move
    met = known & (np.abs(off) <= FLAT * max(abs(target), 1e-300))
    crossing = known[1:] & known[:-1] & ~met[1:] & ~met[:-1] & (off[1:] * off[:-1] < 0.0)
    found = [
        float(brentq(miss, x[i], x[i + 1], xtol=1e-300, rtol=1e-14))
        for i in np.flatnonzero(crossing)
    ]
    # Of a stretch on which the target is met all along, its two ends.
    inner = np.zeros(met.shape, bool)
    inner[1:-1] = met[2:] & met[:-2]
    found += [float(value) for value in x[met & ~inner]]
    return tuple(sorted(found))


def _nearest(x: np.ndarray, y: np.ndarray, target: float) -> tuple[float, float]:
    """The value nearest to the target, and where."""
    if not np.isfinite(y).any():
        return float("nan"), float("nan")
    at = int(np.nanargmin(np.abs(y - target)))
    return float(y[at]), float(x[at])
