"""What every sentence of a protocol is made of: keywords, numbers with a unit, and their slips."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from solvus.base.constants import SECONDS_PER_HOUR
from solvus.base.errors import nearest
from solvus.base.units import is_c_rate, parse, parse_c_rate
from solvus.model.protocol import Step

LARGEST_CURRENT = 1.0e4  # A/m2 = 1 A/cm2
SMALLEST_CURRENT = 1.0e-5  # A/m2 = 1 nA/cm2: below it 5 mA.h/cm2 take centuries
LARGEST_C_RATE = 1.0e3  # 1/h
SMALLEST_C_RATE = 1.0e-4  # 1/h
LARGEST_CHARGE = 7.2e7  # C/m2 = 2000 mA.h/cm2: twice a lithium foil of 5 mm
LONGEST = 1.0e5 * SECONDS_PER_HOUR  # s, 11 years
LARGEST_VOLTAGE = 10.0  # V

_KEYWORD = re.compile(r"\b(at|for|until|or)\b", re.IGNORECASE)
_UNIT = re.compile(r"[a-zA-Zµμ%]")
_PERIOD = re.compile(r"\(\s*(?P<time>[^()]*?)\s*period\s*\)\s*$", re.IGNORECASE)
_SHORT_MINUTE = re.compile(r"[-+\d.eE]+\s*m")


@dataclass
class Clauses:
    """The first word of a sentence and what stands behind each keyword."""

    verb: str
    after: str
    at: str = ""
    ends: list[tuple[str, str]] = field(default_factory=list)


def split(text: str) -> Clauses:
    """Take one sentence apart at its keywords.

    ``verb`` is its first word in small letters, ``after`` what stands between that and the first
    keyword (nothing, in a sentence without a slip).
    Raises ValueError for words that are in the wrong place.
    """
    words = " ".join(_without_period(text).split())
    if not words:
        raise ValueError('an empty step; write e.g. "Rest for 1 h"')
    head, *rest = _KEYWORD.split(words)
    verb, _, after = head.strip().lower().partition(" ")
    clauses = Clauses(verb, after)
    after_or = True  # the first end needs no "or" before it
    for keyword, value in _pairs(rest):
        if keyword == "or":
            if value:
                raise ValueError(
                    f'"{text}": after "or" came "{value}"; write "or for ..." or "or until ..."'
                )
            if after_or:
                raise ValueError(f'"{text}" has an "or" without an end before it; remove the "or"')
            after_or = True
            continue
        if not value:
            raise ValueError(f'"{text}" has nothing after "{keyword}"; {_EXAMPLES[keyword]}')
        if keyword == "at":
            if clauses.at:
                raise ValueError(f'"{text}" gives two currents; one step has one current')
            clauses.at = value
            continue
        if not after_or:
            raise ValueError(
                f'"{text}": put "or" between two ends, e.g. "for 20 h or until exhausted"'
            )
        clauses.ends.append((keyword, value))
        after_or = False
    if clauses.ends and after_or:
        raise ValueError(f'"{text}" ends with "or"; remove it or write the other end after it')
    return clauses


_EXAMPLES = {
    "at": 'write e.g. "at 1 mA/cm2"',
    "for": 'write e.g. "for 1 h" or "for 5 mAh/cm2"',
    "until": 'write e.g. "until exhausted" or "until 0.5 V"',
}


def _pairs(parts: list[str]) -> Iterator[tuple[str, str]]:
    for keyword, value in zip(parts[0::2], parts[1::2], strict=True):
        yield keyword.lower(), value.strip()


def _without_period(text: str) -> str:
    """A sentence without "(5 minute period)", by which PyBaMM says how often it writes.

    The time must be one; what is written after a run here is up to its steps.
    """
    found = _PERIOD.search(text)
    if found is None:
        return text
    if time_of(found["time"]) is None:
        raise ValueError(
            f'"{text}": "{found["time"]}" is not a time; write e.g. "(5 minute period)" or leave '
            "it out"
        )
    return text[: found.start()]


def once(text: str, ends: list[tuple[str, float]]) -> dict[str, float]:
    """The ends of a step by name; a name that comes twice is refused with a ValueError."""
    if len({name for name, _ in ends}) < len(ends):
        raise ValueError(f'"{text}" gives two ends of the same sort; keep one of them')
    return dict(ends)


def density_or_rate(value: str) -> tuple[float, float]:
    """(current density [A/m2], C-rate [1/h]); the one that was not given is nan."""
    if is_c_rate(value.upper()):
        return math.nan, c_rate_of(value)
    current = quantity(value, "A/m^2", "current", '"1 mA/cm2"')
    check_size("current", value, current, SMALLEST_CURRENT, LARGEST_CURRENT, "1 nA/cm2 to 1 A/cm2")
    return current, math.nan


def c_rate_of(value: str) -> float:
    """A C-rate [1/h] within the range of a protocol."""
    rate = parse_c_rate(value.upper())
    check_size("C-rate", value, rate, SMALLEST_C_RATE, LARGEST_C_RATE, "0.0001C to 1000C")
    return rate


def time_of(value: str) -> float | None:
    """A time [s], or None where something else is written; "m" stands for minutes, as in PyBaMM."""
    return attempt(f"{value}in" if _SHORT_MINUTE.fullmatch(value) else value, "s")


def time_or_charge(value: str) -> tuple[str, float]:
    """What stands after "for": ("duration", [s]) or ("charge", [C/m2])."""
    time = time_of(value)
    if time is not None:
        return "duration", checked_time(value, time)
    if not _UNIT.search(value):
        raise ValueError(f'"for {value}" has no unit; write e.g. "for 5 mAh/cm2" or "for 1 h"')
    charge = quantity(value, "C/m^2", "charge", '"5 mAh/cm2"')
    check_size("charge", value, charge, 0.0, LARGEST_CHARGE, "above 0 and up to 2 Ah/cm2")
    return "charge", charge


def only_time(value: str, example: str) -> float:
    """What stands after "for" where nothing but a time [s] will do."""
    time = time_of(value)
    return checked_time(value, quantity(value, "s", "time", example) if time is None else time)


def checked_time(value: str, time: float) -> float:
    """The time [s] itself, if it is one that a step may take."""
    check_size("time", value, time, 0.0, LONGEST, "above 0 and up to 100000 h")
    return time


def check_size(what: str, given: str, number: float, low: float, high: float, allowed: str) -> None:
    """Refuse a number that is negative, zero or out of range, with a ValueError for each."""
    if number < 0.0:
        raise ValueError(
            f'{what} "{given}" is negative; write a positive {what}: the verb gives the direction'
            if what in ("current", "C-rate", "charge")
            else f'{what} "{given}" is negative; write a positive {what}'
        )
    if number == 0.0:
        hint = ' (for no current write "Rest for ...")' if what == "current" else ""
        raise ValueError(f'{what} "{given}" is zero; write a {what} of {allowed}{hint}')
    if not low <= number <= high:
        raise ValueError(f'{what} "{given}" is out of range; write a {what} of {allowed}')


def check_longest(step: Step) -> None:
    """Refuse a charge that takes too long at its current; one that is not yet known passes."""
    if math.isnan(step.current) or math.isinf(step.charge) or step.longest <= LONGEST:
        return
    raise ValueError(
        f'"{step.text}" takes {step.longest / SECONDS_PER_HOUR:.3g} h; the longest step is '
        "100000 h: write a larger current or a smaller charge"
    )


def attempt(value: str, unit: str) -> float | None:
    """``value`` in ``unit``, or None where it is something else."""
    try:
        return parse(value, unit)
    except ValueError:
        return None


def quantity(value: str, unit: str, what: str, example: str) -> float:
    """``value`` in ``unit``, or a sentence that knows the usual slips of a protocol."""
    try:
        return parse(value, unit)
    except ValueError as error:
        raise ValueError(_slip(value, what, example) or str(error)) from None


# A unit that belongs to the cell as a whole: what it is called, and what it is per area.
_WHOLE = (("A", "current", "mA/cm2"), ("C", "charge", "mAh/cm2"))


def _slip(value: str, what: str, example: str) -> str:
    """A sentence for a slip that is particular to protocols; empty when it is another."""
    if len(re.findall(r"(?<![a-zA-Z^\d.])[-+]?\d", value)) > 1:
        misspelt = _misspelt_keyword(value)
        if misspelt:
            return misspelt
    for whole_unit, name, per_area in _WHOLE:
        if attempt(value, whole_unit) is not None:
            return (
                f'"{value}" is a {name} of the whole cell; divide it by the electrode area and '
                f'write it per area, e.g. "1 {per_area}"'
            )
    if what == "charge" and (
        attempt(value, "A/m^2") is not None or attempt(value, "V") is not None
    ):
        return (
            f'"for {value}": after "for" a time or a charge per area is due, e.g. "for 1 h" or '
            '"for 5 mAh/cm2"; a current stands after "at", a voltage after "until"'
        )
    if not _UNIT.search(value):
        return f'{what} "{value}" has no unit; write e.g. {example}'
    return ""


def _misspelt_keyword(value: str) -> str:
    for word in re.findall(r"(?<=\s)[A-Za-z]{2,}(?=\s)", value):
        keyword = nearest(word.lower(), ["for", "until", "at", "or"])
        if keyword:
            return f'"{value}": "{word}" is not a word of a step. Did you mean "{keyword}"?'
    return ""
