"""Charge and discharge of chosen cycles of full cells: voltage against the charge passed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.cell_traces import add_curve_points
from solvus.report.series import Array
from solvus.report.stacking import stacked
from solvus.report.theme import SOFT_INK, axis_title, restyled
from solvus.report.thinning import thinned
from solvus.report.traces import WIDTH, shades

PANEL = 320  # height of a panel [px] where they stand one below the other
POINTS = 1200  # most points of a curve
TOLERANCE = 5e-4  # of the range of the voltage
TOP, NAMES = 46, 26  # [px] for the axis above a panel, for the name of its cell
HEIGHT, FOOT = 350, 60  # [px] of a panel, below it
MG = 1e-3  # g in 1 mg
HOVER = "%{y:.3f} V after %{x:.1f} mAh/g"


class Passed(NamedTuple):
    """A charge or a discharge: charge passed since its beginning [mAh/g], voltage [V]."""

    capacity: Array
    voltage: Array


class CycleCurves(NamedTuple):
    """A cycle: its number, its charge and its discharge, None where there is none."""

    cycle: int
    charge: Passed | None
    discharge: Passed | None


class CellCurves(NamedTuple):
    """A cell, its active material per area [mg/cm2], its cycles, and measured ones with the name
    of their file."""

    name: str
    loading: float
    cycles: Sequence[CycleCurves]
    measured: Sequence[tuple[str, CycleCurves]] = ()

    @property
    def parts(self) -> list[Passed]:
        """Every charge and discharge."""
        every = (*self.cycles, *(one for _, one in self.measured))
        both = [part for one in every for part in (one.charge, one.discharge)]
        return [part for part in both if part is not None]


class VoltageCapacity(NamedTuple):
    """The cells."""

    cells: Sequence[CellCurves]


def voltage_capacity(data: VoltageCapacity) -> go.Figure:
    """A panel a cell: charge dashed, discharge solid, the later the cycle the darker; the charge
    per area stands above."""
    count = len(data.cells)
    figure = make_subplots(
        rows=1, cols=count, shared_yaxes=True, horizontal_spacing=0.12 / count,
        subplot_titles=[f"<b>{cell.name}</b>" for cell in data.cells] if count > 1 else None,
    )  # fmt: skip
    above = TOP + (NAMES if count > 1 else 0)
    narrow: dict[str, Any] = {}
    if count > 1:
        narrow = stacked([PANEL] * count, 250, 170)
        narrow["legend.y"] = 1.0 + (above + 10) / (PANEL * count)
    voltage = axis_title("Voltage", "V")
    narrow |= {f"yaxis{number}.title.text": voltage for number in range(2, count + 1)}
    restyled(
        figure, HEIGHT + above + FOOT + 60, narrow, legend={"y": 1.0 + (above + 10) / HEIGHT},
        margin={"t": above + 60, "b": FOOT},
    )  # fmt: skip
    figure.update_annotations(yshift=TOP, font={"size": 14})
    numbers = sorted({one.cycle for cell in data.cells for one in cell.cycles})
    colours = dict(zip(numbers, shades(len(numbers)), strict=True))
    named: set[int] = set()
    low, high = _reach(data)
    for column, cell in enumerate(data.cells, 1):
        for one in sorted(cell.cycles, key=lambda cycle: cycle.cycle):
            for what, dash in (("discharge", "solid"), ("charge", "4px,3px")):
                part = getattr(one, what)
                if part is not None:
                    _add(figure, cell, one.cycle, what, part, colours[one.cycle], dash, column,
                         (high - low), one.cycle not in named)  # fmt: skip
                    named.add(one.cycle)
        for name, one in cell.measured:
            for what in ("charge", "discharge"):
                part = getattr(one, what)
                if part is not None:
                    add_curve_points(figure, name, colours.get(one.cycle, SOFT_INK), part.capacity,
                                     part.voltage, f"cycle {one.cycle}, {what}<br>{HOVER}", row=1,
                                     col=column)  # fmt: skip
        _above(figure, data, column)
    room = 0.04 * (high - low)
    figure.update_yaxes(range=[low - room, high + room])
    figure.update_yaxes(title_text=voltage, row=1, col=1)
    return figure


def _add(
    figure: go.Figure, cell: CellCurves, cycle: int, what: str, part: Passed, colour: str,
    dash: str, column: int, span: float, shown: bool,
) -> None:  # fmt: skip
    x, y = np.asarray(part.capacity, float), np.asarray(part.voltage, float)
    kept = thinned(x, y, TOLERANCE * span, POINTS)
    figure.add_trace(
        go.Scatter(
            x=x[kept].astype(np.float32),
            y=y[kept].astype(np.float32),
            customdata=(cell.loading * MG * x[kept]).astype(np.float32),
            mode="lines",
            line={"color": colour, "width": WIDTH, "dash": dash},
            name=f"cycle {cycle}",
            legendgroup=f"cycle {cycle}",
            showlegend=shown,
            hovertemplate=f"<b>{cell.name}, cycle {cycle}, {what}</b><br>%{{y:.3f}} V after "
            "%{x:.1f} mAh/g, %{customdata:.2f} mAh/cm²<extra></extra>",
        ),
        row=1,
        col=column,
    )


def _reach(data: VoltageCapacity) -> tuple[float, float]:
    parts = [np.asarray(part.voltage, float) for cell in data.cells for part in cell.parts]
    every = np.concatenate(parts)
    return float(np.nanmin(every)), float(np.nanmax(every))


def _above(figure: go.Figure, data: VoltageCapacity, column: int) -> None:
    """The two axes of charge of a panel, per active material below and per area above."""
    cell = data.cells[column - 1]
    most = 1.04 * max(float(np.nanmax(part.capacity)) for part in cell.parts)
    figure.update_xaxes(
        title_text=axis_title("Charge passed", "mAh/g"), range=[0.0, most], row=1, col=column
    )
    name = f"x{len(list(figure.select_xaxes())) + 1}"
    below, y = ("x", "y") if column == 1 else (f"x{column}", f"y{column}")
    ghost = go.Scatter(x=[0.0], y=[0.0], mode="markers", marker={"opacity": 0},
                       hoverinfo="skip", showlegend=False)  # fmt: skip
    figure.add_trace(ghost)
    figure.data[-1].update(xaxis=name, yaxis=y)
    axis = {
        "overlaying": below,
        "anchor": y,
        "side": "top",
        "title": {"text": axis_title("Per area", "mAh/cm²"), "standoff": 4},
        "showgrid": False,
        "tickmode": "auto",
        "range": [0.0, cell.loading * MG * most],
        "fixedrange": True,
    }
    figure.update_layout({name.replace("x", "xaxis"): axis})
