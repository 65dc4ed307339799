"""Tables of named parameters with unit, range and source, and how overrides meet them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from solvus.base import units
from solvus.base.errors import Fault, InputError, suggestion
from solvus.base.yaml_source import KeyPath, key_text

# A bound written as "0.7 at%" and a value written as 0.007 differ in the last digit.
_ROUND_OFF = 1e-9


@dataclass(frozen=True)
class Parameter:
    """One row of a law's parameter table.

    `unit` is SI unit text ("m^2/s"); `default`, `low` and `high` are texts with a unit of the
    trade ("1.5e-10 cm2/s"). `default` is None where the value must come from a material or the
    study; `low` or `high` is None where nothing bounds the value on that side.
    """

    name: str
    unit: str
    default: str | None
    low: str | None = None
    high: str | None = None
    status: str = "assumed"
    source: str = ""
    meaning: str = ""


def resolve(
    table: tuple[Parameter, ...],
    overrides: Mapping[str, str | float],
    where: KeyPath = (),
    given: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Return the value of every parameter of `table` in SI units.

    An override (text with a unit, or a bare number for unit "1") wins over `given` (SI floats,
    for example from a material), which wins over the default of the table. `where` is the key
    path of the overrides in the study, for messages.

    Raises InputError with all faults: unknown names, units, values outside [low, high], and
    parameters without any value.
    """
    given = given or {}
    names = [parameter.name for parameter in table]
    faults = [
        Fault(f'"{name}" is not a parameter here.{suggestion(name, names)}',
              key_text((*where, name)))
        for name in overrides
        if name not in names
    ]  # fmt: skip
    values: dict[str, float] = {}
    for parameter in table:
        try:
            values[parameter.name] = _value(parameter, overrides, given)
        except ValueError as error:
            faults.append(Fault(str(error), key_text((*where, parameter.name))))
    if faults:
        raise InputError(*faults)
    return values


def _value(
    parameter: Parameter, overrides: Mapping[str, str | float], given: Mapping[str, float]
) -> float:
    name, unit = parameter.name, parameter.unit
    if name in overrides:
        shown: object = overrides[name]
        value = units.parse(overrides[name], unit)
    elif name in given:
        value = float(given[name])
        shown = f"{value:g} {unit}"
    elif parameter.default is not None:
        shown = parameter.default
        value = units.parse(parameter.default, unit)
    else:
        raise ValueError(f"has no default; give a value in {unit}")
    below = parameter.low is not None and _less(value, units.parse(parameter.low, unit))
    above = parameter.high is not None and _less(units.parse(parameter.high, unit), value)
    if below or above or value != value:
        low, high = parameter.low or "no lower limit", parameter.high or "no upper limit"
        raise ValueError(f'"{shown}" lies outside its range, {low} to {high}')
    return value


def _less(a: float, b: float) -> bool:
    return a < b - _ROUND_OFF * abs(b)
