"""Small text files as a whole: their lines with numbers, and numbers with the line they stand on.

For spectra, profiles and maps, which are a few MB at most; cycler files are streamed instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from solvus.analyse.readers.text_head import encoding_of, refuse_binary, shown
from solvus.base.errors import Fault, InputError

MOST_BYTES = 1 << 28
ELEMENTS = frozenset(
    re.findall(
        "[A-Z][a-z]?",
        "HHeLiBeBCNOFNeNaMgAlSiPSClArKCaScTiVCrMnFeCoNiCuZnGaGeAsSeBrKrRbSrYZrNbMoTcRuRhPdAgCdIn"
        "SnSbTeIXeCsBaLaCePrNdPmSmEuGdTbDyHoErTmYbLuHfTaWReOsIrPtAuHgTlPbBi",
    )
)
_COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?$")


def bytes_of(path: Path) -> bytes:
    """All bytes of a file. InputError for an empty one, or one too large to be of its kind."""
    size = path.stat().st_size
    if size == 0:
        raise InputError(Fault("the file is empty", file=str(path)))
    if size > MOST_BYTES:
        raise InputError(
            Fault(
                f"the file has {size / 1e6:.0f} MB, at most {MOST_BYTES / 1e6:.0f} MB are read of "
                "this kind; cut it",
                file=str(path),
            )
        )
    return path.read_bytes()


def text_lines(path: Path) -> list[str]:
    """All lines of a text file, without their ends. InputError for one that is no text."""
    data = bytes_of(path)
    refuse_binary(data, path)
    text = data.decode(encoding_of(data), "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def number(cell: str, file: Path, line: int, what: str = "") -> float:
    """A finite number with a point or a comma; InputError with the line for anything else."""
    text = cell.strip()
    value = as_number(text)
    if value is None or not math.isfinite(value):
        raise InputError(Fault(f'"{shown(text)}" is no number', what, str(file), line))
    return value


def whole(cell: str, file: Path, line: int, what: str, most: int = 10**7) -> int:
    """A whole number from 0 to `most`; InputError with the line for anything else."""
    value = number(cell, file, line, what)
    if value != int(value) or not 0 <= value <= most:
        raise InputError(
            Fault(f'"{shown(cell)}" is no whole number from 0 to {most}', what, str(file), line)
        )
    return int(value)


def as_number(cell: str) -> float | None:
    """A cell as a number, nan for an empty one or "nan"; None where it is none, or infinite."""
    text = cell.strip().strip('"')
    if text == "" or text.casefold() in ("nan", "bad", "n/a", "-", "--"):
        return math.nan
    if "_" in text:
        return None
    try:
        value = float(text.replace(",", ".") if _COMMA_NUMBER.match(text) else text)
    except ValueError:
        return None
    return None if math.isinf(value) else value


def row_of(line: str) -> list[float] | None:
    """The numbers of a line parted by tab, semicolon, comma or blanks; None where one is none.

    A comma parts cells unless a tab or a semicolon does, or blanks part numbers with decimal
    commas.
    """
    cells = cells_in(line)
    if not cells:
        return None
    values = [as_number(cell) for cell in cells]
    return None if any(value is None for value in values) else [float(v or 0.0) for v in values]


def cells_in(line: str) -> list[str]:
    """The cells of a line; see `row_of`. An empty cell at the end of the line is left out."""
    text = line.strip("\r\n ")
    if not text.strip():
        return []
    if "\t" in text:
        cells = text.split("\t")
    elif ";" in text:
        cells = text.split(";")
    elif (
        "," in text and not all(_COMMA_NUMBER.match(c) or "," not in c for c in text.split())
    ) or ("," in text and len(text.split()) == 1):
        cells = text.split(",")
    else:
        cells = text.split()
    cells = [cell.strip().strip('"') for cell in cells]
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def table_below(
    lines: Sequence[str], first: int, width: int, file: Path, comments: str = "#"
) -> np.ndarray:
    """The numbers from line index `first` on, array (rows, width); blank lines and comments passed.

    InputError with the line for a row of another width or a cell that is no number, and where there
    is no row at all.
    """
    rows = []
    for at in range(first, len(lines)):
        line = lines[at]
        if not line.strip() or line.lstrip().startswith(tuple(comments)):
            continue
        cells = cells_in(line)
        if len(cells) != width:
            raise InputError(
                Fault(
                    f"the row has {len(cells)} cells and the others {width}, as if the file were "
                    "cut off here",
                    file=str(file),
                    line=at + 1,
                )
            )
        values = [as_number(cell) for cell in cells]
        if any(value is None for value in values):
            wrong = next(c for c, v in zip(cells, values, strict=True) if v is None)
            raise InputError(Fault(f'"{shown(wrong)}" is no number', file=str(file), line=at + 1))
        rows.append(values)
    if not rows:
        raise InputError(Fault("there are no rows of numbers", file=str(file), line=first + 1))
    return np.array(rows, float)


def element_in(text: str) -> str:
    """The element that a title or file name begins a word with ("Ag 3d", "map_Ag_La"), or ""."""
    for word in re.split(r"[^A-Za-z0-9]+", text):
        match = re.fullmatch(r"([A-Z][a-z]?)(?:\d[spdf]\d*|K|L|M|K[ab]\d?|L[abln]\d?|M[abz]\d?"
                             r"|[KLMN]{3}|[KLMN][KLMNV]{2})?", word)  # fmt: skip
        if match and match[1] in ELEMENTS:
            return match[1]
    return ""
