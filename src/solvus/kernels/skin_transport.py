"""Li transport through the skin of compounds, resolved in space and time.

In the solute's own frame (m counts solute from the outer face, 0 <= m <= Gamma) the Li per solute n
obeys

    dn/dt at fixed m = dJ/dm,   J = dTheta/dm,   dTheta = D_Li/V^2 dn in a phase, 0 in a gap

with J = j/F at the outer face and n = n_sat at the base, where solute enters with n_sat. n and
Theta both are piecewise linear along the ladder of phases: a phase of permeance K_p raises Theta by
K_p, a gap is flat. The unknown is the arc length along that curve: n or Theta alone would be a
singular unknown in a phase or in a gap, and Newton's method stalls on either.

Backward Euler in time, cells of equal solute, upwind for what the growing mesh sweeps in (always
from the base outwards).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels.jit import njit
from solvus.kernels.tridiagonal import factor, solve

CONVERGED, EXHAUSTED, STALLED = 0, 1, 2
# Newton carries a front of phases by less than a cell an iteration
ITERATIONS, ITERATIONS_PER_CELL = 60, 20


class Curve(NamedTuple):
    """Vertices of the ladder, solute-rich end first: arc length [1], n [1], Theta [mol2/(m4 s)]."""

    arc: np.ndarray
    n: np.ndarray
    theta: np.ndarray


def curve_from(n_low: np.ndarray, n_high: np.ndarray, permeance: np.ndarray) -> Curve:
    """The ladder of phases given Li-rich first: ranges of n [1] and permeances [mol2/(m4 s)]."""
    n, theta, level = [], [], 0.0
    for low, high, k in zip(n_low[::-1], n_high[::-1], permeance[::-1], strict=True):
        n += [low, high]
        theta += [level, level + k]
        level += k
    n_, theta_ = np.array(n), np.array(theta)
    arc = np.hypot(np.diff(n_) / n_[-1], np.diff(theta_) / theta_[-1])
    return Curve(np.concatenate(([0.0], np.cumsum(arc))), n_, theta_)


@njit
def on_curve(arc: float, curve: Curve) -> tuple:
    """(n, Theta, dn/darc, dTheta/darc) at an arc length; straight beyond both ends."""
    last = curve.arc.size - 2
    i = 0
    while i < last and arc > curve.arc[i + 1]:
        i += 1
    step = curve.arc[i + 1] - curve.arc[i]
    dn = (curve.n[i + 1] - curve.n[i]) / step
    dtheta = (curve.theta[i + 1] - curve.theta[i]) / step
    past = arc - curve.arc[i]
    return curve.n[i] + dn * past, curve.theta[i] + dtheta * past, dn, dtheta


@njit
def residual(
    arc: np.ndarray, content: np.ndarray, gamma: float, growth: float, outflow: float, dt: float,
    curve: Curve, lower: np.ndarray, diagonal: np.ndarray, upper: np.ndarray, rest: np.ndarray,
) -> float:  # fmt: skip
    """Residual of one backward Euler step and its Jacobian; returns the largest residual.

    content : array (n,) [mol/m2], Li of the cells before the step; growth [mol/(m2 s)], dGamma/dt;
    outflow [mol/(m2 s)], j/F.
    """
    cells = arc.size
    dm = gamma / cells
    n_sat, theta_sat = curve.n[-1], curve.theta[-1]
    worst = 0.0
    for i in range(cells):
        n, theta, dn, dtheta = on_curve(arc[i], curve)
        lower[i], upper[i] = 0.0, 0.0
        balance = dm * n - content[i]
        diagonal[i] = dm * dn
        if i == 0:
            balance += dt * outflow
        else:
            _, theta_l, _, dtheta_l = on_curve(arc[i - 1], curve)
            swept = growth * i / cells
            balance += dt * ((theta - theta_l) / dm + swept * n)
            diagonal[i] += dt * (dtheta / dm + swept * dn)
            lower[i] = -dt * dtheta_l / dm
        swept = growth * (i + 1) / cells
        if i == cells - 1:
            balance -= dt * ((theta_sat - theta) / (0.5 * dm) + swept * n_sat)
            diagonal[i] += dt * dtheta / (0.5 * dm)
        else:
            n_r, theta_r, dn_r, dtheta_r = on_curve(arc[i + 1], curve)
            balance -= dt * ((theta_r - theta) / dm + swept * n_r)
            diagonal[i] += dt * dtheta / dm
            upper[i] = -dt * (dtheta_r / dm + swept * dn_r)
        rest[i] = -balance
        worst = max(worst, abs(balance))
    return worst


@njit
def advance_skin(
    arc: np.ndarray, gamma_start: float, gamma_end: float, j: float, duration: float, steps: int,
    curve: Curve, faraday: float, out: np.ndarray,
) -> tuple:  # fmt: skip
    """Carry the skin through `duration` [s] at current j [A/m2] while Gamma grows linearly.

    arc : array (cells,), the state, changed in place. out : array (steps, 4), rows of time [s],
    outer n [1], Li held [mol/m2], Li drawn from the matrix so far [mol/m2].
    Returns (status, rows). EXHAUSTED: the outer face has no Li left (the Li limit).
    """
    cells = arc.size
    lower, diagonal, upper = np.zeros(cells), np.zeros(cells), np.zeros(cells)
    rest, ratio, inverse = np.zeros(cells), np.zeros(cells), np.zeros(cells)
    content, trial = np.zeros(cells), np.zeros(cells)
    growth = (gamma_end - gamma_start) / duration
    dt = duration / steps
    drawn = 0.0
    most = ITERATIONS + ITERATIONS_PER_CELL * cells
    for step in range(steps):
        gamma_old = gamma_start + growth * dt * step
        gamma = gamma_start + growth * dt * (step + 1)
        for i in range(cells):
            content[i] = on_curve(arc[i], curve)[0] * gamma_old / cells
        # a residual can be no smaller than the rounding of the two fluxes it is a difference of
        rounding = 1e-15 * dt * curve.theta[-1] * cells / gamma
        target = 1e-13 * gamma * curve.n[-1] / cells + rounding
        worst = residual(
            arc, content, gamma, growth, j / faraday, dt, curve, lower, diagonal, upper, rest
        )
        count = 0
        while worst > target and count < most:
            factor(lower, diagonal, upper, ratio, inverse)
            solve(ratio, inverse, upper, rest, rest)
            share = 1.0
            for i in range(cells):  # no unknown may cross more than one unit of the ladder
                share = min(share, 1.0 / max(abs(rest[i]), 1.0))
            move = rest.copy()
            best = worst
            for _ in range(8):
                for i in range(cells):
                    trial[i] = arc[i] + share * move[i]
                worst = residual(
                    trial, content, gamma, growth, j / faraday, dt, curve, lower, diagonal,
                    upper, rest,
                )  # fmt: skip
                if worst < best:
                    break
                share *= 0.5
            arc[:] = trial
            count += 1
        if worst > 1e3 * target:
            return STALLED, step
        n_outer = on_curve(arc[0], curve)[0]
        if arc[0] < 0.0:
            return EXHAUSTED, step
        held = 0.0
        for i in range(cells):
            held += on_curve(arc[i], curve)[0] * gamma / cells
        theta_base = on_curve(arc[cells - 1], curve)[1]
        inflow = (curve.theta[-1] - theta_base) / (0.5 * gamma / cells)
        drawn += dt * (inflow + growth * curve.n[-1])
        out[step, 0] = dt * (step + 1)
        out[step, 1] = n_outer
        out[step, 2] = held
        out[step, 3] = drawn
    return CONVERGED, steps
