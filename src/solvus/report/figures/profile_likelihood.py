"""Profile likelihood of each parameter: chi-squared while all others make the best of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    SOFT_INK,
    VERMILLION,
    axis_title,
    restyled,
)

COLUMNS, ROW = 3, 250  # panels a row; [px] of a row
TOP = 5.0  # Delta chi2 shown
LEVELS = ((1.0, "68 %"), (4.0, "95 %"))


class ParameterProfile(NamedTuple):
    """A parameter in display units: name, unit, values and delta chi2 above the best, the best
    value and its standard deviation, bounds, whether its axis is logarithmic."""

    name: str
    unit: str
    values: Array
    delta: Array
    best: float
    sigma: float
    low: float
    high: float
    log: bool = False


class ProfileLikelihood(NamedTuple):
    """The profiles, one a panel."""

    profiles: Sequence[ParameterProfile]


def profile_likelihood(data: ProfileLikelihood) -> go.Figure:
    """Delta chi2 against each parameter: line computed, dashes what the standard deviation says."""
    count = len(data.profiles)
    columns = min(COLUMNS, count)
    rows = math.ceil(count / columns)
    figure = make_subplots(
        rows=rows, cols=columns, horizontal_spacing=0.10, vertical_spacing=0.30 / max(rows, 2)
    )
    restyled(figure, 90 + ROW * rows, {"min_width": 260 * columns})
    for place, one in enumerate(data.profiles):
        _panel(figure, one, place // columns + 1, place % columns + 1, named=place == 0)
    figure.update_yaxes(range=[0.0, TOP], dtick=1)
    for row in range(1, rows + 1):
        figure.update_yaxes(title_text="Δχ²", row=row, col=1)
    return figure


def _panel(
    figure: go.Figure, one: ParameterProfile, row: int, column: int, *, named: bool
) -> None:
    place = {"row": row, "col": column}
    values, delta = np.asarray(one.values, float), np.asarray(one.delta, float)
    if one.sigma > 0.0:
        near = np.linspace(-math.sqrt(TOP), math.sqrt(TOP), 41)
        x = one.best + near * one.sigma
        if one.log:
            x = one.best * np.exp(near * one.sigma / one.best)
        inside = (x >= one.low) & (x <= one.high)
        figure.add_trace(
            go.Scatter(
                x=x[inside], y=near[inside] ** 2, mode="lines",
                line={"color": ORANGE, "width": 2, "dash": "dash"},
                name="what the standard deviation says", legendgroup="linear", showlegend=named,
                hoverinfo="skip",
            ),
            **place,
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=values, y=delta, mode="lines+markers", line={"color": BLUE, "width": 2.5},
            marker={"size": 5, "color": BLUE}, name="profile, the others at their best",
            legendgroup="profile", showlegend=named,
            hovertemplate=f"<b>{one.name}</b> %{{x:.4g}} {one.unit}<br>"
            "Δχ² %{y:.2f}<extra></extra>",
        ),
        **place,
    )  # fmt: skip
    for level, name in LEVELS:
        figure.add_hline(
            level, line={"color": GREY, "width": 1.5, "dash": "dot"}, **place,
            annotation_text=name, annotation_position="top left",
            annotation_font={"size": 11, "color": SOFT_INK},
        )  # fmt: skip
    reached = delta <= TOP
    for bound in (one.low, one.high):
        if np.any(np.isclose(values[reached], bound)):  # the walk ended at this bound
            figure.add_vline(bound, line={"color": VERMILLION, "width": 2}, **place)
    shown = values[delta <= 1.6 * TOP]
    margin = 0.12 * (shown.max() - shown.min())
    edges = [shown.min() - margin, shown.max() + margin]
    if one.log and edges[0] > 0.0 and shown.max() > 3.0 * shown.min():
        logs = [math.log10(edge) for edge in edges]
        figure.update_xaxes(type="log", range=logs, dtick="D2", tickangle=0, **place)
    else:
        figure.update_xaxes(range=edges, nticks=5, **place)
    figure.update_xaxes(
        title_text=axis_title(one.name, one.unit or "1"), tickcolor=INK, **place
    )
