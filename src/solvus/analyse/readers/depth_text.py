"""Depth profiles as a table: depth or sputter time in the first column, elements in the others.

Titles say what a column is: the first has "depth", "time", "sputter" or "etch" with a unit in
brackets or after a slash ("Sputter Time (min)", "Etch depth [nm]"); the others begin with an
element ("Ag", "Ag 3d", "Li1s (at%)"). A unit of at% makes fractions [1], anything else stays as it
is written. A depth is what the instrument's rate on SiO2 makes of the time: SiO2-equivalent, and
the record says so. Rows of at% that do not add up to 100 are told of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from solvus.analyse.readers.plain_text import cells_in, element_in, table_below, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_head import lines_of, shown
from solvus.base.errors import Fault, InputError
from solvus.base.record import Variable
from solvus.base.units import parse

MOST_HEADER = 100
_AXIS = re.compile(r"depth|sputter|etch|time|tiefe|zeit", re.IGNORECASE)
_CYCLER = re.compile(r"volt|current|capacity|cycle|ewe|freq|step", re.IGNORECASE)
_UNIT = re.compile(r"[\[(]\s*([^\])]{1,12})\s*[\])]|/\s*(\S{1,8})\s*$")
_PERCENT = re.compile(r"at\.?\s*%|atom\s*%|atomic\s*(?:conc|%)|%\s*at", re.IGNORECASE)
SUM_TOLERANCE = 0.015


def sniff(head: bytes, path: Path) -> bool:
    """Whether a line has a depth or a time first and only elements after it."""
    if b"\x00" in head[:4096]:
        return False
    return any(_is_titles(line) for line in lines_of(head)[:MOST_HEADER])


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The profile. InputError with the line for titles or rows that do not fit."""
    lines = text_lines(path)
    at = next((i for i, line in enumerate(lines[:MOST_HEADER]) if _is_titles(line)), None)
    if at is None:
        raise InputError(
            Fault('there is no line of titles with a depth or time first and elements after it, '
                  'as in "Depth [nm], Ag, Li"', file=str(path), line=1)
        )  # fmt: skip
    titles = _titles(lines[at])
    table = table_below(lines, at + 1, len(titles), path)
    if not np.isfinite(table[:, 0]).all() or (np.diff(table[:, 0]) <= 0.0).any():
        wrong = int(np.argmax(~(np.diff(table[:, 0]) > 0.0))) + 1
        raise InputError(
            Fault(f"the depths do not rise from row {wrong} to row {wrong + 1} of the table",
                  titles[0], str(path))
        )  # fmt: skip
    axis_name, axis = _axis(titles[0], table[:, 0], path, at + 1)
    percent = bool(_PERCENT.search(lines[at])) or any(
        _PERCENT.search(line) for line in lines[max(0, at - 3) : at]
    )
    variables = {axis_name: axis}
    for title, column in zip(titles[1:], table[:, 1:].T, strict=True):
        name = element_in(title)
        if name in variables:
            raise InputError(
                Fault(f"two columns are of {name}; keep the one you want", file=str(path),
                      line=at + 1)
            )  # fmt: skip
        values, unit = (column / 100.0, "1") if percent else (column, _counts_unit(title, column))
        what = "atomic fraction" if percent else "intensity"
        variables[name] = Variable(("depth_point",), values, unit, f"{what} of {name}")
    notices = _sums(table[:, 1:]) if percent else []
    if progress is not None:
        progress(1.0)
    attrs = {
        "instrument": "", "technique": "sputter depth profile",
        "titles": list(titles), "depth_scale": "SiO2-equivalent unless the file says otherwise",
    }  # fmt: skip
    return Measured("depth_profile", variables, attrs, tuple(notices))


def _titles(line: str) -> list[str]:
    """Titles parted by tab, semicolon or comma; by blanks only where nothing else parts them."""
    for mark in "\t;,":
        if mark in line:
            cells = [cell.strip().strip('"').lstrip("# ") for cell in line.split(mark)]
            while cells and not cells[-1]:
                cells.pop()
            return cells
    return [cell.lstrip("# ") for cell in cells_in(line)]


def _is_titles(line: str) -> bool:
    if len(line) > 10_000:
        return False
    titles = _titles(line)
    if len(titles) < 2 or not _AXIS.search(titles[0]) or any(_CYCLER.search(t) for t in titles):
        return False
    return all(element_in(title) for title in titles[1:])


def _axis(title: str, values: np.ndarray, path: Path, line: int) -> tuple[str, Variable]:
    match = _UNIT.search(title)
    unit = (match[1] or match[2]).strip() if match else ""
    is_time = not re.search(r"depth|tiefe", title, re.IGNORECASE)
    si, example = ("s", "min") if is_time else ("m", "nm")
    if not unit:
        raise InputError(
            Fault(f'"{shown(title)}" has no unit; write e.g. "{shown(title)} [{example}]"',
                  file=str(path), line=line)
        )  # fmt: skip
    unit = {"sec": "s", "seconds": "s", "minutes": "min", "Å": "angstrom", "A": "angstrom"}.get(
        unit, unit
    )
    try:
        factor = parse(f"1 {unit}", si)
    except ValueError as error:
        raise InputError(Fault(str(error), shown(title), str(path), line)) from None
    name = "sputter_time" if is_time else "depth"
    words = "sputter time" if is_time else "depth, SiO2-equivalent"
    return name, Variable(("depth_point",), values * factor, si, words)


def _counts_unit(title: str, column: np.ndarray) -> str:
    if re.search(r"cps|c/s|counts?/s", title, re.IGNORECASE):
        return "counts/s"
    whole = bool((column >= 0.0).all() and np.array_equal(column, np.round(column)))
    return "counts" if whole and column.max(initial=0.0) > 100.0 else "1"


def _sums(percent: np.ndarray) -> Sequence[str]:
    total = percent.sum(axis=1) / 100.0
    off = np.abs(total - 1.0) > SUM_TOLERANCE
    if not off.any():
        return []
    worst = int(np.nanargmax(np.abs(total - 1.0)))
    return [
        f"{int(off.sum())} of {len(total)} rows do not add up to 100 at%; the worst is row "
        f"{worst + 1} with {100 * total[worst]:.1f}"
    ]


READER = Reader("depth-text", "depth profile as a table", (".csv", ".txt", ".dat"), sniff, read)
