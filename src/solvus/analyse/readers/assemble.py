"""From columns in SI to a measurement: what every reader of cycler files ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from solvus.analyse.readers.reader import Measured
from solvus.base.errors import Fault, InputError
from solvus.base.record import Variable

POINT = ("point",)
SPECTRA = ("spectrum", "frequency_point")
REST, CONSTANT_CURRENT, CONSTANT_VOLTAGE = 0, 1, 2

OXIDATION = (
    "positive current oxidises the working electrode (the lead marked + or WE): strip of a lithium "
    "or alloy electrode there, charge of a full cell whose cathode is there; the imaginary part of "
    "an impedance is negative where it is capacitive"
)

# variable -> (unit, what it is); whole numbers are those of the file, never renumbered
CYCLING: dict[str, tuple[str, str]] = {
    "time": ("s", "Time since the first row"),
    "voltage": ("V", "Voltage"),
    "current": ("A", "Current, positive = oxidation of the working electrode"),
    "charge": ("C", "Net charge, sign of the current"),
    "cycle": ("1", "Cycle as the file counts"),
    "half_cycle": ("1", "Half cycle as the file counts"),
    "step": ("1", "Step as the file counts them while they run"),
    "step_index": ("1", "Step of the protocol"),
    "mode": ("1", "0 rest, 1 constant current, 2 constant voltage"),
    "temperature": ("K", "Temperature"),
    "set_current": ("A", "Current that was set"),
    "cell_voltage": ("V", "Working minus counter electrode"),
    "counter_voltage": ("V", "Counter electrode against the reference"),
    "unix_time": ("s", "Time since 1970, UTC"),
}
WHOLE = ("cycle", "half_cycle", "step", "step_index", "mode")
IMPEDANCE: dict[str, tuple[str, str]] = {
    "frequency": ("Hz", "Frequency"),
    "z_real": ("ohm", "Real part of the impedance"),
    "z_imag": ("ohm", "Imaginary part of the impedance, negative = capacitive"),
}
PER_SPECTRUM: dict[str, tuple[str, str]] = {
    "spectrum_time": ("s", "Time of the first point of the spectrum"),
    "spectrum_cycle": ("1", "Cycle of the spectrum as the file counts"),
    "spectrum_voltage": ("V", "Voltage about which the spectrum was taken, mean"),
}


def cycling(
    columns: Mapping[str, np.ndarray],
    attrs: Mapping[str, Any],
    notices: Sequence[str],
    file: str,
    *,
    impedance: Mapping[str, np.ndarray] | None = None,
) -> Measured:
    """A cycling measurement from columns in SI, arrays (n,), named as in `CYCLING`.

    impedance : frequency, z_real, z_imag of the same rows, and if known ``spectrum`` (a number
    that is another one for each spectrum) and ``spectrum_cycle`` (else that number is it); rows
    with a frequency above zero are points of spectra and are taken out of the trace.

    Raises InputError if time, voltage or current is missing or no number is left of one.
    """
    told = list(notices)
    for name in ("time", "voltage", "current"):
        if name not in columns and not (impedance is not None and name != "time"):
            raise InputError(Fault(f"the file has no column of {name}", file=file))
    time = np.asarray(columns["time"], float)
    begin = _first_number(time, file)
    shifted = {**columns, "time": time - begin}
    trace = np.ones(time.size, bool)
    variables: dict[str, Variable] = {}
    if impedance is not None:
        with np.errstate(invalid="ignore"):
            points = np.asarray(impedance["frequency"] > 0.0)
        trace = ~points
        if points.any():
            variables |= spectra({**impedance, **shifted}, points)
    has_trace = bool(trace.any()) and {"voltage", "current"} <= shifted.keys()
    if has_trace:
        variables |= {
            name: Variable(POINT, _whole(shifted[name][trace], name), unit, text)
            for name, (unit, text) in CYCLING.items()
            if name in shifted
        }
        _refuse_holes(variables, told, file)
    elif not variables:
        raise InputError(Fault("the file has neither a trace nor a spectrum", file=file))
    kinds = [kind for kind, there in (("cycling", has_trace), ("impedance", "z_real" in variables))
             if there]  # fmt: skip
    about = {"sign_convention": OXIDATION, "time_offset_s": float(begin), **attrs}
    return Measured("+".join(kinds), variables, about, tuple(told))


def spectra(columns: Mapping[str, np.ndarray], points: np.ndarray) -> dict[str, Variable]:
    """Variables of the spectra in the rows marked by `points`, padded with nan.

    A spectrum ends where the rows do not follow each other, where ``spectrum`` or ``cycle``
    changes, and where the frequency jumps back to where the sweep began.
    """
    rows = np.flatnonzero(points)
    frequency = np.asarray(columns["frequency"], float)[rows]
    cut = np.diff(rows) > 1
    for name in ("spectrum", "cycle"):
        if name in columns:
            cut |= np.diff(np.asarray(columns[name], float)[rows]) != 0.0
    cut |= _restarts(frequency, np.flatnonzero(cut) + 1)
    edges = np.concatenate(([0], np.flatnonzero(cut) + 1, [rows.size]))
    lengths = np.diff(edges)
    shape = (lengths.size, int(lengths.max()))
    number = np.repeat(np.arange(lengths.size), lengths)
    place = np.arange(rows.size) - np.repeat(edges[:-1], lengths)
    made: dict[str, Variable] = {}
    for name, (unit, text) in IMPEDANCE.items():
        grid = np.full(shape, np.nan)
        grid[number, place] = np.asarray(columns[name], float)[rows]
        made[name] = Variable(SPECTRA, grid, unit, text)
    first = rows[edges[:-1]]
    of = {"spectrum_time": columns["time"][first]}
    for name in ("spectrum_cycle", "spectrum", "cycle"):
        if name in columns and "spectrum_cycle" not in of:
            of["spectrum_cycle"] = np.asarray(columns[name], float)[first]
    if "voltage" in columns:
        sums = np.add.reduceat(np.asarray(columns["voltage"], float)[rows], edges[:-1])
        of["spectrum_voltage"] = sums / lengths
    for name, values in of.items():
        unit, text = PER_SPECTRUM[name]
        made[name] = Variable(("spectrum",), values, unit, text)
    return made


def net_charge(
    amounts: Sequence[tuple[np.ndarray, np.ndarray | float]], step: np.ndarray | None = None
) -> np.ndarray:
    """Net charge [C] from counters that start again, array (n,).

    amounts : a counter of charge that never falls but where it starts again, array (n,), and the
    sign its growth has, array (n,) or a number. step : step of each row; a counter that falls where
    a step begins has started again, and one that falls by more than half anywhere.
    """
    total = np.zeros(len(amounts[0][0]))
    for counter, sign in amounts:
        values = np.nan_to_num(np.asarray(counter, float))
        grown = np.diff(values, prepend=values[:1])
        fell = grown < 0.0
        again = fell & (values < 0.5 * (values - grown))
        if step is not None:
            again |= fell & (np.diff(step, prepend=step[:1]) != 0)
        total += np.where(again, values, grown) * sign
    return np.asarray(np.cumsum(total))


def _restarts(frequency: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Where a sweep begins again: the frequency jumps by more than half of its span the other way.

    Bool array (n - 1,); `known` are ends that are known already.
    """
    cut = np.zeros(max(frequency.size - 1, 0), bool)
    for part in np.split(np.arange(frequency.size), known):
        if part.size < 3:
            continue
        logs = np.log(frequency[part])
        steps, span = np.diff(logs), float(np.ptp(logs))
        back = np.sign(steps) == -np.sign(np.median(steps))
        cut[part[:-1][back & (np.abs(steps) > 0.5 * span) & (span > 0.0)]] = True
    return cut


def _first_number(time: np.ndarray, file: str) -> float:
    good = np.flatnonzero(np.isfinite(time))
    if not good.size:
        raise InputError(Fault("no row has a time", file=file))
    return float(time[good[0]])


def _whole(values: np.ndarray, name: str) -> np.ndarray:
    """Counters as whole numbers where they are such."""
    if name in WHOLE and values.dtype.kind == "f" and np.isfinite(values).all():
        rounded = np.rint(values)
        if (rounded == values).all() and np.abs(values).max(initial=0.0) < 2**31:
            return rounded.astype(np.int32)
    return values


def _refuse_holes(variables: Mapping[str, Variable], told: list[str], file: str) -> None:
    """Say how many rows lack a time, voltage or current; refuse a column of nothing."""
    for name in ("time", "voltage", "current"):
        values = variables[name].values
        holes = int((~np.isfinite(values)).sum())
        if holes == values.size:
            raise InputError(Fault(f"no row has a number for the {name}", file=file))
        if holes:
            first = int(np.flatnonzero(~np.isfinite(values))[0])
            told.append(
                f"{holes} of {values.size} points have no {name}, the first of them point "
                f"{first}; they are nan"
            )
