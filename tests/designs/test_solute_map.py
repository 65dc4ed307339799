"""From a folder of designs to maps of solutes: which axis is which, and where none is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solvus.designs.crew import Here
from solvus.designs.page import sections
from solvus.designs.plan import carry_out, read_sweep
from solvus.designs.results import Results, read_results
from solvus.designs.solute_map import map_of, places_of, solute_maps

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STUDY = """\
title: Few cycles
cell:
  working: {solute: Ag, content: 10 wt%, thickness: 50 um, coulombic_efficiency: 60 %}
protocol:
  - repeat: 8
    steps:
      - Strip at 1 mA/cm2 for 1 mAh/cm2
      - Plate at 1 mA/cm2 for 1 mAh/cm2
run: {cells: 20}
interface: {nucleation_transient: none}
"""
THICKNESS: dict[str, Any] = {"cell.working.thickness": ["10 um", "20 um"]}
CONTENT: dict[str, Any] = {"cell.working.content": ["5 wt%", "20 wt%", "99 wt%"]}
CURRENT: dict[str, Any] = {
    "rate": {
        "values": ["2 mA/cm2", "1 mA/cm2"],
        "sets": {
            "protocol[0].steps[0]": "Strip at {} for 1 mAh/cm2",
            "protocol[0].steps[1]": "Plate at {} for 1 mAh/cm2",
        },
    }
}


@pytest.fixture
def swept(tmp_path: Path) -> Any:
    """Sweeps the study over axes; the folder's results."""

    def run(over: dict[str, Any], text: str = STUDY) -> Results:
        path = tmp_path / "s.yaml"
        path.write_text(text)
        carry_out(read_sweep(path, over, wishes={"draws": 4}), tmp_path / "o", Here(), 1)
        return read_results(tmp_path / "o")

    return run


def test_axes_are_found_by_what_they_set(swept: Any) -> None:
    places = places_of(swept(THICKNESS | CONTENT | CURRENT))
    assert places is not None
    assert places.solutes == ["Li-Ag"]  # that of the file
    assert places.contents == [[5.0, 20.0, 99.0]]
    assert (places.content_unit, places.thickness_unit) == ("wt%", "um")
    assert places.thickness == [10.0, 20.0]
    assert places.currents == ["1 mA/cm2", "2 mA/cm2"]
    assert places.efficiencies == {"Li-Ag": "60 %"}


def test_every_design_stands_in_its_cell_with_bounds_and_failures(swept: Any) -> None:
    found = swept(THICKNESS | CONTENT)
    places = places_of(found)
    assert places is not None
    data = map_of(found, places, "life")
    ((panel,),) = data.panels
    for _, row in found.frame.iterrows():
        i = places.thickness.index(row["cell.working.thickness"])
        j = places.contents[0].index(row["cell.working.content"])
        assert panel.why[i, j] == row["error"]
        assert bool(panel.bound[i, j]) == (row["life_reached"] == 0.0)
        np.testing.assert_equal(panel.values[i, j], row["life"])
    assert all(panel.why[:, 2])  # 99 wt% is no lithium metal
    assert panel.bound.any()  # thick foils outlive eight cycles
    assert (~panel.bound & (panel.why == "")).any()  # thin ones do not


def test_a_map_is_on_the_page_and_tells_the_efficiencies(swept: Any) -> None:
    found = swept(THICKNESS | CONTENT | CURRENT)
    section = next(one for one in sections(found) if one.anchor == "solutes")
    assert [block.title for block in section.blocks] == ["Life", "Lost lithium"]  # type: ignore[union-attr]
    caption = section.blocks[0].caption  # type: ignore[union-attr]
    assert "60 % for Li-Ag" in caption
    assert "assumed" in caption


