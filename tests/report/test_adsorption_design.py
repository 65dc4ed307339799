"""What a design page says of other solutes."""

from __future__ import annotations

import re

import pytest

from solvus.atoms.shipped import calculation
from solvus.report.adsorption_design import RANKED, which_solute
from solvus.report.blocks import Table


def test_the_ranking_is_that_of_the_calculations() -> None:
    section = which_solute("Ag")
    (table,) = section.blocks
    assert isinstance(table, Table)
    shown = [getattr(row[0], "text", row[0]) for row in table.rows]
    faces = [one for one in calculation(RANKED).solved.surfaces if one.surface.solute]
    assert shown == [one.surface.solute for one in sorted(faces, key=lambda one: one.energy)]
    number = int(re.findall(r"number (\d+)", section.text)[0])
    assert shown[number - 1] == "Ag"


def test_the_span_is_said_beside_that_of_the_overpotentials() -> None:
    energies = [one.energy for one in calculation(RANKED).solved.surfaces if one.surface.solute]
    text = which_solute(None).text
    assert f"{max(energies) - min(energies):.2f} eV" in text
    assert "39 mV" in text
    assert "do not predict" in text


@pytest.mark.parametrize("solute", [None, "Cu"])
def test_a_solute_that_was_not_computed_has_no_place(solute: str | None) -> None:
    assert "number" not in which_solute(solute).text
