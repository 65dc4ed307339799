"""What designs come to over each of their axes: a row for each quantity, a column for each axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import BLUE, FONT_SIZE, GREY, ORANGE, axis_title, faded, restyled

ROW, REST = 190, 120  # [px] of a row of panels, and of titles and margins
CRAMPED = 230  # [px] of a panel below which a page lets the figure scroll
JITTER = 0.18  # of the way to the next name, so that equal names do not lie on each other


class Ranged(NamedTuple):
    """An axis or a quantity: title, unit, a value for each design; texts where it is named."""

    title: str
    unit: str
    values: Array | Sequence[str]


class DesignGrid(NamedTuple):
    """Axes and quantities of designs; bound marks those whose first quantity is only a bound."""

    axes: Sequence[Ranged]
    quantities: Sequence[Ranged]
    bound: Array | None = None
    bound_name: str = "a bound: the protocol ended first"


def design_grid(data: DesignGrid) -> go.Figure:
    """A panel for each pair; every design is a point in each of them."""
    rows, columns = len(data.quantities), len(data.axes)
    figure = make_subplots(
        rows=rows, cols=columns, shared_xaxes=True, shared_yaxes=True,
        horizontal_spacing=0.025, vertical_spacing=0.12 / max(rows, 2),
    )  # fmt: skip
    restyled(figure, ROW * rows + REST, {"min_width": 90 + CRAMPED * columns})
    for row, quantity in enumerate(data.quantities, 1):
        for column, axis in enumerate(data.axes, 1):
            _points(figure, data, axis, quantity, row, column)
            if row == rows:
                names = _placed(axis)[1]
                figure.update_xaxes(title_text=axis_title(axis.title, axis.unit), row=row,
                                    col=column)  # fmt: skip
                if names:
                    figure.update_xaxes(tickvals=list(range(len(names))), ticktext=names, row=row,
                                        col=column)  # fmt: skip
        figure.update_yaxes(title={"text": axis_title(quantity.title, quantity.unit),
                                   "font": {"size": FONT_SIZE - 2}}, row=row, col=1)  # fmt: skip
    return figure


def _placed(axis: Ranged) -> tuple[np.ndarray, list[str]]:
    """Where the designs stand along an axis; names stand at 0, 1, 2, ... and a little beside."""
    values = np.asarray(axis.values)
    if values.dtype.kind in "fiu":
        return values.astype(float), []
    names, at = np.unique(values.astype(str), return_inverse=True)
    beside = np.linspace(-JITTER, JITTER, 7)[np.arange(len(at)) % 7]
    return at + beside, [str(name) for name in names]


def _points(
    figure: go.Figure, data: DesignGrid, axis: Ranged, quantity: Ranged, row: int, column: int
) -> None:
    x, _ = _placed(axis)
    y = np.asarray(quantity.values, float)
    open_ended = np.zeros(len(y), bool)
    if row == 1 and data.bound is not None:
        open_ended = np.asarray(data.bound, bool)
    unit = quantity.unit if quantity.unit != "1" else ""
    kinds = (
        (~open_ended, "reached", "circle", BLUE, 5),
        (open_ended, data.bound_name, "triangle-up", ORANGE, 7),
    )
    for chosen, name, symbol, colour, size in kinds:
        if not chosen.any():
            continue
        figure.add_trace(go.Scatter(
            x=x[chosen], y=y[chosen], mode="markers", name=name, legendgroup=name,
            showlegend=row == 1 and column == 1 and bool(open_ended.any()),
            hovertemplate=f"%{{y:.4g}} {unit}<br>%{{x:.4g}} {axis.unit}<extra></extra>",
            marker={"symbol": symbol, "size": size, "color": faded(colour, 0.55),
                    "line": {"width": 0.5, "color": GREY}},
        ), row=row, col=column)  # fmt: skip
