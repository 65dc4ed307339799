"""Coverage and roughness of one plating: against integrals, limits and the printed table."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from solvus.model.coverage import PLANAR, coverage, density_needed, reach

PER_CM2 = 1e4
MAH_PER_CM2 = 4.85e-6  # [m] of lithium


@pytest.mark.parametrize("density", [1e8, 1e9, 1e10, 1e11, 1e12])
def test_moments_are_those_of_the_integral(density: float) -> None:
    """Mean and variance of sqrt(r^2 - d^2) over the law of d, integrated numerically."""
    found = coverage(density, MAH_PER_CM2)
    r = float(found.radius)

    def moment(order: int) -> float:
        def integrand(d: float) -> float:
            share = 2.0 * math.pi * density * d * math.exp(-math.pi * density * d * d)
            return share * max(r * r - d * d, 0.0) ** (0.5 * order)

        end = min(r, 7.0 / math.sqrt(math.pi * density))
        return quad(integrand, 0.0, end, epsabs=0.0, epsrel=1e-11, limit=200)[0]

    assert moment(1) == pytest.approx(MAH_PER_CM2, rel=1e-8)
    variance = moment(2) - moment(1) ** 2
    # the variance is a small difference of the moments where the deposit is planar
    rel = 1e-7 * moment(2) / variance
    assert float(found.sq) ** 2 == pytest.approx(variance, rel=max(rel, 1e-7))
    uncovered = math.exp(-math.pi * density * r * r)
    assert float(found.coverage) == pytest.approx(1.0 - uncovered, rel=1e-12)


def test_few_nuclei_grow_hemispheres_of_their_own() -> None:
    """Apart from one another: N 2/3 pi r^3 = t, coverage N pi r^2."""
    density, deposit = 1e4, 1e-7
    found = coverage(density, deposit)
    r = (1.5 * deposit / (math.pi * density)) ** (1.0 / 3.0)
    assert float(found.radius) == pytest.approx(r, rel=1e-3)
    assert float(found.coverage) == pytest.approx(density * math.pi * r * r, rel=1e-3)


def test_many_nuclei_leave_a_plane() -> None:
    """r -> t, and Sq -> 1/(2 pi N t)."""
    density = 1e15
    found = coverage(density, MAH_PER_CM2)
    assert float(found.radius) == pytest.approx(MAH_PER_CM2, rel=1e-4)
    assert float(found.sq) == pytest.approx(1.0 / (2.0 * math.pi * density * MAH_PER_CM2), rel=1e-3)


@pytest.mark.parametrize("tau", [0.0, 1e-9, 1e-3, 0.3, 1.0, 3.0, 30.0, 1e4])
def test_reach_inverts_the_mean(tau: float) -> None:
    from scipy.special import dawsn

    x = float(reach(tau))
    assert x - float(dawsn(x)) == pytest.approx(tau, rel=1e-9, abs=1e-14)


def test_the_criterion() -> None:
    needed = density_needed(MAH_PER_CM2)
    at = coverage(needed, MAH_PER_CM2)
    assert needed / PER_CM2 == pytest.approx(9.6e6, rel=0.01)
    assert float(at.planarity) == pytest.approx(PLANAR)
    assert 1.0 - float(at.coverage) < 4e-4
    assert float(at.sq) / MAH_PER_CM2 < 0.08
    assert density_needed(2.0 * MAH_PER_CM2) == pytest.approx(needed / 4.0)
    around = coverage(needed * np.array([0.99, 1.01]), MAH_PER_CM2)
    assert around.planar.tolist() == [False, True]


def test_only_one_number_counts() -> None:
    a, b = coverage(1e9, 4e-6), coverage(4e9, 2e-6)
    assert float(a.coverage) == pytest.approx(float(b.coverage), rel=1e-12)
    assert float(a.sq) / 4e-6 == pytest.approx(float(b.sq) / 2e-6, rel=1e-10)


@pytest.mark.parametrize(
    ("per_cm2", "covered", "sq_um"), [(1e5, 0.46, 5.8), (1e6, 0.84, 2.5), (1e8, 1.0, 0.03)]
)
def test_numbers_of_a_prototype_are_met(per_cm2: float, covered: float, sq_um: float) -> None:
    """Single draws of an earlier program; its 0.43 um at 1e7 per cm2 is 0.36 um here."""
    found = coverage(per_cm2 * PER_CM2, MAH_PER_CM2)
    assert float(found.coverage) == pytest.approx(covered, abs=0.03)
    assert 1e6 * float(found.sq) == pytest.approx(sq_um, rel=0.12)


def test_what_is_not_positive_is_refused() -> None:
    for density, deposit in ((0.0, 1e-6), (1e9, 0.0), (-1e9, 1e-6), (math.nan, 1e-6)):
        with pytest.raises(ValueError, match="positive"):
            coverage(density, deposit)
