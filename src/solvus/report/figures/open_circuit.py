"""Open circuit of cathodes: potential over lithium content with what is cycled, and what a
cut-off buys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array, Line, Measured
from solvus.report.theme import CARD, CYCLE, Style, axis_title, restyled
from solvus.report.traces import WIDTH, add_line, add_measured

THIN = 1.2  # [px] of a line where the cathode is not cycled
HOVERS = ("%{y:.3f} V at x = %{x:.3f}", "%{y:.1f} mAh/g to %{x:.2f} V")


class CathodeCurve(NamedTuple):
    """One cathode: its name, lithium content x [1] and potential [V] over all it has data for,
    and the ends (least x, largest x) of what is cycled."""

    name: str
    x: Array
    potential: Array
    cycled: tuple[float, float]


class OpenCircuits(NamedTuple):
    """Curves; discharge capacity [mAh/g] over the upper cut-off [V], a line a cathode of the same
    name; measured capacities."""

    curves: Sequence[CathodeCurve]
    capacities: Sequence[Line]
    measured: Sequence[Measured] = ()


def open_circuits(data: OpenCircuits) -> go.Figure:
    """Left, potential against lithium content, thick where cycled; right, capacity and cut-off."""
    figure = make_subplots(
        rows=1, cols=2, column_widths=[0.56, 0.44], horizontal_spacing=0.11
    )  # fmt: skip
    restyled(
        figure, 450, {"xaxis.domain": [0, 0.52], "xaxis2.domain": [0.68, 1.0], "min_width": 620}
    )
    styles = {curve.name: CYCLE[n % len(CYCLE)] for n, curve in enumerate(data.curves)}
    for curve in data.curves:
        _add_curve(figure, curve, styles[curve.name])
    for position, line in enumerate(data.capacities):
        style = styles.get(line.name, CYCLE[position % len(CYCLE)])
        drawn = line._replace(colour=style.colour, dash=style.dash)
        add_line(figure, drawn, position, HOVERS[1], row=1, col=2, showlegend=False)
    add_measured(figure, data.measured, "%{y:.1f} mAh/g to %{x:.2f} V", row=1, col=2)
    figure.update_xaxes(title_text="Lithium content x", range=[-0.02, 1.02], row=1, col=1)
    figure.update_yaxes(title_text=axis_title("Potential against Li", "V"), row=1, col=1)
    figure.update_xaxes(title_text=axis_title("Upper cut-off", "V"), row=1, col=2)
    figure.update_yaxes(title_text=axis_title("Discharge capacity", "mAh/g"), row=1, col=2)
    return figure


def _add_curve(figure: go.Figure, curve: CathodeCurve, style: Style) -> None:
    """All of the curve thin, the cycled part thick, an open circle with its potential at each end
    of that part."""
    x, volts = np.asarray(curve.x, float), np.asarray(curve.potential, float)
    add_line(
        figure, Line(curve.name, x, volts, colour=style.colour, dash="2px,2px"),
        hover=HOVERS[0], width=THIN, row=1, col=1, showlegend=False,
    )  # fmt: skip
    ends = np.array(curve.cycled)
    part = np.union1d(x[(x > ends[0]) & (x < ends[1])], ends)
    thick = Line(curve.name, part, np.interp(part, x, volts), colour=style.colour, dash=style.dash)
    add_line(figure, thick, hover=HOVERS[0], width=WIDTH, row=1, col=1)
    at_ends = np.interp(ends, x, volts)
    figure.add_trace(
        go.Scatter(
            x=ends,
            y=at_ends,
            mode="markers",
            marker={"size": 9, "color": CARD, "line": {"color": style.colour, "width": 2}},
            legendgroup=curve.name,
            showlegend=False,
            hovertemplate=f"<b>{curve.name}, end of what is cycled</b><br>{HOVERS[0]}"
            "<extra></extra>",
        ),
        row=1,
        col=1,
    )
