"""Bio-Logic's text exports (.mpt of EC-Lab and BT-Lab), in every locale, with a header or without.

The header names its own length; where it does not, or is gone, the line of column titles is sought.
What the columns mean stands in `biologic_columns`. Numbers may have a comma for a decimal mark.
EC-Lab writes 0.001 cm2 and 0.001 g where nobody set an area or a mass: such a value is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from solvus.analyse.readers import biologic_columns, simulated
from solvus.analyse.readers.assemble import cycling
from solvus.analyse.readers.moments import iso_moment
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_columns import read_columns
from solvus.analyse.readers.text_head import find_titles, lines_of, open_sheet
from solvus.analyse.readers.titles import unit_factor
from solvus.base.errors import Fault, InputError

FIRST_LINES = (b"EC-Lab ASCII FILE", b"BT-Lab ASCII FILE")
_KNOWN = {
    "mode", "ox/red", "time/s", "ewe/v", "<ewe>/v", "ecell/v", "<ecell>/v", "i/ma", "<i>/ma",
    "control/v", "control/ma", "control/v/ma", "freq/hz", "re(z)/ohm", "-im(z)/ohm", "half cycle",
    "cycle number", "(q-qo)/ma.h", "(q-qo)/c", "dq/ma.h",
}  # fmt: skip
_PAIR = re.compile(r"\s*([^:]+?)\s*:\s*(.*?)\s*")
_AMOUNT = re.compile(r"([+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)\s*(\S+)")
_LOOP = re.compile(r"\s*Loop \d+ from point number (\d+) to (\d+)\s*")
# quantity -> (attribute, SI unit, values in the unit written that mean "not set")
_AMOUNTS = {
    "electrode surface area": ("area_m2", "m^2", (0.0, 0.001)),
    "characteristic mass": ("mass_kg", "kg", (0.0, 0.001)),
}


def is_titles(cells: Sequence[str]) -> bool:
    """Whether the cells of a line are EC-Lab's column titles."""
    return sum(cell.casefold() in _KNOWN for cell in cells) >= 2


def sniff(head: bytes, path: Path) -> bool:
    """Its first line says so, or it begins with EC-Lab's column titles."""
    if head.lstrip(b"\xef\xbb\xbf").startswith(FIRST_LINES):
        return True
    return find_titles([one for one in lines_of(head[:8192]) if one.strip()][:1],
                       is_titles) is not None  # fmt: skip


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read a .mpt file; see the module."""
    sheet = open_sheet(path, is_titles, 'of EC-Lab, such as "time/s" and "Ewe/V"')
    found = biologic_columns.find(sheet.titles, str(path), sheet.first - 1)
    indices = sorted({column.at for column in found.columns.values()})
    arrays, _ = read_columns(sheet, indices, progress=progress)
    attrs, notices = facts(sheet.top)
    _check_length(sheet.top, arrays[indices[0]].size, path, notices)
    have = biologic_columns.to_si(found.columns, lambda index: arrays[index])
    return measured(have, attrs, [*notices, *found.notices], str(path))


def measured(
    have: dict[str, np.ndarray], attrs: dict[str, Any], notices: Sequence[str], file: str
) -> Measured:
    """A measurement from EC-Lab's columns in SI, of a text export or of an .mpr file."""
    told = list(notices)
    impedance = None
    if "frequency" in have:
        impedance = {name: have.pop(name) for name in ("frequency", "z_real", "z_imag")}
        if "spectrum" in have:
            impedance["spectrum"] = have["spectrum"]
    have.pop("spectrum", None)
    only_spectra = impedance is not None and bool((impedance["frequency"] > 0.0).all())
    if not only_spectra:
        if "voltage" not in have:
            raise InputError(Fault("there is no voltage, Ewe/V or Ecell/V", file=file))
        have, more = biologic_columns.resolve(have, file)
        told += more
    for name in ("mode", "control_mixed", "control_current", "control_voltage", "step_charge"):
        if only_spectra:
            have.pop(name, None)
    return cycling(have, attrs, told, file, impedance=impedance)


def facts(top: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """What the lines above the column titles say: attributes of the record, and notices."""
    attrs: dict[str, Any] = {"instrument": "Bio-Logic"}
    notices: list[str] = []
    pairs = {match[1].casefold(): match[2] for line in top if (match := _PAIR.fullmatch(line))}
    if pairs.get("device"):
        attrs["instrument"] = f"Bio-Logic {pairs['device']}"
    if mark := simulated.mark_in([pairs.get("comments", "")]):
        notices.append(mark.pop("notice"))
        attrs |= {**mark, "instrument": pairs.get("device", "")}
    started = pairs.get("acquisition started on") or pairs.get("technique started on", "")
    if moment := iso_moment(started, day_first=False):
        attrs["started"] = moment
    title = [line.strip() for line in top[2:5] if line.strip() and ":" not in line]
    if title:
        attrs["technique"] = title[0]
    for name, (attribute, si, unset) in _AMOUNTS.items():
        match = _AMOUNT.fullmatch(pairs.get(name, ""))
        if match is None:
            continue
        value = float(match[1].replace(",", "."))
        unit = match[2].replace("\N{REPLACEMENT CHARACTER}", "²")
        if value in unset:
            notices.append(f"{name} {match[1]} {unit} means that none was set; it is left out")
            continue
        try:
            factor, divisor, _ = unit_factor(unit, si)
        except ValueError:
            notices.append(f'{name} "{match[0]}" could not be read and is left out')
            continue
        attrs[attribute] = value * factor / divisor
    return attrs, notices


def _check_length(top: Sequence[str], rows: int, path: Path, notices: list[str]) -> None:
    """Hold the number of rows against what the header says about loops."""
    ends = [int(match[2]) for line in top if (match := _LOOP.fullmatch(line))]
    due = max(ends) + 1 if ends else rows
    if rows < due:
        raise InputError(
            Fault(f"the file is cut off: its header tells of {due} points, and {rows} are there",
                  file=str(path))
        )  # fmt: skip
    if rows > due:
        notices.append(f"the header tells of {due} points, and {rows} are there")


READER = Reader("biologic-mpt", "Bio-Logic text export", (".mpt", ".txt"), sniff, read)
