"""dQ/dV of chosen cycles of full cells: charge upwards, discharge downwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.stacking import stacked
from solvus.report.theme import axis_title, restyled
from solvus.report.traces import shades

PANEL, HEIGHT = 300, 430  # [px] of a panel where they stand one below the other, of the figure
SHARE_SEEN = 0.985  # of the values: the spike of a hold need not be on the axis
HEAD = 1.25  # of the largest value seen
FAINT = 0.01  # of the half-width: voltages at which less passes are not on the axis


class DqDv(NamedTuple):
    """A cycle: its number, voltage [V] at the middles of bins, dQ/dV [mAh/(g V)] of charge and of
    discharge there, both positive."""

    cycle: int
    voltage: Array
    charge: Array
    discharge: Array


class CellDqDv(NamedTuple):
    """A cell and its cycles."""

    name: str
    cycles: Sequence[DqDv]


class DifferentialCapacity(NamedTuple):
    """The cells."""

    cells: Sequence[CellDqDv]


def differential_capacity(data: DifferentialCapacity) -> go.Figure:
    """A panel a cell; the later the cycle, the darker its line."""
    count = len(data.cells)
    figure = make_subplots(
        rows=1, cols=count, shared_yaxes=True, horizontal_spacing=0.12 / count,
        subplot_titles=[f"<b>{cell.name}</b>" for cell in data.cells] if count > 1 else None,
    )  # fmt: skip
    narrow = stacked([PANEL] * count, 190) if count > 1 else {}
    title = axis_title("dQ/dV", "mAh/(g V)")
    narrow |= {f"yaxis{number}.title.text": title for number in range(2, count + 1)}
    restyled(figure, HEIGHT, narrow, legend={"y": 1.1 if count > 1 else 1.02})
    numbers = sorted({one.cycle for cell in data.cells for one in cell.cycles})
    colours = dict(zip(numbers, shades(len(numbers)), strict=True))
    named: set[int] = set()
    for column, cell in enumerate(data.cells, 1):
        for one in sorted(cell.cycles, key=lambda cycle: cycle.cycle):
            for what, values, sign in (("charge", one.charge, 1.0),
                                       ("discharge", one.discharge, -1.0)):  # fmt: skip
                _add(figure, cell.name, one, what, sign * np.asarray(values, float),
                     colours[one.cycle], column, one.cycle not in named)  # fmt: skip
                named.add(one.cycle)
    reach = _reach(data)
    figure.update_yaxes(range=[-reach, reach], zeroline=True, zerolinecolor="#b9c0c6")
    figure.update_yaxes(title_text=title, row=1, col=1)
    figure.update_xaxes(title_text=axis_title("Voltage", "V"), range=_span(data, FAINT * reach))
    figure.update_annotations(font={"size": 14})
    return figure


def _add(
    figure: go.Figure, name: str, one: DqDv, what: str, values: np.ndarray, colour: str,
    column: int, shown: bool,
) -> None:  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=np.asarray(one.voltage, np.float32),
            y=values.astype(np.float32),
            mode="lines",
            line={"color": colour, "width": 2},
            name=f"cycle {one.cycle}",
            legendgroup=f"cycle {one.cycle}",
            showlegend=shown,
            hovertemplate=f"<b>{name}, cycle {one.cycle}, {what}</b><br>%{{y:.0f}} mAh/(g V) at "
            "%{x:.3f} V<extra></extra>",
        ),
        row=1,
        col=column,
    )


def _span(data: DifferentialCapacity, least: float) -> list[float]:
    """From the lowest to the highest voltage at which more than `least` passes."""
    seen = [
        np.asarray(one.voltage, float)[np.asarray(values, float) > least]
        for cell in data.cells
        for one in cell.cycles
        for values in (one.charge, one.discharge)
    ]
    every = np.concatenate(seen)
    if not every.size:
        return [0.0, 1.0]
    room = 0.03 * float(np.ptp(every)) + 0.01
    return [float(every.min()) - room, float(every.max()) + room]


def _reach(data: DifferentialCapacity) -> float:
    """Half-width of the axis: nearly all values fit, the spike of a hold does not stretch it."""
    parts = [
        np.asarray(values, float)
        for cell in data.cells
        for one in cell.cycles
        for values in (one.charge, one.discharge)
    ]
    every = np.concatenate(parts)
    seen = every[every > 0.0]
    return HEAD * float(np.quantile(seen, SHARE_SEEN)) if seen.size else 1.0
