"""Hysteresis of cells over their life with predictive bands, and the life itself beneath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.hysteresis_axis import (
    MEASURED_HOVER,
    add_growth,
    add_limit,
    add_spread,
    set_axis,
)
from solvus.report.series import Array, Line, Measured
from solvus.report.theme import BLACK, CARD, GREY, INK, faded, restyled
from solvus.report.traces import add_end, add_measured_by_line, styled

PANEL, ROW, REST = 400, 62, 170  # heights [px]: upper panel, a cell's row, all else
COMPUTED, OBSERVED = -0.16, 0.22  # where they lie within the row of a cell


class Life(NamedTuple):
    """Cycles to failure: median, 16-84 % and 2.5-97.5 % bounds; inf beyond what was computed."""

    median: float
    low: float
    high: float
    lowest: float
    highest: float


class HysteresisBand(NamedTuple):
    """A cell: median [mV] against cycle number with its 16-84 % band, the 2.5-97.5 % bounds.

    In every bound a draw that has failed counts as inf. measured : readings of this cell [mV].
    observed : cycles between which the cell was seen to fail: (0, 140) is "< 140", (240, inf)
    "> 240"; None where nobody looked.
    """

    line: Line
    lowest: Array | None = None
    highest: Array | None = None
    measured: Sequence[Measured] = ()
    life: Life | None = None
    observed: tuple[float, float] | None = None


class HysteresisLife(NamedTuple):
    """The cells, and the voltage limit [mV] at which a cell has failed."""

    cells: Sequence[HysteresisBand]
    limit: float = 500.0


def hysteresis_life(data: HysteresisLife) -> go.Figure:
    """Above hysteresis against cycle number, below a row a cell: its computed and observed life."""
    rows = len(data.cells)
    lives = ROW * rows
    figure = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        row_heights=[PANEL, lives],
        vertical_spacing=48 / (PANEL + lives),
        subplot_titles=["", "Life in cycles, observed hatched"],
    )
    short = [f"{cell.line.key or cell.line.name}  " for cell in data.cells]
    narrow = {"legend.y": 1.01, "yaxis2.ticktext": short}
    restyled(figure, PANEL + lives + REST, narrow, barmode="overlay")
    last = _last(data)
    add_limit(figure, data.limit, last, row=1, col=1)
    _add_cells(figure, data)
    for position, cell in enumerate(data.cells):
        _add_life(figure, cell, last, position)
    _add_key(figure, data)
    points = [point for cell in data.cells for point in cell.measured]
    floors = [np.nanmin(np.asarray(cell.line.y, float)) for cell in data.cells]
    set_axis(figure, min([*floors, *(p.y for p in points)]), data.limit, row=1, col=1)
    figure.update_yaxes(
        tickvals=list(range(rows)),
        ticktext=[f"{cell.line.name}  " for cell in data.cells],
        range=[rows - 0.45, -0.6],
        showgrid=False,
        showline=False,
        ticks="",
        row=2,
        col=1,
    )
    figure.update_xaxes(range=[0.0, last])
    figure.update_xaxes(title_text="Cycle number", row=2, col=1)
    figure.update_annotations(x=0.0, xanchor="left", font={"size": 14}, yshift=2)
    return figure


def _last(data: HysteresisLife) -> float:
    """Where the axis of cycles ends: beyond all that is computed or observed."""
    seen = [float(np.max(np.asarray(cell.line.x, float))) for cell in data.cells]
    for cell in data.cells:
        seen += [edge for edge in (*(cell.life or ()), *(cell.observed or ())) if np.isfinite(edge)]
    return 1.06 * max(seen)


def _add_cells(figure: go.Figure, data: HysteresisLife) -> None:
    """Bands under all lines, lines under all points: what was measured is never covered."""
    upper = {"row": 1, "col": 1}
    for position, cell in enumerate(data.cells):
        line = cell.line
        if cell.lowest is not None and cell.highest is not None:
            wide = (cell.lowest, cell.highest)
            add_spread(figure, line, wide, data.limit, position, 0.12, **upper)
        if line.low is not None and line.high is not None:
            add_spread(figure, line, (line.low, line.high), data.limit, position, **upper)
    for position, cell in enumerate(data.cells):
        add_growth(figure, cell.line, data.limit, position, **upper)
    colours = [styled(cell.line, position).colour for position, cell in enumerate(data.cells)]
    groups = [(c.measured, colour) for c, colour in zip(data.cells, colours, strict=True)]
    add_measured_by_line(figure, groups, MEASURED_HOVER, **upper)
    for cell, colour in zip(data.cells, colours, strict=True):
        if cell.life is not None and np.isfinite(cell.life.median):
            words = f"{cell.line.name}: cycle {_life_words(cell.life)}"
            add_end(figure, cell.life.median, data.limit, words, colour, **upper)


def _add_life(figure: go.Figure, cell: HysteresisBand, last: float, position: int) -> None:
    colour = styled(cell.line, position).colour
    if cell.life is not None:
        life, y = cell.life, position + COMPUTED
        for low, high, width, share in (
            (life.lowest, life.highest, 0.12, 0.3),
            (life.low, life.high, 0.26, 0.55),
        ):
            _add_bar(figure, (low, high), last, y, width, {"color": faded(colour, share)})
        words = _life_words(life)
        if np.isfinite(life.median):
            add_end(figure, life.median, y, f"cycle {words}", colour, row=2, col=1)
        _add_words(figure, words, _edge(life.highest, last), y, last)
    if cell.observed is not None:
        low, high = cell.observed
        hatched = {
            "color": CARD,
            "line": {"color": BLACK, "width": 1},
            "pattern": {"shape": "/", "fgcolor": BLACK, "size": 6, "solidity": 0.25},
        }
        y = position + OBSERVED
        _add_bar(figure, cell.observed, last, y, 0.22, hatched)
        _add_words(figure, f"observed {_range(low, high)}", _edge(high, last), y, last)


def _add_bar(
    figure: go.Figure,
    bounds: tuple[float, float],
    last: float,
    y: float,
    width: float,
    marker: dict[str, Any],
) -> None:
    """A bar between two cycles; where it is open it runs to the edge."""
    low, high = max(bounds[0], 0.0), _edge(bounds[1], last)
    if not np.isfinite(low) or high <= low:
        return
    trace = go.Bar(
        base=[low],
        x=[high - low],
        y=[y],
        width=width,
        orientation="h",
        marker=marker,
        showlegend=False,
        hoverinfo="skip",
    )
    figure.add_trace(trace, row=2, col=1)


def _edge(cycle: float, last: float) -> float:
    return cycle if np.isfinite(cycle) else last


def _range(low: float, high: float) -> str:
    """Bounds in words: "< 140", "> 240", "120 to 140"."""
    if not np.isfinite(high):
        return f"> {low:.0f}"
    return f"{low:.0f} to {high:.0f}" if low > 0.0 else f"< {high:.0f}"


def _life_words(life: Life) -> str:
    """Median with its 16-84 % band, or the bound where the median was not reached."""
    if not np.isfinite(life.median):
        return _range(life.low, life.median)
    return f"{life.median:.0f} ({_range(life.low, life.high)})"


def _add_words(figure: go.Figure, words: str, edge: float, y: float, last: float) -> None:
    """Words right of a bar that ends at `edge`, or at the left edge where there is no room."""
    roomy = edge < 0.6 * last
    trace = go.Scatter(
        x=[edge if roomy else 0.02 * last],
        y=[y],
        mode="text",
        text=[f" {words}"],
        textposition="middle right",
        textfont={"color": INK, "size": 13},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.add_trace(trace, row=2, col=1)


def _add_key(figure: go.Figure, data: HysteresisLife) -> None:
    """What the shades of the bands are, in the legend."""
    kinds = [("16–84 %", 0.45, any(cell.line.low is not None for cell in data.cells))]
    kinds.append(("2.5–97.5 %", 0.2, any(cell.lowest is not None for cell in data.cells)))
    for words, share, shown in kinds:
        if shown:
            marker = {"symbol": "square", "size": 13, "color": faded(GREY, share)}
            trace = go.Scatter(x=[None], y=[None], mode="markers", marker=marker, name=words)
            figure.add_trace(trace, row=1, col=1)
