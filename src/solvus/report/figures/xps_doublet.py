"""XPS doublet of the solute: computed intensity and its two lines, printed energies marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.cell_traces import cell_line, cell_points, styles_of
from solvus.report.series import Array
from solvus.report.theme import BLACK, SOFT_INK, Style, axis_title, faded, new_figure

HOVER = "%{y:.2f} % at %{x:.2f} eV"


class DoubletSpectrum(NamedTuple):
    """A spectrum: name, system that sets the colour, binding energy [eV], intensity [% of the
    peak of the pure solute], its lines one by one (arrays as `intensity`, may be left out)."""

    name: str
    system: str
    energy: Array
    intensity: Array
    parts: Sequence[Array] = ()


class PrintedLine(NamedTuple):
    """A binding energy that was printed [eV], with its standard deviation."""

    name: str
    energy: float
    sigma: float = 0.0


class XpsDoublet(NamedTuple):
    """Computed spectra, measured ones (points), printed energies, and the level ("Ag 3d")."""

    spectra: Sequence[DoubletSpectrum]
    measured: Sequence[DoubletSpectrum] = ()
    printed: Sequence[PrintedLine] = ()
    level: str = "Ag 3d"


def xps_doublet(data: XpsDoublet) -> go.Figure:
    """Intensity against binding energy, which falls to the right as spectroscopists draw it."""
    figure = new_figure(440)
    styles = styles_of([spectrum.system for spectrum in data.spectra])
    for spectrum, style in zip(data.spectra, styles, strict=True):
        _add_spectrum(figure, spectrum, style)
    styles = styles_of([spectrum.system for spectrum in data.measured])
    for spectrum, style in zip(data.measured, styles, strict=True):
        x, y = spectrum.energy, spectrum.intensity
        figure.add_trace(cell_points(spectrum.name, style, x, y, HOVER))
    for mark in data.printed:
        _add_printed(figure, mark)
    solute = data.level.split()[0]
    figure.update_xaxes(title_text=axis_title("Binding energy", "eV"), autorange="reversed")
    figure.update_yaxes(
        title_text=axis_title(f"{data.level} intensity", f"% of the peak of bare {solute}"),
        rangemode="tozero",
    )
    return figure


def _add_spectrum(figure: go.Figure, spectrum: DoubletSpectrum, style: Style) -> None:
    """The spectrum over its lines, each filled."""
    for part in spectrum.parts:
        figure.add_trace(
            go.Scatter(
                x=np.asarray(spectrum.energy, float),
                y=np.asarray(part, float),
                mode="lines",
                line={"color": style.colour, "width": 1, "dash": "dot"},
                fill="tozeroy",
                fillcolor=faded(style.colour, 0.12),
                name=f"{spectrum.name}, one line",
                legendgroup=spectrum.name,
                showlegend=False,
                hoverinfo="skip",
            )
        )
    x, y = spectrum.energy, spectrum.intensity
    figure.add_trace(cell_line(spectrum.name, style, x, y, HOVER))


def _add_printed(figure: go.Figure, mark: PrintedLine) -> None:
    """A dashed upright line at a printed energy, with a band of one standard deviation."""
    if mark.sigma > 0.0:
        figure.add_vrect(
            x0=mark.energy - mark.sigma,
            x1=mark.energy + mark.sigma,
            fillcolor=SOFT_INK,
            opacity=0.12,
            line_width=0,
        )
    figure.add_vline(
        x=mark.energy,
        line={"color": BLACK, "dash": "dash", "width": 1.4},
        annotation_text=mark.name,
        annotation_position="top left",
        annotation_font={"size": 12, "color": BLACK},
    )
