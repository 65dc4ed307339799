"""Voltage of chosen cycles of a measured cell against the charge passed; what a tip was read as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import BLACK, axis_title, new_figure
from solvus.report.traces import shades

HEIGHT = 430


class HalfCurve(NamedTuple):
    """A half-cycle: its cycle, what it does ("plate"), charge passed, voltage."""

    cycle: int
    what: str
    charge: Array
    voltage: Array


class Mark(NamedTuple):
    """A point or level that was read: words, charge, voltage; a level where `charge` is None."""

    words: str
    charge: float | None
    voltage: float


class MeasuredCurves(NamedTuple):
    """Half-cycles, unit of charge and of voltage, marks."""

    curves: Sequence[HalfCurve]
    charge_unit: str
    voltage_unit: str
    marks: Sequence[Mark] = ()


def measured_curves(data: MeasuredCurves) -> go.Figure:
    """The later the cycle, the darker; one entry of the legend for both ways of a cycle."""
    figure = new_figure(HEIGHT)
    numbers = sorted({one.cycle for one in data.curves})
    colours = dict(zip(numbers, shades(len(numbers)), strict=True))
    named: set[int] = set()
    for one in data.curves:
        figure.add_trace(
            go.Scatter(
                x=np.asarray(one.charge, float), y=np.asarray(one.voltage, float),
                mode="lines+markers", marker={"size": 3.5, "color": colours[one.cycle]},
                line={"width": 1, "color": colours[one.cycle]},
                name=f"Cycle {one.cycle}", legendgroup=str(one.cycle),
                showlegend=one.cycle not in named,
                hovertemplate=f"{one.what}, cycle {one.cycle}<br>%{{y:.5g}} {data.voltage_unit} "
                f"at %{{x:.4g}} {data.charge_unit}<extra></extra>",
            )
        )  # fmt: skip
        named.add(one.cycle)
    for mark in data.marks:
        _mark(figure, mark)
    figure.update_xaxes(title_text=axis_title("Charge passed", data.charge_unit))
    figure.update_yaxes(title_text=axis_title("Voltage", data.voltage_unit))
    return figure


def _mark(figure: go.Figure, mark: Mark) -> None:
    if mark.charge is None:
        figure.add_hline(
            y=mark.voltage, line={"color": BLACK, "width": 1, "dash": "dot"},
            annotation_text=mark.words, annotation_position="top right",
        )  # fmt: skip
        return
    figure.add_trace(
        go.Scatter(
            x=[mark.charge], y=[mark.voltage], mode="markers", name=mark.words,
            marker={"symbol": "diamond-open", "size": 13, "color": BLACK, "line": {"width": 2}},
            hovertemplate=f"{mark.words}<extra></extra>",
        )
    )
