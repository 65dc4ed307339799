"""The kinds of value a study file holds: text with a unit in, SI float out.

Each is a pydantic field type.  Its validator raises ValueError with a sentence (what was given,
why not, what to write instead); its JSON Schema says what an editor may offer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from solvus.base.errors import suggestion
from solvus.base.units import Fraction, parse, parse_fraction

_ROUND_OFF = 1e-9


class Measure(NamedTuple):
    """What a field measures: SI unit text and range (texts with a unit), beside its reader.

    Whoever moves a value of a study by its key path finds the unit here.
    """

    unit: str
    low: str
    high: str
    example: str


def described(value: Any) -> str:
    """What stands in the file, short enough for a sentence."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "a block of keys"
    text = str(value)
    return f'"{text if len(text) <= 60 else text[:57] + "..."}"'


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_text(value: Any, example: str) -> str:
    """The value if it is text that is not blank; ValueError otherwise."""
    if not isinstance(value, str) or not value.strip():
        given = described(value) if not isinstance(value, str) else "an empty text"
        raise ValueError(f'{given} stands where a text is due; write e.g. "{example}"')
    return " ".join(value.split())


def quantity_reader(
    unit: str, example: str, low: str, high: str, *, open_low: bool = False
) -> Callable[[Any], float]:
    """A reader of text with a unit, within [low, high] (or (low, high] with ``open_low``)."""

    def read(value: Any) -> float:
        if not isinstance(value, str) and not _is_number(value):
            raise ValueError(
                f'{described(value)} stands where a value with a unit is due; write "{example}"'
            )
        if unit != "1" and (_is_number(value) or re.fullmatch(r"\s*[-+\d.eE]+\s*", str(value))):
            raise ValueError(f'{described(value)} has no unit; write e.g. "{example}"')
        number = parse(value, unit)
        least, most = parse(low, unit), parse(high, unit)
        slack = _ROUND_OFF * max(abs(least), abs(most))
        if number < least - slack or number > most + slack or (open_low and number <= least):
            begin = f"above {low}" if open_low else low
            raise ValueError(
                f"{described(value)} is out of range; write a value from {begin} to {high}, "
                f'e.g. "{example}"'
            )
        return number

    return read


def _quantity(unit: str, example: str, low: str, high: str, meaning: str, **how: bool) -> Any:
    schema = {
        "type": ["string", "number"] if unit == "1" else "string",
        "description": f"{meaning} From {low} to {high}.",
        "examples": [example],
    }
    reader = PlainValidator(quantity_reader(unit, example, low, high, **how))
    return reader, WithJsonSchema(schema), Measure(unit, low, high, example)


def _annotated(kind: Any, parts: tuple[Any, ...]) -> Any:
    return Annotated[(kind, *parts)]


def read_percent(value: Any) -> float:
    """A share in (0, 1]: "98.5 %" or the number 0.985."""
    read = quantity_reader("1", "98.5 %", "0 %", "100 %", open_low=True)
    if _is_number(value) and 1 < value <= 100:
        meant = f'"{value:g} %"' if value >= 2 else 'a share of at most 1, e.g. "98.5 %"'
        raise ValueError(f"{described(value)} is above 1; write {meant}")
    return read(value)


def read_content(value: Any) -> Fraction:
    """A composition, (0, 100] wt% or at%."""
    if not isinstance(value, str) and not _is_number(value):
        raise ValueError(
            f'{described(value)} stands where a content is due; write e.g. "10 wt%" or "0.71 at%"'
        )
    content = parse_fraction(value)
    if content.value <= 0.0:
        raise ValueError(
            f'{described(value)} is no content; write e.g. "10 wt%", or leave solute and content '
            "out for pure lithium"
        )
    return content


