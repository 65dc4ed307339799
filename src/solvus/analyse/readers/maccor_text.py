"""Maccor's text exports, tab or comma separated, with any number of lines above the titles.

Sign: Maccor writes currents and capacities without one; the mode of a row (``Md``: C charge, D
discharge, R rest) says which way they go, and charge is made positive. Capacity counts up within a
step. The title of the test time need not have a unit; it is then found by the clock of the rows
(``DPT Time``), because Maccor exports seconds, minutes or hours as the user wished.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from solvus.analyse.readers.maker_text import (
    Export,
    Maker,
    finish,
    knows,
    read_export,
    titles_with,
)
from solvus.analyse.readers.moments import iso_moment, moment_format, seconds_of
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_columns import is_duration
from solvus.analyse.readers.titles import Field

FIELDS = (
    Field("time", ("TestTime", "Test"), "s", "s"),
    Field("voltage", ("Voltage", "Volts"), "V", "V"),
    Field("current", ("Current", "Amps"), "A", "A"),
    Field("cycle", ("Cycle C", "Cyc#", "Cycle"), "1", "1"),
    Field("step_index", ("Step",), "1", "1"),
    Field("capacity", ("Cap.", "Capacity", "Amp-hr"), "C", "Ah"),
    Field("temperature", ("Temp 1", "Temp1", "Temperature"), "K", "degC"),
    Field("state", ("Md", "MD", "State"), ""),
    Field("moment", ("DPT Time", "DPT-Time"), ""),
)
MAKER = Maker(
    "Maccor",
    FIELDS,
    titles_with(("Rec", "Rec#"), ("TestTime", "Test"), ("Voltage", "Volts"), ("Current", "Amps")),
    'of Maccor, such as "Rec", "TestTime" and "Voltage"',
    discharge=("d",),
    charge=("c",),
    rest=("r",),
)
_UNITS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}


def sniff(head: bytes, path: Path) -> bool:
    """A record number beside test time, voltage and current."""
    return knows(head, MAKER)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read a Maccor export; see the module."""
    export = read_export(path, MAKER, progress)
    notices = []
    if not export.found["time"].unit_given and "time" in export.have:
        notices.append(_set_unit_of_time(export))
    if "state" not in export.words and not (export.have.get("current", np.zeros(1)) < 0.0).any():
        notices.append(
            "the file has no mode (Md) and no negative current: discharges, if there are any, "
            "cannot be told from charges"
        )
    attrs = {}
    for line in export.sheet.top:
        name, _, rest = line.replace("\t", ",").partition(",")
        if name.strip(" :").casefold() in ("started", "date of test"):
            if moment := iso_moment(rest.strip(" ,:")):
                attrs["started"] = moment
        elif name.strip(" :").casefold() == "procedure":
            attrs["technique"] = rest.strip()
    return finish(export, MAKER, attrs, [one for one in notices if one])


def _set_unit_of_time(export: Export) -> str:
    """Turn the test time into seconds by what the clock of the first rows says; a notice."""
    time, sheet = export.found["time"], export.sheet
    if is_duration(sheet.sample[0][time.at]):
        return ""
    if "moment" in export.found:
        texts = [row[export.found["moment"].at] for row in sheet.sample]
        form = moment_format(texts[0].strip())
        size = min(len(texts), export.have["time"].size)
        if form is not None and size > 2:
            clock = seconds_of(texts[:size], form, str(sheet.path), sheet.first)
            elapsed = float(export.have["time"][size - 1] - export.have["time"][0])
            if elapsed > 0.0:
                scale = float(clock[-1] - clock[0]) / elapsed
                for name, seconds in _UNITS.items():
                    if abs(scale / seconds - 1.0) < 0.1:
                        export.have["time"] = export.have["time"] * seconds
                        return f"the test time is in {name}, by the clock of the rows"
    return "nothing says what unit the test time has; seconds were taken"


READER = Reader("maccor", "Maccor text export", (".txt", ".csv"), sniff, read)
