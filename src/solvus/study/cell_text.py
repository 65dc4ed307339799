"""The steps of a full cell in words.

::

    step    = "Charge" "at" current ends | "Discharge" "at" current ends
            | "Hold" "at" voltage hold_ends
    current = "C/10" | "1 mA/cm2" | "50 mA"     (the last of the whole cell, and needs cell: area)
    ends    = end { "or" end };  end = "for" time | "for" areal charge | "until" voltage
    hold_ends = as ends, of      "for" time | "until" current

Every voltage is that of the cell, and positive.  A charge or discharge may end by its voltage
alone, since a cathode always gets there.  These are the sentences of PyBaMM's experiments too,
whose ``>`` and ``<`` before a voltage are understood; constant power and constant resistance are
not modelled, and refused.
"""

from __future__ import annotations

import math
import re

from solvus.model.protocol import Kind, Step
from solvus.study import step_words as words
from solvus.study.step_words import Clauses

LARGEST_AMPERES = 1.0e3  # A, a cell of a square metre at 100 mA/cm2
SMALLEST_AMPERES = 1.0e-9  # A
_VOLTS = {"charge": "4.3 V", "discharge": "2.8 V"}
_BEYOND = {"charge": ">", "discharge": "<"}
_OHM = re.compile(r"(?:ohms?|Ω|Ω)\s*", re.IGNORECASE)


def parse_cell_step(kind: Kind, text: str, clauses: Clauses) -> Step:
    """The charge, discharge or hold that ``clauses`` of ``text`` say.

    Raises ValueError: what was given, why not, what to write instead.
    """
    if kind == "hold":
        return _hold(text, clauses)
    if not clauses.at:
        raise ValueError(
            f'"{text}" has no current; write e.g. "{kind.capitalize()} at C/5 until {_VOLTS[kind]}"'
        )
    current, c_rate, amperes = _current(kind, clauses.at)
    ends = words.once(text, [_end(kind, keyword, value) for keyword, value in clauses.ends])
    if not ends:
        raise ValueError(f'"{text}" has no end; write e.g. "until {_VOLTS[kind]}" or "for 1 h"')
    step = Step(
        kind=kind,
        current=current,
        c_rate=c_rate,
        amperes=amperes,
        duration=ends.get("duration", math.inf),
        charge=ends.get("charge", math.inf),
        voltage_limit=ends.get("voltage_limit", math.nan),
        text=text,
    )
    words.check_longest(step)
    return step


def _hold(text: str, clauses: Clauses) -> Step:
    if not clauses.at:
        raise ValueError(f'"{text}" has no voltage; write e.g. "Hold at 4.3 V until C/20"')
    if _is_current(clauses.at):
        raise ValueError(
            f'"Hold at {clauses.at}": a hold is at a voltage, and a current may end it; write e.g. '
            '"Hold at 4.3 V until C/20"'
        )
    volts = _voltage(clauses.at, f'"Hold at {clauses.at}"', '"4.3 V"')
    times = [words.only_time(value, '"1 h"') for word, value in clauses.ends if word == "for"]
    cuts = [_cut(value) for word, value in clauses.ends if word == "until"]
    if len(times) > 1 or len(cuts) > 1:
        raise ValueError(f'"{text}" gives two ends of the same sort; keep one of them')
    if not times and not cuts:
        raise ValueError(f'"{text}" has no end; write e.g. "until C/20" or "for 1 h"')
    density, c_rate, amperes = cuts[0] if cuts else (math.nan, math.nan, math.nan)
    return Step(
        kind="hold",
        duration=times[0] if times else math.inf,
        voltage_limit=volts,
        cut_current=density,
        cut_c_rate=c_rate,
        cut_amperes=amperes,
        text=text,
    )


def _current(kind: Kind, value: str) -> tuple[float, float, float]:
    """(density [A/m2], C-rate [1/h], amperes [A]); those that were not given are nan."""
    amperes = _amperes(value)
    if amperes is not None:
        return math.nan, math.nan, amperes
    number = re.search(r"[a-zA-ZΩΩ].*", value)
    unit = number[0] if number else ""
    for what, is_it in (
        ("power", words.attempt(value, "W") is not None),
        ("resistance", _OHM.fullmatch(unit) is not None),
    ):
        if is_it:
            raise ValueError(
                f'"{value}" is a {what}, and constant {what} is not modelled; write a current, '
                f'e.g. "{kind.capitalize()} at C/5 until {_VOLTS[kind]}"'
            )
    if words.attempt(value, "V") is not None:
        raise ValueError(
            f'"{kind.capitalize()} at {value}": a {kind} is at a current; write e.g. '
            f'"{kind.capitalize()} at C/5 until {value}", and "Hold at {value} until C/20" to stay '
            "at a voltage"
        )
    return *words.density_or_rate(value), math.nan


def _amperes(value: str) -> float | None:
    """The current of the whole cell [A], None where it is written another way."""
    amperes = words.attempt(value, "A")
    if amperes is not None:
        words.check_size(
            "current", value, amperes, SMALLEST_AMPERES, LARGEST_AMPERES, "1 nA to 1000 A"
        )
    return amperes


def _end(kind: Kind, keyword: str, value: str) -> tuple[str, float]:
    """(the attribute of Step, its value in SI) of one end of a charge or discharge."""
    if keyword == "for":
        return words.time_or_charge(value)
    example = f'"until {_VOLTS[kind]}"'
    if not re.search(r"\d", value):
        raise ValueError(f'"until {value}" is not an end of a {kind}; write e.g. {example}')
    bound, plain = _bound(value)
    if _is_current(plain):
        raise ValueError(
            f'"until {value}": the current of a {kind} does not change, so it cannot end it; write '
            f'e.g. {example}, and "Hold at {_VOLTS[kind]} until {plain}" as the next step'
        )
    if bound not in ("", _BEYOND[kind]):
        way = "rises" if kind == "charge" else "falls"
        raise ValueError(
            f'"until {value}": the voltage {way} on a {kind}; write "until {plain}" or '
            f'"until {_BEYOND[kind]}{plain}"'
        )
    return "voltage_limit", _voltage(plain, f'"until {plain}"', f'"{_VOLTS[kind]}"')


def _bound(value: str) -> tuple[str, str]:
    """(">", "<" or nothing; the rest) of a voltage as PyBaMM may write it."""
    return (value[0], value[1:].strip()) if value[:1] in ("<", ">") else ("", value)


def _is_current(value: str) -> bool:
    try:
        return words.c_rate_of(value) > 0.0
    except ValueError:
        return any(words.attempt(value, unit) is not None for unit in ("A", "A/m^2"))


def _cut(value: str) -> tuple[float, float, float]:
    """The current that a hold ends at: density [A/m2], C-rate [1/h], amperes [A]."""
    amperes = _amperes(value)
    if amperes is not None:
        return math.nan, math.nan, amperes
    if not re.search(r"[\dC]", value) or words.attempt(value, "V") is not None:
        raise ValueError(
            f'"until {value}": a hold ends at a current or after a time; write e.g. "until C/20" '
            'or "for 1 h"'
        )
    return *words.density_or_rate(value), math.nan


def _voltage(value: str, where: str, example: str) -> float:
    volts = words.quantity(value, "V", "voltage", example)
    if volts <= 0.0:
        raise ValueError(f"{where}: the voltage of a full cell is positive; write e.g. {example}")
    if volts > words.LARGEST_VOLTAGE:
        raise ValueError(f"{where} is beyond 10 V, where no lithium cell goes; write less")
    return volts
