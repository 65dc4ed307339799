"""The matrix of a Rosenbrock step of the porous cathode, M/(gamma h) - J, factored and solved.

Each particle is a tridiagonal system that meets its cell in its outermost node alone: eliminated
from the centre outwards, it leaves one number in the equations of the cell. What remains is block
tridiagonal over the cells, with blocks of 3 by 3.
"""

from __future__ import annotations

import numpy as np

from solvus.kernels.jit import njit
from solvus.kernels.lookup import look
from solvus.kernels.porous import C, PHI_E, PHI_S, Porous, Work, at_lithium, face, reactions


@njit
def factor_matrix(
    theta: np.ndarray, m: np.ndarray, current: float, per_gamma_h: float, p: Porous, work: Work
) -> None:
    """Assemble at (theta, m) and factor."""
    reactions(theta, m, p, work.slopes)
    work.left[:] = 0.0
    work.middle[:] = 0.0
    work.right[:] = 0.0
    _transport(m, current, per_gamma_h, p, work)
    for k in range(theta.shape[0]):
        _particle(theta, k, per_gamma_h, p, work)
        _couple(k, p, work)
    _eliminate(work)


@njit
def _transport(m: np.ndarray, current: float, per_gamma_h: float, p: Porous, work: Work) -> None:
    """Everything between cells, and the storage of salt."""
    cells, mid = m.shape[0], work.middle
    for k in range(cells):
        mid[k, C, C] += p.porosity[k] * p.width[k] * per_gamma_h
        if k < p.separator:
            mid[k, PHI_S, PHI_S] = 1.0
    _, by_c, by_phi, _ = at_lithium(m, current, p)
    mid[0, PHI_E, C] -= by_c
    mid[0, PHI_E, PHI_E] -= by_phi
    for k in range(cells - 1):
        salt, s_a, s_b, charge, g_a, g_b, w, w_a, w_b = face(m, k, p)
        rise = m[k + 1, C] - m[k, C]
        q_a, q_b = s_a * rise - salt, s_b * rise + salt
        log = np.log(m[k + 1, C] / m[k, C])
        drive = m[k, PHI_E] - m[k + 1, PHI_E] + w * log
        i_a = g_a * drive + charge * (w_a * log - w / m[k, C])
        i_b = g_b * drive + charge * (w_b * log + w / m[k + 1, C])
        for row, a, b in ((C, -q_a, -q_b), (PHI_E, i_a, i_b)):
            mid[k, row, C] += a
            work.right[k, row, C] += b
            work.left[k + 1, row, C] -= a
            mid[k + 1, row, C] -= b
        mid[k, PHI_E, PHI_E] += charge
        work.right[k, PHI_E, PHI_E] -= charge
        work.left[k + 1, PHI_E, PHI_E] -= charge
        mid[k + 1, PHI_E, PHI_E] += charge
        if k >= p.separator:
            s = p.sigma / (0.5 * (p.width[k] + p.width[k + 1]))
            mid[k, PHI_S, PHI_S] += s
            work.right[k, PHI_S, PHI_S] -= s
            work.left[k + 1, PHI_S, PHI_S] -= s
            mid[k + 1, PHI_S, PHI_S] += s


@njit
def _particle(theta: np.ndarray, k: int, per_gamma_h: float, p: Porous, work: Work) -> None:
    """Eliminate a particle from the centre to its surface."""
    nodes = theta.shape[1]
    lower, pivot, upper = work.lower[k], work.pivot[k], work.upper[k]
    _, d_before = look(p.psi, theta[k, 0])
    inner, d_last = 0.0, 0.0  # conductance towards the centre, D of the node before
    for i in range(nodes):
        diagonal = p.volume[i] * per_gamma_h + inner * d_before
        below = 0.0
        if i > 0:
            below = -p.passing[i - 1] * d_last
        if i + 1 < nodes:
            _, d_after = look(p.psi, theta[k, i + 1])
            diagonal += p.passing[i] * d_before
            upper[i] = -p.passing[i] * d_after
        else:
            diagonal += p.release * work.slopes[k, 1]
            d_after = d_before
        lower[i] = 0.0
        if i > 0:
            lower[i] = below * pivot[i - 1]
            diagonal -= lower[i] * upper[i - 1]
        pivot[i] = 1.0 / diagonal
        if i + 1 < nodes:
            inner = p.passing[i]
        d_last, d_before = d_before, d_after


