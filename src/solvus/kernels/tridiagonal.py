"""Tridiagonal systems by elimination without pivoting.

Row i reads lower[i] x[i-1] + diagonal[i] x[i] + upper[i] x[i+1] = rhs[i]. The matrices met here
are diagonally dominant by columns (finite volumes, implicit in time), for which elimination
without pivoting is stable.
"""

from __future__ import annotations

import numpy as np

from solvus.kernels.jit import lean


@lean
def factor(
    lower: np.ndarray,
    diagonal: np.ndarray,
    upper: np.ndarray,
    ratio: np.ndarray,
    inverse: np.ndarray,
) -> None:
    """Factor once, for many right-hand sides.

    lower, diagonal, upper : array (n,); lower[0] and upper[n-1] are not read.
    ratio : array (n,), out, the multipliers of the forward sweep.
    inverse : array (n,), out, reciprocals of the pivots.
    """
    n = diagonal.size
    inverse[0] = 1.0 / diagonal[0]
    ratio[0] = 0.0
    for i in range(1, n):
        ratio[i] = lower[i] * inverse[i - 1]
        inverse[i] = 1.0 / (diagonal[i] - ratio[i] * upper[i - 1])


@lean
def solve(
    ratio: np.ndarray, inverse: np.ndarray, upper: np.ndarray, rhs: np.ndarray, x: np.ndarray
) -> None:
    """Solve with the factors of `factor`; rhs and x, arrays (n,), may be the same array."""
    n = rhs.size
    carry = rhs[0]
    x[0] = carry
    for i in range(1, n):
        carry = rhs[i] - ratio[i] * carry
        x[i] = carry
    carry = carry * inverse[n - 1]
    x[n - 1] = carry
    for i in range(n - 2, -1, -1):
        carry = (x[i] - upper[i] * carry) * inverse[i]
        x[i] = carry
