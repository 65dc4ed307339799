"""A symmetric cell over its life: tip and plateau of the voltage, solute in the skin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array, Measured
from solvus.report.theme import axis_title, restyled, style_of
from solvus.report.traces import add_measured, stacked_width


class CellHistory(NamedTuple):
    """A cell: name, system that sets the colour, and per cycle tip and plateau [mV] of the
    plating half-cycle and solute in the skin [umol/cm2] (nan where there is none)."""

    name: str
    system: str
    cycle: Array
    tip: Array
    plateau: Array
    skin: Array


class CycleSummary(NamedTuple):
    """The cells, and measured plateaus [mV] against cycle number."""

    cells: Sequence[CellHistory]
    measured: Sequence[Measured] = ()


ROWS = (
    ("tip", "Nucleation tip", "mV", "%{y:.1f} mV"),
    ("plateau", "Plateau", "mV", "%{y:.1f} mV"),
    ("skin", "Solute in the skin<br>", "µmol/cm²", "%{y:.3f} µmol/cm²"),
)


def cycle_summary(data: CycleSummary) -> go.Figure:
    """Three stacked panels against cycle number, one line a cell."""
    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, vertical_spacing=0.05)
    restyled(figure, 640)
    for position, cell in enumerate(data.cells):
        colour = style_of(cell.system, position).colour
        for row, (name, _, _, hover) in enumerate(ROWS, 1):
            y = np.asarray(getattr(cell, name), np.float32)
            if not np.isfinite(y).any():
                continue
            figure.add_trace(
                go.Scatter(
                    x=np.asarray(cell.cycle, np.float32),
                    y=y,
                    mode="lines",
                    line={"color": colour, "width": stacked_width(position, len(data.cells))},
                    name=cell.name,
                    legendgroup=cell.name,
                    showlegend=row == 1,
                    hovertemplate=f"<b>{cell.name}</b>, cycle %{{x:.0f}}<br>{hover}<extra></extra>",
                ),
                row=row,
                col=1,
            )
    if data.measured:
        hover = "%{y:.0f} ± %{customdata[0]:.0f} mV, cycle %{x:g}"
        add_measured(figure, data.measured, hover, row=2, col=1)
    for row, (_, what, unit, _) in enumerate(ROWS, 1):
        figure.update_yaxes(title_text=axis_title(what, unit), rangemode="tozero", row=row, col=1)
    figure.update_xaxes(title_text="Cycle number", row=3, col=1)
    figure.update_xaxes(rangemode="nonnegative")
    return figure