@njit
def _couple(k: int, p: Porous, work: Work) -> None:
    """Put the reaction of a cell into its block, with the particle's answer to it."""
    at, mid = p.separator + k, work.middle
    j_theta, j_c, j_s = work.slopes[k, 1], work.slopes[k, 2], work.slopes[k, 3]
    outer = work.pivot[k, work.pivot.shape[1] - 1]
    left_over = 1.0 - j_theta * p.release * outer
    work.slopes[k, 4] = j_theta * outer  # what a rate of theta adds to the reaction
    source = p.area * p.width[at]
    for row, share in ((C, p.carried / p.faraday), (PHI_E, 1.0), (PHI_S, -1.0)):
        scale = share * source * left_over
        mid[at, row, C] -= scale * j_c
        mid[at, row, PHI_E] += scale * j_s
        mid[at, row, PHI_S] -= scale * j_s


@njit
def _eliminate(work: Work) -> None:
    """Block elimination; `middle` becomes the inverses, `left` the multipliers."""
    for k in range(work.middle.shape[0]):
        block = work.middle[k]
        if k > 0:
            times, before = work.left[k].copy(), work.middle[k - 1]
            for a in range(3):
                for b in range(3):
                    total = 0.0
                    for c in range(3):
                        total += times[a, c] * before[c, b]
                    work.left[k, a, b] = total
            for a in range(3):
                for b in range(3):
                    total = 0.0
                    for c in range(3):
                        total += work.left[k, a, c] * work.right[k - 1, c, b]
                    block[a, b] -= total
        _invert(block)


@njit
def _invert(a: np.ndarray) -> None:
    """Invert a 3 by 3 matrix in place."""
    c00 = a[1, 1] * a[2, 2] - a[1, 2] * a[2, 1]
    c01 = a[1, 2] * a[2, 0] - a[1, 0] * a[2, 2]
    c02 = a[1, 0] * a[2, 1] - a[1, 1] * a[2, 0]
    d = 1.0 / (a[0, 0] * c00 + a[0, 1] * c01 + a[0, 2] * c02)
    c10 = a[0, 2] * a[2, 1] - a[0, 1] * a[2, 2]
    c11 = a[0, 0] * a[2, 2] - a[0, 2] * a[2, 0]
    c12 = a[0, 1] * a[2, 0] - a[0, 0] * a[2, 1]
    c20 = a[0, 1] * a[1, 2] - a[0, 2] * a[1, 1]
    c21 = a[0, 2] * a[1, 0] - a[0, 0] * a[1, 2]
    c22 = a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]
    a[0, 0], a[0, 1], a[0, 2] = c00 * d, c10 * d, c20 * d
    a[1, 0], a[1, 1], a[1, 2] = c01 * d, c11 * d, c21 * d
    a[2, 0], a[2, 1], a[2, 2] = c02 * d, c12 * d, c22 * d


@njit
def solve_matrix(r_theta: np.ndarray, r_m: np.ndarray, p: Porous, work: Work) -> None:
    """Solve for one right-hand side; both arrays are overwritten with the solution."""
    cathode, nodes = r_theta.shape
    cells, last = r_m.shape[0], nodes - 1
    for k in range(cathode):
        carry = r_theta[k, 0]
        for i in range(1, nodes):
            carry = r_theta[k, i] - work.lower[k, i] * carry
            r_theta[k, i] = carry
        at = p.separator + k
        extra = p.area * p.width[at] * work.slopes[k, 4] * carry
        r_m[at, C] += p.carried / p.faraday * extra
        r_m[at, PHI_E] += extra
        r_m[at, PHI_S] -= extra
    for k in range(1, cells):
        for a in range(3):
            total = 0.0
            for b in range(3):
                total += work.left[k, a, b] * r_m[k - 1, b]
            r_m[k, a] -= total
    for k in range(cells - 1, -1, -1):
        if k + 1 < cells:
            for a in range(3):
                for b in range(3):
                    r_m[k, a] -= work.right[k, a, b] * r_m[k + 1, b]
        x, y, z = r_m[k, 0], r_m[k, 1], r_m[k, 2]
        inverse = work.middle[k]
        for a in range(3):
            r_m[k, a] = inverse[a, 0] * x + inverse[a, 1] * y + inverse[a, 2] * z
    for k in range(cathode):
        at = p.separator + k
        j = work.slopes[k, 2] * r_m[at, C]
        j += work.slopes[k, 3] * (r_m[at, PHI_S] - r_m[at, PHI_E])
        carry = (r_theta[k, last] - p.release * j) * work.pivot[k, last]
        r_theta[k, last] = carry
        for i in range(last - 1, -1, -1):
            carry = (r_theta[k, i] - work.upper[k, i] * carry) * work.pivot[k, i]
            r_theta[k, i] = carry
