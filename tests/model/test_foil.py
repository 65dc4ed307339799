"""Composition and charge of foils, by more than one way of counting."""

from __future__ import annotations

import pytest

from cells import MAH
from solvus.base.constants import F
from solvus.base.units import Fraction
from solvus.materials import library
from solvus.model.foil import Foil, compose

AG, MG = library.solute("Ag"), library.solute("Mg")
M_LI = library.lithium().molar_mass.si


@pytest.mark.parametrize(("um", "mah"), [(50.0, 10.25), (25.0, 5.13)])
def test_a_foil_of_10_wt_percent_silver_holds_what_the_trade_knows(um: float, mah: float) -> None:
    foil = Foil(compose(AG, Fraction(0.1, "mass")), um * 1e-6)
    assert foil.capacity / MAH == pytest.approx(mah, abs=0.01)


def test_50_um_of_lithium_hold_10_mah() -> None:
    assert Foil(compose(None, None), 50e-6).capacity / MAH == pytest.approx(10.3, abs=0.1)


@pytest.mark.parametrize("sides", [1, 2])
@pytest.mark.parametrize(
    ("content", "route"),
    [
        (Fraction(0.1, "mass"), "metal"),
        (Fraction(0.3, "mass"), "metal"),
        (Fraction(0.0071, "atom"), "metal"),
        (Fraction(0.1, "mass"), "chloride"),
        (Fraction(0.02, "atom"), "chloride"),
    ],
)
def test_charge_by_volume_is_charge_by_mass(content: Fraction, route: str, sides: int) -> None:
    foil = Foil(compose(AG, content, route), 50e-6, sides)
    by_mass = foil.areal_mass * foil.composition.specific_capacity
    assert foil.capacity * sides == pytest.approx(by_mass, rel=1e-12)


def test_two_faces_share_the_lithium() -> None:
    made = compose(MG, Fraction(0.1, "mass"))
    one, two = Foil(made, 50e-6, 1), Foil(made, 50e-6, 2)
    assert two.depth == one.depth / 2
    assert two.capacity == pytest.approx(one.capacity / 2, rel=1e-15)
    assert two.areal_mass == one.areal_mass


def test_the_chloride_route_keeps_every_atom() -> None:
    w = 0.1
    chloride, salt = library.compound("AgCl"), library.compound("LiCl")
    made = compose(AG, Fraction(w, "mass"), "chloride")
    agcl = w / chloride.molar_mass.si  # mol per kg of melt
    metal = made.specific_capacity / F  # mol of Li metal per kg
    silver = metal * made.atom_fraction / (1.0 - made.atom_fraction)
    licl = made.salt_share * salt.density.si / made.density / salt.molar_mass.si
    # to 1e-5: the molar masses of the four substances are rounded one by one
    assert silver == pytest.approx(agcl, rel=1e-5)  # Ag of the salt, all of it metal
    assert licl == pytest.approx(agcl, rel=1e-5)  # Cl of the salt, all of it LiCl
    assert metal + licl == pytest.approx((1.0 - w) / M_LI, rel=1e-5)  # Li weighed in
    total = silver * AG.molar_mass.si + metal * M_LI + licl * salt.molar_mass.si
    assert total == pytest.approx(1.0, rel=1e-5)


def test_the_basis_of_the_content_does_not_matter() -> None:
    by_mass = compose(AG, Fraction(0.1, "mass"))
    by_atoms = compose(AG, Fraction(by_mass.atom_fraction, "atom"))
    assert by_atoms.mass_fraction == pytest.approx(0.1, rel=1e-12)
    assert by_atoms.density == pytest.approx(by_mass.density, rel=1e-12)


def test_limits_of_the_content() -> None:
    assert compose(AG, Fraction(0.0, "mass")) == compose(None, None)
    pure = Foil(compose(AG, Fraction(1.0, "mass")), 1e-6)
    assert pure.composition.is_substrate
    assert pure.capacity == 0.0
    assert pure.areal_mass == pytest.approx(10.49e3 * 1e-6, rel=1e-3)
    with pytest.raises(ValueError, match="no lithium to spare"):
        compose(AG, Fraction(0.999, "mass"), "chloride")


def test_the_solute_of_a_foil_is_that_of_its_mass() -> None:
    foil = Foil(compose(AG, Fraction(0.1, "mass")), 50e-6)
    moles = 0.1 * foil.areal_mass / AG.molar_mass.si
    assert foil.initial_concentration * foil.depth == pytest.approx(moles, rel=1e-12)
