"""Sputter depth profile: the computed reading with its uncertainty, the printed one over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.series import Line
from solvus.report.theme import BLACK, axis_title, new_figure
from solvus.report.traces import add_line, error_bars, measured_marker, role_word

HOVER = "%{y:.1f} at% at %{x:.0f} nm"


class Stretch(NamedTuple):
    """A reading printed for a stretch of depth [nm SiO2], or for a point (start = stop)."""

    name: str
    start: float
    stop: float
    value: float
    sigma: float
    role: str = "predict"


class DepthProfile(NamedTuple):
    """Lines of reading [at%] against depth [nm SiO2-equivalent], and what was printed."""

    lines: Sequence[Line]
    measured: Sequence[Stretch]
    solute: str = "Ag"


def depth_profile(data: DepthProfile) -> go.Figure:
    """Reading against SiO2-equivalent depth; a printed plateau is a bar over its whole length."""
    figure = new_figure(430)
    for position, line in enumerate(data.lines):
        add_line(figure, line, position, HOVER)
    for role in dict.fromkeys(stretch.role for stretch in data.measured):
        chosen = [stretch for stretch in data.measured if stretch.role == role]
        _add_stretches(figure, chosen, role)
    figure.update_xaxes(title_text=axis_title("Depth, SiO₂-equivalent", "nm"), rangemode="tozero")
    figure.update_yaxes(
        title_text=axis_title(f"AES reading of {data.solute}", "at%"), rangemode="tozero"
    )
    return figure


def _add_stretches(figure: go.Figure, chosen: Sequence[Stretch], role: str) -> None:
    plateaus = [s for s in chosen if s.stop > s.start]
    x = [edge for s in plateaus for edge in (s.start, s.stop, None)]
    y = [edge for s in plateaus for edge in (s.value, s.value, None)]
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": BLACK, "width": 3},
            legendgroup=role,
            showlegend=False,
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[0.5 * (s.start + s.stop) for s in chosen],
            y=[s.value for s in chosen],
            error_y=error_bars([s.sigma for s in chosen]),
            mode="markers",
            marker=measured_marker(role),
            name=role_word(role),
            legendgroup=role,
            text=[s.name for s in chosen],
            customdata=[[s.sigma] for s in chosen],
            hovertemplate="<b>%{text}</b><br>%{y:.1f} ± %{customdata[0]:.1f} at%"
            f"<br>{role_word(role)}<extra></extra>",
        )
    )
