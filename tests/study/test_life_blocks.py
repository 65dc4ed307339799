"""The blocks of a cell's life: layer, end of life, packing, half cells; and what slips are told."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from solvus.base.errors import Fault, InputError
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.registries import Registries
from solvus.study.run import cell_of, run_study
from solvus.study.template import template

LI = """\
title: Li
cell:
  kind: symmetric
  working: {thickness: 50 um, coulombic_efficiency: 96.2 %, packing: 30 %}
  counter: {thickness: 60 um}
layer:
  closure: per_electrode
  efficiency: constant
  parameters: {closing: 4 mAh/cm2}
end_of_life:
  voltage: 0.4 V
protocol:
  - Strip at 1 mA/cm2 for 1 h
"""
HALF = """\
title: Cu
cell:
  kind: half
  working: {solute: Ag, content: 100 wt%, thickness: 10 um}
  counter: {thickness: 50 um}
protocol:
  - Plate at 1 mA/cm2 for 1 h
  - Strip at 1 mA/cm2 for 1 h or until 1 V
"""
FOIL = LI.replace("symmetric", "foil").replace("  counter: {thickness: 60 um}\n", "")


def faults_of(text: str, known: Registries) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        load_text(text, known)
    return list(caught.value.faults)


def swap(old: str, new: str, text: str = LI) -> str:
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in the study"
    return text.replace(old, new)


def test_the_blocks_in_si(known: Registries) -> None:
    study = load_text(LI, known)
    assert (study.layer.closure, study.layer.efficiency) == ("per_electrode", "constant")
    assert study.layer.parameters == {"closing": pytest.approx(4 * 36e3)}
    assert study.end_of_life.voltage == pytest.approx(0.4)
    assert study.cell.working.packing == pytest.approx(0.3)
    assert study.cell.counter is not None
    assert study.cell.counter.packing == pytest.approx(0.25)
    assert load_text(HALF, known).cell.kind == "half"


@pytest.mark.parametrize("empty", ["layer:\nend_of_life:\n", ""])
def test_what_is_left_out(empty: str, known: Registries) -> None:
    text = LI[: LI.index("layer:")] + empty + LI[LI.index("protocol:") :]
    study = load_text(text, known)
    assert (study.layer.closure, study.layer.parameters) == ("per_electrode", {})
    assert study.end_of_life.voltage is None


CASES = [
    (swap("closure: per_electrode", "closure: per_elektrode"), "layer.closure", '"per_electrode"'),
    (swap("closure: per_electrode", "closure: none"), "layer.closure", "Known: per_electrode"),
    (swap("efficiency: constant", "efficiency: 98 %"), "layer.efficiency", "law of efficiency"),
    (swap("closure:", "closur:"), "layer.closur", 'Did you mean "closure"'),
    (swap("{closing: 4 mAh/cm2}", "4"), "layer.parameters", "block of parameters is due"),
    (swap("4 mAh/cm2", "4"), "layer.parameters.closing", 'write e.g. "4 mAh/cm2"'),
    (swap("4 mAh/cm2", "4 mAh"), "layer.parameters.closing", ""),
    (swap("4 mAh/cm2", "4000 mAh/cm2"), "layer.parameters.closing", "outside its range"),
    (swap("closing:", "closin:"), "layer.parameters.closin", 'Did you mean "closing"'),
    (
        swap("closure: per_electrode", "closure: inventory"),
        *("layer.parameters.closing", "a parameter of closure: per_electrode"),
    ),
    (
        swap("closing: 4 mAh/cm2", "fold: 20 mV"),
        *("layer.parameters.fold", "a parameter of efficiency: surface"),
    ),
    (swap("0.4 V", "0.4"), "end_of_life.voltage", 'has no unit; write e.g. "0.5 V"'),
    (swap("0.4 V", "-0.4 V"), "end_of_life.voltage", "from 1 mV to 10 V"),
    (swap("0.4 V", "50 V"), "end_of_life.voltage", "from 1 mV to 10 V"),
    (swap("voltage:", "volts:"), "end_of_life.volts", 'Did you mean "voltage"'),
    (swap("end_of_life:\n  voltage: 0.4 V", "end_of_life: 0.4 V"), "end_of_life", "block is due"),
    (swap("end_of_life", "endoflife"), "endoflife", 'Did you mean "end_of_life"'),
    (swap("30 %", "0 %"), "cell.working.packing", "from 1 % to 100 %"),
    (swap("30 %", "130 %"), "cell.working.packing", "from 1 % to 100 %"),
    (swap("30 %", "30"), "cell.working.packing", "out of range"),
    (swap("30 %", "30 um"), "cell.working.packing", "a pure number is due"),
    (swap("96.2 %", "101 %"), "cell.working.coulombic_efficiency", "to 100 %"),
    (swap("96.2 %", "1.01"), "cell.working.coulombic_efficiency", "at most 1"),
    (swap("96.2 %", "96.2"), "cell.working.coulombic_efficiency", 'write "96.2 %"'),
    # half cells
    (swap("  counter: {thickness: 50 um}\n", "", HALF), "cell.counter", "is missing; a half cell"),
    (swap("100 wt%", "10 wt%", HALF), "cell.working", "holds no lithium as made"),
    (
        swap("{solute: Ag, content: 100 wt%, thickness: 10 um}", "{thickness: 10 um}", HALF),
        *("cell.working", "{solute: Cu, content: 100 wt%, thickness: 10 um}"),
    ),
    (swap("Plate at 1 mA/cm2 for 1 h", "Plate at 1C for 1 h", HALF), "protocol[0]", "C-rate"),
    (
        swap("Plate at 1 mA/cm2 for 1 h", "Plate at 1 mA/cm2 for 20 h", HALF),
        *("protocol[0]", "the counter electrode holds 10.3 mAh/cm2"),
    ),
    (swap("kind: half", "kind: haf", HALF), "cell.kind", 'Did you mean "half"'),
    # a sweep
    (
        swap("Strip at 1 mA/cm2 for 1 h", "Sweep from 0 V to 0.1 V"),
        *("protocol[0]", "needs a start, an end and a rate"),
    ),
]


@pytest.mark.parametrize(("text", "key", "told"), CASES)
def test_a_fault_is_told_where_it_is(text: str, key: str, told: str, known: Registries) -> None:
    [fault] = faults_of(text, known)
    assert fault.key == key
    assert told in fault.message
    assert fault.line > 0
    assert fault.column > 0
    assert "\n" not in str(fault)


def test_a_single_foil_has_neither_layer_nor_life_nor_sweep(known: Registries) -> None:
    text = swap("Strip at 1 mA/cm2 for 1 h", "Sweep from 0 V to 0.1 V at 1 mV/s", FOIL)
    layer, life, sweep = faults_of(text, known)
    assert [one.key for one in (layer, life, sweep)] == ["layer", "end_of_life", "protocol[0]"]
    assert all("single foil" in one.message for one in (layer, life, sweep))
    assert "remove this step" in sweep.message


def test_faults_of_all_blocks_are_told_together(known: Registries) -> None:
    text = swap("4 mAh/cm2", "4 mAh").replace("0.4 V", "0.4").replace("30 %", "0 %")
    assert [fault.line for fault in faults_of(text, known)] == [4, 9, 11]
    both = swap("1 h or until 1 V", "20 h", HALF).replace("10 um", "10 mg")
    assert [fault.key for fault in faults_of(both, known)] == ["cell.working.thickness"]
    many = swap("for 1 h\n  - S", "for 20 h\n  - S", HALF) + "run: {cells: 1}\n"
    assert [fault.key for fault in faults_of(many, known)] == ["protocol[0]", "run.cells"]


REAL = """\
title: All of it
cell:
  kind: {kind}
  working: {working}
  counter: {{thickness: 100 um, packing: 50 %}}
