"""A study file becomes SI floats, or every fault it has is told with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from solvus.base.errors import Fault, InputError
from solvus.model.protocol import Loop, Step
from solvus.study.load import load, load_text
from solvus.study.registries import Registries
from solvus.study.template import template

GOOD = """\
title: Li-Ag
cell:
  kind: symmetric
  temperature: 25 degC
  electrolyte: lipf6_ec_dec_fec
  working:
    solute: Ag
    content: 10 wt%
    thickness: 50 um
    parameters: {solubility: 0.8 at%}
    coulombic_efficiency: 98.5 %
  counter:
    thickness: 100 um
interface:
  nucleation_transient: none
  parameters: {r_electrolyte: 5 ohm.cm2}
protocol:
  - Strip at 1 mA/cm2 for 5 mAh/cm2
  - repeat: 3
    steps: [Plate at 1 mA/cm2 for 1 h, Strip at 1 mA/cm2 for 1 h]
  - Rest for 1 h
instruments:
  aes: {law: floor, parameters: {background: 7 at%}}
  epma:
run:
  cells: 120
  tolerance: 1e-6
  curves: every 10 cycles
"""
LI = """\
title: Li
cell: {working: {thickness: 50 um}}
protocol: [Strip at 1 mA/cm2 for 1 h]
"""
SILVER = LI.replace("thickness", "solute: Ag, content: 100 wt%, thickness")


def faults_of(text: str, known: Registries) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        load_text(text, known)
    return list(caught.value.faults)


def test_a_study_in_si(known: Registries, tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(GOOD, encoding="utf-8")
    study = load(path, known)
    assert study.source_text == GOOD
    assert study.source_name == str(path)
    cell, working = study.cell, study.cell.working
    assert (study.title, cell.kind, cell.electrolyte) == ("Li-Ag", "symmetric", "lipf6_ec_dec_fec")
    assert cell.temperature == pytest.approx(298.15)
    assert (working.solute, working.content, working.route) == ("Ag", (0.1, "mass"), "metal")
    assert (working.thickness, working.sides) == (pytest.approx(50e-6), 1)
    assert working.mechanism == "H3v"  # the default of silver
    assert working.parameters == {"solubility": pytest.approx(0.008)}
    assert working.coulombic_efficiency == working.retention == pytest.approx(0.985)
    assert cell.counter is not None
    assert cell.counter.solute is None
    assert cell.counter.mechanism == "H0"
    assert cell.counter.thickness == pytest.approx(100e-6)
    assert study.interface.nucleation_level == "log"
    assert study.interface.nucleation_transient == "none"
    assert study.interface.parameters == {"r_electrolyte": pytest.approx(5e-4)}
    step, loop, rest = study.protocol
    assert isinstance(step, Step)
    assert (step.kind, step.signed_current, step.charge) == ("strip", 10.0, 180000.0)
    assert isinstance(loop, Loop)
    assert rest == Step("rest", duration=3600.0, text="Rest for 1 h")
    assert (loop.times, [inner.kind for inner in loop.body]) == (3, ["plate", "strip"])
    assert study.instruments["aes"].law == "floor"
    assert study.instruments["aes"].parameters == {"background": pytest.approx(0.07)}
    assert study.instruments["epma"].law is None
    assert (study.run.cells, study.run.tolerance, study.run.curves) == (120, 1e-6, 10)


def test_what_is_left_out(known: Registries) -> None:
    study = load_text(LI, known)
    assert study.cell.counter == study.cell.working
    assert study.cell.temperature == 298.15
    assert study.cell.working.retention == 1.0
    assert study.run.curves == 1
    assert load_text(LI.replace("{working:", "{kind: foil, working:"), known).cell.counter is None


def test_retention_follows_the_coulombic_efficiency_unless_given(known: Registries) -> None:
    given = LI.replace("50 um", "50 um, coulombic_efficiency: 0.97, retention: 99 %")
    assert load_text(given, known).cell.working.retention == 0.99


@pytest.mark.parametrize(("text", "kept"), [("all", 1), ("none", 0), ("every 7 cycles", 7)])
def test_curves(text: str, kept: int, known: Registries) -> None:
    assert load_text(f"{LI}run: {{curves: {text}}}\n", known).run.curves == kept


def test_a_study_is_frozen(known: Registries) -> None:
    study = load_text(LI, known)
    with pytest.raises(ValueError, match="frozen"):
        study.cell.working.thickness = 1.0


def test_names_in_any_case_and_own_material_files(known: Registries) -> None:
    text = LI.replace("{thickness", "{solute: AG, content: 1 at%, thickness")
    assert load_text(text, known).cell.working.solute == "Ag"
    own = text.replace("AG", "own.yaml").replace("um}", "um, mechanism: h1}")
    assert load_text(own, known).cell.working.solute == "own.yaml"
    assert load_text(own, known).cell.working.mechanism == "H1"
    [fault] = faults_of(own.replace("own", "other"), known)
    assert "no such file" in fault.message


def test_the_template_loads(known: Registries) -> None:
    assert load_text(template(), known).cell.working.thickness == pytest.approx(50e-6)


def test_every_line_of_the_template_that_is_commented_out_loads_too(known: Registries) -> None:
    text = re.sub(
        r"^( *)# (?!use:|measured:| *cell_1)( *(?:- )?[\w/]+(?:: | at | from |:$|: *#).*)$",
        r"\1\2", template(), flags=re.M,
    )  # fmt: skip
    study = load_text(text, known)
    assert study.instruments.keys() == {"aes", "depth_profile", "epma"}
    assert study.cell.working.parameters == {"solubility": pytest.approx(0.0075)}
    assert study.cell.counter is not None
    assert study.cell.counter.solute is None
    assert study.end_of_life.voltage == 0.5
    assert isinstance(study.protocol[-1], Step)
    assert study.protocol[-1].kind == "sweep"


SIX = """\
title: six faults
cell:
  kind: symetric
  temperature: 25
  working:
    solute: Ag
    content: 10 wt%
    thickness: -50 um
    colour: grey
