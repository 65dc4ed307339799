"""Whether a trace can be true: units wrong by 1000 or 3600, times that fall, rates nobody runs.

Nothing is changed here. Each check returns a sentence for the user, or none.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

FACTORS = (60.0, 1000.0, 3600.0, 1e6, 3.6e6)  # min or s, milli, h or s, micro, mAh or C
NEAR = 0.12  # how near to one of the factors, relative: currents are not constant between rows
AGREE = 0.2  # charge and current times time may differ by this, relative
ENOUGH = 5  # rows with current that a check needs
LARGEST_VOLTAGE = 30.0  # [V] of a cell
LARGEST_CURRENT = 2000.0  # [A]
LONGEST_INTERVAL = 6 * 3600.0  # [s] between two rows with current
LONGEST_TEST = 10 * 365 * 86400.0  # [s]
FASTEST, SLOWEST = 500.0, 1.0 / 2000.0  # [1/h] C-rate of a half-cycle
TEMPERATURES = (173.15, 573.15)  # [K]


def implausible(trace: Mapping[str, np.ndarray]) -> list[str]:
    """Sentences about a trace: time [s], voltage [V], current [A] and, if there, charge [C],
    temperature [K], unix_time [s]; arrays (n,)."""
    time, current = (np.asarray(trace[name], float) for name in ("time", "current"))
    voltage = np.asarray(trace["voltage"], float)
    with np.errstate(all="ignore"):  # a trace may hold any number
        told = _told(trace, time, current, voltage)
    return [sentence for sentence in told if sentence]


def _told(
    trace: Mapping[str, np.ndarray], time: np.ndarray, current: np.ndarray, voltage: np.ndarray
) -> list[str]:
    return [
        _falling(time),
        _too_large(voltage, LARGEST_VOLTAGE, "voltage", "V", "mV"),
        _too_large(current, LARGEST_CURRENT, "current", "A", "mA"),
        _charge(time, current, trace["charge"]) if "charge" in trace else "",
        _clock(time, trace["unix_time"]) if "unix_time" in trace else "",
        _interval(time, current),
        _rate(time, current),
        _temperature(trace["temperature"]) if "temperature" in trace else "",
    ]


def disagreement(values: np.ndarray, others: np.ndarray, name: str, other: str) -> str:
    """A sentence if two columns that should be equal differ by a factor; "" if they do not.

    values, others : arrays (n,), compared where neither is zero or nan, by the median of their
    quotient.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = values / others
    good = quotient[np.isfinite(quotient) & (quotient != 0.0)]
    if good.size < ENOUGH:
        return ""
    middle = float(np.median(good))
    if abs(middle - 1.0) <= 0.01:
        return ""
    return f"{name} is {_times(middle)} {other}; one of the two has a wrong unit"


def _times(quotient: float) -> str:
    """"1000 times" or "1/3600 of" in words; a quotient near one of `FACTORS` is named as it."""
    sign = "minus " if quotient < 0.0 else ""
    size = abs(quotient)
    for factor in FACTORS:
        if abs(size / factor - 1.0) <= NEAR:
            return f"{sign}{factor:g} times"
        if abs(size * factor - 1.0) <= NEAR:
            return f"{sign}1/{factor:g} of"
    return f"{sign}{size:.4g} times"


def _charge(time: np.ndarray, current: np.ndarray, charge: np.ndarray) -> str:
    """Hold the charge column against current times time, row by row."""
    seconds, passed = np.diff(time), np.diff(np.asarray(charge, float))
    due = 0.5 * (current[1:] + current[:-1]) * seconds
    size = np.abs(current)
    with np.errstate(divide="ignore", invalid="ignore"):
        # only where the current is steady: a step within the interval says nothing
        steady = np.abs(np.diff(current)) <= 0.02 * np.minimum(size[1:], size[:-1])
        quotient = passed / due
        good = steady & (seconds > 0.0) & (due != 0.0) & (passed != 0.0) & np.isfinite(quotient)
    if good.sum() < ENOUGH:
        return ""
    middle = float(np.median(quotient[good]))
    if abs(middle - 1.0) <= AGREE:
        return ""
    if abs(middle + 1.0) <= AGREE:
        return "the charge grows against the sign of the current: one of the two has a wrong sign"
    return (
        f"the charge grows by {_times(middle)} current times time: the unit of the charge, the "
        "current or the time is wrong, or the current changes between the rows"
    )


def _clock(time: np.ndarray, unix: np.ndarray) -> str:
    """Hold the test time against the clock."""
    clock = np.diff(np.asarray(unix, float))
    return disagreement(np.diff(time), clock, "the time", "what the clock of the file shows")


def _interval(time: np.ndarray, current: np.ndarray) -> str:
    moving = (current[1:] != 0.0) & (current[:-1] != 0.0)
    seconds = np.diff(time)[moving]
    seconds = seconds[seconds > 0.0]
    if seconds.size < ENOUGH:
        return ""
    span = float(np.nanmax(time) - np.nanmin(time))
    middle = float(np.median(seconds))
    if middle > LONGEST_INTERVAL:
        return (
            f"while current flows, a row is {middle / 3600:.3g} h after the one before: the unit "
            "of the time may be wrong, by 60 or 3600"
        )
    if span > LONGEST_TEST:
        return f"the test lasts {span / 86400 / 365:.3g} years: the unit of the time may be wrong"
    return ""


def _rate(time: np.ndarray, current: np.ndarray) -> str:
    """C-rates of the half-cycles at constant current: one hour over the time each takes."""
    sign = np.sign(current)
    turns = np.flatnonzero(np.diff(sign)) + 1
    hours = []
    for part in np.split(np.arange(sign.size), turns):
        if part.size <= ENOUGH or sign[part[0]] == 0.0:
            continue
        low, middle, high = np.percentile(np.abs(current[part]), (10, 50, 90))
        if high - low <= 0.05 * middle:
            hours.append((time[part[-1]] - time[part[0]]) / 3600.0)
    if not hours or not max(hours) > 0.0:
        return ""
    for one in (max(hours), float(np.median(hours))):
        if (one * FASTEST < 1.0 and one == max(hours)) or one * SLOWEST > 1.0:
            return (
                f"a half-cycle takes {one:.3g} h, as at {1.0 / one:.3g} C: the unit of the time "
                "may be wrong"
            )
    return ""


def _falling(time: np.ndarray) -> str:
    with np.errstate(invalid="ignore"):
        back = np.flatnonzero(np.diff(time) < 0.0)
    if not back.size:
        return ""
    at = int(back[0])
    return (
        f"the time falls {back.size} times, first from {time[at]:.6g} to {time[at + 1]:.6g} s "
        f"after point {at}"
    )


def _too_large(values: np.ndarray, limit: float, name: str, unit: str, smaller: str) -> str:
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    if largest <= limit:
        return ""
    return f"the {name} reaches {largest:.4g} {unit}: its unit may be {smaller}"


def _temperature(kelvin: np.ndarray) -> str:
    good = np.asarray(kelvin, float)
    good = good[np.isfinite(good)]
    low, high = TEMPERATURES
    if not good.size or (low <= good.min() and good.max() <= high):
        return ""
    return (
        f"the temperature runs from {good.min() - 273.15:.4g} to {good.max() - 273.15:.4g} degC: "
        "its unit may be wrong, or no sensor is connected"
    )
