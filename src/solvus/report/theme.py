"""The one look of every figure: colours by meaning, a plotly template, axis titles with units.

Colours are those of Okabe and Ito, told apart by readers with any colour vision. A colour always
means the same thing; what must not rest on colour alone also differs in dash, fill or symbol.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import plotly.graph_objects as go

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
DARK_VERMILLION = "#B84E00"  # carries white text; VERMILLION is too light for it
PURPLE = "#CC79A7"
GREY = "#767676"
PALE = "#D4D8DC"

INK = "#1d232a"
SOFT_INK = "#5a646e"
HAIRLINE = "#e4e7ea"
CARD = "#ffffff"

FONT = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, "
    "sans-serif"
)
FONT_SIZE = 14


# What every figure changes where it has little width (see `new_figure`).
NARROW: Mapping[str, Any] = {"margin.l": 8, "margin.r": 12, "legend.font.size": 12}


class Style(NamedTuple):
    """How a line is drawn: colour and dash."""

    colour: str
    dash: str = "solid"


LITHIUM = Style(GREY)
SOLUTES: Mapping[str, Style] = {
    "Ag": Style(BLUE),
    "Mg": Style(GREEN),
    "Zn": Style(ORANGE),
    "Au": Style(VERMILLION),
    "Al": Style(PURPLE),
    "In": Style(SKY),
    "Sn": Style(BLACK),
}
MECHANISMS: Mapping[str, Style] = {
    "H1": Style(ORANGE, "dash"),
    "H2": Style(PURPLE, "dashdot"),
    "H3": Style(VERMILLION, "2px,3px"),
    "H3v": Style(BLUE),
    "H4a": Style(GREEN, "9px,3px"),
    "H4f": Style(SKY, "9px,3px,2px,3px"),
    "saturated": Style(GREY, "dash"),
}
CYCLE = (
    Style(BLUE),
    Style(VERMILLION, "dash"),
    Style(GREEN, "9px,3px"),
    Style(PURPLE, "dashdot"),
    Style(ORANGE, "2px,3px"),
    Style(SKY, "9px,3px,2px,3px"),
    Style(GREY, "dash"),
)

STATES: Mapping[str, Style] = {
    "strip": Style(VERMILLION),
    "plate": Style(GREEN),
    "rest": Style(GREY),
}
# The same hues dark enough for text on white (contrast above 4.5).
STATE_INK: Mapping[str, str] = {"strip": "#ad4a00", "plate": "#00704f", "rest": SOFT_INK}
STATE_WORDS: Mapping[str, str] = {"strip": "Stripping", "plate": "Plating", "rest": "Rest"}


class Verdict(NamedTuple):
    """How a verdict looks: colour, a sign that does not need it, ink on the colour, css class."""

    colour: str
    sign: str
    ink: str
    css: str


VERDICTS: Mapping[str, Verdict] = {
    "agrees": Verdict(BLUE, "✓", "#ffffff", "v-agrees"),
    "bound met": Verdict(SKY, "≤", BLACK, "v-bound-met"),
    "differs": Verdict(DARK_VERMILLION, "✗", "#ffffff", "v-differs"),
    "bound missed": Verdict(ORANGE, "≰", BLACK, "v-bound-missed"),
    "not decidable": Verdict("#8c949b", "?", BLACK, "v-undecidable"),
    "not printed": Verdict(PALE, "·", BLACK, "v-unprinted"),
}


def style_of(name: str, position: int = 0) -> Style:
    """The style of what a name begins with, else one by position in the figure.

    Known are mechanisms ("H3v", "H3v contact lost"), solutes ("Ag"), and alloys ("Li-Ag"); "Li"
    alone is grey.
    """
    first = name.split()[0] if name.split() else ""
    if first in MECHANISMS:
        return MECHANISMS[first]
    if first == "Li":
        return LITHIUM
    return SOLUTES.get(first.removeprefix("Li-"), CYCLE[position % len(CYCLE)])


def faded(colour: str, share: float) -> str:
    """A "#rrggbb" colour as rgba with the opacity `share` [1]."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share:g})"


def axis_title(what: str, unit: str = "") -> str:
    """The title of an axis, with its unit in brackets; "" or "1" is no unit."""
    return f"{what} [{unit}]" if unit not in ("", "1") else what


@cache
def template() -> go.layout.Template:
    """The layout every figure has: ticks outside, thin axes, faint grid, legend above the plot."""
    axis = {
        "showline": True,
        "linewidth": 1,
        "linecolor": INK,
        "ticks": "outside",
        "ticklen": 5,
        "tickwidth": 1,
        "tickcolor": INK,
        "gridcolor": HAIRLINE,
        "zeroline": False,
        "automargin": True,
        "title": {"standoff": 10, "font": {"size": FONT_SIZE}},
        "tickfont": {"size": FONT_SIZE - 1},
        "minor": {"ticklen": 3},
    }
    layout = go.Layout(
        font={"family": FONT, "size": FONT_SIZE, "color": INK},
        paper_bgcolor=CARD,
        plot_bgcolor=CARD,
        colorway=[style.colour for style in CYCLE],
        margin={"l": 64, "r": 18, "t": 40, "b": 56},
        hovermode="closest",
        hoverlabel={"font": {"family": FONT, "size": 13}, "align": "left", "namelength": -1},
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "bgcolor": "rgba(0,0,0,0)",
            "font": {"size": FONT_SIZE - 1},
        },
        xaxis=axis,
        yaxis=axis,
        annotationdefaults={"font": {"size": FONT_SIZE - 1, "color": INK}, "showarrow": False},
    )
    return go.layout.Template(layout=layout)


def new_figure(height: int, narrow: Mapping[str, Any] | None = None, **layout: Any) -> go.Figure:
    """An empty figure in the common look, `height` [px].

    narrow : layout settings by dotted path ("xaxis.domain") that a page applies where the figure
        has less than 560 px of width; elsewhere they are ignored. The key "min_width" [px] lets
        the figure scroll sideways instead of being squeezed.
    """
    return restyled(go.Figure(), height, narrow, **layout)


def restyled(
    figure: go.Figure, height: int, narrow: Mapping[str, Any] | None = None, **layout: Any
) -> go.Figure:
    """`figure` in the common look (see `new_figure`); the same object is returned."""
    figure.update_layout(template=template(), height=height, **layout)
    figure.update_layout(meta={"narrow": dict(NARROW) | dict(narrow or {})})
    return figure
