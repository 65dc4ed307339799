"""Nucleation overpotential of a plating half-cycle, from time and voltage alone.

`dip` reads a curve without noise, or with one that is known. `spike` reads a measured one: with
error bars, over the charge, and with "none" for an answer. In a cell whose voltage is its own only
in part the dip of the plated electrode shows as a bump on the way up: `bump` reads that.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

EARLY = 0.1  # share of the charge in which the tip is sought
LATE = 0.5  # share of the charge from which on the plateau is read
SIGMAS = 3.0  # errors by which a tip must exceed the plateau
LEAST_FIT = 5  # readings of the smallest parabola through a tip
TOP_OFF = 5.0  # standard deviations by which the largest reading may lie off that parabola
BENT = 0.5  # errors by which a parabola may miss a tip that is none; found by simulation
_LATE_SAMPLES = 201


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


class Spike(NamedTuple):
    """Tip and plateau of a plating at constant current, and whether the tip is one.

    tip : largest overpotential in the early part [V]; plateau : median of the late part [V];
    difference : tip less plateau [V], also where it is no nucleation; tip_error, plateau_error :
    standard errors from the noise [V]; tip_charge : passed at the tip [as the charge]; found :
    whether it is a maximum within the early part and exceeds the plateau; threshold : by what it
    had to [V]; noise : of one reading [V]; charge_error : of the charge, from how far apart the
    rows around the tip are [as the charge].
    """

    tip: float
    plateau: float
    difference: float
    tip_error: float
    plateau_error: float
    tip_charge: float
    found: bool
    threshold: float
    noise: float
    charge_error: float

    @property
    def difference_error(self) -> float:
        """Standard error of tip less plateau [V]."""
        return float(np.hypot(self.tip_error, self.plateau_error))

    @property
    def nucleation(self) -> float:
        """Nucleation overpotential, tip less plateau [V]; nan for "none"."""
        return self.difference if self.found else np.nan


def spike(
    charge: np.ndarray,
    overpotential: np.ndarray,
    noise: float = 0.0,
    early: float = EARLY,
    sigmas: float = SIGMAS,
) -> Spike:
    """Read the nucleation spike of one plating half-cycle.

    charge : passed since its beginning, never falling (the time will do at constant current);
    overpotential [V] : positive where the current drives it (sign of the current times voltage);
        arrays (n,), n >= 2. noise : standard deviation of one reading [V].
    early : share of the charge in which the tip is sought, 0 to 0.5. sigmas : errors by which the
        tip must exceed the plateau.

    Definition: tip = maximum in the first `early` of the charge; plateau = median over the last
    half of the charge; nucleation overpotential = tip - plateau (Yan et al., Nat. Energy 1 (2016)
    16010, recalled), or none. With noise the tip is the vertex of a parabola through
    readings around the largest one. Of many readings the largest is
    high by chance, so the threshold is that of as many normal numbers as readings were sought
    through: the chance to exceed it is that of one number to exceed `sigmas`. A largest value in
    the first row is the end of the switching and no maximum.

    Raises ValueError for arrays of fewer than two readings or that do not pair up, no charge, and
    shares or noise out of range.
    """
    q, v = np.asarray(charge, float), np.asarray(overpotential, float)
    if len(q) < 2:
        raise ValueError(f"a half-cycle of {len(q)} points has no dip to read")
    if q.shape != v.shape:
        raise ValueError(f"{len(q)} charges and {len(v)} voltages do not pair up")
    if not 0.0 < early <= LATE or not 0.0 <= noise < np.inf:
        raise ValueError(f"early {early:g} is 0 to {LATE:g}, noise {noise:g} V is not negative")
    if not q[-1] > q[0]:
        raise ValueError("no charge passes in the half-cycle")
    whole = q[-1] - q[0]
    level = np.interp(np.linspace(q[0] + LATE * whole, q[-1], _LATE_SAMPLES), q, v)
    plateau = float(np.median(level))
    late = int(q.size - np.searchsorted(q, q[0] + LATE * whole))
    plateau_error = noise * np.sqrt(0.5 * np.pi / max(min(late, _LATE_SAMPLES), 1))
    stop = max(int(np.searchsorted(q, q[0] + early * whole, side="right")), 1)
    top = int(np.argmax(v[:stop]))
    tip, at, tip_error = _vertex(q, v, top, noise)
    difference = tip - plateau
    threshold = _of_many(sigmas, stop) * float(np.hypot(tip_error, plateau_error))
    inside = top > 0 and top + 1 < q.size and bool(v[top] >= v[top + 1])
    found = inside and difference > max(threshold, 1e-12)
    around = float(q[min(top + 1, q.size - 1)] - q[max(top - 1, 0)])  # the maximum lies in there
    return Spike(tip, plateau, difference, tip_error, float(plateau_error), at - float(q[0]),
                 bool(found), threshold, noise, around / np.sqrt(12.0))  # fmt: skip


def _vertex(q: np.ndarray, v: np.ndarray, top: int, noise: float) -> tuple[float, float, float]:
    """(height, charge, error) of a maximum.

    Parabolas through 5, 9, 17, ... readings around the largest one, which was chosen for being high
    and is itself left out. The widest that noise alone explains is bent already by what is no
    parabola, as its reach to the fourth power, so that the next smaller one is taken.
    """
    fits: list[tuple[int, tuple[float, float, float]]] = []
    reach = LEAST_FIT // 2
    while noise > 0.0 and top - reach >= 1 and top + reach < q.size:
        fit = _parabola(q, v, top, top, reach, noise)
        if fit is not None:
            fits.append((reach, fit))
        reach *= 2
    if not fits:
        return float(v[top]), float(q[top]), noise
    reach, best = fits[max(len(fits) - 2, 0)]
    middle = int(np.argmin(np.abs(q - best[1])))
    if middle - reach < 1 or middle + reach >= q.size:
        return best
    return _parabola(q, v, middle, top, reach, noise) or best


def _parabola(
    q: np.ndarray, v: np.ndarray, middle: int, top: int, reach: int, noise: float
) -> tuple[float, float, float] | None:
    """Vertex of the parabola through readings around `middle` without `top`, None where it does
    not fit."""
    around = np.arange(middle - reach, middle + reach + 1)
    around = around[around != top]
    x, y = q[around] - q[middle], v[around]
    scale = float(max(-x[0], x[-1]))
    if not (np.diff(x) > 0.0).all():
        return None
    design = np.stack([np.ones(x.size), x / scale, (x / scale) ** 2], axis=1)
    inverse = np.linalg.inv(design.T @ design)
    a, b, c = inverse @ (design.T @ y)
    rest = y - design @ np.array([a, b, c])
    free = x.size - 3
    if rest @ rest > noise**2 * (free + 2.0 * np.sqrt(2.0 * free)):
        return None
    left_out = (q[top] - q[middle]) / scale
    under = v[top] - (a + b * left_out + c * left_out**2)
    if abs(under) > TOP_OFF * noise:  # a spike of few readings, which the others do not show
        return None
    at = -0.5 * b / c if c < 0.0 else (1.0 if b > 0.0 else -1.0)
    if abs(at) > 1.0:
        return None
    row = np.array([1.0, at, at**2])
    error = noise * float(np.hypot(1.0, BENT) * np.sqrt(row @ inverse @ row))
    return float(row @ np.array([a, b, c])), float(q[middle] + at * scale), error


def _of_many(sigmas: float, count: int) -> float:
    """What the largest of `count` normal numbers exceeds as seldom as one exceeds `sigmas`."""
    normal = NormalDist()
    return -normal.inv_cdf(max(normal.cdf(-sigmas) / max(count, 1), 1e-300))
