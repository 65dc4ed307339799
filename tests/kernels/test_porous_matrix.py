"""The matrix of a step: its entries against differences, its solution against dense algebra."""

from __future__ import annotations

import numpy as np
import pytest

from electrodes import Electrode, electrode, particle, tabled
from solvus.kernels.porous import PHI_E, PHI_S, C, rates
from solvus.kernels.porous_matrix import _eliminate, _solve_cells, factor_matrix, solve_matrix
from solvus.kernels.porous_step import consistent


def bent(scale: float, power: float) -> object:
    """A transport property that depends on the salt."""
    return tabled(lambda c: scale * (np.maximum(c, 1.0) / 1000.0) ** power, 1.0, 4000.0, 200)


def uneven(current: float, **given: object) -> Electrode:
    """A small electrode away from rest, with every property a curve."""
    more: dict[str, object] = {
        "separator": 2, "cathode": 3, "nodes": 5, "kappa": bent(0.9, 0.7),
        "d_salt": bent(3e-10, -0.4), "factor": bent(1.6, 0.5),
        "diffusivity": lambda x: 2e-14 * (1.2 - x),
    }  # fmt: skip
    made = electrode(**(more | given))  # type: ignore[arg-type]
    rng = np.random.default_rng(7)
    made.theta += rng.uniform(-0.05, 0.05, made.theta.shape)
    made.m[:, C] *= rng.uniform(0.7, 1.3, len(made.m))
    assert consistent(made.theta, made.m, current, made.p, made.work)
    return made


def packed(made: Electrode) -> np.ndarray:
    return np.concatenate((made.theta.ravel(), made.m.ravel()))


def right_hand_side(made: Electrode, y: np.ndarray, current: float) -> np.ndarray:
    """f of (theta, m) packed into one array."""
    n = made.theta.size
    theta, m = y[:n].reshape(made.theta.shape), y[n:].reshape(made.m.shape)
    f_theta, f_m = np.zeros_like(theta), np.zeros_like(m)
    rates(theta, m, current, made.p, f_theta, f_m, made.work)
    return np.concatenate((f_theta.ravel(), f_m.ravel()))


def dense(made: Electrode, current: float, per_gamma_h: float) -> np.ndarray:
    """M/(gamma h) - J, the Jacobian by central differences."""
    y, n = packed(made), made.theta.size
    size = np.concatenate((np.full(n, 1e-6), np.tile([1e-3, 1e-6, 1e-6], len(made.m))))
    columns = []
    for i in range(y.size):
        e = np.zeros(y.size)
        e[i] = size[i]
        ahead, behind = right_hand_side(made, y + e, current), right_hand_side(made, y - e, current)
        columns.append((ahead - behind) / (2.0 * size[i]))
    mass = np.zeros(y.size)
    mass[:n] = np.tile(made.p.volume, len(made.theta))
    mass[n:].reshape(-1, 3)[:, C] = made.p.porosity * made.p.width
    idle = np.zeros(y.size)
    idle[n:].reshape(-1, 3)[: made.p.separator, PHI_S] = 1.0
    return np.diag(mass * per_gamma_h + idle) - np.array(columns).T


@pytest.mark.nojit
@pytest.mark.parametrize("current", [35.0, -60.0, 0.0])
@pytest.mark.parametrize("h", [1e-3, 5.0, 4000.0])
def test_a_step_solves_the_equations_linearised_by_differences(current: float, h: float) -> None:
    made = uneven(current)
    matrix = dense(made, current, 1.0 / (0.25 * h))
    wanted = np.random.default_rng(3).uniform(-1.0, 1.0, len(matrix))
    wanted[made.theta.size :].reshape(-1, 3)[:, C] *= 100.0
    wanted[made.theta.size :].reshape(-1, 3)[: made.p.separator, PHI_S] = 0.0
    rhs = matrix @ wanted
    r_theta = rhs[: made.theta.size].reshape(made.theta.shape).copy()
    r_m = rhs[made.theta.size :].reshape(made.m.shape).copy()
    factor_matrix(made.theta, made.m, current, 1.0 / (0.25 * h), made.p, made.work)
    solve_matrix(r_theta, r_m, made.p, made.work)
    found = np.concatenate((r_theta.ravel(), r_m.ravel()))
    scale = np.concatenate((np.ones(made.theta.size), np.tile([100.0, 1.0, 1.0], len(made.m))))
    assert np.abs((found - wanted) / scale).max() < 2e-6


@pytest.mark.nojit
def test_a_particle_alone_too() -> None:
    made = particle(nodes=6, diffusivity=lambda x: 1e-14 * (0.4 + x))
    made.theta += np.linspace(-0.1, 0.1, 6)
    assert consistent(made.theta, made.m, 20.0, made.p, made.work)
    r_theta, r_m = np.zeros((1, 6)), np.zeros((1, 3))
    rates(made.theta, made.m, 20.0, made.p, r_theta, r_m, made.work)
    pushed = r_theta.copy()
    factor_matrix(made.theta, made.m, 20.0, 1.0 / 2.5, made.p, made.work)
    solve_matrix(r_theta, r_m, made.p, made.work)
    # M dtheta/(gamma h) - J dy = f summed over the shells: what the current takes
    gained = float(made.p.volume @ r_theta[0]) / 2.5
    assert gained == pytest.approx(pushed.sum(), rel=1e-9)


@pytest.mark.nojit
@pytest.mark.parametrize("cells", [1, 2, 7, 40])
def test_the_block_solver_is_that_of_dense_algebra(cells: int) -> None:
    rng = np.random.default_rng(cells)
    left, right = rng.normal(size=(2, cells, 3, 3))
    middle = rng.normal(size=(cells, 3, 3)) + 6.0 * np.eye(3)
    whole = np.zeros((3 * cells, 3 * cells))
    for k in range(cells):
        here = slice(3 * k, 3 * k + 3)
        whole[here, here] = middle[k]
        if k:
            whole[here, 3 * k - 3 : 3 * k] = left[k]
            whole[3 * k - 3 : 3 * k, here] = right[k - 1]
    rhs = rng.normal(size=(cells, 3))
    work = electrode(separator=0, cathode=1).work._replace(left=left, middle=middle, right=right)
    due = np.linalg.solve(whole, rhs.ravel())
    _eliminate(work)
    _solve_cells(rhs, work.left, work.middle, work.right)
    np.testing.assert_allclose(rhs.ravel(), due, rtol=1e-9, atol=1e-11)


def test_what_moves_between_cells_is_nobodys_gain() -> None:
    """Sums of the rates: the salt, the charge of both phases, and the lithium of the particles."""
    made, current = uneven(35.0), 35.0
    f_theta, f_m = np.zeros_like(made.theta), np.zeros_like(made.m)
    rates(made.theta, made.m, current, made.p, f_theta, f_m, made.work)
    assert abs(f_m[:, PHI_S].sum()) < 1e-9 * current  # all that enters the solid reacts
    assert abs(f_m[:, PHI_E].sum()) < 1e-9 * current
    assert abs(f_m[:, C].sum()) < 1e-9 * made.p.carried * current / made.p.faraday
    per_cell = f_theta.sum(axis=1) / made.p.release  # -j of each cell
    width = made.p.width[made.p.separator :]
    assert -(made.p.area * width * per_cell).sum() == pytest.approx(current, rel=1e-9)
