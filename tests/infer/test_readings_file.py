"""Readings from a file, and every way in which one can be wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from solvus.base.errors import InputError
from solvus.infer.readings_file import read_rows

GOOD = """\
# from a laboratory book
cycle,hysteresis [mV],sigma [mV],note
1,25,4,first

50, 31.5 ,5,
"""


def _read(folder: Path, text: str, **how: Any) -> list[Any]:
    path = folder / "own.csv"
    path.write_text(text)
    asked = {"columns": {"value": "hysteresis"}, "place": "cycle"} | how
    return read_rows(path, "V", asked.pop("columns"), **asked)


def test_rows_are_read_with_their_units(tmp_path: Path) -> None:
    rows = _read(tmp_path, GOOD)
    assert [(r.place, r.display, r.line) for r in rows] == [(1, "mV", 3), (50, "mV", 5)]
    assert [r.value for r in rows] == pytest.approx([0.025, 0.0315])
    assert [r.sigma for r in rows] == pytest.approx([0.004, 0.005])


def test_unit_and_sigma_may_come_from_the_study(tmp_path: Path) -> None:
    rows = _read(tmp_path, "cycle,value\n3,20\n", columns={}, display="mV", sigma=0.001)
    assert (rows[0].value, rows[0].sigma) == pytest.approx((0.020, 0.001))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no readings"),
        ("cycle,hysteresis [mV],sigma [mV]\n", "own.csv:1: has a heading and no readings"),
        ("cycle,hysterese [mV],sigma [mV]\n1,2,3\n", 'no column "hysteresis". Did you mean "hyst'),
        ("cycle,hysteresis [mV]\n1,2\n", r'no column "sigma"..* columns: {sigma: ...}'),
        ("n,hysteresis [mV],sigma [mV]\n1,2,3\n", 'own.csv:1: has no column "cycle"'),
        ("cycle,hysteresis [mV],sigma [mV]\n1,2 mV,3\n", 'own.csv:2: value "2 mV" is not a number'),
        ("cycle,hysteresis [mV],sigma [mV]\n1,x,3\n", 'value "x" is not a number'),
        ("cycle,hysteresis [mV],sigma [mV]\n1.5,2,3\n", 'cycle "1.5" is not a whole number'),
        ("cycle,hysteresis [mV],sigma [mV]\n1,2,0\n", "sigma is not above zero"),
        ("cycle,hysteresis [mV],sigma [mV]\n1,2,\n", "sigma is missing"),
        ("cycle,hysteresis [mV],sigma [mV]\n1,,3\n", "value is missing"),
        ("cycle,hysteresis,sigma\n1,2,3\n", "has no unit"),
        ("cycle,hysteresis [mV],sigma [mV]\n1,2,3\n2,31,5,4\n",
         "own.csv:3: has 4 fields, the heading has 3; decimals need a point and columns are"),
        ("cycle,hysteresis [mV],sigma [mV]\n1\n", "own.csv:2: has 1 field, the heading has 3;"),
        ("cycle;hysteresis [mV];sigma [mV]\n1;2,5;3\n",
         "own.csv:1: its columns are separated by semicolons; write commas"),
        ("cycle\thysteresis [mV]\tsigma [mV]\n1\t2\t3\n", "separated by tabs; write commas"),
        ("cycle,hysteresis (mV),sigma [mV]\n1,2,3\n",
         r'own.csv:1: "hysteresis \(mV\)": units stand in \[ \]; write hysteresis \[mV\]'),
        ("cycle,hysteresis [mV],sigma [mV],sigma [V]\n1,2,3,4\n",
         'own.csv:1: has two columns "sigma"; rename one'),
        ("cycle,hysteresis [um],sigma [mV]\n1,2,3\n", "a voltage is due"),
        ("cycle,hysteresis [mV],sigma [mV]\n1,nan,3\n", "not a finite number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        _read(tmp_path, text)
    assert re.search(said, str(error.value)), str(error.value)


def test_all_faulty_rows_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        _read(tmp_path, "cycle,hysteresis [mV],sigma [mV]\nx,2,3\n1,2,3\n2,y,3\n")
    assert [fault.line for fault in error.value.faults] == [2, 4]
