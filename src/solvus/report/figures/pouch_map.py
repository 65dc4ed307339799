"""A quantity of a pouch cell over two of its numbers, as a map with contours."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import CARD, INK, VERMILLION, faded, new_figure

VEIL = "rgba(246,246,246,0.72)"
LOW, MIDDLE, HIGH = "#f1f6fa", "#5a9bc8", "#003f63"


class PouchMap(NamedTuple):
    """A map: axes with their titles, the quantity (row a y, column an x) with its title, margin
    by which the checks of the file are met (below zero: not), where the file is (x, y), a contour
    drawn heavier (a target)."""

    x: Array
    y: Array
    z: np.ndarray
    x_title: str
    y_title: str
    z_title: str
    margin: np.ndarray
    now: tuple[float, float] | None = None
    target: float | None = None


def pouch_map(data: PouchMap) -> go.Figure:
    """Filled contours; grey covers what the checks refuse, a cross stands where the file is."""
    figure = new_figure(460, {"height": 430}, legend={"y": 1.02})
    figure.add_trace(
        go.Contour(
            x=np.asarray(data.x, float),
            y=np.asarray(data.y, float),
            z=data.z,
            colorscale=[[0.0, LOW], [0.5, MIDDLE], [1.0, HIGH]],
            ncontours=14,
            contours={"showlabels": True, "labelfont": {"size": 11, "color": INK}},
            line={"color": faded(INK, 0.5), "width": 0.8},
            colorbar={"title": {"text": data.z_title, "side": "right"}, "thickness": 14},
            hovertemplate="%{x:.4g}, %{y:.4g}: %{z:.4g}<extra></extra>",
        )
    )
    if np.min(data.margin) < 0.0:
        _cover(figure, data)
    if data.target is not None:
        _target(figure, data, data.target)
    if data.now is not None:
        figure.add_trace(go.Scatter(
            x=[data.now[0]], y=[data.now[1]], mode="markers", name="as the file has it",
            marker={"symbol": "x", "size": 11, "color": VERMILLION, "line": {"color": CARD,
                    "width": 1.5}},
        ))  # fmt: skip
    for update, values, title in (
        (figure.update_xaxes, data.x, data.x_title), (figure.update_yaxes, data.y, data.y_title),
    ):  # fmt: skip
        ends = np.asarray(values, float)
        update(title_text=title, showgrid=False, range=[float(ends.min()), float(ends.max())])
    return figure


def _cover(figure: go.Figure, data: PouchMap) -> None:
    figure.add_trace(
        go.Contour(
            x=np.asarray(data.x, float),
            y=np.asarray(data.y, float),
            z=data.margin,
            contours={"type": "constraint", "operation": ">", "value": 0.0},
            fillcolor=VEIL,
            line={"color": INK, "width": 1},
            showscale=False,
            showlegend=False,
            hoverinfo="skip",
        )
    )
    figure.add_trace(go.Scatter(
        x=[None], y=[None], mode="markers", name="veiled: checks of the file not met",
        marker={"symbol": "square", "size": 12, "color": "#dde1e5",
                "line": {"color": INK, "width": 0.5}},
    ))  # fmt: skip


def _target(figure: go.Figure, data: PouchMap, target: float) -> None:
    figure.add_trace(
        go.Contour(
            x=np.asarray(data.x, float),
            y=np.asarray(data.y, float),
            z=data.z,
            contours={"start": target, "end": target, "size": 1.0, "coloring": "lines"},
            colorscale=[[0.0, VERMILLION], [1.0, VERMILLION]],
            line={"width": 3, "dash": "dash"},
            showscale=False,
            showlegend=True,
            name=f"{target:.4g}",
            hoverinfo="skip",
        )
    )
