"""Neware's text exports (BTSDA, BTS), one row a record, in the unit that each title names.

Sign: charge is positive; where an export has no negative current, the step type (``CC DChg``) says
which way it flowed. Capacity counts up within a step, without a sign. A test time that is missing
is made from the clock of the rows, or from the time within each step.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from solvus.analyse.readers.assemble import net_charge
from solvus.analyse.readers.maker_text import Maker, finish, knows, read_export, titles_with
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.titles import Field

FIELDS = (
    Field("time", ("Total Time", "Test Time"), "s", "s"),
    Field("step_time", ("Time", "Relative Time", "Step Time"), "s", "s"),
    Field("clock", ("Date", "Realtime", "Absolute Time", "Record Time"), "s", "s"),
    Field("voltage", ("Voltage", "Volt"), "V", "V"),
    Field("current", ("Current", "Cur"), "A", "A"),
    Field("capacity", ("Capacity", "Cap"), "C", "mAh"),
    Field("charged", ("Chg. Cap.",), "C", "mAh"),
    Field("discharged", ("DChg. Cap.",), "C", "mAh"),
    Field("cycle", ("Cycle Index", "Cycle ID", "Cycle"), "1", "1"),
    Field("step_index", ("Step Index", "Step ID", "Step"), "1", "1"),
    Field("temperature", ("T1", "Temperature"), "K", "degC"),
    Field("state", ("Step Type", "Step Name", "State", "Status"), ""),
    Field("moment", ("Date", "Realtime", "Absolute Time", "Record Time"), ""),
)
MAKER = Maker(
    "Neware",
    FIELDS,
    titles_with(("Cycle Index", "Cycle ID"), ("Step Type", "Step Name", "State", "Status"),
                ("Total Time", "Time", "Relative Time"), ("Current", "Cur"), ("Voltage", "Volt")),
    'of Neware, such as "Cycle Index", "Step Type" and "Voltage(V)"',
    discharge=("dchg", "disc"),
    charge=("chg", "char"),
    rest=("rest",),
    spare=(("clock", "time"), ("step_time", "time")),
)  # fmt: skip


def sniff(head: bytes, path: Path) -> bool:
    """A step type beside cycle, time, current and voltage."""
    return knows(head, MAKER)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read a Neware export; see the module."""
    export = read_export(path, MAKER, progress)
    have, notices = export.have, []
    clock, step_time = have.pop("clock", None), have.pop("step_time", None)
    if "time" not in have and clock is not None:
        have["time"] = clock
        notices.append("the test time is that of the clock of the rows")
    elif "time" not in have and step_time is not None:
        have["time"] = net_charge([(step_time, 1.0)], have.get("step_index"))
        notices.append("the test time is the sum of the times of the steps, without pauses")
    if np.array_equal(have.get("charged", np.zeros(0)), have.get("discharged", np.zeros(1))):
        have.pop("charged"), have.pop("discharged")
    return finish(export, MAKER, {}, notices)


READER = Reader("neware-text", "Neware text export", (".csv", ".txt"), sniff, read)
