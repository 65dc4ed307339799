"""The figures of a series of measured spectra: measured points, fitted lines, residuals, R_int."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.analyse.circuit_fit import MODULUS
from solvus.analyse.impedance_series import SpectrumSeries, series_table
from solvus.report.figures.bode import Bode, bode
from solvus.report.figures.interface_resistance import (
    InterfaceResistances,
    InterfaceSeries,
    interface_resistances,
)
from solvus.report.figures.nyquist import PER_AREA, Nyquist, Spectrum, nyquist
from solvus.report.figures.spectrum_residuals import (
    SpectrumResidual,
    SpectrumResiduals,
    spectrum_residuals,
)

CM2 = 1e4  # ohm m2 -> ohm cm2
MOST_SHOWN = 3  # spectra in one figure: the first, the middle one, the last


class ImpedanceFigures(NamedTuple):
    """The figures by what they show; None where there is nothing to show."""

    nyquist: go.Figure
    bode: go.Figure
    kramers_kronig: go.Figure | None
    fit_residuals: go.Figure | None
    interface: go.Figure | None


def impedance_figures(
    series: SpectrumSeries,
    system: str = "",
    area: float | None = None,
    resistors: Sequence[str] | None = None,
) -> ImpedanceFigures:
    """The figures of a series; area [m2], without which everything is in ohm.

    system : sets the colour of the resistance ("Li-Ag"); spectra differ among themselves.
    resistors : of the interface, as `circuit_interface.interface_resistance`.
    """
    scale = 1.0 if area is None else area * CM2
    unit = "Ω" if area is None else PER_AREA
    shown = _chosen(len(series.spectra))
    measured = [_spectrum(series, i, scale) for i in shown]
    fitted = []
    for i in shown:
        fit = series.fits[i]
        if fit is not None:
            f, z = fit.curve()
            name = f"{_name(series, i)}, fitted"
            fitted.append(Spectrum(name, "", f, scale * z.real, scale * z.imag))
    return ImpedanceFigures(
        nyquist(Nyquist(fitted, measured, unit)),
        bode(Bode(fitted, measured, unit)),
        _tests(series, shown),
        _fits(series, shown),
        _interface(series, system, area, resistors, unit),
    )


def _chosen(count: int) -> list[int]:
    return sorted({0, (count - 1) // 2, count - 1}) if count > MOST_SHOWN else list(range(count))


def _name(series: SpectrumSeries, i: int) -> str:
    one = series.spectra[i]
    if np.isfinite(one.cycle):
        return f"Spectrum {one.number + 1}, cycle {one.cycle:g}"
    return f"Spectrum {one.number + 1}"


def _spectrum(series: SpectrumSeries, i: int, scale: float) -> Spectrum:
    one = series.spectra[i]
    z = scale * one.impedance
    return Spectrum(_name(series, i), "", one.frequency, z.real, z.imag)


def _tests(series: SpectrumSeries, shown: Sequence[int]) -> go.Figure | None:
    curves = []
    level = 0.0
    for i in shown:
        test = series.tests[i]
        if test is not None:
            real, imaginary = 100.0 * test.residual_real, 100.0 * test.residual_imaginary
            name = f"{_name(series, i)}: {test.verdict}"
            curves.append(SpectrumResidual(name, "", test.frequency, real, imaginary))
            level = 100.0 * float(test.options["tolerance"])
    if not curves:
        return None
    return spectrum_residuals(SpectrumResiduals(curves, level, "tolerance"))


def _fits(series: SpectrumSeries, shown: Sequence[int]) -> go.Figure | None:
    curves = []
    noise = []
    for i in shown:
        fit = series.fits[i]
        if fit is not None:
            away = 100.0 * (fit.measured - fit.fitted) / np.abs(fit.measured)
            curves.append(
                SpectrumResidual(_name(series, i), "", fit.frequency, away.real, away.imag)
            )
            noise.append(100.0 * fit.noise if fit.weighting == MODULUS else 0.0)
    if not curves:
        return None
    return spectrum_residuals(SpectrumResiduals(curves, max(noise), "standard deviation"))


def _interface(
    series: SpectrumSeries, system: str, area: float | None, resistors: Sequence[str] | None,
    unit: str,
) -> go.Figure | None:  # fmt: skip
    table = series_table(series, resistors, area)
    if "R_int" not in table.columns or len(series.spectra) < 2:
        return None
    scale = 1.0 if area is None else CM2
    cycle, time = table.columns["cycle"], table.columns["time"] / 3600.0
    by_cycle = len(np.unique(cycle)) == len(cycle) and bool(np.isfinite(cycle).all())
    by_time = not by_cycle and bool(np.isfinite(time).all())
    at = cycle if by_cycle else time if by_time else table.columns["spectrum"] + 1.0
    axis = ("Cycle number", "") if by_cycle else ("Time", "h") if by_time else ("Spectrum", "")
    cell = InterfaceSeries(
        f"R/2 of {table.attrs['R_int resistors']}", system, at,
        scale * table.columns["R_int"], scale * table.columns["R_int sigma"],
    )  # fmt: skip
    return interface_resistances(InterfaceResistances((), [cell], *axis, unit))
