"""A record read at other times: linear between its rows, its ends beyond them."""

from __future__ import annotations

import numpy as np

from solvus.kernels.jit import njit


@njit
def resample(rows: np.ndarray, at: np.ndarray, times: np.ndarray, out: np.ndarray) -> None:
    """rows : array (n, columns) at the rising times `at`, n >= 2; out : array (m, columns) at the
    rising `times`, array (m,)."""
    after = 1
    for i in range(times.size):
        while after < at.size - 1 and at[after] < times[i]:
            after += 1
        share = (times[i] - at[after - 1]) / (at[after] - at[after - 1])
        share = min(max(share, 0.0), 1.0)
        for k in range(rows.shape[1]):
            out[i, k] = rows[after - 1, k] * (1.0 - share) + rows[after, k] * share
