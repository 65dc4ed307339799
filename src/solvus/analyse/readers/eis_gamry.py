"""Gamry's .DTA of an impedance experiment: the table ZCURVE, latin-1, point or comma in numbers.

An area of 1 cm2 is what Gamry writes where nobody set one, and is left out.
"""

from __future__ import annotations

from pathlib import Path

from solvus.analyse.readers.eis_table import EisTable, impedance, refuse_joined, rows_from
from solvus.analyse.readers.moments import iso_moment
from solvus.analyse.readers.plain_text import as_number, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_head import shown
from solvus.base.errors import Fault, InputError

DEFAULT_AREA = 1.0  # cm2


def sniff(head: bytes, path: Path) -> bool:
    """Its first word says so."""
    return head.lstrip(b"\xef\xbb\xbf").startswith(b"EXPLAIN")


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The spectrum of a .DTA file; InputError for one of another experiment."""
    lines = text_lines(path)
    refuse_joined(lines, "EXPLAIN", path)
    tables = [at for at, line in enumerate(lines) if line.split("\t")[0].strip() == "ZCURVE"]
    facts = {cells[0].strip(): cells for cells in (line.split("\t") for line in lines[:400])}
    if not tables:
        tag = _cell(facts, "TAG", 1)
        if "EIS" in tag or not tag:
            raise InputError(
                Fault("the file ends before its table ZCURVE, as if it were cut off here",
                      file=str(path), line=len(lines))
            )  # fmt: skip
        raise InputError(
            Fault(f'there is no table ZCURVE in it: the experiment "{shown(tag)}" is no impedance',
                  file=str(path), line=1)
        )  # fmt: skip
    at = tables[0]
    if len(lines) < at + 4:
        raise InputError(
            Fault("the file ends before the rows of ZCURVE", file=str(path), line=at + 1)
        )
    units = [unit.strip() for unit in lines[at + 2].split("\t")]
    titles = [title.strip() for title in lines[at + 1].split("\t")]
    titled = tuple(
        f"{title} ({unit})" if unit and unit != "#" else title
        for title, unit in zip(titles, units + [""] * len(titles), strict=False)
    )
    rows = rows_from(lines, at + 3, "\t", path, ends=r"(?![\t ]|$)")
    notices = [f"the file has {len(tables)} tables ZCURVE; the first is read"] * (len(tables) > 1)
    attrs: dict[str, object] = {
        "instrument": f"Gamry {_cell(facts, 'PSTAT', 2)}".strip(),
        "technique": _cell(facts, "TITLE", 2) or "impedance",
        "started": iso_moment(f"{_cell(facts, 'DATE', 2)} {_cell(facts, 'TIME', 2)}"),
    }
    area = as_number(_cell(facts, "AREA", 2))
    if area is not None and area > 0.0:
        if area == DEFAULT_AREA:
            notices.append("the area of 1 cm2 is what the program writes where none was set")
        else:
            attrs["area_m2"] = area * 1e-4
    if progress is not None:
        progress(1.0)
    return impedance(EisTable(path, titled, at + 2, rows), attrs, notices)


def _cell(facts: dict[str, list[str]], key: str, place: int) -> str:
    cells = facts.get(key, [])
    return cells[place].strip() if len(cells) > place else ""


READER = Reader("gamry", "Gamry .DTA, impedance", (".dta",), sniff, read)
