"""When a half-cycle must end before its time: its voltage limit, or the end of the cell's life.

Both are sought on the computed curve first and then narrowed down between two of its points.
"""

from __future__ import annotations

import numpy as np

from solvus.model.protocol import Step
from solvus.model.trace import Found, HalfRun, Trace, Voltmeter
from solvus.model.voltage import Polarisation

VOLTAGE_MET = 1e-9  # [V] at which a limit counts as found on a curve
LIMIT_MET = 1e-6  # [V] at which a step counts as ended at its limit
MOST_TRIALS = 60


def reached(
    meter: Voltmeter,
    step: Step,
    half: HalfRun,
    shape: Polarisation,
    trace: Trace,
    found: Found | None,
) -> float:
    """Time [s] in the step at which its voltage limit is met, inf if it is not.

    Bracketed on the computed curve, then found by the Illinois method on the transient itself. A
    limit that is not below the voltage that ends the cell's life is none: the life ends there.
    """
    if np.isnan(step.voltage_limit) or abs(step.voltage_limit) >= meter.cell.voltage_of_death:
        return np.inf
    beyond = step.sign * (trace.voltage - step.voltage_limit)
    past = np.flatnonzero(beyond >= 0.0)
    if past.size == 0:
        return np.inf
    i = int(past[0])
    if i == 0:
        return float(trace.time[0])
    low, high = float(trace.time[i - 1]), float(trace.time[i])
    below, above = float(beyond[i - 1]), float(beyond[i])
    for _ in range(MOST_TRIALS):
        if np.isfinite(above) and np.isfinite(below):
            middle = high - above * (high - low) / (above - below)
        else:  # on the way to a voltage without bound: halve
            middle = 0.5 * (low + high)
        value = _beyond(meter, step, half, found, middle)
        if abs(value) <= VOLTAGE_MET:
            return middle
        if (value > 0.0) == (above > 0.0):
            below *= 0.5
        else:
            low, below = high, above
        high, above = middle, value
    return max(low, high)


def nearer(meter: Voltmeter, step: Step, half: HalfRun, found: Found | None) -> float | None:
    """A better time [s] for the voltage limit than that of the half-cycle, None if it is met.

    The steps of the foil are not those of the first run: one Newton step on what they gave.
    """
    at = half.duration
    if at <= 0.0:
        return None
    wrong = _beyond(meter, step, half, found, at)
    slope = (wrong - _beyond(meter, step, half, found, 0.98 * at)) / (0.02 * at)
    if abs(wrong) <= LIMIT_MET or not slope > 0.0:
        return None
    return float(np.clip(at - wrong / slope, 0.5 * at, 1.5 * at))


def _beyond(
    meter: Voltmeter, step: Step, half: HalfRun, found: Found | None, time: float
) -> float:
    """Voltage [V] beyond the limit of the step if it were ended at `time` [s]."""
    shape = meter.polarise(step, time, found)
    voltage = meter.at(step, half, shape, np.array([time])).voltage[0]
    return float(step.sign * (voltage - step.voltage_limit))


def end_of_life(
    meter: Voltmeter, step: Step, half: HalfRun, shape: Polarisation, trace: Trace
) -> float:
    """Time [s] in the half-cycle at which the cell's life ends, inf if it goes on.

    |V| beyond the limit of life, pores closed, or no salt left at a metal: in all of them the
    computed |V| passes the limit, as it is without bound in the last two.
    """
    if step.sign == 0:
        return np.inf
    most = meter.cell.voltage_of_death
    dead = np.abs(trace.voltage) >= most
    if not dead.any():
        return np.inf
    i = int(np.argmax(dead))
    if i == 0:
        return float(trace.time[0])
    low, high = float(trace.time[i - 1]), float(trace.time[i])
    for _ in range(MOST_TRIALS):
        middle = 0.5 * (low + high)
        voltage = meter.at(step, half, shape, np.array([middle])).voltage[0]
        if abs(voltage) >= most:
            high = middle
        else:
            low = middle
    return high
