"""Arbin's text exports, of the older (``Test_Time(s)``) and the newer style (``Test Time (s)``).

Sign: Arbin writes charge positive. Its capacities count up within a cycle or the test, charge and
discharge apart. Where a title has no unit, it is s, V, A, Ah and degC.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from solvus.analyse.readers.maker_text import Maker, finish, knows, read_export, titles_with
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.titles import Field

FIELDS = (
    Field("time", ("Test Time",), "s", "s"),
    Field("voltage", ("Voltage",), "V", "V"),
    Field("current", ("Current",), "A", "A"),
    Field("cycle", ("Cycle Index",), "1", "1"),
    Field("step_index", ("Step Index",), "1", "1"),
    Field("charged", ("Charge Capacity",), "C", "Ah"),
    Field("discharged", ("Discharge Capacity",), "C", "Ah"),
    Field("temperature", ("Aux_Temperature_1", "Temperature", "Aux_Temperature(C)_1"), "K", "degC"),
    Field("moment", ("Date Time",), ""),
)
MAKER = Maker(
    "Arbin",
    FIELDS,
    titles_with("Test Time", "Current", "Voltage", ("Step Index", "Cycle Index"),
                ("Charge Capacity", "Data Point", "Discharge Capacity")),
    'of Arbin, such as "Test_Time" and "Cycle_Index"',
)  # fmt: skip


def sniff(head: bytes, path: Path) -> bool:
    """Test time, current, voltage and an index of step or cycle, as Arbin names them."""
    return knows(head, MAKER)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read an Arbin export; see the module."""
    export = read_export(path, MAKER, progress)
    sensor = export.have.get("temperature")
    if sensor is not None and not np.any(sensor != 273.15):
        export.have.pop("temperature")  # a column of zeros is a sensor that is not there
    return finish(export, MAKER, {}, ())


READER = Reader("arbin", "Arbin text export", (".csv", ".txt"), sniff, read)
