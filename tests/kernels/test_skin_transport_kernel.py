"""Li in the skin: the curve of the ladder, the residual's Jacobian, and SciPy on a ladder."""

import numpy as np
import pytest
import twins

from solvus.kernels.skin_transport import (
    CONVERGED,
    Curve,
    advance_skin,
    curve_from,
    on_curve,
    residual,
)

F = 96485.33212
K = np.array([0.8e-2, 1.0e-2]) * 10.0 / F


def ladder(width: float = 0.2) -> Curve:
    n = np.array([5.5, 1.0])
    return curve_from(n - width / 2, n + width / 2, K)


@pytest.mark.nojit
def test_the_curve_is_the_ladder() -> None:
    curve = ladder()
    assert curve.n.tolist() == pytest.approx([0.9, 1.1, 5.4, 5.6])
    np.testing.assert_allclose(curve.theta, [0.0, K[1], K[1], K[0] + K[1]])
    for arc, n, theta in zip(curve.arc, curve.n, curve.theta, strict=True):
        assert on_curve(arc, curve)[:2] == pytest.approx((n, theta))
    gap = 0.5 * (curve.arc[1] + curve.arc[2])
    n, theta, dn, dtheta = on_curve(gap, curve)
    assert (n, theta) == pytest.approx((0.5 * (1.1 + 5.4), K[1]))
    assert dtheta == 0.0
    assert dn > 0.0
    below, _, slope, _ = on_curve(-0.1, curve)
    assert below == pytest.approx(0.9 - 0.1 * slope)


@pytest.mark.nojit
def test_the_jacobian_is_the_finite_difference() -> None:
    curve, cells = ladder(), 7
    arc = np.linspace(0.1, 0.95, cells) * curve.arc[-1]
    content = np.full(cells, 2e-3)
    bands = [np.zeros(cells) for _ in range(4)]

    def rest(at: np.ndarray) -> np.ndarray:
        worst = residual(at, content, 1e-2, 3e-6, 1e-4, 50.0, curve, *bands)
        assert worst == np.abs(bands[3]).max()
        return bands[3].copy()

    rest(arc)
    got = twins.dense(*[band.copy() for band in bands[:3]])
    for k in range(cells):
        step = np.zeros(cells)
        step[k] = 1e-7
        due = -(rest(arc + step) - rest(arc - step)) / 2e-7
        np.testing.assert_allclose(got[:, k], due, rtol=1e-6, atol=1e-7 * np.abs(got).max())


def run(
    arc: np.ndarray, curve: Curve, start: float, end: float, j: float, time: float, steps: int
) -> np.ndarray:
    out = np.zeros((steps, 4))
    status, rows = advance_skin(arc, start, end, j, time, steps, curve, F, out)
    assert (status, rows) == (CONVERGED, steps)
    return out


def test_one_wide_phase_is_that_of_scipy() -> None:
    """Without gaps n itself may be the unknown, and any stiff integrator does."""
    wide = curve_from(np.array([0.0]), np.array([5.5]), np.array([2e-6]))
    cells, gamma, growth, time = 16, 5e-3, 1e-6, 1500.0
    arc = np.full(cells, wide.arc[-1])
    out = run(arc, wide, gamma, gamma + growth * time, 5.0, time, 3000)
    due = twins.skin_lithium(
        np.full(cells, 5.5), gamma, growth, 5.0 / F, time,
        lambda n: n / 5.5 * 2e-6, 5.5,
    )  # fmt: skip
    n = np.array([on_curve(a, wide)[0] for a in arc])
    np.testing.assert_allclose(n, due, rtol=2e-4)
    assert out[-1, 2] == pytest.approx(due.mean() * (gamma + growth * time), rel=2e-4)


@pytest.mark.parametrize("width", [0.5, 0.02, 0.002])
@pytest.mark.parametrize("cells", [20, 80, 160])
def test_lithium_balances_at_long_steps(width: float, cells: int) -> None:
    """A front of phases may cross the whole skin in one step: Newton has to follow it."""
    curve = ladder(width)
    arc = np.full(cells, curve.arc[-1])
    out = run(arc, curve, 1.33e-2, 1.4e-2, 10.0, 24 * 3600.0, 40)
    start = 1.33e-2 * curve.n[-1]
    left = start + out[:, 3] - 10.0 / F * out[:, 0]
    np.testing.assert_allclose(out[:, 2], left, rtol=1e-8)


@pytest.mark.nojit
def test_a_step_is_the_same_in_python() -> None:
    curve = ladder()
    one, two = np.full(10, curve.arc[-1]), np.full(10, curve.arc[-1])
    first = run(one, curve, 1e-2, 1.1e-2, 10.0, 600.0, 4)
    second = np.zeros((4, 4))
    twins.python_of(advance_skin)(two, 1e-2, 1.1e-2, 10.0, 600.0, 4, curve, F, second)
    np.testing.assert_allclose(first, second, rtol=1e-12)
