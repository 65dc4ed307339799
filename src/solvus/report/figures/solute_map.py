"""A quantity over content and thickness of foils: small multiples, solutes beside each other,
currents below each other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.theme import CARD, FONT_SIZE, GREY, INK, PALE, axis_title, faded, restyled

CELL = 32  # [px] of the height of a cell
LEAST, MOST = 150, 260  # [px] of the height of a panel
SCALE = 82  # [px] of the width of the colour scale with its texts
TITLES, GAP = 142, 22  # [px] of titles, legend and axes, and between rows
NARROWEST = 1.6  # cells of width that a panel has at least, so that its title fits
LEVELS = 5  # lines that are aimed at
MOST_TICKS = 10
LIGHT = 0.5  # share of the colour scale from which on dark ink reads better than white
MOST_WRITTEN = 24  # cells beside each other that have room for their numbers
APART = 0.45  # of a cell between labels of lines
HATCHING = {"shape": "/", "fgcolor": faded(INK, 0.55), "bgcolor": "rgba(0,0,0,0)", "size": 9,
            "solidity": 0.12}  # fmt: skip
HATCH, SHUT = "only a bound: the protocol ended first", "could not be"


class Panel(NamedTuple):
    """One solute at one current, arrays (thickness, content).

    values : nan where there is none
    bound : whether a value is only a bound
    why : the reason where a foil could not be, else ""
    lines : the quantity of the isolines, where it is drawn
    """

    values: np.ndarray
    bound: np.ndarray
    why: np.ndarray
    lines: np.ndarray | None = None


class Named(NamedTuple):
    """A quantity: title and unit."""

    title: str
    unit: str


class SoluteMap(NamedTuple):
    """Panels (row, column) with what they have in common.

    solutes, contents : of the columns; a foil without solute has no contents
    currents : of the rows, as texts; ("",) where there is one row alone
    thickness : of the foils, rising
    quantity, lines : what is filled, what the isolines are of
    """

    solutes: Sequence[str]
    contents: Sequence[Sequence[float]]
    content_unit: str
    currents: Sequence[str]
    thickness: Sequence[float]
    thickness_unit: str
    quantity: Named
    panels: Sequence[Sequence[Panel]]
    lines: Named | None = None


def solute_map(data: SoluteMap) -> go.Figure:
    """One colour scale for all panels. Hatched cells are bounds; grey ones with a cross could not
    be; steps of content and thickness are drawn equally wide, whatever they come to."""
    rows, columns = len(data.currents), len(data.solutes)
    across = _across(data)
    panel = float(np.clip(CELL * len(data.thickness), LEAST, MOST))
    height = round(rows * panel + (rows - 1) * GAP + TITLES)
    figure = make_subplots(
        rows=rows, cols=columns, shared_yaxes=True, shared_xaxes="columns",
        column_widths=across, column_titles=list(data.solutes), row_titles=list(data.currents),
        horizontal_spacing=0.012 if columns > 1 else 0.0,
        vertical_spacing=GAP / (height - TITLES) if rows > 1 else 0.0,
    )  # fmt: skip
    right = SCALE + 9 * max(len(one) for one in data.currents)
    restyled(figure, height, {"min_width": 200 + round(38 * sum(across)), "margin.r": right},
             margin={"t": 74, "b": 58, "r": right})  # fmt: skip
    levels, ends = _levels(data), _ends(data)
    for row, of_current in enumerate(data.panels, 1):
        for column, one in enumerate(of_current, 1):
            _filled(figure, data, one, row, column)
            if one.lines is not None and levels:
                _lines(figure, one, levels, row, column)
            _marked(figure, one, row, column)
            if data.lines is None and sum(across) <= MOST_WRITTEN:
                _numbers(figure, one, ends, row, column)
    _axes(figure, data)
    _colours(figure, data, ends)
    _legend(figure, data, bool(levels))
    return figure


def _each(data: SoluteMap) -> Iterator[Panel]:
    return (one for of_current in data.panels for one in of_current)


def _known(values: Sequence[np.ndarray]) -> np.ndarray:
    every = np.concatenate([np.ravel(one) for one in values]) if values else np.empty(0)
    return every[np.isfinite(every)]


def _ends(data: SoluteMap) -> tuple[float, float]:
    """Of the colour scale."""
    known = _known([one.values for one in _each(data)])
    return (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)


def _levels(data: SoluteMap) -> list[float]:
    """Round numbers for the isolines, the same in all panels."""
    known = _known([one.lines for one in _each(data) if one.lines is not None])
    if not known.size or np.ptp(known) <= 1e-9 * np.abs(known).max():
        return []
    low, high = float(known.min()), float(known.max())
    rough = (high - low) / LEVELS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step for step in (power, 2 * power, 5 * power, 10 * power) if step >= rough)
    first = math.ceil(low / step)
    return [float(f"{step * k:.12g}") for k in range(first, math.floor(high / step) + 1)]


def _filled(figure: go.Figure, data: SoluteMap, one: Panel, row: int, column: int) -> None:
    texts = np.array([
        [_told(data, one, row - 1, column - 1, i, j) for j in range(one.values.shape[1])]
        for i in range(one.values.shape[0])
    ])  # fmt: skip
    figure.add_trace(go.Heatmap(
        z=one.values, coloraxis="coloraxis", hovertext=texts, hoverongaps=True,
        hovertemplate="%{hovertext}<extra></extra>",
    ), row=row, col=column)  # fmt: skip


def _across(data: SoluteMap) -> list[float]:
    """Width of each column of panels, in cells."""
    return [max(len(one), NARROWEST) for one in data.contents]


def _told(data: SoluteMap, one: Panel, row: int, column: int, i: int, j: int) -> str:
    """What is said of a cell under the pointer."""
    contents = data.contents[column]
    alloy = data.solutes[column]
    if contents:
        alloy += f" {contents[j]:g} {data.content_unit}"
    where = [alloy, f"{data.thickness[i]:g} {data.thickness_unit}", data.currents[row]]
    said = [", ".join(part for part in where if part)]
    if one.why[i, j]:
        return "<br>".join([*said, *wrap(str(one.why[i, j]), 60)])
    more = "at least " if one.bound[i, j] else ""
    quantities = [(data.quantity, one.values, more)]
    if data.lines is not None and one.lines is not None:
        quantities.append((data.lines, one.lines, ""))
    for quantity, values, before in quantities:
        if math.isfinite(values[i, j]):
            unit = quantity.unit if quantity.unit != "1" else ""
            said.append(f"{quantity.title}: {before}{values[i, j]:.4g} {unit}".rstrip())
    return "<br>".join(said)


def _lines(
    figure: go.Figure, one: Panel, levels: Sequence[float], row: int, column: int
) -> None:  # fmt: skip
    """Isolines, drawn light below and dark above so that they show on any colour; each with its
    number at the right."""
    assert one.lines is not None
    values = _carried(one.lines, one.why != "")
    rows, columns = values.shape
    x = np.concatenate(([-0.5], np.arange(columns), [columns - 0.5]))
    y = np.concatenate(([-0.5], np.arange(rows), [rows - 0.5]))
    padded = np.pad(values, 1, mode="edge")  # up to the edges of the outer cells
    step = levels[1] - levels[0] if len(levels) > 1 else 1.0
    for colour, width in ((faded(CARD, 0.75), 3.5), (INK, 1.2)):
        figure.add_trace(go.Contour(
            x=x, y=y, z=padded, hoverinfo="skip", showscale=False, showlegend=False,
            contours={"coloring": "none", "start": levels[0], "end": levels[-1], "size": step},
            line={"color": colour, "width": width, "smoothing": 0.0},
        ), row=row, col=column)  # fmt: skip
    last = -math.inf
    for level, height in sorted(_labels(values, levels), key=lambda found: found[1]):
        if height - last < APART:
            continue
        last = height
        figure.add_annotation(
            x=columns - 0.52, y=height, text=f"{level:g}", xanchor="right", borderpad=1,
            bgcolor=faded(CARD, 0.8), font={"size": FONT_SIZE - 4}, row=row, col=column,
        )  # fmt: skip


def _carried(values: np.ndarray, shut: np.ndarray) -> np.ndarray:
    """With the nearest thickness's value where a foil could not be: grey hides what is drawn there,
    and a line ends at the edge of the grey."""
    found = values.copy()
    for j in range(found.shape[1]):
        known = np.flatnonzero(np.isfinite(values[:, j]))
        for i in np.flatnonzero(shut[:, j]) if known.size else ():
            found[i, j] = values[known[np.abs(known - i).argmin()], j]
    return found


def _labels(values: np.ndarray, levels: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Where each level crosses the last column, where it does: (level, height)."""
    column = values[:, -1]
    for level in levels:
        for i in range(len(column) - 1):
            below, above = column[i] - level, column[i + 1] - level
            if below != above and below * above <= 0.0:  # a nan compares as false
                yield level, i + below / (below - above)
                break


