"""Heights as lines "x y z" on a regular grid.

Points may come in any order; grid points without a line are holes. A unit is read from a line of
titles or a comment above ("x [um] y [um] z [nm]", "# unit: um"); without one the numbers stay as
they are and the record says so. The side of a pixel is the distance of neighbouring points.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from solvus.analyse.readers.height_grid import MOST_POINTS, measured, metres
from solvus.analyse.readers.plain_text import row_of, table_below, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_head import lines_of
from solvus.base.errors import Fault, InputError

SUFFIXES = (".xyz", ".txt", ".csv", ".asc", ".dat")
UNEVEN = 0.02  # share of a step by which neighbours may be off
_UNITS = re.compile(r"\b([xyz])\w{0,12}\s*[\[(/]\s*([A-Za-zµμÅ]{1,8})\s*[\])]?", re.IGNORECASE)
_ONE = re.compile(r"unit\w{0,3}\s*[:=]?\s*([A-Za-zµμÅ]{1,8})", re.IGNORECASE)


def sniff(head: bytes, path: Path) -> bool:
    """Whether it is rows of three numbers of which one coordinate repeats, in a file of heights."""
    if b"\x00" in head[:4096] or path.suffix.lower() not in SUFFIXES:
        return False
    lines = lines_of(head)
    first = _first(lines)
    if first is None:
        return False
    rows = [row_of(line) for line in lines[first : first + 40] if line.strip()]
    rows = rows[:-1] if len(rows) > 3 else rows
    if any(row is None or len(row) != 3 for row in rows) or len(rows) < 3:
        return False
    if path.suffix.lower() == ".xyz":
        return True
    table = np.array(rows)
    runs = [int((np.diff(table[:, k]) == 0.0).sum()) for k in (0, 1)]
    return max(runs) >= len(rows) - 1 - len(rows) // 2 and np.ptp(table[:, :2]) > 0.0


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The map. InputError for points off a grid, or two heights at one place."""
    lines = text_lines(path)
    first = _first(lines)
    if first is None:
        raise InputError(Fault("there are no rows of x, y and z", file=str(path), line=1))
    table = table_below(lines, first, 3, path)
    if not np.isfinite(table[:, :2]).all():
        raise InputError(Fault("a point has no place", file=str(path), line=first + 1))
    units = {k.casefold(): unit for k, unit in _UNITS.findall("\n".join(lines[:first])[:5000])}
    common = _ONE.search("\n".join(lines[:first])[:5000])
    lateral, across, upright = (
        metres(text, path, 1) if text else None
        for text in (units.get(k) or (common[1] if common else "") for k in "xyz")
    )
    columns, step_x = _grid(table[:, 0], "x", path)
    rows, step_y = _grid(table[:, 1], "y", path)
    shape = (int(rows.max()) + 1, int(columns.max()) + 1)
    if shape[0] * shape[1] > min(MOST_POINTS, 50 * len(table) + 1000):
        raise InputError(
            Fault(f"{len(table)} points on a grid of {shape[0]} x {shape[1]} are no regular grid",
                  file=str(path))
        )  # fmt: skip
    place = rows * shape[1] + columns
    if np.unique(place).size < place.size:
        raise InputError(Fault("two heights are given for one place", file=str(path)))
    grid = np.full(shape[0] * shape[1], np.nan)
    grid[place] = table[:, 2]
    if progress is not None:
        progress(1.0)
    grid = grid.reshape(shape)
    if lateral is None or across is None or upright is None:
        return measured(grid, (step_x, step_y), None, path, {})
    return measured(grid * upright, (step_x * lateral, step_y * across), 1.0, path, {})


def _first(lines: list[str]) -> int | None:
    for at, line in enumerate(lines[:100]):
        row = row_of(line)
        if row is not None and not line.lstrip().startswith("#"):
            return at if len(row) == 3 else None
    return None


def _grid(values: np.ndarray, name: str, path: Path) -> tuple[np.ndarray, float]:
    """Index of each coordinate on its grid, and the step."""
    low, high = float(values.min()), float(values.max())
    scale = max(abs(low), abs(high), 1e-300)
    distinct = np.unique(values)
    steps = np.diff(distinct)
    real = steps[steps > 1e-9 * scale]
    if real.size < 2:
        raise InputError(Fault(f"all points lie on one or two lines of {name}", file=str(path)))
    step = float(np.median(real))
    index = (values - low) / step
    whole = np.round(index)
    if np.abs(index - whole).max() > UNEVEN * max(1.0, 0.01 * float(whole.max())):
        raise InputError(
            Fault(f"the points do not lie on a regular grid along {name}: a step of {step:.4g} "
                  "does not reach all of them", file=str(path))
        )  # fmt: skip
    return whole.astype(np.int64), step


READER = Reader("xyz-text", "heights as x, y, z", (".xyz", ".txt", ".csv"), sniff, read)
