"""The matrix of a Rosenbrock step of the porous cathode, M/(gamma h) - J, factored and solved.

Each particle is a tridiagonal system that meets its cell in its outermost node alone: eliminated
from the centre outwards, it leaves one number in the equations of the cell. What remains is block
tridiagonal over the cells, with blocks of 3 by 3.
"""

from __future__ import annotations

import numpy as np

from solvus.kernels.jit import lean
from solvus.kernels.lookup import look_all
from solvus.kernels.porous import PHI_E, PHI_S, C, Porous, Work, at_lithium, face, reactions


@lean
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


@lean
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


@lean
def _particle(theta: np.ndarray, k: int, per_gamma_h: float, p: Porous, work: Work) -> None:
    """Eliminate a particle from the centre to its surface."""
    last, d = theta.shape[1] - 1, work.psi_slope
    look_all(p.psi, theta[k], work.psi, d)
    lower, pivot, upper = work.lower[k], work.pivot[k], work.upper[k]
    volume, passing = p.volume, p.passing
    pivot[0] = 1.0 / (volume[0] * per_gamma_h + passing[0] * d[0])
    upper[0] = -passing[0] * d[1]
    for i in range(1, last + 1):
        diagonal = volume[i] * per_gamma_h + (passing[i - 1] + passing[i]) * d[i]
        if i == last:
            diagonal += p.release * work.slopes[k, 1]
        else:
            upper[i] = -passing[i] * d[i + 1]
        lower[i] = -passing[i - 1] * d[i - 1] * pivot[i - 1]
        pivot[i] = 1.0 / (diagonal - lower[i] * upper[i - 1])


@lean
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


@lean
def _eliminate(work: Work) -> None:
    """Block elimination; `middle` becomes the inverses, `left` the multipliers."""
    left, middle, right = work.left, work.middle, work.right
    for k in range(middle.shape[0]):
        if k > 0:
            for a in range(3):
                x, y, z = left[k, a, 0], left[k, a, 1], left[k, a, 2]
                for b in range(3):
                    before = middle[k - 1]
                    left[k, a, b] = x * before[0, b] + y * before[1, b] + z * before[2, b]
                x, y, z = left[k, a, 0], left[k, a, 1], left[k, a, 2]
                for b in range(3):
                    above = right[k - 1]
                    middle[k, a, b] -= x * above[0, b] + y * above[1, b] + z * above[2, b]
        _invert(middle[k])


@lean
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


@lean
def solve_matrix(r_theta: np.ndarray, r_m: np.ndarray, p: Porous, work: Work) -> None:
    """Solve for one right-hand side; both arrays are overwritten with the solution."""
    cathode, nodes = r_theta.shape
    first, last = p.separator, nodes - 1
    for k in range(cathode):
        rhs, lower = r_theta[k], work.lower[k]
        carry = rhs[0]
        for i in range(1, nodes):
            carry = rhs[i] - lower[i] * carry
            rhs[i] = carry
        extra = p.area * p.width[first + k] * work.slopes[k, 4] * carry
        r_m[first + k, C] += p.carried / p.faraday * extra
        r_m[first + k, PHI_E] += extra
        r_m[first + k, PHI_S] -= extra
    _solve_cells(r_m, work.left, work.middle, work.right)
    for k in range(cathode):
        at, rhs = first + k, r_theta[k]
        upper, pivot = work.upper[k], work.pivot[k]
        j = work.slopes[k, 2] * r_m[at, C]
        j += work.slopes[k, 3] * (r_m[at, PHI_S] - r_m[at, PHI_E])
        carry = (rhs[last] - p.release * j) * pivot[last]
        rhs[last] = carry
        for i in range(last - 1, -1, -1):
            carry = (rhs[i] - upper[i] * carry) * pivot[i]
            rhs[i] = carry


@lean
def _solve_cells(
    rhs: np.ndarray, left: np.ndarray, inverse: np.ndarray, right: np.ndarray
) -> None:
    """Forward and back through the blocks; rhs (cells, 3) is overwritten."""
    cells = rhs.shape[0]
    for k in range(1, cells):
        x, y, z = rhs[k - 1, 0], rhs[k - 1, 1], rhs[k - 1, 2]
        for a in range(3):
            rhs[k, a] -= left[k, a, 0] * x + left[k, a, 1] * y + left[k, a, 2] * z
    for k in range(cells - 1, -1, -1):
        x, y, z = rhs[k, 0], rhs[k, 1], rhs[k, 2]
        if k + 1 < cells:
            u, v, w = rhs[k + 1, 0], rhs[k + 1, 1], rhs[k + 1, 2]
            x -= right[k, 0, 0] * u + right[k, 0, 1] * v + right[k, 0, 2] * w
            y -= right[k, 1, 0] * u + right[k, 1, 1] * v + right[k, 1, 2] * w
            z -= right[k, 2, 0] * u + right[k, 2, 1] * v + right[k, 2, 2] * w
        for a in range(3):
            rhs[k, a] = inverse[k, a, 0] * x + inverse[k, a, 1] * y + inverse[k, a, 2] * z