def whole_number_reader(example: int, low: int, high: int) -> Callable[[Any], int]:
    """A reader of whole numbers within [low, high]."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(
                f"{described(value)} is not a whole number; write e.g. {example} without a unit"
            )
        if not low <= value <= high:
            raise ValueError(f"{described(value)} is out of range; write {low} to {high}")
        return value

    return read


def _whole_number(example: int, low: int, high: int, meaning: str) -> tuple[Any, ...]:
    schema = {
        "type": "integer",
        "minimum": low,
        "maximum": high,
        "description": meaning,
        "examples": [example],
    }
    return PlainValidator(whole_number_reader(example, low, high)), WithJsonSchema(schema)


def choice(value: Any, choices: tuple[str, ...], what: str) -> str:
    """The one of ``choices`` that was named (case is ignored); ValueError with the nearest."""
    if not choices:
        raise ValueError(f"{described(value)}: there is no {what} to choose from")
    text = as_text(value, choices[0])
    for known in choices:
        if text.casefold() == known.casefold():
            return known
    raise ValueError(f"{described(value)} is not a known {what}.{suggestion(text, choices)}")


def _one_of(what: str, *choices: str) -> tuple[Any, ...]:
    reader = BeforeValidator(lambda value: choice(value, choices, what))
    return reader, WithJsonSchema({"enum": list(choices), "default": choices[0]})


def read_amount(value: Any) -> tuple[float, str]:
    """Electrolyte: "35 uL/cm2" -> (3.5e-4, "m"), "2.6 g/Ah" -> (7.2e-7, "kg/C")."""
    example = '"2.6 g/Ah" or "35 uL/cm2"'
    if not isinstance(value, str):
        raise ValueError(f"{described(value)} says no amount of electrolyte; write e.g. {example}")
    for unit, low, high in (("m", "1 uL/cm2", "1000 uL/cm2"), ("kg/C", "0.1 g/Ah", "500 g/Ah")):
        try:
            parse(value, unit)
        except ValueError:
            continue
        return quantity_reader(unit, example.strip('"'), low, high)(value), unit
    raise ValueError(
        f"{described(value)} is no amount of electrolyte per area or per capacity; write e.g. "
        f"{example}"
    )


def read_curves(value: Any) -> int:
    """How often curves are kept: all -> 1, none -> 0, every 10 cycles -> 10."""
    example = '"all", "none" or "every 10 cycles"'
    if not isinstance(value, str):
        raise ValueError(f"{described(value)} does not say which curves to keep; write {example}")
    text = " ".join(value.lower().split())
    if text in ("all", "none"):
        return 1 if text == "all" else 0
    match = re.fullmatch(r"every (\d{1,6}) ?cycles?|every cycle", text)
    count = int(match[1] or 1) if match else 0
    if count < 1:
        raise ValueError(f"{described(value)} does not say which curves to keep; write {example}")
    return count


def read_title(value: Any) -> str:
    """A title of one line, at most 200 characters."""
    if isinstance(value, bool) or _is_number(value):
        raise ValueError(
            f"{described(value)} is a {'number' if _is_number(value) else 'yes or no'}, where a "
            f'text is due; put it in quotes: title: "{str(value).lower()}"'
        )
    text = as_text(value, "Li-Ag 10 wt%, 1 mA/cm2")
    if len(text) > 200:
        raise ValueError(f"{described(value)} has {len(text)} characters; write at most 200")
    return text


Title = Annotated[
    str,
    PlainValidator(read_title),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200}),
]
Thickness = _annotated(float, _quantity("m", "50 um", "0.1 um", "5 mm", "Foil thickness."))
Temperature = _annotated(float, _quantity("K", "25 degC", "0 degC", "60 degC", "Temperature."))
Percent = Annotated[
    float,
    PlainValidator(read_percent),
    WithJsonSchema({"type": ["string", "number"], "examples": ["98.5 %"]}),
    Measure("1", "0 %", "100 %", "98.5 %"),
]
Tolerance = _annotated(
    float, _quantity("1", "1.0e-5", "1e-10", "1e-2", "Relative error allowed in a time step.")
)
Cells = _annotated(int, _whole_number(100, 10, 5000, "Finite volumes across the foil."))
Sides = _annotated(int, _whole_number(1, 1, 2, "Faces of the foil that are worked."))
Content = Annotated[
    Fraction,
    PlainValidator(read_content),
    WithJsonSchema(
        {
            "type": "string",
            "description": "Share of the solute in the foil, by mass or by atoms. "
            "100 wt% is a substrate of the pure solute.",
            "examples": ["10 wt%", "0.71 at%"],
        }
    ),
]
Curves = Annotated[
    int,
    PlainValidator(read_curves),
    WithJsonSchema({"type": "string", "examples": ["all", "every 10 cycles", "none"]}),
]
ElectrolyteAmount = Annotated[
    tuple[float, str],
    PlainValidator(read_amount),
    WithJsonSchema({"type": "string", "examples": ["2.6 g/Ah", "35 uL/cm2"]}),
]
CellKind = _annotated(str, _one_of("kind of cell", "symmetric", "half", "full", "foil"))
CathodeModel = _annotated(str, _one_of("model of a cathode", "particle", "porous"))
Loading = _annotated(
    float,
    _quantity("kg/m^2", "15.2 mg/cm2", "0.1 mg/cm2", "200 mg/cm2", "Active material per face."),
)
Porosity = _annotated(float, _quantity("1", "30 %", "5 %", "90 %", "Share of pores."))
AreaResistance = _annotated(
    float,
    _quantity("ohm m^2", "20 ohm cm2", "0 ohm cm2", "1000 ohm cm2", "Resistance times area."),
)
Fade = _annotated(
    float, _quantity("1", "0.04 %", "0 %", "20 %", "Share of the active material lost per cycle.")
)
SeparatorThickness = _annotated(
    float, _quantity("m", "20 um", "1 um", "1 mm", "Thickness of the separator.")
)
Area = _annotated(float, _quantity("m^2", "1.13 cm2", "0.001 cm2", "10 m2", "Area of a face."))
Packing = _annotated(
    float,
    _quantity(
        "1", "25 %", "1 %", "100 %", "Share of the reaction layer that dense lithium would fill."
    ),
)
EndVoltage = _annotated(
    float, _quantity("V", "0.5 V", "1 mV", "10 V", "Voltage, either way, that ends the life.")
)
Route = _annotated(str, _one_of("route", "metal", "chloride"))
SkinDetail = _annotated(str, _one_of("treatment of the skin", "quasi_steady", "full"))
Detail = _annotated(str, _one_of("detail of a run", "full", "fast"))
