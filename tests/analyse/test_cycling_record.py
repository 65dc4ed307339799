"""What a record and its cell must say before anything is read from them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from solvus.analyse.cycling_record import CyclerCell, accuracy_of, record_rows
from solvus.analyse.uncertain import EXACT, Accuracy
from solvus.base.errors import InputError
from solvus.base.record import Variable, dataset

RECORD = {"time": [0.0, 1.0, 2.0], "current": [1e-3, 1e-3, -1e-3], "voltage": [0.1, 0.2, -0.1]}
SYMMETRIC = CyclerCell("symmetric")


def changed(**columns: Any) -> dict[str, Any]:
    return RECORD | columns


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("symetric",), 'Did you mean "symmetric"'),
        (("li_cu",), "nothing is said of the working electrode of a li_cu cell"),
        (("half",), "write cathode or anode"),
        (("full", "lithium"), '"lithium" is the working electrode of a full cell'),
        (("symmetric", "foil", 0.0), "0 is not a positive area"),
        (("symmetric", "foil", None, np.nan), "nan is not a positive mass"),
    ],
)
def test_nothing_is_guessed_of_a_cell(given: tuple[Any, ...], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        CyclerCell(*given)


def test_each_cell_has_its_words_and_its_denominator() -> None:
    assert SYMMETRIC.working == "foil"
    assert (SYMMETRIC.negative, SYMMETRIC.positive, SYMMETRIC.gives) == ("plate", "strip", 0)
    rows = [("li_cu", "substrate", -1, 1.0), ("li_cu", "lithium", -1, -1.0),
            ("half", "cathode", 1, 1.0), ("half", "anode", -1, 1.0),
            ("full", "cathode", 1, 1.0), ("pouch", "anode", 1, -1.0)]  # fmt: skip
    for kind, working, gives, turn in rows:
        cell = CyclerCell(kind, working)
        assert (cell.gives, cell.turn) == (gives, turn)
    assert CyclerCell("full", "cathode").negative == "discharge"


def test_the_other_electrode_turns_current_voltage_and_counter_round() -> None:
    found = record_rows(changed(charge=[0.0, 1.0, 2.0]), CyclerCell("li_cu", "lithium")).trace
    assert found.current == pytest.approx([-1e-3, -1e-3, 1e-3])
    assert found.voltage == pytest.approx([-0.1, -0.2, 0.1])
    assert found.charge == pytest.approx([0.0, -1.0, -2.0])


def test_an_area_comes_from_the_cell_or_the_record_and_makes_a_density_a_current() -> None:
    made = dataset(
        {
            "time": Variable(("point",), RECORD["time"], "s"),
            "current_density": Variable(("point",), [10.0, 10.0, -10.0], "A/m^2"),
            "voltage": Variable(("point",), RECORD["voltage"], "V"),
        },
        {"area_m2": 2e-4, "study": "a study", "notices": ["one", "two"]},
    )
    found = record_rows(made, SYMMETRIC)
    assert found.areal
    assert found.simulated
    assert found.trace.current == pytest.approx([2e-3, 2e-3, -2e-3])
    assert found.notices == ("one", "two")
    assert record_rows(made, CyclerCell("symmetric", area=1e-4)).area == 1e-4
    assert accuracy_of(found, None) == EXACT
    measured = record_rows(RECORD, SYMMETRIC)
    assert accuracy_of(measured, None) == Accuracy()
    assert accuracy_of(measured, EXACT) == EXACT
    # what EC-Lab writes for "not set" is the reader's to leave out; a zero is no area
    assert record_rows(made.assign_attrs(area_m2=0.0), SYMMETRIC).area is None


def test_rows_without_numbers_are_left_out_and_counted() -> None:
    found = record_rows(changed(voltage=[0.1, np.nan, -0.1]), SYMMETRIC)
    assert found.trace.time.tolist() == [0.0, 2.0]
    assert "1 rows without" in found.notices[0]
    # a counter with holes is no counter
    assert record_rows(changed(charge=[0.0, np.nan, 1.0]), SYMMETRIC).trace.charge is None


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ({"time": [0.0], "voltage": [1.0]}, "has no current"),
        (changed(time=[0.0, 1.0]), "do not pair up"),
        (changed(time=[0.0, 2.0, 1.0]), "the time falls after row 2"),
        (changed(current=[0.0, 0.0, 0.0]), "no current flows"),
        (changed(voltage=[np.nan, np.nan, 1.0]), "has 1 rows with numbers"),
    ],
)
def test_a_record_that_cannot_be_read_says_why(record: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        record_rows(record, SYMMETRIC)


def test_the_cycle_of_the_file_is_kept_and_notices_may_be_plain_text() -> None:
    found = record_rows(changed(cycle=[1, 1, 3]), SYMMETRIC)
    assert found.file_cycle is not None
    assert found.file_cycle.tolist() == [1.0, 1.0, 3.0]

    class Told(dict):  # type: ignore[type-arg]
        attrs = {"notices": "not json", "file": "a.mpt"}  # noqa: RUF012

    assert record_rows(Told(RECORD), SYMMETRIC).notices == ("not json",)
    Told.attrs["notices"] = json.dumps(["x"])
    assert record_rows(Told(RECORD), SYMMETRIC).notices == ("x",)
    with pytest.raises(InputError, match=r"^a\.mpt: no current"):
        record_rows(Told(changed(current=[0.0, 0.0, 0.0])), SYMMETRIC)
