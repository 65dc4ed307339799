"""Series of impedance spectra against time or cycle: each tested, fitted, and put into a table.

Each spectrum is fitted from the values of the one before; where that is worse than it was before,
automatic starting values are tried as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from solvus.analyse.circuit_fit import CircuitFit, fit_circuit
from solvus.analyse.circuit_interface import interface_resistance
from solvus.analyse.circuits import Circuit, parse_circuit
from solvus.analyse.kramers_kronig import LEAST_POINTS, KramersKronig, kramers_kronig
from solvus.base.errors import Fault, InputError
from solvus.base.record import Table

if TYPE_CHECKING:
    import xarray as xr

WORSE = 1.5  # times the noise of the spectrum before, above which a fit is begun anew
INTERFACE_COLUMNS = {"value": "R_int", "noise": "R_int noise", "sigma": "R_int sigma"}


class MeasuredSpectrum(NamedTuple):
    """One spectrum of a record: number from 0, time [s] and cycle (nan if not known), frequency
    [Hz] (n,), impedance [ohm] (n,) complex."""

    number: int
    time: float
    cycle: float
    frequency: np.ndarray
    impedance: np.ndarray


class SpectrumSeries(NamedTuple):
    """Spectra with their tests and fits, each (spectra,); None, with the sentence why in `faults`
    (number, sentence), where a spectrum could not be tested or fitted."""

    spectra: tuple[MeasuredSpectrum, ...]
    tests: tuple[KramersKronig | None, ...]
    fits: tuple[CircuitFit | None, ...]
    faults: tuple[tuple[int, str], ...]


def spectra_of(record: xr.Dataset) -> tuple[MeasuredSpectrum, ...]:
    """The spectra of a record, without what pads them.

    Raises InputError for a record without spectra.
    """
    missing = [name for name in ("frequency", "z_real", "z_imag") if name not in record]
    if missing:
        about = record.attrs.get("file", "the record")
        raise InputError(Fault("there are no impedance spectra in it", file=str(about)))
    f, re, im = (np.atleast_2d(record[n].values) for n in ("frequency", "z_real", "z_imag"))

    def label(name: str, number: int) -> float:
        return float(np.atleast_1d(record[name].values)[number]) if name in record else np.nan

    found = []
    for number in range(len(f)):
        there = np.isfinite(f[number])
        z = re[number][there] + 1j * im[number][there]
        time, cycle = label("spectrum_time", number), label("spectrum_cycle", number)
        found.append(MeasuredSpectrum(number, time, cycle, f[number][there], z))
    return tuple(found)


def fit_series(
    circuit: str | Circuit, spectra: Sequence[MeasuredSpectrum], **options: Any
) -> SpectrumSeries:
    """Test and fit spectra one after the other; options as of `circuit_fit.fit_circuit`.

    Raises InputError for a circuit that is none; a spectrum that cannot be fitted is left out.
    """
    parsed = parse_circuit(circuit) if isinstance(circuit, str) else circuit
    tests: list[KramersKronig | None] = []
    fits: list[CircuitFit | None] = []
    faults: list[tuple[int, str]] = []
    last: CircuitFit | None = None
    for one in spectra:
        tested, fitted = None, None
        try:
            if len(one.frequency) >= LEAST_POINTS:
                tested = kramers_kronig(one.frequency, one.impedance)
            fitted = _next_fit(parsed, one, last, options)
        except ValueError as error:
            faults.append((one.number, str(error)))
        tests.append(tested)
        fits.append(fitted)
        last = fitted if fitted is not None and fitted.converged else last
    return SpectrumSeries(tuple(spectra), tuple(tests), tuple(fits), tuple(faults))


def series_table(
    series: SpectrumSeries, resistors: Sequence[str] | None = None, area: float | None = None,
    area_sigma: float = 0.0,
) -> Table:  # fmt: skip
    """One row a spectrum: time, cycle, test, every parameter with its standard error, R_int.

    Arguments and errors as `interface_resistance`; without arcs and resistors R_int is left out.
    Rows without a fit are nan.
    """
    tests, fits = series.tests, series.fits
    columns: dict[str, np.ndarray] = {
        "spectrum": np.array([one.number for one in series.spectra]),
        "time": np.array([one.time for one in series.spectra]),
        "cycle": np.array([one.cycle for one in series.spectra]),
        "kk_verdict": np.array([test.verdict if test else "" for test in tests], object),
        "kk_noise": np.array([test.noise if test else np.nan for test in tests]),
        "fit_noise": np.array([fit.noise if fit else np.nan for fit in fits]),
        "fit_order": np.array([fit.order if fit else np.nan for fit in fits]),
        "warnings": np.array([len(fit.warnings) if fit else 0 for fit in fits]),
    }
    units = {"time": "s", "cycle": "1", "kk_noise": "1", "fit_order": "1"}
    attrs: dict[str, str] = {}
    first = next((fit for fit in fits if fit is not None), None)
    if first is not None:
        attrs["circuit"] = first.circuit.text
        for place, name in enumerate(first.circuit.names):
            both = np.array([_of(fit, place) for fit in fits])
            columns[name], columns[f"{name} sigma"] = both.T
            units[name] = units[f"{name} sigma"] = first.circuit.units[place]
        if resistors is not None or first.arcs:
            reads = [
                interface_resistance(fit, resistors, area, area_sigma) if fit else None
                for fit in fits
            ]
            for field, column in INTERFACE_COLUMNS.items():
                columns[column] = np.array([getattr(r, field) if r else np.nan for r in reads])
            told = interface_resistance(first, resistors, area, area_sigma)
            units |= dict.fromkeys(INTERFACE_COLUMNS.values(), told.unit)
            attrs["R_int"] = told.definition
            attrs |= {f"R_int {key}": text for key, text in told.options.items()}
    return Table(columns, units, attrs)


def _of(fit: CircuitFit | None, place: int) -> tuple[float, float]:
    if fit is None:
        return np.nan, np.nan
    return fit.estimates[place].value, fit.estimates[place].sigma


def _next_fit(
    circuit: Circuit, one: MeasuredSpectrum, last: CircuitFit | None, options: Mapping[str, Any]
) -> CircuitFit:
    if last is None or "start" in options:
        return fit_circuit(circuit, one.frequency, one.impedance, **options)
    follows = fit_circuit(
        circuit, one.frequency, one.impedance, **{**options, "start": last.values}
    )
    notes = [[one.note for one in fit.estimates] for fit in (follows, last)]
    fresh = notes[0] != notes[1]
    if follows.converged and follows.noise <= WORSE * last.noise and not fresh:
        return follows
    anew = fit_circuit(circuit, one.frequency, one.impedance, **options)
    return anew if anew.converged and anew.chi2 < follows.chi2 else follows
