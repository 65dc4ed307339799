"""The nucleation transient against SciPy, its Jacobian against finite differences."""

import numpy as np
import pytest
import twins
from scipy.optimize import brentq

from solvus.kernels.nucleation import CHARGE, SIZE, Drive, Surface, lu, lu_solve, slopes, transient

VOLT = 2.0 * 8.314462618 * 298.15 / 96485.33212
FOUND = Surface(
    r_found=66e-4, r_deposit=5e-4, j0=100.0, volt=VOLT, double_layer=0.2, nuclei=1e12, rate=0.0,
    order=0.0, growth=13e-6 / 96485.33212,
)  # fmt: skip
PROGRESSIVE = FOUND._replace(nuclei=0.0, rate=1e9, order=2.0)
# 90 mV on a cell of 12 ohm cm2 and a stripping electrode with 10 mA/cm2 behind them
HELD = Drive(True, 0.09, 12e-4, 100.0, VOLT)


def carry(p: Surface, j: float, time: float, tolerance: float = 1e-6) -> np.ndarray:
    out = np.zeros((4000, 3))
    y = np.array([0.0, p.nuclei, 0.0, 0.0])
    rows, finished = transient(y, Drive(False, j), time, p, tolerance, out)
    assert finished
    return out[:rows]


@pytest.mark.nojit
@pytest.mark.parametrize("p", [FOUND, PROGRESSIVE])
def test_the_jacobian_is_the_finite_difference(p: Surface) -> None:
    y = np.array([0.05, 1.1e12, 2.0e5, 0.1])
    jac, scrap = np.zeros((SIZE, SIZE)), np.zeros((SIZE, SIZE))
    f, up, down = np.zeros(SIZE), np.zeros(SIZE), np.zeros(SIZE)
    drive = Drive(False, 10.0)
    slopes(y, drive, p, f, jac)
    for k in range(SIZE):
        step = np.zeros(SIZE)
        step[k] = 1e-6 * y[k]
        slopes(y + step, drive, p, up, scrap)
        slopes(y - step, drive, p, down, scrap)
        due = (up - down) / (2.0 * step[k])
        noise = 1e-9 * np.abs(f) / y[k]
        assert (np.abs(jac[:, k] - due) <= 1e-6 * np.abs(due) + noise).all()


@pytest.mark.nojit
@pytest.mark.parametrize("p", [FOUND, PROGRESSIVE])
def test_the_jacobian_of_a_potential_held_is_the_finite_difference(p: Surface) -> None:
    y = np.array([0.05, 1.1e12, 2.0e5, 0.1, 30.0])
    n = y.size
    jac, scrap = np.zeros((n, n)), np.zeros((n, n))
    f, up, down = np.zeros(n), np.zeros(n), np.zeros(n)
    slopes(y, HELD, p, f, jac)
    for k in range(n):
        step = np.zeros(n)
        step[k] = 1e-6 * y[k]
        slopes(y + step, HELD, p, up, scrap)
        slopes(y - step, HELD, p, down, scrap)
        due = (up - down) / (2.0 * step[k])
        noise = 1e-9 * np.abs(f) / y[k]
        assert (np.abs(jac[:, k] - due) <= 1e-6 * np.abs(due) + noise).all()


@pytest.mark.nojit
def test_lu() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=(4, 4)) + 10.0 * np.eye(4)
    b = rng.normal(size=4)
    due = np.linalg.solve(a, b)
    lu(a)
    lu_solve(a, b)
    np.testing.assert_allclose(b, due, rtol=1e-12)


@pytest.mark.parametrize("nuclei", [1e11, 1e12, 1e13])
def test_instantaneous_nucleation_is_that_of_scipy(nuclei: float) -> None:
    p = FOUND._replace(nuclei=nuclei)
    got = carry(p, 10.0, 300.0)
    pick = got[::3]
    eta, theta = twins.nucleation(10.0, pick[:, 0], p)
    np.testing.assert_allclose(pick[:, 1], eta, rtol=2e-5, atol=2e-7)
    np.testing.assert_allclose(pick[:, 2], theta, rtol=1e-4, atol=1e-7)


def test_progressive_nucleation_is_that_of_scipy() -> None:
    got = carry(PROGRESSIVE, 10.0, 400.0, 1e-8)
    pick = got[::5]
    eta, theta = twins.nucleation(10.0, pick[:, 0], PROGRESSIVE)
    np.testing.assert_allclose(pick[:, 1], eta, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(pick[:, 2], theta, rtol=1e-3, atol=1e-6)
    assert 0.5 < theta[-1] <= 1.0


def test_a_potential_held_is_that_of_scipy() -> None:
    """eta(t), theta(t) and the charge that has passed, from the surface found to the deposit."""
    p = FOUND._replace(nuclei=1e11)
    out, y = np.zeros((4000, 3)), np.array([0.0, p.nuclei, 0.0, 0.0, 0.0])
    rows, finished = transient(y, HELD, 300.0, p, 1e-7, out)
    assert finished
    pick = out[:rows:3]
    eta, theta, charge = twins.nucleation_held(HELD, pick[:, 0], p)
    np.testing.assert_allclose(pick[:, 1], eta, rtol=2e-5, atol=2e-7)
    np.testing.assert_allclose(pick[:, 2], theta, rtol=1e-4, atol=1e-7)
    due = twins.nucleation_held(HELD, np.array([300.0]), p)[2][-1]
    assert y[CHARGE] == pytest.approx(due, rel=1e-6)
    assert (np.diff(charge) > 0.0).all()
    assert theta[0] < 0.01 < 0.7 < theta[-1]  # it has seen both surfaces


def test_a_covered_electrode_under_a_potential_carries_the_steady_current() -> None:
    """V = j (R + R_film) + 2 volt asinh(j/2 j0), by bisection."""
    p = FOUND
    y, out = np.array([0.0, p.nuclei, 0.0, 20.0, 0.0]), np.zeros((4000, 3))
    transient(y, HELD, 1.0, p, 1e-9, out)
    before = y[CHARGE]
    transient(y, HELD, 1.0, p, 1e-9, out)

    def wrong(j: float) -> float:
        series = j * (HELD.resistance + p.r_deposit)
        return series + 2.0 * VOLT * np.arcsinh(j / (2.0 * p.j0)) - HELD.level

    assert y[CHARGE] - before == pytest.approx(brentq(wrong, 0.0, 100.0), rel=1e-8)


@pytest.mark.nojit
def test_a_transient_is_the_same_in_python() -> None:
    out = np.zeros((200, 3))
    y = np.array([0.0, 1e12, 0.0, 0.0])
    rows, finished = twins.python_of(transient)(y, Drive(False, 10.0), 100.0, FOUND, 1e-3, out)
    assert finished
    np.testing.assert_allclose(out[:rows], carry(FOUND, 10.0, 100.0, 1e-3), rtol=1e-9)


def test_a_full_record_is_said() -> None:
    out = np.zeros((3, 3))
    y = np.array([0.0, 1e12, 0.0, 0.0])
    assert transient(y, Drive(False, 10.0), 100.0, FOUND, 1e-6, out) == (3, False)
