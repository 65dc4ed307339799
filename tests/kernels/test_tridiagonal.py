"""Tridiagonal elimination against LAPACK, a dense matrix and its own Python."""

import numpy as np
import pytest
import twins
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.kernels.tridiagonal import factor, solve


def system(cells: int, seed: int) -> tuple[np.ndarray, ...]:
    """A system as finite volumes give it: columns sum to 1/(gamma h), off-diagonals negative."""
    rng = np.random.default_rng(seed)
    out_left, out_right = 10.0 ** rng.uniform(-6, 6, (2, cells))
    lower, upper = np.zeros(cells), np.zeros(cells)
    lower[1:], upper[:-1] = -out_right[:-1], -out_left[1:]
    diagonal = 10.0 ** rng.uniform(-3, 1) + out_left + out_right
    return lower, diagonal, upper, rng.normal(size=cells)


def solved(
    lower: np.ndarray, diagonal: np.ndarray, upper: np.ndarray, rhs: np.ndarray, plain: bool
) -> np.ndarray:
    first, second = (twins.python_of(factor), twins.python_of(solve)) if plain else (factor, solve)
    ratio, inverse, x = np.zeros_like(rhs), np.zeros_like(rhs), np.zeros_like(rhs)
    first(lower, diagonal, upper, ratio, inverse)
    second(ratio, inverse, upper, rhs, x)
    return x


@pytest.mark.nojit
@given(cells=st.integers(1, 60), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_solves_what_lapack_solves(cells: int, seed: int) -> None:
    lower, diagonal, upper, rhs = system(cells, seed)
    x = solved(lower, diagonal, upper, rhs, plain=False)
    reference = twins.tridiagonal(lower, diagonal, upper, rhs)
    worst = 1e-15 * cells * np.linalg.cond(twins.dense(lower, diagonal, upper))
    assert np.abs(x - reference).max() <= worst * np.abs(reference).max()
    np.testing.assert_array_equal(x, solved(lower, diagonal, upper, rhs, plain=True))


@pytest.mark.nojit
def test_the_residual_is_rounding() -> None:
    lower, diagonal, upper, rhs = system(200, 1)
    x = solved(lower, diagonal, upper, rhs, plain=False)
    matrix = twins.dense(lower, diagonal, upper)
    assert np.abs(matrix @ x - rhs).max() < 1e-13 * (np.abs(matrix) @ np.abs(x)).max()


def test_may_solve_in_place() -> None:
    lower, diagonal, upper, rhs = system(30, 2)
    apart = solved(lower, diagonal, upper, rhs, plain=False)
    ratio, inverse = np.zeros(30), np.zeros(30)
    factor(lower, diagonal, upper, ratio, inverse)
    solve(ratio, inverse, upper, rhs, rhs)
    np.testing.assert_array_equal(rhs, apart)
