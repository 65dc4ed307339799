"""Resistance of the interface against cycle or time, from fitted spectra or from the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.cell_traces import cell_line, cell_points, styles_of
from solvus.report.series import Array
from solvus.report.theme import axis_title, new_figure
from solvus.report.traces import error_bars


class InterfaceSeries(NamedTuple):
    """A cell: name, system that sets the colour ("Li-Ag"), cycle number or time [h], resistance per
    electrode, and its standard error (nan where there is none), both in the unit of the figure."""

    name: str
    system: str
    at: Array
    resistance: Array
    sigma: Array = ()


class InterfaceResistances(NamedTuple):
    """Computed series, drawn as lines, and measured ones, drawn as points with one sigma.

    axis : "Cycle number" or "Time"; axis_unit : "" or "h"; unit : "Ω cm²", or "Ω" without an area.
    """

    computed: Sequence[InterfaceSeries] = ()
    measured: Sequence[InterfaceSeries] = ()
    axis: str = "Cycle number"
    axis_unit: str = ""
    unit: str = "Ω cm²"


def interface_resistances(data: InterfaceResistances) -> go.Figure:
    """Resistance upwards from zero; a spectrum without a fit leaves a gap."""
    figure = new_figure(400)
    hover = f"%{{y:.4g}} {data.unit} at %{{x:.4g}} {data.axis_unit}".rstrip()
    styles = styles_of([one.system for one in data.computed])
    for one, style in zip(data.computed, styles, strict=True):
        figure.add_trace(cell_line(one.name, style, one.at, one.resistance, hover))
    styles = styles_of([one.system for one in data.measured])
    for one, style in zip(data.measured, styles, strict=True):
        sigma = np.nan_to_num(np.asarray(one.sigma, float))
        bars = error_bars(sigma, style.colour) if sigma.size else None
        figure.add_trace(cell_points(one.name, style, one.at, one.resistance, hover, error_y=bars))
    figure.update_xaxes(title_text=axis_title(data.axis, data.axis_unit))
    figure.update_yaxes(
        title_text=axis_title("Resistance per electrode", data.unit), rangemode="tozero"
    )
    return figure
