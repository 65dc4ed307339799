"""The numbers of a pouch file by their key paths: ranges, and the file with some of them moved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from pydantic import BaseModel

from solvus.base import units
from solvus.base.errors import Fault, InputError, suggestion
from solvus.base.units import Fraction
from solvus.base.yaml_source import key_path, key_text
from solvus.materials import open_circuit
from solvus.pouch.uncertainty import Uncertain
from solvus.study.composition import content_fault
from solvus.study.fields import described
from solvus.study.pouch_design import material_of
from solvus.study.pouch_fields import AMOUNTS, Amount, measure_of
from solvus.study.pouch_schema import PouchFile

_BASES = {"mass": "wt%", "atom": "at%"}
_TO = re.compile(r"(.+?)\s+to\s+(.+?)(?:\s+in\s+(\d+))?\s*")
_SPREAD = re.compile(r"\s*(?:\+-|\+/-|±)\s*(.+)")
_PERCENT = re.compile(r"\s*([\d.]+)\s*%\s*")
PERCENT = "98.5 %"  # the example of `fields.Percent`, whose range is open at zero
LEAST_SHARE = 0.01
POINTS = 11
MOST_POINTS = 2001
CONTENT_STEPS = 30  # halvings
CLEAR = 5e-3  # [V] above the potential at which a discharge ends


class Place(NamedTuple):
    """A number of a pouch file: key path, SI unit, range [SI], an example, the unit it is shown in.

    whole : whether it is a whole number; now : its value in the file
    """

    path: str
    unit: str
    low: float
    high: float
    example: str
    shown_in: str
    now: float
    whole: bool = False
    basis: str = ""

    def read(self, text: str) -> float:
        """A text with a unit as SI, within the range; ValueError with a sentence."""
        if self.basis:
            content = units.parse_fraction(text)
            if content.basis != self.basis:
                raise ValueError(f"{described(text)}: the file counts by {_BASES[self.basis]}")
            value = content.value
        elif "$" in self.shown_in:
            value = units.parse(text.replace("$", "1 ").replace("1 /", "1/"), self.unit)
        else:
            value = units.parse(text, self.unit)
        slack = 1e-9 * max(abs(self.low), abs(self.high))
        if not self.low - slack <= value <= self.high + slack:
            raise ValueError(
                f"{described(text)} is out of range; {self.path} runs from {self.show(self.low)} "
                f"to {self.show(self.high)}"
            )
        if self.whole and value != round(value):
            raise ValueError(f"{described(text)} is not a whole number")
        return value

    def show(self, value: float) -> str:
        """A value as text in the unit of the trade."""
        if self.whole:
            return f"{value:.0f}"
        if self.basis:
            return f"{100.0 * value:.4g} {_BASES[self.basis]}"
        if "$" in self.shown_in:
            return f"{value:.4g} {self.shown_in}"
        return units.show(value, self.unit, self.shown_in)

    def number(self, value: float) -> float:
        """A value in the unit it is shown in."""
        if self.basis:
            return 100.0 * value
        plain = self.whole or "$" in self.shown_in
        return value if plain else units.from_si(value, self.unit, self.shown_in)


def place_of(pouch: PouchFile, path: str) -> Place:
    """The number at a key path; ValueError with a sentence where there is none."""
    keys = key_path(path)
    if not keys:
        raise ValueError('names nothing; write e.g. "anode.thickness"')
    node: Any = pouch
    for depth, head in enumerate(keys):
        if not isinstance(node, BaseModel) or head not in type(node).model_fields:
            near = suggestion(str(head), numbers_of(node)) if isinstance(node, BaseModel) else ""
            where = f" in {key_text(keys[:depth])}" if depth else ""
            raise ValueError(f'"{path}": "{head}" is not a key{where}.{near}')
        holder, node = node, getattr(node, str(head))
    if node is None:
        raise ValueError(f'"{path}" has no value in this file; give it one')
    found = _place(holder, str(keys[-1]), path, node)
    if path == "cathode.upper_cutoff":
        return _within_data(pouch, found)
    return found._replace(high=_most_content(pouch)) if found.basis else found


def _place(holder: BaseModel, name: str, path: str, now: Any) -> Place:
    if isinstance(now, Fraction):
        return Place(path, "1", 1e-4, 0.5, f"10 {_BASES[now.basis]}", _BASES[now.basis],
                     now.value, basis=now.basis)  # fmt: skip
    whole = isinstance(now, int) and not isinstance(now, bool)
    measure = measure_of(type(holder).model_fields[name])
    if isinstance(now, Amount):
        measure, now = AMOUNTS[now.by_volume], now.value
    if measure is None or not isinstance(now, int | float):
        names = numbers_of(holder)
        raise ValueError(f'"{path}" is no number that can be moved.{suggestion(name, names)}')
    if measure.unit in ("1/kg", "1/m^2") and "$" in measure.example:
        shown = "$/kg" if measure.unit == "1/kg" else "$/m2"
        return Place(path, measure.unit, 0.0, 1e7, measure.example, shown, now)
    low, high = (units.parse(text, measure.unit) for text in (measure.low, measure.high))
    if measure.example == PERCENT:  # of nothing there is no cell
        low = LEAST_SHARE
    shown = re.sub(r"^[-+\d.eE\s]+", "", measure.example) or "1"
    return Place(path, measure.unit, low, high, measure.example, shown, float(now), whole)


def _within_data(pouch: PouchFile, place: Place) -> Place:
    """The cut-offs of which something is known: between the rows, or where the data hold."""
    rows, block = pouch.cathode.measured, pouch.cathode
    if rows:
        low, high = rows[0].upper_cutoff, rows[-1].upper_cutoff
        if low == high:
            raise ValueError(f'"{place.path}": there is one row of measured only; add another')
        return place._replace(low=low, high=high)
    made = material_of(pouch)
    if made is None:
        raise ValueError(f'"{place.path}" moves nothing in this file')
    least = made.voltage_low.si if block.lower_cutoff is None else block.lower_cutoff
    full, _ = open_circuit.window(made, least, made.voltage_high.si)
    low = max(least, float(open_circuit.potential(made, full))) + CLEAR
    return place._replace(low=low, high=made.voltage_high.si)


def _most_content(pouch: PouchFile) -> float:
    """The largest content that a foil of that solute can have [1], by bisection."""
    block = pouch.anode
    assert block.content is not None
    assert block.solute is not None
    low, high = block.content.value, 1.0 - 1e-6
    for _ in range(CONTENT_STEPS):
        middle = 0.5 * (low + high)
        content = Fraction(middle, block.content.basis)
        if content_fault(block.solute, block.route, content, pouch.folder) is None:
            low = middle
        else:
            high = middle
    return low


def numbers_of(block: BaseModel) -> list[str]:
    """Names of the entries of a block that are numbers or blocks."""
    fields = type(block).model_fields
    return [
        name
        for name, field in fields.items()
        if measure_of(field) is not None or isinstance(getattr(block, name), BaseModel | Amount)
    ]


def with_values(pouch: PouchFile, values: Mapping[str, Any]) -> PouchFile:
    """The file with numbers replaced: key path -> float or array in SI units, not checked again."""
    for path, value in values.items():
        pouch = _placed(pouch, key_path(path), value)
    return pouch


def _placed(node: Any, keys: tuple[str | int, ...], value: Any) -> Any:
    head, rest = str(keys[0]), keys[1:]
    old = getattr(node, head)
    if rest:
        made = _placed(old, rest, value)
    elif isinstance(old, Fraction | Amount):
        made = old._replace(value=value)
    else:
        made = value
    return node.model_copy(update={head: made})


def read_values(place: Place, text: str) -> np.ndarray:
    """The values of a sweep: "5 um to 50 um", "5 um to 50 um in 21", or "5 um, 10 um, 20 um"."""
    match = _TO.fullmatch(text)
    if match is None:
        return np.array([place.read(part.strip()) for part in text.split(",") if part.strip()])
    low, high = (place.read(part) for part in (match[1], match[2]))
    if low == high:
        raise ValueError(f"{described(text)} begins and ends at the same value")
    count = int(match[3] or POINTS)
    if not 2 <= count <= MOST_POINTS:
        raise ValueError(f"{described(text)}: write 2 to {MOST_POINTS} points")
    if place.whole:
        first, last = sorted((round(low), round(high)))
        return np.arange(first, last + 1, max(1, -(-(last - first) // count)), dtype=float)
    return np.linspace(low, high, count)


def read_uncertain(place: Place, text: str) -> Uncertain:
    """A range "12 um to 20 um" (evenly) or a standard deviation "+- 2 um" or "+- 5 %" (normal)."""
    if place.whole:
        raise ValueError(f'"{place.path}" is counted, not measured; leave it out')
    spread = _SPREAD.fullmatch(text)
    if spread is not None:
        percent = _PERCENT.fullmatch(spread[1])
        sd = (
            abs(place.now) * float(percent[1]) / 100.0
            if percent and place.unit != "1"
            else _width(place, spread[1])
        )
        if not sd > 0.0:
            raise ValueError(f'{described(text)} is no spread; write e.g. "+- 5 %"')
        return Uncertain(place.low, place.high, place.now, sd)
    match = _TO.fullmatch(text)
    if match is None or match[3]:
        raise ValueError(
            f'{described(text)} is no range; write e.g. "{place.example} to ..." or "+- 5 %"'
        )
    low, high = (place.read(part) for part in (match[1], match[2]))
    if not low < high:
        raise ValueError(f"{described(text)} does not rise; write the smaller value first")
    return Uncertain(low, high)


def _width(place: Place, text: str) -> float:
    if place.basis:
        return units.parse_fraction(text).value
    return units.parse(text, place.unit)


def uncertain_of(pouch: PouchFile) -> dict[str, Uncertain]:
    """The uncertain inputs of a file. Raises InputError with every fault."""
    found, faults = {}, []
    for path, text in pouch.uncertain.items():
        try:
            found[path] = read_uncertain(place_of(pouch, path), text)
        except ValueError as error:
            faults.append(Fault(str(error), f"uncertain.{path}"))
    if faults:
        raise InputError(*faults)
    return found
