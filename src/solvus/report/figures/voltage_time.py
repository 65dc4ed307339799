"""The first cycles of a cell against time, and the dip with which plating on its foil begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.cell_traces import cell_line, styles_of
from solvus.report.series import Array
from solvus.report.theme import CARD, INK, Style, axis_title, restyled

UPPER, LOWER, REST = 210, 210, 170  # heights [px]: whole cycles, the dip, all else
HEAD = 1.2  # of the highest tip: room for its words


class Dip(NamedTuple):
    """The beginning of a plating: time from there [min], voltage of the foil [mV, a magnitude]."""

    time: Array
    voltage: Array


class VoltageCell(NamedTuple):
    """A cell: name, what sets its colour ("Li-Ag"), time [h], voltage, and its dip."""

    name: str
    system: str
    time: Array
    voltage: Array
    dip: Dip | None = None


class VoltageTime(NamedTuple):
    """The cells, the unit of the voltage ("V" or "mV"), and what the dip is read of."""

    cells: Sequence[VoltageCell]
    unit: str = "mV"
    dip_of: str = "Foil, as it is plated"


def voltage_time(data: VoltageTime) -> go.Figure:
    """Whole cycles above; below the first minutes of a plating, its tip marked with its height."""
    figure = make_subplots(
        rows=2, cols=1, row_heights=[UPPER, LOWER], vertical_spacing=80 / (UPPER + LOWER),
        subplot_titles=["The first cycles", data.dip_of],
    )  # fmt: skip
    legend = {"y": 1.0 + 42 / (UPPER + LOWER), "traceorder": "reversed"}
    restyled(figure, UPPER + LOWER + REST, legend=legend, margin={"t": 84})
    digits = ".3f" if data.unit == "V" else ".1f"
    styles = styles_of([cell.system for cell in data.cells])
    # the first one last, on top: what it is compared with is often the same line
    for place, cell in reversed(list(enumerate(data.cells))):
        style = styles[place]
        hover = f"%{{y:{digits}}} {data.unit} at %{{x:.3g}} h"
        figure.add_trace(
            cell_line(cell.name, style, cell.time, cell.voltage, hover), row=1, col=1
        )
        if cell.dip is not None:
            # the words of the second one lie below its point: tips are often alike
            _add_dip(figure, cell, cell.dip, style, "top right" if place == 0 else "bottom right")
    figure.update_xaxes(title_text=axis_title("Time", "h"), row=1, col=1)
    figure.update_yaxes(title_text=axis_title("Voltage", data.unit), row=1, col=1)
    figure.update_xaxes(title_text=axis_title("Time of plating", "min"), rangemode="tozero",
                        row=2, col=1)  # fmt: skip
    tips = [float(np.max(cell.dip.voltage)) for cell in data.cells
            if cell.dip is not None and len(cell.dip.voltage)]  # fmt: skip
    top = [0.0, HEAD * max(tips)] if tips else None
    figure.update_yaxes(title_text=axis_title("Overpotential", "mV"), range=top, row=2, col=1)
    figure.update_annotations(x=0.0, xanchor="left", font={"size": 14, "weight": 600})
    return figure


def _add_dip(
    figure: go.Figure, cell: VoltageCell, dip: Dip, style: Style, words_at: str
) -> None:
    time, voltage = np.asarray(dip.time, float), np.asarray(dip.voltage, float)
    figure.add_trace(
        cell_line(cell.name, style, time, voltage, "%{y:.1f} mV after %{x:.2f} min",
                  showlegend=False),
        row=2, col=1,
    )  # fmt: skip
    if not voltage.size:
        return
    top = int(np.argmax(voltage))
    figure.add_trace(
        go.Scatter(
            x=[time[top]], y=[voltage[top]], mode="markers+text",
            marker={"symbol": "circle", "size": 9, "color": style.colour,
                    "line": {"color": CARD, "width": 1.5}},
            text=[f" tip {voltage[top]:.0f} mV"], textposition=words_at,
            textfont={"color": INK, "size": 13}, showlegend=False, legendgroup=cell.name,
            cliponaxis=False,
            hovertemplate=f"<b>{cell.name}</b><br>tip %{{y:.1f}} mV<extra></extra>",
        ),
        row=2, col=1,
    )  # fmt: skip
