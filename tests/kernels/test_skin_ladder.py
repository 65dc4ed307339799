"""The quasi-steady ladder of phases, counted out by hand."""

import numpy as np
import pytest
import twins
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.kernels.skin import (
    CONTACT_LOST,
    FLUX_DRAINED,
    NO_SKIN,
    SATURATED,
    lithium_held,
    lithium_limit,
    outer_lithium,
)

pytestmark = pytest.mark.nojit
F = 96485.33212
N = np.array([5.5, 2.25, 1.0])
K = np.array([3e-3, 2e-3, 1e-3]) * 10.0 / F  # [mol2/(m4 s)]: 3, 2, 1 mmol/m2 at 1 mA/cm2
COMMON = (1.0, N, K, F)


def held(gamma: float, j: float, kind: int = FLUX_DRAINED, drained: bool = False) -> float:
    return lithium_held(gamma, j, drained, kind, *COMMON)


def outer(gamma: float, j: float, kind: int = FLUX_DRAINED, drained: bool = False) -> float:
    return outer_lithium(gamma, j, drained, kind, *COMMON)


@given(gamma=st.floats(0.0, 6e-3), j=st.floats(0.1, 100.0))
@settings(max_examples=60, deadline=None)
def test_held_is_the_integral_of_the_ladder(gamma: float, j: float) -> None:
    ends = np.concatenate(([0.0], np.cumsum(K * F / j)))
    due = sum(n * max(0.0, min(gamma, b) - a) for n, a, b in zip(N, ends, ends[1:], strict=False))
    assert held(gamma, j) == pytest.approx(due, rel=1e-12, abs=1e-18)
    step = 1e-9 * max(gamma, 1e-3)
    if all(abs(gamma - e) > 2 * step for e in ends):
        slope = (held(gamma + step, j) - held(gamma, j)) / step
        assert slope == pytest.approx(outer(gamma, j), rel=1e-4, abs=1e-6)
    plain = twins.python_of(lithium_held)(gamma, j, False, FLUX_DRAINED, *COMMON)
    assert held(gamma, j) == plain


@pytest.mark.parametrize(
    ("gamma", "n"), [(2.9e-3, 5.5), (3.1e-3, 2.25), (4.9e-3, 2.25), (5.1e-3, 1.0), (6.1e-3, 0.0)]
)
def test_outer_phase(gamma: float, n: float) -> None:
    assert outer(gamma, 10.0) == n
    assert outer(2.0 * gamma, 5.0) == n  # only j times Gamma counts
    assert outer(gamma, -10.0) == 5.5  # plating and rest feed the skin from both sides
    assert outer(gamma, 0.0) == 5.5


def test_the_limit_is_where_the_ladder_ends() -> None:
    assert lithium_limit(10.0, FLUX_DRAINED, K, F) == pytest.approx(6e-3)
    assert lithium_limit(30.0, FLUX_DRAINED, K, F) == pytest.approx(2e-3)
    for j, kind in ((0.0, FLUX_DRAINED), (-1.0, FLUX_DRAINED), (10.0, SATURATED)):
        assert lithium_limit(j, kind, K, F) == np.inf


def test_other_kinds() -> None:
    for kind in (NO_SKIN, SATURATED, CONTACT_LOST):
        assert held(4e-3, 10.0, kind) == pytest.approx(5.5 * 4e-3)
        assert outer(4e-3, 10.0, kind) == 5.5
    assert held(4e-3, 10.0, CONTACT_LOST, drained=True) == pytest.approx(4e-3)
    assert outer(4e-3, 10.0, CONTACT_LOST, drained=True) == 1.0
    assert outer(4e-3, 10.0, SATURATED, drained=True) == 5.5
