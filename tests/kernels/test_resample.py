"""Reading a record at other times, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
import twins

from solvus.kernels.resample import resample


def record() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    at = np.sort(rng.random(9))
    rows = rng.normal(size=(9, 5))
    times = np.sort(np.concatenate(([at[0] - 0.1, at[-1] + 0.1], at[2:5], rng.random(20))))
    return rows, at, times


@pytest.mark.nojit
@pytest.mark.parametrize("compiled", [True, False])
def test_every_column_is_interpolated_and_held_beyond_the_ends(compiled: bool) -> None:
    rows, at, times = record()
    out = np.empty((len(times), rows.shape[1]))
    (resample if compiled else twins.python_of(resample))(rows, at, times, out)
    for k in range(rows.shape[1]):
        np.testing.assert_allclose(out[:, k], np.interp(times, at, rows[:, k]), atol=1e-14)


def test_the_rows_themselves_come_back() -> None:
    rows, at, _ = record()
    out = np.empty_like(rows)
    resample(rows, at, at, out)
    np.testing.assert_array_equal(out, rows)
