"""The kernels once more: short, slow, in NumPy and SciPy, from the equations and not from the code.

`python_of` gives the plain Python of a compiled kernel, also where the compiler is off.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.integrate import solve_ivp
from scipy.linalg import solve_banded
from scipy.optimize import brentq

from solvus.kernels.nucleation import Drive, Surface
from solvus.kernels.solute import BLOCKED, FREE, SKIN, Matrix, Mesh

FREE_FACE, SKIN_FACE, BLOCKED_FACE = FREE, SKIN, BLOCKED


def python_of(kernel: Callable) -> Callable:
    """The function that was given to the compiler."""
    return getattr(kernel, "py_func", kernel)


def diffusivity(c: np.ndarray, matrix: Matrix) -> np.ndarray:
    """D(c) [m2/s] of the table."""
    grid = np.arange(matrix.table.size) / matrix.per_step
    return np.interp(c, grid, matrix.table)


def edge_fluxes(
    u: np.ndarray, thickness: float, v: float, face: int, mesh: Mesh, matrix: Matrix
) -> np.ndarray:
    """Phi on all edges: diffusion, fitted to the advection, minus what the mesh sweeps in."""
    width = np.diff(mesh.edge) * thickness
    c = u / width
    dz = 0.5 * (width[1:] + width[:-1])
    at_edge = (c[:-1] * width[1:] + c[1:] * width[:-1]) / (width[1:] + width[:-1])
    d = diffusivity(at_edge, matrix)
    w = v * (1.0 - mesh.edge[1:-1])
    p = np.abs(w) * dz / d
    fitted = d * (p / 2 + 1 / (1 + p / 2 + p**2 / 6))
    inner = -fitted * np.diff(c) / dz - w * at_edge
    if face == FREE:
        first = 0.0
    elif face == SKIN:
        d_sol = diffusivity(np.array(matrix.c_sol), matrix)
        first = -d_sol * (c[0] - matrix.c_sol) / (width[0] / 2) - v * matrix.c_sol
    else:
        first = -matrix.partition * matrix.c_sol * v
    return np.concatenate(([first], inner, [0.0]))


def jacobian(slopes_left: np.ndarray, slopes_right: np.ndarray) -> np.ndarray:
    """Dense d(du/dt)/du from the slopes of the fluxes."""
    n = slopes_left.size - 1
    by_u = np.zeros((n + 1, n))  # of the fluxes
    for k in range(n + 1):
        if k > 0:
            by_u[k, k - 1] = slopes_left[k]
        if k < n:
            by_u[k, k] = slopes_right[k]
    return by_u[:-1] - by_u[1:]


def carried(
    u: np.ndarray, thickness: float, v: float, face: int, time: float, mesh: Mesh, matrix: Matrix,
    tolerance: float = 1e-10, method: str = "BDF",
) -> np.ndarray:  # fmt: skip
    """(contents, what has passed the face) after `time` of the same semi-discrete system."""

    def rate(t: float, y: np.ndarray) -> np.ndarray:
        phi = edge_fluxes(y[:-1], thickness - v * t, v, face, mesh, matrix)
        return np.append(-np.diff(phi), phi[0])

    start = np.append(u, 0.0)
    end = solve_ivp(
        rate, (0.0, time), start, method=method, rtol=tolerance, atol=tolerance * u.max(),
        first_step=1e-6 * time,
    )  # fmt: skip
    assert end.success
    return end.y[:, -1]


def riding_skin(
    u: np.ndarray, thickness: float, j: float, time: float, mesh: Mesh, matrix: Matrix,
    n_sat: float, v_li: float, v_solute: float, faraday: float,
) -> tuple[np.ndarray, float, float]:  # fmt: skip
    """(contents, L, Gamma) of a foil beneath a skin of n_sat Li per solute, no lag anywhere."""

    def rate(_: float, y: np.ndarray) -> np.ndarray:
        c, length = y[:-2], y[-2]
        # v appears in Phi_0 = -c_sol v + ..., and Phi_0 in v: two linear equations
        at_rest = edge_fluxes(c, length, 0.0, SKIN, mesh, matrix)[0]
        follows = v_li * n_sat + v_solute
        v = (v_li * j / faraday - follows * at_rest) / (1.0 - follows * matrix.c_sol)
        phi = edge_fluxes(c, length, v, SKIN, mesh, matrix)
        return np.concatenate((-np.diff(phi), [-v, -phi[0]]))

    start = np.concatenate((u, [thickness, 0.0]))
    scale = 1e-10 * np.concatenate((u, [thickness, u.sum()]))
    end = solve_ivp(rate, (0.0, time), start, method="BDF", rtol=1e-9, atol=scale)
    assert end.success
    return end.y[:-2, -1], float(end.y[-2, -1]), float(end.y[-1, -1])


def tridiagonal(
    lower: np.ndarray, diagonal: np.ndarray, upper: np.ndarray, rhs: np.ndarray
) -> np.ndarray:
    """The solution by LAPACK."""
    bands = np.zeros((3, diagonal.size))
    bands[0, 1:], bands[1], bands[2, :-1] = upper[:-1], diagonal, lower[1:]
    return solve_banded((1, 1), bands, rhs)


def dense(lower: np.ndarray, diagonal: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """The matrix of a tridiagonal system."""
    return np.diag(diagonal) + np.diag(lower[1:], -1) + np.diag(upper[:-1], 1)


def butler_volmer(eta: float, j0: float, film: float, volt: float) -> float:
    """i with i = 2 j0 sinh((eta - i film)/volt), by bisection between the two limits."""

    def off(i: float) -> float:
        return i / (2.0 * j0) - np.sinh((eta - i * film) / volt)

    if eta == 0.0:
        return 0.0
    most = 2.0 * j0 * np.sinh(np.clip(abs(eta) / volt, 0.0, 40.0))
    if film > 0.0:
        most = min(most, abs(eta) / film)
    most *= np.sign(eta) * (1.0 + 1e-9)
    return brentq(off, min(0.0, most), max(0.0, most), xtol=1e-14 * abs(most), rtol=1e-14)


def nucleation(
    j: float, times: np.ndarray, p: Surface, eta: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """(eta, theta) at `times`; unknowns in units of their size, the current by bisection."""
    size = np.array([1.0, max(p.nuclei, 1e8), np.sqrt(max(p.nuclei, 1e8)), 1.0])

    def rate(_: float, scaled: np.ndarray) -> np.ndarray:
        voltage, count, first, second = scaled * size
        bare = np.exp(-np.pi * second)
        theta = 1.0 - bare
        local = butler_volmer(voltage, p.j0, p.r_deposit, p.volt)
        charging = j - local * theta * (2.0 - theta) - bare * voltage / p.r_found
        born = p.rate * bare * np.exp(2.0 * p.order * voltage / p.volt)
        g = p.growth * local
        return np.array([charging / p.double_layer, born, count * g, 2.0 * first * g]) / size

    start = np.array([eta, p.nuclei, 0.0, 0.0]) / size
    run = solve_ivp(
        rate, (0.0, times[-1]), start, method="BDF", t_eval=times, rtol=1e-8, atol=1e-11,
        first_step=1e-3 * p.double_layer * p.r_found,
    )  # fmt: skip
    assert run.success
    return run.y[0], 1.0 - np.exp(-np.pi * run.y[3])


def nucleation_held(
    drive: Drive, times: np.ndarray, p: Surface
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(eta, theta, charge passed) at `times` under a potential; nuclei from the start only."""
    size = np.array([1.0, np.sqrt(p.nuclei), 1.0, 1.0])

    def rate(_: float, scaled: np.ndarray) -> np.ndarray:
        voltage, first, second, _ = scaled * size
        bare = np.exp(-np.pi * second)
        theta = 1.0 - bare
        j = butler_volmer(drive.level - voltage, drive.j0, drive.resistance, drive.volt)
        local = butler_volmer(voltage, p.j0, p.r_deposit, p.volt)
        charging = j - local * theta * (2.0 - theta) - bare * voltage / p.r_found
        g = p.growth * local
        return np.array([charging / p.double_layer, p.nuclei * g, 2.0 * first * g, j]) / size

    run = solve_ivp(
        rate, (0.0, times[-1]), np.zeros(4), method="BDF", t_eval=times, rtol=1e-9, atol=1e-12,
        first_step=1e-3 * p.double_layer * drive.resistance,
    )  # fmt: skip
    assert run.success
    return run.y[0], 1.0 - np.exp(-np.pi * run.y[2]), run.y[3]


def skin_lithium(
    n: np.ndarray, gamma: float, growth: float, outflow: float, time: float,
    theta_of: Callable[[np.ndarray], np.ndarray], n_sat: float,
) -> np.ndarray:  # fmt: skip
    """n of the cells after `time` by the method of lines, for a ladder without gaps.

    gamma(t) = gamma + growth t; what the mesh sweeps in comes from the inner neighbour.
    """
    cells = n.size
    edge = np.arange(cells + 1) / cells

    def rate(t: float, content: np.ndarray) -> np.ndarray:
        now = gamma + growth * t
        dm = now / cells
        inside = content / dm
        theta = theta_of(inside)
        step = np.diff(np.append(theta, theta_of(np.array([n_sat])))) / dm
        step[-1] *= 2.0  # half a cell to the base
        flux = np.concatenate(([outflow], step + growth * edge[1:] * np.append(inside[1:], n_sat)))
        return np.diff(flux)

    start = n * gamma / cells
    end = solve_ivp(rate, (0.0, time), start, method="BDF", rtol=1e-9, atol=1e-12 * start.max())
    assert end.success
    return end.y[:, -1] * cells / (gamma + growth * time)
