"""A front of designs in every pair of its objectives: all designs, the front, its knee."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import BLACK, BLUE, GREY, ORANGE, VERMILLION, axis_title, faded, restyled

PANEL, REST = 340, 130  # [px] high; of a panel below which a page lets the figure scroll
CRAMPED = 330
MOST_BESIDE = 3  # panels in a row
CROWD = 60  # designs on the front from which on they are drawn smaller


class Spread(NamedTuple):
    """Ends of the 95 % and the 68 % intervals of each design of the front, arrays (front,)."""

    low_95: Array
    low_68: Array
    high_68: Array
    high_95: Array


class Objective(NamedTuple):
    """An objective: title, unit, values of all designs, spread of those of the front."""

    title: str
    unit: str
    values: Array
    spread: Spread | None = None


class FrontPairs(NamedTuple):
    """Objectives, which designs are allowed, which are the front (indices), and its knee.

    bound : for each of the front, whether its life is only a bound
    reported : what somebody printed for such a cell, a value for each objective or nan
    """

    objectives: Sequence[Objective]
    allowed: Array
    front: Array
    knee: int | None
    bound: Array
    reported: Sequence[float] | None = None


def front_pairs(data: FrontPairs) -> go.Figure:
    """A panel for each pair of objectives."""
    pairs = list(combinations(range(len(data.objectives)), 2))
    columns = min(len(pairs), MOST_BESIDE)
    rows = -(-len(pairs) // columns)
    figure = make_subplots(rows=rows, cols=columns, horizontal_spacing=0.09 if columns > 1 else 0.0,
                           vertical_spacing=0.3 / rows)  # fmt: skip
    restyled(figure, PANEL * rows + REST, {"min_width": CRAMPED * columns})
    named: set[str] = set()
    for number, (one, other) in enumerate(pairs):
        row, column = number // columns + 1, number % columns + 1
        x, y = data.objectives[one], data.objectives[other]
        for trace in _traces(data, one, other):
            # a name stands in the legend once, and hides its traces in all panels
            trace.update(legendgroup=trace.name, showlegend=trace.name not in named)
            named.add(trace.name)
            figure.add_trace(trace, row=row, col=column)
        figure.update_xaxes(title_text=axis_title(x.title, x.unit), row=row, col=column)
        figure.update_yaxes(title_text=axis_title(y.title, y.unit), row=row, col=column)
    return figure


def _traces(data: FrontPairs, one: int, other: int) -> list[go.Scatter]:
    x, y = data.objectives[one], data.objectives[other]
    front = np.asarray(data.front, int)
    rest = np.setdiff1d(np.flatnonzero(np.asarray(data.allowed, bool)), front)
    bound = np.asarray(data.bound, bool)
    xs, ys = np.asarray(x.values, float), np.asarray(y.values, float)
    size = 8 if len(front) <= CROWD else 5
    told = f"%{{x:.4g}} {x.unit}, %{{y:.4g}} {y.unit}<br>design %{{customdata}}<extra></extra>"
    made = [go.Scatter(
        x=xs[rest], y=ys[rest], customdata=rest, mode="markers", name="beaten by another",
        marker={"size": 4, "color": faded(GREY, 0.4)}, hovertemplate=told,
    ), *_intervals(x, y, xs[front], ys[front])]  # fmt: skip
    for chosen, name, symbol, colour in (
        (front[~bound], "on the front", "circle", BLUE),
        (front[bound], "on the front, life a bound", "triangle-up", ORANGE),
    ):
        if len(chosen):
            made.append(go.Scatter(
                x=xs[chosen], y=ys[chosen], customdata=chosen, mode="markers", name=name,
                marker={"size": size, "symbol": symbol, "color": colour}, hovertemplate=told,
            ))  # fmt: skip
    if data.knee is not None:
        made.append(go.Scatter(
            x=[xs[data.knee]], y=[ys[data.knee]], customdata=[data.knee], mode="markers",
            name="knee", hovertemplate=told,
            marker={"size": 16, "symbol": "star-open", "color": VERMILLION, "line": {"width": 2}},
        ))  # fmt: skip
    if data.reported is not None:
        seen = np.concatenate((rest, front))
        made += _reported(data.reported[one], data.reported[other], xs[seen], ys[seen])
    return made


def _reported(x: float, y: float, xs: np.ndarray, ys: np.ndarray) -> list[go.Scatter]:
    """A mark where both objectives were reported, a line across the designs where one was."""
    look = {"name": "reported", "hovertemplate": "reported: %{x:.4g}, %{y:.4g}<extra></extra>"}
    if np.isfinite(x) and np.isfinite(y):
        marker = {"size": 12, "symbol": "diamond-open", "color": BLACK, "line": {"width": 2}}
        return [go.Scatter(x=[x], y=[y], mode="markers", marker=marker, **look)]
    if not len(xs) or not (np.isfinite(x) or np.isfinite(y)):
        return []
    along_x = [x, x] if np.isfinite(x) else [np.nanmin(xs), np.nanmax(xs)]
    along_y = [y, y] if np.isfinite(y) else [np.nanmin(ys), np.nanmax(ys)]
    line = {"color": BLACK, "width": 1.5, "dash": "dash"}
    return [go.Scatter(x=along_x, y=along_y, mode="lines", line=line, **look)]


def _intervals(x: Objective, y: Objective, xs: np.ndarray, ys: np.ndarray) -> list[go.Scatter]:
    """Thin bars of 95 % under thick ones of 68 %, through the designs of the front."""
    if x.spread is None and y.spread is None:
        return []
    made = []
    for name, low, high, wide, shade in (
        ("95 % of the draws", "low_95", "high_95", 1.2, 0.7),
        ("68 % of the draws", "low_68", "high_68", 4.0, 0.45),
    ):
        bars = {
            f"error_{way}": _bars(one, values, low, high, wide, shade)
            for way, one, values in (("x", x, xs), ("y", y, ys)) if one.spread is not None
        }  # fmt: skip
        made.append(go.Scatter(
            x=xs, y=ys, mode="markers", name=name, hoverinfo="skip", **bars,
            # seen in the legend alone: below the marks of the designs
            marker={"size": 5, "symbol": "line-ew", "line": {
                "color": faded(GREY, shade), "width": wide}},
        ))  # fmt: skip
    return made


def _bars(
    one: Objective, values: np.ndarray, low: str, high: str, wide: float, shade: float
) -> dict[str, object]:
    """Error bars between two ends; a design may lie outside of the interval of its draws."""
    below = values - np.asarray(getattr(one.spread, low), float)
    above = np.asarray(getattr(one.spread, high), float) - values
    return {
        "type": "data", "symmetric": False, "thickness": wide, "width": 0,
        "color": faded(GREY, shade), "array": np.maximum(above, 0.0),
        "arrayminus": np.maximum(below, 0.0),
    }  # fmt: skip
