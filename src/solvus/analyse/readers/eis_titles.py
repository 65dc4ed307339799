"""Titles of impedance tables: which column is the frequency, which are Re Z and Im Z, which sign.

Titles as in use: `Freq(Hz)`, `Frequency (Hz)`, `freq/Hz`, `f`; `Zre (ohms)`, `Z Real`, `Z'(a)`,
`Re(Z)/Ohm`, `Zs' (kΩ)`; the imaginary part likewise, with a minus in front where the file holds
-Im Z; or modulus and phase. Units are read from the title, ohm, Hz and degrees where it has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from solvus.analyse.readers.text_head import shown
from solvus.analyse.readers.titles import unit_factor
from solvus.base.errors import Fault, InputError

NAMES: Mapping[str, tuple[str, ...]] = {
    "frequency": ("frequency", "freq", "f", "fhz"),
    "z_real": (
        "z'", "zs'", "zre", "zreal", "re(z)", "rez", "z_re", "realz", "realimpedance", "zr",
        "realimpedancez'", "real", "re", "zr'", "impedancereal",
    ),
    "z_imag": (
        "z''", "zs''", "zim", "zimag", "zimg", "im(z)", "imz", "imagz", "imaginaryimpedance", "zi",
        "zimaginary", "imaginary", "imag", "im", "zr''", "imagimpedance", "impedanceimag",
    ),
    "modulus": ("|z|", "zmod", "z", "modulus", "impedance", "magnitude", "zmag"),
    "phase": ("phase", "phase(z)", "zphz", "theta", "phaseangle", "phi", "phasez", "phaseofz"),
    "time": ("time", "elapsedtime", "t"),
    "voltage": ("vdc", "e", "potential", "<ewe>", "ewe", "voltage", "edc"),
    "current": ("idc", "i", "current", "<i>"),
    "cycle": ("cyclenumber", "cycle", "segment", "cyclecount"),
}  # fmt: skip
UNITS: Mapping[str, tuple[str, str]] = {  # SI, and what a title without a unit means
    "frequency": ("Hz", "Hz"),
    "z_real": ("ohm", "ohm"),
    "z_imag": ("ohm", "ohm"),
    "modulus": ("ohm", "ohm"),
    "phase": ("rad", "deg"),
    "time": ("s", "s"),
    "voltage": ("V", "V"),
    "current": ("A", "A"),
    "cycle": ("1", "1"),
}
MOST_TITLE = 80  # characters of a title that are looked at
_PRIMES = str.maketrans({"′": "'", "’": "'", "´": "'", "`": "'", "″": "''", "”": "''", '"': "''"})
_UNIT = re.compile(r"(.+?)\s*(?:/\s*([^/\s()\[\]]+)|[(\[]\s*([^()\[\]]*)\s*[)\]])\s*", re.DOTALL)
_NO_UNIT = {"z", "a", "b", "#", ""}  # Re(Z), and the (a), (b) of ZPlot
_ANGLES = {"deg": np.pi / 180.0, "°": np.pi / 180.0, "degree": np.pi / 180.0,
           "degrees": np.pi / 180.0, "rad": 1.0}  # fmt: skip


class EisColumn(NamedTuple):
    """A column of an impedance table: its place, and value[SI] = factor*x; a phase in rad."""

    place: int
    title: str
    factor: float


def eis_columns(titles: Sequence[str], file: str, line: int) -> dict[str, EisColumn]:
    """The columns by the keys of `NAMES`, as far as they are there.

    Raises InputError for a unit that is not that of the quantity.
    """
    read = [_split(title) for title in titles]
    found: dict[str, EisColumn] = {}
    for quantity, names in NAMES.items():
        for name in names:
            hits = [i for i, (_, key, _) in enumerate(read) if key == name]
            if hits:
                minus, _, unit = read[hits[0]]
                factor = _factor(quantity, unit, titles[hits[0]], file, line)
                found[quantity] = EisColumn(hits[0], titles[hits[0]], -factor if minus else factor)
                break
    return found


def is_eis_titles(cells: Sequence[str]) -> bool:
    """Whether a line titles a table with Re Z and Im Z, or modulus and phase, and a frequency."""
    if not 3 <= len(cells) <= 200 or any(len(cell) > 60 for cell in cells):
        return False
    have = quantities_of(cells)
    return "frequency" in have and has_impedance(have)


def quantities_of(titles: Sequence[str]) -> set[str]:
    """The keys of `NAMES` that these titles name, whatever their units."""
    keys = {key for _, key, _ in map(_split, titles)}
    return {quantity for quantity, names in NAMES.items() if keys & set(names)}


def has_impedance(quantities: Sequence[str] | set[str] | Mapping[str, object]) -> bool:
    """Whether these columns give a complex impedance."""
    return {"z_real", "z_imag"} <= set(quantities) or {"modulus", "phase"} <= set(quantities)


def _split(title: str) -> tuple[bool, str, str]:
    """Whether a minus stands in front, the name without blanks and case, and the unit."""
    text = title.strip()[:MOST_TITLE].translate(_PRIMES).replace("−", "-")
    minus = text.startswith("-")
    name, unit = text.lstrip("- "), ""
    match = _UNIT.fullmatch(name)
    if match is not None:
        given = (match[2] or match[3] or "").strip()
        if given.casefold() not in _NO_UNIT:
            name, unit = match[1], given
        elif given.casefold() != "z":
            name = match[1]
    return minus, re.sub(r"[\s_.#]+", "", name).casefold(), unit


def _factor(quantity: str, unit: str, title: str, file: str, line: int) -> float:
    si, default = UNITS[quantity]
    if quantity == "phase":
        return _ANGLES.get(unit.casefold() or default, np.pi / 180.0)
    if quantity == "cycle" or not unit:
        return 1.0
    tidy = unit.rstrip(".")
    if si == "ohm" and not tidy.isascii() and not re.fullmatch(r"[kKmM]?[ΩΩ]", tidy):
        tidy = {"k": "kohm", "M": "Mohm", "m": "mohm"}.get(tidy[:1], "ohm")  # a lost Ω
    if si == "ohm":
        tidy = re.sub(r"(?i)^([kmμµu]?)ohms?", lambda m: f"{m[1]}ohm", tidy)
    try:
        factor, divisor, offset = unit_factor(tidy, si)
    except ValueError as error:
        raise InputError(Fault(str(error), f'column "{shown(title)}"', file, line)) from None
    if offset:
        raise InputError(Fault("has a unit with an offset", f'column "{shown(title)}"', file, line))
    return factor / divisor
