"""An inverse design: the quantity over the number set free, the target, where they meet."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import BLUE, CARD, GREEN, SOFT_INK, VERMILLION, new_figure

LOG_FROM = 50.0  # ratio of the ends from which the axis is logarithmic


class PouchSolve(NamedTuple):
    """The curve (nan where the checks refuse), axis titles, target, solutions, the nearest point
    where there is none, where the file is; whole : the number is counted."""

    x: Array
    y: Array
    x_title: str
    y_title: str
    target: float
    solutions: Array
    nearest: tuple[float, float] | None = None
    now: tuple[float, float] | None = None
    whole: bool = False


def pouch_solve(data: PouchSolve) -> go.Figure:
    """The curve and the target; solutions as filled circles, else the nearest point as a ring."""
    x, y = np.asarray(data.x, float), np.asarray(data.y, float)
    figure = new_figure(400)
    figure.add_trace(go.Scatter(
        x=x, y=y, mode="markers+lines" if data.whole and len(x) < 60 else "lines",
        line={"color": BLUE, "width": 2.5}, marker={"size": 5}, name="the design",
        connectgaps=False, hovertemplate="%{y:.4g} at %{x:.4g}<extra></extra>",
    ))  # fmt: skip
    known = np.isfinite(y)
    shown = x[known] if known.any() else x
    figure.add_trace(go.Scatter(
        x=[shown.min(), shown.max()], y=[data.target, data.target], mode="lines",
        line={"color": VERMILLION, "width": 2, "dash": "dash"}, name="target",
        hovertemplate="target %{y:.4g}<extra></extra>",
    ))  # fmt: skip
    solved = np.asarray(data.solutions, float)
    look: dict[str, Any] = {"size": 12, "color": GREEN, "line": {"color": CARD, "width": 1.5}}
    if solved.size:
        _points(figure, solved, np.interp(solved, x[known], y[known]), "solution", look)
    for name, point, symbol in (("nearest", data.nearest, "circle-open"),
                                ("as the file has it", data.now, "x-thin-open")):  # fmt: skip
        if point is not None:
            look = {"size": 12, "symbol": symbol, "color": SOFT_INK, "line": {"width": 2.5}}
            _points(figure, np.array([point[0]]), np.array([point[1]]), name, look)
    if shown.min() > 0.0 and shown.max() > LOG_FROM * shown.min():
        ends = [float(np.log10(shown.min())) - 0.1, float(np.log10(shown.max()))]
        figure.update_xaxes(type="log", dtick=1, range=ends)
    figure.update_xaxes(title_text=data.x_title)
    figure.update_yaxes(title_text=data.y_title)
    return figure


def _points(
    figure: go.Figure, x: np.ndarray, y: np.ndarray, name: str, marker: dict[str, Any]
) -> None:
    if x.size:
        figure.add_trace(go.Scatter(
            x=x, y=y, mode="markers", name=name, marker=marker,
            hovertemplate=f"{name}: %{{y:.4g}} at %{{x:.4g}}<extra></extra>",
        ))  # fmt: skip
