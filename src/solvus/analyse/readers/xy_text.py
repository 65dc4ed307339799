"""Two columns of text: energy and intensity, with a header that says which energy it is.

The titles or comment lines over the rows must name the energy: "binding", "B.E.", "BE", "kinetic",
"K.E.", "E_kin". A photon energy is read from words like "hv=180eV" or "excitation energy 1486.6".
A third and further columns are kept as component_1, ... Cells are parted by tab, semicolon, comma
or blanks. Without such words the file is not taken for a spectrum, because two columns may be
anything.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np

from solvus.analyse.readers.plain_text import cells_in, row_of, table_below, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.spectrum_regions import Region, measured
from solvus.analyse.readers.text_head import lines_of
from solvus.base.errors import Fault, InputError

MOST_HEADER = 200  # lines
_BINDING = re.compile(r"binding|(?<![a-z.])b\.?\s?e\.?(?![a-z])|\be_?b(?:ind?)?\b", re.IGNORECASE)
_KINETIC = re.compile(r"kinetic|(?<![a-z.])k\.?\s?e\.?(?![a-z])|\be_?k(?:in)?\b", re.IGNORECASE)
_PHOTON = re.compile(
    r"(?:h\s*[nvν]u?|photon energy|excitation energy)[^\d\n]{0,12}(\d{2,5}(?:\.\d{1,6})?)",
    re.IGNORECASE,
)
_PER_SECOND = re.compile(r"cps|counts?\s*(?:/|per)\s*s|\bc/s\b", re.IGNORECASE)


def sniff(head: bytes, path: Path) -> bool:
    """Whether a header names a binding or kinetic energy and rows of numbers follow."""
    lines = lines_of(head)
    if b"\x00" in head[:4096]:
        return False
    first = _first_row(lines)
    if first is None or first == 0:
        return False
    top = "\n".join(lines[:first])
    return len(top) < 20_000 and bool(_BINDING.search(top) or _KINETIC.search(top))


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The spectrum. InputError where the header names no energy, or a row does not fit."""
    lines = text_lines(path)
    first = _first_row(lines)
    if first is None:
        raise InputError(Fault("there are no rows with an energy and an intensity", file=str(path),
                               line=1))  # fmt: skip
    top = "\n".join(lines[:first])[:20_000]
    binding, kinetic = _BINDING.search(top), _KINETIC.search(top)
    if not (binding or kinetic):
        raise InputError(
            Fault('the header does not say which energy it is; write "binding energy [eV]" or '
                  '"kinetic energy [eV]" over the first column', file=str(path), line=1)
        )  # fmt: skip
    width = len(cells_in(lines[first]))
    table = table_below(lines, first, width, path)
    if not np.isfinite(table[:, :2]).all():
        gap = int(np.argmax(~np.isfinite(table[:, :2]).all(axis=1))) + 1
        raise InputError(
            Fault(f"row {gap} has no energy or no intensity", file=str(path), line=first + gap)
        )
    photon = _PHOTON.search(top)
    is_binding = binding is not None and (kinetic is None or binding.start() < kinetic.start())
    unit = "counts/s" if _PER_SECOND.search(top) else "counts"
    more = {f"component_{k - 1}": table[:, k] for k in range(2, width)}
    if progress is not None:
        progress(1.0)
    notices = []
    if unit == "counts" and not np.array_equal(table[:, 1], np.round(table[:, 1])):
        unit = "1"
        notices.append("the intensities are no whole numbers: nothing is said of counting noise")
    region = Region(path.stem, table[:, 0], table[:, 1], is_binding,
                    float(photon[1]) if photon else math.nan, unit, more)  # fmt: skip
    comment = " ".join(line.lstrip("#").strip() for line in lines[:first])[:500]
    return measured([region], path, {"instrument": "", "comment": comment}, notices)


def _first_row(lines: list[str]) -> int | None:
    """Index of the first of two lines in a row with two numbers or more each."""
    for at, line in enumerate(lines[:MOST_HEADER]):
        row = row_of(line)
        if row is None or len(row) < 2 or line.lstrip().startswith("#"):
            continue
        following = lines[at + 1] if at + 1 < len(lines) else ""
        after = row_of(following)
        if after is not None and len(after) == len(row):
            return at
    return None


READER = Reader("xy-text", "two-column spectrum", (".xy", ".csv", ".txt", ".dat"), sniff, read)
