"""Voltage and current of a measured cell over time, as the instrument wrote them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import BLUE, VERMILLION, axis_title, restyled

HEIGHT = 470


class MeasuredTrace(NamedTuple):
    """Time [h], voltage and current, each in its own unit, arrays (n,) (voltage and current may
    have been thinned apart, so that each has its times)."""

    voltage_time: Array
    voltage: Array
    voltage_unit: str
    current_time: Array
    current: Array
    current_unit: str


def measured_trace(data: MeasuredTrace) -> go.Figure:
    """Voltage above, current below, over one time axis."""
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.07, row_heights=[0.68, 0.32]
    )
    restyled(figure, HEIGHT, showlegend=False)
    parts = (
        ("Voltage", data.voltage_time, data.voltage, data.voltage_unit, BLUE),
        ("Current", data.current_time, data.current, data.current_unit, VERMILLION),
    )
    for row, (what, time, values, unit, colour) in enumerate(parts, 1):
        figure.add_trace(
            go.Scatter(
                x=np.asarray(time, float), y=np.asarray(values, float), mode="lines", name=what,
                line={"color": colour, "width": 1.2},
                hovertemplate=f"%{{y:.4g}} {unit} at %{{x:.4g}} h<extra></extra>",
            ),
            row=row, col=1,
        )  # fmt: skip
        figure.update_yaxes(title_text=axis_title(what, unit), row=row, col=1)
    figure.update_xaxes(title_text=axis_title("Time", "h"), row=2, col=1)
    return figure
