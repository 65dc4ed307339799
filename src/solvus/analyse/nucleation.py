"""Nucleation overpotential of a plating half-cycle, from time and voltage alone.

In a cell whose voltage is its own only in part the dip of the plated electrode shows as a bump on
the way up: `bump` reads that.
"""

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


class Bump(NamedTuple):
    """A bump of a rising voltage: its height [V], the times [s] of its top and of the lowest point
    after it, from the first point on; height 0 where the voltage never falls."""

    height: float
    top_time: float
    foot_time: float


def bump(time: np.ndarray, voltage: np.ndarray) -> Bump:
    """Read the bump of a charge: the largest fall of the voltage from a moment to a later one.

    time [s] and voltage [V], arrays (n,), n >= 2. A voltage that only rises has none; noise makes
    one of its own height, so a bump counts where it exceeds that.

    Raises ValueError for fewer than two points, or times and voltages that do not pair up.
    """
    if len(time) < 2:
        raise ValueError(f"a half-cycle of {len(time)} points has no bump to read")
    if len(time) != len(voltage):
        raise ValueError(f"{len(time)} times and {len(voltage)} voltages do not pair up")
    t, v = np.asarray(time, float), np.asarray(voltage, float)
    fall = np.maximum.accumulate(v) - v
    foot = int(np.argmax(fall))
    top = int(np.argmax(v[: foot + 1]))
    return Bump(float(fall[foot]), float(t[top] - t[0]), float(t[foot] - t[0]))
