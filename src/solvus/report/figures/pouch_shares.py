"""What a pouch cell weighs and takes up: its parts stacked into two bars, mass and volume."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.pouch_parts import PARTS
from solvus.report.theme import CARD, INK, axis_title, restyled

HEIGHT = 300
TOLD = 0.06  # share of a bar from which a part has its number on it
PALE_PARTS = ("separator", "tabs", "cathode_foil", "anode_collector", "laminate")
NARROW = {"height": 420, "legend.y": -0.35, "legend.yanchor": "top", "margin.b": 190}


class Share(NamedTuple):
    """A part: key of `PARTS`, name, mass [g], volume of its material [cm3]."""

    key: str
    name: str
    mass: float
    volume: float


class PouchShares(NamedTuple):
    """The parts of a cell from the first in the bar to the last."""

    parts: Sequence[Share]


def pouch_shares(data: PouchShares) -> go.Figure:
    """One bar of mass and one of volume, each part in its colour with its number where it fits."""
    parts = [part for part in data.parts if part.mass > 0.0 or part.volume > 0.0]
    figure = make_subplots(rows=2, cols=1, vertical_spacing=0.38)
    restyled(figure, HEIGHT, NARROW, barmode="stack", legend={"traceorder": "normal"})
    for row, (what, unit, values) in enumerate((
        ("mass", "g", [part.mass for part in parts]),
        ("volume", "cm³", [part.volume for part in parts]),
    ), 1):  # fmt: skip
        whole = sum(values) or 1.0
        for part, value in zip(parts, values, strict=True):
            told = f"{value:.3g}" if value >= TOLD * whole else ""
            figure.add_trace(
                go.Bar(
                    x=[value], y=[what], orientation="h", name=part.name, legendgroup=part.key,
                    showlegend=row == 1, text=[told], textposition="inside", textangle=0,
                    insidetextanchor="middle",
                    textfont={"color": INK if part.key in PALE_PARTS else CARD, "size": 13},
                    marker={"color": PARTS[part.key], "line": {"color": INK, "width": 0.8}},
                    hovertemplate=f"<b>{part.name}</b><br>%{{x:.4g}} {unit}, "
                                  f"{100.0 * value / whole:.1f} %<extra></extra>",
                ),
                row=row, col=1,
            )  # fmt: skip
        title = axis_title(what.capitalize(), unit)
        figure.update_xaxes(title_text=title, range=[0.0, 1.01 * whole], row=row, col=1)
    figure.update_yaxes(showticklabels=False, ticks="", showgrid=False)
    return figure
