"""EPMA signal against cycle number, relative to the first cycle, by how much solute is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.series import Line
from solvus.report.theme import BLACK, faded, new_figure
from solvus.report.traces import add_line


class EpmaCycles(NamedTuple):
    """Relative signal [1] against cycle number, one line an assumption on what is kept.

    observed : cycle numbers at which the signal was seen, "roughly unchanged".
    unchanged : relative half-width [1] that we read into these words.
    """

    lines: Sequence[Line]
    observed: Sequence[float]
    unchanged: float = 0.2


def epma_cycles(data: EpmaCycles) -> go.Figure:
    """Signal relative to cycle 1, with the band that "roughly unchanged" is taken to be."""
    figure = new_figure(430)
    first, last = min(data.observed), max(data.observed)
    low, high = 1.0 - data.unchanged, 1.0 + data.unchanged
    figure.add_trace(
        go.Scatter(
            x=[first, last, last, first, first],
            y=[low, low, high, high, low],
            fill="toself",
            mode="lines",
            fillcolor=faded(BLACK, 0.08),
            line={"color": faded(BLACK, 0.45), "width": 1, "dash": "dot"},
            name=f"“roughly unchanged”: ±{100 * data.unchanged:g} %",
            hoverinfo="skip",
        )
    )
    for cycle in data.observed:
        figure.add_shape(
            type="line",
            x0=cycle,
            x1=cycle,
            y0=low,
            y1=high,
            line={"color": faded(BLACK, 0.45), "width": 1},
        )
    for position, line in enumerate(data.lines):
        add_line(figure, line, position, "%{y:.2f} at cycle %{x:.0f}")
    figure.update_xaxes(title_text="Cycle number")
    figure.update_yaxes(title_text="EPMA signal relative to cycle 1", rangemode="tozero")
    return figure
