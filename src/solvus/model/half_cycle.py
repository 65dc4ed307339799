"""What a simulation leaves behind: half-cycles, their curves, snapshots of the working foil."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from solvus.analyse.life import Life, life
from solvus.model.electrode import Face
from solvus.model.layer.kinds import Layer
from solvus.model.life import Event


class Side(NamedTuple):
    """One electrode at the end of a half-cycle (SI): amounts per area of face [mol/m2], thickness
    of the matrix [m], atom fractions of solute [1]; `skin_fraction` is 0 where there is no skin."""

    thickness: float
    skin_solute: float
    skin_lithium: float
    top_lithium: float
    matrix_fraction: float
    skin_fraction: float
    skin_share: float
    lithium: float
    solute: float
    lost_lithium: float
    lost_solute: float


class CathodeSide(NamedTuple):
    """A cathode at the end of a half-cycle, and what its half-cycle gave (SI).

    content, surface : lithium content, mean and at the outermost surface [1]; lithium [mol/m2] of
    what is still active, lost_lithium [mol/m2] cut off with the rest; active : share of the
    material that is still active [1]; salt : concentration in the separator at the foil,
    outside of its reaction layer [mol/m3]; energy :
    integral of |j| V over time [J/m2]; mid : voltage at half the charge [V].
    """

    content: float
    surface: float
    lithium: float
    lost_lithium: float
    active: float
    salt: float
    energy: float
    mid: float


class HalfCycle(NamedTuple):
    """A step as it ran. Voltages are magnitudes [V], nan without a counter electrode and for a
    step that ended before it began; `plateau` is the median without the first and last 5 % of the
    time; `current` of a sweep or a hold is its mean [A/m2]. In a full cell the working electrode is
    the foil, the counter electrode the cathode, and voltages are those of the cell, positive."""

    cycle: int
    text: str
    current: float
    start: float
    duration: float
    tip: float
    end: float
    mean: float
    plateau: float
    signal_found: float
    working: Side
    counter: Side | None
    layers: tuple[Layer, Layer] | None = None
    cathode: CathodeSide | None = None


class Curve(NamedTuple):
    """Time course of a half-cycle: time from the start of the run [s], signed voltage [V],
    signed current density [A/m2], coverage [1]; `cathode` has the columns of
    `kernels.porous_step`."""

    half_cycle: int
    time: np.ndarray
    voltage: np.ndarray
    current: np.ndarray
    coverage: np.ndarray
    working: np.ndarray
    counter: np.ndarray | None
    cathode: np.ndarray | None = None


class Snapshot(NamedTuple):
    """The working electrode at a moment: half-cycle it belongs to, time [s], net charge [C/m2]."""

    half_cycle: int
    time: float
    charge: float
    end_of_step: bool
    face: Face


@dataclass
class Run:
    """Everything a simulation leaves behind, and the sentence that says how it ended.

    `steps` were carried out, as far as they went; a sweep that changes its sign in between leaves
    two half-cycles, every other step one.
    """

    half_cycles: list[HalfCycle] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    steps: int = 0
    ended: str = ""
    complete: bool = False
    interrupted: bool = False

    @property
    def life(self) -> Life:
        """The cycle in which the cell's life ended, or how many it has done without; the last
        cycle of a run that broke off is not counted."""
        if self.events:
            return life(self.events[0].cycle, True, self.events[0].name)
        last = self.half_cycles[-1].cycle if self.half_cycles else 0
        return life(last if self.complete or not last else last - 1, False)


class Keep(NamedTuple):
    """What is kept: curves and snapshots of every n-th cycle (0 none, 1 all), and how many
    snapshots per step besides the one at its end."""

    curves: int = 1
    frames: int = 0
