"""Surface data files of ISO 25178-71, the text form: aISO-1.0 and aBCR-1.0.

NumPoints columns, NumProfiles rows; Xscale and Yscale [m] are steps between points, heights are
values times Zscale [m]; "BAD" is a hole. The binary form (bISO-1.0) is left to the extra
`surface`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from solvus.analyse.readers.height_grid import MOST_POINTS, measured
from solvus.analyse.readers.plain_text import as_number, number, text_lines, whole
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_head import shown
from solvus.base.errors import Fault, InputError

MAGICS = (b"aISO-1.0", b"aBCR-1.0", b"aNIST-1.0")
NEEDED = ("NumPoints", "NumProfiles", "Xscale", "Yscale", "Zscale")


def sniff(head: bytes, path: Path) -> bool:
    """Whether the file begins with the words of the standard."""
    return head.lstrip().startswith(MAGICS)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The map. InputError with the line for a header or values that do not fit."""
    lines = text_lines(path)
    entries: dict[str, tuple[str, int]] = {}
    at = 1
    while at < len(lines) and lines[at].strip() != "*":
        key, _, text = lines[at].partition("=")
        entries[key.strip()] = (text.strip(), at + 1)
        at += 1
    missing = [key for key in NEEDED if key not in entries]
    if missing or at >= len(lines):
        words = f"has no {', '.join(missing)}" if missing else 'does not end with a line "*"'
        raise InputError(Fault(f"the header {words}", file=str(path), line=min(at + 1, len(lines))))
    if entries.get("Compression", ("0", 0))[0] not in ("0", ""):
        raise InputError(Fault("compressed data are not read", "Compression", str(path),
                               entries["Compression"][1]))  # fmt: skip
    columns, rows = (whole(entries[k][0], path, entries[k][1], k, MOST_POINTS) for k in NEEDED[:2])
    x, y, z = (number(entries[k][0], path, entries[k][1], k) for k in NEEDED[2:])
    values: list[float] = []
    for line_number, line in enumerate(lines[at + 1 :], at + 2):
        if line.strip().startswith("*"):
            break
        for cell in line.split():
            value = as_number(cell)
            if value is None:
                raise InputError(Fault(f'"{shown(cell)}" is no number', file=str(path),
                                       line=line_number))  # fmt: skip
            values.append(value)
    if len(values) != columns * rows:
        raise InputError(
            Fault(f"{rows} profiles of {columns} points make {columns * rows} heights, the file "
                  f"has {len(values)}", file=str(path), line=at + 2)
        )  # fmt: skip
    if progress is not None:
        progress(1.0)
    grid = np.array(values).reshape(rows, columns) * z
    attrs = {"instrument": entries.get("ManufacID", ("", 0))[0]}
    return measured(grid, (x, y), 1.0, path, attrs)


READER = Reader("sdf-text", "ISO 25178-71 surface data", (".sdf",), sniff, read)
