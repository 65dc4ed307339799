"""Virtual confocal height maps, with their roughness and the settings it was taken at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.figures.height_map import HEIGHT_COLOURS, headline, levelled, thinned
from solvus.report.theme import SOFT_INK, axis_title, restyled

MOST_DRAWN = 256  # readings along a side that are drawn
PANEL = {1: 440, 2: 330, 3: 215}  # [px], side of a map on a page as wide as ours


class ConfocalReading(NamedTuple):
    """A map: name, height [um] as read, array (rows, columns), side of a pixel [um]; roughness:
    Sa, Sq, Sz [um] and Sdr [%]."""

    name: str
    height: np.ndarray
    pixel: float
    sa: float
    sq: float
    sz: float
    sdr: float


class ConfocalMaps(NamedTuple):
    """Maps side by side, at most three, in one scale of colours; settings of their roughness."""

    readings: Sequence[ConfocalReading]
    settings: str
    note: str = "illustrative"


def confocal_map(data: ConfocalMaps) -> go.Figure:
    """Heights in colour, from the mean of each map; roughness under its name.

    Raises ValueError for no map or more than three.
    """
    count = len(data.readings)
    if not 1 <= count <= 3:
        raise ValueError("one to three confocal maps are drawn side by side")
    centred = [np.asarray(one.height, float) - np.mean(one.height) for one in data.readings]
    # The outermost readings are noise and rare peaks: colours are for the others.
    reach = max(1e-9, *(float(np.quantile(np.abs(z), 0.998)) for z in centred))
    figure = make_subplots(
        rows=1,
        cols=count,
        horizontal_spacing=0.1,
        subplot_titles=[_heading(one) for one in data.readings],
    )
    restyled(
        figure,
        PANEL[count] + 215,
        {"min_width": 300 * count},
        showlegend=False,
        margin={"l": 64, "r": 96, "t": 112, "b": 100},
    )
    for place, (one, height) in enumerate(zip(data.readings, centred, strict=True), 1):
        _add_map(figure, one, height, reach, place)
        y_axis = "y" if place == 1 else f"y{place}"
        figure.update_xaxes(
            title_text=axis_title("x", "µm"), constrain="domain", showgrid=False, col=place
        )
        figure.update_yaxes(scaleanchor=y_axis.replace("y", "x"), constrain="domain", col=place)
        figure.update_yaxes(showgrid=False, col=place)
    figure.update_yaxes(title_text=axis_title("y", "µm"), col=1)
    figure.add_annotation(
        text=data.settings,
        x=0.0,
        xanchor="left",
        xref="paper",
        xshift=-50,
        y=0.0,
        yanchor="top",
        yref="paper",
        yshift=-62,
        font={"size": 12, "color": SOFT_INK},
    )
    figure.update_layout(title=headline(data.note))
    return figure


def _heading(one: ConfocalReading) -> str:
    heights = f"Sa {one.sa:.3g}, Sq {one.sq:.3g} µm"
    others = f"Sz {one.sz:.3g} µm, Sdr {one.sdr:.3g} %"
    small = f"<span style='font-size:13px'>{heights}<br>{others}</span>"
    return f"<b>{one.name}</b><br>{small}"


def _add_map(
    figure: go.Figure, one: ConfocalReading, height: np.ndarray, reach: float, place: int
) -> None:
    drawn, step = thinned(height, MOST_DRAWN)
    side = step * one.pixel
    figure.add_trace(
        go.Heatmap(
            x0=0.5 * side,
            dx=side,
            y0=0.5 * side,
            dy=side,
            z=levelled(drawn, 2.0 * reach),
            zmin=-reach,
            zmax=reach,
            colorscale=HEIGHT_COLOURS,
            showscale=place == 1,
            colorbar={
                "title": {"text": "Height<br>[µm]", "font": {"size": 13}},
                "thickness": 12,
                "x": 1.02,
                "outlinewidth": 0,
            },
            name=one.name,
            hovertemplate="%{z:.2f} µm at (%{x:.0f}, %{y:.0f}) µm<extra></extra>",
        ),
        row=1,
        col=place,
    )
