"""The door between text with a unit and floats in SI; the only file that knows pint.

Above this door are study and material files ("1 mA/cm2"); below it are SI floats (10.0).
pint is imported when the first unit is met, and each unit text is worked out only once.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from solvus.base.errors import nearest

if TYPE_CHECKING:
    import pint

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_QUANTITY = re.compile(rf"({_NUMBER})(?![\d.,])\s*(.*)", re.DOTALL)
_NOT_FINITE = re.compile(r"[+-]?\.?(nan|inf|infinity)\b", re.IGNORECASE)
_C_RATE = re.compile(rf"({_NUMBER})?\s*C\s*(?:/\s*({_NUMBER}))?")
_ANGSTROM = re.compile(r"(?<![A-Za-z])[AÅÅ](?![A-Za-z])")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MAX_LENGTH = 80

# SI unit text -> (what it is, an example unit of the trade)
_DUE: dict[str, tuple[str, str]] = {
    "1": ("a pure number", "%"),
    "m": ("a length", "um"),
    "m^2": ("an area", "cm2"),
    "m^3": ("a volume", "cm3"),
    "s": ("a time", "h"),
    "1/s": ("a rate", "1/h"),
    "K": ("a temperature", "degC"),
    "V": ("a voltage", "mV"),
    "A": ("a current", "mA"),
    "C": ("a charge", "mAh"),
    "A/m^2": ("a current density", "mA/cm2"),
    "C/m^2": ("a charge per area", "mAh/cm2"),
    "C/kg": ("a specific capacity", "mAh/g"),
    "m/s": ("a speed", "um/h"),
    "m^2/s": ("a diffusivity", "cm2/s"),
    "ohm": ("a resistance", "ohm"),
    "ohm*m^2": ("an area resistance", "ohm.cm2"),
    "S/m": ("a conductivity", "mS/cm"),
    "F/m^2": ("a capacitance per area", "uF/cm2"),
    "mol/m^2": ("an amount per area", "umol/cm2"),
    "mol/m^3": ("a concentration", "mol/L"),
    "m^3/mol": ("a molar volume", "cm3/mol"),
    "kg/mol": ("a molar mass", "g/mol"),
    "kg/m^3": ("a density", "g/cm3"),
    "kg/m^2": ("a mass per area", "mg/cm2"),
    "J/mol": ("a molar energy", "kJ/mol"),
    "J": ("an energy", "eV"),
    "J/m^2": ("a surface energy", "J/m2"),
    "J/kg": ("an energy per mass", "Wh/kg"),
    "J/m^3": ("an energy per volume", "Wh/L"),
    "kg/C": ("a mass per charge", "g/Ah"),
    "m^3/C": ("a volume per charge", "mL/Ah"),
    "kg": ("a mass", "g"),
    "Pa": ("a pressure", "MPa"),
    "Hz": ("a frequency", "Hz"),
    # of atoms, which ASE and this field count in angstrom and eV
    "angstrom": ("a length", "A"),
    "eV": ("an energy", "eV"),
    "eV/angstrom": ("a force", "eV/A"),
}

_FRACTION_UNITS = {
    "at%": "atom", "at.%": "atom", "atom%": "atom", "mol%": "atom",
    "wt%": "mass", "wt.%": "mass", "mass%": "mass", "w%": "mass",
}  # fmt: skip

# Spellings offered when a unit is not known.
_COMMON = [
    "m", "cm", "mm", "um", "nm", "angstrom", "s", "ms", "min", "h", "day", "A", "mA", "uA", "V",
    "mV", "K", "degC", "C", "mC", "Ah", "mAh", "Wh", "mWh", "ohm", "mohm", "S", "mS", "mol", "mmol",
    "umol", "nmol", "g", "mg", "ug", "kg", "L", "mL", "J", "kJ", "eV", "meV", "Hz", "kHz", "mHz",
    "Pa", "kPa", "MPa", "F", "mF", "uF", "%", "at%", "wt%",
]  # fmt: skip


class Fraction(NamedTuple):
    """A composition: `value` [1] from 0 to 1, counted by "mass" or by "atom"."""

    value: float
    basis: str


def parse(text: str | float, unit: str) -> float:
    """Turn text with a unit into a float in the SI unit `unit`.

    ``parse("1 mA/cm2", "A/m^2") == 10.0``. A bare number is accepted only for ``unit="1"``,
    where ``%`` and ``at%`` are understood too. Units multiply by a space, ``.``, ``·`` or ``*``;
    powers are ``cm2``, ``cm^2`` or ``cm²``.

    Raises ValueError with a sentence: what was given, why not, what to write instead.
    """
    number, unit_text = _split(text, _example(unit, 1))
    if not unit_text:
        if unit == "1":
            return number
        raise ValueError(f'"{_shown(text)}" has no unit; write e.g. "{_example(unit, number)}"')
    value = _to_si(number, unit_text, text, unit)
    if not math.isfinite(value):
        raise ValueError(f'"{_shown(text)}" is too large a number')
    if unit == "K" and value < 0:
        raise ValueError(f'"{_shown(text)}" lies below absolute zero')
    return value


def parse_fraction(text: str | float) -> Fraction:
    """Turn ``"10 wt%"`` into ``Fraction(0.1, "mass")`` and ``"0.71 at%"`` into its atom twin.

    A bare ``%`` is refused, because it does not say which of the two is meant.
    Raises ValueError with a sentence.
    """
    number, unit_text = _split(text, "10 wt%")
    basis = _FRACTION_UNITS.get(unit_text.replace(" ", "").lower())
    if basis is None:
        raise ValueError(
            f'"{_shown(text)}" does not say by mass or by atoms; '
            f'write e.g. "{number:g} wt%" or "{number:g} at%"'
        )
    value = number / 100
    if not 0 <= value <= 1:
        raise ValueError(f'"{_shown(text)}" lies outside 0 to 100 %')
    return Fraction(value, basis)


def parse_c_rate(text: str) -> float:
    """Turn ``"0.2C"`` or ``"C/5"`` into 0.2 [1/h]: a rate, never coulomb.

    Raises ValueError with a sentence.
    """
    match = _C_RATE.fullmatch(_tidy(text))
    if match is None:
        raise ValueError(f'"{_shown(text)}" is not a C-rate; write e.g. "0.2C" or "C/5"')
    divisor = float(match[2] or 1)
    rate = float(match[1] or 1) / divisor if divisor else math.inf
    if not (math.isfinite(rate) and rate > 0):
        raise ValueError(f'"{_shown(text)}" is not a positive C-rate; write e.g. "0.2C" or "C/5"')
    return rate


def is_c_rate(text: str) -> bool:
    """Return True if `text` reads as a C-rate such as ``0.2C`` or ``C/5``."""
    return _C_RATE.fullmatch(_tidy(text)) is not None


def unit_of(text: str | float) -> str:
    """The unit of ``"50 um"`` as it is written, "" of a bare number; ValueError for no quantity."""
    return _split(text, "50 um")[1]


def from_si(value: float, unit: str, display_unit: str) -> float:
    """Return `value` [`unit`] as a number in `display_unit`; the inverse of `parse`."""
    factor, divisor, offset = _conversion(display_unit, unit)
    return (value - offset) / factor * divisor


def show(value: float, unit: str, display_unit: str, digits: int = 4) -> str:
    """Return `value` [`unit`, SI] as text in `display_unit`, e.g. ``"50 um"``."""
    number = f"{from_si(value, unit, display_unit):.{digits}g}"
    return number if display_unit == "1" else f"{number} {display_unit}"


def _split(text: str | float, example: str) -> tuple[float, str]:
    """Split ``"50 um"`` into 50.0 and ``"um"``; refuse what does not begin with a number."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise ValueError(f'{text!r} is not a quantity; write e.g. "{example}"')
    tidy = _tidy(text)
    if len(tidy) > _MAX_LENGTH:
        raise ValueError(f'"{_shown(text)}" is too long for a quantity')
    if _NOT_FINITE.match(tidy):
        raise ValueError(f'"{_shown(text)}" is not a finite number')
    match = _QUANTITY.fullmatch(tidy)
    if match is None:
        why = "does not begin with a number"
        if re.match(r"[+-]?\d+,\d", tidy):
            why = "has a comma in its number; the decimal mark is a point"
        raise ValueError(f'"{_shown(text)}" {why}; write e.g. "{example}"')
    number = float(match[1])
    if not math.isfinite(number):
        raise ValueError(f'"{_shown(text)}" is too large a number')
    return number, match[2].strip()


