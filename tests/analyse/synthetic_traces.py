"""Cycling traces whose every feature is known, as a cycler would write them down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

HOUR = 3600.0
Shape = Callable[[np.ndarray], np.ndarray]
# current [A] (or its course), duration [s], voltage over the share of the step
Step = tuple[float | Shape, float, Shape]


def flat(level: float) -> Shape:
    return lambda share: np.full(share.shape, level)


def spiked(plateau: float, tip: float, at: float = 0.02, width: float = 0.01) -> Shape:
    """A plateau with a Gaussian on it whose top is the tip."""
    return lambda share: plateau + (tip - plateau) * np.exp(-0.5 * ((share - at) / width) ** 2)


def sloped(start: float, stop: float) -> Shape:
    return lambda share: start + (stop - start) * share


def course(current: float | Shape, share: np.ndarray) -> np.ndarray:
    return current(share) if callable(current) else np.full(share.shape, current)


def stepwise(steps: Sequence[Step], rows: int = 200) -> dict[str, np.ndarray]:
    """Rows at both ends of each step, as a cycler writes that knows its steps."""
    parts, begin = [], 0.0
    for current, duration, shape in steps:
        share = np.linspace(0.0, 1.0, rows)
        parts.append((begin + duration * share, course(current, share), shape(share)))
        begin += duration
    return named(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def gridded(steps: Sequence[Step], every: float, start: float = 0.0) -> dict[str, np.ndarray]:
    """Rows at equal times, as a logger writes that does not, from `start` after the beginning."""
    ends = np.cumsum([step[1] for step in steps])
    time = np.arange(start, ends[-1], every)
    which = np.searchsorted(ends, time, side="right")
    current, voltage = np.zeros((2, time.size))
    for number, (flow, duration, shape) in enumerate(steps):
        mine = which == number
        share = (time[mine] - (ends[number] - duration)) / duration
        current[mine], voltage[mine] = course(flow, share), shape(share)
    return named(time, current, voltage)


def named(time: np.ndarray, current: np.ndarray, voltage: np.ndarray) -> dict[str, np.ndarray]:
    return {"time": time, "current": current, "voltage": voltage}


def symmetric(
    cycles: int, level: float = 0.025, tip: float = 0.080, current: float = 1e-3
) -> list[Step]:
    """Plate and strip for an hour each, a spike on both."""
    return [
        (sign * current, HOUR, lambda s, k=sign: k * spiked(level, tip)(s))
        for _ in range(cycles)
        for sign in (-1.0, 1.0)
    ]


def noisy(
    record: dict[str, np.ndarray],
    rng: np.random.Generator,
    volts: float = 0.0,
    amps: float = 0.0,
    errors: Sequence[float] = (0.0, 0.0, 0.0, 0.0),
) -> dict[str, np.ndarray]:
    """The record as an instrument with noise, gains and offsets (current, voltage) reads it."""
    gain_i, offset_i, gain_v, offset_v = errors
    size = record["time"].size
    made = dict(record)
    made["current"] = record["current"] * (1.0 + gain_i) + offset_i + amps * rng.normal(size=size)
    made["voltage"] = record["voltage"] * (1.0 + gain_v) + offset_v + volts * rng.normal(size=size)
    return made
