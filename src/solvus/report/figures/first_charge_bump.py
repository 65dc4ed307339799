"""The first minutes of a charge: the bump that nucleation on the foil leaves in the voltage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array, Line
from solvus.report.theme import CARD, axis_title, restyled
from solvus.report.traces import add_line, stacked_width, styled

NEAR = 0.12  # of the range of voltages: room above and below
UPPER, LOWER, REST = 270, 190, 140  # heights [px]: the cell, the foil in it, all else
SHORTEST = 1e-3  # [s] of the axis of time, which is logarithmic


class BumpCell(NamedTuple):
    """A cell: voltage [V] over time [s]; its bump, top and foot as (time, voltage), None where
    the voltage only rises; the foil's share of it [mV] at the same times, as a reference electrode
    in the cell would read it, None where it is not known."""

    line: Line
    top: tuple[float, float] | None = None
    foot: tuple[float, float] | None = None
    foil: Array | None = None


class FirstChargeBump(NamedTuple):
    """The cells, and the time [s] up to which the charge is drawn."""

    cells: Sequence[BumpCell]
    until: float


def first_charge_bump(data: FirstChargeBump) -> go.Figure:
    """The voltage of each cell from the beginning of the charge, on a logarithmic axis; top and
    foot of a bump are marked and its height is in the legend. Below, the foil's share."""
    has_lower = any(cell.foil is not None for cell in data.cells)
    rows = 2 if has_lower else 1
    figure = make_subplots(
        rows=rows, cols=1, shared_xaxes=True, vertical_spacing=0.07 if has_lower else 0.0,
        row_heights=[UPPER, LOWER] if has_lower else None,
    )  # fmt: skip
    restyled(figure, UPPER + REST + (LOWER if has_lower else 0))
    seen = []
    for position, cell in enumerate(data.cells):
        x, y = np.asarray(cell.line.x, float), np.asarray(cell.line.y, float)
        inside = np.unique(np.append(x[(x >= SHORTEST) & (x < data.until)], data.until))
        name, key = f"{cell.line.name}, {_words(cell)}", cell.line.key or cell.line.name
        values = np.interp(inside, x, y)
        line = cell.line._replace(name=name, key=key, x=inside, y=values)
        width = stacked_width(position, len(data.cells))
        add_line(figure, line, position, "%{y:.4f} V after %{x:.3g} s", width, row=1, col=1)
        _mark(figure, cell, styled(line, position).colour, name)
        seen.append(values)
        if cell.foil is not None:
            below = line._replace(y=np.interp(inside, x, np.asarray(cell.foil, float)))
            add_line(figure, below, position, "foil %{y:.1f} mV after %{x:.3g} s", width,
                     row=2, col=1, showlegend=False)  # fmt: skip
    every = np.concatenate(seen)
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    room = NEAR * (high - low)
    decades = 10.0 ** np.arange(-3, np.floor(np.log10(data.until)) + 1)
    figure.update_xaxes(
        type="log", range=[np.log10(SHORTEST), np.log10(data.until)],
        tickvals=decades, ticktext=[f"{decade:g}" for decade in decades],
    )  # fmt: skip
    figure.update_xaxes(title_text=axis_title("Time since the charge began, log", "s"),
                        row=rows, col=1)  # fmt: skip
    figure.update_yaxes(title_text=axis_title("Voltage", "V"), range=[low - room, high + room],
                        row=1, col=1)  # fmt: skip
    if has_lower:
        figure.update_yaxes(title_text=axis_title("Of the foil", "mV"), rangemode="tozero",
                            row=2, col=1)  # fmt: skip
    return figure


def _words(cell: BumpCell) -> str:
    if cell.top is None or cell.foot is None:
        return "no bump"
    return f"bump of {1e3 * (cell.top[1] - cell.foot[1]):.0f} mV"


def _mark(figure: go.Figure, cell: BumpCell, colour: str, group: str) -> None:
    if cell.top is None or cell.foot is None:
        return
    figure.add_trace(
        go.Scatter(
            x=[cell.top[0], cell.foot[0]],
            y=[cell.top[1], cell.foot[1]],
            mode="markers",
            marker={"size": 9, "color": CARD, "line": {"color": colour, "width": 2},
                    "symbol": ["triangle-up", "triangle-down"]},
            cliponaxis=False,
            legendgroup=group,
            showlegend=False,
            text=["top", "foot"],
            hovertemplate="%{text} of the bump<br>%{y:.4f} V after %{x:.3g} s<extra></extra>",
        ),
        row=1,
        col=1,
    )  # fmt: skip
