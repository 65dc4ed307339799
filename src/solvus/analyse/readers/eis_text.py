"""Impedance as text: any table with titles for frequency and Z, or three bare columns f, Re, Im.

So come Parstat and PowerSuite exports (tabs), CH Instruments (commas, a line "A.C. Impedance"),
Autolab's NOVA, and what people write themselves. In a bare table Im Z is taken as it stands, so
that capacitive points must be negative.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from solvus.analyse.readers.eis_table import EisTable, impedance, rows_from
from solvus.analyse.readers.eis_titles import has_impedance, is_eis_titles, quantities_of
from solvus.analyse.readers.moments import iso_moment
from solvus.analyse.readers.plain_text import cells_in, row_of, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_head import lines_of
from solvus.base.errors import Fault, InputError

MOST_HEADER = 120  # lines before the titles
LEAST_ROWS = 5  # of a table without titles
LEAST_SPAN = 5.0  # ratio of the highest to the lowest frequency in the rows that are looked at
OTHERS = (  # first words of files whose titles would do, and that have a reader of their own
    b"EC-Lab ASCII FILE", b"BT-Lab ASCII FILE", b"EXPLAIN", b"<Application>", b"ZPLOT", b"Z60W",
)  # fmt: skip
BARE = ("frequency", "z_real", "z_imag")
_CHI = re.compile(r"Instrument Model:\s*(CHI\S*)")
_MONTH_DATE = re.compile(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}), (\d{4})\s+(\S.*)")


def sniff(head: bytes, path: Path) -> bool:
    """Whether titles of an impedance stand in the first lines, or three columns look like one."""
    if b"\x00" in head[:4096] or head.lstrip(b'\xef\xbb\xbf "').startswith(OTHERS):
        return False
    lines = lines_of(head[:65536])
    return _titles(lines) is not None or _bare(lines[:-1] if len(head) > 65536 else lines)


def names_impedance(head: bytes) -> bool:
    """Whether a line over numbers titles Z without a frequency: no spectrum, but meant as one."""
    lines = lines_of(head[:65536])
    first = next((at for at, line in enumerate(lines[:MOST_HEADER]) if row_of(line)), None)
    if first is None or b"\x00" in head[:4096]:
        return False
    return any(has_impedance(found) for _, _, _, found in _half(lines, first))


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The spectra of a text file; InputError for one without titles and of other than 3 columns."""
    lines = text_lines(path)
    found = _titles(lines)
    if progress is not None:
        progress(1.0)
    if found is not None:
        at, delimiter, titles = found
        rows = rows_from(lines, at + 1, delimiter, path)
        return impedance(EisTable(path, titles, at + 1, rows), _facts(lines[:at]))
    first = next((at for at, line in enumerate(lines) if row_of(line)), None)
    if first is None:
        raise InputError(Fault("there are no rows of numbers", file=str(path), line=1))
    width = len(cells_in(lines[first]))
    _refuse_half(lines, first, path)
    if width != 3:
        raise InputError(
            Fault(
                f"a table of {width} columns needs titles, such as freq/Hz, Re(Z)/Ohm, "
                "-Im(Z)/Ohm; without them three columns are taken for f, Re Z, Im Z",
                file=str(path),
                line=first + 1,
            )
        )
    delimiter = next((sign for sign in "\t;," if sign in lines[first]), None)
    if len([c for c in lines[first].split(delimiter) if c.strip()]) != 3:
        delimiter = None
    rows = rows_from(lines, first, delimiter, path, ends=r"\s*#")
    notices = [
        "the columns have no titles: they are taken for f [Hz], Re Z and Im Z [ohm], Im Z negative "
        "where capacitive"
    ]
    return impedance(EisTable(path, BARE, first + 1, rows), {"technique": "impedance"}, notices)


def _refuse_half(lines: Sequence[str], first: int, path: Path) -> None:
    """Say which column is missing, where titles over the rows name some columns of a spectrum."""
    for above, delimiter, titles, found in _half(lines, first):
        if {"frequency", "z_real", "z_imag", "modulus"} & found:
            rows = rows_from(lines, first, delimiter, path)
            impedance(EisTable(path, titles, above + 1, rows), {})


def _half(
    lines: Sequence[str], first: int
) -> Iterator[tuple[int, str | None, tuple[str, ...], set[str]]]:
    """The line over the rows as titles: its index, delimiter, titles, and the quantities named.

    Blanks part titles only where these name an impedance: else they are a sentence.
    """
    above = next((at for at in range(first - 1, -1, -1) if lines[at].strip()), None)
    if above is None or len(lines[above]) > 4000:
        return
    for delimiter in ("\t", ";", ",", None):
        cells = lines[above].lstrip("#% ").split(delimiter)
        titles = tuple(cell.strip().strip('"') for cell in cells)
        found = quantities_of(titles)
        if delimiter is not None or has_impedance(found):
            yield above, delimiter, titles, found


def _titles(lines: Sequence[str]) -> tuple[int, str | None, tuple[str, ...]] | None:
    """Index of the line of titles, its delimiter, and the titles."""
    for at, line in enumerate(lines[:MOST_HEADER]):
        if len(line) > 4000:
            continue
        text = line.lstrip("#% ").rstrip()
        for delimiter in ("\t", ";", ",", None):
            if delimiter is not None and delimiter not in text:
                continue
            cells = tuple(cell.strip() for cell in text.split(delimiter))
            bare = tuple(c[1:-1] if len(c) > 1 and c[0] == c[-1] == '"' else c for c in cells)
            if is_eis_titles(bare):
                return at, delimiter, bare
    return None


def _bare(lines: Sequence[str]) -> bool:
    """Three columns of numbers, the first positive, in one direction, and over a wide range."""
    rows = []
    for line in lines[:60]:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        row = row_of(line)
        if row is None or len(row) != 3:
            return False
        rows.append(row)
    if len(rows) < LEAST_ROWS:
        return False
    f = np.array(rows)[:, 0]
    if not (np.isfinite(f).all() and (f > 0.0).all()):
        return False
    steps = np.diff(np.log(f))
    one_way = bool((steps > 0.0).all() or (steps < 0.0).all())
    return one_way and f.max() > LEAST_SPAN * f.min() and float(np.ptp(np.abs(steps))) < 2.0


def _facts(top: Sequence[str]) -> dict[str, object]:
    attrs: dict[str, object] = {"technique": "impedance"}
    for line in top:
        if model := _CHI.search(line):
            attrs["instrument"] = model[1]
    if "instrument" in attrs and (date := _MONTH_DATE.match(top[0])):
        attrs["started"] = iso_moment(f"{date[2]}-{date[1]}-{date[3]} {date[4].strip()}")
    return attrs


READER = Reader("eis-text", "Impedance as text (Parstat, PowerSuite, CHI, NOVA, csv)",
                (".txt", ".csv", ".dat"), sniff, read)  # fmt: skip
