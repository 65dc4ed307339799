"""What the controls make of pouch file and study, N/P and thickness linked, what is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explore.conftest import EXAMPLES
from solvus.base.errors import InputError
from solvus.explore.base import FULL, SYMMETRIC, read_base
from solvus.explore.controls import controls_of
from solvus.explore.design import asked_of, design_of, pouch_text, sentences_of
from solvus.explore.linking import settled
from solvus.explore.losses import losses_of
from solvus.explore.protocol_words import full_protocol
from solvus.explore.site import Site, wanted
from solvus.explore.state import default_state
from solvus.materials import library
from solvus.study.fitted import Value, document
from solvus.study.pouch_load import read_text
from solvus.study.yaml_text import as_yaml

UNKNOWN = ("Al", "In")  # solutes whose diffusivity is not on file: their bill stands
SPARING = ("Cu",)  # of which lithium does not take 10 wt%


def test_the_cell_as_in_the_file_has_the_energies_of_the_file(site: Site) -> None:
    made = design_of(site.base, site.default, site.controls).pouch.energies
    assert made.specific_energy == pytest.approx(site.base.made.energies.specific_energy)
    assert made.built.body == pytest.approx(site.base.made.energies.built.body)
    assert float(made.built.body) / 3.6e6 == pytest.approx(836.0, abs=1.0)


@pytest.mark.parametrize("n_to_p", [0.5, 1.0, 1.7, 3.3])
def test_n_to_p_sets_the_thickness_that_gives_it(site: Site, n_to_p: float) -> None:
    found = settled(site.base, site.controls, site.default, {"np": n_to_p})
    assert found.faults == ()
    assert float(found.designed.pouch.energies.n_to_p) == pytest.approx(n_to_p, rel=1e-4)
    again = settled(site.base, site.controls, site.default,
                    {"thickness": found.state.number("thickness")})  # fmt: skip
    assert again.state == found.state


def test_an_n_to_p_out_of_reach_is_told_and_nothing_moves(site: Site) -> None:
    found = settled(site.base, site.controls, site.default, {"np": 900.0})
    assert found.state == site.default
    assert "out of reach" in found.faults[0]


def test_a_content_beyond_the_solute_is_told(site: Site) -> None:
    found = settled(site.base, site.controls, site.default, {"content": 95.0})
    assert found.state == site.default
    assert "out of range" in found.faults[0]


@pytest.mark.parametrize(
    ("foil", "share", "copper"), [("per_face", 1.0, 0), ("shared", 0.5, 0), ("copper", 1.0, 1)]
)
def test_a_foil_is_per_face_shared_or_on_copper(
    site: Site, foil: str, share: float, copper: int
) -> None:
    asked = wanted(site, site.default.moved({"foil": foil}))
    assert asked.designed is not None
    assert asked.study is not None
    assert asked.study.cell.working.thickness == pytest.approx(share * 30e-6)
    assert (float(asked.designed.pouch.bill.anode_collector.mass) > 0.0) == bool(copper)
    said = sentences_of(site.base, asked.state, asked.designed, asked.study)
    assert not any("foil per face" in one for one in said)  # study and design fit each other


@pytest.mark.parametrize("solute", ["none", *library.names("solute")])
@pytest.mark.parametrize("cell", [FULL, SYMMETRIC])
def test_every_solute_is_run_or_told_why_not(site: Site, solute: str, cell: str) -> None:
    asked = wanted(site, site.default.moved({"solute": solute, "cell": cell}))
    if solute in SPARING:
        assert "dissolves no more" in asked.faults[0]
        return
    assert asked.designed is not None
    if solute in UNKNOWN:
        assert asked.faults[0].startswith(f"Li-{solute} is not run: its diffusivity")
        return
    assert asked.faults == ()
    assert asked.study is not None
    assert (asked.study.cell.working.solute or "none") == solute
    assert (asked.reference is None) == (solute == "none")
    assert asked.study.cell.kind == cell


def test_losses_that_were_not_measured_are_told(site: Site) -> None:
    own = losses_of(site.base, FULL, "Ag", 10.0)
    assert (own.efficiency, own.note) == (pytest.approx(0.985), "")
    lithium = losses_of(site.base, FULL, "none", 10.0)
    assert (lithium.efficiency, lithium.note) == (pytest.approx(0.962), "")
    assert "was not measured" in losses_of(site.base, FULL, "Sn", 10.0).note
    assert "is assumed" in losses_of(site.base, FULL, "Ag", 25.0).note


def test_what_the_controls_say_stands_in_the_study(site: Site) -> None:
    state = site.default.moved({"rate": 0.7, "cutoff": 4.45, "cycles": 33.0})
    text = wanted(site, state).main
    assert text is not None
    assert "repeat: 33" in text.text
    assert "Charge at 0.7C until 4.45 V" in text.text
    assert "Charge at 0.1C until 4.45 V" in text.text  # activation keeps its rate
    symmetric = wanted(site, state.moved({"cell": SYMMETRIC, "current": 2.0, "capacity": 0.5}))
    assert symmetric.main is not None
    assert "Strip at 2 mA/cm2 for 0.5 mAh/cm2" in symmetric.main.text


def test_a_protocol_keeps_what_is_not_moved() -> None:
    steps = ["Charge at C/10 until 4.3 V", {"repeat": 5, "steps": [
        "Charge at C/2 until 4.3 V", "Hold at 4.3 V until C/20", "Discharge at 0.5C until 2.8 V",
        "Rest for 10 min"]}]  # fmt: skip
    made = full_protocol(steps, 1.0, 9)
    assert made == ["Charge at C/10 until 4.3 V", {"repeat": 9, "steps": [
        "Charge at 1C until 4.3 V", "Hold at 4.3 V until C/20", "Discharge at 1C until 2.8 V",
        "Rest for 10 min"]}]  # fmt: skip
    assert steps[1]["repeat"] == 5  # what was given is left alone


def test_warnings_of_the_bill_are_told(site: Site) -> None:
    state = settled(site.base, site.controls, site.default, {"np": 0.6, "ec": 0.4}).state
    asked = wanted(site, state)
    assert asked.designed is not None
    said = " ".join(sentences_of(site.base, state, asked.designed, asked.study))
    assert "below 1" in said
    assert "do not fill the pores" in said


def test_a_cathode_without_a_material_is_told() -> None:
    base = read_base(str(EXAMPLES / "ncm811_5p2Ah.yaml"))
    controls = controls_of(base)
    state = default_state(base, controls)
    designed = design_of(base, state, controls)
    _, study = asked_of(base, state, controls, designed)
    said = sentences_of(base, state, designed, study)
    assert any("the life is that of a cell with ncm622" in one for one in said)


def test_fitted_values_and_a_counter_foil_are_not_lost_in_silence(tmp_path: Path) -> None:
    foil = {"solute": "Ag", "route": "metal", "content": "10 wt%"}
    value = Value(parameter="efficiency", key="cell.working.coulombic_efficiency",
                  value="97.7 %", belongs_to=foil)  # fmt: skip
    (tmp_path / "fitted.yaml").write_text(as_yaml(document([value], {"title": "x"})))
    path = tmp_path / "study.yaml"
    path.write_text(
        "title: x\ncell:\n  working: {solute: Ag, content: 10 wt%, thickness: 50 um}\n"
        "  counter: {thickness: 20 um}\nprotocol: [Strip at 1 mA/cm2 for 1 mAh/cm2]\n"
        "use: fitted.yaml\n"
    )
    base = read_base(str(path))
    controls = controls_of(base)
    state = default_state(base, controls)
    designed = design_of(base, state, controls)
    asked, study = asked_of(base, state, controls, designed)
    assert study.cell.working.coulombic_efficiency == pytest.approx(0.977)
    assert "use" not in asked.text
    assert any("counter foil" in one for one in sentences_of(base, state, designed, study))


def test_nothing_of_another_cell_is_kept_in_the_file(site: Site) -> None:
    text = pouch_text(site.base, site.default.moved({"thickness": 40.0}), site.controls)
    made = read_text(text, "pouch.yaml", Path())
    assert not made.file.reported
    assert not made.file.variants
    assert made.file.title.endswith("changed")


@pytest.mark.parametrize(
    ("name", "begins", "thickness"),
    [
        ("ncm811_5p2Ah.yaml", FULL, 30.0), ("li_metal_benchmark.yaml", FULL, 50.04),
        ("ncm622_liag.yaml", FULL, 40.0), ("span_liag.yaml", FULL, 40.0),
        ("ncm811_liag.yaml", FULL, 30.0), ("symmetric_li_ag.yaml", SYMMETRIC, 50.0),
    ],
)  # fmt: skip
def test_any_pouch_file_or_study_of_a_cell_opens(
    name: str, begins: str, thickness: float
) -> None:
    base = read_base(str(EXAMPLES / name))
    controls = controls_of(base)
    state = default_state(base, controls)
    assert state.word("cell") == begins
    assert state.number("thickness") == pytest.approx(thickness)
    for cell in (FULL, SYMMETRIC):
        one = state.moved({"cell": cell})
        designed = design_of(base, one, controls)
        _, study = asked_of(base, one, controls, designed)
        assert study.cell.kind == cell
        sentences_of(base, one, designed, study)


@pytest.mark.parametrize(
    ("name", "word"),
    [("ace_li_cu.yaml", "kind half"), ("adsorption_toy.yaml", "neither"), ("none.yaml", "no such")],
)
def test_other_files_are_refused_in_a_sentence(name: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        read_base(str(EXAMPLES / name))


def test_a_key_names_what_its_result_depends_on(site: Site) -> None:
    def key(changes: dict[str, Any]) -> str:
        found = wanted(site, site.default.moved(changes)).main
        assert found is not None
        return found.key

    assert key({}) == key({"width": 60.0, "ec": 3.0, "basis": "stack"})  # the cell per area
    different = [key({}), key({"thickness": 31.0}), key({"rate": 0.3}), key({"solute": "Mg"}),
                 key({"cell": SYMMETRIC}), key({"cycles": 100.0})]  # fmt: skip
    assert len(set(different)) == len(different)
