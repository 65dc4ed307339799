"""What a foil holds, against arithmetic done by hand and the paper's numbers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from solvus.base.units import Fraction
from solvus.materials import library
from solvus.study.composition import areal_capacity, content_fault

MAH_CM2 = 36000.0


def foil(solute: str | None = None, content: Fraction | None = None, **other: object) -> object:
    recipe = {"solute": solute, "content": content, "route": "metal"}
    return SimpleNamespace(**{**recipe, "thickness": 50e-6, "sides": 1, **other})


def test_fifty_micrometres_of_lithium() -> None:
    # 50 um x 0.534 g/cm3 x 3861 mAh/g
    assert areal_capacity(foil()) / MAH_CM2 == pytest.approx(10.31, rel=0.01)
    assert areal_capacity(foil(sides=2)) == pytest.approx(areal_capacity(foil()) / 2)


def test_ten_percent_silver_by_mass_takes_little_of_the_charge() -> None:
    silver = areal_capacity(foil("Ag", Fraction(0.1, "mass")))
    assert 0.98 * areal_capacity(foil()) < silver < areal_capacity(foil())
    same = areal_capacity(foil("Ag", Fraction(1.0 / 140.9, "atom")))  # 139.9 Li for one Ag
    assert silver == pytest.approx(same, rel=1e-4)


def test_a_pure_substrate_holds_nothing_and_is_allowed() -> None:
    assert areal_capacity(foil("Ag", Fraction(1.0, "mass"))) == 0.0
    assert content_fault("Ag", "metal", Fraction(1.0, "mass")) is None


def test_the_chloride_costs_lithium_and_room() -> None:
    content = Fraction(0.1, "mass")
    salt = areal_capacity(foil("Ag", content, route="chloride"))
    # by volume: 0.1/143.32 mol of LiCl at 20.5 cm3/mol beside 0.9/6.94 mol of Li at 13 cm3/mol
    assert salt / areal_capacity(foil()) == pytest.approx(0.987, abs=0.004)


@pytest.mark.parametrize(
    ("solute", "route", "content", "told"),
    [
        ("Mg", "metal", Fraction(0.67, "atom"), "the table of lithium with Mg ends"),
        ("Mg", "metal", Fraction(0.9, "mass"), "66.9 at%"),
        ("Ag", "metal", Fraction(0.9, "mass"), "no lithium metal"),
        ("Ag", "chloride", Fraction(0.99, "mass"), "no lithium to spare"),
    ],
)
def test_contents_that_cannot_be_described(
    solute: str, route: str, content: Fraction, told: str
) -> None:
    fault = content_fault(solute, route, content)
    assert fault is not None
    assert told in fault
    assert "write less" in fault


@pytest.mark.parametrize("solute", [s for s in library.names("solute") if s != "Cu"])
def test_small_contents_are_allowed(solute: str) -> None:
    assert content_fault(solute, "metal", Fraction(1e-4, "atom")) is None


def test_copper_is_a_substrate_and_nothing_else() -> None:
    fault = content_fault("Cu", "metal", Fraction(1e-4, "atom"))
    assert fault is not None
    assert "100 wt% for a substrate of pure Cu" in fault
    assert content_fault("Cu", "metal", Fraction(1.0, "mass")) is None


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_the_foils_of_the_paper_are_allowed(share: float) -> None:
    assert content_fault("Ag", "metal", Fraction(share, "mass")) is None
    assert content_fault("Mg", "metal", Fraction(share, "mass")) is None
