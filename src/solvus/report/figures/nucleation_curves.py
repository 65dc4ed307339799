"""Voltage against plated capacity: the dip at the start, the plateau after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Line
from solvus.report.theme import axis_title, restyled
from solvus.report.traces import add_line, stacked_width

NARROW = {
    "xaxis.domain": [0.0, 1.0],
    "xaxis2.domain": [0.0, 1.0],
    "yaxis.domain": [0.58, 1.0],
    "yaxis2.domain": [0.0, 0.42],
    "yaxis2.showticklabels": True,
    "height": 720,
}
HOVER = "%{y:.1f} mV after %{x:.3g} mAh/cm²"


class NucleationCurves(NamedTuple):
    """Voltage [mV] against plated capacity [mAh/cm2], one line a charge stripped before.

    shortest : capacity [mAh/cm2] at which the logarithmic axis begins.
    """

    curves: Sequence[Line]
    shortest: float = 1e-4


def nucleation_curves(data: NucleationCurves) -> go.Figure:
    """The whole half-cycle, and its start on a logarithmic axis where the dip can be seen."""
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.06)
    restyled(figure, 450, NARROW)
    farthest = max(float(np.max(np.asarray(curve.x))) for curve in data.curves)
    for position, curve in enumerate(data.curves):
        width = stacked_width(position, len(data.curves))
        curve = curve._replace(dash=curve.dash or "solid")
        add_line(figure, curve, position, HOVER, width, row=1, col=1)
        x, y = np.asarray(curve.x, float), np.asarray(curve.y, float)
        seen = x >= data.shortest
        start = curve._replace(x=x[seen], y=y[seen], low=None, high=None)
        add_line(figure, start, position, HOVER, width, row=1, col=2, showlegend=False)
    capacity = axis_title("Plated capacity", "mAh/cm²")
    lowest = int(np.ceil(np.log10(data.shortest) - 1e-9))
    decades = 10.0 ** np.arange(lowest, np.floor(np.log10(farthest) + 1e-9) + 1)
    voltage = axis_title("Voltage", "mV")
    figure.update_xaxes(title_text=capacity, rangemode="tozero", row=1, col=1)
    figure.update_xaxes(
        title_text=f"{capacity}, log",
        type="log",
        range=[np.log10(data.shortest), np.log10(farthest)],
        tickvals=decades,
        ticktext=[f"{decade:g}" for decade in decades],
        row=1,
        col=2,
    )
    figure.update_yaxes(title_text=voltage, row=1, col=1)
    return figure
