"""Impedance spectra: tested by Kramers and Kronig, fitted, and what the interface resists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from solvus.analyse.circuit_interface import interface_resistance
from solvus.analyse.impedance_series import SpectrumSeries, fit_series, series_table, spectra_of
from solvus.analyse.uncertain import Reading
from solvus.report import blocks
from solvus.report.impedance_figures import impedance_figures
from solvus.report.measured.asked import Asked
from solvus.report.measured.part import Analysed
from solvus.report.measured.words import reading_table, words_of

if TYPE_CHECKING:
    import xarray as xr

NUMBER = re.compile(r"(?<![A-Za-z])\d[\d.]*(e[-+]?\d+)?")
CAPTIONS = {
    "nyquist": ("Nyquist", "Equal scales, decade frequencies marked; lines: the fitted circuit."),
    "bode": ("Bode", "Magnitude and phase; lines: the fitted circuit."),
    "kramers_kronig": ("Kramers-Kronig residuals", "What no linear, stable system would show."),
    "fit_residuals": ("Residuals of the fit", "Measured less fitted, by |Z|."),
    "interface": ("Interface resistance", "Per electrode, with the standard error of the fit."),
}


def analysed_impedance(record: xr.Dataset, asked: Asked) -> Analysed:
    """Tests, fits and interface resistances of the spectra of a record.

    The resistance is that of one of two equal electrodes only for a symmetric cell; for others
    the resistors of the circuit stand for the whole cell. Raises InputError for a circuit that is
    none.
    """
    name = str(record.attrs.get("file", "record"))
    told = record.attrs.get("area_m2")
    area = asked.area if asked.area is not None else None if told is None else float(told)
    resistors = asked.resistors or None
    series = fit_series(asked.circuit, spectra_of(record))
    figures = impedance_figures(series, "", area, resistors)
    symmetric = asked.kind == "symmetric"
    readings = _interface(series, asked, area) if symmetric else []
    readings = readings or _parameters(series)
    notices = [f"spectrum {number + 1}: {why}" for number, why in series.faults]
    notices += _doubts(series)
    if not symmetric:
        notices.append("no interface resistance per electrode: R A/2 holds for --cell symmetric")
    shown = [
        blocks.Figure(figure, CAPTIONS[key][1], CAPTIONS[key][0])
        for key, figure in figures._asdict().items()
        if figure is not None and (symmetric or key != "interface")
    ]
    count = len(series.spectra)
    headline = "1 spectrum" if count == 1 else f"{count} spectra"
    if readings:
        where, last = readings[-1]
        headline += f"; {last.name} {words_of(last)} in {where}"
    return Analysed(
        name, "impedance", headline, tuple(readings),
        {"spectra": series_table(series, resistors, area)},
        (
            blocks.Section(f"{name}: impedance", "impedance", "",
                           (*shown, reading_table(readings))),
        ),
        tuple(notices),
    )  # fmt: skip


def _where(series: SpectrumSeries, place: int) -> str:
    return f"spectrum {series.spectra[place].number + 1}"


def _interface(
    series: SpectrumSeries, asked: Asked, area: float | None
) -> list[tuple[str, Reading]]:
    first = next((fit for fit in series.fits if fit is not None), None)
    if first is None or not (asked.resistors or first.arcs):
        return []
    return [
        (_where(series, place), interface_resistance(fit, asked.resistors or None, area))
        for place, fit in enumerate(series.fits)
        if fit is not None
    ]


def _parameters(series: SpectrumSeries) -> list[tuple[str, Reading]]:
    return [
        (_where(series, place),
         Reading(name, one.value, one.sigma, one.sigma, {}, unit, "parameter of the circuit",
                 {"circuit": fit.circuit.text, "weighting": fit.weighting}))
        for place, fit in enumerate(series.fits)
        if fit is not None
        for name, one, unit in zip(
            fit.circuit.names, fit.estimates, fit.circuit.units, strict=True
        )
    ]  # fmt: skip


def _doubts(series: SpectrumSeries) -> list[str]:
    """Warnings of tests and fits: those that differ in their numbers alone are said once, as of
    the first spectrum, with all that they hold for."""
    found: dict[str, tuple[str, list[int]]] = {}
    for place, (test, fit) in enumerate(zip(series.tests, series.fits, strict=True)):
        said = list(fit.warnings) if fit is not None else []
        if test is not None and test.verdict != "consistent":
            said.append(f"Kramers-Kronig: {test.verdict}: {test.reason}")
        for sentence in said:
            alike = NUMBER.sub("#", sentence)
            found.setdefault(alike, (sentence, []))[1].append(series.spectra[place].number + 1)
    return [
        f"spectrum {_stretches(numbers)}: "
        f"{'' if len(numbers) == 1 else 'as in the first, '}{sentence}"
        for sentence, numbers in found.values()
    ]


def _stretches(numbers: Sequence[int]) -> str:
    """"1 to 4, 7": whole numbers in order, those that follow one another taken together."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(
        str(part[0]) if len(part) == 1 else f"{part[0]} to {part[-1]}" for part in parts
    )
