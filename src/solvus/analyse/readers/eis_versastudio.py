"""VersaStudio's .par: rows of each <SegmentN> under its Definition; rows with a frequency are EIS.

The maker's manual says that the impedance in this raw file is not calibrated and that only what is
copied out of VersaStudio should be used for analysis; the record says so in a notice.
"""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

from solvus.analyse.readers.eis_table import EisTable, Row, impedance, refuse_joined, rows_from
from solvus.analyse.readers.moments import iso_moment
from solvus.analyse.readers.plain_text import as_number, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.base.errors import Fault, InputError

RAW = (
    "the maker's manual says that the impedance in a .par file is raw, not calibrated: compare it "
    "with a table copied out of VersaStudio"
)
_PAIR = re.compile(r"\s*([^=<>]{1,60}?)\s*=\s*(.*?)\s*$")
_MONTHS = "January February March April May June July August September October November December"


def sniff(head: bytes, path: Path) -> bool:
    """Its first section is the one of the application."""
    return b"<Application>" in head[:64] and b"Name=VersaStudio" in head[:2048]


def read(path: Path, progress: Progress | None = None) -> Measured:
    """All segments of a .par file that have a definition of columns."""
    lines = text_lines(path)
    refuse_joined(lines, "<Application>", path)
    facts = {
        m[1]: m[2] for m in map(_PAIR.match, (line[:400] for line in lines[:4000])) if m is not None
    }
    titles: tuple[str, ...] = ()
    line = 0
    rows: list[Row] = []
    for at, text in enumerate(lines):
        if not text.startswith("Definition="):
            continue
        own = tuple(cell.strip() for cell in text.removeprefix("Definition=").split(","))
        if titles and own != titles:
            raise InputError(
                Fault("the columns of this segment are not those of the first", file=str(path),
                      line=at + 1)
            )  # fmt: skip
        titles, line = own, line or at + 1
        rows += rows_from(lines, at + 1, ",", path, ends="<")
    if not titles:
        raise InputError(
            Fault('there is no line "Definition=" with the columns of a segment; a segment '
                  "without one was not run", file=str(path), line=1)
        )  # fmt: skip
    attrs: dict[str, object] = {
        "instrument": _instrument(lines),
        "technique": "impedance",
        "started": iso_moment(_date(facts)),
    }
    notices = [RAW]
    area = as_number(facts.get("Working Electrode Area (cm2)", ""))
    if area is not None and area > 0.0 and area != 1.0:
        attrs["area_m2"] = area * 1e-4
    elif area == 1.0:
        notices.append("the area of 1 cm2 is what the program writes where none was set")
    if progress is not None:
        progress(1.0)
    return impedance(EisTable(path, titles, line, tuple(rows)), attrs, notices)


def _instrument(lines: list[str]) -> str:
    """Type and model from the section of the instrument."""
    begin = next((at for at, line in enumerate(lines) if line.strip() == "<Instrument>"), None)
    if begin is None:
        return "VersaSTAT"
    section = takewhile(lambda line: not line.startswith("<"), lines[begin + 1 : begin + 40])
    own = {m[1]: m[2] for m in map(_PAIR.match, (line[:400] for line in section)) if m is not None}
    return f"{own.get('Type', 'VersaSTAT')} {own.get('Model', '')}".strip()


def _date(facts: dict[str, str]) -> str:
    """DateAcquired=Thursday, July 19, 2018 with TimeAcquired=9:40:30 AM."""
    match = re.search(r"([A-Z][a-z]+) (\d{1,2}), (\d{4})", facts.get("DateAcquired", ""))
    if match is None or match[1] not in _MONTHS.split():
        return ""
    month = _MONTHS.split().index(match[1]) + 1
    return f"{match[3]}-{month:02d}-{int(match[2]):02d} {facts.get('TimeAcquired', '')}"


READER = Reader("versastudio", "VersaStudio .par, impedance", (".par",), sniff, read)
