"""Uncertain inputs carried to quantities: how they spread, and who contributes how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.stacking import GAP
from solvus.report.theme import BLUE, INK, SKY, VERMILLION, axis_title, faded, restyled

BINS = 40
UPPER = 230
ROW = 26


class Carried(NamedTuple):
    """A quantity over samples in display units: name, unit, samples, low (5 %), median, high
    (95 %), and input -> share of the variance [1]; reported : a printed number, or None."""

    name: str
    unit: str
    samples: np.ndarray
    low: float
    median: float
    high: float
    shares: Mapping[str, float]
    reported: float | None = None


class PouchUncertainty(NamedTuple):
    """The quantities, one a column."""

    quantities: Sequence[Carried]


def pouch_uncertainty(data: PouchUncertainty) -> go.Figure:
    """A histogram a quantity with its band; below it the shares of the inputs, largest first."""
    count = len(data.quantities)
    rows = max(len(one.shares) for one in data.quantities)
    lower = 60 + ROW * rows
    figure = make_subplots(
        rows=2, cols=count, row_heights=[UPPER, lower], horizontal_spacing=0.28 / count,
        vertical_spacing=0.2,
        subplot_titles=[one.name for one in data.quantities],
    )  # fmt: skip
    narrow = _below_each_other(count, lower)
    restyled(figure, UPPER + lower + 210, narrow, bargap=0.0, showlegend=False,
             margin={"t": 62})
    for column, one in enumerate(data.quantities, 1):
        _histogram(figure, one, column)
        _shares(figure, one, column)
    return figure


def _below_each_other(count: int, lower: int) -> dict[str, Any]:
    """Narrow settings: the histogram of a quantity, its shares, then the next quantity."""
    area = count * (UPPER + lower) + GAP * (2 * count - 1)
    narrow: dict[str, Any] = {"height": area + 140}
    top = area
    for number in range(count):
        for axis, height in ((number + 1, UPPER), (count + number + 1, lower)):
            name = "axis" + (str(axis) if axis > 1 else "")
            narrow[f"x{name}.domain"] = [0.0, 1.0]
            narrow[f"y{name}.domain"] = [max(0.0, (top - height) / area), top / area]
            if height == UPPER:
                narrow[f"annotations.{number}.x"] = 0.5
                narrow[f"annotations.{number}.y"] = top / area
            top -= height + GAP
    return narrow


def _histogram(figure: go.Figure, one: Carried, column: int) -> None:
    heights, edges = np.histogram(one.samples, BINS, density=True)
    figure.add_trace(
        go.Bar(
            x=0.5 * (edges[1:] + edges[:-1]), y=heights / heights.max(), width=np.diff(edges),
            marker={"color": faded(BLUE, 0.5), "line": {"width": 0}}, hoverinfo="skip",
        ),
        row=1, col=column,
    )  # fmt: skip
    for value, dash in ((one.low, "dot"), (one.median, "solid"), (one.high, "dot")):
        figure.add_trace(
            go.Scatter(
                x=[value, value], y=[0.0, 1.05], mode="lines",
                line={"color": INK, "width": 1.5, "dash": dash},
                hovertemplate=f"%{{x:.4g}} {one.unit}<extra></extra>",
            ),
            row=1, col=column,
        )  # fmt: skip
    if one.reported is not None:
        figure.add_trace(
            go.Scatter(
                x=[one.reported] * 2, y=[0.0, 1.05], mode="lines",
                line={"color": VERMILLION, "width": 2, "dash": "dash"},
                hovertemplate=f"reported {one.reported:.4g} {one.unit}<extra></extra>",
            ),
            row=1, col=column,
        )  # fmt: skip
    figure.update_xaxes(title_text=axis_title("5 %, median, 95 %", one.unit), row=1, col=column)
    figure.update_yaxes(visible=False, range=[0.0, 1.1], row=1, col=column)


def _shares(figure: go.Figure, one: Carried, column: int) -> None:
    ranked = sorted(one.shares.items(), key=lambda item: -item[1])
    values = [max(100.0 * share, 0.0) for _, share in ranked]
    figure.add_trace(
        go.Bar(
            x=values, y=[name for name, _ in ranked], orientation="h", width=0.7,
            marker={"color": SKY, "line": {"color": INK, "width": 0.8}},
            text=[f"{value:.0f}" for value in values], textposition="outside", cliponaxis=False,
            hovertemplate="%{y}: %{x:.1f} %<extra></extra>",
        ),
        row=2, col=column,
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", ticks="", showgrid=False, row=2, col=column,
                        tickfont={"size": 12})  # fmt: skip
    figure.update_xaxes(title_text=axis_title("Share of the variance", "%"), row=2, col=column,
                        range=[0.0, 1.2 * max([*values, 1.0])])  # fmt: skip
