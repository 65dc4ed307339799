"""Voltage within a few chosen cycles of a life, cells side by side on the same axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.cell_traces import add_curve_points
from solvus.report.series import Array, Line
from solvus.report.stacking import stacked
from solvus.report.theme import SOFT_INK, axis_title, restyled
from solvus.report.thinning import thinned
from solvus.report.traces import add_line, shades, stacked_width

HOVER = "%{y:.1f} mV, %{x:.3f} h into the cycle"
POINTS = 2000  # most points of a curve
TOLERANCE = 0.001  # of the half-width of the voltage axis
PANEL = 250  # height of a panel [px] where they stand one below the other


class CycleCurve(NamedTuple):
    """One cycle: its number, time since it began [h], voltage [mV]."""

    cycle: int
    time: Array
    voltage: Array


class CellCycles(NamedTuple):
    """A cell, its chosen cycles, and measured ones with the name of their file."""

    name: str
    curves: Sequence[CycleCurve]
    measured: Sequence[tuple[str, CycleCurve]] = ()


class ChosenCycles(NamedTuple):
    """The cells, and the half-width [mV] of the voltage axis (None fits the largest value)."""

    cells: Sequence[CellCycles]
    reach: float | None = None


def chosen_cycles(data: ChosenCycles) -> go.Figure:
    """A panel a cell, a line a cycle; the later the cycle, the darker its line."""
    count = len(data.cells)
    figure = make_subplots(
        rows=1,
        cols=count,
        shared_yaxes=True,
        horizontal_spacing=0.12 / count,
        subplot_titles=[f"<b>{cell.name}</b>" for cell in data.cells],
    )
    narrow = stacked([PANEL] * count, 190) | {"legend.y": 1.07}
    voltage = axis_title("Voltage", "mV")
    narrow |= {f"yaxis{number}.title.text": voltage for number in range(2, count + 1)}
    restyled(figure, 440, narrow, legend={"y": 1.1})
    reach = data.reach or 1.08 * max(
        float(np.nanmax(np.abs(curve.voltage)))
        for cell in data.cells
        for curve in (*cell.curves, *(one for _, one in cell.measured))
    )
    numbers = sorted({curve.cycle for cell in data.cells for curve in cell.curves})
    colours = dict(zip(numbers, shades(len(numbers)), strict=True))
    named: set[int] = set()
    for column, cell in enumerate(data.cells, 1):
        curves = sorted(cell.curves, key=lambda one: one.cycle)
        for position, curve in enumerate(curves):
            kept = thinned(curve.time, curve.voltage, TOLERANCE * reach, POINTS)
            line = Line(
                f"cycle {curve.cycle}",
                np.asarray(curve.time, np.float32)[kept],
                np.asarray(curve.voltage, np.float32)[kept],
                colour=colours[curve.cycle],
                dash="solid",
            )
            shown = curve.cycle not in named
            named.add(curve.cycle)
            width = stacked_width(position, len(curves))
            add_line(figure, line, 0, HOVER, width, row=1, col=column, showlegend=shown)
        for name, curve in cell.measured:
            add_curve_points(figure, name, colours.get(curve.cycle, SOFT_INK), curve.time,
                             curve.voltage, f"cycle {curve.cycle}, {HOVER}", row=1,
                             col=column)  # fmt: skip
    figure.update_xaxes(title_text=axis_title("Time in the cycle", "h"))
    figure.update_yaxes(range=[-reach, reach], zeroline=True, zerolinecolor="#b9c0c6")
    figure.update_yaxes(title_text=voltage, row=1, col=1)
    figure.update_annotations(font={"size": 14})
    return figure
