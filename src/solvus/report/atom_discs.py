"""Atoms as shaded discs to scale, in pictures of slabs from the side and from above.

A disc is a filled polygon in the coordinates of its panel, so that it keeps its size [angstrom] on
a page of any width; smaller, whiter discs upon it make it a ball.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.theme import INK, style_of

RADII: Mapping[str, float] = {
    "Li": 1.52, "Ag": 1.44, "Mg": 1.60, "Zn": 1.34, "Au": 1.44, "Al": 1.43, "In": 1.66,
    "Sn": 1.51, "Cu": 1.28,
}  # fmt: skip
"""Half the shortest distance of two atoms in the metal [angstrom]; other elements take 1.5."""

HOST_COLOUR = "#b9c9da"
ADSORBED_COLOUR = "#f3b58a"  # of the adsorbed atom, whose rim is VERMILLION
_CORNERS = 30
# size of a highlight and its shift to the upper left, in radii; its opacity
_HIGHLIGHTS = ((0.84, 0.09, 0.13), (0.64, 0.19, 0.16), (0.44, 0.29, 0.19), (0.22, 0.39, 0.3))


class Disc(NamedTuple):
    """How a disc looks: colour, radius [angstrom], colour and width [px] of its rim."""

    colour: str
    radius: float
    rim: str = INK
    width: float = 0.8


def disc_of(symbol: str, fade: float = 0.0) -> Disc:
    """The disc of an element; `fade` (0 to 1) turns it towards white, for what lies deeper."""
    colour = HOST_COLOUR if symbol == "Li" else style_of(symbol).colour
    return Disc(mixed(colour, fade), RADII.get(symbol, 1.5), mixed(INK, 0.35 + 0.6 * fade))


def mixed(colour: str, white: float) -> str:
    """A "#rrggbb" colour with a share of white."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(p + (255 - p) * white):02x}" for p in parts)


def add_discs(
    figure: go.Figure, groups: Sequence[tuple[Disc, np.ndarray]], row: int, col: int
) -> None:
    """Discs of several looks at centres (count, 2), which may touch but do not cover another."""
    for disc, centres in groups:
        _add(figure, centres, disc.radius, disc.colour, {"color": disc.rim, "width": disc.width},
             row, col)  # fmt: skip
    for size, shift, opacity in _HIGHLIGHTS:
        every = [
            (centres + disc.radius * shift * np.array((-1.0, 1.0)) / np.sqrt(2.0), disc.radius)
            for disc, centres in groups
        ]
        for centres, radius in every:
            _add(figure, centres, size * radius, f"rgba(255,255,255,{opacity})", {"width": 0},
                 row, col)  # fmt: skip


def _add(figure: go.Figure, centres: np.ndarray, radius: float, colour: str,
         line: Mapping[str, object], row: int, col: int) -> None:  # fmt: skip
    if not len(centres):
        return
    x, y = polygons(centres, radius)
    figure.add_trace(
        go.Scatter(
            x=x, y=y, mode="lines", fill="toself", fillcolor=colour, line=dict(line),
            showlegend=False, hoverinfo="skip",
        ),
        row=row, col=col,
    )  # fmt: skip


def polygons(centres: np.ndarray, radius: float) -> tuple[list[float | None], list[float | None]]:
    """Outlines of discs about centres (count, 2), parted by gaps."""
    angle = np.linspace(0.0, 2.0 * np.pi, _CORNERS + 1)
    x: list[float | None] = []
    y: list[float | None] = []
    for centre in centres:
        for values, at, wave in ((x, centre[0], np.cos(angle)), (y, centre[1], np.sin(angle))):
            values += [round(float(v), 2) for v in at + radius * wave]
            values.append(None)
    return x[:-1], y[:-1]


def tiled(places: np.ndarray, side: float, half: float, axes: Sequence[int]) -> np.ndarray:
    """Every periodic image of places (count, k) within `half` [angstrom] of zero along `axes`.

    side : of the square cell [angstrom]. Gives (index of the place, its coordinates) as rows.
    """
    reach = int(np.ceil(half / side)) + 1
    steps = side * np.arange(-reach, reach + 1)
    rows = np.column_stack((np.arange(len(places)), places))
    for axis in axes:
        moved = np.repeat(rows, len(steps), axis=0)
        moved[:, axis + 1] += np.tile(steps, len(rows))
        rows = moved[np.abs(moved[:, axis + 1]) <= half]
    return rows


def named_disc(figure: go.Figure, name: str, disc: Disc) -> None:
    """An entry of the legend for a look."""
    figure.add_trace(go.Scatter(
        x=[None], y=[None], mode="markers", name=name, hoverinfo="skip",
        marker={"symbol": "circle", "size": 15, "color": disc.colour,
                "line": {"color": disc.rim, "width": max(1.0, disc.width)}},
    ))  # fmt: skip
