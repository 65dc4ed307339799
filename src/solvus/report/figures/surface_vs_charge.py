"""Surface reading against the charge stripped: one line a mechanism, the readings over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.series import Line, Measured
from solvus.report.theme import axis_title, new_figure
from solvus.report.traces import add_line, add_measured, merged


class SurfaceVsCharge(NamedTuple):
    """Reading [at%] against charge stripped [mAh/cm2]: a line a mechanism, measured points."""

    lines: Sequence[Line]
    measured: Sequence[Measured]
    solute: str = "Ag"


def surface_vs_charge(data: SurfaceVsCharge) -> go.Figure:
    """AES reading of the surface as Li is stripped; mechanisms that give one line share it."""
    figure = new_figure(470)
    for position, line in enumerate(merged(data.lines)):
        add_line(figure, line, position, "%{y:.1f} at% after %{x:.2f} mAh/cm²")
    add_measured(figure, data.measured, "%{y:.1f} ± %{customdata[0]:.1f} at% after %{x:g} mAh/cm²")
    figure.update_xaxes(title_text=axis_title("Charge stripped", "mAh/cm²"), rangemode="tozero")
    figure.update_yaxes(
        title_text=axis_title(f"AES reading of {data.solute}", "at%"), rangemode="tozero"
    )
    return figure
