"""Quantities of a cell against cycle number, one panel below the other over the same axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Line
from solvus.report.theme import axis_title, restyled
from solvus.report.traces import add_line, stacked_width

PANEL, GAP, REST = 170, 46, 120  # heights [px]: a panel, between two, all else


class Trend(NamedTuple):
    """A quantity, its unit, and its lines against cycle number."""

    quantity: str
    unit: str
    lines: Sequence[Line]


class CycleTrends(NamedTuple):
    """The quantities from top to bottom; a line of one name looks the same in all of them."""

    trends: Sequence[Trend]


def cycle_trends(data: CycleTrends) -> go.Figure:
    """A panel a quantity; the axes of what is counted from zero begin there."""
    count = len(data.trends)
    area = PANEL * count + GAP * (count - 1)
    figure = make_subplots(
        rows=count,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=GAP / area if count > 1 else 0.0,
        subplot_titles=[trend.quantity for trend in data.trends],
    )
    restyled(figure, area + REST, legend={"y": 1.0 + 26 / area})
    order = list(dict.fromkeys(line.name for trend in data.trends for line in trend.lines))
    named: set[str] = set()
    for row, trend in enumerate(data.trends, 1):
        for line in trend.lines:
            position = order.index(line.name)
            unit = "" if trend.unit in ("", "1") else f" {trend.unit}"
            add_line(
                figure, line, position, f"%{{y:.4g}}{unit} at cycle %{{x:.0f}}",
                stacked_width(position, len(order)), row=row, col=1,
                showlegend=len(order) > 1 and line.name not in named,
            )  # fmt: skip
            named.add(line.name)
        figure.update_yaxes(title_text=axis_title("", trend.unit).strip(), row=row, col=1)
    last = max(float(np.max(line.x)) for trend in data.trends for line in trend.lines)
    figure.update_yaxes(rangemode="tozero")
    figure.update_xaxes(range=[0.0, 1.03 * last])
    figure.update_xaxes(title_text="Cycle number", row=count, col=1)
    figure.update_annotations(x=0.0, xanchor="left", font={"size": 14, "weight": 600})
    return figure
