"""Rival closures of the reaction layer for one cell: hysteresis, and where each ends the cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.hysteresis_axis import (
    MEASURED_HOVER,
    add_growth,
    add_limit,
    add_spread,
    set_axis,
)
from solvus.report.series import Line, Measured
from solvus.report.theme import new_figure
from solvus.report.traces import add_end, add_measured, styled

LEAST_SPAN = 4.0  # ratio of the ends of the axis where no limit sets it, for ticks to stand on


class ClosureLine(NamedTuple):
    """A closure: hysteresis [mV] against cycle number (inf once the cell has failed), how it ends.

    end : cycle of the end, inf if none was met; event : what ended it, in a few words.
    """

    line: Line
    end: float = np.inf
    event: str = ""


class Closures(NamedTuple):
    """The closures, readings [mV] of the cell, the voltage limit [mV], inf where there is none."""

    closures: Sequence[ClosureLine]
    measured: Sequence[Measured] = ()
    limit: float = 500.0


def closures(data: Closures) -> go.Figure:
    """One line a closure, with a cross where it ends the cell; the legend says by what."""
    figure = new_figure(470, {"height": 520})
    ends = [c.end for c in data.closures if np.isfinite(c.end)]
    last = 1.08 * max([*ends, *(float(np.max(np.asarray(c.line.x))) for c in data.closures)])
    limited = np.isfinite(data.limit)
    if limited:
        add_limit(figure, data.limit, last)
    for position, closure in enumerate(data.closures):
        line = closure.line
        if line.low is not None and line.high is not None:
            add_spread(figure, line, (line.low, line.high), data.limit, position)
    for position, closure in enumerate(data.closures):
        line = closure.line
        named = line._replace(name=_named(closure), key=line.key or line.name)
        add_growth(figure, named, data.limit, position)
    add_measured(figure, data.measured, MEASURED_HOVER)
    for position, closure in enumerate(data.closures):
        _add_event(figure, closure, data.limit, position)
    floors = [np.nanmin(np.asarray(closure.line.y, float)) for closure in data.closures]
    highest = data.limit if limited else max(_highest(data), LEAST_SPAN * min(floors))
    set_axis(figure, min([*floors, *(point.y for point in data.measured)]), highest)
    figure.update_xaxes(title_text="Cycle number", range=[0.0, last])
    return figure


def _highest(data: Closures) -> float:
    """The largest value [mV] that is drawn."""
    lines = [np.asarray(closure.line.y, float) for closure in data.closures]
    largest = [float(np.max(y[np.isfinite(y)])) for y in lines]
    return max([*largest, *(point.y for point in data.measured)])


def _named(closure: ClosureLine) -> str:
    """Name in the legend: the closure and how it ends, as words at the crosses would collide."""
    if not np.isfinite(closure.end):
        return closure.line.name
    return f"{closure.line.name}: {closure.event or 'ends'}, cycle {closure.end:.0f}"


def _add_event(figure: go.Figure, closure: ClosureLine, limit: float, position: int) -> None:
    """The end of a closure: at the limit if the voltage went there, else where its line stops."""
    if not np.isfinite(closure.end):
        return
    x, y = (np.asarray(values, float) for values in (closure.line.x, closure.line.y))
    before = np.isfinite(y) & (x < closure.end)
    beyond = bool(np.any((~np.isfinite(y) | (y >= limit)) & (x <= closure.end)))
    open_ended = not np.isfinite(limit) and bool(before.any())
    rises = beyond and not open_ended
    height = limit if rises or not before.any() else float(y[before][-1])
    add_end(figure, closure.end, height, _named(closure), styled(closure.line, position).colour)
