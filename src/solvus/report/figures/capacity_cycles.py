"""Capacity or retention of full cells over their cycles, their coulombic efficiency below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array, Line, Measured
from solvus.report.theme import GREY, SOFT_INK, axis_title, restyled
from solvus.report.traces import add_end, add_line, add_measured, add_measured_by_line, styled

UPPER, LOWER, REST = 300, 140, 150  # heights [px]: capacity, efficiency, all else
SHARE_SEEN = 0.1  # of the cycles with the lowest efficiencies, which need not be on the axis
EFFICIENCY_HOVER = "%{y:.2f} ± %{customdata[0]:.2g} %, cycle %{x:g}"
HEAD, FOOT = 1.06, 0.94  # of the axis of capacity, above what is highest and below what is lowest


class CellCapacity(NamedTuple):
    """A cell: capacity or retention over cycle number with its uncertainty, measured points,
    coulombic efficiency [%] at the same cycles (nan where there is none), where its life ended:
    (cycle, value, words), and measured efficiencies [%]."""

    line: Line
    efficiency: Array = ()
    measured: Sequence[Measured] = ()
    end: tuple[float, float, str] | None = None
    measured_efficiency: Sequence[Measured] = ()


class CapacityCycles(NamedTuple):
    """The cells, what is drawn of them with its unit, and a value below which a life is over."""

    cells: Sequence[CellCapacity]
    quantity: str = "Discharge capacity"
    unit: str = "mAh/g"
    least: float | None = None


def capacity_cycles(data: CapacityCycles) -> go.Figure:
    """Capacity above, efficiency below; without efficiencies the lower panel is left out."""
    has_lower = any(len(cell.efficiency) for cell in data.cells)
    rows = 2 if has_lower else 1
    figure = make_subplots(
        rows=rows, cols=1, shared_xaxes=True, vertical_spacing=0.07 if has_lower else 0.0,
        row_heights=[UPPER, LOWER] if has_lower else None,
    )  # fmt: skip
    restyled(figure, UPPER + REST + (LOWER if has_lower else 0))
    digits = ".1f" if data.unit in ("%", "mAh/g") else ".4g"
    unit = f" {data.unit}" if data.unit not in ("", "1") else ""
    for position, cell in enumerate(data.cells):
        add_line(figure, cell.line, position, f"%{{y:{digits}}}{unit} in cycle %{{x:.0f}}",
                 row=1, col=1)  # fmt: skip
        if len(cell.efficiency):
            lower = cell.line._replace(y=cell.efficiency, low=None, high=None)
            add_line(figure, lower, position, "%{y:.2f} % in cycle %{x:.0f}", width=1.8,
                     row=2, col=1, showlegend=False)  # fmt: skip
    for position, cell in enumerate(data.cells):
        if cell.end is not None:
            colour = styled(cell.line, position).colour
            add_end(figure, *cell.end, colour=colour, row=1, col=1)
    groups = [
        (cell.measured, styled(cell.line, position).colour)
        for position, cell in enumerate(data.cells)
    ]
    add_measured_by_line(
        figure, groups, f"%{{y:{digits}}} ± %{{customdata[0]:.2g}}{unit}, cycle %{{x:g}}",
        row=1, col=1,
    )  # fmt: skip
    if has_lower:
        for cell in data.cells:
            add_measured(figure, cell.measured_efficiency, EFFICIENCY_HOVER,
                         not any(one.measured for one in data.cells), row=2, col=1)  # fmt: skip
    if data.least is not None:
        _add_least(figure, data.least)
    _axes(figure, data, has_lower)
    return figure


def _add_least(figure: go.Figure, least: float) -> None:
    """A hairline where a life is over, with its value at the right end."""
    figure.add_hline(y=least, line={"color": GREY, "width": 1, "dash": "dash"}, row=1, col=1)
    figure.add_annotation(
        text="end of life", x=1.0, y=least, xref="x domain", yref="y", xanchor="right",
        yanchor="bottom", font={"size": 12, "color": SOFT_INK},
    )  # fmt: skip


def _axes(figure: go.Figure, data: CapacityCycles, has_lower: bool) -> None:
    values = [np.asarray(cell.line.y, float) for cell in data.cells]
    values += [np.array([p.y - p.sigma for p in cell.measured]) for cell in data.cells]
    values += [np.array([p.y + p.sigma for p in cell.measured]) for cell in data.cells]
    if data.least is not None:
        values.append(np.array([data.least]))
    every = np.concatenate(values)
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    low = FOOT * low if low > 0.5 * high else 0.0
    figure.update_yaxes(
        title_text=axis_title(data.quantity, data.unit), range=[low, HEAD * high], row=1, col=1
    )
    last = max(float(np.max(np.asarray(cell.line.x, float))) for cell in data.cells)
    figure.update_xaxes(range=[0.0, 1.02 * last + 0.5])
    if has_lower:
        figure.update_yaxes(
            title_text=axis_title("Efficiency", "%"), range=_efficiency_range(data), row=2, col=1
        )
    figure.update_xaxes(title_text="Cycle number", row=2 if has_lower else 1, col=1)


def _efficiency_range(data: CapacityCycles) -> list[float]:
    """All efficiencies but the lowest tenth of a cell, which a first cycle has."""
    kept = [np.asarray(cell.efficiency, float) for cell in data.cells if len(cell.efficiency)]
    kept += [np.array([p.y for p in cell.measured_efficiency]) for cell in data.cells]
    kept = [one[np.isfinite(one)] for one in kept if np.isfinite(one).any()]
    if not kept:
        return [0.0, 100.0]
    low = min(float(np.quantile(one, SHARE_SEEN)) for one in kept)
    high = max(float(np.max(one)) for one in kept)
    room = max(0.25 * (high - low), 0.2)
    return [low - room, high + room]
