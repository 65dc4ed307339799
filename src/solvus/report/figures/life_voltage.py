"""Voltage of cells over their whole life, with buttons that show single cycles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import CARD, INK, axis_title, faded, restyled, style_of
from solvus.report.waves import cycle_of, drawn, edges_of, hull_of

PANEL_HEIGHT = 165
POINTS = 7000  # most points of a cell
TOLERANCE = 0.003  # of the half-width of the voltage axis: half a pixel
CYCLES_SHOWN = 3  # by a button
EDGE, FAINT = 1.2, 0.4  # line [px] around a life seen whole, opacity of the wave inside
NEAR = 1.8  # line [px] of a wave seen from near
LATE = 0.8  # of the axis of time, from where on there is no room to the right
TICKS = 6  # most ticks of the axis of cycles


class CellLife(NamedTuple):
    """A cell: name, system that sets the colour ("Li-Ag"), time [h], voltage [mV].

    begins : times [h] at which its cycles begin, the first cycle being number 1.
    failure : (cycle, time [h], what failed in a few words), None if it ran to the end.
    """

    name: str
    system: str
    time: Array
    voltage: Array
    begins: Array
    failure: tuple[int, float, str] | None = None


class LifeVoltage(NamedTuple):
    """The cells, half-width [mV] of the voltage axis (None fits it), cycles to zoom into."""

    cells: Sequence[CellLife]
    reach: float | None = None
    stops: Sequence[int] = (1, 75, 100)


def life_voltage(data: LifeVoltage) -> go.Figure:
    """A panel a cell with the same axes: time below, cycle number above, failures marked.

    Where there is nothing to zoom into, the waves are drawn as from near and there are no buttons.

    Between the lines drawn and the curves given lie at most 0.3 % of the axis (see `thinned`)
    unless that takes more than 7000 points a cell.
    """
    count = len(data.cells)
    figure = make_subplots(rows=count, cols=1, shared_xaxes=True, vertical_spacing=0.12 / count)
    restyled(figure, 190 + PANEL_HEIGHT * count, showlegend=False, margin={"t": 124})
    hulls = [hull_of(*_arrays(cell)) for cell in data.cells]
    reach = data.reach or _reach(hulls)
    latest = max(float(np.asarray(cell.time)[-1]) for cell in data.cells)
    for row, (cell, hull) in enumerate(zip(data.cells, hulls, strict=True), 1):
        _add_cell(figure, cell, hull, reach, row)
        if cell.failure is not None:
            colour = style_of(cell.system, row - 1).colour
            _add_failure(figure, cell.failure, colour, row, cell.failure[1] > LATE * latest)
        figure.update_yaxes(
            title_text=axis_title("Voltage", "mV"),
            range=[-reach, reach],
            zeroline=True,
            zerolinecolor="#b9c0c6",
            row=row,
            col=1,
        )
    figure.update_xaxes(title_text=axis_title("Time", "h"), row=count, col=1)
    longest = max(data.cells, key=lambda cell: len(cell.begins))
    edges = edges_of(*_arrays(longest)[:2])
    whole = _View("Whole life", 1, edges.size - 1, reach)
    views = [whole]
    for first in data.stops:
        if first < edges.size:
            final = min(first + CYCLES_SHOWN - 1, edges.size - 1)
            seen = [h[:, first - 1 : final] for h in hulls if h.shape[1] >= first]
            label = f"Cycles {first}–{final}" if final > first else f"Cycle {first}"
            views.append(_View(label, first, final, _reach(seen)))
    _add_cycles(figure, whole, edges)
    if len(views) > 1:
        _add_buttons(figure, views, edges)
    else:
        _show_near(figure)
    return figure


class _View(NamedTuple):
    """What a button shows: cycles from first to final, half-width of the voltage axis [mV]."""

    label: str
    first: int
    final: int
    reach: float


def _arrays(cell: CellLife) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return (
        np.asarray(cell.begins, float),
        np.asarray(cell.time, float),
        np.asarray(cell.voltage, float),
    )


def _reach(hulls: Sequence[np.ndarray]) -> float:
    """Half-width of the axis [mV]: all cycles fit but the few last ones of a cell that fails."""
    highest = [np.quantile(np.max(np.abs(hull), axis=0), 0.97) for hull in hulls]
    return 1.3 * float(max(highest))


def _add_cell(figure: go.Figure, cell: CellLife, hull: np.ndarray, reach: float, row: int) -> None:
    colour = style_of(cell.system, row - 1).colour
    begins, time, voltage = _arrays(cell)
    corners = np.repeat(edges_of(begins, time), 2)[1:-1]
    low, high = np.repeat(hull, 2, axis=1)
    inside = go.Scatter(
        x=np.concatenate((corners, corners[::-1])).astype(np.float32),
        y=np.concatenate((high, low[::-1])).astype(np.float32),
        fill="toself",
        fillcolor=faded(colour, 0.18),
        mode="lines",
        line={"color": colour, "width": EDGE},
        meta="hull",
        hoverinfo="skip",
    )
    time, voltage = drawn(begins, time, voltage, TOLERANCE * reach, POINTS)
    wave = go.Scatter(
        x=time.astype(np.float32),
        y=voltage.astype(np.float32),
        customdata=cycle_of(begins, time).astype(np.int16),
        mode="lines",
        line={"color": colour, "width": 1, "simplify": False},
        opacity=FAINT,
        meta="wave",
        name=cell.name,
        hovertemplate=f"<b>{cell.name}</b>, cycle %{{customdata}}<br>"
        "%{y:.1f} mV at %{x:.2f} h<extra></extra>",
    )
    figure.add_trace(inside, row=row, col=1)
    figure.add_trace(wave, row=row, col=1)
    figure.add_annotation(
        text=f"<b>{cell.name}</b>",
        x=0.006,
        y=0.97,
        xref="x domain",
        yref="y domain",
        yanchor="top",
        xanchor="left",
        bgcolor=faded(CARD, 0.85),
        row=row,
        col=1,
    )


def _show_near(figure: go.Figure) -> None:
    """The waves alone, as a button shows them."""
    figure.update_traces(visible=False, selector={"meta": "hull"})
    figure.update_traces(line_width=NEAR, opacity=1.0, selector={"meta": "wave"})
    figure.update_layout(margin={"t": 74}, height=figure.layout.height - 50)


def _add_failure(
    figure: go.Figure, failure: tuple[int, float, str], colour: str, row: int, late: bool
) -> None:
    """A cross where a cell fails and words beside it: to its left where that is `late`."""
    cycle, time, event = failure
    words = f"cycle {cycle}:<br>{event}"
    mark = go.Scatter(
        x=[time],
        y=[0.0],
        mode="markers",
        marker={"symbol": "x", "size": 13, "color": colour, "line": {"color": CARD, "width": 1.5}},
        cliponaxis=False,
        hovertemplate=f"{words}<extra></extra>",
    )
    figure.add_trace(mark, row=row, col=1)
    figure.add_annotation(
        text=words,
        x=time,
        y=0.0,
        xanchor="right" if late else "left",
        xshift=-12 if late else 12,
        align="right" if late else "left",
        font={"color": INK},
        bgcolor=faded(CARD, 0.85),
        row=row,
        col=1,
    )


def _add_cycles(figure: go.Figure, whole: _View, edges: np.ndarray) -> None:
    """A second axis above the first panel, at the beginnings of cycles; it follows every zoom."""
    name = f"x{len(list(figure.select_xaxes())) + 1}"
    ghost = go.Scatter(x=[0.0], y=[0.0], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    figure.add_trace(ghost)
    figure.data[-1].update(xaxis=name, yaxis="y")
    axis = {
        "overlaying": "x",
        "side": "top",
        "matches": figure.layout.xaxis.matches or "x",
        "title": {"text": "Cycle number", "standoff": 4},
        "showgrid": False,
    }
    figure.update_layout({name.replace("x", "xaxis"): axis | _ticks(whole, edges)})
    figure.update_xaxes(range=_span(whole, edges))


def _ticks(view: _View, edges: np.ndarray) -> dict[str, Any]:
    """Ticks at the beginnings of the first and of every round cycle in view."""
    number = np.arange(view.first, view.final + 1)
    steps = [m * 10**k for k in range(7) for m in (1, 2, 5)]
    step = next(step for step in steps if number.size / step <= TICKS)
    shown = number[(number % step == 0) | (number == view.first)]
    return {"tickvals": edges[shown - 1].tolist(), "ticktext": [str(n) for n in shown]}


def _span(view: _View, edges: np.ndarray) -> list[float]:
    return [float(edges[view.first - 1]), float(edges[view.final])]


def _add_buttons(figure: go.Figure, views: Sequence[_View], edges: np.ndarray) -> None:
    """Buttons that show all or a few cycles; a wave seen from near needs no edge around it."""
    names = list(figure.layout.to_plotly_json())
    x_axes, y_axes = ([n for n in names if n.startswith(kind)] for kind in ("xaxis", "yaxis"))
    parts = {
        kind: [i for i, trace in enumerate(figure.data) if trace.meta == kind]
        for kind in ("hull", "wave")
    }
    order = parts["hull"] + parts["wave"]
    sizes = [len(part) for part in parts.values()]
    buttons = []
    for view in views:
        near = view is not views[0]
        layout: dict[str, Any] = {f"{axis}.range": _span(view, edges) for axis in x_axes}
        layout |= {f"{axis}.range": [-view.reach, view.reach] for axis in y_axes}
        layout |= {f"{x_axes[-1]}.{key}": value for key, value in _ticks(view, edges).items()}
        style = {
            "line.width": [0.0 if near else EDGE] * sizes[0] + [NEAR if near else 1.0] * sizes[1],
            "opacity": [1.0] * sizes[0] + [1.0 if near else FAINT] * sizes[1],
        }
        buttons.append({"label": view.label, "method": "update", "args": [style, layout, order]})
    menu = {
        "type": "buttons",
        "direction": "right",
        "buttons": buttons,
        "x": 0.0,
        "xanchor": "left",
        "y": 1.0,
        "yanchor": "bottom",
        "pad": {"b": 58, "t": 0},
        "bgcolor": CARD,
        "font": {"size": 13},
    }
    figure.update_layout(updatemenus=[menu])
    narrow: dict[str, Any] = {"updatemenus.0.x": -0.3, "updatemenus.0.font.size": 12}
    for number, view in enumerate(views[1:], 1):
        short = view.label.split(" ", 1)[1]  # without the word "Cycles"
        narrow[f"updatemenus.0.buttons.{number}.label"] = short
    figure.layout.meta["narrow"].update(narrow)
