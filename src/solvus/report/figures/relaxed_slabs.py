"""Slabs with the atom adsorbed on them as they ended: from the side above, from the top below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.atom_discs import (
    ADSORBED_COLOUR,
    Disc,
    add_discs,
    disc_of,
    named_disc,
    tiled,
)
from solvus.report.theme import INK, SOFT_INK, VERMILLION, axis_title, restyled

MOST = 3  # slabs beside one another
_EDGE = 0.9  # angstrom of the neighbouring cells that are seen
_FADES = (0.0, 0.32, 0.58)  # of the first rows or layers; deeper ones are hidden
_ADSORBED = Disc(ADSORBED_COLOUR, 1.52, VERMILLION, 2.4)
_ROOM = 850  # [px] that a page as wide as ours has for the panels
_WIDEST = 330  # [px] of a panel


class SlabPicture(NamedTuple):
    """A slab: name, words below it, element and place (atoms, 3) [angstrom] of each atom in order
    of layers, the face first and the adsorbed atom last; number of layers, how many of them are
    held; side of the square cell [angstrom]; whether there is an adsorbed atom."""

    name: str
    words: str
    symbols: Sequence[str]
    positions: np.ndarray
    layers: int
    held: int
    side: float
    adsorbed: bool = True


class _View(NamedTuple):
    """A slab with its origin below the adsorbed atom at the height of the face; `row` counts
    rows of atoms from the front."""

    picture: SlabPicture
    places: np.ndarray
    layer: np.ndarray
    row: np.ndarray


def relaxed_slabs(slabs: Sequence[SlabPicture]) -> go.Figure:
    """One column a slab, all at one scale, with what is seen of the neighbouring cells.

    Raises ValueError for none or more than `MOST`.
    """
    if not 1 <= len(slabs) <= MOST:
        raise ValueError(f"one to {MOST} slabs are drawn beside one another")
    views = [_view(one) for one in slabs]
    half = 0.5 * max(one.side for one in slabs) + _EDGE
    low = min(float(view.places[:, 2].min()) for view in views) - 1.7
    high = max(float(view.places[:, 2].max()) for view in views) + 2.0
    scale = min(_WIDEST, _ROOM / len(slabs) - 30) / (2.0 * half)  # [px/angstrom]
    heights = [scale * (high - low), scale * 2.0 * half]
    figure = make_subplots(
        rows=2, cols=len(slabs), row_heights=heights, shared_xaxes=True,
        horizontal_spacing=0.028, vertical_spacing=0.03 if sum(heights) > 500 else 0.05,
        subplot_titles=[f"<b>{one.name}</b><br><span style='font-size:12px'>{one.words}</span>"
                        for one in slabs],
    )  # fmt: skip
    restyled(
        figure, round(sum(heights)) + 192, {"min_width": 250 * len(slabs) + 70},
        margin={"t": 96, "b": 56}, legend={"y": 1.0, "yref": "container", "yanchor": "top"},
    )  # fmt: skip
    for col, view in enumerate(views, 1):
        _side(figure, view, half, low, high, col)
        _top(figure, view, half, col)
    _axes(figure, half, low, high, len(slabs))
    _legend(figure, slabs)
    return figure


def _view(picture: SlabPicture) -> _View:
    """Moved so that the adsorbed atom (else the first of the solute) is in the middle."""
    places = np.array(picture.positions, float)
    slab = len(places) - picture.adsorbed
    per_layer = slab // picture.layers
    layer = np.append(np.arange(slab) // per_layer + 1, [0] * picture.adsorbed)
    solute = [i for i, s in enumerate(picture.symbols[:slab]) if s != "Li"]
    middle = slab if picture.adsorbed else (solute or [0])[0]
    places[:, :2] -= places[middle, :2]
    places[:, :2] -= picture.side * np.round(places[:, :2] / picture.side)
    places[:, 2] -= places[layer == 1, 2].mean()
    spacing = 0.5 * picture.side / np.sqrt(per_layer)  # between rows of atoms
    front = _front(places, solute, middle, picture.side, spacing)
    depth = (front + 0.5 * spacing - places[:, 1]) % picture.side
    return _View(picture, places, layer, np.floor(depth / spacing).astype(int))


def _front(places: np.ndarray, solute: list[int], middle: int, side: float,
           spacing: float) -> float:  # fmt: skip
    """The foremost row: that of the adsorbed atom or of the solute nearest to it, whichever shows
    the other nearer to the front."""
    if not solute:
        return float(places[middle, 1])
    near = min(solute, key=lambda i: float(np.linalg.norm(places[i] - places[middle])))
    ahead = (places[near, 1] - places[middle, 1] + 0.5 * spacing) % side
    behind = (places[middle, 1] - places[near, 1] + 0.5 * spacing) % side
    return float(places[near if ahead < behind else middle, 1])


def _side(figure: go.Figure, view: _View, half: float, low: float, high: float, col: int) -> None:
    images = tiled(view.places[:, [0, 2]], view.picture.side, half + 1.7, (0,))
    index = images[:, 0].astype(int)
    adsorbed = view.layer[index] == 0
    for row in reversed(range(len(_FADES))):
        here = view.row[index] == row
        add_discs(figure, list(_by_element(view, images[here & ~adsorbed], _FADES[row])), 1, col)
    if adsorbed.any():  # nothing of the slab is in front of it
        add_discs(figure, [(_ADSORBED, images[adsorbed, 1:])], 1, col)
    _frame(figure, 0.5 * view.picture.side, (low, high), col)
    _hover(figure, view, images[(view.row[index] <= 1) | adsorbed], 1, col)
    _held(figure, view, half, col)


def _top(figure: go.Figure, view: _View, half: float, col: int) -> None:
    images = tiled(view.places[:, :2], view.picture.side, half + 1.7, (0, 1))
    layer = view.layer[images[:, 0].astype(int)]
    for number in (3, 2, 1):
        add_discs(figure, list(_by_element(view, images[layer == number], _FADES[number - 1])),
                  2, col)  # fmt: skip
    if view.picture.adsorbed:
        add_discs(figure, [(_ADSORBED, images[layer == 0, 1:])], 2, col)
    edge = 0.5 * view.picture.side
    figure.add_trace(go.Scatter(
        x=[-edge, edge, edge, -edge, -edge], y=[-edge, -edge, edge, edge, -edge], mode="lines",
        line={"color": INK, "width": 1.4, "dash": "dash"}, hoverinfo="skip", showlegend=False,
    ), row=2, col=col)  # fmt: skip
    _hover(figure, view, images[layer <= 2], 2, col)


def _by_element(view: _View, images: np.ndarray, fade: float) -> Iterator[tuple[Disc, np.ndarray]]:
    symbols = np.array([view.picture.symbols[i] for i in images[:, 0].astype(int)])
    for symbol in sorted(set(symbols)):
        yield disc_of(symbol, fade), images[symbols == symbol, 1:]


def _frame(figure: go.Figure, edge: float, ends: tuple[float, float], col: int) -> None:
    """Dashed lines where the cell ends."""
    figure.add_trace(go.Scatter(
        x=[-edge, -edge, None, edge, edge], y=[*ends, None, *ends], mode="lines",
        line={"color": INK, "width": 1.4, "dash": "dash"}, hoverinfo="skip", showlegend=False,
    ), row=1, col=col)  # fmt: skip


def _hover(figure: go.Figure, view: _View, images: np.ndarray, row: int, col: int) -> None:
    """Points that cannot be seen and say what an atom is."""
    texts = []
    for i in images[:, 0].astype(int):
        where = f"layer {view.layer[i]}" if view.layer[i] else "adsorbed"
        texts.append(f"<b>{view.picture.symbols[i]}</b>, {where}, "
                     f"{view.places[i, 2]:+.2f} Å from the face")  # fmt: skip
    figure.add_trace(go.Scatter(
        x=np.round(images[:, 1], 2).tolist(), y=np.round(images[:, 2], 2).tolist(), mode="markers",
        marker={"size": 18, "opacity": 0.0}, text=texts, hoverinfo="text", showlegend=False,
    ), row=row, col=col)  # fmt: skip


def _held(figure: go.Figure, view: _View, half: float, col: int) -> None:
    """A bar beside the layers that do not move."""
    picture = view.picture
    if not picture.held:
        return
    heights = view.places[view.layer > picture.layers - picture.held, 2]
    low, high = float(heights.min()) - 1.2, float(heights.max()) + 1.2
    figure.add_trace(go.Scatter(
        x=[half - 0.35] * 2, y=[low, high], mode="lines", line={"color": INK, "width": 4},
        showlegend=False, hoverinfo="text", text="held where they were",
    ), row=1, col=col)  # fmt: skip
    figure.add_annotation(
        x=half - 0.75, y=0.5 * (low + high), text="held", textangle=-90, showarrow=False,
        bgcolor="rgba(255,255,255,0.85)", font={"size": 11, "color": SOFT_INK}, row=1, col=col,
    )  # fmt: skip


def _axes(figure: go.Figure, half: float, low: float, high: float, count: int) -> None:
    common: dict[str, Any] = {"showgrid": False, "constrain": "domain", "mirror": True,
                              "nticks": 7}  # fmt: skip
    figure.update_xaxes(range=[-half, half], **common)
    figure.update_yaxes(**common)
    for col in range(1, count + 1):
        for row, ends in ((1, [low, high]), (2, [-half, half])):
            axis = next(figure.select_xaxes(row=row, col=col)).plotly_name
            anchor = axis.replace("axis", "")
            figure.update_yaxes(
                range=ends, scaleanchor=anchor, showticklabels=col == 1, row=row, col=col
            )
        figure.update_xaxes(title_text=axis_title("x", "Å"), row=2, col=col)
    figure.update_yaxes(title_text=axis_title("Height over the face", "Å"), row=1, col=1)
    figure.update_yaxes(title_text=axis_title("y", "Å"), row=2, col=1)


def _legend(figure: go.Figure, slabs: Sequence[SlabPicture]) -> None:
    for symbol in dict.fromkeys(symbol for one in slabs for symbol in one.symbols):
        named_disc(figure, symbol, disc_of(symbol))
    if any(one.adsorbed for one in slabs):
        named_disc(figure, "adsorbed Li", _ADSORBED)
