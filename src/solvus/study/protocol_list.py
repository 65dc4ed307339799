"""The ``protocol:`` list of a study file: steps in words and nested repeats."""

from __future__ import annotations

from typing import Any

from solvus.base.errors import suggestion
from solvus.model.protocol import Loop, Protocol, Step, count_steps
from solvus.study.fields import described
from solvus.study.protocol_text import parse_step

MOST_STEPS = 1_000_000
DEEPEST = 8

Slip = tuple[tuple[str | int, ...], str]
"""A key path below ``protocol`` and what is wrong there."""

_EXAMPLE = '"Strip at 1 mA/cm2 for 5 mAh/cm2"'
_VERBS = ("strip", "plate", "rest", "sweep", "charge", "discharge", "hold")
_LOOP_EXAMPLES = {"repeat": "repeat: 240", "steps": f"steps: [{_EXAMPLE}]"}
_LOOP_KEYS = tuple(_LOOP_EXAMPLES)


def _any_case(verbs: tuple[str, ...]) -> str:
    """A pattern for a text that begins with a verb; JSON Schema has no flag for the case."""
    spelt = ("".join(f"[{c.upper()}{c}]" for c in verb) for verb in verbs)
    return rf"^\s*({'|'.join(spelt)})\b"


LIST_SCHEMA: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "description": "Steps in words, done in order.",
    "items": {"$ref": "#/$defs/ProtocolEntry"},
}
"""JSON Schema of the list."""

ENTRY_SCHEMA: dict[str, Any] = {
    "oneOf": [
        {
            "type": "string",
            "pattern": _any_case(_VERBS),
            "description": "Strip, Plate, Rest or Sweep, or of a full cell Charge, Discharge, Hold "
            "or Rest, in words.",
            "examples": [
                "Strip at 1 mA/cm2 for 5 mAh/cm2",
                "Plate at 1 mA/cm2 for 1 h or until -0.5 V",
                "Strip at C/5 until exhausted",
                "Rest for 72 h",
                "Sweep from 0 V to 100 mV at 0.1 mV/s",
                "Charge at C/10 until 4.3 V",
                "Hold at 4.3 V until C/20",
                "Discharge at 0.5C until 2.8 V",
            ],
        },
        {
            "type": "object",
            "description": "Steps done several times over; repeats may stand inside repeats.",
            "properties": {
                "repeat": {"type": "integer", "minimum": 1, "maximum": MOST_STEPS},
                "steps": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/ProtocolEntry"},
                },
            },
            "required": list(_LOOP_KEYS),
            "additionalProperties": False,
        },
    ]
}
"""JSON Schema of one entry, which stands under ``$defs/ProtocolEntry`` because it recurs."""


def read_protocol(value: Any) -> tuple[Protocol, list[Slip]]:
    """The protocol as far as it can be read, and everything that is wrong with it."""
    slips: list[Slip] = []
    protocol = _entries(value, (), 0, slips)
    if not slips:
        count = count_steps(protocol)
        if count > MOST_STEPS:
            slips.append(
                ((), f"has {count:g} steps once repeated; the most is {MOST_STEPS:g}: repeat less")
            )
    return protocol, slips


def _entries(
    value: Any, at: tuple[str | int, ...], depth: int, slips: list[Slip]
) -> tuple[Step | Loop, ...]:
    if not isinstance(value, list) or not value:
        given = "an empty list" if value == [] else described(value)
        slips.append((at, f"{given} stands where steps are due; write lines such as - {_EXAMPLE}"))
        return ()
    read = [_entry(item, (*at, index), depth, slips) for index, item in enumerate(value)]
    return tuple(entry for entry in read if entry is not None)


def _entry(
    value: Any, at: tuple[str | int, ...], depth: int, slips: list[Slip]
) -> Step | Loop | None:
    if isinstance(value, dict):
        return _loop(value, at, depth, slips)
    if isinstance(value, list):
        slips.append(
            (
                at,
                "a list stands where a step is due; write a cycle as repeat: 1 and steps: [...], "
                "with the number of times it is done",
            )
        )
        return None
    if not isinstance(value, str):
        slips.append((at, f"{described(value)} is not a step; write e.g. {_EXAMPLE}"))
        return None
    try:
        return parse_step(value)
    except ValueError as error:
        slips.append((at, str(error)))
        return None


def _loop(
    value: dict[Any, Any], at: tuple[str | int, ...], depth: int, slips: list[Slip]
) -> Loop | None:
    unknown = [key for key in value if key not in _LOOP_KEYS]
    if len(unknown) == len(value):
        slips.append((at, f"a block without repeat is not a step; write a text such as {_EXAMPLE}"))
        return None
    for key in unknown:
        slips.append(((*at, key), "is not a key of a repeat." + suggestion(str(key), _LOOP_KEYS)))
    if not unknown:  # else what is missing is most likely what is misspelt
        slips += [
            (at, f"has no {key}; write e.g. {example}")
            for key, example in _LOOP_EXAMPLES.items()
            if key not in value
        ]
    times = value.get("repeat", 1)
    if not isinstance(times, int) or isinstance(times, bool):
        given = described(times)
        slips.append(((*at, "repeat"), f"{given} is not a whole number; write e.g. repeat: 240"))
        times = 1
    elif not 1 <= times <= MOST_STEPS:
        given = described(times)
        slips.append(((*at, "repeat"), f"{given} is out of range; write 1 to {MOST_STEPS}"))
    if "steps" not in value:
        return None
    if depth >= DEEPEST:
        slips.append((at, f"is a repeat inside more than {DEEPEST} others; write it flatter"))
        return None
    body = _entries(value["steps"], (*at, "steps"), depth + 1, slips)
    return Loop(times, body)
