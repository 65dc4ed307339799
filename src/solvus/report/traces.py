"""How lines, bands and measured points are drawn: the same in every figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array, Line, Measured
from solvus.report.theme import BLACK, CARD, Style, faded, style_of

ROLE_WORDS = {
    "fit": "measured, used in the fit",
    "predict": "measured, not used in the fit",
    "check": "measured, arithmetic check",
    "limit": "measured, a bound",
    "beside": "measured",
}
WIDTH = 2.5  # [px] of a line
SHADES = ((242, 169, 92), (194, 91, 16), (94, 38, 0))  # red, green, blue: light, middle, dark
SYMBOLS = {"fit": "circle", "predict": "circle-open", "check": "diamond", "limit": "triangle-up",
           "beside": "circle-open"}  # fmt: skip


def role_word(role: str) -> str:
    """The legend text of a role; ValueError for one that is not known."""
    if role not in ROLE_WORDS:
        raise ValueError(f'role "{role}" is none of {", ".join(ROLE_WORDS)}')
    return ROLE_WORDS[role]


def styled(line: Line, position: int) -> Style:
    """The style of a line, its own overrides first."""
    style = style_of(line.key or line.name, position)
    return Style(line.colour or style.colour, line.dash or style.dash)


def add_line(
    figure: go.Figure,
    line: Line,
    position: int = 0,
    hover: str = "",
    width: float = WIDTH,
    **place: Any,
) -> None:
    """A line over its band. `hover` formats x and y; `place` is row and col, or a legend group."""
    style = styled(line, position)
    cell = {key: place.pop(key) for key in ("row", "col") if key in place}
    group = {"legendgroup": line.name} | place
    if line.low is not None and line.high is not None:
        add_band(figure, line, style.colour, 0.18, **(group | cell))
    curve = go.Scatter(
        x=np.asarray(line.x, float),
        y=np.asarray(line.y, float),
        mode="lines",
        line={"color": style.colour, "dash": style.dash, "width": width},
        name=line.name,
        hovertemplate=f"<b>{line.name}</b><br>{hover}<extra></extra>" if hover else None,
        **group,
    )
    figure.add_trace(curve, **cell)


def add_band(figure: go.Figure, line: Line, colour: str, share: float, **place: Any) -> None:
    """The area between `low` and `high` of a line, in its colour at the opacity `share` [1]."""
    x, low, high = (np.asarray(a, float) for a in (line.x, line.low, line.high))
    cell = {key: place.pop(key) for key in ("row", "col") if key in place}
    band = go.Scatter(
        x=np.concatenate((x, x[::-1])),
        y=np.concatenate((high, low[::-1])),
        fill="toself",
        fillcolor=faded(colour, share),
        line={"width": 0},
        hoverinfo="skip",
        name=f"{line.name}, uncertainty",
        **({"legendgroup": line.name} | place | {"showlegend": False}),
    )
    figure.add_trace(band, **cell)


def merged(lines: Sequence[Line], within: float = 0.01) -> list[Line]:
    """The lines with those that lie on each other made one, named after all of them.

    Two lines do where they share x and differ by less than `within` of the range of all y.
    """
    values = np.concatenate([np.asarray(line.y, float) for line in lines])
    near = within * float(np.nanmax(values) - np.nanmin(values))
    kept: list[list[Line]] = []
    for line in lines:
        for group in kept:
            if _together(group[0], line, near):
                group.append(line)
                break
        else:
            kept.append([line])
    return [group[0] if len(group) == 1 else _joined(group) for group in kept]


def _joined(group: Sequence[Line]) -> Line:
    first = group[0]
    name = " = ".join(line.name for line in group)
    return first._replace(name=name, key=first.key or first.name)


def _together(one: Line, other: Line, near: float) -> bool:
    if len(one.x) != len(other.x) or not np.allclose(one.x, other.x, rtol=1e-6):
        return False
    difference = np.abs(np.asarray(one.y, float) - np.asarray(other.y, float))
    return bool(np.all(difference <= near))


def stacked_width(position: int, count: int) -> float:
    """Widths [px] that fall from line to line, so that one upon another shows both."""
    return WIDTH + 1.6 * (count - 1 - position)


def measured_marker(role: str, size: int = 10) -> dict[str, Any]:
    """Marker of a measured point: black, filled if it was fitted, open if it is a prediction."""
    role_word(role)
    marker: dict[str, Any] = {"symbol": SYMBOLS[role].removesuffix("-open"), "size": size}
    fill = CARD if SYMBOLS[role].endswith("-open") else BLACK
    return marker | {"color": fill, "line": {"color": BLACK, "width": 2}}


def error_bars(sigma: Array, colour: str = BLACK) -> dict[str, Any]:
    """Error bars of one standard deviation, in the colour of measured points."""
    return {"array": np.asarray(sigma, float), "color": colour, "thickness": 1.4, "width": 4}


def add_measured(
    figure: go.Figure,
    points: Sequence[Measured],
    hover: str,
    named: bool = True,
    bars: str = BLACK,
    **place: Any,
) -> None:
    """Measured points, one trace a role. `hover` formats x, y and the sigma in customdata[0].

    bars : colour of the error bars, where it tells to which line the points belong.
    """
    for role in dict.fromkeys(point.role for point in points):
        chosen = [point for point in points if point.role == role]
        trace = go.Scatter(
            x=[point.x for point in chosen],
            y=[point.y for point in chosen],
            error_y=error_bars([point.sigma for point in chosen], bars),
            mode="markers",
            marker=measured_marker(role),
            name=role_word(role),
            legendgroup=role,
            showlegend=named,
            text=[point.name for point in chosen],
            customdata=[[point.sigma] for point in chosen],
            hovertemplate=f"<b>%{{text}}</b><br>{hover}<br>{role_word(role)}<extra></extra>",
        )
        figure.add_trace(trace, **place)


def add_measured_by_line(
    figure: go.Figure,
    groups: Sequence[tuple[Sequence[Measured], str]],
    hover: str,
    **place: Any,
) -> None:
    """Points that belong to several lines, told apart by the colour of their error bars.

    groups : (points, colour of their line) pairs; a role is named once in the legend.
    """
    known: set[str] = set()
    for points, colour in groups:
        for role in dict.fromkeys(point.role for point in points):
            chosen = [point for point in points if point.role == role]
            add_measured(figure, chosen, hover, role not in known, colour, **place)
            known.add(role)


def add_end(
    figure: go.Figure, x: float, y: float, words: str, colour: str, **place: Any
) -> None:
    """A cross where a line ends; the words are shown under the pointer."""
    trace = go.Scatter(
        x=[x],
        y=[y],
        mode="markers",
        marker={"symbol": "x", "size": 11, "color": colour, "line": {"color": CARD, "width": 1}},
        cliponaxis=False,
        showlegend=False,
        hovertemplate=f"{words}<extra></extra>",
    )
    figure.add_trace(trace, **place)


def shades(count: int) -> list[str]:
    """`count` colours of one hue from light to dark, for lines that have an order."""
    share = np.linspace(0.0, 1.0, count) if count > 1 else np.ones(1)
    channels = [np.interp(share, (0.0, 0.5, 1.0), ends) for ends in zip(*SHADES, strict=True)]
    rows = zip(*channels, strict=True)
    return ["#" + "".join(f"{round(channel):02x}" for channel in row) for row in rows]
