"""The nucleation transient against SciPy, its Jacobian against finite differences."""

import numpy as np
import pytest
import twins

from solvus.kernels.nucleation import SIZE, Surface, lu, lu_solve, slopes, transient

VOLT = 2.0 * 8.314462618 * 298.15 / 96485.33212
FOUND = Surface(
    r_found=66e-4, r_deposit=5e-4, j0=100.0, volt=VOLT, double_layer=0.2, nuclei=1e12, rate=0.0,
    order=0.0, growth=13e-6 / 96485.33212,
)  # fmt: skip
PROGRESSIVE = FOUND._replace(nuclei=0.0, rate=1e9, order=2.0)


def carry(p: Surface, j: float, time: float, tolerance: float = 1e-6) -> np.ndarray:
    out = np.zeros((4000, 3))
    rows, finished = transient(np.array([0.0, p.nuclei, 0.0, 0.0]), j, time, p, tolerance, out)
    assert finished
    return out[:rows]


@pytest.mark.nojit
@pytest.mark.parametrize("p", [FOUND, PROGRESSIVE])
def test_the_jacobian_is_the_finite_difference(p: Surface) -> None:
    y = np.array([0.05, 1.1e12, 2.0e5, 0.1])
    jac, scrap = np.zeros((SIZE, SIZE)), np.zeros((SIZE, SIZE))
    f, up, down = np.zeros(SIZE), np.zeros(SIZE), np.zeros(SIZE)
    slopes(y, 10.0, p, f, jac)
    for k in range(SIZE):
        step = np.zeros(SIZE)
        step[k] = 1e-6 * y[k]
        slopes(y + step, 10.0, p, up, scrap)
        slopes(y - step, 10.0, p, down, scrap)
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


@pytest.mark.nojit
def test_a_transient_is_the_same_in_python() -> None:
    out = np.zeros((200, 3))
    y = np.array([0.0, 1e12, 0.0, 0.0])
    rows, finished = twins.python_of(transient)(y, 10.0, 100.0, FOUND, 1e-3, out)
    assert finished
    np.testing.assert_allclose(out[:rows], carry(FOUND, 10.0, 100.0, 1e-3), rtol=1e-9)


def test_a_full_record_is_said() -> None:
    out = np.zeros((3, 3))
    y = np.array([0.0, 1e12, 0.0, 0.0])
    assert transient(y, 10.0, 100.0, FOUND, 1e-6, out) == (3, False)
