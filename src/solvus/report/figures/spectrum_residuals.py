"""Residuals of impedance spectra: of a fit, or of the test of Kramers and Kronig."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.cell_traces import styles_of
from solvus.report.figures.bode import decade_ticks
from solvus.report.series import Array
from solvus.report.theme import CARD, GREY, INK, axis_title, faded, new_figure

SIZE = 7  # [px]
LEAST_ROOM = 0.5  # [%] shown each way at least


class SpectrumResidual(NamedTuple):
    """A spectrum: name, system that sets the colour ("Li-Ag"), frequency [Hz], and measured less
    fitted real and imaginary part [% of |Z|]."""

    name: str
    system: str
    frequency: Array
    real: Array
    imaginary: Array


class SpectrumResiduals(NamedTuple):
    """The spectra, and a level [% of |Z|] that is shaded each way: a tolerance, or the noise."""

    spectra: Sequence[SpectrumResidual]
    level: float = 0.0
    level_name: str = ""


def spectrum_residuals(data: SpectrumResiduals) -> go.Figure:
    """Full points for the real, open ones for the imaginary part; noise has no order along f."""
    figure = new_figure(370)
    if data.level > 0.0:
        figure.add_hrect(
            -data.level, data.level, fillcolor=faded(GREY, 0.14), line_width=0, layer="below"
        )
        if data.level_name:  # a mark in the legend; the band itself is no trace
            figure.add_trace(
                go.Scatter(
                    x=[None], y=[None], mode="markers", hoverinfo="skip",
                    marker={"symbol": "square", "size": 12, "color": faded(GREY, 0.25)},
                    name=f"± {data.level:.2g} %, {data.level_name}",
                )
            )  # fmt: skip
    styles = styles_of([spectrum.system for spectrum in data.spectra])
    largest = max(data.level, LEAST_ROOM)
    for spectrum, style in zip(data.spectra, styles, strict=True):
        for part, values in (("Re", spectrum.real), ("Im", spectrum.imaginary)):
            y = np.asarray(values, float)
            largest = max(largest, float(np.abs(y).max(initial=0.0)))
            fill = style.colour if part == "Re" else CARD
            figure.add_trace(
                go.Scatter(
                    x=np.asarray(spectrum.frequency, float),
                    y=y,
                    mode="lines+markers",
                    line={"color": faded(style.colour, 0.35), "width": 1},
                    marker={
                        "color": fill, "size": SIZE, "line": {"color": style.colour, "width": 1.6},
                    },
                    name=f"{spectrum.name}, {part}",
                    legendgroup=f"{spectrum.name}, {part}",
                    hovertemplate=f"<b>{spectrum.name}, {part}</b><br>%{{y:.2g}} % of |Z| at "
                    "%{x:.3g} Hz<extra></extra>",
                )
            )  # fmt: skip
    f = np.concatenate([np.asarray(spectrum.frequency, float) for spectrum in data.spectra])
    figure.update_xaxes(
        type="log", title_text=axis_title("Frequency", "Hz"), **decade_ticks(f, (1,))
    )
    figure.update_yaxes(
        title_text=axis_title("Measured − fitted", "% of |Z|"),
        range=[-1.15 * largest, 1.15 * largest],
        zeroline=True,
        zerolinecolor=INK,
        zerolinewidth=1.2,
    )
    return figure
