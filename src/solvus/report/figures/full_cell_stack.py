"""A full cell to scale at several moments, from the back of the foil to that of the cathode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.pouch_parts import PARTS
from solvus.report.theme import CARD, GREY, INK, ORANGE, axis_title, new_figure

WIDTH = 0.62  # of a bar
LEAST_WRITTEN = 0.06  # of the tallest stack: a layer that has room for its thickness
HATCH = {"shape": "/", "fgcolor": "#c98a00", "bgcolor": ORANGE, "size": 9, "solidity": 0.2}
SIDEWAYS = 480  # [px] of width below which the figure scrolls instead of being squeezed

# part -> what it is called, its colour, the ink on it
LAYERS: Mapping[str, tuple[str, str, str]] = {
    "foil": ("foil", PARTS["anode_foil"], CARD),
    "lithium": ("plated on the skin", GREY, CARD),
    "layer": ("reaction layer", ORANGE, INK),
    "separator": ("separator", PARTS["separator"], INK),
    "coating": ("cathode coating", PARTS["cathode_coating"], CARD),
}


class Moment(NamedTuple):
    """A cell at a moment: what is written below it, thickness [um] of its layers by part (a key of
    `LAYERS`), those that are not there left out."""

    name: str
    layers: Mapping[str, float]


class FullCellStack(NamedTuple):
    """The moments in order."""

    moments: Sequence[Moment]


def full_cell_stack(data: FullCellStack) -> go.Figure:
    """A bar a moment on one scale of thickness [um]; the total stands above it."""
    figure = new_figure(470, {"min_width": SIDEWAYS}, barmode="stack", bargap=0.2)
    names = [moment.name for moment in data.moments]
    totals = [sum(moment.layers.values()) for moment in data.moments]
    tallest = max(totals)
    for part, (words, colour, ink) in LAYERS.items():
        sizes = [moment.layers.get(part, 0.0) for moment in data.moments]
        if not any(size > 0.0 for size in sizes):
            continue
        marker = {"color": colour, "line": {"color": INK, "width": 1}}
        if part == "layer":
            marker |= {"pattern": HATCH}
        figure.add_trace(
            go.Bar(
                x=names,
                y=sizes,
                width=WIDTH,
                name=words,
                marker=marker,
                text=[f"{size:.3g}" if size > LEAST_WRITTEN * tallest else "" for size in sizes],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": ink, "size": 13},
                hovertemplate=f"<b>{words}</b>, %{{x}}<br>%{{y:.4g}} µm<extra></extra>",
            )
        )
    for name, total in zip(names, totals, strict=True):
        figure.add_annotation(
            text=f"<b>{total:.0f}</b>", x=name, y=total, yanchor="bottom", yshift=2
        )
    figure.update_yaxes(
        title_text=axis_title("Distance from the back of the foil", "µm"),
        range=[0.0, 1.1 * tallest],
    )
    figure.update_xaxes(showgrid=False, ticks="")
    return figure
