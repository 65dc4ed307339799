"""Energies: bases in their order, what a charge changes, ratios on both bases."""

from __future__ import annotations

import pytest
from pouch_cells import small

from solvus.pouch.bill import bill
from solvus.pouch.energy import BASES, Volumes, energies
from solvus.pouch.quantities import QUANTITIES


def test_energy_by_hand() -> None:
    found = energies(small())
    watt_hours = 6 * 20.0 * 15.0e-3 * 180.0 / 1000.0 * 3.8
    assert found.energy / 3600.0 == pytest.approx(watt_hours)
    assert found.specific_energy / 3600.0 == pytest.approx(watt_hours / bill(small()).mass)
    stack = 20e-4 * (found.thickness.as_built - 2 * 113e-6)
    assert found.built.stack == pytest.approx(found.energy / stack)
    tabs = 0.052 * (0.062 + 0.015) * found.thickness.as_built
    assert found.built.tabs == pytest.approx(found.energy / tabs)


def test_a_larger_basis_holds_less_and_a_charge_makes_less() -> None:
    found = energies(small())
    assert tuple(Volumes._fields) == BASES
    assert list(found.built) == sorted(found.built, reverse=True)
    assert all(c < b for b, c in zip(found.built, found.charged, strict=True))


def test_n_to_p_on_both_bases() -> None:
    design = small()
    found = energies(design)
    foil = 30e-6 * 2.05e9 * 3.6
    assert found.n_to_p_first == pytest.approx(foil / (0.15 * 200.0 * 3600.0))
    assert found.n_to_p_reversible == pytest.approx(foil / (0.15 * 180.0 * 3600.0))
    assert found.n_to_p == found.n_to_p_first
    other = design._replace(anode=design.anode._replace(first_charge_basis=0.0))
    assert energies(other).n_to_p == found.n_to_p_reversible


def test_electrolyte_ratio_is_what_was_given() -> None:
    assert 3.6e6 * energies(small()).electrolyte_ratio == pytest.approx(2.5)
    design = small()
    by_volume = design._replace(
        electrolyte=design.electrolyte._replace(mass_per_charge=0.0, volume_per_charge=2e-6 / 3600)
    )
    assert 3.6e6 * energies(by_volume).electrolyte_ratio == pytest.approx(2.0 * 1.21)


def test_filling_the_pores_exactly_is_the_least() -> None:
    design = small()
    least = energies(design).electrolyte_least
    just = design._replace(electrolyte=design.electrolyte._replace(mass_per_charge=least))
    assert bill(just).electrolyte.volume == pytest.approx(
        6 * 20e-4 * (0.15 / 0.92 / 3200.0) * 0.25 + 8 * 4.2e-2 * 5.2e-2 * 16e-6 * 0.4
    )


def test_every_quantity_can_be_read_and_has_its_unit() -> None:
    found = energies(small())
    for name, quantity in QUANTITIES.items():
        assert quantity.name == name
        assert float(quantity.of(found)) > 0.0
        assert quantity.title
    assert QUANTITIES["energy_density.body.charged"].of(found) == found.charged.body
    units = [one.unit for one in QUANTITIES.values() if one.recognised and one.unit != "1"]
    assert len(units) == len(set(units))
