"""Curves of several cells in one figure: lines told apart, measured ones as open points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import CARD, CYCLE, Style, style_of
from solvus.report.traces import WIDTH

POINT, SMALL = 7, 5  # [px] of a measured point, of one among many


def styles_of(systems: Sequence[str]) -> list[Style]:
    """A style for each curve: the colour of its system ("Li-Ag"), another dash where it repeats."""
    found = []
    for position, system in enumerate(systems):
        style = style_of(system, position)
        before = systems[:position].count(system) if system else 0
        dash = CYCLE[before % len(CYCLE)].dash if before else style.dash
        found.append(Style(style.colour, dash))
    return found


def cell_line(name: str, style: Style, x: Array, y: Array, hover: str, **more: Any) -> go.Scatter:
    """A computed curve; `hover` formats x and y, `more` goes to the trace."""
    return go.Scatter(
        x=np.asarray(x, float),
        y=np.asarray(y, float),
        mode="lines",
        line={"color": style.colour, "dash": style.dash, "width": WIDTH},
        name=name,
        **{"legendgroup": name, "hovertemplate": _hover(name, hover)} | more,
    )


def cell_points(name: str, style: Style, x: Array, y: Array, hover: str, **more: Any) -> go.Scatter:
    """A measured curve as open points, named "..., measured"."""
    named = f"{name}, measured"
    return go.Scatter(
        x=np.asarray(x, float),
        y=np.asarray(y, float),
        mode="markers",
        marker={"color": CARD, "size": POINT, "line": {"color": style.colour, "width": 1.6}},
        name=named,
        **{"legendgroup": named, "hovertemplate": _hover(named, hover)} | more,
    )


def add_curve_points(
    figure: go.Figure, name: str, colour: str, x: Array, y: Array, hover: str, **place: Any
) -> None:
    """A measured curve over the line of its colour; all curves of a file share one legend entry."""
    shown = all(trace.legendgroup != f"{name}, measured" for trace in figure.data)
    trace = cell_points(name, Style(colour, ""), x, y, hover, showlegend=shown)
    figure.add_trace(trace.update(marker_size=SMALL), **place)


def _hover(name: str, hover: str) -> str:
    return f"<b>{name}</b><br>{hover}<extra></extra>"
