"""Cyclic voltammogram of one or several cells: potential to the right, current upwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.cell_traces import cell_line, cell_points, styles_of
from solvus.report.series import Array
from solvus.report.theme import axis_title, new_figure
from solvus.report.traces import WIDTH, stacked_width

ZERO = {"zeroline": True, "zerolinecolor": "#b9c0c6"}
HOVER = "%{y:.3g} mA/cm² at %{x:.1f} mV"


class Voltammogram(NamedTuple):
    """A cell: name, system that sets the colour ("Li-Ag"), voltage [mV] and current density
    [mA/cm2] in the order of the sweep, both ways."""

    name: str
    system: str
    voltage: Array
    current: Array


class Voltammograms(NamedTuple):
    """Computed cells, drawn as lines, and measured ones, drawn as points."""

    cells: Sequence[Voltammogram]
    measured: Sequence[Voltammogram] = ()


def voltammogram(data: Voltammograms) -> go.Figure:
    """Current density against voltage; an arrow on each line shows the way of the first sweep."""
    figure = new_figure(450)
    styles = styles_of([cell.system for cell in data.cells])
    for position, (cell, style) in enumerate(zip(data.cells, styles, strict=True)):
        line = cell_line(cell.name, style, cell.voltage, cell.current, HOVER)
        line.line.width = stacked_width(position, len(data.cells))  # one may lie on another
        figure.add_trace(line)
        _add_arrow(figure, cell, style.colour)
    styles = styles_of([cell.system for cell in data.measured])
    for cell, style in zip(data.measured, styles, strict=True):
        figure.add_trace(cell_points(cell.name, style, cell.voltage, cell.current, HOVER))
    figure.update_xaxes(title_text=axis_title("Voltage, working minus counter", "mV"), **ZERO)
    figure.update_yaxes(title_text=axis_title("Current density", "mA/cm²"), **ZERO)
    return figure


def _add_arrow(figure: go.Figure, cell: Voltammogram, colour: str) -> None:
    """An arrow head half-way along the first sweep, up to where the voltage first turns."""
    x, y = np.asarray(cell.voltage, float), np.asarray(cell.current, float)
    turned = np.flatnonzero(np.diff(np.sign(np.diff(x))) != 0)
    first = int(turned[0]) + 1 if turned.size else len(x) - 1
    middle = max(first // 2, 1)
    before = max(middle - max(first // 20, 1), 0)
    figure.add_annotation(
        x=x[middle],
        y=y[middle],
        ax=x[before],
        ay=y[before],
        xref="x",
        yref="y",
        axref="x",
        ayref="y",
        showarrow=True,
        arrowhead=2,
        arrowsize=1.2,
        arrowwidth=WIDTH,
        arrowcolor=colour,
        text="",
    )
