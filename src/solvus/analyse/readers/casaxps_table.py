"""Tables that CasaXPS exports: curves with components, background and envelope; quantification.

Curves: lines "Name", "Position", "FWHM", "Area", "Lineshape" over the components, then the titles
"K.E., Counts, <components>, Background, Envelope, (blank), B.E., CPS, ..." and the rows. What
stands under "Counts" is counts of all scans; the components there include the background, and are
given here as in the file. The file states the source energy ("Characteristic Energy eV") and the
seconds ("Acquisition Time s").

The table of quantification ("Name, Position, FWHM, Raw Area, ...") is no spectrum: `quantification`
gives its rows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from solvus.analyse.readers.plain_text import as_number, number, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.spectrum_regions import Region, measured
from solvus.analyse.readers.text_head import lines_of
from solvus.base.errors import Fault, InputError


class Component(NamedTuple):
    """A row of the quantification: position [eV], full width at half maximum [eV], raw area
    [counts eV/s], share of atoms [1]."""

    name: str
    position: float
    fwhm: float
    area: float
    fraction: float


def sniff(head: bytes, path: Path) -> bool:
    """Whether a line has the titles of the curves, or of the quantification."""
    return any(_is_curves(line) or _is_quantification(line) for line in lines_of(head)[:200])


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The curves of an exported table. InputError for a quantification, or rows that do not fit."""
    lines = text_lines(path)
    at = next((i for i, line in enumerate(lines) if _is_curves(line)), None)
    if at is None:
        if any(_is_quantification(line) for line in lines):
            raise InputError(
                Fault("this is a table of results, not a spectrum; read the VAMAS file that it "
                      "was made from", file=str(path), line=1)
            )  # fmt: skip
        raise InputError(Fault('there is no line with the titles "K.E." and "Counts"',
                               file=str(path), line=1))  # fmt: skip
    titles = [cell.strip() for cell in lines[at].split("\t")]
    blank = titles.index("") if "" in titles else len(titles)
    rows = _rows(lines, at + 1, blank, path)
    described = _described(lines[:at], blank)
    head = "\n".join(lines[:at])
    source = re.search(r"Characteristic Energy eV\s+([\d.eE+-]{1,30})", head)
    seconds = re.search(r"Acquisition Time s\s+([\d.eE+-]{1,30})", head)
    photon = number(source[1], path, 1, "Characteristic Energy eV") if source else float("nan")
    more, components = {}, []
    for column in range(2, blank):
        key = titles[column]
        if key in ("Background", "Envelope"):
            more[key.casefold()] = rows[:, column]
        else:
            components.append({"name": key, **described.get(column, {})})
            more[f"component_{len(components)}"] = rows[:, column]
    about: dict[str, Any] = {"casaxps": {"components": components}}
    if seconds:
        about["seconds_per_point"] = number(seconds[1], path, 1, "Acquisition Time s")
    name = lines[0].split(":")[-1].strip() or path.stem
    if progress is not None:
        progress(1.0)
    region = Region(name, rows[:, 0], rows[:, 1], False, photon, "counts", more, about)
    return measured([region], path, {"instrument": "", "comment": lines[0].strip()[:200]})


def quantification(path: Path) -> list[Component]:
    """Rows of the first table of quantification in a file. InputError where there is none."""
    lines = text_lines(path)
    at = next((i for i, line in enumerate(lines) if _is_quantification(line)), None)
    if at is None:
        raise InputError(Fault('there is no line with the titles "Name", "Position", "FWHM"',
                               file=str(path), line=1))  # fmt: skip
    titles = [cell.strip() for cell in lines[at].split("\t")]
    places = [titles.index(t) for t in ("Name", "Position", "FWHM")]
    area = next((i for i, t in enumerate(titles) if t in ("Raw Area", "Area")), None)
    share = next((i for i, t in enumerate(titles) if "At Conc" in t or "At%" in t), None)
    found = []
    for line_number, line in enumerate(lines[at + 1 :], at + 2):
        cells = line.split("\t")
        if not line.strip():
            break
        values = [number(cells[i], path, line_number, titles[i]) if i is not None and i < len(cells)
                  else float("nan") for i in (*places[1:], area, share)]  # fmt: skip
        found.append(Component(cells[0].strip(), values[0], values[1], values[2], values[3] / 100))
    return found


def _is_curves(line: str) -> bool:
    cells = [cell.strip() for cell in line.split("\t")]
    return cells[:2] == ["K.E.", "Counts"]


def _is_quantification(line: str) -> bool:
    cells = [cell.strip() for cell in line.split("\t")]
    return cells[:3] == ["Name", "Position", "FWHM"]


def _rows(lines: list[str], first: int, width: int, path: Path) -> np.ndarray:
    rows = []
    for at, line in enumerate(lines[first:], first + 1):
        if not line.strip():
            continue
        cells = line.split("\t")[:width]
        values = [as_number(cell) for cell in cells]
        if len(cells) < width or any(v is None or v != v for v in values):
            raise InputError(
                Fault(f"the row does not have {width} numbers, as if the file were cut off here",
                      file=str(path), line=at)
            )  # fmt: skip
        rows.append(values)
    if not rows:
        raise InputError(Fault("there are no rows below the titles", file=str(path), line=first))
    return np.array(rows, float)


def _described(lines: list[str], width: int) -> dict[int, dict[str, object]]:
    """What stands over each component, by column."""
    keys = {"Position": "position_eV", "FWHM": "fwhm_eV", "Area": "area", "Lineshape": "shape"}
    found: dict[int, dict[str, object]] = {}
    for line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        if cells[0] not in keys:
            continue
        for column, cell in enumerate(cells[:width]):
            value = as_number(cell)
            if column >= 2 and cell:
                kept = cell if cells[0] == "Lineshape" or value is None else value
                found.setdefault(column, {})[keys[cells[0]]] = kept
    return found


READER = Reader("casaxps-table", "CasaXPS exported curves", (".txt", ".csv"), sniff, read)
