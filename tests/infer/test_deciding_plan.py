"""Reading a plan: what it becomes, and every fault at its line."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from plans import LINEAR, OHM, written
from solvus.base.errors import InputError
from solvus.base.record import save_table
from solvus.infer.deciding_block import (
    CandidateBlock,
    FitBlock,
    ModelBlock,
    PlanBlock,
    UncertainBlock,
)
from solvus.infer.deciding_plan import read_error, read_plan, read_plan_text
from solvus.study.features import FEATURES

FILM = "interface.parameters.film_resistance"
EXAMPLES = Path(__file__).parents[2] / "examples"


def faults(path: Path) -> dict[str, str]:
    """Key -> message of every fault; each has its file and line."""
    with pytest.raises(InputError) as caught:
        read_plan(path)
    assert all(one.file == str(path) and one.line for one in caught.value.faults)
    return {one.key: one.message for one in caught.value.faults}


def test_a_plan_as_it_is_read(tmp_path: Path) -> None:
    found = read_plan(written(tmp_path))
    assert [one.name for one in found.models] == ["thin", "thick"]
    assert found.pairs == (("thin", "thick"),)
    assert found.separate == 3.0
    one, three = found.candidates
    assert (one.error, one.relative, one.place) == (0.003, False, 1)
    assert (three.error, three.relative) == (0.1, True)
    assert three.error_at(0.02, -0.05) == pytest.approx(0.005)
    study = found.studies[found.runs["thick", 0]]
    assert study.interface.parameters["film_resistance"] == pytest.approx(20 * OHM)
    assert study.title == "Pure Li"
    film, rest = found.placed[found.runs["thin", 1]]
    assert (film.centre, film.sigma) == pytest.approx((8 * OHM, 1 * OHM))
    assert rest.sigma == pytest.approx(2 * OHM)
    assert found.models[0].correlation[0, 1] == 0.5


def test_measurements_of_one_study_share_a_run(tmp_path: Path) -> None:
    second = "    protocol: [Strip at 3 mA/cm2 for 0.1 mAh/cm2]\n    feature: end_voltage"
    found = read_plan(written(tmp_path, LINEAR, (second, "    feature: tip")))
    assert found.runs["thin", 0] == found.runs["thin", 1]
    assert len(found.studies) == 2


def test_what_a_measurement_changes_comes_last(tmp_path: Path) -> None:
    changes = (
        "    error: 3 mV\n",
        "    error: 3 mV\n"
        f"    changes: {{{FILM}: 30 ohm cm2}}\n"
        f"    changes_in: {{thick: {{{FILM}: 40 ohm cm2}}}}\n",
    )
    found = read_plan(written(tmp_path, LINEAR, changes))
    thin, thick = (found.studies[found.runs[name, 0]] for name in ("thin", "thick"))
    assert thin.interface.parameters["film_resistance"] == pytest.approx(30 * OHM)
    assert thick.interface.parameters["film_resistance"] == pytest.approx(40 * OHM)
    # the value of the measurement stands, the sigma is that of the model
    film = found.placed[found.runs["thin", 0]][0]
    assert (film.centre, film.sigma) == pytest.approx((30 * OHM, 1 * OHM))


def test_an_uncertain_value_without_a_value_takes_that_of_the_study(tmp_path: Path) -> None:
    found = read_plan(written(tmp_path, LINEAR, ("value: 8 ohm cm2, ", "")))
    assert found.placed[found.runs["thin", 0]][0].centre == pytest.approx(8 * OHM)


def test_one_name_may_stand_for_several_values(tmp_path: Path) -> None:
    change = (
        "      interface.parameters.film_resistance: {value: 8 ohm cm2, sigma: 1 ohm cm2}\n",
        "      ohms:\n"
        f"        sets: [{FILM}, interface.parameters.electrolyte_resistance]\n"
        "        value: 8 ohm cm2\n"
        "        sigma: 1 ohm cm2\n",
    )
    one = f"      - [{FILM}, interface.parameters.electrolyte_resistance, 0.5]\n"
    text = LINEAR.replace("    correlation:\n" + one, "")
    found = read_plan(written(tmp_path, text, change))
    assert len(found.placed[found.runs["thin", 0]][0].paths) == 2


def test_the_study_may_be_a_file(tmp_path: Path) -> None:
    begin, end = LINEAR.index("study:\n"), LINEAR.index("models:")
    inside = LINEAR[begin:end].removeprefix("study:\n")
    (tmp_path / "base.yaml").write_text("\n".join(line[2:] for line in inside.split("\n")))
    path = written(tmp_path, LINEAR[:begin] + "study: base.yaml\n" + LINEAR[end:])
    assert len(read_plan(path).studies) == 4
    broken = "title: t\ncell: {working: {thickness: 50}}\nprotocol: [Rest for 1 h]\n"
    (tmp_path / "base.yaml").write_text(broken)
    with pytest.raises(InputError) as caught:
        read_plan(path)
    files = {Path(one.file).name for one in caught.value.faults}
    assert files == {"base.yaml"}
    assert len(caught.value.faults) == 1  # told once, not for every model and measurement


BROKEN = """\
title: 7
study: {title: t, cell: {working: {thickness: 50 um}}, protocol: [Rest for 1 h]}
models:
  a: {changes: 3, fitted: 4}
  b: {uncertain: {x: {value: 1}}, fit: {chi2: -1, parameters: 2, readings: 3}}
  c: {correlation: [[p, q, 2]]}
