"""Novonix' text exports: a summary and a protocol in square brackets, then [Data].

Sign: charge is positive, and so is the growth of ``Capacity``, which is net. Mass and area stand in
the summary; 1.000 g and 1.000 cm2 are what is written when nobody set them, and are left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from solvus.analyse.readers.maker_text import Maker, finish, knows, read_export, titles_with
from solvus.analyse.readers.moments import iso_moment
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.titles import Field, split_title, unit_factor

FIELDS = (
    Field("time", ("Run Time",), "s", "h"),
    Field("voltage", ("Potential", "Voltage"), "V", "V"),
    Field("current", ("Current",), "A", "A"),
    Field("charge", ("Capacity",), "C", "Ah"),
    Field("cycle", ("Cycle Number",), "1", "1"),
    Field("step_index", ("Step Number",), "1", "1"),
    Field("temperature", ("Temperature",), "K", "degC"),
    Field("moment", ("Date and Time",), ""),
)
MAKER = Maker(
    "Novonix",
    FIELDS,
    titles_with("Run Time", ("Potential", "Voltage"), "Current", "Cycle Number"),
    'of Novonix, such as "Run Time (h)" and "Potential (V)"',
)
_AMOUNTS = {"area": ("area_m2", "m^2"), "mass": ("mass_kg", "kg")}
_UNSET = (0.0, 1.0)


def sniff(head: bytes, path: Path) -> bool:
    """Its second line says so, or its column titles do."""
    return (b"Novonix" in head[:400] and b"[Data]" in head) or knows(head, MAKER)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read a Novonix export; see the module."""
    export = read_export(path, MAKER, progress)
    attrs: dict[str, Any] = {}
    notices = []
    for line in export.sheet.top[:100]:
        name, _, text = line.partition(":")
        what, unit = split_title(name)
        if what.strip() == "Started" and (moment := iso_moment(text)):
            attrs["started"] = moment
        if what.strip().casefold() in _AMOUNTS and unit:
            attribute, si = _AMOUNTS[what.strip().casefold()]
            try:
                value = float(text)
                factor, divisor, _ = unit_factor(unit, si)
            except ValueError:
                continue
            if value in _UNSET:
                notices.append(
                    f"{what.casefold()} {text.strip()} {unit} means that none was set; it is left "
                    "out"
                )
            else:
                attrs[attribute] = value * factor / divisor
    return finish(export, MAKER, attrs, notices)


READER = Reader("novonix", "Novonix text export", (".csv",), sniff, read)
