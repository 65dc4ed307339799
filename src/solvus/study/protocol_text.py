"""The protocol in words: one sentence to one :class:`~solvus.model.protocol.Step`.

::

    step    = "Strip" "at" current ends | "Plate" "at" current ends | "Rest" "for" time
            | "Sweep" "from" voltage "to" voltage "at" rate          (see sweep_text)
            | "Charge" ... | "Discharge" ... | "Hold" ...            (see cell_text)
    current = "1 mA/cm2" | "0.2C" | "C/5"                   (a magnitude: the verb gives the sign)
    ends    = end { "or" end }
    end     = "for" time | "for" areal charge | "until" voltage | "until exhausted"

Case and spaces do not matter, and ``at`` may stand after the ends.  The first end that is
reached ends the step.  A strip needs a ``for`` or ``until exhausted``; a plate needs a ``for``:
a voltage may never be reached, and a protocol that may never end is refused.  Which verbs a cell
knows is up to its kind, see :func:`solvus.study.checks.verb_slips`.
"""

from __future__ import annotations

import math
import re

from solvus.base.errors import nearest
from solvus.model.protocol import OF_A_FULL_CELL, Kind, Step
from solvus.study import step_words as words
from solvus.study.cell_text import parse_cell_step
from solvus.study.step_words import Clauses
from solvus.study.sweep_text import is_sweep, parse_sweep

VERBS: dict[str, Kind] = {
    "strip": "strip",
    "plate": "plate",
    "rest": "rest",
    "charge": "charge",
    "discharge": "discharge",
    "hold": "hold",
}
_SHOWN = "Strip, Plate, Rest or Sweep, or in a full cell with Charge, Discharge, Hold or Rest"
_OTHER_WORDS = {
    "dissolve": "Strip",
    "deposit": "Plate",
    "electrodeposit": "Plate",
    "wait": "Rest",
    "pause": "Rest",
    "relax": "Rest",
}
_EXHAUSTED = "exhausted"


def parse_step(text: str) -> Step:
    """Read one sentence of the grammar above.

    Raises ValueError whose text says what was given, why not, and what to write instead.
    """
    if is_sweep(text):
        return parse_sweep(text)
    clauses = words.split(text)
    kind = _kind(text, clauses)
    if kind == "rest":
        return _rest(text, clauses)
    if kind in OF_A_FULL_CELL:
        return parse_cell_step(kind, text, clauses)
    return _of_a_foil(kind, text, clauses)


def _kind(text: str, clauses: Clauses) -> Kind:
    word = clauses.verb
    if word in VERBS:
        if clauses.after:
            missing = '"for"' if word == "rest" else '"at"'
            raise ValueError(
                f'"{text}": after "{word.capitalize()}" came "{clauses.after}", where {missing} is '
                f"due; write e.g. {_WHOLE_STEPS[word]}"
            )
        return VERBS[word]
    if word in _OTHER_WORDS:
        raise ValueError(
            f'"{text}" begins with "{word}", which is no verb of a step: here write '
            f'"{_OTHER_WORDS[word]}"'
        )
    begin = f'"{text}" begins with "{word}"' if word else f'"{text}" has no verb'
    known = nearest(word, [verb.capitalize() for verb in VERBS]) or nearest(word, [*VERBS, "sweep"])
    hint = f' Did you mean "{known.capitalize()}"?' if known else ""
    raise ValueError(f"{begin}; a step begins with {_SHOWN}.{hint}")


_WHOLE_STEPS = {
    "strip": '"Strip at 1 mA/cm2 for 1 h"',
    "plate": '"Plate at 1 mA/cm2 for 1 h"',
    "rest": '"Rest for 1 h"',
    "charge": '"Charge at C/5 until 4.3 V"',
    "discharge": '"Discharge at C/5 until 2.8 V"',
    "hold": '"Hold at 4.3 V until C/20"',
}


def _rest(text: str, clauses: Clauses) -> Step:
    if clauses.at:
        raise ValueError(f'"{text}": a rest has no current; write e.g. "Rest for 1 h"')
    if len(clauses.ends) != 1 or clauses.ends[0][0] != "for":
        raise ValueError(f'"{text}": a rest needs one time and nothing else, e.g. "Rest for 72 h"')
    return Step(kind="rest", duration=words.only_time(clauses.ends[0][1], '"72 h"'), text=text)


def _of_a_foil(kind: Kind, text: str, clauses: Clauses) -> Step:
    """A strip or a plate."""
    if not clauses.at:
        raise ValueError(
            f'"{text}" has no current; write e.g. "{kind.capitalize()} at 1 mA/cm2 for 1 h"'
        )
    current, c_rate = words.density_or_rate(clauses.at)
    ends = words.once(text, [_end(kind, keyword, value) for keyword, value in clauses.ends])
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


def _end(kind: Kind, keyword: str, value: str) -> tuple[str, float]:
    """(the attribute of Step, its value in SI) of one end of a step."""
    if keyword == "for":
        return words.time_or_charge(value)
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
    volts = words.quantity(value, "V", "voltage", '"0.5 V"')
    sign = 1.0 if kind == "strip" else -1.0
    if volts * sign <= 0.0:
        verb, side = ("Stripping", "above") if kind == "strip" else ("Plating", "below")
        raise ValueError(
            f'"until {value}": {verb.lower()} the working foil drives the voltage {side} zero; '
            f'write "until {sign * abs(volts) or sign * 0.5:g} V"'
        )
    if abs(volts) > words.LARGEST_VOLTAGE:
        raise ValueError(f'"until {value}" is beyond 10 V, where no lithium cell goes; write less')
    return volts


def _check_it_ends(step: Step) -> None:
    if math.isfinite(step.duration) or math.isfinite(step.charge) or step.until_exhausted:
        words.check_longest(step)
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
