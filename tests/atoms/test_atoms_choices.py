"""How far the choices of a calculation move an energy: which variants count, and their sum."""

from __future__ import annotations

import math

import pytest

from solvus.atoms.choices import CONVERGENCE, missed_by_points, sigma, spreads
from solvus.atoms.found import Found
from solvus.atoms.shipped import Calculation, calculation


def li() -> Found:
    return calculation("li31ag_gpaw").solved.surfaces[0]


def test_sigma_is_the_half_ranges_in_quadrature() -> None:
    halves = [one.half_range for one in spreads(li())]
    assert sigma(li()) == pytest.approx(math.sqrt(sum(half**2 for half in halves)))
    assert all(half >= 0.0 for half in halves)


def test_single_points_carry_what_they_miss() -> None:
    points = calculation("solutes_points_gpaw").solved.surfaces
    relaxed = calculation("solutes_gpaw").solved.surfaces
    by_name = {one.surface.name: one.energy for one in points}
    gaps = [abs(one.energy - by_name[one.surface.name]) for one in relaxed]
    assert len(gaps) >= 2
    assert missed_by_points() == pytest.approx(max(gaps))
    one = calculation("li127ag_gpaw").solved.surfaces[1]
    of_choices = math.hypot(*(spread.half_range for spread in spreads(one)))
    assert sigma(one) == pytest.approx(math.hypot(max(gaps), of_choices))


def test_a_half_range_is_that_of_the_energies_it_names() -> None:
    made = calculation(CONVERGENCE)
    energies = {name: one.surfaces[0].energy for name, one in made.variants.items()}
    energies["as in the study"] = made.solved.surfaces[0].energy
    for one in spreads(li()):
        some = [energies[name] for name in one.variants]
        assert one.half_range == pytest.approx(0.5 * (max(some) - min(some)))


def test_settings_coarser_than_the_calculation_do_not_count() -> None:
    by_choice = {one.choice: one.variants for one in spreads(li())}
    assert "k x n 6" not in by_choice["k-points"]
    assert {"k x n 12", "k x n 16"} <= set(by_choice["k-points"])
    assert set(by_choice["layers"]) == {"8 layers", "10 layers"}  # its own eight, and more


def test_a_variant_that_changes_two_choices_counts_for_neither() -> None:
    made = calculation(CONVERGENCE)
    rpbe, deep = made.variants["RPBE"].surfaces[0], made.variants["10 layers"].surfaces[0]
    both = made.variants["RPBE"]._replace(
        surfaces=(rpbe._replace(surface=rpbe.surface._replace(layers=deep.surface.layers)),)
    )
    only = Calculation("x", "x", "", made.solved, {"both": both})
    assert spreads(li(), only) == []


def test_a_variant_of_one_choice_is_not_the_base_of_another() -> None:
    """Smearing and vacuum must not leak into what the functional or the cut-off is blamed for."""
    made = calculation(CONVERGENCE)
    foreign = {"smearing 0.2 eV", "vacuum 14 A", "dipole correction"}
    assert foreign <= made.variants.keys()
    for one in spreads(li()):
        mine = {name for name in foreign if name.startswith(one.choice)}
        assert set(one.variants) & foreign == mine, one.choice
