"""The reaction layer: its thickness over the cycles, and the books of the Li it has taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array, Line, Measured
from solvus.report.stacking import stacked
from solvus.report.theme import CARD, GREY, ORANGE, PURPLE, axis_title, faded, restyled
from solvus.report.traces import add_line, add_measured_by_line, styled

HOVER = "%{y:.1f} µm at cycle %{x:.0f}"
MEASURED_HOVER = "%{y:.0f} ± %{customdata[0]:.0f} µm, cycle %{x:g}"
UPPER, LOWER, REST = 300, 215, 220  # heights [px]: thickness, books, all else


class LayerCell(NamedTuple):
    """A cell: thickness [um] of the layer against cycle number, readings, where its Li is.

    cycle : cycle numbers of the books; foil, dead, sei : Li left in the foil, lost as metal cut
    off and lost as compounds [mAh/cm2], all of one electrode.
    """

    line: Line
    cycle: Array
    foil: Array
    dead: Array
    sei: Array
    measured: Sequence[Measured] = ()


class LayerGrowth(NamedTuple):
    """The cells; what the split between dead Li and SEI rests on, for the legend."""

    cells: Sequence[LayerCell]
    split: str = "split assumed"


def layer_growth(data: LayerGrowth) -> go.Figure:
    """Above the thickness with bands and readings, below a panel a cell: the Li in foil, as dead
    metal and as SEI, stacked to what there was at the start."""
    count = len(data.cells)
    figure = make_subplots(
        rows=2,
        cols=count,
        specs=[[{"colspan": count}, *[None] * (count - 1)], [{}] * count],
        row_heights=[UPPER, LOWER],
        vertical_spacing=100 / (UPPER + LOWER + 100),
        horizontal_spacing=0.1 / count,
        subplot_titles=["Thickness of the layer", *(cell.line.name for cell in data.cells)],
    )
    narrow = stacked([UPPER, *[LOWER] * count], 230)
    inventory = axis_title("Li per electrode", "mAh/cm²")
    narrow |= {f"yaxis{number}.title.text": inventory for number in range(3, count + 2)}
    restyled(figure, UPPER + LOWER + 100 + REST, narrow, legend={"y": 1.06})
    for position, cell in enumerate(data.cells):
        add_line(figure, cell.line, position, HOVER, row=1, col=1)
    colours = [styled(cell.line, position).colour for position, cell in enumerate(data.cells)]
    groups = [(c.measured, colour) for c, colour in zip(data.cells, colours, strict=True)]
    add_measured_by_line(figure, groups, MEASURED_HOVER, row=1, col=1)
    for position, cell in enumerate(data.cells):
        _add_books(figure, cell, data.split, position + 1)
    last = max(float(np.max(np.asarray(cell.cycle, float))) for cell in data.cells)
    figure.update_xaxes(title_text="Cycle number", range=[0.0, last])
    figure.update_yaxes(title_text=axis_title("Layer thickness", "µm"), row=1, col=1)
    figure.update_yaxes(title_text=inventory, row=2, col=1)
    figure.update_yaxes(rangemode="tozero")
    tallest = max(float(np.nanmax(_total(cell))) for cell in data.cells)
    for column in range(1, count + 1):
        figure.update_yaxes(range=[0.0, 1.04 * tallest], row=2, col=column)
        figure.update_yaxes(showticklabels=column == 1, row=2, col=column)
    figure.update_annotations(font={"size": 14, "weight": 600})
    return figure


def _total(cell: LayerCell) -> np.ndarray:
    return sum((np.asarray(part, float) for part in (cell.foil, cell.dead, cell.sei)), np.zeros(1))


def _add_books(figure: go.Figure, cell: LayerCell, split: str, column: int) -> None:
    """Foil, dead Li and SEI stacked; what rests on an assumed split is hatched."""
    for name, part, colour, shape in (
        ("Li in the foil", cell.foil, GREY, ""),
        (f"dead Li ({split})", cell.dead, PURPLE, "/"),
        (f"SEI ({split})", cell.sei, ORANGE, "\\"),
    ):
        trace = go.Scatter(
            x=np.asarray(cell.cycle, np.float32),
            y=np.asarray(part, np.float32),
            stackgroup="books",
            mode="lines",
            line={"color": colour, "width": 1},
            fillcolor=faded(colour, 0.3),
            fillpattern={"shape": shape, "fgcolor": colour, "bgcolor": CARD, "size": 7}
            if shape
            else None,
            name=name,
            legendgroup=name,
            showlegend=column == 1,
            hovertemplate=f"<b>{name}</b><br>%{{y:.2f}} mAh/cm² at cycle %{{x:.0f}}"
            "<extra></extra>",
        )
        figure.add_trace(trace, row=2, col=column)
