"""Axes of a design space: entries of a file that take many values, each over the unit interval.

An axis maps u in [0, 1] to what stands in the file. One that is listed ("20 um to 60 um in 5", a
list, named alternatives) has a number of values and u falls in one of as many equal parts; one
that is drawn ("20 um to 60 um", "50 um +- 2 um", "1e-15 m2/s */ 3") maps u by the inverse of its
cumulative distribution. A design is then a point of the unit cube, whatever the axes are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from solvus.base.yaml_source import key_path
from solvus.study.fields import described
from solvus.study.sentences import Slip, carry

HOLE = "{}"
MOST_VALUES = 10_000
LOGARITHMIC = "logarithmic"
EXAMPLES = '[20 um, 50 um], "20 um to 60 um in 5", "20 um to 60 um" or "50 um +- 2 um"'
_TINY = 1e-12  # of u, from the ends of a distribution that has none
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*(.*?)\s*")
_RANGE = re.compile(r"(.+?)\s+to\s+(.+?)(?:\s+in\s+(\S+))?\s*(?:,\s*(\w+))?\s*")
_SPREAD = re.compile(r"(.+?)\s*(\+-|\+/-|±)\s*(.+)")
_FACTOR = re.compile(rf"(.+?)\s*(?:\*/|×/)\s*({_NUMBER})\s*")
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Drawn:
    """A distribution of numbers of one unit: "uniform" over low..high, or "normal" about `low`
    with the standard deviation `high`; on a logarithmic scale both are of the logarithm."""

    shape: str
    low: float
    high: float
    logarithmic: bool = False

    def at(self, u: float) -> float:
        """The value whose cumulative probability is u."""
        if self.shape == "uniform":
            found = self.low + (self.high - self.low) * u
        else:
            found = self.low + self.high * _NORMAL.inv_cdf(min(max(u, _TINY), 1.0 - _TINY))
        return math.exp(found) if self.logarithmic else found


@dataclass(frozen=True)
class Axis:
    """An axis: name, the unit its numbers are written in, and the entries that it sets.

    values : of a listed axis, numbers (with `unit`), texts or, for named alternatives, (name,
        changes); empty for an axis that is drawn.
    sets : key path -> text with ``{}`` where the value goes. Alternatives set their own entries.
    """

    name: str
    unit: str
    sets: tuple[tuple[str, str], ...]
    values: tuple[Any, ...] = ()
    drawn: Drawn | None = None

    @property
    def count(self) -> int | None:
        """How many values there are; None where they are drawn from a distribution."""
        return None if self.drawn is not None else len(self.values)

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.drawn is not None or all(isinstance(one, float) for one in self.values)

    def value(self, u: float) -> float | str:
        """The value at u as a table shows it: a number in `unit`, or a text."""
        found = self._at(u)
        return found[0] if isinstance(found, tuple) else found

    def changes(self, u: float) -> dict[str, Any]:
        """What stands in the file at u: key path -> entry (None takes it away)."""
        found = self._at(u)
        if isinstance(found, tuple):
            return dict(found[1])
        if isinstance(found, float):
            # without a unit it is a number of the file too: "8" sheets are 8 sheets
            plain = int(found) if found == int(found) else found
            found = f"{found:.12g} {self.unit}" if self.unit else plain
        return dict(_as_set(self.sets, found))

    def _at(self, u: float) -> Any:
        if self.drawn is not None:
            return self.drawn.at(u)
        return self.values[min(int(u * len(self.values)), len(self.values) - 1)]


def read_axis(name: str, entry: Any) -> Axis:
    """An axis as a file writes it. Raises ValueError with a sentence.

    A text or a list is of the entry at the key path `name`; a mapping with `values` and `sets`
    moves several entries together; any other mapping lists alternatives, name -> key path -> entry.
    """
    if not isinstance(entry, dict):
        _check_path(name)
        return _with_values(name, entry, ((name, HOLE),))
    if "values" in entry or "sets" in entry:
        return _linked(name, entry)
    if not entry:
        raise ValueError(f"is empty; write e.g. {EXAMPLES}")
    slips: list[Slip] = [
        ((key,), f"{described(one)} stands where key paths and entries are due; write e.g. "
         "{Li-Mg: {cell.working.solute: Mg}}")
        for key, one in entry.items() if not isinstance(one, dict)
    ]  # fmt: skip
    if slips:
        raise carry(slips)
    for changes in entry.values():
        for path in changes:
            _check_path(str(path))
    return Axis(name, "", (), tuple((str(key), tuple(one.items())) for key, one in entry.items()))


def _linked(name: str, entry: Mapping[str, Any]) -> Axis:
    unknown = [key for key in entry if key not in ("values", "sets")]
    sets = entry.get("sets")
    if unknown or "values" not in entry or not isinstance(sets, dict) or not sets:
        raise ValueError(
            "needs values and sets, key path -> text with {} where the value goes; write e.g. "
            '{values: 1 mA/cm2 to 3 mA/cm2 in 5, sets: {"protocol[0]": "Strip at {} for 1 h"}}'
        )
    for path, text in sets.items():
        _check_path(str(path))
        if not isinstance(text, str) or HOLE not in text:
            raise ValueError(f"{described(text)} has no {{}} where the value goes")
    return _with_values(name, entry["values"], tuple((str(p), t) for p, t in sets.items()))


def _with_values(name: str, entry: Any, sets: tuple[tuple[str, str], ...]) -> Axis:
    if isinstance(entry, list):
        return _listed(name, entry, sets)
    if not isinstance(entry, str):
        raise ValueError(f"{described(entry)} is one value, not many; write e.g. {EXAMPLES}")
    for form, read in ((_RANGE, _range), (_FACTOR, _factor), (_SPREAD, _spread)):
        match = form.fullmatch(entry.strip())
        if match is not None:
            unit, values, drawn = read(entry, match)
            return Axis(name, unit, sets, values, drawn)
    raise ValueError(f"{described(entry)} is one value, not many; write e.g. {EXAMPLES}")


def _listed(name: str, entry: list[Any], sets: tuple[tuple[str, str], ...]) -> Axis:
    if not entry:
        raise ValueError(f"is empty; write e.g. {EXAMPLES}")
    read = [_QUANTITY.fullmatch(str(one)) if isinstance(one, str | int | float)
            and not isinstance(one, bool) else None for one in entry]  # fmt: skip
    units = {match[2] for match in read if match is not None}
    if all(match is not None for match in read) and len(units) == 1:
        numbers = tuple(float(match[1]) for match in read if match is not None)
        if len(set(numbers)) < len(numbers):
            raise ValueError("names a value twice; each is one design")
        return Axis(name, units.pop(), sets, numbers)
    if len(units) > 1:
        shown = " and ".join(f'"{one}"' if one else "none" for one in sorted(units))
        raise ValueError(f"has values of several units ({shown}); write all in the same one")
    if len({str(one) for one in entry}) < len(entry):
        raise ValueError("names a value twice; each is one design")
    if any(isinstance(one, dict | list) for one in entry):
        raise ValueError("holds a block or a list; give each alternative a name, e.g. "
                         "{Li-Mg: {cell.working.solute: Mg}}")  # fmt: skip
    # the value itself is kept, since "none" and no entry differ; a table shows its text
    return Axis(name, "", sets, tuple(
        one if isinstance(one, str) else ("none" if one is None else str(one), _as_set(sets, one))
        for one in entry
    ))  # fmt: skip


def _as_set(sets: tuple[tuple[str, str], ...], value: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((path, value if text == HOLE else text.replace(HOLE, _shown(value)))
                 for path, text in sets)  # fmt: skip


def _shown(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _range(entry: str, match: re.Match[str]) -> tuple[str, tuple[float, ...], Drawn | None]:
    (low, unit), (high, other) = _quantity(match[1]), _quantity(match[2])
    if not unit and other:
        unit = other  # "20 to 60 um"
    if other != unit:
        raise ValueError(f"{described(entry)} has two units; write both ends in the same one")
    if match[4] is not None and match[4] != LOGARITHMIC:
        raise ValueError(f'{described(entry)}: "{match[4]}" is not known; write {LOGARITHMIC}, or '
                         "leave it out")  # fmt: skip
    logarithmic = match[4] is not None
    if low == high:
        raise ValueError(f"{described(entry)} begins and ends at the same value")
    if logarithmic and not (low > 0.0 and high > 0.0):
        raise ValueError(f"{described(entry)}: a logarithmic range needs ends above zero")
    first, last = (math.log(low), math.log(high)) if logarithmic else (low, high)
    if match[3] is None:
        if high < low:
            raise ValueError(f"{described(entry)} does not rise; write the smaller value first")
        return unit, (), Drawn("uniform", first, last, logarithmic)
    if not match[3].isdigit() or not 2 <= int(match[3]) <= MOST_VALUES:
        raise ValueError(f"{described(entry)}: write 2 to {MOST_VALUES} values")
    count = int(match[3])
    points = [first + (last - first) * k / (count - 1) for k in range(count)]
    inner = tuple(math.exp(x) if logarithmic else x for x in points[1:-1])
    return unit, (low, *inner, high), None


def _spread(entry: str, match: re.Match[str]) -> tuple[str, tuple[float, ...], Drawn | None]:
    middle, unit = _quantity(match[1])
    size, other = _quantity(match[3])
    if other == "%" and unit != "%":
        size, other = abs(middle) * size / 100.0, unit
    if other != unit:
        raise ValueError(f"{described(entry)} has two units; write both in the same one, or the "
                         "spread in %")  # fmt: skip
    if not size > 0.0:
        raise ValueError(f'{described(entry)} has no spread; write e.g. "50 um +- 2 um"')
    return unit, (), Drawn("normal", middle, size)


def _factor(entry: str, match: re.Match[str]) -> tuple[str, tuple[float, ...], Drawn | None]:
    middle, unit = _quantity(match[1])
    factor = float(match[2])
    if not (middle > 0.0 and factor > 1.0):
        raise ValueError(f"{described(entry)} needs a value above zero and a factor above one")
    return unit, (), Drawn("normal", math.log(middle), math.log(factor), logarithmic=True)


def _quantity(text: str) -> tuple[float, str]:
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise ValueError(f'{described(text)} is no number with a unit; write e.g. "20 um"')
    if not math.isfinite(float(match[1])):
        raise ValueError(f"{described(text)} is too large a number")
    return float(match[1]), match[2]


def _check_path(text: str) -> None:
    if not key_path(text):
        raise ValueError(f'{described(text)} is no key path; write e.g. "cell.working.thickness"')
