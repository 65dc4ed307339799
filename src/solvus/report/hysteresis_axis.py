"""Hysteresis against cycle number: its axes, the limit that ends a cell, lines that reach it.

The axis of the voltage is logarithmic: a cell works at tens of mV and ends at hundreds, and what
tells two cells apart is a ratio.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array, Line
from solvus.report.theme import SOFT_INK, axis_title
from solvus.report.traces import add_band, add_line, styled

HOVER = "%{y:.1f} mV at cycle %{x:.0f}"
MEASURED_HOVER = "%{y:.0f} ± %{customdata[0]:.0f} mV, cycle %{x:g}"
ROOM = 1.35  # factor by which the axis goes on beyond limit and data
DECADE = np.array([1.0, 2.0, 5.0])


def add_growth(
    figure: go.Figure, line: Line, limit: float, position: int = 0, **place: Any
) -> None:
    """A line of hysteresis [mV] up to the first cycle at `limit`; what is not finite is beyond."""
    x, y = np.asarray(line.x, float), _held(line.y, limit)
    kept = _reach(y, limit)
    cut = line._replace(x=x[:kept], y=y[:kept], low=None, high=None)
    add_line(figure, cut, position, HOVER, **place)


def add_spread(
    figure: go.Figure,
    line: Line,
    bounds: tuple[Array, Array],
    limit: float,
    position: int = 0,
    share: float = 0.22,
    **place: Any,
) -> None:
    """The band (low, high) [mV] around a line up to where the lower bound is at `limit` too."""
    low, high = (_held(bound, limit) for bound in bounds)
    kept = _reach(low, limit)
    x = np.asarray(line.x, float)[:kept]
    band = line._replace(x=x, low=low[:kept], high=high[:kept])
    add_band(figure, band, styled(line, position).colour, share, **place)


def _held(values: Array, limit: float) -> np.ndarray:
    """Values no greater than `limit`, which stands for what is not finite too."""
    own = np.asarray(values, float)
    return np.minimum(np.where(np.isfinite(own), own, limit), limit)


def _reach(values: np.ndarray, limit: float) -> int:
    """How many values there are up to the first at the limit, this one counted."""
    there = np.nonzero(values >= limit)[0]
    return int(there[0]) + 1 if there.size else values.size


def add_limit(figure: go.Figure, limit: float, last: float, **place: Any) -> None:
    """The voltage limit [mV] as a dashed line up to cycle `last`, named on it."""
    trace = go.Scatter(
        x=[0.0, last],
        y=[limit, limit],
        mode="lines+text",
        line={"color": SOFT_INK, "width": 1.2, "dash": "dash"},
        text=[f" limit {limit:g} mV", ""],
        textposition="top right",
        textfont={"color": SOFT_INK, "size": 12},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.add_trace(trace, **place)


def set_axis(figure: go.Figure, lowest: float, highest: float, **place: Any) -> None:
    """A logarithmic axis of hysteresis around [lowest, highest] mV with ticks at 1, 2, 5."""
    low, high = lowest / ROOM, highest * ROOM
    decades = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    ticks = (decades[:, None] * DECADE).ravel()
    figure.update_yaxes(
        title_text=axis_title("Voltage hysteresis, log", "mV"),
        type="log",
        range=[np.log10(low), np.log10(high)],
        tickvals=ticks,
        ticktext=[f"{tick:g}" for tick in ticks],
        **place,
    )
