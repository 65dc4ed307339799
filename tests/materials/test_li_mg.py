"""The tabulated Li-Mg thermodynamics against the published Redlich-Kister polynomial."""

import math

import pytest

from solvus.base.constants import F, R
from solvus.materials import library
from solvus.materials.kinds import Thermodynamics

T = 298.15
L = (-18335 + 8.49 * T, 3481.0, 2658 - 0.114 * T)  # J/mol, powers of (x_Li - x_Mg)


def table() -> Thermodynamics:
    found = library.solute("Mg").thermodynamics
    assert found is not None
    return found


def excess_chemical_potential(x: float) -> float:
    """mu_Li - RT ln x_Li - mu_Li(bcc), by G + x dG/dx_Li worked out by hand; x is of Mg."""
    li, d = 1 - x, 1 - 2 * x
    series = sum(c * d**k for k, c in enumerate(L))
    slope = sum(2 * k * c * d ** (k - 1) for k, c in enumerate(L) if k)  # d/dx_Li
    energy = li * x * series
    return energy + x * ((x - li) * series + li * x * slope)


def test_potential_is_that_of_the_polynomial() -> None:
    """To 0.2 uV: pycalphad rounds R to 8.3145 J/mol/K."""
    for x, potential in zip(table().x, table().potential, strict=True):
        mu = R * T * math.log(1 - x) + excess_chemical_potential(x)
        assert potential == pytest.approx(-mu / F, abs=2e-7), x


def test_factor_is_the_slope_of_the_potential() -> None:
    """Gibbs-Duhem: factor = (1-x) F/(RT) dE/dx, here by central differences of the formula."""
    h = 1e-5
    for x, factor in list(zip(table().x, table().factor, strict=True))[1:]:
        mu = [R * T * math.log(1 - at) + excess_chemical_potential(at) for at in (x - h, x + h)]
        slope = -(mu[1] - mu[0]) / (2 * h)
        assert factor == pytest.approx((1 - x) * slope / (R * T), rel=1e-5), x


def test_limits() -> None:
    found = table()
    assert (found.x[0], found.potential[0], found.factor[0]) == (0.0, 0.0, 1.0)
    assert max(b - a for a, b in zip(found.x, found.x[1:], strict=False)) < 0.0026
    solubility = library.solute("Mg").solubility
    assert found.x[-1] == pytest.approx(solubility.si, abs=5e-4)
    plateau = library.solute("Mg").metal_plateau
    assert plateau is not None
    assert found.potential[-1] == pytest.approx(plateau.si, abs=1e-4)
    assert all(b > a for a, b in zip(found.potential, found.potential[1:], strict=False))


def test_the_bcc_limit_is_in_equilibrium_with_hcp() -> None:
    """Equal mu_Li and mu_Mg in bcc (0.6688) and hcp (0.8336), hcp as in the same assessment."""
    hcp_l, hcp_li, bcc_mg = (-6856.0, 4000.0, 4000.0), -154 + 2 * T, 3100 - 2.1 * T

    def energy(x: float, ell: tuple[float, ...], li: float, mg: float) -> float:
        ideal = R * T * (x * math.log(x) + (1 - x) * math.log(1 - x))
        excess = x * (1 - x) * sum(c * (1 - 2 * x) ** k for k, c in enumerate(ell))
        return (1 - x) * li + x * mg + ideal + excess

    def potentials(x: float, *phase: object) -> tuple[float, float]:
        h = 1e-6
        up, down = energy(x + h, *phase), energy(x - h, *phase)  # type: ignore[arg-type]
        slope, here = (up - down) / (2 * h), energy(x, *phase)  # type: ignore[arg-type]
        return here - x * slope, here + (1 - x) * slope

    bcc = potentials(table().x[-1], L, 0.0, bcc_mg)
    hcp = potentials(0.833570, hcp_l, hcp_li, 0.0)
    assert bcc == pytest.approx(hcp, abs=0.2)  # J/mol


@pytest.mark.parametrize(
    ("x", "millivolt", "factor"),
    [(0.1, 2.45, 1.000), (0.2, 6.63, 1.838), (0.3, 14.93, 2.988), (0.5, 49.74, 4.717),
     (0.65, 93.87, 4.697)],
)  # fmt: skip
def test_some_rows_as_computed_before(x: float, millivolt: float, factor: float) -> None:
    found = table()
    row = min(range(len(found.x)), key=lambda i: abs(found.x[i] - x))
    assert found.potential[row] * 1e3 == pytest.approx(millivolt, abs=0.006)
    assert found.factor[row] == pytest.approx(factor, abs=6e-4)
