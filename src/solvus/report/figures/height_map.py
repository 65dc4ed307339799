"""Height maps of a foil's face in three dimensions, and a line across each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.theme import SOFT_INK, axis_title, restyled, style_of

HEIGHT_COLOURS = "Cividis"  # rises in lightness, and is told apart with any colour vision
MOST_DRAWN = 128  # points along a side of a surface: more are not seen, and weigh on the page
LEVELS = 500
RARE = 0.002  # share of the pixels beyond either end of the colours
WANTED_RISE = 0.22  # of the drawn heights, by the side of the square
PANEL_HEIGHT = 300  # [px]
_NICE = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


class Relief(NamedTuple):
    """A map: name, height [um] of its pixels, array (rows along y, columns along x; nan where there
    is none), side of a pixel [um], system that sets the colour of its line ("Li-Ag"), side of a
    pixel along y [um] where that is another one (0: it is not)."""

    name: str
    height: np.ndarray
    pixel: float
    system: str = ""
    pixel_y: float = 0.0

    @property
    def sides(self) -> tuple[float, float]:
        """Sides of the map along x and y [um]."""
        rows, columns = self.height.shape
        return columns * self.pixel, rows * (self.pixel_y or self.pixel)


class HeightMaps(NamedTuple):
    """Maps one above the other, at most three, on one scale of heights; `note` stands above."""

    reliefs: Sequence[Relief]
    note: str = "illustrative"


def height_map(data: HeightMaps) -> go.Figure:
    """Surfaces, and beside each the line through its middle, all with one range of heights.

    Raises ValueError for no map or more than three.
    """
    count = len(data.reliefs)
    if not 1 <= count <= 3:
        raise ValueError("one to three height maps are drawn together")
    centred = [relief._replace(height=_centred(relief.height)) for relief in data.reliefs]
    low = min(float(np.nanmin(relief.height)) for relief in centred)
    high = max(float(np.nanmax(relief.height)) for relief in centred)
    sides = [relief.sides for relief in centred]
    colours = _colour_limits([relief.height for relief in centred])
    stretch = exaggeration(colours[1] - colours[0], max(max(pair) for pair in sides))
    figure = make_subplots(
        rows=count,
        cols=2,
        specs=[[{"type": "scene"}, {"type": "xy"}]] * count,
        column_widths=[0.58, 0.42],
        vertical_spacing=0.14 / count,
        horizontal_spacing=0.12,
        shared_xaxes=True,
    )
    restyled(
        figure,
        PANEL_HEIGHT * count + 110,
        {"min_width": 680},
        showlegend=False,
        margin={"l": 8, "r": 24, "t": 48, "b": 56},
    )
    for row, relief in enumerate(centred, 1):
        _add_surface(figure, relief, colours, row)
        _add_line(figure, relief, row)
        scene = "scene" if row == 1 else f"scene{row}"
        figure.update_layout({scene: _scene((low, high), stretch, sides[row - 1])})
        domain = figure.layout[scene].domain.y
        figure.add_annotation(
            text=f"<b>{relief.name}</b>",
            x=0.0,
            xanchor="left",
            xshift=14,
            xref="paper",
            y=domain[1],
            yanchor="top",
            yref="paper",
        )
    figure.update_yaxes(title_text=axis_title("Height", "µm"), matches="y")
    figure.update_xaxes(title_text=axis_title("Along the middle line", "µm"), row=count)
    words = f"{data.note}; surfaces drawn {stretch:g} times as high as they are"
    words = words if stretch > 1 else f"{data.note}; surfaces drawn to scale"
    figure.update_layout(title=headline(words))
    return figure


def exaggeration(rise: float, side: float) -> float:
    """Factor on the heights of a surface of that rise and side (same unit), a round number >= 1."""
    wanted = WANTED_RISE * side / rise
    return float(max((factor for factor in _NICE if factor <= wanted), default=1))


def thinned(height: np.ndarray, most: int = MOST_DRAWN) -> tuple[np.ndarray, int]:
    """The map with every n-th point along both sides, and n; at most `most` points along each.

    Points are taken and not averaged, so that the roughness that is drawn is that of the map.
    """
    step = -(-max(height.shape) // most)
    return height[::step, ::step], step


def levelled(height: np.ndarray, span: float) -> np.ndarray:
    """The map in steps of a five-hundredth of `span`: finer ones are not seen, but weigh."""
    step = span / LEVELS
    return (step * np.round(np.asarray(height, float) / step)).astype(np.float32)


def _centred(height: np.ndarray) -> np.ndarray:
    return np.asarray(height, float) - float(np.nanmean(height))


def _colour_limits(heights: Sequence[np.ndarray]) -> tuple[float, float]:
    """Heights at the ends of the colours: rare pits and peaks would take them all."""
    low = min(float(np.nanquantile(z, RARE)) for z in heights)
    return low, max(max(float(np.nanquantile(z, 1.0 - RARE)) for z in heights), low + 1e-9)


def _add_surface(figure: go.Figure, relief: Relief, colours: tuple[float, float], row: int) -> None:
    drawn, step = thinned(relief.height)
    columns = np.arange(drawn.shape[1]) * step * relief.pixel
    rows = np.arange(drawn.shape[0]) * step * (relief.pixel_y or relief.pixel)
    figure.add_trace(
        go.Surface(
            x=columns.astype(np.float32),
            y=rows.astype(np.float32),
            z=levelled(drawn, colours[1] - colours[0]),
            cmin=colours[0],
            cmax=colours[1],
            colorscale=HEIGHT_COLOURS,
            showscale=row == 1,
            colorbar={
                "title": {"text": "Height<br>[µm]", "font": {"size": 13}},
                "thickness": 12,
                "lenmode": "pixels",
                "len": 190,
                "yanchor": "top",
                "y": 1.0,
                "x": 0.52,
                "xanchor": "center",
                "outlinewidth": 0,
            },
            lighting={"ambient": 0.55, "diffuse": 0.7, "specular": 0.06, "roughness": 0.9},
            name=relief.name,
            hovertemplate="%{z:.2f} µm at (%{x:.0f}, %{y:.0f}) µm<extra></extra>",
        ),
        row=row,
        col=1,
    )


def _add_line(figure: go.Figure, relief: Relief, row: int) -> None:
    line = relief.height[relief.height.shape[0] // 2]
    figure.add_trace(
        go.Scatter(
            x=((np.arange(line.size) + 0.5) * relief.pixel).astype(np.float32),
            y=np.round(line, 3).astype(np.float32),
            mode="lines",
            line={"color": style_of(relief.system, row - 1).colour, "width": 1.6},
            name=relief.name,
            hovertemplate="%{y:.2f} µm at %{x:.0f} µm<extra></extra>",
        ),
        row=row,
        col=2,
    )


def _scene(
    limits: tuple[float, float], stretch: float, sides: tuple[float, float]
) -> dict[str, object]:
    rise, side = max(limits[1] - limits[0], 1e-9), max(sides)
    axis = {"backgroundcolor": "#f5f6f8", "gridcolor": "#d5dade", "showbackground": True}
    axis |= {"tickfont": {"size": 11}, "nticks": 4, "color": SOFT_INK}
    return {
        "xaxis": axis | {"title": {"text": "x [µm]", "font": {"size": 12}}},
        "yaxis": axis | {"title": {"text": "y [µm]", "font": {"size": 12}}},
        "zaxis": axis | {"title": {"text": "", "font": {"size": 12}}, "range": list(limits)},
        "aspectmode": "manual",
        "aspectratio": {
            "x": sides[0] / side,
            "y": sides[1] / side,
            "z": min(stretch * rise / side, 1.5),
        },
        "camera": {"eye": {"x": 0.8, "y": -1.1, "z": 0.7}, "center": {"z": -0.12}},
    }


def headline(words: str) -> dict[str, object]:
    """A title of a figure that is a note on all of it, small and at the top left."""
    place = {"x": 0.0, "xref": "container", "xanchor": "left", "y": 1.0, "yref": "container"}
    place |= {"yanchor": "top", "pad": {"t": 10, "l": 12}}
    return {"text": words, "font": {"size": 13, "color": SOFT_INK}, **place}
