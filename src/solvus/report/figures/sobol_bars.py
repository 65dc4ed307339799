"""Sobol indices of quantities: what each axis moves alone, and together with the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.theme import BLUE, FONT_SIZE, INK, ORANGE, restyled

BAR, GAP, REST = 40, 56, 120  # [px]: an axis, the head of a panel, title and margins


class Index(NamedTuple):
    """A first-order and a total index, each (value, low, high) [1]."""

    axis: str
    first: tuple[float, float, float]
    total: tuple[float, float, float]


class SobolBars(NamedTuple):
    """Quantity -> the indices of each axis."""

    quantities: Sequence[tuple[str, Sequence[Index]]]


def sobol_bars(data: SobolBars) -> go.Figure:
    """A panel for each quantity, a pair of bars with their 95 % intervals for each axis."""
    axes = max(len(indices) for _, indices in data.quantities)
    rows = len(data.quantities)
    height = rows * (axes * BAR + GAP) + REST
    figure = make_subplots(rows=rows, cols=1, shared_xaxes=True, vertical_spacing=GAP / height,
                           subplot_titles=[name for name, _ in data.quantities])  # fmt: skip
    restyled(figure, height, barmode="group", bargap=0.25, bargroupgap=0.05)
    for row, (_, indices) in enumerate(data.quantities, 1):
        names = [one.axis for one in indices]
        for name, part, colour in (
            ("first order: alone", "first", BLUE),
            ("total: alone and with others", "total", ORANGE),
        ):  # fmt: skip
            values = [getattr(one, part) for one in indices]
            figure.add_trace(go.Bar(
                y=names, x=[v for v, _, _ in values], orientation="h", name=name,
                legendgroup=part, showlegend=row == 1, marker={"color": colour},
                error_x={"type": "data", "symmetric": False, "thickness": 1, "width": 3,
                         "color": INK,
                         "array": [max(high - v, 0.0) for v, _, high in values],
                         "arrayminus": [max(v - low, 0.0) for v, low, _ in values]},
                hovertemplate="%{y}: %{x:.3f}<extra>" + name + "</extra>",
            ), row=row, col=1)  # fmt: skip
        figure.update_yaxes(autorange="reversed", row=row, col=1)
    ends = [x for _, indices in data.quantities for one in indices
            for x in (*one.first, *one.total) if x == x]  # fmt: skip
    figure.update_xaxes(range=[min(-0.05, *ends) - 0.02, max(1.0, *ends) + 0.05])
    figure.update_xaxes(title_text="Share of the variance [1]", row=rows, col=1)
    figure.update_annotations(x=0.0, xanchor="left", font={"size": FONT_SIZE})
    figure.update_layout(margin={"t": 84}, legend={
        "traceorder": "normal", "yref": "container", "y": 1.0, "yanchor": "top",
    })  # fmt: skip
    return figure
