"""The life of a full cell in a pouch: what is taken from which half-cycle, and what it makes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from solvus.base.constants import F
from solvus.base.errors import InputError
from solvus.base.units import Fraction
from solvus.materials import library
from solvus.model.half_cycle import CathodeSide, HalfCycle, Run, Side
from solvus.model.layer.kinds import Layer
from solvus.study.installed import read_study, registries
from solvus.study.load import load_text
from solvus.study.pouch_life import life_from, live
from solvus.study.pouch_load import Pouch, read_pouch, read_text
from solvus.study.run import design_of
from solvus.study.schema import Study

EXAMPLES = Path(__file__).parents[2] / "examples"
WANG = read_pouch(EXAMPLES / "wang2023_1p4Ah.yaml")
AREAL = float(WANG.energies.areal_capacity)


def half(
    cycle: int, charge: float, layer: float, lithium: float, voltage: float = 3.8
) -> HalfCycle:
    """A half-cycle of 10 h; `charge` [C/m2] is positive on discharge."""
    side = Side(0, 0, 0, 0, 0, 0, 0, lithium, 0, 0, 0)
    cathode = CathodeSide(0, 0, 0, 0, 1, 1000, abs(charge) * voltage, voltage)
    layers = (Layer(0.0, layer, 1.0, 1.0, 0.75), Layer(0.0, 0.0, 1.0, 1.0, 0.75))
    return HalfCycle(cycle, "step", charge / 36000.0, 0.0, 36000.0, 0, 0, 0, 0, 0, side, None,
                     layers, cathode)  # fmt: skip


STUDY = read_study(EXAMPLES / "ncm622_liag_pouch.yaml")


def run(halves: list[HalfCycle], study: Study = STUDY) -> SimpleNamespace:
    made = Run(halves, complete=True, ended="finished after 2 cycles")
    return SimpleNamespace(study=study, run=made)


def working(study: Study) -> float:
    """Lithium of the foil as made [mol/m2]."""
    return design_of(study.cell.working).foil.capacity / F


MADE = working(STUDY)
V_LI = library.lithium().molar_volume.si


def test_layer_lithium_capacity_and_voltage_are_taken_from_the_discharges() -> None:
    lost = 0.05 * AREAL / F  # of lithium, into a layer of 8 um
    done = run([
        half(1, -AREAL, 0.0, MADE + AREAL / F), half(1, AREAL, 0.0, MADE),
        half(2, -AREAL, 8e-6, MADE), half(2, 0.9 * AREAL, 8e-6, MADE - lost, 3.6),
    ])  # fmt: skip
    found = life_from(WANG, done, "study.yaml")  # type: ignore[arg-type]
    life = found.life
    assert life.cycle.tolist() == [1, 2]
    assert life.charge / WANG.energies.charge == pytest.approx([1.0, 0.9])
    assert life.share.tolist() == pytest.approx([1.0, 0.9])
    assert life.energy[1] / life.energy[0] == pytest.approx(0.9 * 3.6 / 3.8)
    assert life.thickness_discharged[0] == pytest.approx(WANG.energies.thickness.as_built)
    grown = life.thickness_discharged[1] - life.thickness_discharged[0]
    assert grown == pytest.approx(24 * (8e-6 - lost * V_LI))
    assert found.reference == 1
    assert found.notes == ()


def test_the_first_cycle_of_a_life_is_the_cell_after_formation() -> None:
    """A first charge as large as that of the file, one discharge: the design, charged and not."""
    design = WANG.energies.thickness
    first = AREAL * 200.0 / 184.3
    kept = MADE + (first - AREAL) / F
    done = run([half(1, -first, 0.0, MADE + first / F), half(1, AREAL, 0.0, kept)])
    life = life_from(WANG, done, "study.yaml").life  # type: ignore[arg-type]
    assert life.thickness_discharged[0] == pytest.approx(design.discharged)
    assert life.thickness_charged[0] == pytest.approx(design.charged)


def test_the_layers_of_the_paper_cost_a_14th_of_li_ag_and_a_quarter_of_li() -> None:
    """Layers of 8 um (Li-Ag) and 39 um (Li) at cycle 50, added to the foil as made: 93 and 75 %."""
    for layer, kept in ((8e-6, 0.93), (39e-6, 0.75)):
        done = run([half(1, -AREAL, 0.0, MADE + AREAL / F), half(1, AREAL, 0.0, MADE),
                    half(50, AREAL, layer, MADE)])  # fmt: skip
        life = life_from(WANG, done, "study.yaml").life  # type: ignore[arg-type]
        assert life.discharged.body[1] / life.discharged.body[0] == pytest.approx(kept, abs=0.01)


def test_a_discharge_in_two_steps_is_one() -> None:
    done = run([half(1, -AREAL, 0.0, MADE), half(1, 0.7 * AREAL, 0.0, MADE),
                half(1, 0.3 * AREAL, 0.0, MADE), half(2, AREAL, 0.0, MADE)])  # fmt: skip
    life = life_from(WANG, done, "study.yaml").life  # type: ignore[arg-type]
    assert life.charge[1] / life.charge[0] == pytest.approx(1.0)
    assert np.all(np.diff(life.cycle) == 1)


SPAN = """\
title: SPAN || Li-Ag
cell: {cathodes: 12, width: 40 mm, height: 52 mm}
cathode: {material: span, lower_cutoff: 1 V, upper_cutoff: 3 V, loading: 5 mg/cm2}
anode: {solute: Ag, content: 10 wt%, thickness: 40 um}
separator: {thickness: 20 um}
electrolyte: {amount: 2.6 g/Ah}
"""


def test_a_cell_whose_foil_brings_the_lithium_begins_with_what_does_not_come_back() -> None:
    """4.125 mAh/cm2 leave the foil, 3.3 come and go: the second discharge stands for the design,
    and lithium that is in the cathode is taken off the foil once."""
    pouch = read_text(SPAN, "span.yaml", EXAMPLES)
    study = read_study(EXAMPLES / "span_liag.yaml")
    first, again, made = 41.25e-3 * 3.6e6, 33.0e-3 * 3.6e6, working(study)
    full, empty = made - (first - again) / F, made - first / F  # after charge, after discharge
    done = run([
        half(1, first, 0.0, empty), half(1, -again, 0.0, full),
        half(2, again, 0.0, empty), half(2, -again, 0.0, full),
        half(3, 0.9 * again, 5e-6, empty),
    ], study)  # fmt: skip
    found = life_from(pouch, done, "span_liag.yaml")  # type: ignore[arg-type]
    life, design = found.life, pouch.energies
    assert found.reference == 2
    assert life.share == pytest.approx([1.25, 1.0, 0.9])
    assert life.charge[1] == pytest.approx(design.charge)
    assert life.specific_energy[1] == pytest.approx(design.specific_energy)
    assert life.thickness_discharged[:2] == pytest.approx([design.thickness.discharged] * 2)
    assert life.thickness_discharged[2] == pytest.approx(design.thickness.discharged + 24 * 5e-6)
    # the first discharge began as built, every later one from what the charge brings back
    assert life.thickness_charged[:2] == pytest.approx(
        [design.thickness.as_built, design.thickness.charged]
    )
    assert found.notes == ()


def test_the_sulfur_cell_of_the_examples_lives() -> None:
    """SPAN as run: what the pouch says of charged and discharged is what the run leaves behind."""
    pouch = read_text(SPAN + "life: {study: span_liag.yaml}\n", "span.yaml", EXAMPLES)
    found = live(pouch)
    life, thick = found.life, pouch.energies.thickness
    assert found.notes == ()
    assert found.reference == 2
    assert life.share[1] == 1.0
    assert life.share[0] == pytest.approx(1.25, abs=0.01)
    assert 0.95 < life.share[3] < 1.0
    # at 0.1C the run takes 99 % of what the open circuit holds
    assert life.thickness_discharged[0] == pytest.approx(thick.discharged, rel=3e-3)
    assert life.thickness_charged[1] == pytest.approx(thick.charged, rel=8e-3)
    assert life.thickness_discharged[0] < life.thickness_charged[1] < thick.as_built


def changed(part: str, **entries: object) -> Study:
    """The study of the example with entries of a part of its cell replaced."""
    cell = STUDY.cell
    if part:
        entries = {part: getattr(cell, part).model_copy(update=entries)}
    return STUDY.model_copy(update={"cell": cell.model_copy(update=entries)})


def protocol_to(voltage: str) -> Study:
    text = (EXAMPLES / "ncm622_liag_pouch.yaml").read_text(encoding="utf-8")
    return load_text(text.replace("4.3 V", voltage), registries(EXAMPLES))


@pytest.mark.parametrize(
    ("study", "said"),
    [
        (changed("working", thickness=50e-6), "50 um of foil per face, the design 30 um"),
        (changed("working", content=Fraction(0.2, "mass")), "another alloy"),
        (changed("cathode", material="ncm811"), "is NCM811, that of the design NCM622"),
        (changed("cathode", loading=0.1), "10 mg/cm2 of active material per face, the design 15.2"),
        (protocol_to("4.5 V"), "the study charges to 4.5 V, the design 4.3 V"),
        (changed("separator", thickness=20e-6), "20 um and 40 % pores, that of the design 14 um"),
        (changed("separator", porosity=0.5), "14 um and 50 % pores"),
        (changed("", electrolyte="another"), "electrolyte of the study is another, that of the"),
        (changed("", electrolyte_amount=(60e-6, "m")), "6 uL/cm2 of electrolyte, the design 6.02"),
        (changed("", electrolyte_amount=(90e-6, "m")), "9 uL/cm2 of electrolyte, the design 6.02"),
    ],
)
def test_what_study_and_design_have_differently_is_told(study: Study, said: str) -> None:
    made = working(study)
    halves = [half(1, -AREAL, 0.0, made), half(1, AREAL, 0.0, made)]
    notes = life_from(WANG, run(halves, study), "study.yaml").notes  # type: ignore[arg-type]
    if said.startswith("6 uL"):  # within 2 %: each counts by its own capacity
        assert notes == ()
        return
    (note,) = notes
    assert said in note


@pytest.mark.parametrize("halves", [
    [half(1, -AREAL, 0.0, MADE)], [half(1, AREAL, 0.0, MADE)], [],
])  # fmt: skip
def test_a_run_without_a_discharge_after_a_charge_has_no_life(halves: list[HalfCycle]) -> None:
    with pytest.raises(InputError, match="no discharge after a charge"):
        life_from(WANG, run(halves), "s.yaml")  # type: ignore[arg-type]


def living_by(study: str) -> Pouch:
    """The cell with the life of another study, or of none."""
    text = WANG.file.source_text.partition("\nlife:")[0]
    text += f"\nlife: {{study: {study}}}\n" if study else "\n"
    return read_text(text, "cell.yaml", EXAMPLES)


def test_a_file_without_a_study_has_no_life() -> None:
    with pytest.raises(InputError, match="life: is missing"):
        live(living_by(""))


def test_a_study_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match="kind: full"):
        live(living_by("strip_then_plate.yaml"))
    with pytest.raises(InputError, match="no such file"):
        live(living_by("nowhere.yaml"))


def test_the_cell_of_the_paper_lives() -> None:
    """The study of the example, run: layers thicken the cell, little is lost, nothing misfits."""
    found = live(WANG)
    life = found.life
    assert found.notes == ()
    assert life.cycle[-1] == 52
    assert np.all(np.diff(life.thickness_discharged) > 0.0)
    # Wh/L falls faster than capacity: the cell thickens too
    assert life.discharged.body[-1] / life.discharged.body[0] < life.charge[-1] / life.charge[0]
    assert 0.9 < life.charge[-1] / life.charge[2] < 1.0
    assert np.all(life.breath > 0.0)
