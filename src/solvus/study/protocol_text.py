"""The protocol in words: one sentence to one :class:`~solvus.model.protocol.Step`.

::

    step    = "Strip" "at" current ends | "Plate" "at" current ends | "Rest" "for" time
            | "Sweep" "from" voltage "to" voltage "at" rate          (see sweep_text)
    current = "1 mA/cm2" | "0.2C" | "C/5"                   (a magnitude: the verb gives the sign)
    ends    = end { "or" end }
    end     = "for" time | "for" areal charge | "until" voltage | "until exhausted"

Case and spaces do not matter, and ``at`` may stand after the ends.  The first end that is
reached ends the step.  A strip needs a ``for`` or ``until exhausted``; a plate needs a ``for``:
a voltage may never be reached, and a protocol that may never end is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from solvus.base.constants import SECONDS_PER_HOUR
from solvus.base.errors import nearest
from solvus.base.units import is_c_rate, parse, parse_c_rate
from solvus.model.protocol import Kind, Step
from solvus.study.sweep_text import is_sweep, parse_sweep

LARGEST_CURRENT = 1.0e4  # A/m2 = 1 A/cm2
SMALLEST_CURRENT = 1.0e-5  # A/m2 = 1 nA/cm2: below it 5 mA.h/cm2 take centuries
LARGEST_C_RATE = 1.0e3  # 1/h
SMALLEST_C_RATE = 1.0e-4  # 1/h
LARGEST_CHARGE = 7.2e7  # C/m2 = 2000 mA.h/cm2: twice a lithium foil of 5 mm
LONGEST = 1.0e5 * SECONDS_PER_HOUR  # s, 11 years
LARGEST_VOLTAGE = 10.0  # V

VERBS: dict[str, Kind] = {"strip": "strip", "plate": "plate", "rest": "rest"}
_OTHER_WORDS = {
    "dissolve": "Strip",
    "deposit": "Plate",
    "electrodeposit": "Plate",
    "wait": "Rest",
    "pause": "Rest",
    "relax": "Rest",
}
_EITHER_WORDS = ("charge", "discharge")
_KEYWORD = re.compile(r"\b(at|for|until|or)\b", re.IGNORECASE)
_UNIT = re.compile(r"[a-zA-Zµμ%]")
_EXHAUSTED = "exhausted"


@dataclass
class _Clauses:
    """What stands behind each keyword of a sentence, sorted by what it is."""

    verb: str
    at: str = ""
    ends: list[tuple[str, str]] = field(default_factory=list)


def parse_step(text: str) -> Step:
    """Read one sentence of the grammar above.

    Raises ValueError whose text says what was given, why not, and what to write instead.
    """
    if is_sweep(text):
        return parse_sweep(text)
    clauses = _split(text)
    kind = VERBS[clauses.verb]
    if kind == "rest":
        return _rest(text, clauses)
    if not clauses.at:
        raise ValueError(
            f'"{text}" has no current; write e.g. "{kind.capitalize()} at 1 mA/cm2 for 1 h"'
        )
    current, c_rate = _current(clauses.at)
    ends: dict[str, float] = {}
    for keyword, value in clauses.ends:
        name, number = _end(kind, keyword, value)
        if name in ends:
            raise ValueError(f'"{text}" gives two ends of the same sort; keep one of them')
        ends[name] = number
    step = Step(
        kind=kind,
        current=current,
        c_rate=c_rate,
        duration=ends.get("duration", math.inf),
        charge=ends.get("charge", math.inf),
        voltage_limit=ends.get("voltage_limit", math.nan),
        until_exhausted="until_exhausted" in ends,
        text=text,
    )
    _check_it_ends(step)
    return step


def _split(text: str) -> _Clauses:
    words = " ".join(text.split())
    if not words:
        raise ValueError('an empty step; write e.g. "Rest for 1 h"')
    head, *rest = _KEYWORD.split(words)
    clauses = _Clauses(verb=_verb(head.strip(), text))
    pairs = [(word.lower(), value.strip()) for word, value in _pairs(rest)]
    after_or = True  # the first end needs no "or" before it
    for keyword, value in pairs:
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
            raise ValueError(f'"{text}" has nothing after "{keyword}"; {_example_for(keyword)}')
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


def _pairs(parts: list[str]) -> Iterator[tuple[str, str]]:
    return zip(parts[0::2], parts[1::2], strict=True)


def _example_for(keyword: str) -> str:
    examples = {
        "at": 'write e.g. "at 1 mA/cm2"',
        "for": 'write e.g. "for 1 h" or "for 5 mAh/cm2"',
        "until": 'write e.g. "until exhausted" or "until 0.5 V"',
    }
    return examples[keyword]


def _verb(head: str, text: str) -> str:
    word, _, more = head.lower().partition(" ")
    if word in VERBS:
        if more:
            missing = '"for"' if word == "rest" else '"at"'
            raise ValueError(
                f'"{text}": after "{word.capitalize()}" came "{more}", where {missing} is due; '
                + _example_of_step(word)
            )
        return word
    if word in _OTHER_WORDS:
        raise ValueError(
            f'"{text}" begins with "{word}"; the verb of a step is Strip, Plate, Rest or Sweep: '
            f'here write "{_OTHER_WORDS[word]}"'
        )
    if word in _EITHER_WORDS:
        raise ValueError(
            f'"{text}" begins with "{word}", which depends on the cell; write "Strip" when lithium '
            'leaves the working foil and "Plate" when it comes back'
        )
    begin = f'"{text}" begins with "{word}"' if word else f'"{text}" has no verb'
    known = nearest(word, [verb.capitalize() for verb in VERBS]) or nearest(word, [*VERBS, "sweep"])
    hint = f' Did you mean "{known.capitalize()}"?' if known else ""
    raise ValueError(f"{begin}; a step begins with Strip, Plate, Rest or Sweep.{hint}")


def _example_of_step(verb: str) -> str:
    if verb == "rest":
        return 'write e.g. "Rest for 1 h"'
    return f'write e.g. "{verb.capitalize()} at 1 mA/cm2 for 1 h"'


def _rest(text: str, clauses: _Clauses) -> Step:
    if clauses.at:
        raise ValueError(f'"{text}": a rest has no current; write e.g. "Rest for 1 h"')
    ends = [_end("rest", keyword, value) for keyword, value in clauses.ends]
    if len(ends) != 1 or ends[0][0] != "duration":
        raise ValueError(f'"{text}": a rest needs one time and nothing else, e.g. "Rest for 72 h"')
    return Step(kind="rest", duration=ends[0][1], text=text)


def _current(value: str) -> tuple[float, float]:
    """(current [A/m2], C-rate [1/h]); the one that was not given is nan."""
    if is_c_rate(value.upper()):
        rate = parse_c_rate(value.upper())
        _check_size("C-rate", value, rate, SMALLEST_C_RATE, LARGEST_C_RATE, "0.0001C to 1000C")
        return math.nan, rate
    current = _quantity(value, "A/m^2", "current", '"1 mA/cm2"')
    _check_size("current", value, current, SMALLEST_CURRENT, LARGEST_CURRENT, "1 nA/cm2 to 1 A/cm2")
    return current, math.nan


def _end(kind: Kind, keyword: str, value: str) -> tuple[str, float]:
    """(the attribute of Step, its value in SI) of one end of a step."""
    if keyword == "for":
        time = _quantity(value, "s", "time", '"72 h"') if kind == "rest" else _try(value, "s")
        if time is not None:
            _check_size("time", value, time, 0.0, LONGEST, "above 0 and up to 100000 h")
            return "duration", time
        if not _UNIT.search(value):
            raise ValueError(f'"for {value}" has no unit; write e.g. "for 5 mAh/cm2" or "for 1 h"')
        charge = _quantity(value, "C/m^2", "charge", '"5 mAh/cm2"')
        _check_size("charge", value, charge, 0.0, LARGEST_CHARGE, "above 0 and up to 2 Ah/cm2")
        return "charge", charge
    if not re.search(r"\d", value):
        if value.lower() != _EXHAUSTED:
            raise ValueError(
                f'"until {value}" is not an end; write "until exhausted" or e.g. "until 0.5 V".'
                + (' Did you mean "exhausted"?' if nearest(value.lower(), [_EXHAUSTED]) else "")
            )
        if kind != "strip":
            raise ValueError(
                '"until exhausted" means that the working foil has no lithium left to strip, so '
                'only a strip can end so; write e.g. "for 1 h"'
            )
        return "until_exhausted", 1.0
    return "voltage_limit", _voltage(kind, value)


def _voltage(kind: Kind, value: str) -> float:
    volts = _quantity(value, "V", "voltage", '"0.5 V"')
    sign = {"strip": 1.0, "plate": -1.0, "rest": 0.0}[kind]
    if sign and volts * sign <= 0.0:
        verb, side = ("Stripping", "above") if kind == "strip" else ("Plating", "below")
        raise ValueError(
            f'"until {value}": {verb.lower()} the working foil drives the voltage {side} zero; '
            f'write "until {sign * abs(volts) or sign * 0.5:g} V"'
        )
    if abs(volts) > LARGEST_VOLTAGE:
        raise ValueError(f'"until {value}" is beyond 10 V, where no lithium cell goes; write less')
    return volts


def _check_size(
    what: str, given: str, number: float, low: float, high: float, allowed: str
) -> None:
    if number < 0.0:
        raise ValueError(
            f'{what} "{given}" is negative; write a positive {what}: Strip and Plate give the sign'
            if what in ("current", "C-rate", "charge")
            else f'{what} "{given}" is negative; write a positive {what}'
        )
    if number == 0.0:
        hint = ' (for no current write "Rest for ...")' if what == "current" else ""
        raise ValueError(f'{what} "{given}" is zero; write a {what} of {allowed}{hint}')
    if not low <= number <= high:
        raise ValueError(f'{what} "{given}" is out of range; write a {what} of {allowed}')


def _try(value: str, unit: str) -> float | None:
    try:
        return parse(value, unit)
    except ValueError:
        return None


# A unit that belongs to the cell as a whole: what it is called, and what it is per area.
_WHOLE = (("A", "current", "mA/cm2"), ("C", "charge", "mAh/cm2"))


def _quantity(value: str, unit: str, what: str, example: str) -> float:
    """``value`` in ``unit``, or a sentence that knows the usual slips of a protocol."""
    try:
        return parse(value, unit)
    except ValueError as error:
        raise ValueError(_slip(value, what, example) or str(error)) from None


def _slip(value: str, what: str, example: str) -> str:
    """A sentence for a slip that is particular to protocols; empty when it is another."""
    if len(re.findall(r"(?<![a-zA-Z^\d.])[-+]?\d", value)) > 1:
        misspelt = _misspelt_keyword(value)
        if misspelt:
            return misspelt
    for whole_unit, name, per_area in _WHOLE:
        if _try(value, whole_unit) is not None:
            return (
                f'"{value}" is a {name} of the whole cell; divide it by the electrode area and '
                f'write it per area, e.g. "1 {per_area}"'
            )
    if what == "charge" and (_try(value, "A/m^2") is not None or _try(value, "V") is not None):
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


def _check_it_ends(step: Step) -> None:
    if math.isfinite(step.duration) or math.isfinite(step.charge) or step.until_exhausted:
        if not math.isnan(step.current) and math.isfinite(step.charge) and step.longest > LONGEST:
            raise ValueError(
                f'"{step.text}" takes {step.longest / SECONDS_PER_HOUR:.3g} h; the longest step is '
                "100000 h: write a larger current or a smaller charge"
            )
        return
    if math.isnan(step.voltage_limit):
        raise ValueError(
            f'"{step.text}" has no end; write e.g. "for 1 h" or "for 5 mAh/cm2"'
            + (' or "until exhausted"' if step.kind == "strip" else "")
        )
    raise ValueError(
        f'"{step.text}" may never end, because the cell may never reach that voltage; add a time '
        f'or a charge, e.g. "for 20 h or until {step.voltage_limit:g} V"'
        + (', or write "or until exhausted" after it' if step.kind == "strip" else "")
    )
