"""Column titles of instrument files: the name, the unit in them, and the factor to SI."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solvus.analyse.readers.text_head import shown
from solvus.base import units
from solvus.base.errors import Fault, InputError

_BRACKETS = re.compile(r"(.*?)\s*[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*", re.DOTALL)
_SLASH = re.compile(r"(.*?)\s*/\s*([^/\s].*)", re.DOTALL)

# Spellings of instruments that are read otherwise, or not at all, at the door for units.
_SPELLINGS = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "hr": "h", "hrs": "h", "hour": "h",
    "hours": "h", "mins": "min", "minute": "min", "volts": "V", "volt": "V", "amps": "A",
    "amp": "A", "ampere": "A", "ohms": "ohm", "ohm": "ohm", "as": "A*s", "mas": "mA*s",
    "uas": "uA*s", "ws": "W*s", "mws": "mW*s", "amp-hr": "A*h", "watt-hr": "W*h", "c": "degC",
    "deg c": "degC", "celsius": "degC", "hertz": "Hz", "ma.h": "mA*h", "a.h": "A*h",
    "w.h": "W*h", "mah": "mA*h", "ah": "A*h", "uah": "uA*h",
}  # fmt: skip
_CHARGE_SPELLINGS = {"c": "C", "coulomb": "C"}


class Field(NamedTuple):
    """A quantity that a maker writes under one of several names.

    name : of the variable of the record. titles : as the maker writes them, without unit, the
    best first; blanks, underscores and case do not count. si : unit of the record ("" for words).
    default : unit where the title has none.
    """

    name: str
    titles: tuple[str, ...]
    si: str
    default: str = ""


class Column(NamedTuple):
    """A column found: where it stands, and value[SI] = factor*x/divisor + offset."""

    at: int
    title: str
    factor: float = 1.0
    divisor: float = 1.0
    offset: float = 0.0
    unit_given: bool = True

    def si(self, values: np.ndarray) -> np.ndarray:
        """Values of the file in SI, array (n,)."""
        if (self.factor, self.divisor, self.offset) == (1.0, 1.0, 0.0):
            return values
        return values * self.factor / self.divisor + self.offset


def split_title(title: str) -> tuple[str, str]:
    """Name and unit of ``Current (mA)``, ``U[V]``, ``Ewe/V`` or ``Voltage / V``; "" for no unit."""
    tidy = title.strip().lstrip("~")
    for pattern in (_BRACKETS, _SLASH):
        match = pattern.fullmatch(tidy)
        if match:
            return match[1].strip(), match[2].strip()
    return tidy, ""


def plain(name: str) -> str:
    """A name without blanks, underscores, full stops, hyphens and case."""
    return re.sub(r"[\s_.\-#:]+", "", name).casefold()


def unit_factor(unit: str, si: str) -> tuple[float, float, float]:
    """(factor, divisor, offset) from a unit as instruments write it to `si`.

    ValueError with a sentence if the unit is not known or is of another kind.
    """
    if si in ("", "1") and unit in ("", "1", "#"):
        return 1.0, 1.0, 0.0
    text = unit.strip().replace("\N{REPLACEMENT CHARACTER}", "°" if si == "K" else "u")
    text = text.replace("µ", "u").replace("μ", "u").replace("Ω", "ohm")
    if si == "K" and re.fullmatch(r"[^A-Za-z0-9]*C", text):
        text = "degC"
    table = _SPELLINGS | (_CHARGE_SPELLINGS if si == "C" else {})
    text = table.get(text.casefold(), text)
    zero, one = (units.parse(f"{number} {text}", si) for number in (0, 1))
    factor = one - zero
    if 0.0 < factor < 1.0 and zero == 0.0 and 1.0 / factor == round(1.0 / factor):
        return 1.0, round(1.0 / factor), 0.0
    return factor, 1.0, zero


def find_columns(
    titles: Sequence[str], fields: Sequence[Field], file: str, line: int
) -> dict[str, Column]:
    """The columns of a file that hold the wanted fields, by the name of the field.

    A title is taken with its unit where it has one, else with the unit the maker always uses.
    Raises InputError for a unit that cannot be the quantity's.
    """
    split = [split_title(title) for title in titles]
    names = [plain(name) for name, _ in split]
    whole = [plain(title) for title in titles]
    found = {}
    for field in fields:
        for title in field.titles:
            wanted = plain(title)
            hits = [i for i, name in enumerate(names) if name == wanted]
            hits = hits or [i for i, name in enumerate(whole) if name == wanted]
            if hits and wanted:
                found[field.name] = _column(field, hits[0], titles[hits[0]], split, file, line)
                break
    return found


def _column(
    field: Field, index: int, title: str, split: Sequence[tuple[str, str]], file: str, line: int
) -> Column:
    if not field.si:
        return Column(index, title)
    given = split[index][1] if plain(title) != plain(split[index][0]) else ""
    unit = given or field.default or field.si
    try:
        return Column(index, title, *unit_factor(unit, field.si), unit_given=bool(given))
    except ValueError as error:
        fault = Fault(str(error), key=f'column "{shown(title)}"', file=file, line=line)
        raise InputError(fault) from None
