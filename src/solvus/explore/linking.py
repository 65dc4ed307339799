"""One step of the page: something was moved, the rest follows, or a sentence says why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from solvus.base.errors import Fault, InputError
from solvus.explore.base import Base
from solvus.explore.controls import Controls
from solvus.explore.design import Designed, design_of, n_to_p_of, thickness_for
from solvus.explore.state import FOLLOWS, State, checked_changes

DRIVER = "thickness"


@dataclass(frozen=True)
class Settled:
    """Where the page stands: its state, the pouch cell of it, and what could not be taken."""

    state: State
    designed: Designed
    faults: tuple[str, ...] = ()


def told(fault: Fault) -> str:
    """A fault of a text that nobody wrote: without its line, as a sentence of the page."""
    where = f"{fault.key}: " if fault.key else ""
    return f"{where}{fault.message}"


def sentences(error: InputError) -> tuple[str, ...]:
    """Every fault as a sentence of the page."""
    return tuple(dict.fromkeys(told(fault) for fault in error.faults))


def settled(
    base: Base, controls: Controls, before: State, changes: dict[str, Any]
) -> Settled:
    """The state after some changes, N/P and thickness moved together.

    A change that cannot be taken leaves the state as it was and is told; N/P itself is never kept,
    but sets the thickness that gives it. Raises InputError where even the state before cannot be.
    """
    taken, faults = checked_changes(controls, changes)
    wanted = taken.pop(FOLLOWS, None)
    state = before.moved(taken)
    try:
        if wanted is not None and DRIVER not in taken:
            thickness = thickness_for(base, state, controls, float(wanted))
            state = state.moved({DRIVER: thickness})
        designed = design_of(base, state, controls)
    except InputError as error:
        faults = [*faults, *sentences(error)]
        state, designed = before, design_of(base, before, controls)
    return Settled(state.moved({FOLLOWS: n_to_p_of(designed)}), designed, tuple(faults))
