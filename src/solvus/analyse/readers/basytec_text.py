"""Basytec's text exports: lines that begin with ~, the last of them the column titles.

Sign: charge is positive. ``Ah`` is the net charge of the test; ``Line`` is the step of the plan.
"""

from __future__ import annotations

from pathlib import Path

from solvus.analyse.readers.maker_text import Maker, finish, knows, read_export, titles_with
from solvus.analyse.readers.moments import iso_moment
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.titles import Field

FIELDS = (
    Field("time", ("Time",), "s", "h"),
    Field("voltage", ("U",), "V", "V"),
    Field("current", ("I",), "A", "A"),
    Field("charge", ("Ah",), "C", "Ah"),
    Field("cycle", ("Cyc-Count",), "1", "1"),
    Field("step_index", ("Line",), "1", "1"),
    Field("temperature", ("T1",), "K", "degC"),
    Field("state", ("Command",), ""),
)
MAKER = Maker(
    "Basytec",
    FIELDS,
    titles_with("Time", "DataSet", "U", "I"),
    'of Basytec, such as "~Time[s]" and "U[V]"',
    discharge=("dis", "ent"),
    charge=("cha", "lad"),
    rest=("pause", "stop", "start"),
)


def sniff(head: bytes, path: Path) -> bool:
    """Its first line says so, or its column titles do."""
    return b"Resultfile from Basytec" in head[:200] or knows(head, MAKER)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read a Basytec export; see the module."""
    export = read_export(path, MAKER, progress)
    attrs = {}
    for line in export.sheet.top:
        name, _, rest = line.lstrip("~").partition(":")
        if name.strip() == "Start of Test":
            attrs["started"] = iso_moment(rest, day_first=True)
        elif name.strip() == "Testplan":
            attrs["technique"] = rest.strip()
    return finish(export, MAKER, {key: text for key, text in attrs.items() if text}, ())


READER = Reader("basytec", "Basytec text export", (".txt", ".csv"), sniff, read)
