"""Impedance spectra: tested by Kramers and Kronig, fitted, and what the interface resists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from solvus.analyse.circuit_interface import interface_resistance
from solvus.analyse.impedance_series import SpectrumSeries, fit_series, series_table, spectra_of
from solvus.analyse.uncertain import Accuracy, Reading
from solvus.base.record import Table
from solvus.report import blocks
from solvus.report.impedance_figures import impedance_figures
from solvus.report.measured.asked import Asked
from solvus.report.measured.part import Analysed
from solvus.report.measured.words import reading_table, words_of

if TYPE_CHECKING:
    import xarray as xr

NUMBER = re.compile(r"(?<![A-Za-z])\d[\d.]*(e[-+]?\d+)?")
INTERFACE = "interface resistance"
CM2 = 1e4  # ohm m2 -> ohm cm2
OWN_WORDS = ("spectrum", "kk_verdict")
SIGNS = {"ohm": "Ω", "ohm*m^2": "Ω cm²", "F": "F", "H": "H", "s": "s"}
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
    area_error = 0.0 if area is None else Accuracy().area * area
    table = series_table(series, resistors, area, area_error)
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
    known = [pair for pair in readings if pair[1].name == INTERFACE and pair[1].sigma > 0.0]
    if known:
        where, last = known[-1]
        headline += f"; {last.name} {words_of(last)} in {where}"
    elif symmetric:
        headline += "; they determine no interface resistance"
    return Analysed(
        name, "impedance", headline, tuple(readings),
        {"spectra": table},
        (
            blocks.Section(f"{name}: impedance", "impedance", "",
                           (*shown, _spectra(table), reading_table(readings))),
        ),
        tuple(notices),
    )  # fmt: skip


def _spectra(table: Table) -> blocks.Table:
    """One row a spectrum: its test, its fit and what came of it."""
    columns, units = table.columns, table.units
    shown = [name for name in columns if name not in OWN_WORDS and not name.endswith("sigma")
             and name != "R_int noise" and _known(columns[name])]  # fmt: skip
    heads = [blocks.Column("spectrum", "", True), blocks.Column("Kramers-Kronig")]
    heads += [blocks.Column(name.replace("_", " "), SIGNS.get(units.get(name, ""), ""), True)
              for name in shown]  # fmt: skip
    rows = []
    for row, number in enumerate(columns["spectrum"]):
        cells: list[blocks.Cell | str | float] = [str(int(number) + 1), columns["kk_verdict"][row]]
        for name in shown:
            sigma = columns.get(f"{name} sigma")
            note = "" if sigma is None else f"± {float(sigma[row]):.2g}"
            scale = CM2 if units.get(name) == "ohm*m^2" else 1.0
            value = scale * float(columns[name][row])
            note = note if scale == 1.0 or sigma is None else f"± {scale * float(sigma[row]):.2g}"
            cells.append(blocks.Cell("–" if np.isnan(value) else f"{value:.4g}", note=note))
        rows.append(cells)
    caption = (
        "Noise is a share of |Z|; fit order: of the residuals along the frequency in standard "
        "deviations, above 3 the circuit leaves something out. Standard errors under the pointer."
    )
    return blocks.Table(heads, rows, caption, "Spectra")


def _known(column: np.ndarray) -> bool:
    return column.dtype.kind in "fiu" and bool(np.isfinite(column.astype(float)).any())


def _where(series: SpectrumSeries, place: int) -> str:
    return f"spectrum {series.spectra[place].number + 1}"


def _interface(
    series: SpectrumSeries, asked: Asked, area: float | None
) -> list[tuple[str, Reading]]:
    first = next((fit for fit in series.fits if fit is not None), None)
    if first is None or not (asked.resistors or first.arcs):
        return []
    return [
        (_where(series, place),
         interface_resistance(fit, asked.resistors or None, area, (area or 0.0) * Accuracy().area))
        for place, fit in enumerate(series.fits)
        if fit is not None and np.isfinite(fit.noise)
    ]  # fmt: skip


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
        f"{'' if len(numbers) == 1 else f'as in spectrum {numbers[0]}, '}{sentence}"
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
