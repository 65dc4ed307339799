"""The kinds of value a pouch file holds beside those of a study."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, NamedTuple, get_args

from pydantic import PlainValidator, WithJsonSchema
from pydantic.fields import FieldInfo

from solvus.base.units import parse
from solvus.study.fields import (
    Measure,
    choice,
    described,
    quantity_reader,
    whole_number_reader,
)

_MONEY = re.compile(r"(.*?)\s*(?:\$|USD|US\$)\s*/\s*([A-Za-z0-9^²]+)\s*")


class Amount(NamedTuple):
    """How much electrolyte there is for a charge: by mass [kg/C] or by volume [m3/C]."""

    value: float
    by_volume: bool


def quantity(
    unit: str, example: str, low: str, high: str, meaning: str, *, open_low: bool = False
) -> Any:
    """A field of text with a unit within a range, read as SI; it carries its `Measure`."""
    schema = {
        "type": ["string", "number"] if unit == "1" else "string",
        "description": f"{meaning} From {low} to {high}.",
        "examples": [example],
    }
    reader = PlainValidator(quantity_reader(unit, example, low, high, open_low=open_low))
    return Annotated[float, reader, WithJsonSchema(schema), Measure(unit, low, high, example)]


def whole_number(example: int, low: int, high: int, meaning: str) -> Any:
    """A field of whole numbers; its `Measure` has no unit and the type int."""
    schema = {
        "type": "integer", "minimum": low, "maximum": high, "description": meaning,
        "examples": [example],
    }  # fmt: skip
    reader = PlainValidator(whole_number_reader(example, low, high))
    measure = Measure("1", str(low), str(high), str(example))
    return Annotated[int, reader, WithJsonSchema(schema), measure]


def one_of(what: str, *choices: str) -> Any:
    """A field that names one of a few choices; the first is what is meant where it is left out."""
    reader = PlainValidator(lambda value: choice(value, choices, what))
    return Annotated[str, reader, WithJsonSchema({"enum": list(choices), "default": choices[0]})]


def price(per: str, example: str) -> Any:
    """A field of money per "kg" or "m^2", such as "20 $/kg"."""
    schema = {"type": "string", "examples": [example]}
    return Annotated[float, PlainValidator(_price_reader(per, example)), WithJsonSchema(schema),
                     Measure(f"1/{per}", f"0 1/{per}", f"1e7 1/{per}", example)]  # fmt: skip


def _price_reader(per: str, example: str) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        match = _MONEY.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise ValueError(f'{described(value)} is not a price; write e.g. "{example}"')
        number = parse(f"{match[1]} 1/{match[2]}", f"1/{per}")
        if not 0.0 <= number <= 1e7:
            raise ValueError(f'{described(value)} is out of range; write e.g. "{example}"')
        return number

    return read


_by_mass = quantity_reader("kg/C", "2.6 g/Ah", "0.1 g/Ah", "50 g/Ah")
_by_volume = quantity_reader("m^3/C", "1.7 mL/Ah", "0.1 mL/Ah", "50 mL/Ah")


def read_amount(value: Any) -> Amount:
    """Electrolyte per capacity: "2.6 g/Ah" or "1.7 mL/Ah"."""
    text = value if isinstance(value, str) else ""
    if re.search(r"\d\s*(?:[mu]?L|[cm]?m\^?[3³])\b", text):
        return Amount(_by_volume(value), True)
    return Amount(_by_mass(value), False)


FillAmount = Annotated[
    Amount,
    PlainValidator(read_amount),
    WithJsonSchema({"type": "string", "examples": ["2.6 g/Ah", "1.7 mL/Ah"]}),
]
AMOUNTS = {
    False: Measure("kg/C", "0.1 g/Ah", "50 g/Ah", "2.6 g/Ah"),
    True: Measure("m^3/C", "0.1 mL/Ah", "50 mL/Ah", "1.7 mL/Ah"),
}


def measure_of(field: FieldInfo) -> Measure | None:
    """The measure that a field carries, None for one that is no number."""
    return next(_measures((field.annotation, *field.metadata)), None)


def _measures(parts: tuple[Any, ...]) -> Iterator[Measure]:
    for part in parts:
        if isinstance(part, Measure):
            yield part
        else:
            yield from _measures((*get_args(part), *getattr(part, "__metadata__", ())))
