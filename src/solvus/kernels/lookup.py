"""A smooth function as a table: cubic pieces between equally spaced knots, with their slopes.

Beyond its ends a table goes on as a straight line. The derivative that `look` returns is that of
the value it returns, so that a Jacobian built from it is exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels.jit import lean


class Lookup(NamedTuple):
    """Knots at low + i/per_step; value and slope (per unit of the argument) at each."""

    low: float
    per_step: float
    value: np.ndarray
    slope: np.ndarray


@lean
def piece(values: np.ndarray, slopes: np.ndarray, low: float, per_step: float, x: float) -> tuple:
    """(value, derivative) at x of the table with these knots."""
    n = values.size
    at = (x - low) * per_step
    if not at > 0.0:
        return values[0] + slopes[0] * (x - low), slopes[0]
    if at >= n - 1:
        beyond = x - low - (n - 1) / per_step
        return values[n - 1] + slopes[n - 1] * beyond, slopes[n - 1]
    i = np.uint64(at)
    t = at - i
    step = 1.0 / per_step
    a, b = values[i], values[i + np.uint64(1)]
    p, q = slopes[i] * step, slopes[i + np.uint64(1)] * step
    rise = b - a
    second, third = 3.0 * rise - 2.0 * p - q, p + q - 2.0 * rise
    value = a + t * (p + t * (second + t * third))
    return value, (p + t * (2.0 * second + 3.0 * t * third)) * per_step


@lean
def look(table: Lookup, x: float) -> tuple:
    """(value, derivative) at x."""
    return piece(table.value, table.slope, table.low, table.per_step, x)


@lean
def look_all(table: Lookup, x: np.ndarray, value: np.ndarray, slope: np.ndarray) -> None:
    """Values and derivatives at all x, array (n,), into `value` and `slope`."""
    values, slopes, low, per_step = table.value, table.slope, table.low, table.per_step
    for i in range(x.size):
        value[i], slope[i] = piece(values, slopes, low, per_step, x[i])
