"""Virtual SEM cross-sections: foil and reaction layer in grey, the layer as it is measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.figures.height_map import headline
from solvus.report.theme import ORANGE, SKY, axis_title, restyled

WIDTH = 780.0  # [px] of a panel on a page as wide as ours: sets the height of equal scales
LEAST_HEIGHT = 90.0
HEADING = 58.0
WHOLE = 0.95  # share of the columns from which on a layer counts as seen all along
MOST_DRAWN = 900  # columns of an image that are drawn


class SectionImage(NamedTuple):
    """A cross-section.

    name; image : grey 0 to 1, array (rows from the top, columns); pixel [um]; bottom : height [um]
    of its lower edge above the back of the foil; lower, upper : faces of the layer as measured,
    rows of the image by column, nan where there is none; mean, sd [um] of its thickness (nan: not
    seen).
    """

    name: str
    image: np.ndarray
    pixel: float
    bottom: float
    lower: np.ndarray
    upper: np.ndarray
    mean: float
    sd: float


class Sections(NamedTuple):
    """Sections one above the other, and what is said of all of them."""

    images: Sequence[SectionImage]
    note: str = "illustrative"


def sem_section(data: Sections) -> go.Figure:
    """Images at equal scales along both axes, with the faces between which the layer is measured.

    Raises ValueError for no image.
    """
    if not data.images:
        raise ValueError("there is no section to draw")
    heights = [
        max(LEAST_HEIGHT, WIDTH * one.image.shape[0] / one.image.shape[1]) for one in data.images
    ]
    total = sum(heights) + HEADING * len(heights) + 70.0
    figure = make_subplots(
        rows=len(data.images),
        cols=1,
        row_heights=heights,
        vertical_spacing=min((HEADING + 18.0) / total, 0.3),
        subplot_titles=[_heading(one) for one in data.images],
        shared_xaxes="all",
    )
    restyled(figure, round(total) + 60, {"min_width": 620}, margin={"t": 84, "b": 60})
    named = False
    for place, one in enumerate(data.images, 1):
        _add_image(figure, one, place)
        named = _add_faces(figure, one, place, named) or named
        axis = "x" if place == 1 else f"x{place}"
        top = one.bottom + one.pixel * one.image.shape[0]
        figure.update_yaxes(
            title_text=axis_title("Height", "µm"),
            range=[one.bottom, top],
            scaleanchor=axis,
            constrain="domain",
            showgrid=False,
            row=place,
        )
        figure.update_xaxes(
            range=[0.0, one.pixel * one.image.shape[1]],
            constrain="domain",
            showgrid=False,
            row=place,
        )
    figure.update_xaxes(title_text=axis_title("Along the section", "µm"), row=len(data.images))
    figure.update_layout(title=headline(data.note), legend={"y": 1.0, "yref": "container"})
    figure.update_layout(legend={"yanchor": "top", "x": 1.0, "xanchor": "right"})
    return figure


def _heading(one: SectionImage) -> str:
    if not np.isfinite(one.mean):
        return f"<b>{one.name}</b>: no layer is seen"
    words = f"<b>{one.name}</b>: layer {one.mean:.1f} ± {one.sd:.1f} µm as measured along it"
    with np.errstate(invalid="ignore"):
        share = float(np.mean(one.lower > one.upper))
    return words if share > WHOLE else f"{words}, on {100 * share:.0f} % of it"


def _add_image(figure: go.Figure, one: SectionImage, place: int) -> None:
    step = -(-one.image.shape[1] // MOST_DRAWN)
    side = step * one.pixel
    grey = 255.0 * np.clip(one.image[::-1][::step, ::step], 0.0, 1.0)
    # One grey in eight: noise below that is not seen, and would be half of the page.
    levels = (8.0 * np.round(grey / 8.0)).clip(0, 255).astype(np.uint8)
    figure.add_trace(
        go.Heatmap(
            x0=0.5 * side,
            dx=side,
            y0=one.bottom + 0.5 * side,
            dy=side,
            z=levels,
            zmin=0,
            zmax=255,
            colorscale=[[0.0, "#000000"], [1.0, "#ffffff"]],
            showscale=False,
            hoverinfo="skip",
        ),
        row=place,
        col=1,
    )


def _add_faces(figure: go.Figure, one: SectionImage, place: int, named: bool) -> bool:
    """Draw the faces as measured; whether there were any. `named` keeps them out of the legend."""
    x = ((np.arange(one.image.shape[1]) + 0.5) * one.pixel).astype(np.float32)
    for rows, name, colour, dash in (
        (one.upper, "outer face of the layer, as measured", ORANGE, "solid"),
        (one.lower, "face of the foil, as measured", SKY, "solid"),
    ):
        if not np.isfinite(rows).any():
            return False
        heights = one.bottom + (one.image.shape[0] - rows) * one.pixel
        figure.add_trace(
            go.Scatter(
                x=x,
                y=np.round(heights, 2),
                mode="lines",
                line={"color": colour, "width": 2, "dash": dash},
                name=name,
                legendgroup=name,
                showlegend=not named,
                hovertemplate="%{y:.1f} µm<extra></extra>",
            ),
            row=place,
            col=1,
        )
    return True
