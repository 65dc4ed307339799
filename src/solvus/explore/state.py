"""The state of a page: what its controls stand at, and as the query of its address."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from solvus.base.errors import suggestion
from solvus.base.units import from_si
from solvus.explore.base import FULL, Base
from solvus.explore.controls import (
    NO_SOLUTE,
    ON_COPPER,
    Controls,
    Number,
)
from solvus.model.protocol import written_steps
from solvus.study.fields import described
from solvus.study.pouch_places import place_of

CYCLES = 240  # run where nothing else is asked: as long as the paper's longest symmetric test
RATE = 0.2  # [C], where the study says no C-rate
MOST_QUERY = 2000  # characters
DIGITS = 6
SLACK = 1e-9
FOLLOWS = "np"  # not in the address: the thickness says it


@dataclass(frozen=True)
class State:
    """What the controls stand at: choices as words, numbers in the unit of their control."""

    choices: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, float], ...]

    def word(self, name: str) -> str:
        """The value of a choice."""
        return dict(self.choices)[name]

    def number(self, name: str) -> float:
        """The value of a number; nan where the file of the page does not have it."""
        return dict(self.numbers).get(name, math.nan)

    def moved(self, changes: dict[str, Any]) -> State:
        """The state with some values changed; they are not checked here."""
        return replace(
            self,
            choices=tuple((n, str(changes.get(n, v))) for n, v in self.choices),
            numbers=tuple((n, float(changes.get(n, v))) for n, v in self.numbers),
        )

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return dict(self.choices) | dict(self.numbers)


def default_state(base: Base, controls: Controls) -> State:
    """What the file of the page has."""
    file = base.made.file
    anode = file.anode
    foil = ON_COPPER if anode.collector is not None else anode.foil
    choices = {"cell": base.begins, "solute": anode.solute or NO_SOLUTE, "foil": foil,
               "basis": file.basis}  # fmt: skip
    numbers = {}
    for name, number in controls.numbers.items():
        if name == "np":
            numbers[name] = float(f"{float(base.made.energies.n_to_p):.4g}")
        elif name == "content":
            numbers[name] = 100.0 * anode.content.value if anode.content is not None else 10.0
        elif number.path:
            place = place_of(file, number.path)
            numbers[name] = rounded(place.number(place.now))
    numbers |= _of_studies(base)
    wanted = tuple((n, numbers[n]) for n in controls.numbers if n in numbers)
    return State(tuple(choices.items()), wanted)


def _of_studies(base: Base) -> dict[str, float]:
    """Current, charge and C-rate of the last steps that the studies of the page write."""
    found = {"rate": RATE, "current": 1.0, "capacity": 1.0, "cycles": float(CYCLES)}
    for _, step in written_steps(base.full_study.protocol):
        if step.kind in ("charge", "discharge") and not math.isnan(step.c_rate):
            found["rate"] = step.c_rate
    for _, step in written_steps(base.foils_study.protocol):
        if step.kind in ("strip", "plate"):
            if math.isfinite(step.current) and step.current > 0.0:
                found["current"] = rounded(from_si(step.current, "A/m^2", "mA/cm2"))
            if math.isfinite(step.charge):
                found["capacity"] = rounded(from_si(step.charge, "C/m^2", "mAh/cm2"))
    return found


def rounded(value: float) -> float:
    """A number to the digits that the page writes."""
    return float(f"{value:.{DIGITS}g}")


def checked_number(number: Number, value: Any) -> float:
    """A value of a number; ValueError with a sentence where it is none, or out of range."""
    try:
        found = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        found = math.nan
    unit = "" if number.unit == "1" else f" {number.unit}"
    if not math.isfinite(found):
        given = "the box is empty" if value in (None, "") else f"{described(value)} is no number"
        raise ValueError(
            f"{number.label}: {given}; write one from {number.low:.4g} to {number.high:.4g}{unit}"
        )
    slack = SLACK * max(abs(number.low), abs(number.high))
    if not number.low - slack <= found <= number.high + slack:
        raise ValueError(
            f"{number.label}: {found:.6g}{unit} is out of range; write {number.low:.4g} to "
            f"{number.high:.4g}{unit}"
        )
    if number.whole and found != round(found):
        raise ValueError(f"{number.label}: {found:.6g} is not a whole number; write one")
    return rounded(found)


def checked_changes(
    controls: Controls, changes: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Changes that can be taken, and a sentence for each that cannot."""
    taken: dict[str, Any] = {}
    faults: list[str] = []
    for name, value in changes.items():
        if name in controls.choices:
            options = controls.choices[name].options
            if isinstance(value, str) and value in options:
                taken[name] = value
            else:
                faults.append(f"{controls.choices[name].label}: {described(value)} is not known."
                              f"{suggestion(str(value)[:60], options)}")  # fmt: skip
        elif name in controls.numbers:
            try:
                taken[name] = checked_number(controls.numbers[name], value)
            except ValueError as error:
                faults.append(str(error))
        else:
            known = [*controls.choices, *controls.numbers]
            faults.append(f"{described(name)} in the address is not known."
                          f"{suggestion(name[:60], known)}")  # fmt: skip
    return taken, faults


def query_of(state: State, default: State) -> str:
    """The query of the address that brings this state back: what differs from the file."""
    before, now = default.plain(), state.plain()
    pairs = [
        (name, _text(value)) for name, value in now.items()
        if value != before[name] and name != FOLLOWS
    ]  # fmt: skip
    return f"?{urlencode(pairs)}" if pairs else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.{DIGITS}g}"


def state_from(
    query: str | None, default: State, controls: Controls
) -> tuple[State, list[str]]:
    """The state of a query, and a sentence for each part of it that cannot be taken.

    An N/P in the query is left to whoever knows the design; see `linking.settled`.
    """
    text = (query or "").lstrip("?")
    if not text:
        return default, []
    if len(text) > MOST_QUERY:
        return default, [f"the address is longer than {MOST_QUERY} characters; it is not read"]
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return default, ["the address has too many parts; it is not read"]
    names = [name for name, _ in pairs]
    faults = [f"{described(name)} stands twice in the address; the last one counts"
              for name in dict.fromkeys(names) if names.count(name) > 1]  # fmt: skip
    taken, more = checked_changes(controls, dict(pairs))
    return default.moved(taken), [*faults, *more]


def from_plain(plain: Any, default: State, controls: Controls) -> State:
    """The state of what a browser sends; whatever cannot be taken is as in the file."""
    if not isinstance(plain, dict):
        return default
    known = {name: value for name, value in plain.items()
             if name in controls.choices or name in controls.numbers}  # fmt: skip
    taken, _ = checked_changes(controls, known)
    return default.moved(taken)


def kind_words(state: State) -> str:
    """The kind of cell that is run, in words."""
    return "full cell" if state.word("cell") == FULL else "symmetric cell"
