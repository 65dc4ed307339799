"""Landt's (LAND's) text exports, ``test_time_s, current_a`` and ``Test-Time, Current/mA``.

Sign: charge is positive. Where a file has no negative current, the state of a row (C..., D..., R)
says which way it flowed. A capacity in one column counts up within a step, without a sign.

The second layout is recalled from files of the older program, not taken from a description.
"""

from __future__ import annotations

from pathlib import Path

from solvus.analyse.readers.maker_text import Maker, finish, knows, read_export, titles_with
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.titles import Field

FIELDS = (
    Field("time", ("test_time_s", "Test-Time"), "s", "s"),
    Field("voltage", ("voltage_v", "Voltage"), "V", "V"),
    Field("current", ("current_a", "Current"), "A", "A"),
    Field("cycle", ("cycle_index", "Cycle", "Cycle-Index"), "1", "1"),
    Field("step_index", ("step_index", "Step", "Step-Index"), "1", "1"),
    Field("charged", ("charge_capacity_Ah",), "C", "Ah"),
    Field("discharged", ("discharge_capacity_Ah",), "C", "Ah"),
    Field("capacity", ("Capacity",), "C", "mAh"),
    Field("temperature", ("temperature_1_C", "Temperature"), "K", "degC"),
    Field("state", ("State", "Status", "Mode"), ""),
    Field("moment", ("date_time_iso_string", "System-Time", "Sys-Time", "Date-Time"), ""),
)
_MODERN = titles_with("test_time_s", "current_a", "voltage_v")
_OLDER = titles_with("Test-Time", "Step-Time", "Voltage", "Current", ("SCapacity", "SpeCap"))
MAKER = Maker(
    "Landt",
    FIELDS,
    lambda cells: _MODERN(cells) or _OLDER(cells),
    'of Landt, such as "test_time_s" and "current_a"',
    discharge=("d",),
    charge=("c",),
    rest=("r",),
)


def sniff(head: bytes, path: Path) -> bool:
    """Titles of either of its two layouts."""
    return knows(head, MAKER)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read a Landt export; see the module."""
    return finish(read_export(path, MAKER, progress), MAKER, {}, ())


READER = Reader("landt", "Landt (LAND) text export", (".csv", ".txt"), sniff, read)
