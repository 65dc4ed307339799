"""Element maps in counts with a scale bar, one colour scale each, and their spread in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.figures.height_map import HEIGHT_COLOURS, thinned
from solvus.report.theme import INK, SOFT_INK, restyled

MOST_DRAWN = 300  # pixels along a side
MOST_MAPS = 3
PANEL = {1: 430, 2: 320, 3: 230}  # [px], side of a map on a page as wide as ours
RARE = 0.002  # share of the pixels beyond either end of the colours
SINGLE = 0.8  # of the width that a map alone has
WANTED_BAR = 0.25  # of the width, for the scale bar
_NICE = (1.0, 2.0, 5.0)


class ElementMap(NamedTuple):
    """A map: element, counts as an array (rows from the top, columns) with nan for holes, side of a
    pixel [um] (0: not known), unit of the colours, words below its name."""

    element: str
    counts: np.ndarray
    pixel: float
    unit: str = "counts"
    words: str = ""


def element_maps(maps: Sequence[ElementMap]) -> go.Figure:
    """Maps side by side at equal scales along both axes. ValueError for none or more than three."""
    if not 1 <= len(maps) <= MOST_MAPS:
        raise ValueError("one to three element maps are drawn side by side")
    count = len(maps)
    figure = make_subplots(
        rows=1,
        cols=count,
        horizontal_spacing=0.12,
        subplot_titles=[_heading(one) for one in maps],
    )
    tallest = max(one.counts.shape[0] / one.counts.shape[1] for one in maps)
    height = round(PANEL[count] * min(tallest, 1.5)) + 150
    restyled(figure, height, {"min_width": 300 * count}, showlegend=False,
             margin={"l": 16, "r": 76, "t": 76, "b": 48})  # fmt: skip
    if count == 1:
        figure.update_layout(xaxis={"domain": [0.0, SINGLE]})
    for place, one in enumerate(maps, 1):
        # maps stand at the right of their room, beside their colours
        room = figure.layout["xaxis" if place == 1 else f"xaxis{place}"].domain
        figure.layout.annotations[place - 1].update(x=room[1], xanchor="right", align="right")
        _add_map(figure, one, place)
    return figure


def bar_length(width: float) -> float:
    """Length of a scale bar for a map of that width (same unit): 1, 2 or 5 times a power of ten,
    at most a quarter of the width."""
    power = 10.0 ** np.floor(np.log10(WANTED_BAR * width))
    return float(max(n * power for n in _NICE if n * power <= WANTED_BAR * width * (1 + 1e-9)))


def _heading(one: ElementMap) -> str:
    small = f"<br><span style='font-size:12px'>{one.words}</span>" if one.words else ""
    return f"<b>{one.element}</b>{small}"


def _add_map(figure: go.Figure, one: ElementMap, place: int) -> None:
    values = np.asarray(one.counts, float)
    drawn, step = thinned(values, MOST_DRAWN)
    low, high = np.nanquantile(values, [RARE, 1.0 - RARE])
    axis = "" if place == 1 else str(place)
    side = step * (one.pixel or 1.0)
    width, height = (n * side for n in drawn.shape[::-1])
    domain = figure.layout[f"xaxis{axis}"].domain
    figure.add_trace(
        go.Heatmap(
            x0=0.5 * side,
            dx=side,
            y0=0.5 * side,
            dy=side,
            z=drawn.astype(np.float32),
            zmin=float(low),
            zmax=float(max(high, low + 1e-9)),
            colorscale=HEIGHT_COLOURS,
            colorbar={
                "title": {"text": one.unit, "font": {"size": 12}},
                "thickness": 11,
                "x": domain[1] + 0.008,
                "xanchor": "left",
                "len": 0.9,
                "outlinewidth": 0,
                "tickfont": {"size": 11},
            },
            name=one.element,
            hovertemplate=f"%{{z:.4g}} {one.unit}<extra>{one.element}</extra>",
        ),
        row=1,
        col=place,
    )
    figure.update_xaxes(visible=False, range=[0.0, width], constrain="domain",
                        constraintoward="right", col=place)  # fmt: skip
    figure.update_yaxes(
        visible=False, range=[height * 1.09, 0.0], scaleanchor=f"x{axis}", constrain="domain",
        col=place,
    )  # fmt: skip
    length = bar_length(width)
    words = f"{length:g} µm" if one.pixel else f"{length:g} pixels"
    at = height * 1.035
    figure.add_trace(
        go.Scatter(
            x=[0.0, length],
            y=[at, at],
            mode="lines",
            line={"color": INK, "width": 4},
            hoverinfo="skip",
        ),
        row=1,
        col=place,
    )
    figure.add_annotation(
        text=words, x=length, y=at, xanchor="left", yanchor="middle", xshift=6,
        font={"size": 12, "color": INK if one.pixel else SOFT_INK}, row=1, col=place,
    )  # fmt: skip