def test_alternatives_set_solute_content_and_efficiency_together(swept: Any) -> None:
    foil = "cell.working."
    found = swept({
        "alloy": {
            "silver 5": {foil + "solute": "Ag", foil + "content": "5 wt%"},
            "silver 9": {foil + "content": "9 wt%"},
            "none": {foil + "solute": None, foil + "content": None,
                     foil + "coulombic_efficiency": "55 %"},
        },
    } | THICKNESS)  # fmt: skip
    places = places_of(found)
    assert places is not None
    assert places.solutes == ["Li", "Li-Ag"]
    assert places.contents == [[], [5.0, 9.0]]
    assert places.efficiencies == {"Li": "55 %", "Li-Ag": "60 %"}
    shapes = [one.values.shape for one in map_of(found, places, "life").panels[0]]
    assert shapes == [(2, 1), (2, 2)]


def test_lithium_that_was_given_a_content_has_no_place(swept: Any) -> None:
    found = swept({"cell.working.solute": ["Mg", "Ag", None]} | THICKNESS | CONTENT)
    places = places_of(found)
    assert places is not None
    assert places.solutes == ["Li-Mg", "Li-Ag"]
    assert (places.at[:, 0] == -1).sum() == 2 * 3


def test_rows_that_are_the_same_are_one(swept: Any) -> None:
    found = swept(THICKNESS | CONTENT | CURRENT)
    places = places_of(found)
    assert places is not None
    found.frame["life"] = 5.0 * found.frame["cell.working.thickness"]
    found.frame["life_reached"] = 1.0
    data = map_of(found, places, "life")
    assert (data.currents, len(data.panels)) == ([""], 1)
    assert len(map_of(found, places, "hysteresis_last").panels) == 2


@pytest.mark.parametrize(
    "over",
    [
        THICKNESS,
        CONTENT,
        THICKNESS | CONTENT | {"cell.working.packing": ["25 %", "50 %"]},
        THICKNESS | {"cell.working.content": "5 wt% to 20 wt%"},
        {"cell.counter.thickness": ["10 um", "20 um"]} | CONTENT,
    ],
    ids=["no content", "no thickness", "another axis", "drawn", "the other foil"],
)
def test_other_axes_are_no_map(swept: Any, over: dict[str, Any]) -> None:
    found = swept(over, STUDY.replace("cell:\n", "cell:\n  counter: {thickness: 50 um}\n"))
    assert places_of(found) is None
    assert solute_maps(found) == []
    assert "solutes" not in [one.anchor for one in sections(found)]


def test_a_pouch_has_life_over_energy(tmp_path: Path) -> None:
    for name in ("wang2023_1p4Ah", "ncm622_liag_pouch"):
        text = (EXAMPLES / f"{name}.yaml").read_text().replace("repeat: 50", "repeat: 4")
        text = text.replace("coulombic_efficiency: 98.5 %", "coulombic_efficiency: 60 %")
        (tmp_path / f"{name}.yaml").write_text(text)
    over = {
        "anode.thickness": ["10 um", "20 um", "60 um"],
        "anode.content": ["5 wt%", "20 wt%"],
        "rate": {"values": ["0.5C", "0.2C"],
                 "sets": {"life.study.protocol[1].steps[1]": "Discharge at {} until 2.8 V"}},
    }  # fmt: skip
    sweep = read_sweep(tmp_path / "wang2023_1p4Ah.yaml", over, fast=True)
    carry_out(sweep, tmp_path / "o", Here(), 1)
    found = read_results(tmp_path / "o")
    places = places_of(found)
    assert places is not None
    assert places.currents == ["0.2C", "0.5C"]
    life, energy = solute_maps(found)
    assert (life.title, energy.title) == ("Life", "Energy as built")  # type: ignore[union-attr]
    lives = map_of(found, places, "life", "energy_density.body")
    assert all("N/P" in why for why in lives.panels[0][0].why[0])  # 10 um is less than the cathode
    dense = lives.panels[0][0].lines
    assert dense is not None
    assert (np.diff(dense[1:], axis=0) < 0.0).all()  # thicker foils, less energy in a volume
    specific = map_of(found, places, "specific_energy", "energy_density.body")
    assert specific.currents == [""]  # as built: no matter of the current
