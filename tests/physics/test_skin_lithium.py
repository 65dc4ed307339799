"""Li transport through a skin of compounds: the full model against its quasi-steady limit."""

import numpy as np
import pytest

from foils import FARADAY, HOUR
from solvus.kernels.skin import FLUX_DRAINED, lithium_held, lithium_limit, outer_lithium
from solvus.kernels.skin_transport import (
    CONVERGED,
    EXHAUSTED,
    Curve,
    advance_skin,
    curve_from,
    on_curve,
)

J = 10.0
RICH, POOR = 5.5, 1.0
N = np.array([RICH, POOR])
HELD = np.array([0.8e-2, 1.0e-2])  # mol/m2 that each phase carries 1 mA/cm2 through
K = HELD * J / FARADAY


def ladder(rich: float = 0.01, poor: float = 0.01, gain: float = 1.0) -> Curve:
    """Two phases; the Li-rich end of each is where the ladder says, so is n_sat."""
    return curve_from(np.array([RICH - rich, POOR]), np.array([RICH, POOR + poor]), gain * K)


def full(curve: Curve, cells: int = 160) -> np.ndarray:
    return np.full(cells, curve.arc[-1])


def carry(
    arc: np.ndarray, curve: Curve, start: float, end: float, j: float, time: float, steps: int
) -> np.ndarray:
    out = np.zeros((steps, 4))
    status, rows = advance_skin(arc, start, end, j, time, steps, curve, FARADAY, out)
    assert (status, rows) == (CONVERGED, steps)
    return out


def rich_solute(held: float, gamma: float) -> float:
    """Solute in the Li-rich phase of a skin that holds so much Li."""
    return (held - POOR * gamma) / (RICH - POOR)


@pytest.mark.parametrize("gamma", [1.0e-2, 1.33e-2])
def test_relithiation_takes_the_time_of_the_closed_form(gamma: float) -> None:
    """Equation (10): t = dn F/(2 j) (Gamma^2 - Gamma_r^2)/Gamma_r, D_Li has cancelled."""
    curve = ladder(0.002, 0.002)
    arc = full(curve, 200)
    steady = carry(arc, curve, gamma, gamma, J, 48 * HOUR, 200)
    rich = rich_solute(steady[-1, 2], gamma)
    assert rich == pytest.approx(HELD[0], rel=5e-3)
    due = (RICH - POOR) * FARADAY / (2 * J) * (gamma**2 - HELD[0] ** 2) / HELD[0]
    out = carry(arc, curve, gamma, gamma, 0.0, 1.5 * due, 1500)
    reached = out[int(np.argmax(out[:, 1] > 0.5 * (RICH + POOR))), 0]
    assert reached == pytest.approx(due, rel=0.015)
    # the current of one hour's stripping is taken back in minutes
    assert out[-1, 2] == pytest.approx(RICH * gamma, rel=2e-3)


@pytest.mark.parametrize("hours", [20.0, 100.0])
def test_quasi_steady_after_long_stripping(hours: float) -> None:
    """(6) holds for slow growth; growth itself frees (n_1 - n_2) Li per solute at the phase front,
    which the Li-rich phase need not carry: Gamma_1 = K_1/(j/F - dn dGamma/dt)."""
    curve, end = ladder(), 1.2e-2
    growth = (end - 1e-4) / (hours * HOUR)
    out = carry(full(curve), curve, 1e-4, end, J, hours * HOUR, 1000)
    sharp = K[0] / (J / FARADAY - (RICH - POOR) * growth)
    assert rich_solute(out[-1, 2], end) == pytest.approx(sharp, rel=4e-3)
    gamma = 1e-4 + growth * out[:, 0]
    turns = gamma[int(np.argmax(out[:, 1] < 0.5 * (RICH + POOR)))]
    assert turns == pytest.approx(HELD[0], rel=0.012)  # where the outer face changes phase
    quasi = np.array([lithium_held(g, J, False, FLUX_DRAINED, 1.0, N, K, FARADAY) for g in gamma])
    late = gamma > 2e-3
    np.testing.assert_allclose(out[late, 2], quasi[late], rtol=0.012)


@pytest.mark.parametrize("gamma", [0.7e-2, 0.79e-2, 0.82e-2, 1.2e-2, 1.7e-2])
def test_only_the_permeance_shows(gamma: float) -> None:
    """Same K, other widths (hence other D_Li): the same phase outside, the same amounts."""
    due = outer_lithium(gamma, J, False, FLUX_DRAINED, 1.0, N, K, FARADAY)
    for rich, poor in ((0.01, 0.01), (0.3, 0.01), (0.01, 0.3), (0.3, 0.3)):
        curve = ladder(rich, poor)
        out = carry(full(curve, 120), curve, gamma, gamma, J, 200 * HOUR, 100)
        low, high = (RICH - rich, RICH) if due == RICH else (POOR, POOR + poor)
        assert low - 1e-9 <= out[-1, 1] <= high + 1e-9
        width = max(rich, poor)
        assert rich_solute(out[-1, 2], gamma) == pytest.approx(
            min(gamma, HELD[0]), rel=0.01 + 0.3 * width
        )  # fmt: skip


def test_scaling_current_and_permeance_alike_changes_nothing() -> None:
    one, three = ladder(), ladder(gain=3.0)
    gamma, results = 1.2e-2, []
    for curve, j in ((one, J), (three, 3.0 * J)):
        arc = full(curve, 80)
        results.append(carry(arc, curve, gamma, gamma, j, 200 * HOUR, 100)[-1, 1:3])
    np.testing.assert_allclose(results[0], results[1], rtol=1e-4)


def test_exhausted_where_the_quasi_steady_skin_is() -> None:
    limit = lithium_limit(J, FLUX_DRAINED, K, FARADAY)
    assert limit == pytest.approx(HELD.sum())
    out = np.zeros((200, 4))
    for share, status in ((0.97, CONVERGED), (0.99, CONVERGED), (1.015, EXHAUSTED)):
        curve = ladder()
        arc = full(curve, 120)
        gamma = share * limit
        got, rows = advance_skin(arc, gamma, gamma, J, 400 * HOUR, 200, curve, FARADAY, out)
        assert got == status, share
        assert rows == (200 if status == CONVERGED else rows)
        assert np.isfinite(arc).all()


def test_at_rest_the_skin_is_saturated_and_stays_so() -> None:
    curve = ladder()
    arc = full(curve, 60)
    out = carry(arc, curve, 1e-2, 1e-2, 0.0, HOUR, 20)
    np.testing.assert_allclose(out[:, 1], RICH)
    np.testing.assert_allclose(out[:, 3], 0.0, atol=1e-12)
    assert on_curve(arc[0], curve)[0] == RICH
