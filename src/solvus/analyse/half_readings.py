"""What one half-cycle of a measured or simulated trace says, for all half-cycles of it.

    Q = integral of |I| dt                       with the shares of the gaps at its ends
    E = integral of V dq,  mean V = E/Q,  mid V = V(q = Q/2)
    plateau = median over charge of V, the ends trimmed (signed; `hysteresis.plateau` gives |V|)
    I = median over charge of the current, which is that of the constant-current part
    V_end = voltage of the last row

with the definitions of `capacity`, `hysteresis` and `nucleation`. Noise of the voltage is read from
how far each row lies off the line through its neighbours, and the digit of the converter is added
as an error of every voltage that more readings do not lessen.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from solvus.analyse.capacity import energy, mid_voltage
from solvus.analyse.hysteresis import SAMPLES, TRIM, median_error, sampled
from solvus.analyse.nucleation import EARLY, SIGMAS, Spike, spike
from solvus.analyse.segmentation import Halves, Trace
from solvus.analyse.uncertain import (
    CURRENT_GAIN,
    CURRENT_OFFSET,
    SOURCES,
    VOLTAGE_GAIN,
    VOLTAGE_OFFSET,
    Uncertain,
    deviations,
    resolution,
    spread,
)

HELD = 5e-3  # [V], and a tenth of it, from the last voltage: there a falling current is a hold
MIXED = 1.2  # largest over smallest current outside a hold, from which on rates are mixed
FIELDS = (
    "current", "plateau", "plateau_error", "energy", "mid", "end", "noise", "least", "most",
    "held", "mixed", "rows",
)  # fmt: skip


class HalfReadings(NamedTuple):
    """Numbers of all half-cycles; `Uncertain` over them, or arrays (halves,).

    charge [C], energy [J], mean, mid, plateau, end [V], current [A] : as above, current and charge
    as magnitudes, voltages signed. noise : of one reading [V]. least, most : extremes of the
    voltage [V]. held : a hold lies in it; mixed : more than one rate; rows : of each. spikes : of
    the half-cycles that were asked for, None elsewhere. spike_level : digit of the converter as an
    error [V].
    """

    charge: Uncertain
    energy: Uncertain
    mean: Uncertain
    mid: Uncertain
    plateau: Uncertain
    end: Uncertain
    current: Uncertain
    noise: np.ndarray
    least: np.ndarray
    most: np.ndarray
    held: np.ndarray
    mixed: np.ndarray
    rows: np.ndarray
    spikes: tuple[Spike | None, ...]
    digit: float


def half_readings(
    trace: Trace,
    halves: Halves,
    sources: np.ndarray,
    *,
    trim: float = TRIM,
    early: float = EARLY,
    sigmas: float = SIGMAS,
    spikes_of: tuple[int, ...] = (-1,),
    noise: float | None = None,
) -> HalfReadings:
    """Read all half-cycles of a trace.

    sources : standard errors of the five sources (`Accuracy.sources`). spikes_of : signs of the
    half-cycles in which a nucleation spike is sought. noise [V] : of one reading, where it is known
    (0 for a simulation); None: from the trace, together with its digit. A half-cycle of one row has
    a charge and no voltages of its own (nan).
    """
    off = deviations(trace.time, trace.voltage)
    off_current = deviations(trace.time, trace.current)
    digit = resolution(trace.voltage) / math.sqrt(12.0) if noise is None else 0.0
    count = halves.sign.size
    table = np.full((count, len(FIELDS)), np.nan)
    current_noise = np.zeros(count)
    spikes: list[Spike | None] = [None] * count
    for half in range(count):
        first, last = int(halves.first[half]), int(halves.last[half])
        charge, voltage = halves.curve(half, trace)
        inner = slice(first, max(last - 1, first))
        if noise is None:
            white = spread(off[inner])
            current_noise[half] = spread(off_current[inner])
        else:
            white = noise
        passed = charge.size > 1 and charge[-1] > 0.0
        table[half] = _row(trace, charge, voltage, first, white, trim, passed)
        if passed and halves.sign[half] in spikes_of:
            spikes[half] = spike(charge, halves.sign[half] * voltage, white, early, sigmas)
    return _with_errors(halves, sources, table, current_noise, tuple(spikes), digit)


def _row(
    trace: Trace,
    charge: np.ndarray,
    voltage: np.ndarray,
    first: int,
    noise: float,
    trim: float,
    passed: bool,
) -> tuple[float, ...]:
    last, rows = float(voltage[-1]), float(voltage.size)
    if not passed:
        size = abs(float(trace.current[first]))
        nothing = math.nan
        return (size, nothing, nothing, nothing, nothing, last, noise, float(voltage.min()),
                float(voltage.max()), 0.0, 0.0, rows)  # fmt: skip
    size = np.abs(trace.current[first : first + voltage.size])
    levels = sampled(charge, voltage, trim)
    flows = sampled(charge, size, 0.0)
    middle = float(np.median(flows))
    held = _held(trace, charge, voltage, first, flows)
    free = flows[~held]
    mixed = free.size > 1 and _spread_of(free) > MIXED
    return (
        middle, float(np.median(levels)), median_error(levels, noise, voltage.size),
        energy(charge, voltage), mid_voltage(charge, voltage), last, noise,
        float(voltage.min()), float(voltage.max()), float(held.sum() > 1), float(mixed), rows,
    )  # fmt: skip


def _held(
    trace: Trace, charge: np.ndarray, voltage: np.ndarray, first: int, flows: np.ndarray
) -> np.ndarray:
    """Whether each sample lies in a hold: as the file says, or at the last voltage with a current
    that has fallen and goes on falling (another rate stays what it is)."""
    if trace.mode is not None:
        return np.asarray(sampled(charge, trace.mode[first : first + voltage.size], 0.0) > 1.5)
    last = float(voltage[-1])
    near = np.abs(sampled(charge, voltage, 0.0) - last) < min(HELD, 0.1 * abs(last))
    held = near & (flows < float(flows.max()) / MIXED)
    if held.sum() > 1 and float(np.ptp(flows[held])) < 0.05 * float(flows[held].max()):
        return np.zeros(held.size, bool)
    return np.asarray(held)


def _spread_of(flows: np.ndarray) -> float:
    """Largest over smallest current, a few readings at the switching left out."""
    ordered = np.sort(flows)
    skip = max(1, SAMPLES // 20) if ordered.size > SAMPLES // 2 else 0
    least = float(ordered[skip])
    return float(ordered[-1 - skip]) / least if least > 0.0 else math.inf


def _with_errors(
    halves: Halves,
    sources: np.ndarray,
    table: np.ndarray,
    current_noise: np.ndarray,
    spikes: tuple[Spike | None, ...],
    digit: float,
) -> HalfReadings:
    of = dict(zip(FIELDS, table.T, strict=True))
    sign, time, charge = halves.sign, halves.active, halves.charge
    rows = np.maximum(of["rows"], 1.0)
    inner = halves.passed[halves.last] - halves.passed[halves.first]
    mean = np.where(inner > 0.0, of["energy"] / np.where(inner > 0.0, inner, 1.0), np.nan)
    whole_energy = mean * charge
    reading = np.hypot(of["noise"], digit)
    swing = 0.5 * (of["most"] - of["least"])
    share = halves.gap_error / np.where(charge > 0.0, charge, 1.0)
    mean_noise = np.hypot(np.hypot(of["noise"] / np.sqrt(rows), digit), swing * share)
    charge_noise = np.hypot(halves.gap_error, current_noise * time / np.sqrt(rows))

    def made(value: np.ndarray, noise: np.ndarray, **sensitive: np.ndarray) -> Uncertain:
        systematic = np.zeros((value.size, len(SOURCES)))
        for name, factor in sensitive.items():
            place = _PLACES[name]
            systematic[:, place] = factor * sources[place]
        return Uncertain(value, noise, systematic)

    def volts(value: np.ndarray, noise: np.ndarray) -> Uncertain:
        return made(value, noise, voltage_gain=value, voltage_offset=np.ones(value.size))

    return HalfReadings(
        charge=made(charge, charge_noise, current_gain=charge, current_offset=sign * time),
        energy=made(
            whole_energy, np.hypot(mean * charge_noise, mean_noise * charge),
            current_gain=whole_energy, current_offset=sign * time * mean,
            voltage_gain=whole_energy, voltage_offset=charge,
        ),
        mean=volts(mean, mean_noise),
        mid=volts(of["mid"], reading),
        plateau=volts(of["plateau"], np.hypot(of["plateau_error"], digit)),
        end=volts(of["end"], reading),
        current=made(
            of["current"], current_noise * np.sqrt(0.5 * np.pi / np.minimum(rows, SAMPLES)),
            current_gain=of["current"], current_offset=sign,
        ),
        noise=of["noise"], least=of["least"], most=of["most"],
        held=of["held"] > 0.0, mixed=of["mixed"] > 0.0, rows=of["rows"],
        spikes=spikes, digit=digit,
    )  # fmt: skip


_PLACES = {
    "current_gain": CURRENT_GAIN,
    "current_offset": CURRENT_OFFSET,
    "voltage_gain": VOLTAGE_GAIN,
    "voltage_offset": VOLTAGE_OFFSET,
}


def spike_numbers(
    readings: HalfReadings, sign: np.ndarray, what: str, sources: np.ndarray
) -> Uncertain:
    """A number of the spikes, array (halves,): "tip", "plateau", "difference", "nucleation",
    "tip_charge". Overpotentials: positive where the current, of the sign given, drives them."""
    alone = what in ("tip", "plateau")
    errors = {"tip": "tip_error", "plateau": "plateau_error", "tip_charge": "charge_error"}
    error = errors.get(what, "difference_error")
    value, noise = np.full((2, len(readings.spikes)), np.nan)
    for place, found in enumerate(readings.spikes):
        if found is not None:
            value[place], noise[place] = getattr(found, what), getattr(found, error)
    systematic = np.zeros((value.size, len(SOURCES)))
    if what == "tip_charge":
        systematic[:, CURRENT_GAIN] = value * sources[CURRENT_GAIN]
        return Uncertain(value, noise, systematic)
    systematic[:, VOLTAGE_GAIN] = value * sources[VOLTAGE_GAIN]
    if alone:
        systematic[:, VOLTAGE_OFFSET] = sign * sources[VOLTAGE_OFFSET]
    digits = readings.digit * (1.0 if alone else math.sqrt(2.0))
    return Uncertain(value, np.hypot(noise, digits), systematic)