def _marked(figure: go.Figure, one: Panel, row: int, column: int) -> None:
    shut = one.why != ""
    hatched = one.bound & ~shut & np.isfinite(one.values)
    if shut.any():
        x, y = _squares(shut)
        figure.add_trace(go.Scatter(
            x=x, y=y, mode="lines", fill="toself", fillcolor=PALE, line={"width": 0},
            hoverinfo="skip", showlegend=False,
        ), row=row, col=column)  # fmt: skip
        i, j = np.nonzero(shut)
        figure.add_trace(go.Scatter(
            x=j, y=i, mode="markers", marker=_cross(9), hoverinfo="skip", showlegend=False,
        ), row=row, col=column)  # fmt: skip
    if hatched.any():
        x, y = _squares(hatched)
        figure.add_trace(go.Scatter(
            x=x, y=y, mode="lines", fill="toself", fillcolor="rgba(0,0,0,0)", line={"width": 0},
            fillpattern=HATCHING,
            hoverinfo="skip", showlegend=False,
        ), row=row, col=column)  # fmt: skip


def _numbers(
    figure: go.Figure, one: Panel, ends: tuple[float, float], row: int, column: int
) -> None:  # fmt: skip
    """The values in the cells, above hatching, in an ink that the colour carries."""
    i, j = np.nonzero(np.isfinite(one.values) & (one.why == ""))
    values = one.values[i, j]
    shares = (values - ends[0]) / max(ends[1] - ends[0], 1e-300)
    figure.add_trace(go.Scatter(
        x=j, y=i, mode="text", hoverinfo="skip", showlegend=False,
        text=[("≥" if bound else "") + f"{value:.3g}"
              for value, bound in zip(values, one.bound[i, j], strict=True)],
        textfont={"size": FONT_SIZE - 3,
                  "color": [CARD if share < LIGHT else INK for share in shares]},
    ), row=row, col=column)  # fmt: skip


