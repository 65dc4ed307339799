"""A cycler beside a simulated cell: the record of a run as an instrument would have written it.

Current of the whole cell, positive for oxidation of the working electrode (strip of the foil of a
symmetric or Li || X cell; charge of a full cell, whose cathode is the working electrode), counters
of cycles and half-cycles, the net charge, and spectra in ohm. Time and voltage have the steps of an
instrument. A spectrum takes two periods of each frequency by the clock of the instrument, during
which the cell of the simulation stands still. Nothing is measured, and the record says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from solvus.analyse.readers.assemble import (
    CONSTANT_CURRENT,
    CONSTANT_VOLTAGE,
    CYCLING,
    IMPEDANCE,
    OXIDATION,
    PER_SPECTRUM,
    POINT,
    REST,
    SPECTRA,
)
from solvus.analyse.readers.simulated import simulated_by
from solvus.base.errors import Fault, InputError
from solvus.base.record import Variable, dataset

if TYPE_CHECKING:
    import xarray as xr

TIME_STEP = 1.0e-4  # [s], of the clock
VOLTAGE_STEP = 1.0e-6  # [V], of the voltmeter
SAME_CURRENT = 1.0e-6  # relative
WHOLE_CHARGE = 1.0e-6  # [C]
MOST_ROWS = 10_000_000
PERIODS = 2.0  # of each frequency, that an instrument averages over


class Spectrum(NamedTuple):
    """A spectrum at the end of a half-cycle: frequency [Hz], Z [ohm m2] complex, arrays (n,)."""

    half_cycle: int
    frequency: np.ndarray
    impedance: np.ndarray


class Recording(NamedTuple):
    """How the instrument writes.

    every [s] : a row each, and the first and last of a half-cycle; 0 keeps the rows of the run.
    change [V] : a row too whenever the voltage has moved by so much, if `every` is given.
    noise [V] : standard deviation of the white noise of a voltage; seed : of that noise.
    """

    every: float = 0.0
    change: float = 1.0e-3
    noise: float = 0.0
    seed: int = 0


def as_measured(
    record: xr.Dataset,
    area: float,
    spectra: Sequence[Spectrum] = (),
    how: Recording | None = None,
) -> xr.Dataset:
    """A record of a cycler, as `analyse.readers.read` makes it, from the record of a run.

    record : of `study.records.record_of`, with the curves of all half-cycles. area [m2] of the
    electrodes, by which the current densities are multiplied and the impedances divided.

    Raises InputError for a run without a voltage, one whose curves were kept of some cycles only,
    and an area, interval, change or noise that is none.
    """
    how = how or Recording()
    _check(record, area, how)
    delay = np.zeros(record.sizes["half_cycle"] + 1)  # of the clock, where a half-cycle begins
    for one in spectra:
        delay[one.half_cycle + 1] += _stepped((PERIODS / one.frequency).sum(), TIME_STEP)
    delay = np.cumsum(delay)
    columns = _columns(record, area, how, delay)
    variables = {
        name: Variable(POINT, columns[name], unit, text)
        for name, (unit, text) in CYCLING.items()
        if name in columns
    }
    kind = "cycling"
    if spectra:
        variables |= _spectra(record, area, spectra, delay)
        kind = "cycling+impedance"
    version = str(record.attrs.get("solvus_version", "")) or "of an unknown version"
    maker = f"Solvus {version}"
    attrs: dict[str, Any] = {
        "kind": kind,
        "instrument": f"{maker} (simulation)",
        "technique": str(record.attrs.get("title", "")),
        "area_m2": float(area),
        "sign_convention": OXIDATION,
        **simulated_by(maker),
    }
    attrs["notices"] = json.dumps([attrs.pop("notice")])
    return dataset(variables, attrs)


def _check(record: xr.Dataset, area: float, how: Recording) -> None:
    """Refuse what cannot be exported whole."""
    if not 0.0 < area < np.inf:
        raise InputError(Fault(f"{area:g} m2 is not a positive area", "area"))
    for name, value in (("every", how.every), ("change", how.change), ("noise", how.noise)):
        if not 0.0 <= value < np.inf or (name == "change" and value == 0.0):
            raise InputError(Fault(f"{value:g} is not a {name} an instrument can have", name))
    if how.every and "time" in record and record["time"].size:
        rows = float(np.ptp(record["time"].values)) / how.every
        if rows > MOST_ROWS or how.every < TIME_STEP:
            told = f"a row each {how.every:g} s would be {rows:.3g} rows; {MOST_ROWS} are the most"
            raise InputError(Fault(told, "every"))
    if "voltage" not in record or "current_density" not in record:
        told = "the run has no voltage: a foil without a counter electrode, or no curves kept"
        raise InputError(Fault(told))
    half = record["curve_half_cycle"].values
    due, there = record.sizes["half_cycle"], np.unique(half).size
    if there < due:
        told = (
            f"the record keeps the curves of {there} of {due} half-cycles, and a cycler leaves "
            "none out; export the study file, which is then run with all curves"
        )
        raise InputError(Fault(told))


def _columns(
    record: xr.Dataset, area: float, how: Recording, delay: np.ndarray
) -> dict[str, np.ndarray]:
    """The rows of the instrument, in SI, by variable."""
    half = record["curve_half_cycle"].values.astype(int)
    time, voltage = record["time"].values, record["voltage"].values
    current = record["current_density"].values * area
    parts = []
    for number in np.unique(half):
        rows = np.flatnonzero(half == number)
        mode = _modes(current[rows])
        passed = _passed(time[rows], current[rows])
        at = _moments(time[rows], voltage[rows], how)
        nearest = np.minimum(np.searchsorted(time[rows], at), rows.size - 1)
        parts.append({
            "time": _stepped(at + delay[number], TIME_STEP),
            "voltage": np.interp(at, time[rows], voltage[rows]),
            "current": np.interp(at, time[rows], current[rows]),
            "charge": np.interp(at, time[rows], passed),
            "mode": mode[nearest],
            "half_cycle": np.full(at.size, number),
        })  # fmt: skip
    before = np.cumsum([0.0] + [part["charge"][-1] for part in parts])
    for part, start in zip(parts, before[:-1], strict=True):
        part["charge"] = part["charge"] + start
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    cycle = record["half_cycle_cycle"].values.astype(int)
    columns["cycle"] = cycle[columns["half_cycle"]]
    noise = np.random.default_rng(how.seed).normal(0.0, how.noise, columns["voltage"].size)
    columns["voltage"] = _stepped(columns["voltage"] + noise, VOLTAGE_STEP)
    columns["charge"] = _stepped(columns["charge"], WHOLE_CHARGE)
    return columns


def _moments(time: np.ndarray, voltage: np.ndarray, how: Recording) -> np.ndarray:
    """The times [s] of the rows of one half-cycle, rising."""
    if how.every <= 0.0:
        kept = time
    else:
        moved, last = [], voltage[0]
        for moment, now in zip(time, voltage, strict=True):
            if abs(now - last) >= how.change:
                moved.append(moment)
                last = now
        grid = np.arange(time[0], time[-1], how.every)
        kept = np.concatenate([grid, moved, time[-1:]])
    stepped = np.unique(_stepped(kept, TIME_STEP))
    return np.asarray(stepped)


def _modes(current: np.ndarray) -> np.ndarray:
    """Rest, constant current, or a potential that is held or swept; array (n,)."""
    largest = float(np.abs(current).max())
    same = np.abs(np.abs(current) - largest) <= SAME_CURRENT * largest
    if same.sum() < 2:
        same[:] = False
    mode = np.where(same, CONSTANT_CURRENT, CONSTANT_VOLTAGE)
    return np.where(current == 0.0, REST, mode)


def _passed(time: np.ndarray, current: np.ndarray) -> np.ndarray:
    """Charge since the first row [C], by the trapezoidal rule."""
    steps = 0.5 * (current[1:] + current[:-1]) * np.diff(time)
    return np.concatenate([[0.0], np.cumsum(steps)])


def _stepped(values: np.ndarray | float, step: float) -> np.ndarray:
    """Values to a whole number of steps, without the digits that round-off leaves behind."""
    return np.asarray(np.round(np.rint(values / step) * step, int(-np.log10(step)) + 1))


def _spectra(
    record: xr.Dataset, area: float, spectra: Sequence[Spectrum], delay: np.ndarray
) -> dict[str, Variable]:
    """The spectra, padded with nan."""
    shape = len(spectra), max(one.frequency.size for one in spectra)
    grids = {name: np.full(shape, np.nan) for name in IMPEDANCE}
    for row, one in enumerate(spectra):
        here = slice(0, one.frequency.size)
        grids["frequency"][row, here] = one.frequency
        grids["z_real"][row, here] = one.impedance.real / area
        grids["z_imag"][row, here] = one.impedance.imag / area
    halves = np.array([one.half_cycle for one in spectra])
    half, time = record["curve_half_cycle"].values, record["time"].values
    ends = np.array([_stepped(time[half == number].max(), TIME_STEP) for number in halves])
    per = {
        "spectrum_time": _stepped(ends + delay[halves], TIME_STEP),
        "spectrum_cycle": record["half_cycle_cycle"].values[halves],
        "spectrum_voltage": np.zeros(halves.size),
    }
    made = {name: Variable(SPECTRA, grids[name], *told) for name, told in IMPEDANCE.items()}
    return made | {
        name: Variable(("spectrum",), per[name], *told) for name, told in PER_SPECTRUM.items()
    }
