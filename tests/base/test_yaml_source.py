"""YAML with places: plain scalars, every fault at its line and column, no bombs."""

from pathlib import Path

import pytest

from solvus.base.errors import Fault, InputError
from solvus.base.yaml_source import fault_at, key_text, load, placed

STUDY = """\
title: A cell
cell:
  working: {solute: Ag, thickness: 50 um}
  answer: no
protocol:
  - Strip at 1 mA/cm2 for 5 mAh/cm2
  - repeat: 240
    steps: [Rest for 72 h]
run:
  tolerance: 1e-5
  cells: 100
  on: true
  none: ~
  date: 2023-09-01
  clock: 1:30
"""


def test_data_and_marks() -> None:
    data, marks = load(STUDY, "study.yaml")
    assert data["cell"]["working"] == {"solute": "Ag", "thickness": "50 um"}
    assert data["cell"]["answer"] == "no"
    assert data["run"] == {
        "tolerance": 1e-5, "cells": 100, "on": True, "none": None,
        "date": "2023-09-01", "clock": "1:30",
    }  # fmt: skip
    assert isinstance(data["run"]["tolerance"], float)
    assert isinstance(data["run"]["cells"], int)
    assert marks["cell", "working", "thickness"] == (3, 25)
    assert marks["protocol", 0] == (6, 5)
    assert marks["protocol", 1, "repeat"] == (7, 5)
    assert marks["protocol", 1, "steps", 0] == (8, 13)


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3, 2, "expected"),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "already given on line 1"),
        ("a: &x [1]\nb: *x\n", 1, 4, "anchors"),
        ("a:\n\t- 1\n", 2, 1, "tab"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, 4, "the tag"),
        ("a: !!int wrong\n", 1, 4, "cannot be read as int"),
        ("- 1\n- 2\n", 1, 1, "key: value"),
        ("text\n", 1, 1, "key: value"),
        ("? [1, 2]\n: x\n", 1, 3, "a key must be a word"),
        ("a: 1\n---\nb: 2\n", 2, 1, "single document"),
        ("a: b\x07\n", 1, 5, "character"),
        ("a: " + "[" * 100 + "]" * 100, 1, 35, "nested more than"),
        ("", 0, 0, "is empty"),
        ("# nothing\n", 0, 0, "is empty"),
        ("a: " + "9" * 5000, 1, 4, "cannot be read"),
        ("a: " + "x" * 1_000_001, 0, 0, "longer than"),
    ],
)
def test_faults_have_a_place(text: str, line: int, column: int, says: str) -> None:
    with pytest.raises(InputError) as caught:
        load(text, "bad.yaml")
    fault = caught.value.faults[0]
    assert says in fault.message
    assert fault.file == "bad.yaml"
    assert (fault.line, fault.column) == (line, column)


def test_all_duplicate_keys_are_told() -> None:
    with pytest.raises(InputError) as caught:
        load("a: 1\na: 2\nb: {c: 1, c: 2}\n", "x")
    assert [fault.key for fault in caught.value.faults] == ["a", "b.c"]


def test_files(tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_bytes(b"\xef\xbb\xbfa: \xc2\xb5m\n")
    assert load(good)[0] == {"a": "µm"}
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: 1\nb: 50 \xb5m\n")
    for path, says in [
        (tmp_path / "none.yaml", "no such file"),
        (tmp_path, "is a folder"),
        (latin, "not UTF-8"),
        (Path("bad\0name"), "cannot be read"),
    ]:
        with pytest.raises(InputError, match=says):
            load(path)
    with pytest.raises(InputError) as caught:
        load(latin, "latin.yaml")
    assert str(caught.value).startswith("latin.yaml:2:7: ")


def test_fault_at_takes_the_nearest_key_above() -> None:
    _, marks = load(STUDY, "s")
    fault = fault_at("is missing", ("cell", "working", "content"), marks, "s")
    assert str(fault) == "s:3:3: cell.working.content: is missing"
    assert key_text(("protocol", 1, "steps", 0)) == "protocol[1].steps[0]"


def test_placed_fills_in_lines() -> None:
    _, marks = load(STUDY, "s")
    error = InputError(
        Fault("bad", "cell.working.thickness"),
        Fault("bad", "cell.working.parameters.solubility"),
        Fault("bad", "protocol[1].steps[0]"),
        Fault("bad", "protocol[9]"),
        Fault("bad", "nowhere"),
        Fault("bad", "run", "other", 77, 1),
        "no key",
    )
    places = [(fault.line, fault.column) for fault in placed(error, marks, "s").faults]
    assert places == [(3, 25), (3, 3), (8, 13), (5, 1), (0, 0), (77, 1), (0, 0)]
