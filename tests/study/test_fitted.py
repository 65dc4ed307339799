"""Fitted values go where they belong, and only where the study is silent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from solvus.base import yaml_source
from solvus.base.errors import InputError
from solvus.study.fitted import Value, belongings, document, read_fitted
from solvus.study.load import load
from solvus.study.registries import Registries
from solvus.study.schema import Study
from solvus.study.yaml_text import as_yaml

AG = "{solute: Ag, content: 10 wt%, thickness: 50 um, mechanism: H3v}"
STUDY = """\
title: One
cell:
  working: {working}
  counter: {{thickness: 50 um}}
protocol:
  - Strip at 1 mA/cm2 for 1 mAh/cm2
instruments:
  aes: {{law: floor}}
use: [one.yaml, two.yaml]
"""
FOIL = {"solute": "Ag", "route": "metal", "content": "10 wt%"}


def _value(key: str, value: str, belongs_to: dict[str, str], parameter: str = "p") -> Value:
    return Value(parameter=parameter, key=key, value=value, sigma=value, belongs_to=belongs_to)


EFFICIENCY = _value("cell.working.coulombic_efficiency", "98.5 %", FOIL)
VALUES = [
    EFFICIENCY,
    _value("cell.working.coulombic_efficiency", "96.2 %", {"solute": "none", "route": "metal"}),
    _value("cell.working.parameters.solubility", "0.8 at%", FOIL | {"mechanism": "H3v"}),
    _value("interface.parameters.slope", "20 mV", {"nucleation_level": "log"}),
    _value("instruments.aes.parameters.background", "5 at%", {"instrument": "aes"}),
    _value("cell.temperature", "30 degC", {}),
]


def _study(
    folder: Path,
    known: Registries,
    one: list[Value] = VALUES,
    two: list[Value] | None = None,
    working: str = AG,
    **changes: str,
) -> Study:
    for name, values in (("one", one), ("two", two or [])):
        (folder / f"{name}.yaml").write_text(as_yaml(document(values, {"title": name})))
    path = folder / "study.yaml"
    text = STUDY.format(working=working)
    for old, new in changes.items():
        text = text.replace(old, new)
    path.write_text(text)
    return load(path, known)


def test_a_value_goes_to_every_foil_of_its_make(tmp_path: Path, known: Registries) -> None:
    cell = _study(tmp_path, known).cell
    assert cell.working.coulombic_efficiency == pytest.approx(0.985)
    assert cell.working.retention == pytest.approx(0.985)  # it follows
    assert cell.counter is not None
    assert cell.counter.coulombic_efficiency == pytest.approx(0.962)
    assert cell.working.parameters["solubility"] == pytest.approx(0.008)
    assert "solubility" not in cell.counter.parameters


def test_laws_and_instruments_take_theirs(tmp_path: Path, known: Registries) -> None:
    study = _study(tmp_path, known)
    assert study.interface.parameters == {"slope": pytest.approx(0.02)}
    assert study.instruments["aes"].parameters == {"background": pytest.approx(0.05)}
    assert study.cell.temperature == pytest.approx(303.15)


def test_the_study_stands_where_it_speaks(tmp_path: Path, known: Registries) -> None:
    foil = AG.replace("H3v}", "H3v, coulombic_efficiency: 90 %, parameters: {solubility: 1 at%}}")
    working = _study(tmp_path, known, working=foil).cell.working
    assert working.coulombic_efficiency == pytest.approx(0.9)
    assert working.parameters["solubility"] == pytest.approx(0.01)


def test_of_two_files_the_first_stands(tmp_path: Path, known: Registries) -> None:
    other = EFFICIENCY.model_copy(update={"value": "95 %"})
    working = _study(tmp_path, known, [EFFICIENCY], [other]).cell.working
    assert working.coulombic_efficiency == pytest.approx(0.985)


@pytest.mark.parametrize(
    "foil",
    [
        AG.replace("10 wt%", "20 wt%"),
        AG.replace("Ag", "Mg").replace("H3v", "H1"),
        "{thickness: 20 um}",
    ],
)
def test_another_foil_takes_nothing(tmp_path: Path, known: Registries, foil: str) -> None:
    working = _study(tmp_path, known, [EFFICIENCY], working=foil).cell.working
    assert working.coulombic_efficiency == 1.0


def test_another_mechanism_keeps_its_own_parameters(tmp_path: Path, known: Registries) -> None:
    one = _value("cell.working.parameters.diffusivity", "1e-10 cm2/s", FOIL | {"mechanism": "H1"})
    assert _study(tmp_path, known, [one]).cell.working.parameters == {}
    foil = AG.replace("H3v", "H1")
    assert "diffusivity" in _study(tmp_path, known, [one], working=foil).cell.working.parameters


def test_another_law_keeps_its_own_parameters(tmp_path: Path, known: Registries) -> None:
    law = {"use:": "interface: {nucleation_level: constant}\nuse:"}
    assert _study(tmp_path, known, **law).interface.parameters == {}


def test_a_counter_that_is_left_out_goes_on_following(tmp_path: Path, known: Registries) -> None:
    cell = _study(tmp_path, known, **{"  counter: {thickness: 50 um}\n": ""}).cell
    assert cell.counter is cell.working
    assert cell.working.coulombic_efficiency == pytest.approx(0.985)


def test_the_text_of_the_study_tells_what_was_taken(tmp_path: Path, known: Registries) -> None:
    text = _study(tmp_path, known).source_text
    assert "# cell.working.coulombic_efficiency: 98.5 % is taken from one.yaml" in text
    assert "# cell.counter.coulombic_efficiency: 96.2 % is taken from one.yaml" in text
    assert text.startswith("title: One")


def _refused(tmp_path: Path, known: Registries, **how: Any) -> str:
    with pytest.raises(InputError) as error:
        _study(tmp_path, known, **how)
    return str(error.value)


def test_a_file_that_is_missing_is_told_at_the_use(tmp_path: Path, known: Registries) -> None:
    said = _refused(tmp_path, known, **{"two.yaml": "three.yaml"})
    assert "study.yaml:9:17: use[1]: three.yaml: there is no such file" in said


def test_a_value_that_does_not_fit_is_told(tmp_path: Path, known: Registries) -> None:
    one = _value("interface.parameters.slope", "20 um", {"nucleation_level": "log"}, "slope_of")
    two = _value("cell.temperature", "90 degC", {}, "hot")
    said = _refused(tmp_path, known, one=[one, two])
    assert "one.yaml:4:3: values[0]: interface.parameters.slope" in said
    assert "a voltage is due" in said
    assert 'values[1]: cell.temperature: "90 degC" is out of range' in said


@pytest.mark.parametrize("status", ["not determined", "at bound"])
def test_a_value_that_is_not_settled_is_not_taken(
    tmp_path: Path, known: Registries, status: str
) -> None:
    one = EFFICIENCY.model_copy(update={"status": status})
    study = _study(tmp_path, known, [one])
    assert study.cell.working.coulombic_efficiency == 1.0
    assert "is taken from" not in study.source_text
    other = EFFICIENCY.model_copy(update={"value": "95 %"})
    study = _study(tmp_path, known, [one], [other])
    assert study.cell.working.coulombic_efficiency == pytest.approx(0.95)


def test_a_file_of_an_interrupted_calibration_is_refused(
    tmp_path: Path, known: Registries
) -> None:
    _study(tmp_path, known)
    two = tmp_path / "two.yaml"
    two.write_text(as_yaml(document(VALUES, {"interrupted": "fit"})))
    with pytest.raises(InputError) as error:
        load(tmp_path / "study.yaml", known)
    assert str(error.value).endswith(
        "study.yaml:9:17: use[1]: two.yaml: was written by a calibration that was interrupted in "
        "its fit; run solvus calibrate to its end"
    )


@pytest.mark.parametrize("text", ["title: other\n", "values: 3\n"])
def test_a_file_of_something_else_is_told_so(
    tmp_path: Path, known: Registries, text: str
) -> None:
    _study(tmp_path, known)
    (tmp_path / "two.yaml").write_text(text)
    with pytest.raises(InputError) as error:
        load(tmp_path / "study.yaml", known)
    assert str(error.value).endswith(
        "use[1]: two.yaml: is not a file of fitted values as solvus calibrate writes them"
    )


def test_a_broken_file_is_told_at_its_line(tmp_path: Path, known: Registries) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("values:\n  - parameter: a\n    key: cell.temperature\n    wert: 3 K\n")
    with pytest.raises(InputError) as error:
        read_fitted(path)
    assert "f.yaml:4:5: values[0].wert: is not a key here" in str(error.value)
    assert yaml_source.load("a: 1")[0] == {"a": 1}


def test_what_a_number_belongs_to(tmp_path: Path, known: Registries) -> None:
    study = _study(tmp_path, known)
    assert belongings(study, ("cell", "working", "thickness"), known) == FOIL
    assert belongings(study, ("cell", "counter", "retention"), known) == {
        "solute": "none", "route": "metal",
    }  # fmt: skip
    assert belongings(study, ("cell", "working", "content"), known) == {
        "solute": "Ag", "route": "metal",
    }  # fmt: skip
    assert belongings(study, ("cell", "temperature"), known) == {}
