"""From a table of text to impedance spectra: what every reader of impedance files ends with.

Im Z is negative where it is capacitive. Rows with a frequency of zero are those of a trace before
or after the sweep: with time, voltage and current they are kept as one, else left out with a
notice. A missing frequency column, a cell that is no number, a point with Z = 0 or without a
frequency: the file is refused, with the line, because a spectrum with holes is not the measurement.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from solvus.analyse.readers.assemble import OXIDATION, cycling, spectra
from solvus.analyse.readers.eis_titles import EisColumn, eis_columns, has_impedance
from solvus.analyse.readers.plain_text import number
from solvus.analyse.readers.reader import Measured
from solvus.analyse.readers.text_head import shown
from solvus.base.errors import Fault, InputError

LEAST_POINTS = 3
TRACE = ("time", "voltage", "current")


class Row(NamedTuple):
    """Cells of a row and the number of its line."""

    line: int
    cells: tuple[str, ...]


class EisTable(NamedTuple):
    """A table as it stands in a file: titles with the number of their line, and its rows."""

    path: Path
    titles: tuple[str, ...]
    line: int
    rows: tuple[Row, ...]


def rows_from(
    lines: Sequence[str], first: int, delimiter: str | None, path: Path, ends: str = ""
) -> tuple[Row, ...]:
    """The rows from line index `first` on, blank ones passed, up to a line that matches `ends`.

    delimiter : None for blanks. Raises InputError with the line for a row of another width than the
    first, and where there is none.
    """
    found: list[Row] = []
    stop = re.compile(ends) if ends else None
    for at in range(first, len(lines)):
        line = lines[at]
        if stop is not None and stop.match(line):
            break
        if not line.strip():
            continue
        cells = [cell.strip().strip('"') for cell in line.split(delimiter)]
        while len(cells) > 1 and not cells[-1]:
            cells.pop()
        if found and len(cells) != len(found[0].cells):
            raise InputError(
                Fault(
                    f"the row has {len(cells)} cells and the first row {len(found[0].cells)}, as "
                    "if the file were cut off here",
                    file=str(path),
                    line=at + 1,
                )
            )
        found.append(Row(at + 1, tuple(cells)))
    if not found:
        raise InputError(
            Fault("there are no rows below the column titles", file=str(path), line=first)
        )
    return tuple(found)


def refuse_joined(lines: Sequence[str], first_words: str, path: Path) -> None:
    """Raise InputError with the line where the words that begin a file of its kind stand again."""
    begins = re.compile(rf'(?:^ *|[\w>])["\ufeff]*{re.escape(first_words)}(?!\w)')
    hits = [at for at, line in enumerate(lines) if begins.search(line)]
    if len(hits) > 1:
        raise InputError(
            Fault(f'"{first_words}" stands here again, as if two files were joined; part them and '
                  "read each", file=str(path), line=hits[1] + 1)
        )  # fmt: skip


def impedance(table: EisTable, attrs: Mapping[str, Any], notices: Sequence[str] = ()) -> Measured:
    """The measurement of a table; see the module for what is refused."""
    file = str(table.path)
    found = eis_columns(table.titles, file, table.line)
    _refuse_missing(found, table)
    values = {name: _numbers(table, column) for name, column in found.items()}
    z = _complex(values)
    told = list(notices)
    swept = values["frequency"] > 0.0
    _refuse_points(table, values["frequency"], z, swept)
    columns = {**values, "z_real": z.real, "z_imag": z.imag}
    told += _doubts(z[swept])
    about = {"technique": "impedance", **attrs}
    rest = int((~swept).sum())
    if rest and set(TRACE) <= found.keys():
        kept = {name: columns[name] for name in (*TRACE, "cycle") if name in columns}
        z_columns = {name: columns[name] for name in ("frequency", "z_real", "z_imag")}
        told.append(
            f"{rest} rows without a frequency are kept as a trace of voltage and current; that "
            "positive current oxidises the working electrode is the instrument's usual setting"
        )
        return cycling(kept, about, told, file, impedance=z_columns)
    if rest:
        told.append(f"{rest} rows without a frequency were left out")
    timed = "time" in columns
    if not timed:
        columns["time"] = np.full(z.size, np.nan)
    elif swept.any():
        columns["time"] = columns["time"] - columns["time"][swept][0]
    wanted = ("frequency", "z_real", "z_imag", "time", "voltage", "cycle")
    made = spectra({name: columns[name] for name in wanted if name in columns}, swept)
    if not timed:
        made.pop("spectrum_time", None)
    return Measured("impedance", made, {"sign_convention": OXIDATION, **about}, tuple(told))


def _refuse_missing(found: Mapping[str, EisColumn], table: EisTable) -> None:
    have = ", ".join(shown(title) for title in table.titles[:12] if title)
    if "frequency" not in found:
        what = "a column of the frequency"
    elif not has_impedance(found):
        what = "columns of the real and the imaginary part of Z, or of its modulus and phase"
    else:
        return
    raise InputError(
        Fault(
            f"there is no spectrum without {what}; the columns are {have}; export the file again "
            "with all of them",
            file=str(table.path),
            line=table.line,
        )
    )


def _numbers(table: EisTable, column: EisColumn) -> np.ndarray:
    out = []
    for row in table.rows:
        if column.place >= len(row.cells):
            raise InputError(
                Fault(f"the row has {len(row.cells)} cells; the column is the "
                      f"{column.place + 1}th", f'column "{shown(column.title)}"', str(table.path),
                      row.line)
            )  # fmt: skip
        cell = row.cells[column.place]
        out.append(number(cell, table.path, row.line, f'column "{shown(column.title)}"'))
    return np.array(out) * column.factor


def _complex(values: Mapping[str, np.ndarray]) -> np.ndarray:
    if {"z_real", "z_imag"} <= values.keys():
        return np.asarray(values["z_real"] + 1j * values["z_imag"])
    return np.asarray(values["modulus"] * np.exp(1j * values["phase"]))


def _refuse_points(
    table: EisTable, frequency: np.ndarray, z: np.ndarray, swept: np.ndarray
) -> None:
    file = str(table.path)
    if (frequency < 0.0).any():
        at = table.rows[int(np.argmax(frequency < 0.0))].line
        raise InputError(Fault("a frequency is negative", file=file, line=at))
    if swept.sum() < LEAST_POINTS:
        raise InputError(
            Fault(f"there are {int(swept.sum())} points with a frequency; a spectrum has "
                  f"{LEAST_POINTS} at least", file=file, line=table.rows[0].line)
        )  # fmt: skip
    empty = swept & (z == 0.0)
    if empty.any():
        at = table.rows[int(np.argmax(empty))].line
        raise InputError(Fault("Z is zero at this point, as if it had not been measured",
                               file=file, line=at))  # fmt: skip
    if not math.isfinite(float(np.abs(z).max())):
        raise InputError(Fault("an impedance is too large a number", file=file))


def _doubts(z: np.ndarray) -> list[str]:
    out = []
    upward = int((z.imag > 0.0).sum())
    if 2 * upward > z.size:
        out.append(
            f"Im Z is positive at {upward} of {z.size} points, as of an inductance: if the file "
            "holds -Im Z, say so in the title of its column (-Im(Z))"
        )
    negative = int((z.real < 0.0).sum())
    if negative:
        out.append(f"Re Z is negative at {negative} of {z.size} points")
    return out