candidates:
  - {name: one, feature: ass, error: 4}
  - {name: one, feature: aes, cycle: 3, error: 4}
  - {name: two, feature: life, step: 1, error: 3 mV, changes_in: {d: {}}}
  - {name: three, feature: tip, error: -3 mV}
  - {feature: tip, cost: 0, error: 3 mV, protocol: 5}
pairs: [[a, d], [a], [b, b]]
separate: no
colour: red
"""


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    found = faults(written(tmp_path, BROKEN))
    expected = {
        "title": "in quotes",
        "models.a.changes": "key paths",
        "models.a.fitted": "text",
        "models.b.uncertain.x.sigma": "is missing",
        "models.b.fit.chi2": "out of range",
        "models.c.correlation[0]": "between -1 and 1",
        "candidates[0].feature": 'Did you mean "aes"',
        "candidates[1].name": "already measurement 1",
        "candidates[1].cycle": "read at a step; remove",
        "candidates[1].feature": "write e.g. step: 1",
        "candidates[2].step": "read at no place",
        "candidates[2].error": "pure number",
        "candidates[2].changes_in.d": "is not a model here",
        "candidates[3].error": "above zero",
        "candidates[4].name": "is missing",
        "candidates[4].cost": "out of range",
        "candidates[4].protocol": "no list of steps",
        "pairs[0]": '"d" is not a model',
        "pairs[1]": "two different models",
        "pairs[2]": "two different models",
        "separate": "not a number",
        "colour": "is not a key here",
    }
    assert expected.keys() - found.keys() == set()
    for key, words in expected.items():
        assert words in found[key], (key, found[key])


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("film_resistance: 20 ohm cm2", "film_resistanc: 20 ohm cm2",
         "models.thick.changes.interface.parameters.film_resistanc", "Did you mean"),
        ("film_resistance: 20 ohm cm2", "film_resistance: 20 mV",
         "models.thick.changes.interface.parameters.film_resistance", "is a voltage"),
        ("[Strip at 3 mA/cm2 for 0.1 mAh/cm2]", "[Rest for 1 h, Strip at 3 mA for 1 h]",
         "candidates[1].protocol[1]", "whole cell"),
        ("[Strip at 3 mA/cm2 for 0.1 mAh/cm2]", "[Strip at 3 mA/cm2 for 30 mAh/cm2]",
         "candidates[1].protocol[0]", "mAh/cm2"),
        ("thickness: 50 um", "thickness: 50",
         "study.cell.working.thickness", "has no unit"),
        ("    step: 1\n    error: 3 mV", "    step: 2\n    error: 3 mV",
         "candidates[0].step", "the protocol has 1 step, not 2"),
        ("    feature: end_voltage\n    step: 1\n    error: 3 mV",
         "    feature: efficiency\n    conditioning: 1\n    error: 1 %",
         "candidates[0].conditioning", "which takes a half cell; this one is kind: symmetric"),
        ("sigma: 1 ohm cm2", "sigma: 0 ohm cm2",
         "models.thin.uncertain.interface.parameters.film_resistance", "not above zero"),
        ("value: 8 ohm cm2", "value: 8000 ohm cm2",
         "models.thin.uncertain.interface.parameters.film_resistance", "does not take"),
        ("electrolyte_resistance, 0.5]", "electrolyte, 0.5]",
         "models.thin.correlation[0]", "none of the uncertain values"),
        ("electrolyte_resistance, 0.5]", "film_resistance, 0.5]",
         "models.thin.correlation[0]", "two different values"),
        ("  thin:\n", "  thin:\n    samples: none.csv\n", "models.thin.samples", "no such table"),
        ("  thin:\n", "  thin:\n    fitted: none.yaml\n", "models.thin.fitted", "no such file"),
        ("    error: 3 mV\n", "    error: 3 mV\n    changes: {protocol: 3}\n",
         "candidates[0].changes.protocol", "where steps are due"),
    ],
)  # fmt: skip
def test_faults_of_studies_stand_where_the_plan_makes_them(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    found = faults(written(tmp_path, LINEAR, (old, new)))
    assert list(found) == [key]
    assert words in found[key]


def test_an_uncertain_value_must_be_somewhere(tmp_path: Path) -> None:
    change = ("      interface.parameters.electrolyte_resistance: {",
              "      cell.working.parameters.solubility: {value: 0.7 at%, sigma: 0.1 at%}\n"
              "      interface.parameters.electrolyte_resistance: {")  # fmt: skip
    key = "models.thin.uncertain.cell.working.parameters.solubility"
    assert key in faults(written(tmp_path, LINEAR, change))
    silver = (
        "    error: 3 mV\n"
        "    changes: {cell.working.solute: Ag, cell.working.content: 10 wt%}\n"
    )
    found = read_plan(written(tmp_path, LINEAR, change, ("    error: 3 mV\n", silver)))
    assert len(found.placed[found.runs["thin", 0]]) == 3
    assert len(found.placed[found.runs["thin", 1]]) == 2


def test_one_model_is_too_few(tmp_path: Path) -> None:
    change = ("  thick:\n    changes: {interface.parameters.film_resistance: 20 ohm cm2}\n", "")
    assert "at least two models" in faults(written(tmp_path, LINEAR, change))["models"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"y": np.array([1.0, 2.0])}, "no column"),
        ({FILM: np.array([1.0])}, "at least two draws"),
        ({FILM: np.array([1.0, np.nan])}, "finite"),
    ],
)
def test_a_table_of_draws_that_cannot_serve(
    tmp_path: Path, columns: dict[str, np.ndarray], words: str
) -> None:
    save_table(columns, tmp_path / "draws.csv", dict.fromkeys(columns, "1"))
    path = written(tmp_path, LINEAR, ("  thin:\n", "  thin:\n    samples: draws.csv\n"))
    assert words in faults(path)["models.thin.samples"]


def test_correlations_must_go_together(tmp_path: Path) -> None:
    change = ("    correlation:\n", "    correlation:\n      - [a, b, 0.9]\n      - [b, c, 0.9]\n"
              "      - [a, c, -0.9]\n")  # fmt: skip
    more = "".join(
        f"      {name}: {{sets: {FILM}, sigma: 1 ohm cm2}}\n" for name in ("a", "b", "c")
    )
    path = written(tmp_path, LINEAR, change, ("    uncertain:\n", f"    uncertain:\n{more}"))
    assert "exclude each other" in faults(path)["models.thin.correlation"]


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("6 mV", "V", (0.006, False)),
        ("10 % of the reading", "V", (0.1, True)),
        ("4 at%", "1", (0.04, False)),
        (10, "1", (10.0, False)),
    ],
)
def test_errors_of_a_reading(text: str | int, unit: str, expected: tuple[float, bool]) -> None:
    assert read_error(text, unit) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["0 mV", "-1 mV", "3", "of the reading", "3 mA"])
def test_no_errors_of_a_reading(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_error(text, "V")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("decide_*.yaml")), ids=lambda p: p.stem)
def test_the_examples_are_plans(path: Path) -> None:
    assert len(read_plan(path).candidates) >= 5


PAGE = (Path(__file__).parents[2] / "docs" / "deciding.md").read_text(encoding="utf-8")


def test_the_page_shows_a_plan_and_names_every_key() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    found = read_plan_text(example, EXAMPLES)
    assert [one.name for one in found.models] == ["H3v", "H4a"]
    blocks = (PlanBlock, ModelBlock, CandidateBlock, UncertainBlock, FitBlock)
    marked = set(re.findall(r"`([^`\n]+)`", PAGE)) | set(re.findall(r"(\w+):", PAGE))
    assert {key for block in blocks for key in block.model_fields} - marked == set()
    assert set(FEATURES) - marked == set()
