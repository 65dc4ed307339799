"""RODASP: the order conditions on its coefficients, and its order on equations."""

import numpy as np
import pytest

from solvus.kernels import rodasp

pytestmark = pytest.mark.nojit


def untransformed() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(alpha_ij, gamma_ij, b) of the method from the coefficients (a_ij, c_ij)."""
    s = rodasp.STAGES
    a, c = np.zeros((s, s)), np.zeros((s, s))
    a[:, : s - 1], c[:, : s - 1] = rodasp.A, rodasp.C
    gamma = np.linalg.inv(np.eye(s) / rodasp.GAMMA - c)
    m = np.append(rodasp.A[-1], 1.0)  # y_new = y + sum a_6j U_j + U_6
    return a @ gamma, gamma, m @ gamma


def test_order_conditions() -> None:
    alpha, gamma, b = untransformed()
    beta = alpha + gamma
    node, slope = alpha.sum(axis=1), beta.sum(axis=1)
    conditions = {
        "1": (b.sum(), 1.0),
        "2": (b @ slope, 1 / 2),
        "3a": (b @ node**2, 1 / 3),
        "3b": (b @ beta @ slope, 1 / 6),
        "4a": (b @ node**3, 1 / 4),
        "4b": (b @ (node * (alpha @ slope)), 1 / 8),
        "4c": (b @ beta @ node**2, 1 / 12),
        "4d": (b @ beta @ beta @ slope, 1 / 24),
    }
    for name, (got, due) in conditions.items():
        assert got == pytest.approx(due, abs=1e-12), name


def test_the_embedded_method_has_order_three_only() -> None:
    alpha, gamma, _ = untransformed()
    beta = alpha + gamma
    b = rodasp.A[-1] @ gamma[:-1]  # y_new - U_6
    node, slope = alpha.sum(axis=1), beta.sum(axis=1)
    assert b.sum() == pytest.approx(1.0, abs=1e-12)
    assert b @ slope == pytest.approx(1 / 2, abs=1e-12)
    assert b @ node**2 == pytest.approx(1 / 3, abs=1e-12)
    assert b @ beta @ slope == pytest.approx(1 / 6, abs=1e-12)
    assert abs(b @ node**3 - 1 / 4) > 1e-3


def test_nodes_and_time_weights_are_row_sums() -> None:
    alpha, gamma, _ = untransformed()
    np.testing.assert_allclose(alpha.sum(axis=1), rodasp.ALPHA, atol=1e-12)
    np.testing.assert_allclose(gamma.sum(axis=1), rodasp.D, atol=1e-12)


def test_is_stiffly_accurate_and_damps() -> None:
    alpha, gamma, b = untransformed()
    beta = alpha + gamma
    np.testing.assert_allclose(b, beta[-1], atol=1e-12)
    one = np.ones(rodasp.STAGES)
    for z in (-1.0, -1e2, -1e6, -1e12):
        grows = 1.0 + z * b @ np.linalg.solve(np.eye(rodasp.STAGES) - z * beta, one)
        assert abs(grows) < 1.0
    assert abs(grows) < 1e-9  # L-stable


def step(f: object, jac: object, ft: object, t: float, y: np.ndarray, h: float) -> np.ndarray:
    """One step as the docstring of the module writes it."""
    left = np.eye(y.size) / (rodasp.GAMMA * h) - jac(t, y)  # type: ignore[operator]
    stages: list[np.ndarray] = []
    for i in range(rodasp.STAGES):
        at = y + sum((rodasp.A[i, k] * stages[k] for k in range(i)), np.zeros(y.size))
        rhs = f(t + rodasp.ALPHA[i] * h, at)  # type: ignore[operator]
        rhs = rhs + sum((rodasp.C[i, k] / h * stages[k] for k in range(i)), np.zeros(y.size))
        rhs = rhs + h * rodasp.D[i] * ft(t, y)  # type: ignore[operator]
        stages.append(np.linalg.solve(left, rhs))
    return at + stages[-1]


def error_after(steps: int, stiffness: float) -> float:
    """Prothero-Robinson with a nonlinear partner: exact solution (sin t, 1/(1 + t))."""

    def f(t: float, y: np.ndarray) -> np.ndarray:
        return np.array([-stiffness * (y[0] - np.sin(t)) + np.cos(t), -(y[1] ** 2)])

    def jac(_: float, y: np.ndarray) -> np.ndarray:
        return np.array([[-stiffness, 0.0], [0.0, -2.0 * y[1]]])

    def ft(t: float, _: np.ndarray) -> np.ndarray:
        return np.array([stiffness * np.cos(t) - np.sin(t), 0.0])

    y, h = np.array([0.0, 1.0]), 2.0 / steps
    for k in range(steps):
        y = step(f, jac, ft, k * h, y, h)
    return float(np.abs(y - [np.sin(2.0), 1.0 / 3.0]).max())


def test_order_four_on_an_equation() -> None:
    errors = np.array([error_after(n, 1.0) for n in (8, 16, 32, 64)])
    slopes = np.log2(errors[:-1] / errors[1:])
    assert slopes[-1] > 3.8, (errors, slopes)
    assert errors[-1] < 1e-7


def test_a_stiff_equation_costs_no_order() -> None:
    errors = np.array([error_after(n, 1e4) for n in (8, 16, 32)])
    assert np.log2(errors[:-1] / errors[1:]).min() > 2.8, errors
