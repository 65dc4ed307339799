"""The end of a cell's life: what ends it, as named events, and what a test that went on says."""

from __future__ import annotations

from typing import NamedTuple

from solvus.kernels import foil as kernel
from solvus.model.electrode import REASONS
from solvus.model.layer.kinds import Layer

VOLTAGE, CLOSURE, SALT, INVENTORY = "voltage limit", "closure", "salt depletion", "inventory"
CAPACITY = "capacity"
# What is named where the voltage has grown without bound, beyond 1 V in either case:
CLOSED = 1e-3  # share of open pores below which no salt passes them
DRY = 1e-3  # [mol/m3] of salt at a metal below which it is used up
EXHAUSTED = (kernel.FOIL_SPENT, kernel.FACE_FULL, kernel.LI_LIMIT)  # a foil that can give no more

SENTENCES = {
    VOLTAGE: "|V| has passed {limit:g} V, the end_of_life voltage",
    CLOSURE: "the pores of a reaction layer are closed",
    SALT: "the salt at one electrode is used up",
    CAPACITY: "a discharge gives less than {limit:g} % of the first one like it",
}


class Event(NamedTuple):
    """What ended a life: its name, the cycle and half-cycle in which, time [s], sentence."""

    name: str
    cycle: int
    half_cycle: int
    time: float
    sentence: str


def named(layers: tuple[Layer, Layer] | None, salt: float) -> str:
    """What ends the life of a cell whose voltage has become too large.

    salt : lowest concentration at a metal [mol/m3]. Closing pores and a used-up salt drive the
    voltage up, and a limit of voltage is passed before either is complete; without a limit the
    voltage grows without bound, and then it is one of them.
    """
    if layers is not None and min(layer.open_share for layer in layers) <= CLOSED:
        return CLOSURE
    return SALT if salt <= DRY else VOLTAGE


def gave_out(reason: str) -> bool:
    """Whether a step ended because an electrode had no more lithium within reach."""
    return any(REASONS[status] in reason for status in EXHAUSTED)