def _to_si(number: float, unit_text: str, text: object, unit: str) -> float:
    due, _ = _DUE.get(unit, (f"a quantity in {unit}", unit))
    example = f'write e.g. "{_example(unit, number)}"'
    if unit_text == "C" and unit == "K":
        raise ValueError(f'"{_shown(text)}": C is not a temperature; {example}')
    if unit_text == "C" and unit != "C":
        raise ValueError(f'"{_shown(text)}" reads as a C-rate, but {due} is due; {example}')
    if "angstrom" in unit:  # where atoms are meant, "A" is no ampere
        unit_text = _ANGSTROM.sub("angstrom", unit_text)
    try:
        factor, divisor, offset = _conversion(unit_text, unit)
    except _UnknownUnit as unknown:
        near = nearest(unknown.name, _COMMON)
        hint = f'did you mean "{near}"?' if near else example
        told = f'"{_shown(text)}": unknown unit "{_shown(unknown.name)}"; {hint}'
        raise ValueError(told) from None
    except _WrongKind as wrong:
        what = wrong.args[0]
        raise ValueError(f'"{_shown(text)}" {what}, but {due} is due; {example}') from None
    return number * factor / divisor + offset


class _UnknownUnit(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _WrongKind(Exception):
    pass


@cache
def _conversion(unit_text: str, unit: str) -> tuple[float, float, float]:
    """Return (factor, divisor, offset) with SI value = number * factor / divisor + offset.

    A factor and a divisor, because 50 / 1e6 is 5e-5 to the last digit and 50 * 1e-6 is not.
    """
    basis = _FRACTION_UNITS.get(unit_text.replace(" ", "").lower())
    if basis is not None:
        if basis == {"1": "atom", "mol/mol": "atom", "kg/kg": "mass"}.get(unit):
            return 1.0, 100.0, 0.0
        raise _WrongKind(f"is a fraction by {basis}")
    import pint

    registry = _registry()
    expression = _expression(unit_text)
    try:
        given = registry.parse_units(expression)
        target = registry.parse_units("" if unit == "1" else _expression(unit))
    except pint.UndefinedUnitError as error:
        names = error.unit_names
        raise _UnknownUnit(names if isinstance(names, str) else next(iter(names))) from None
    except Exception as error:  # pint's parser raises many kinds for text that is no unit
        raise _UnknownUnit(unit_text) from error
    if given.dimensionality != target.dimensionality:
        raise _WrongKind(f"is {_kind_of(given)}")
    zero, one = (registry.Quantity(number, given).to(target).magnitude for number in (0.0, 1.0))
    factor = one - zero
    if abs(factor) < 1:
        return 1.0, _clean(1 / factor), float(zero)
    return _clean(factor), 1.0, float(zero)


def _clean(factor: float) -> float:
    """Drop the last digits of a factor that are round-off: 10.000000000000002 is 10."""
    short = float(f"{factor:.12g}")
    return short if abs(short - factor) <= 1e-15 * abs(factor) else factor


def _expression(unit_text: str) -> str:
    """Rewrite a unit as people write it into one that pint reads: ``mA·h/cm²`` -> ``mA*h/cm^2``."""
    text = unit_text.translate(_SUPERSCRIPTS).replace("**", "^")
    for spelling, plain in (("µ", "u"), ("μ", "u"), ("Ω", "ohm"), ("Ω", "ohm"), ("°C", "degC")):
        text = text.replace(spelling, plain)
    text = re.sub(r"\s*([/*^·⋅×])\s*", r"\1", text.strip())
    text = f"1{text}" if text.startswith("/") else text
    text = re.sub(r"[·⋅×\s]+|(?<=[A-Za-z\d)])\.(?=[A-Za-z(])", "*", text)
    if not re.fullmatch(r"[A-Za-z0-9_*/^()%+-]+", text):
        raise _UnknownUnit(unit_text)
    return re.sub(r"(?<=[A-Za-z])(-?\d+)", r"^\1", text)


@cache
def _registry() -> pint.UnitRegistry[Any]:
    import pint

    try:
        return pint.UnitRegistry(cache_folder=":auto:")
    except Exception:  # the cache on disk cannot be written, or is damaged: do without it
        return pint.UnitRegistry()


def _kind_of(given: pint.Unit) -> str:
    """Say what a unit measures, in the words of `_DUE` where it has them."""
    registry = _registry()
    for si_unit, (what, _) in _DUE.items():
        target = registry.parse_units("" if si_unit == "1" else si_unit)
        if given.dimensionality == target.dimensionality:
            return what
    return "of another kind"


def _example(unit: str, number: float) -> str:
    trade_unit = _DUE[unit][1] if unit in _DUE else unit
    return f"{number:g} {trade_unit}"


def _tidy(text: object) -> str:
    return str(text).strip().replace("−", "-")


def _shown(text: object) -> str:
    """Return `text` short enough for a message, on one line."""
    plain = "".join(one if one.isprintable() else " " for one in str(text))
    return plain if len(plain) <= _MAX_LENGTH else plain[: _MAX_LENGTH - 3] + "..."