protocol:
  - Strip at 1 mA/cm2 for 1 h
  - repeat: 3
    steps:
      - Plate at 1 mA for 1 h
run:
  cells: many
"""


def test_one_file_with_six_faults_tells_six(known: Registries) -> None:
    faults = faults_of(SIX, known)
    assert [(f.line, f.column, f.key) for f in faults] == [
        (3, 3, "cell.kind"),
        (4, 3, "cell.temperature"),
        (8, 5, "cell.working.thickness"),
        (9, 5, "cell.working.colour"),
        (14, 9, "protocol[1].steps[0]"),
        (16, 3, "run.cells"),
    ]
    assert str(faults[0]) == (
        'study:3:3: cell.kind: "symetric" is not a known kind of cell. Did you mean "symmetric"?'
    )


def test_faults_across_parts_are_told_together_with_the_others(known: Registries) -> None:
    text = GOOD.replace("for 5 mAh/cm2", "for 50 mAh/cm2").replace("cells: 120", "cells: 1")
    over, cells = faults_of(text, known)
    assert (over.key, cells.key) == ("protocol[0]", "run.cells")
    assert "50 mAh/cm2" in over.message
    assert "9.27 mAh/cm2" in over.message


def swap(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old} stands {GOOD.count(old)} times in the study"
    return GOOD.replace(old, new)


CASES = [
    # units
    (swap("25 degC", "25"), "cell.temperature", 'write e.g. "25 degC"'),
    (swap("25 degC", "25 C"), "cell.temperature", "not a temperature"),
    (swap("25 degC", "80 degC"), "cell.temperature", "60 degC"),
    (swap("thickness: 50 um", "thickness: 50"), "cell.working.thickness", '"50 um"'),
    (swap("thickness: 50 um", 'thickness: "50"'), "cell.working.thickness", '"50 um"'),
    (swap("thickness: 50 um", "thickness: 50 umm"), "cell.working.thickness", 'mean "um"'),
    (swap("thickness: 50 um", "thickness: 50 mg"), "cell.working.thickness", "a length is due"),
    (swap("thickness: 50 um", "thickness: -50 um"), "cell.working.thickness", "out of range"),
    (swap("thickness: 50 um", "thickness: 0 um"), "cell.working.thickness", "out of range"),
    (swap("thickness: 50 um", "thickness: 5 cm"), "cell.working.thickness", "5 mm"),
    (swap("thickness: 50 um", "thickness: true"), "cell.working.thickness", "true stands"),
    (swap("thickness: 50 um", "thickness: [50 um]"), "cell.working.thickness", "a list"),
    (swap("thickness: 50 um", "thickness:"), "cell.working.thickness", "nothing stands"),
    (swap("thickness: 50 um", "thickness: .inf"), "cell.working.thickness", ""),
    (swap("98.5 %", "98.5"), "cell.working.coulombic_efficiency", '"98.5 %"'),
    (swap("98.5 %", "120 %"), "cell.working.coulombic_efficiency", "out of range"),
    (swap("98.5 %", "0 %"), "cell.working.coulombic_efficiency", "above 0 %"),
    (swap("0.8 at%", "0.8 wt%"), "cell.working.parameters.solubility", "by mass"),
    (swap("0.8 at%", "80 at%"), "cell.working.parameters.solubility", "outside"),
    (swap("0.8 at%", "[1]"), "cell.working.parameters.solubility", ""),
    (swap("5 ohm.cm2", "5 ohm"), "interface.parameters.r_electrolyte", "ohm.cm2"),
    (swap("7 at%", "70 at%"), "instruments.aes.parameters.background", "outside"),
    # keys
    (swap("title: Li-Ag\n", ""), "title", "is missing"),
    (swap("title: Li-Ag", "titel: Li-Ag"), "titel", 'Did you mean "title"'),
    (swap("    thickness: 50 um\n", ""), "cell.working.thickness", "write e.g. thickness: 50 um"),
    (swap("    thickness: 50 um", "    thicknes: 50 um"), "cell.working.thicknes", "thickness"),
    (swap("{solubility", "{solubilty"), "cell.working.parameters.solubilty", "solubility"),
    (swap("cells: 120", "cell: 120"), "run.cell", 'Did you mean "cells"'),
    (swap("repeat: 3", "times: 3"), "protocol[1].times", "repeat"),
    (swap("  epma:", "  empa:"), "instruments.empa", "epma"),
    (swap("law: floor", "laws: floor"), "instruments.aes.laws", 'Did you mean "law"'),
    # names
    (swap("solute: Ag", "solute: Agg"), "cell.working.solute", 'Did you mean "Ag"'),
    (swap("solute: Ag", "solute: 5"), "cell.working.solute", "a text is due"),
    (swap("law: floor", "law: flor"), "instruments.aes.law", 'Did you mean "floor"'),
    (swap("epma:", "epma: {law: floor}"), "instruments.epma.law", "one law"),
    (swap("transient: none", "transient: ful"), "interface.nucleation_transient", "full"),
    (swap("lipf6_ec_dec_fec", "water"), "cell.electrolyte", "Known:"),
    # contents
    (swap("content: 10 wt%", "content: 10"), "cell.working.content", '"10 wt%" or "10 at%"'),
    (swap("content: 10 wt%", "content: 10 %"), "cell.working.content", '"10 wt%" or "10 at%"'),
    (swap("content: 10 wt%", "content: 0 wt%"), "cell.working.content", "pure lithium"),
    (swap("content: 10 wt%", "content: 110 wt%"), "cell.working.content", "outside 0 to 100"),
    (swap("    content: 10 wt%\n", ""), "cell.working.content", "how much Ag"),
    (swap("    solute: Ag\n", "    mechanism: H3v\n"), "cell.working.content", "of what?"),
    (
        swap("solute: Ag\n    content: 10 wt%", "solute: Mg\n    content: 70 at%").replace(
            "    parameters: {solubility: 0.8 at%}\n", ""
        ),
        *("cell.working.content", "66.9 at%"),
    ),
    (
        swap("solute: Ag\n", "solute: Mg\n    route: chloride\n    mechanism: H3v\n"),
        *("cell.working.route", "AgCl"),
    ),
    # kinds of value
    (swap("title: Li-Ag", "title: 5"), "title", "put it in quotes"),
    (swap("title: Li-Ag", f"title: {'x' * 201}"), "title", "at most 200"),
    (swap("cells: 120", "cells: 120.5"), "run.cells", "not a whole number"),
    (swap("cells: 120", "cells: 3"), "run.cells", "10 to 5000"),
    (swap("1e-6", "1 um"), "run.tolerance", "a pure number is due"),
    (swap("1e-6", "1"), "run.tolerance", "out of range"),
    (swap("every 10 cycles", "every 0 cycles"), "run.curves", '"every 10 cycles"'),
    (swap("every 10 cycles", "10"), "run.curves", '"every 10 cycles"'),
    (swap("    thickness: 100 um", "    - 100 um"), "cell.counter", "block is due"),
    (LI.replace("[Strip at 1 mA/cm2 for 1 h]", "Rest for 1 h"), "protocol", "steps are due"),
    (LI.replace("[Strip at 1 mA/cm2 for 1 h]", "[]"), "protocol", "an empty list"),
    (LI.replace("{working: {thickness: 50 um}}", "Li"), "cell", "block is due"),
    # the protocol
    (swap("for 5 mAh/cm2", "for 5 mAh"), "protocol[0]", "electrode area"),
    (swap("Strip at 1 mA/cm2 for 5 mAh/cm2", "Stripe"), "protocol[0]", "Strip"),
    (swap("Strip at 1 mA/cm2 for 5 mAh/cm2", "5"), "protocol[0]", "is not a step"),
    (swap("for 5 mAh/cm2", "until 0.5 V"), "protocol[0]", "may never end"),
    (swap("for 5 mAh/cm2", "for 20 mAh/cm2"), "protocol[0]", "the working foil holds"),
    (swap("repeat: 3\n    steps", "steps"), "protocol[1]", "write e.g. repeat: 240"),
    (swap("Rest for", "Rest: for"), "protocol[2]", "is not a step"),
    (swap("repeat: 3", "repeat: 0"), "protocol[1].repeat", "out of range"),
    (swap("repeat: 3", "repeat: 3.5"), "protocol[1].repeat", "not a whole number"),
    (swap("repeat: 3", "repeat: 600000"), "protocol", "1e+06"),
    (
        swap("[Plate at 1 mA/cm2 for 1 h, Strip", "[Plate at 1 mA/cm2 for 10 h, Strip"),
        *("protocol[1].steps[0]", "counter electrode holds 20.6 mAh/cm2"),
    ),
    # a single foil
    (
        LI.replace("{working", "{kind: foil, counter: {thickness: 1 um}, working"),
        *("cell.counter", "no counter electrode"),
    ),
    (
        LI.replace("{working", "{kind: foil, working").replace("1 h", "1 h or until 0.5 V"),
        *("protocol[0]", "a single foil does not have"),
    ),
    (LI.replace("{working", "{kind: foil, working") + "interface: {}\n", "interface", "remove"),
    # a substrate without lithium
    (
        LI.replace("thickness", "solute: Ag, content: 100 wt%, thickness"),
        *("protocol[0]", "holds 0 mAh/cm2"),
    ),
    (
        LI.replace("thickness", "solute: Ag, content: 100 wt%, thickness").replace(
            "1 mA/cm2", "1C"
        ),
        *("protocol[0]", "holds no lithium to count"),
    ),
    (LI.replace("1 mA/cm2", "500C"), "protocol[0]", "the largest current is 1 A/cm2"),
]


@pytest.mark.parametrize(("text", "key", "told"), CASES)
def test_a_fault_is_told_where_it_is(text: str, key: str, told: str, known: Registries) -> None:
    [fault] = faults_of(text, known)
    assert fault.key == key
    assert told in fault.message
    if "is missing" not in fault.message:
        assert fault.line > 0
        assert fault.column > 0


def test_until_exhausted_may_ask_for_more_than_there_is(known: Registries) -> None:
    load_text(LI.replace("for 1 h", "for 20 mAh/cm2 or until exhausted"), known)


def test_two_sides_share_the_foil(known: Registries) -> None:
    text = LI.replace("1 h", "6 mAh/cm2")
    load_text(text, known)
    [fault] = faults_of(text.replace("50 um", "50 um, sides: 2"), known)
    assert "holds 5.15 mAh/cm2" in fault.message


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"# nothing but a comment\n",
        b"\x00\x01\x02\xff\xfe binary \x80",
        b"\x89PNG\r\n\x1a\n",
        b"just words\n",
        b"- a\n- list\n",
        b"title: [unclosed\n",
        b"title: a\ncell:\n\tkind: foil\n",
        b"title: a\ntitle: b\n",
        b"title: &a [x]\ncell: *a\n",
        b"--- 1\n--- 2\n",
    ],
)
def test_a_file_that_is_no_study(text: bytes, known: Registries, tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_bytes(text)
    with pytest.raises(InputError) as caught:
        load(path, known)
    assert all(fault.message and fault.file == str(path) for fault in caught.value.faults)


def test_a_key_given_twice_has_its_line(known: Registries) -> None:
    [fault] = faults_of(LI + "title: again\n", known)
    assert (fault.line, fault.column) == (4, 1)
    assert "line 1" in fault.message


def test_no_such_file(known: Registries, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "none.yaml", known)
    with pytest.raises(InputError, match="folder"):
        load(tmp_path, known)


def test_repeats_too_deep_are_refused(known: Registries) -> None:
    deep = "Rest for 1 h"
    for _ in range(9):
        deep = f"{{repeat: 2, steps: [{deep}]}}"
    [fault] = faults_of(LI.replace("Strip at 1 mA/cm2 for 1 h", deep), known)
    assert "flatter" in fault.message
