"""Numbers of measured cells against cycle number: points with error bars, a panel a quantity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    axis_title,
    restyled,
)
from solvus.report.traces import error_bars

PANEL, GAP, REST = 190, 46, 110  # [px]
COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, GREY)
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")
FEW = 12  # cycles up to which each of them has its tick
MANY = 60  # points from which on they are drawn small


class Points(NamedTuple):
    """Of one cell: its name, cycle numbers, values, standard errors (() for none)."""

    name: str
    cycle: Array
    value: Array
    sigma: Array = ()


class Panel(NamedTuple):
    """A quantity, its unit, the points of the cells; whether the axis begins at zero."""

    quantity: str
    unit: str
    cells: Sequence[Points]
    from_zero: bool = False


class MeasuredCycles(NamedTuple):
    """The panels from top to bottom; a cell of one name looks the same in all of them."""

    panels: Sequence[Panel]


def measured_cycles(data: MeasuredCycles) -> go.Figure:
    """Points over a shared cycle axis."""
    count = len(data.panels)
    area = PANEL * count + GAP * (count - 1)
    figure = make_subplots(
        rows=count, cols=1, shared_xaxes=True,
        vertical_spacing=GAP / area if count > 1 else 0.0,
        subplot_titles=[panel.quantity for panel in data.panels],
    )  # fmt: skip
    restyled(figure, area + REST, legend={"y": 1.0 + 26 / area})
    names = list(dict.fromkeys(cell.name for panel in data.panels for cell in panel.cells))
    named: set[str] = set()
    for row, panel in enumerate(data.panels, 1):
        for cell in panel.cells:
            place = names.index(cell.name)
            figure.add_trace(
                _points(cell, place, panel.unit, len(names) > 1 and cell.name not in named),
                row=row, col=1,
            )  # fmt: skip
            named.add(cell.name)
        figure.update_yaxes(
            title_text=axis_title("", panel.unit).strip(),
            rangemode="tozero" if panel.from_zero else "normal", row=row, col=1,
        )  # fmt: skip
    figure.update_xaxes(title_text="Cycle number", row=count, col=1)
    last = max((max(cell.cycle) for panel in data.panels for cell in panel.cells), default=0)
    if last <= FEW:
        figure.update_xaxes(dtick=1)
    figure.update_annotations(x=0.0, xanchor="left", font={"size": 14, "weight": 600})
    return figure


def _points(cell: Points, place: int, unit: str, shown: bool) -> go.Scatter:
    colour = COLOURS[place % len(COLOURS)]
    sigma = np.asarray(cell.sigma, float)
    return go.Scatter(
        x=np.asarray(cell.cycle, float), y=np.asarray(cell.value, float), mode="markers",
        marker={
            "color": colour, "symbol": SYMBOLS[place % len(SYMBOLS)],
            "size": 5 if len(cell.cycle) > MANY else 8,
        },
        error_y=error_bars(np.nan_to_num(sigma), colour) if sigma.size else None,
        name=cell.name, legendgroup=cell.name, showlegend=shown,
        hovertemplate=f"<b>{cell.name}</b><br>%{{y:.5g}} {unit} in cycle %{{x:.0f}}<extra></extra>",
    )  # fmt: skip
