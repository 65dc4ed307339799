"""A face from above with its distinct sites, numbered and named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.atom_discs import add_discs, disc_of, named_disc, tiled
from solvus.report.figures.adsorption_energies import SYMBOLS
from solvus.report.theme import CARD, INK, VERMILLION, axis_title, restyled

_FADES = {1: 0.25, 2: 0.68}  # by layer: paler than in the pictures, for the marks upon them
_EDGE = 0.32  # of a lattice constant, of the neighbouring cells that is seen
_SIDE = 400  # [px] of the map
_SIZE = 21  # [px] of a mark


class FaceAtom(NamedTuple):
    """An atom of the first or second layer: element, layer, place [angstrom]."""

    symbol: str
    layer: int
    x: float
    y: float


class MarkedSite(NamedTuple):
    """A site: label, kind, place [angstrom], how many equal ones the cell has, words on what was
    found there, whether it is the most stable."""

    label: str
    kind: str
    x: float
    y: float
    copies: int
    words: str = ""
    best: bool = False


class SiteMap(NamedTuple):
    """Atoms and sites of a square cell of side `side`, with the lattice constant [angstrom]."""

    atoms: Sequence[FaceAtom]
    sites: Sequence[MarkedSite]
    side: float
    lattice: float


def site_map(data: SiteMap) -> go.Figure:
    """The cell (dashed) from above; one of each kind of site carries its number in the legend."""
    figure = make_subplots(rows=1, cols=1)
    restyled(
        figure, _SIDE + 76, {"height": _SIDE + 130 + 21 * len(data.sites), "legend.x": 0.0,
                             "legend.y": -0.16, "legend.yanchor": "top"},
        margin={"t": 12, "b": 56},
        legend={"orientation": "v", "x": 0.56, "y": 1.0, "yanchor": "top", "font": {"size": 13},
                "itemsizing": "constant"},
    )  # fmt: skip
    low, high = -0.25 * data.lattice, data.side - 0.25 * data.lattice
    _add_atoms(figure, data, low)
    figure.add_trace(go.Scatter(
        x=[low, high, high, low, low], y=[low, low, high, high, low], mode="lines",
        line={"color": INK, "width": 1.4, "dash": "dash"}, hoverinfo="skip", showlegend=False,
    ))  # fmt: skip
    for number, site in enumerate(data.sites, 1):
        _add_site(figure, number, site)
    ends = [low - _EDGE * data.lattice, high + _EDGE * data.lattice]
    figure.update_xaxes(range=ends, constrain="domain", constraintoward="left", domain=[0.0, 0.54],
                        showgrid=False, mirror=True, title_text=axis_title("x", "Å"))  # fmt: skip
    figure.update_yaxes(range=ends, scaleanchor="x", constrain="domain", showgrid=False,
                        mirror=True, title_text=axis_title("y", "Å"))  # fmt: skip
    figure.layout.meta["narrow"]["xaxis.domain"] = [0.0, 1.0]
    return figure


def _add_atoms(figure: go.Figure, data: SiteMap, low: float) -> None:
    middle = low + 0.5 * data.side
    half = 0.5 * data.side + _EDGE * data.lattice + 1.7
    places = np.array([(atom.x - middle, atom.y - middle) for atom in data.atoms])
    places -= data.side * np.round(places / data.side)
    images = tiled(places, data.side, half, (0, 1))
    index = images[:, 0].astype(int)
    layers = np.array([atom.layer for atom in data.atoms])[index]
    symbols = np.array([atom.symbol for atom in data.atoms])[index]
    for layer in (2, 1):
        groups = [
            (disc_of(symbol, _FADES[layer]),
             middle + images[(layers == layer) & (symbols == symbol), 1:])
            for symbol in sorted(set(symbols))
        ]  # fmt: skip
        add_discs(figure, groups, 1, 1)
    for symbol in dict.fromkeys(atom.symbol for atom in data.atoms):
        named_disc(figure, symbol, disc_of(symbol, _FADES[1]))


def _add_site(figure: go.Figure, number: int, site: MarkedSite) -> None:
    copies = "once" if site.copies == 1 else f"{site.copies} times"
    ink = CARD if site.best else INK
    name = f"{number}  {site.label} (×{site.copies})" + (f": {site.words}" if site.words else "")
    figure.add_trace(go.Scatter(
        x=[site.x], y=[site.y], mode="markers+text", text=[f"<b>{number}</b>"],
        name=f"<b>{name}</b>" if site.best else name, textposition="middle center",
        textfont={"size": 11, "color": ink},
        marker={"symbol": SYMBOLS.get(site.kind, "circle"),
                "size": _SIZE + (6 if site.kind == "bridge" else 0),
                "color": VERMILLION if site.best else CARD, "opacity": 1.0,
                "line": {"color": INK, "width": 1.4}},
        hovertemplate=f"<b>{site.label}</b><br>{copies} in the cell<br>{site.words}"
                      "<extra></extra>",
    ))  # fmt: skip
