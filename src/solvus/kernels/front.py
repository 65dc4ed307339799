"""One implicit time step of the solute in a foil whose face recedes at a constant speed.

The method is RODASP (see `rodasp`). It is written for the fluxes instead of the contents: each
stage gives an increment of flux phi_i, U_i = phi_i(left edge) - phi_i(right edge), and the contents
are changed by differences of the summed fluxes. What leaves one cell enters its neighbour in the
same arithmetic, so the solute is conserved to round-off however stiff the mesh.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels import rodasp
from solvus.kernels.jit import lean
from solvus.kernels.solute import Matrix, Mesh, Scratch, flux_slopes, fluxes, scratch_for
from solvus.kernels.tridiagonal import factor, solve

STAGES = rodasp.STAGES
GAMMA = rodasp.GAMMA
ALPHA = tuple(rodasp.ALPHA)
D = tuple(rodasp.D)
A = tuple(tuple(row) for row in rodasp.A)
C = tuple(tuple(row) for row in rodasp.C)


class Work(NamedTuple):
    """Scratch space for one foil of n cells; allocated once."""

    phi: np.ndarray
    flux: np.ndarray
    rate: np.ndarray
    left: np.ndarray
    right: np.ndarray
    by_thickness: np.ndarray
    total: np.ndarray
    stage: np.ndarray
    increment: np.ndarray
    lower: np.ndarray
    diagonal: np.ndarray
    upper: np.ndarray
    ratio: np.ndarray
    inverse: np.ndarray
    trial: np.ndarray
    scratch: Scratch


def work_for(cells: int) -> Work:
    """Scratch arrays for `cells` cells."""
    edges = [np.zeros((STAGES, cells + 1)), *(np.zeros(cells + 1) for _ in range(6))]
    return Work._make([*edges, *(np.zeros(cells) for _ in range(8)), scratch_for(cells)])


@lean
def combine(coefficients: tuple, count: int, phi: np.ndarray, out: np.ndarray) -> None:
    """out = sum over j < count of coefficients[j] phi[j]."""
    out[:] = 0.0
    for j in range(count):
        a = coefficients[j]
        if a != 0.0:
            row = phi[j]
            for k in range(out.size):
                out[k] += a * row[k]


@lean
def assemble(left: np.ndarray, right: np.ndarray, per_gamma_h: float, work: Work) -> None:
    """Rows of 1/(gamma h) - J from the slopes of the fluxes, factored."""
    n = work.diagonal.size
    for i in range(n):
        work.lower[i] = -left[i]
        work.diagonal[i] = per_gamma_h - right[i] + left[i + 1]
        work.upper[i] = right[i + 1]
    factor(work.lower, work.diagonal, work.upper, work.ratio, work.inverse)


@lean
def try_step(
    u: np.ndarray,
    thickness: float,
    v: float,
    face: int,
    h: float,
    mesh: Mesh,
    matrix: Matrix,
    work: Work,
) -> None:
    """A step of length h [s] from contents u [mol/m2] and thickness [m], v [m/s] held.

    Results: work.trial, the new contents; work.total, array (n+1,) [mol/m2], what has passed each
    edge; work.phi[5], the same for the error estimate.
    """
    n = u.size
    fluxes(u, thickness, v, face, mesh, matrix, work.scratch, work.flux)
    flux_slopes(
        thickness, v, face, mesh, matrix, work.scratch, work.left, work.right, work.by_thickness
    )
    per_gamma_h = 1.0 / (GAMMA * h)
    assemble(work.left, work.right, per_gamma_h, work)
    for i in range(STAGES):
        if i > 0:
            combine(A[i], i, work.phi, work.total)
            for k in range(n):
                work.stage[k] = u[k] + (work.total[k] - work.total[k + 1])
            at = thickness - v * ALPHA[i] * h
            fluxes(work.stage, at, v, face, mesh, matrix, work.scratch, work.flux)
        combine(C[i], i, work.phi, work.rate)
        along = -v * h * D[i]  # h d_i f_t, and f depends on time through L(t) = L - v t
        for k in range(n + 1):
            work.rate[k] = work.flux[k] + work.rate[k] / h + along * work.by_thickness[k]
        for k in range(n):
            work.increment[k] = work.rate[k] - work.rate[k + 1]
        solve(work.ratio, work.inverse, work.upper, work.increment, work.increment)
        phi = work.phi[i]
        phi[0] = GAMMA * h * (work.rate[0] + work.right[0] * work.increment[0])
        for k in range(1, n):
            linear = work.left[k] * work.increment[k - 1] + work.right[k] * work.increment[k]
            phi[k] = GAMMA * h * (work.rate[k] + linear)
        phi[n] = 0.0
    last = work.phi[STAGES - 1]
    for k in range(n + 1):
        work.total[k] += last[k]  # `total` still holds the sum a_6j phi_j of the last stage
    for k in range(n):
        work.trial[k] = u[k] + (work.total[k] - work.total[k + 1])


@lean
def error_of(
    u: np.ndarray, thickness: float, mesh: Mesh, work: Work, c_scale: float, tolerance: float
) -> float:
    """Root-mean-square local error over the cells, in units of tolerance (|c| + c_scale)."""
    n = u.size
    error = work.phi[STAGES - 1]
    total = 0.0
    for k in range(n):
        content = mesh.width[k] * thickness
        weight = tolerance * (abs(u[k]) + c_scale * content)
        part = (error[k] - error[k + 1]) / weight
        total += part * part
    return np.sqrt(total / n)