def _squares(chosen: np.ndarray) -> tuple[list[float | None], list[float | None]]:
    """The outlines of cells, with holes between them."""
    x: list[float | None] = []
    y: list[float | None] = []
    half = 0.485
    for i, j in zip(*np.nonzero(chosen), strict=True):
        x += [j - half, j + half, j + half, j - half, j - half, None]
        y += [i - half, i - half, i + half, i + half, i - half, None]
    return x[:-1], y[:-1]


def _cross(size: int) -> dict[str, Any]:
    return {"symbol": "x-thin", "size": size, "line": {"color": GREY, "width": 1.6}}


def _axes(figure: go.Figure, data: SoluteMap) -> None:
    rows = len(data.currents)
    figure.update_xaxes(showgrid=False, ticks="", showline=False)
    figure.update_yaxes(
        showgrid=False, ticks="", showline=False, range=[-0.5, len(data.thickness) - 0.5],
        **_ticks(data.thickness),
    )  # fmt: skip
    figure.update_yaxes(ticks="outside", ticklen=3, col=1,
                        title_text=axis_title("Thickness", data.thickness_unit))  # fmt: skip
    figure.update_xaxes(ticks="outside", ticklen=3, row=rows)
    for column, contents in enumerate(data.contents, 1):
        wide = max(len(contents), 1)
        figure.update_xaxes(range=[-0.5, wide - 0.5], col=column)
        if contents:
            figure.update_xaxes(**_ticks(contents), col=column)
            figure.update_xaxes(title_text=axis_title("Content", data.content_unit), row=rows,
                                col=column)  # fmt: skip
        else:
            figure.update_xaxes(tickvals=[0], ticktext=["0"], col=column)
    figure.update_annotations(
        selector={"textangle": 90}, textangle=0, xanchor="left", xshift=4,
        font={"size": FONT_SIZE - 1},
    )  # fmt: skip


def _colours(figure: go.Figure, data: SoluteMap, ends: tuple[float, float]) -> None:
    """One scale for all panels, its bar beyond the titles of the rows."""
    title = "<br>".join(wrap(axis_title(data.quantity.title, data.quantity.unit), 30))
    figure.update_layout(coloraxis={
        "colorscale": "Viridis", "cmin": ends[0], "cmax": ends[1],
        "colorbar": {"title": {"text": title, "side": "right", "font": {"size": FONT_SIZE - 1}},
                     "thickness": 14, "x": 1.0, "xref": "container", "xanchor": "right",
                     "xpad": 0},
    })  # fmt: skip


def _ticks(values: Sequence[float]) -> dict[str, Any]:
    """At most some of the values, evenly spread over the cells."""
    step = -(-len(values) // MOST_TICKS)
    at = list(range(0, len(values), step))
    return {"tickvals": at, "ticktext": [f"{values[k]:.4g}" for k in at]}


def _legend(figure: go.Figure, data: SoluteMap, lines: bool) -> None:
    """What hatching, crosses and lines mean; only what is there."""
    if any((one.bound & (one.why == "")).any() for one in _each(data)):
        figure.add_trace(go.Scatter(
            x=[None], y=[None], mode="lines", fill="toself", fillcolor="rgba(0,0,0,0)",
            fillpattern=HATCHING, line={"color": GREY, "width": 0.5}, name=HATCH,
        ), row=1, col=1)  # fmt: skip
    if any((one.why != "").any() for one in _each(data)):
        figure.add_trace(go.Scatter(
            x=[None], y=[None], mode="markers", marker=_cross(9), name=SHUT,
        ), row=1, col=1)  # fmt: skip
    if lines and data.lines is not None:
        figure.add_trace(go.Scatter(
            x=[None], y=[None], mode="lines", line={"color": INK, "width": 1.2},
            name=f"lines: {axis_title(data.lines.title, data.lines.unit)}",
        ), row=1, col=1)  # fmt: skip
    figure.update_layout(legend={"y": 1.0, "yref": "container", "yanchor": "top"})
