"""``--set NAME=VALUE`` of ``solvus analyse``: of spectra, profiles, maps, heights, sections.

What is rarely needed has no option of its own: the names are those of `SurfaceAsked`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvus.report.measured.surface_asked import SurfaceAsked

EV = "eV"
SCALARS = {
    "pixel": "m", "height_unit": "m", "s_index": "m", "l_index": "m", "lateral": "m",
    "texture_window": "m", "rate": "m/s", "rate_error": "1", "ratio": "1", "texture_level": "1",
    "photon_energy": EV,
}  # fmt: skip
ANY_SIGN = ("texture_level",)  # a logarithm
RANGES = {"window": (EV, 2), "step": ("m", 2), "plateau": ("m", 2), "box": ("m", 4)}
WORDS = {
    "background": ("shirley", "tougaard", "linear", "none"),
    "form": ("none", "plane", "second-order"), "level": (), "element": (),
}  # fmt: skip
COUNTS = ("states", "seed")
EDGES = ("upper", "lower")
NAMES = (*SCALARS, *RANGES, *WORDS, *COUNTS, *EDGES, "reference", "factor")


def surface_of(settings: Sequence[str]) -> SurfaceAsked:
    """The settings as they were written, in SI units.

    Raises InputError with every one that cannot be read.
    """
    from solvus.base.errors import Fault, InputError, suggestion
    from solvus.report.measured.surface_asked import SurfaceAsked

    values: dict[str, Any] = {"factors": {}}
    faults = []
    for setting in settings:
        name, sign, text = (part.strip() for part in setting.partition("="))
        if not sign or name not in NAMES:
            why = "is not NAME=VALUE" if not sign else f"is no setting.{suggestion(name, NAMES)}"
            faults.append(Fault(f'"{setting}" {why}', "--set"))
            continue
        try:
            read = _value(name, text)
        except ValueError as error:
            faults.append(Fault(str(error), f"--set {name}"))
            continue
        if name == "factor":
            values["factors"] |= read
        elif name in values:
            faults.append(Fault("is given twice", f"--set {name}"))
        else:
            values[name] = read
    if faults:
        raise InputError(*faults)
    return SurfaceAsked(**values)


def _value(name: str, text: str) -> Any:
    if name in SCALARS:
        value = _number(text, SCALARS[name])
        if name not in ANY_SIGN and (value < 0.0 or (value == 0.0 and name != "rate_error")):
            raise ValueError(f'"{text}" is not positive')
        return value
    if name in RANGES:
        unit, count = RANGES[name]
        return tuple(_numbers(text, unit, count))
    if name in EDGES:
        return tuple((x, y) for x, y in (_numbers(one, "m", 2) for one in text.split(";")))
    if name in COUNTS:
        if not text.isdigit():
            raise ValueError(f'"{text}" is no whole number')
        return int(text)
    if name == "reference":
        return _reference(text)
    if name == "factor":
        return _factor(text)
    if WORDS[name] and text not in WORDS[name]:
        raise ValueError(f'"{text}" is none of {", ".join(WORDS[name])}')
    return text


def _number(text: str, unit: str) -> float:
    """A number in SI units, an energy in eV."""
    from solvus.base.units import parse

    if unit == EV:
        joules = parse(text if text.strip().endswith("eV") else f"{text} eV", "J")
        return round(joules / parse("1 eV", "J"), 9)
    return parse(text, unit)


def _numbers(text: str, unit: str, count: int) -> list[float]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != count:
        example = ", ".join(["1 um" if unit == "m" else "364 eV"] * count)
        raise ValueError(f'"{text}" has {len(parts)} values, and {count} are due: "{example}"')
    return [_number(part, unit) for part in parts]


def _reference(text: str) -> Any:
    """"C 1s, 285.3, 284.8, 0.1": line, where it was read, where it stands, error of that [eV]."""
    from solvus.analyse.doublet import Reference

    line, *energies = (part.strip() for part in text.split(","))
    if len(energies) not in (2, 3):
        raise ValueError(
            f'"{text}" is not line, energy read, true energy and, if known, the error of the '
            'shift: "C 1s, 285.3, 284.8, 0.1"'
        )
    return Reference(line, *(_number(one, EV) for one in energies))


def _factor(text: str) -> dict[str, Any]:
    """"Li KLL: 0.03 0.006": the line, its factor, and its standard error."""
    from solvus.analyse.sensitivity import Factor

    line, sign, numbers = text.partition(":")
    try:
        value, *sigma = (float(part) for part in numbers.split())
        if not sign or len(sigma) > 1 or not 0.0 < value < float("inf"):
            raise ValueError
    except ValueError:
        raise ValueError(f'"{text}" is not line: factor error, e.g. "Li KLL: 0.03 0.006"') from None
    return {line.strip(): Factor(value, sigma[0] if sigma else 0.0, "given", "--set")}
