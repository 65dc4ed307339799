"""A front of designs in every pair of its objectives: all designs, the front, its knee."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import BLUE, GREY, ORANGE, VERMILLION, axis_title, faded, restyled

PANEL, REST = 340, 130  # [px] high; of a panel below which a page lets the figure scroll
CRAMPED = 330
MOST_BESIDE = 3  # panels in a row


class Objective(NamedTuple):
    """An objective: title, unit, values of all designs; low, high : 95 % of each of the front."""

    title: str
    unit: str
    values: Array
    low: Array | None = None
    high: Array | None = None


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
    for number, (one, other) in enumerate(pairs):
        row, column = number // columns + 1, number % columns + 1
        x, y = data.objectives[one], data.objectives[other]
        for trace in _traces(data, x, y, one, other):
            trace.showlegend = number == 0
            figure.add_trace(trace, row=row, col=column)
        figure.update_xaxes(title_text=axis_title(x.title, x.unit), row=row, col=column)
        figure.update_yaxes(title_text=axis_title(y.title, y.unit), row=row, col=column)
    return figure


def _traces(
    data: FrontPairs, x: Objective, y: Objective, one: int, other: int
) -> list[go.Scatter]:
    front = np.asarray(data.front, int)
    rest = np.setdiff1d(np.flatnonzero(np.asarray(data.allowed, bool)), front)
    bound = np.asarray(data.bound, bool)
    xs, ys = np.asarray(x.values, float), np.asarray(y.values, float)
    told = f"%{{x:.4g}} {x.unit}, %{{y:.4g}} {y.unit}<br>design %{{customdata}}<extra></extra>"
    made = [go.Scatter(
        x=xs[rest], y=ys[rest], customdata=rest, mode="markers", name="beaten by another",
        marker={"size": 4, "color": faded(GREY, 0.4)}, hovertemplate=told,
    )]  # fmt: skip
    for chosen, name, symbol, colour in (
        (front[~bound], "on the front", "circle", BLUE),
        (front[bound], "on the front, life a bound", "triangle-up", ORANGE),
    ):
        if len(chosen):
            at = np.flatnonzero(np.isin(front, chosen))
            made.append(go.Scatter(
                x=xs[chosen], y=ys[chosen], customdata=chosen, mode="markers", name=name,
                marker={"size": 8, "symbol": symbol, "color": colour},
                error_x=_bars(x, xs, chosen, at), error_y=_bars(y, ys, chosen, at),
                hovertemplate=told,
            ))  # fmt: skip
    if data.knee is not None:
        made.append(go.Scatter(
            x=[xs[data.knee]], y=[ys[data.knee]], customdata=[data.knee], mode="markers",
            name="knee", hovertemplate=told,
            marker={"size": 16, "symbol": "star-open", "color": VERMILLION, "line": {"width": 2}},
        ))  # fmt: skip
    if data.reported is not None and np.isfinite([data.reported[one], data.reported[other]]).all():
        made.append(go.Scatter(
            x=[data.reported[one]], y=[data.reported[other]], mode="markers", name="reported",
            marker={"size": 12, "symbol": "diamond-open", "color": VERMILLION},
        ))  # fmt: skip
    return made


def _bars(
    objective: Objective, values: np.ndarray, chosen: np.ndarray, at: np.ndarray
) -> dict[str, object] | None:
    if objective.low is None or objective.high is None:
        return None
    low, high = np.asarray(objective.low, float)[at], np.asarray(objective.high, float)[at]
    return {
        "type": "data", "symmetric": False, "thickness": 1, "width": 2,
        "color": faded(GREY, 0.8), "array": np.maximum(high - values[chosen], 0.0),
        "arrayminus": np.maximum(values[chosen] - low, 0.0),
    }  # fmt: skip
