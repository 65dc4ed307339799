"""The calculations that the package carries: whole, of the studies in the examples, and sound."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import pytest

from solvus.atoms.document import from_document, to_document
from solvus.atoms.energies import Mismatch
from solvus.atoms.found import Found
from solvus.atoms.shipped import FOLDER, calculation, names
from solvus.study.adsorb_load import read_adsorption

EXAMPLES = Path(__file__).parents[2] / "examples"
FMAX = 0.01  # eV/angstrom, of reported values


def surfaces(name: str) -> list[Found]:
    made = calculation(name)
    return [one for solved in (made.solved, *made.variants.values()) for one in solved.surfaces]


def test_there_are_some() -> None:
    assert {"li31ag_gpaw", "li127ag_gpaw", "convergence_gpaw", "solutes_points_gpaw"} <= set(
        names()
    )


@pytest.mark.parametrize("name", names())
def test_the_study_that_makes_it_is_the_one_of_the_examples(name: str) -> None:
    path = EXAMPLES / f"{name}.yaml"
    study = read_adsorption(path)
    made = calculation(name)
    assert made.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert made.title == study.title
    assert made.solved.plan == study.plan
    assert {key: one.plan for key, one in made.variants.items()} == dict(study.variants)


@pytest.mark.parametrize("name", names())
def test_every_energy_is_that_of_gpaw_and_its_differences_are_taken_again(name: str) -> None:
    document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    said = [one["adsorption_energy_eV"] for one in document["solved"]["surfaces"]]
    for found, energy in zip(calculation(name).solved.surfaces, said, strict=True):
        assert {one.version for one in found.outcomes} == {found.bulk.version}
        assert found.bulk.engine == "gpaw"
        assert found.energy == pytest.approx(energy, abs=1e-12)
        best = found.best
        assert best is not None
        by_hand = best.outcome.energy - found.clean.energy - found.bulk.energy
        assert found.energy == pytest.approx(by_hand, abs=1e-12)


@pytest.mark.parametrize("name", names())
def test_what_was_relaxed_met_its_force_and_k_points_are_dense(name: str) -> None:
    for found in calculation(name).solved.surfaces:
        assert found.surface.n * found.clean.settings["kpts"][0] >= 8
        for outcome in found.outcomes:
            assert outcome.converged
            assert math.isnan(outcome.fmax) or outcome.fmax <= FMAX


@pytest.mark.parametrize("name", names())
def test_the_energies_are_plain_numbers_of_this_field(name: str) -> None:
    for found in surfaces(name):
        assert -1.0 < found.energy < 1.0
        assert 3.3 < found.lattice < 3.5


def test_a_document_whose_settings_were_changed_is_refused() -> None:
    document = to_document(calculation("li31ag_gpaw").solved)
    row = document["surfaces"][0]
    document["calculations"][row["sites"][0]["calculation"]]["settings"]["xc"] = "LDA"
    with pytest.raises(Mismatch, match="xc"):
        from_document(document)


def test_the_energies_of_the_docs_are_these() -> None:
    told = (EXAMPLES.parent / "docs" / "adsorption.md").read_text(encoding="utf-8")
    for name in names():
        for found in surfaces(name):
            for tried in found.tried:
                assert f"{tried.energy:.3f}" in told, (name, found.surface.name, tried.site.label)
            if math.isfinite(found.segregation):
                assert f"{found.segregation:.3f}" in told, (name, found.surface.name)
