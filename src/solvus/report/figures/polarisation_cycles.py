"""Polarisation of full cells over their cycles, with the mid voltages it is the difference of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array, Line, Measured
from solvus.report.theme import SOFT_INK, axis_title, faded, restyled
from solvus.report.traces import add_line, add_measured_by_line, styled

UPPER, LOWER, REST = 250, 230, 150  # heights [px]: polarisation, mid voltages, all else


class CellPolarisation(NamedTuple):
    """A cell: polarisation [mV] over cycle number, measured points, mid voltages [V] of charge and
    discharge at the same cycles."""

    line: Line
    charge: Array
    discharge: Array
    measured: Sequence[Measured] = ()


class PolarisationCycles(NamedTuple):
    """The cells."""

    cells: Sequence[CellPolarisation]


def polarisation_cycles(data: PolarisationCycles) -> go.Figure:
    """Above the polarisation; below the mid voltages, charge thin and discharge thick, with what
    lies between them shaded."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[UPPER, LOWER],
                           vertical_spacing=0.06)  # fmt: skip
    restyled(figure, UPPER + LOWER + REST)
    for position, cell in enumerate(data.cells):
        add_line(figure, cell.line, position, "%{y:.1f} mV in cycle %{x:.0f}", row=1, col=1)
        between = cell.line._replace(y=cell.discharge, low=cell.discharge, high=cell.charge)
        add_line(figure, between, position, "discharge, %{y:.3f} V in cycle %{x:.0f}", row=2,
                 col=1, showlegend=False)  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=np.asarray(cell.line.x, float), y=np.asarray(cell.charge, float), mode="lines",
                line={"color": faded(styled(cell.line, position).colour, 0.8), "width": 1},
                legendgroup=cell.line.name, showlegend=False,
                hovertemplate=f"<b>{cell.line.name}</b><br>charge, %{{y:.3f}} V in cycle "
                "%{x:.0f}<extra></extra>",
            ),
            row=2, col=1,
        )  # fmt: skip
    _name_ends(figure, data.cells[0])
    groups = [
        (cell.measured, styled(cell.line, position).colour)
        for position, cell in enumerate(data.cells)
    ]
    add_measured_by_line(figure, groups, "%{y:.0f} ± %{customdata[0]:.0f} mV, cycle %{x:g}",
                         row=1, col=1)  # fmt: skip
    last = max(float(np.max(np.asarray(cell.line.x, float))) for cell in data.cells)
    figure.update_xaxes(range=[0.0, 1.02 * last + 0.5])
    figure.update_xaxes(title_text="Cycle number", row=2, col=1)
    figure.update_yaxes(title_text=axis_title("Polarisation", "mV"), range=_range(data), row=1,
                        col=1)  # fmt: skip
    figure.update_yaxes(title_text=axis_title("Mid voltage", "V"), row=2, col=1)
    return figure


def _name_ends(figure: go.Figure, cell: CellPolarisation) -> None:
    """Which of the two mid voltages is which, inside the shade of the first cell."""
    x, last = np.asarray(cell.line.x, float), len(cell.line.x) - 1
    at = int(0.75 * last)
    for values, words, anchor in ((cell.charge, "charge", "top"),
                                  (cell.discharge, "discharge", "bottom")):  # fmt: skip
        figure.add_annotation(
            text=words, x=x[at], y=float(np.asarray(values, float)[at]), yanchor=anchor,
            font={"size": 12, "color": SOFT_INK}, row=2, col=1,
        )  # fmt: skip


def _range(data: PolarisationCycles) -> list[float]:
    """From zero to what is highest; a first cycle that lies below zero is not on the axis."""
    values = [np.asarray(cell.line.y, float) for cell in data.cells]
    values += [np.array([point.y + point.sigma for point in cell.measured]) for cell in data.cells]
    every = np.concatenate(values)
    return [0.0, 1.1 * float(np.nanmax(every[np.isfinite(every)]))]
