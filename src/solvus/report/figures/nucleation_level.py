"""Nucleation overpotential against the charge stripped before: rival laws, measured points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.series import Line, Measured
from solvus.report.theme import BLACK, axis_title, faded, new_figure
from solvus.report.traces import add_line, add_measured


class Reference(NamedTuple):
    """A level [mV] that does not depend on the charge, with its standard deviation."""

    name: str
    value: float
    sigma: float = 0.0


class NucleationLevel(NamedTuple):
    """Level [mV] against charge stripped [mAh/cm2]: a line a law, points, the solute's own."""

    laws: Sequence[Line]
    measured: Sequence[Measured]
    reference: Reference | None = None


def nucleation_level(data: NucleationLevel) -> go.Figure:
    """Overpotential at which Li nucleates, against the charge stripped just before."""
    figure = new_figure(450)
    for position, line in enumerate(data.laws):
        add_line(figure, line, position, "%{y:.1f} mV after %{x:.2f} mAh/cm²")
    add_measured(figure, data.measured, "%{y:.0f} ± %{customdata[0]:.0f} mV after %{x:g} mAh/cm²")
    if data.reference is not None:
        _add_reference(figure, data.reference)
    figure.update_xaxes(title_text=axis_title("Charge stripped before", "mAh/cm²"))
    figure.update_yaxes(title_text=axis_title("Nucleation overpotential", "mV"))
    return figure


def _add_reference(figure: go.Figure, level: Reference) -> None:
    if level.sigma > 0.0:
        figure.add_hrect(
            y0=level.value - level.sigma,
            y1=level.value + level.sigma,
            fillcolor=faded(BLACK, 0.07),
            line_width=0,
            layer="below",
        )
    figure.add_hline(
        y=level.value,
        line={"color": BLACK, "width": 1.5, "dash": "dash"},
        annotation_text=f"{level.name}: {level.value:g} mV",
        annotation_position="bottom right",
    )
