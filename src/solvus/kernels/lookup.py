"""A smooth function as a table: cubic pieces between equally spaced knots, with their slopes.

Beyond its ends a table goes on as a straight line. The derivative that `look` returns is that of
the value it returns, so that a Jacobian built from it is exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels.jit import njit


class Lookup(NamedTuple):
    """Knots at low + i/per_step; value and slope (per unit of the argument) at each."""

    low: float
    per_step: float
    value: np.ndarray
    slope: np.ndarray


@njit
def look(table: Lookup, x: float) -> tuple:
    """(value, derivative) at x."""
    n = table.value.size
    at = (x - table.low) * table.per_step
    if not at > 0.0:
        return table.value[0] + table.slope[0] * (x - table.low), table.slope[0]
    if at >= n - 1:
        beyond = x - table.low - (n - 1) / table.per_step
        return table.value[n - 1] + table.slope[n - 1] * beyond, table.slope[n - 1]
    i = int(at)
    t = at - i
    step = 1.0 / table.per_step
    a, b = table.value[i], table.value[i + 1]
    p, q = table.slope[i] * step, table.slope[i + 1] * step
    rise = b - a
    second, third = 3.0 * rise - 2.0 * p - q, p + q - 2.0 * rise
    value = a + t * (p + t * (second + t * third))
    return value, (p + t * (2.0 * second + 3.0 * t * third)) * table.per_step
