"""A pouch cell along its life: thickness with its breathing, Wh/L, capacity and Wh/kg."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array, Line
from solvus.report.theme import axis_title, faded, restyled
from solvus.report.traces import add_line, styled

ROWS = (200, 200, 170)


class CellLife(NamedTuple):
    """A cell over its cycles: name, thickness discharged and charged [mm], Wh/L discharged and
    charged, capacity relative to the design [%]."""

    name: str
    cycle: Array
    discharged: Array
    charged: Array
    per_volume: Array
    per_volume_charged: Array
    capacity: Array


class PouchLives(NamedTuple):
    """The cells, and of which volume Wh/L are."""

    cells: Sequence[CellLife]
    basis: str = "body"


def pouch_life(data: PouchLives) -> go.Figure:
    """Three panels over the cycle number; the shade between discharged and charged is a breath."""
    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, row_heights=list(ROWS),
                           vertical_spacing=0.05)  # fmt: skip
    restyled(figure, sum(ROWS) + 150)
    for position, cell in enumerate(data.cells):
        _shaded(figure, cell, position, 1, cell.discharged, cell.charged, "mm")
        _shaded(figure, cell, position, 2, cell.per_volume, cell.per_volume_charged, "Wh/L")
        add_line(figure, Line(cell.name, cell.cycle, cell.capacity), position,
                 "%{y:.1f} % in cycle %{x:.0f}", row=3, col=1, showlegend=False)  # fmt: skip
    figure.update_yaxes(title_text=axis_title("Thickness", "mm"), row=1, col=1)
    figure.update_yaxes(title_text=axis_title(f"Of the {data.basis}", "Wh/L"), row=2, col=1)
    figure.update_yaxes(title_text=axis_title("Capacity", "%"), row=3, col=1)
    figure.update_xaxes(title_text="Cycle number", row=3, col=1)
    return figure


def _shaded(
    figure: go.Figure, cell: CellLife, position: int, row: int, full: Array, other: Array, unit: str
) -> None:
    """A line discharged (solid) and charged (thin), the breath between them shaded."""
    line = Line(cell.name, cell.cycle, full, np.asarray(full, float), np.asarray(other, float))
    add_line(figure, line, position, f"discharged %{{y:.4g}} {unit}", row=row, col=1,
             showlegend=row == 1)  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=np.asarray(cell.cycle, float), y=np.asarray(other, float), mode="lines",
            line={"color": faded(styled(line, position).colour, 0.7), "width": 1},
            legendgroup=cell.name, showlegend=False,
            hovertemplate=f"charged %{{y:.4g}} {unit}<extra></extra>",
        ),
        row=row, col=1,
    )  # fmt: skip
