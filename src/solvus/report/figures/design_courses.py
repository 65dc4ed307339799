"""The course of many designs over their cycles: the middle and the spread of all of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import BLUE, GREY, VERMILLION, axis_title, faded, new_figure

HEIGHT = 340
BANDS = ((5.0, 95.0, 0.15), (25.0, 75.0, 0.3))  # percentiles and the opacity between them


class DesignCourses(NamedTuple):
    """A quantity of every design at every cycle, array (designs, cycles); nan where a design has
    ended before."""

    what: str
    unit: str
    values: Array


def design_courses(data: DesignCourses) -> go.Figure:
    """Bands of percentiles, the median, and how many designs are still running."""
    values = np.asarray(data.values, float)
    running = np.isfinite(values).sum(axis=0)
    kept = np.flatnonzero(running > 0)
    cycle = kept + 1
    figure = new_figure(HEIGHT, margin={"r": 64})
    for low, high, opacity in BANDS:
        ends = np.nanpercentile(values[:, kept], [low, high], axis=0)
        figure.add_trace(go.Scatter(
            x=np.concatenate((cycle, cycle[::-1])), y=np.concatenate((ends[1], ends[0][::-1])),
            fill="toself", fillcolor=faded(BLUE, opacity), line={"width": 0}, hoverinfo="skip",
            name=f"{low:g} to {high:g} % of those running",
        ))  # fmt: skip
    figure.add_trace(go.Scatter(
        x=cycle, y=np.nanmedian(values[:, kept], axis=0), name="median", line={"color": BLUE},
        hovertemplate=f"cycle %{{x}}: %{{y:.4g}} {data.unit}<extra></extra>",
    ))  # fmt: skip
    share = 100.0 * running[kept] / max(len(values), 1)
    if share.min() < 100.0:
        figure.add_trace(go.Scatter(
            x=cycle, y=share, name="share running (right)", yaxis="y2",
            line={"color": VERMILLION, "dash": "dot"},
            hovertemplate="cycle %{x}: %{y:.3g} % run<extra></extra>",
        ))  # fmt: skip
        figure.update_layout(yaxis2={
            "overlaying": "y", "side": "right", "range": [0, 105], "showgrid": False,
            "tickmode": "linear", "dtick": 25,
            "title": {"text": axis_title("Designs running", "%")}, "linecolor": GREY,
        })  # fmt: skip
    figure.update_xaxes(title_text="Cycle number")
    figure.update_yaxes(title_text=axis_title(data.what, data.unit), selector={"overlaying": None})
    return figure
