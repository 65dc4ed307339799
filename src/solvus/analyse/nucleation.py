"""Nucleation overpotential of a plating half-cycle, from time and voltage alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Dip(NamedTuple):
    """The dip at the start of plating: tip and plateau as magnitudes [V], tip time [s].

    `found` is False where no tip in the first half of the time stands above the plateau by more
    than the noise.
    """

    tip: float
    plateau: float
    tip_time: float
    found: bool


def dip(time: np.ndarray, voltage: np.ndarray, noise: float = 0.0) -> Dip:
    """Read the dip of one plating at constant current.

    tip : largest |V| of the half-cycle ("tip" is what is printed as nucleation overpotential);
    plateau : median |V| of its last half in time. time [s] and voltage [V], arrays (n,), n >= 2;
    noise [V] is what a tip must exceed the plateau by to count (three times a reading's noise is
    usual).

    Raises ValueError for fewer than two points, or times and voltages that do not pair up.
    """
    if len(time) < 2:
        raise ValueError(f"a half-cycle of {len(time)} points has no dip to read")
    if len(time) != len(voltage):
        raise ValueError(f"{len(time)} times and {len(voltage)} voltages do not pair up")
    size = np.abs(np.asarray(voltage))
    top = int(np.argmax(size))
    halfway = 0.5 * (time[0] + time[-1])
    late = np.linspace(halfway, time[-1], 201)
    plateau = float(np.median(np.interp(late, time, size)))
    tip = float(size[top])
    early = bool(time[top] < halfway)
    return Dip(tip, plateau, float(time[top] - time[0]), early and tip - plateau > noise)
