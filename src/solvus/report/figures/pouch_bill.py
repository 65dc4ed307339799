"""The bill of materials as bars: what each part weighs, adds to the thickness, and costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.pouch_parts import PARTS
from solvus.report.theme import INK, axis_title, restyled

ROW = 34
HEAD = 1.5  # of the longest bar: room for its number


class Part(NamedTuple):
    """A part: key of `PARTS`, name, mass [g], thickness in the stack [um], cost [money]."""

    key: str
    name: str
    mass: float
    thickness: float
    cost: float


class PouchBill(NamedTuple):
    """The parts of a cell and the sign of the money."""

    parts: Sequence[Part]
    money: str = "$"


def pouch_bill(data: PouchBill) -> go.Figure:
    """Three panels with the parts as rows: mass, thickness, cost, each bar with its share."""
    parts = [part for part in data.parts if part.mass > 0.0]
    panels = (
        ("Mass", "g", [part.mass for part in parts]),
        ("Thickness", "µm", [part.thickness for part in parts]),
        ("Cost", data.money, [part.cost for part in parts]),
    )
    figure = make_subplots(rows=1, cols=3, shared_yaxes=True, horizontal_spacing=0.04,
                           subplot_titles=[head for head, _, _ in panels])  # fmt: skip
    restyled(figure, 150 + ROW * len(parts), {"min_width": 640}, showlegend=False, bargap=0.25,
             margin={"t": 62})
    names = [part.name for part in parts]
    for column, (head, unit, values) in enumerate(panels, 1):
        whole = sum(values) or 1.0
        figure.add_trace(
            go.Bar(
                x=values,
                y=names,
                orientation="h",
                marker={
                    "color": [PARTS[part.key] for part in parts],
                    "line": {"color": INK, "width": 0.8},
                },
                text=[f"{_short(v)} ({100 * v / whole:.0f} %)" if v else "" for v in values],
                textposition="outside",
                cliponaxis=False,
                textfont={"size": 11},
                hovertemplate=f"<b>%{{y}}</b><br>%{{x:.4g}} {unit}<extra>{head}</extra>",
            ),
            row=1,
            col=column,
        )
        figure.update_xaxes(
            title_text=axis_title(head, unit), range=[0.0, HEAD * (max(values) or 1.0)],
            nticks=4, row=1, col=column,
        )  # fmt: skip
    figure.update_yaxes(autorange="reversed", ticks="", showgrid=False)
    return figure


def _short(value: float) -> str:
    """Three digits, without an exponent."""
    return f"{value:.0f}" if value >= 100.0 else f"{value:.3g}"
