"""Coverage criterion: how much of a face a plating covers, and how rough it is, by its nuclei."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.figures.height_map import headline
from solvus.report.series import Array, Line
from solvus.report.theme import BLACK, SOFT_INK, axis_title, restyled
from solvus.report.traces import add_line, styled

SYMBOLS = ("diamond", "square", "circle", "cross")


class Mark(NamedTuple):
    """Platings of a simulation: name, and for each N [1/cm2], coverage [%] and Sq [um] of its map;
    key as in `Line`."""

    name: str
    density: Array
    coverage: Array
    sq: Array
    key: str = ""


class CoverageDiagram(NamedTuple):
    """What one plating gives, against the density of its nuclei [1/cm2].

    coverage [%] and sq [um] : a line for each deposit, in the same order; needed : the density
    [1/cm2] at which each becomes planar; marks : platings of the run.
    """

    coverage: Sequence[Line]
    sq: Sequence[Line]
    needed: Sequence[float]
    marks: Sequence[Mark] = ()
    note: str = "one plating on a flat face; which N a foil has is not constrained"


def coverage(data: CoverageDiagram) -> go.Figure:
    """Two panels over one axis of N. Raises ValueError where lines and densities do not match."""
    if not len(data.coverage) == len(data.sq) == len(data.needed):
        raise ValueError("every deposit has a line of coverage, one of Sq and a density")
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.07)
    restyled(figure, 560, margin={"t": 72})
    rows = ((data.coverage, "%{y:.1f} %"), (data.sq, "%{y:.3g} µm"))
    for row, (lines, hover) in enumerate(rows, 1):
        for position, line in enumerate(lines):
            words = f"{hover} at %{{x:.2g}} cm⁻²"
            add_line(figure, line, position, words, showlegend=row == 1, row=row, col=1)
    for position, (line, needed) in enumerate(zip(data.coverage, data.needed, strict=True)):
        _add_threshold(figure, needed, styled(line, position).colour, position)
    for position, mark in enumerate(data.marks):
        _add_mark(figure, mark, position)
    figure.update_xaxes(type="log", exponentformat="power", dtick=1)
    figure.update_xaxes(title_text=axis_title("Density of nuclei N", "cm⁻²"), row=2)
    figure.update_yaxes(title_text=axis_title("Coverage", "%"), range=[0, 104], row=1)
    figure.update_yaxes(
        title_text=axis_title("Sq of the deposit", "µm"), type="log", exponentformat="power",
        dtick=1, row=2,
    )  # fmt: skip
    figure.update_layout(title=headline(data.note))
    return figure


def _add_threshold(figure: go.Figure, needed: float, colour: str, position: int) -> None:
    for row in (1, 2):
        figure.add_vline(
            x=needed, line={"color": colour, "width": 1.2, "dash": "dot"}, row=row, col=1
        )
    figure.add_annotation(
        text=f"planar from {needed / 1e6:.3g}×10⁶",
        x=np.log10(needed),
        y=8 + 13 * position,
        xanchor="left",
        xshift=5,
        font={"size": 12, "color": SOFT_INK},
        row=1,
        col=1,
    )


def _add_mark(figure: go.Figure, mark: Mark, position: int) -> None:
    line = Line(mark.name, mark.density, mark.coverage, key=mark.key)
    colour = styled(line, position).colour
    for row, y in enumerate((mark.coverage, mark.sq), 1):
        figure.add_trace(
            go.Scatter(
                x=np.asarray(mark.density, float),
                y=np.asarray(y, float),
                mode="markers",
                marker={
                    "symbol": SYMBOLS[position % len(SYMBOLS)],
                    "size": 11,
                    "color": colour,
                    "line": {"color": BLACK, "width": 1},
                },
                name=mark.name,
                legendgroup=mark.name,
                showlegend=row == 1,
                hovertemplate=f"<b>{mark.name}</b><br>%{{y:.3g}} at %{{x:.2g}} cm⁻²<extra></extra>",
            ),
            row=row,
            col=1,
        )
