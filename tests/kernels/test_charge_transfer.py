"""Butler-Volmer behind a film against bisection."""

import numpy as np
import pytest
import twins
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.kernels.charge_transfer import current, overpotential

pytestmark = pytest.mark.nojit
VOLT = 2.0 * 8.314462618 * 298.15 / 96485.33212


@given(
    eta=st.floats(-1.0, 1.0).map(lambda eta: 0.0 if abs(eta) < 1e-9 else eta),
    log_j0=st.floats(-3, 4),
    film=st.one_of(st.just(0.0), st.floats(1e-6, 1.0)),
)
@settings(max_examples=60, deadline=None)
def test_current_is_that_of_bisection(eta: float, log_j0: float, film: float) -> None:
    j0 = 10.0**log_j0
    i, slope = current(eta, j0, film, VOLT)
    due = twins.butler_volmer(eta, j0, film, VOLT)
    assert i == pytest.approx(due, rel=1e-9, abs=1e-12 * j0)
    assert slope > 0.0
    assert i == pytest.approx(twins.python_of(current)(eta, j0, film, VOLT)[0], rel=1e-12)


@given(i=st.floats(-300, 300), log_j0=st.floats(-1, 4), film=st.floats(1e-6, 0.01))
@settings(max_examples=40, deadline=None)
def test_current_inverts_overpotential(i: float, log_j0: float, film: float) -> None:
    j0 = 10.0**log_j0
    eta = overpotential(i, j0, film, VOLT)
    back, _ = current(eta, j0, film, VOLT)
    assert back == pytest.approx(i, rel=1e-9, abs=1e-9 * j0)


@pytest.mark.parametrize("film", [0.0, 5e-4, 0.1])
@pytest.mark.parametrize("eta", [-0.2, -0.01, 0.0, 0.05, 0.3])
def test_slope_is_the_finite_difference(film: float, eta: float) -> None:
    h = 1e-6
    _, slope = current(eta, 100.0, film, VOLT)
    up, down = (current(eta + d, 100.0, film, VOLT)[0] for d in (h, -h))
    assert slope == pytest.approx((up - down) / (2 * h), rel=1e-6)


def test_the_two_limits() -> None:
    assert current(1e-5, 100.0, 0.0, VOLT)[0] == pytest.approx(2 * 100.0 / VOLT * 1e-5, rel=1e-6)
    assert current(0.1, 1e8, 1e-2, VOLT)[0] == pytest.approx(10.0, rel=1e-4)  # film alone
    assert np.isfinite(current(5.0, 1.0, 1e-6, VOLT)).all()
