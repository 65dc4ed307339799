"""The voltage transient when Li starts to plate on a surface it finds.

Two surfaces share the current: the one found, of resistance R_n, and the fresh deposit, which
grows as hemispheres and covers the share theta (Kolmogorov-Johnson-Mehl-Avrami):

    C_dl deta/dt = j - i_g theta (2 - theta) - (1 - theta) eta/R_n,   theta = 1 - exp(-pi M2)
    dN/dt = Z k (1 - theta) exp(m F eta/RT)  (0 if the nuclei are there from the start)
    dM1/dt = N g,   dM2/dt = 2 M1 g,   g = V_Li i_g/F
    i_g = 2 j0 sinh(F (eta - i_g R_p)/2RT)

The current j is given, or it follows from a potential held on the cell, what is not eta falling
over a resistance and over the stripping electrode:

    V = eta + j (R_s + R_film) + (2 R_gas T/F) asinh(j/2 j0)

M1 and M2 are the sums of r and r^2 over the nuclei per area. theta (2 - theta) is the area of
hemispheres that overlap, per projected area, between 2 theta (apart) and 1 (closed). Integrated by
RODASP with the exact Jacobian; the double layer relaxes in milliseconds, the coverage in minutes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels.charge_transfer import current as driven
from solvus.kernels.front import GAMMA, STAGES, A, C
from solvus.kernels.jit import lean, njit

ETA, NUCLEI, M1, M2, CHARGE = range(5)
SIZE = 4  # of the state at a given current; one more, the charge passed, where a potential is held


class Surface(NamedTuple):
    """Constants of a transient, SI."""

    r_found: float  # [ohm m2] of the surface found
    r_deposit: float  # [ohm m2] of the film on the deposit
    j0: float  # [A/m2]
    volt: float  # 2 R T/F [V]
    double_layer: float  # [F/m2]
    nuclei: float  # [1/m2] there from the start
    rate: float  # Z k [1/(m2 s)] of further nuclei at eta = 0
    order: float  # m
    growth: float  # V_Li/F [m3/C]


class Drive(NamedTuple):
    """What drives the plating: a current `level` [A/m2], or with `held` a potential `level` [V]
    behind `resistance` [ohm m2] and a stripping electrode of `j0` [A/m2]; volt = 2 R T/F [V]."""

    held: bool
    level: float
    resistance: float = 0.0
    j0: float = 1.0
    volt: float = 1.0


@lean
def drawn(eta: float, drive: Drive) -> tuple:
    """(j [A/m2], dj/deta [S/m2]) at an overpotential eta [V] of the plating electrode."""
    if not drive.held:
        return drive.level, 0.0
    j, by_eta = driven(drive.level - eta, drive.j0, drive.resistance, drive.volt)
    return j, -by_eta


@lean
def slopes(y: np.ndarray, drive: Drive, p: Surface, f: np.ndarray, jac: np.ndarray) -> None:
    """Right-hand side f, array (n,), and its Jacobian, (n, n); n = 4, or 5 with the charge."""
    eta = y[ETA]
    j, j_eta = drawn(eta, drive)
    open_ = np.exp(-np.pi * max(y[M2], 0.0))  # 1 - theta
    i_g, by_eta = driven(eta, p.j0, p.r_deposit, p.volt)
    covered = 1.0 - open_ * open_  # theta (2 - theta)
    g = p.growth * i_g
    g_eta = p.growth * by_eta
    f[ETA] = (j - i_g * covered - open_ * eta / p.r_found) / p.double_layer
    born = p.rate * open_ * np.exp(min(2.0 * p.order * eta / p.volt, 60.0))
    f[NUCLEI] = born
    f[M1] = y[NUCLEI] * g
    f[M2] = 2.0 * y[M1] * g
    jac[:, :] = 0.0
    jac[ETA, ETA] = (j_eta - by_eta * covered - open_ / p.r_found) / p.double_layer
    jac[ETA, M2] = np.pi * open_ * (eta / p.r_found - 2.0 * i_g * open_) / p.double_layer
    jac[NUCLEI, ETA] = 2.0 * p.order / p.volt * born
    jac[NUCLEI, M2] = -np.pi * born
    jac[M1, ETA] = y[NUCLEI] * g_eta
    jac[M1, NUCLEI] = g
    jac[M2, ETA] = 2.0 * y[M1] * g_eta
    jac[M2, M1] = 2.0 * g
    if y.size > SIZE:
        f[CHARGE] = j
        jac[CHARGE, ETA] = j_eta


@lean
def lu(a: np.ndarray) -> None:
    """LU factors in place, no pivoting: the rows are dominated by 1/(gamma h)."""
    n = a.shape[0]
    for k in range(n):
        for i in range(k + 1, n):
            a[i, k] /= a[k, k]
            for c in range(k + 1, n):
                a[i, c] -= a[i, k] * a[k, c]


@lean
def lu_solve(a: np.ndarray, b: np.ndarray) -> None:
    """Solve in place with the factors of `lu`."""
    n = b.size
    for i in range(1, n):
        for k in range(i):
            b[i] -= a[i, k] * b[k]
    for i in range(n - 1, -1, -1):
        for k in range(i + 1, n):
            b[i] -= a[i, k] * b[k]
        b[i] /= a[i, i]


@njit
def transient(
    y: np.ndarray, drive: Drive, duration: float, p: Surface, tolerance: float, out: np.ndarray
) -> tuple:
    """Carry y = (eta, N, M1, M2) or (.., charge passed [C/m2]) through `duration` [s] of plating.

    out : array (rows, 3): time [s], eta [V], theta [1], one row a step. Returns (rows, finished);
    finished is False when out is full or the step collapses (the last row says how far).
    """
    n = y.size
    f, f_stage = np.zeros(n), np.zeros(n)
    jac, scrap = np.zeros((n, n)), np.zeros((n, n))
    stages, at, rhs = np.zeros((STAGES, n)), np.zeros(n), np.zeros(n)
    scale = np.ones(n)
    density = max(p.nuclei, 1.0)
    scale[ETA], scale[NUCLEI], scale[M1], scale[M2] = 1e-2, density, np.sqrt(density), 1.0
    t, rows = 0.0, 0
    h = min(0.01 * p.double_layer * p.r_found, duration)
    while t < duration * (1.0 - 1e-12):
        h = min(h, duration - t)
        slopes(y, drive, p, f, jac)
        for a in range(n):
            for b in range(n):
                jac[a, b] = -jac[a, b]
            jac[a, a] += 1.0 / (GAMMA * h)
        lu(jac)
        for i in range(STAGES):
            for a in range(n):  # element by element: an expression of arrays would make new ones
                at[a], rhs[a] = y[a], 0.0
                for k in range(i):
                    at[a] += A[i][k] * stages[k, a]
                    rhs[a] += C[i][k] / h * stages[k, a]
            if i > 0:
                slopes(at, drive, p, f_stage, scrap)
            for a in range(n):
                rhs[a] += f_stage[a] if i > 0 else f[a]
            lu_solve(jac, rhs)
            for a in range(n):
                stages[i, a] = rhs[a]
        error = 0.0
        for a in range(n):
            part = stages[STAGES - 1, a] / (tolerance * (abs(y[a]) + scale[a]))
            error += part * part
        error = np.sqrt(error / n)
        if not error <= 1.0:
            h *= max(0.2, 0.9 * error**-0.25) if error < 1e30 else 0.2
            if h < 1e-13 * duration:
                return rows, False
            continue
        for a in range(n):
            y[a] = at[a] + stages[STAGES - 1, a]
        t += h
        h *= min(6.0, 0.9 * max(error, 1e-12) ** -0.25)
        if rows == out.shape[0]:
            return rows, False
        out[rows, 0] = t
        out[rows, 1] = y[ETA]
        out[rows, 2] = 1.0 - np.exp(-np.pi * max(y[M2], 0.0))
        rows += 1
    return rows, True
