"""Sputter depth profile: the computed reading with its uncertainty, measured ones over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.cell_traces import cell_points, styles_of
from solvus.report.series import Array, Line
from solvus.report.theme import BLACK, Style, axis_title, faded, new_figure
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


class ProfilePoints(NamedTuple):
    """A measured profile: name, system that sets the colour, depth [nm SiO2], reading [at%] and its
    standard error, arrays (n,); printed interfaces as (depth, width) [nm]."""

    name: str
    system: str
    depth: Array
    value: Array
    sigma: Array | None = None
    interfaces: Sequence[tuple[float, float]] = ()


class DepthProfile(NamedTuple):
    """Lines of reading [at%] against depth [nm SiO2-equivalent], what was printed, and measured
    profiles point by point."""

    lines: Sequence[Line]
    measured: Sequence[Stretch]
    solute: str = "Ag"
    profiles: Sequence[ProfilePoints] = ()


def depth_profile(data: DepthProfile) -> go.Figure:
    """Reading against SiO2-equivalent depth; a printed plateau is a bar over its whole length."""
    figure = new_figure(430)
    for position, line in enumerate(data.lines):
        add_line(figure, line, position, HOVER)
    for role in dict.fromkeys(stretch.role for stretch in data.measured):
        chosen = [stretch for stretch in data.measured if stretch.role == role]
        _add_stretches(figure, chosen, role)
    styles = styles_of([profile.system for profile in data.profiles])
    for profile, style in zip(data.profiles, styles, strict=True):
        _add_profile(figure, profile, style)
    figure.update_xaxes(title_text=axis_title("Depth, SiO₂-equivalent", "nm"), rangemode="tozero")
    figure.update_yaxes(
        title_text=axis_title(f"AES reading of {data.solute}", "at%"), rangemode="tozero"
    )
    return figure


def _add_profile(figure: go.Figure, profile: ProfilePoints, style: Style) -> None:
    """Measured points with their error bars, and a band over the width of each interface."""
    bars = None if profile.sigma is None else error_bars(list(profile.sigma))
    points = cell_points(profile.name, style, profile.depth, profile.value, HOVER, error_y=bars)
    figure.add_trace(points)
    for depth, width in profile.interfaces:
        figure.add_vrect(
            x0=depth - 0.5 * width,
            x1=depth + 0.5 * width,
            fillcolor=faded(style.colour, 0.12),
            line_width=0,
            layer="below",
        )
        figure.add_vline(x=depth, line={"color": style.colour, "dash": "dash", "width": 1.4})


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
