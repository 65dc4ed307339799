"""Many designs as points: two quantities against each other, the best ones joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import BLUE, CARD, CYCLE, GREY, VERMILLION, faded, new_figure

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")


class DesignGroup(NamedTuple):
    """Designs of one folder: its name, the two quantities, a label for each design."""

    name: str
    x: Array
    y: Array
    labels: Sequence[str]


class DesignScatter(NamedTuple):
    """The groups, titles of the axes with units, and the front: coordinates of its designs."""

    groups: Sequence[DesignGroup]
    x_title: str
    y_title: str
    front: tuple[Array, Array] | None = None


def design_scatter(data: DesignScatter) -> go.Figure:
    """A point a design, another symbol for another folder; the front as a line with rings."""
    figure = new_figure(520, {"height": 460})
    for position, group in enumerate(data.groups):
        colour = CYCLE[position % len(CYCLE)].colour if len(data.groups) > 1 else BLUE
        figure.add_trace(go.Scatter(
            x=np.asarray(group.x, float), y=np.asarray(group.y, float), mode="markers",
            name=group.name, text=list(group.labels),
            marker={"size": 7, "color": faded(colour, 0.65),
                    "symbol": SYMBOLS[position % len(SYMBOLS)],
                    "line": {"color": CARD, "width": 0.8}},
            hovertemplate="<b>%{text}</b><br>%{x:.4g}, %{y:.4g}<extra></extra>",
        ))  # fmt: skip
    if data.front is not None and len(data.front[0]):
        x, y = (np.asarray(one, float) for one in data.front)
        order = np.argsort(x, kind="stable")
        figure.add_trace(go.Scatter(
            x=x[order], y=y[order], mode="lines+markers", name="front: nothing is better in both",
            line={"color": GREY, "width": 1.2, "dash": "dot"},
            marker={"size": 12, "color": "rgba(0,0,0,0)",
                    "line": {"color": VERMILLION, "width": 2}},
            hoverinfo="skip",
        ))  # fmt: skip
    figure.update_xaxes(title_text=data.x_title)
    figure.update_yaxes(title_text=data.y_title)
    return figure
