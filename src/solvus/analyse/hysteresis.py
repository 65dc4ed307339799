"""Plateau of a half-cycle at constant current, and the voltage hysteresis of two of them.

    plateau = median over charge of |V|, the first and last 5 % of the charge left out
    half    = (plateau of one direction + plateau of the other)/2
    full    = 2 half

At constant current the charge is the time, so the median is taken over time; where rests, holds
or other rates lie in a half-cycle, give the charge passed in place of the time. Papers use the word
hysteresis for both numbers; whoever prints one must say which.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np

TRIM = 0.05
SAMPLES = 101  # odd: the middle one of a curve that only rises or falls is its median exactly
_LOGISTIC = 4.0 / math.sqrt(2.0 * math.pi)  # as steep as the normal at its middle
_NINTH = np.full(9, 1.0 / 9.0)


class Hysteresis(NamedTuple):
    """Plateaus of two half-cycles of opposite current [V], their mean `half` and sum `full` [V]."""

    first: float
    second: float
    half: float
    full: float


def plateau(time: np.ndarray, voltage: np.ndarray, trim: float = TRIM) -> float:
    """Median of |V| [V] over a half-cycle at constant current without its two ends.

    time [s], voltage [V] : arrays (n,), n >= 2, time never falling; a point may repeat a time (a
        step in voltage). Between points the voltage is a straight line.
    trim : share of the charge left out at each end [1], 0 to below 0.5.

    The curve is read at the middles of 101 equal parts of what is left of the time, so that points
    that lie dense in time (a logger on a voltage step) count no more than their share. For a curve
    of |V| that only rises or only falls the result is exact; elsewhere the share of charge below
    it is one half to within one part in 101 for each time the curve passes the median.

    Raises ValueError for fewer than two points, for times and voltages that do not pair up, for a
    time that falls or does not pass, for values that are not numbers, and for a trim that leaves
    nothing.
    """
    size = np.abs(sampled(time, voltage, trim))
    size.partition(SAMPLES // 2)
    return float(size[SAMPLES // 2])


def sampled(time: np.ndarray, voltage: np.ndarray, trim: float = TRIM) -> np.ndarray:
    """The signed voltage at the middles of 101 equal parts of the time, the ends left out.

    Array (101,) [V], what `plateau` takes the median of; arguments and errors as there.
    """
    if len(time) != len(voltage):
        raise ValueError(f"{len(time)} times and {len(voltage)} voltages do not pair up")
    if len(time) < 2:
        raise ValueError(f"a half-cycle of {len(time)} points has no plateau to read")
    time, voltage = np.asarray(time, float), np.asarray(voltage, float)
    start, end = float(time[0]), float(time[-1])
    if not end > start:
        raise ValueError(f"no time passes between the first point, {start:g} s, and the last")
    if not (time[1:] >= time[:-1]).all():
        raise ValueError("the time falls, or is not a number, within the half-cycle")
    at = np.interp(start + (end - start) * _middles(trim), time, voltage)
    if not math.isfinite(at.dot(at)):
        raise ValueError("the voltage of the half-cycle holds values that are not numbers")
    return np.asarray(at)


def median_error(samples: np.ndarray, noise: float, readings: int) -> float:
    """Standard error of the median of a plateau [V] from the white noise of its readings.

    samples : of `sampled`; noise : standard deviation of one reading [V]; readings : rows that the
    half-cycle has, of which no more than the samples count.

        var = sum p (1 - p)/(sum f)^2,   p, f : distribution and density of a reading at the median

    which is pi/2 s^2/n for a flat plateau and larger for a tilted one, where few readings lie near
    the median. The logistic stands for the normal distribution (3 % at most), and the levels
    that p needs are the samples averaged over nine.
    """
    if not noise > 0.0:
        return 0.0
    level = np.convolve(samples, _NINTH, mode="valid")
    away = np.clip((level - np.median(samples)) / noise, -20.0, 20.0)
    share = 1.0 / (1.0 + np.exp(_LOGISTIC * away))
    near = float(np.mean(share * (1.0 - share)))
    if near <= 0.0:
        return noise
    count = max(min(readings, len(samples)), 1)
    return noise * min(1.0 / (_LOGISTIC * math.sqrt(near * count)), 1.0)


def hysteresis(
    first: tuple[np.ndarray, np.ndarray],
    second: tuple[np.ndarray, np.ndarray],
    trim: float = TRIM,
) -> Hysteresis:
    """The hysteresis of a cycle from its two half-cycles, each (time [s], voltage [V]).

    Their currents are opposite and the cell has no voltage of its own (a symmetric cell), so that
    V during one less V during the other is the sum of the magnitudes. Raises ValueError as
    `plateau`.
    """
    one, other = plateau(*first, trim), plateau(*second, trim)
    return Hysteresis(one, other, 0.5 * (one + other), one + other)


@cache
def _middles(trim: float) -> np.ndarray:
    """Middles of the equal parts of what is left of the half-cycle, as shares of its time."""
    if not 0.0 <= trim < 0.5:
        raise ValueError(f"a trim of {trim:g} at each end leaves nothing; it is 0 to below 0.5")
    return trim + (1.0 - 2.0 * trim) * (np.arange(SAMPLES) + 0.5) / SAMPLES
