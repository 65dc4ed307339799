"""Surface readings: computed bars with their uncertainty, measured points beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any, NamedTuple

import plotly.graph_objects as go

from solvus.report.series import Measured
from solvus.report.theme import SOFT_INK, axis_title, faded, new_figure, style_of
from solvus.report.traces import add_measured

GAP = 0.55  # between groups, in units of one bar


class SurfaceReading(NamedTuple):
    """One sample: label, group, computed reading with bounds [at%], the measured one and its role.

    A label may hold "<br>" to break its line.
    """

    label: str
    group: str
    computed: float
    low: float
    high: float
    measured: float
    sigma: float
    role: str = "predict"


class SurfaceBars(NamedTuple):
    """Samples in the order drawn (groups together), the solute and what computed them."""

    readings: Sequence[SurfaceReading]
    solute: str = "Ag"
    computed_by: str = "computed"


def surface_bars(data: SurfaceBars) -> go.Figure:
    """Bars of the computed reading, grouped; measured points stand right of the bar's middle."""
    places, middles = _places(data.readings)
    top = max(max(r.high, r.measured + r.sigma, r.computed) for r in data.readings)
    narrow: dict[str, Any] = {"xaxis.tickangle": -60, "height": 560, "yaxis.range": [0, 1.3 * top]}
    for number, (group, _) in enumerate(middles):
        narrow[f"annotations.{number}.text"] = "<br>".join(wrap(group, 10))
    figure = new_figure(460, narrow)
    colour = style_of(data.solute).colour
    plain = [reading.label.replace("<br>", " ") for reading in data.readings]
    figure.add_trace(
        go.Bar(
            x=places,
            y=[reading.computed for reading in data.readings],
            width=0.72,
            marker={"color": faded(colour, 0.45), "line": {"color": colour, "width": 1}},
            name=data.computed_by,
            text=plain,
            textposition="none",
            customdata=[[r.low, r.high] for r in data.readings],
            hovertemplate="<b>%{text}</b><br>computed %{y:.1f} at% "
            "(%{customdata[0]:.1f} to %{customdata[1]:.1f})<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[place - 0.16 for place in places],
            y=[reading.computed for reading in data.readings],
            error_y={
                "array": [r.high - r.computed for r in data.readings],
                "arrayminus": [r.computed - r.low for r in data.readings],
                "color": "#003f63" if data.solute == "Ag" else SOFT_INK,
                "thickness": 2,
                "width": 5,
            },
            mode="markers",
            marker={"size": 1, "color": colour},
            showlegend=False,
            hoverinfo="skip",
        )
    )
    points = [
        Measured(name, place + 0.16, r.measured, r.sigma, r.role)
        for name, place, r in zip(plain, places, data.readings, strict=True)
    ]
    add_measured(figure, points, "%{y:.1f} ± %{customdata[0]:.1f} at%")
    figure.update_xaxes(
        tickvals=places,
        ticktext=[reading.label for reading in data.readings],
        showgrid=False,
        ticks="",
        range=[places[0] - 0.6, places[-1] + 0.6],
    )
    figure.update_yaxes(
        title_text=axis_title(f"AES reading of {data.solute}", "at%"), range=[0, 1.15 * top]
    )
    _name_groups(figure, middles)
    return figure


def _places(
    readings: Sequence[SurfaceReading],
) -> tuple[list[float], list[tuple[str, float]]]:
    """x of every bar, and the middle of every group."""
    places: list[float] = []
    middles = []
    x = 0.0
    for group, members in groupby(readings, key=lambda reading: reading.group):
        own = [x + i for i, _ in enumerate(members)]
        middles.append((group, 0.5 * (own[0] + own[-1])))
        places += own
        x = own[-1] + 1.0 + GAP
    return places, middles


def _name_groups(figure: go.Figure, middles: Sequence[tuple[str, float]]) -> None:
    for group, middle in middles:
        figure.add_annotation(
            x=middle,
            y=1.0,
            yref="paper",
            yanchor="top",
            text=group,
            font={"size": 13, "color": SOFT_INK},
            bgcolor="rgba(255,255,255,0.8)",
        )