layer: {layer}
end_of_life: {end}
protocol: [Plate at 1 mA/cm2 for 1 h, Strip at 1 mA/cm2 for 0.5 h]
run: {{cells: 20}}
"""


def real(**parts: str) -> str:
    whole = {
        "kind": "symmetric", "working": "{thickness: 50 um}", "layer": "{}", "end": "{}",
    }  # fmt: skip
    return REAL.format(**(whole | parts))


def test_every_part_of_the_blocks_reaches_the_cell() -> None:
    given = "{closure: shared_electrolyte, efficiency: surface, parameters: {conductivity: 2 S/m, "
    text = real(
        layer=given + "electrolyte_volume: 70 uL/cm2, loss_reference: 10 %}}", end="{voltage: 1 V}"
    )
    cell, _ = cell_of(load_text(text, registries()))
    assert cell.layers is not None
    assert cell.layers.closure.name == "shared_electrolyte"
    assert cell.layers.efficiency.name == "surface"
    assert cell.layers.packing == (0.25, 0.5)
    assert cell.layers.values["conductivity"] == 2.0
    assert cell.layers.values["electrolyte_volume"] == pytest.approx(7e-4)
    assert cell.layers.values["loss_reference"] == pytest.approx(0.1)
    assert cell.layers.values["salt_concentration"] == pytest.approx(1000.0)  # of the electrolyte
    assert cell.voltage_of_death == 1.0


def test_the_usual_end_of_a_life(tmp_path: Path) -> None:
    """0.5 V of a symmetric cell, none of a half cell, which ends every strip at its cut-off."""
    copper = "{solute: Cu, content: 100 wt%, thickness: 10 um}"
    assert cell_of(load_text(real(), registries()))[0].voltage_of_death == 0.5
    half = load_text(real(kind="half", working=copper), registries())
    assert cell_of(half)[0].voltage_of_death == np.inf
    done = run_study(half)
    assert done.run.complete, done.run.ended
    assert done.run.half_cycles[0].tip == pytest.approx(0.15, rel=0.05)
    said = {row["material"] for row in done.materials}
    assert {"Li", "Cu"} <= said
    foil = load_text(
        'title: t\ncell: {kind: foil, working: {thickness: 50 um}}\n'
        "protocol: [Strip at 1 mA/cm2 for 1 h]\n", registries(),
    )  # fmt: skip
    assert cell_of(foil)[0].layers is None


def test_a_half_cell_takes_no_efficiency_of_lithium_foils() -> None:
    """At the level of bare copper the extrapolation would lose most of a plating."""
    copper = "{solute: Cu, content: 100 wt%, thickness: 10 um}"
    text = real(kind="half", working=copper, layer="{efficiency: surface}")
    [fault] = faults_of(text, registries())
    assert fault.key == "layer.efficiency"
    assert "write efficiency: constant" in fault.message
    load_text(real(layer="{efficiency: surface}"), registries())


def test_the_template_has_a_word_on_every_block() -> None:
    text = template()
    load_text(text, registries())
    for said in ("packing: 25 %", "closure: per_electrode", "end_of_life:", "Sweep from", "half ("):
        assert said in text
    with_blocks = re.sub(r"^# ((?:layer|end_of_life):.*|  (?:closure|efficiency|voltage):.*)$",
                         r"\1", text, flags=re.M)  # fmt: skip
    study = load_text(with_blocks, registries())
    assert (study.layer.closure, study.layer.efficiency) == ("per_electrode", "constant")
    assert study.end_of_life.voltage == 0.5
