"""Voltage against time, one panel a cell, the same scales in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import axis_title, restyled, style_of

PANEL_HEIGHT = 175


class VoltagePanel(NamedTuple):
    """A cell: its name, the system that sets the colour ("Li-Ag"), time [h], voltage [mV]."""

    name: str
    system: str
    time: Array
    voltage: Array


class VoltageTime(NamedTuple):
    """The cells, and the half-width [mV] of the voltage axis (None fits the largest value)."""

    panels: Sequence[VoltagePanel]
    reach: float | None = None


def voltage_time(data: VoltageTime) -> go.Figure:
    """Stacked panels of voltage against time; every panel has the same axes."""
    count = len(data.panels)
    figure = make_subplots(
        rows=count,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=min(0.09, 0.25 / count),
        subplot_titles=[f"<b>{panel.name}</b>" for panel in data.panels],
    )
    restyled(figure, 100 + PANEL_HEIGHT * count, showlegend=False, margin={"t": 54})
    reach = data.reach or 1.1 * max(np.nanmax(np.abs(panel.voltage)) for panel in data.panels)
    for row, panel in enumerate(data.panels, 1):
        figure.add_trace(
            go.Scatter(
                x=np.asarray(panel.time, np.float32),
                y=np.asarray(panel.voltage, np.float32),
                mode="lines",
                line={"color": style_of(panel.system, row - 1).colour, "width": 1.8},
                name=panel.name,
                hovertemplate=f"<b>{panel.name}</b><br>"
                "%{y:.1f} mV at %{x:.3f} h<extra></extra>",
            ),
            row=row,
            col=1,
        )
        figure.update_yaxes(
            title_text=axis_title("Voltage", "mV"),
            range=[-reach, reach],
            zeroline=True,
            zerolinecolor="#b9c0c6",
            row=row,
            col=1,
        )
    figure.update_xaxes(title_text=axis_title("Time", "h"), row=count, col=1)
    figure.update_annotations(x=0.0, xanchor="left", font={"size": 14})
    return figure
