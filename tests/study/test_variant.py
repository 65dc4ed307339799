"""Values of a study moved by key path, in place or through the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.base import yaml_source
from solvus.base.errors import InputError
from solvus.study.load import load_text
from solvus.study.registries import Registries
from solvus.study.schema import Study
from solvus.study.variant import changed, key_path, place_of, standing_alone, value_at, with_values
from solvus.study.yaml_text import as_yaml

TEXT = """\
title: One
cell:
  working:
    solute: Ag
    content: 10 wt%
    thickness: 50 um
    mechanism: H3v
    parameters: {solubility: 0.8 at%}
protocol:
  - Strip at 1 mA/cm2 for 1 mAh/cm2
  - repeat: 3
    steps: [Plate at 1 mA/cm2 for 0.5 mAh/cm2, Rest for 1 h]
instruments:
  aes: {law: floor}
"""


@pytest.fixture
def study(known: Registries) -> Study:
    return load_text(TEXT, known, "one.yaml")


def test_a_study_without_use_keeps_its_text(study: Study) -> None:
    assert standing_alone(study) == TEXT


def test_what_was_taken_is_written_in(tmp_path: Path, known: Registries) -> None:
    (tmp_path / "fitted.yaml").write_text(
        "values:\n  - {parameter: e, key: cell.working.coulombic_efficiency, value: 98.5 %, "
        "belongs_to: {solute: Ag, route: metal, content: 10 wt%}}\n"
    )
    taking = load_text(TEXT + "use: fitted.yaml\n", known, str(tmp_path / "one.yaml"))
    alone = load_text(standing_alone(taking), known, "elsewhere.yaml")
    assert alone.use == ()
    assert alone.cell == taking.cell
    assert alone.cell.working.coulombic_efficiency == pytest.approx(0.985)
    assert alone.protocol == taking.protocol


def test_a_key_path_is_read_as_it_is_printed() -> None:
    for path in (("cell", "working", "thickness"), ("protocol", 1, "steps", 0), ("a",)):
        assert key_path(yaml_source.key_text(path)) == path
        assert key_path(path) == path


def test_a_number_is_moved_and_the_original_stays(study: Study) -> None:
    moved = with_values(study, {"cell.working.thickness": 3e-5, "cell.temperature": 310.0})
    assert (moved.cell.working.thickness, moved.cell.temperature) == (3e-5, 310.0)
    assert (study.cell.working.thickness, study.cell.temperature) == (5e-5, 298.15)
    assert moved.source_text == study.source_text


def test_parameters_that_the_file_leaves_out_are_moved_too(study: Study) -> None:
    moved = with_values(
        study,
        {
            "cell.working.parameters.diffusivity": 1e-14,
            "interface.parameters.slope": 0.02,
            "instruments.aes.parameters.background": 0.1,
        },
    )
    assert moved.cell.working.parameters == {"solubility": 0.008, "diffusivity": 1e-14}
    assert moved.interface.parameters == {"slope": 0.02}
    assert moved.instruments["aes"].parameters == {"background": 0.1}
    assert study.interface.parameters == {}


def test_a_counter_that_is_left_out_follows_the_working_foil(study: Study) -> None:
    moved = with_values(study, {"cell.working.thickness": 3e-5})
    assert moved.cell.counter is moved.cell.working
    again = with_values(moved, {"cell.working.thickness": 4e-5})
    assert again.cell.counter is again.cell.working


def test_a_counter_of_its_own_is_set_last_whatever_the_order(study: Study) -> None:
    values = {"cell.counter.thickness": 2e-5, "cell.working.coulombic_efficiency": 0.9}
    for one in (values, dict(reversed(values.items()))):
        cell = with_values(study, one).cell
        assert cell.counter is not None
        assert (cell.counter.thickness, cell.counter.coulombic_efficiency) == (2e-5, 0.9)
        assert (cell.working.thickness, cell.working.coulombic_efficiency) == (5e-5, 0.9)


def test_retention_follows_the_efficiency_until_it_is_given(study: Study) -> None:
    moved = with_values(study, {"cell.working.coulombic_efficiency": 0.97})
    assert moved.cell.working.retention == 0.97
    again = with_values(moved, {"cell.working.coulombic_efficiency": 0.95})
    assert again.cell.working.retention == 0.95
    given = with_values(
        study, {"cell.working.retention": 0.99, "cell.working.coulombic_efficiency": 0.9}
    )
    assert given.cell.working.retention == 0.99


def test_a_content_keeps_its_basis(study: Study) -> None:
    content = with_values(study, {"cell.working.content": 0.05}).cell.working.content
    assert content == (0.05, "mass")


@pytest.mark.parametrize("path", ["cell.wrong", "x", "cell.working.thickness.x", "protocol[0]"])
def test_a_path_that_leads_nowhere_is_refused(study: Study, path: str) -> None:
    with pytest.raises(ValueError, match="study has no"):
        with_values(study, {path: 1.0})


def test_a_place_knows_unit_and_range(study: Study, known: Registries) -> None:
    place = place_of(study, "cell.working.coulombic_efficiency", known)
    assert (place.unit, place.low, place.high) == ("1", 0.0, 1.0)
    place = place_of(study, "interface.parameters.slope", known)
    assert (place.unit, place.low, place.high) == ("V", 1e-3, 1.0)
    assert place_of(study, "cell.working.thickness", known).unit == "m"
    assert place_of(study, "cell.working.content", known).high == 1.0
    assert place_of(study, "instruments.aes.parameters.background", known).unit == "1"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("cell.working.thicknes", 'Did you mean "thickness"'),
        ("cell.working.parameters.solubilty", 'Did you mean "solubility"'),
        ("interface.parameters.slop", 'Did you mean "slope"'),
        ("cell.working.mechanism", "numbers here: thickness"),
        ("cell.working.parameters", "parameters here: solubility, diffusivity"),
        ("cell.working", "numbers here: temperature"),
        ("instruments.epma.parameters.x", "is not a key in instruments"),
        ("title", "no number"),
        ("protocol", "no number"),
        ("", "names nothing"),
    ],
)
def test_a_wrong_path_is_told_what_is_there(
    study: Study, known: Registries, path: str, said: str
) -> None:
    with pytest.raises(ValueError, match="(?i)" + said):
        place_of(study, path, known)


def test_a_single_foil_has_no_counter(known: Registries) -> None:
    text = TEXT.replace("cell:\n", "cell:\n  kind: foil\n")
    with pytest.raises(ValueError, match=r"cell\.counter.* not in this study"):
        place_of(load_text(text, known), "cell.counter.thickness", known)


def test_the_present_value_is_given_or_the_default(study: Study, known: Registries) -> None:
    assert value_at(study, "cell.working.parameters.solubility", known) == pytest.approx(0.008)
    assert value_at(study, "interface.parameters.slope", known) == pytest.approx(0.01)
    assert value_at(study, "cell.working.content", known) == pytest.approx(0.1)
    assert value_at(study, "cell.working.parameters.diffusivity", known) is None


def test_names_are_changed_through_the_file(study: Study, known: Registries) -> None:
    made = changed(
        study,
        {
            "cell.working.mechanism": "H1",
            "cell.working.parameters": {"diffusivity": "1e-12 cm2/s"},
            "interface.nucleation_level": "constant",
            "protocol[1].repeat": 7,
            "cell.counter.thickness": "20 um",
            "instruments": None,
        },
        known,
    )
    assert made.cell.working.mechanism == "H1"
    assert made.interface.nucleation_level == "constant"
    assert made.protocol[1].times == 7  # type: ignore[union-attr]
    assert made.cell.counter is not None
    assert made.cell.counter.thickness == pytest.approx(20e-6)
    assert not made.instruments
    assert load_text(made.source_text, known).cell == made.cell


def test_what_no_longer_fits_is_said_at_its_line(study: Study, known: Registries) -> None:
    with pytest.raises(InputError) as error:
        changed(study, {"cell.working.mechanism": "H9", "cell.working.thickness": "5 V"}, known)
    text = str(error.value)
    assert 'one.yaml:7:5: cell.working.mechanism: "H9"' in text
    assert "one.yaml:6:5: cell.working.thickness" in text


@pytest.mark.parametrize("path", ["protocol[9]", "title.x", "protocol[0].repeat"])
def test_an_entry_that_is_not_there_cannot_be_changed(
    study: Study, known: Registries, path: str
) -> None:
    with pytest.raises(ValueError, match=r"no entry|on the way"):
        changed(study, {path: "x"}, known)


@pytest.mark.parametrize("value", ["1e-5", "0x10", "yes", "12", "1.0", "~", "2020-01-01", " a: b"])
def test_texts_come_back_as_texts(value: str) -> None:
    data = {"a": value, "b": [value]}
    assert yaml_source.load(as_yaml(data))[0] == data


def test_a_file_is_changed_without_being_touched(tmp_path: Path, known: Registries) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(TEXT)
    assert changed(path, {"title": "Two"}, known).title == "Two"
    assert path.read_text() == TEXT
