"""What a pouch cell comes to as one of its numbers moves: Wh/L above, Wh/kg below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array, Line
from solvus.report.theme import GREY, SOFT_INK, faded, restyled
from solvus.report.traces import add_line

UPPER, LOWER = 270, 190


class PouchSweep(NamedTuple):
    """Lines of Wh/L and of Wh/kg over a number of the file.

    what : title of the axis with its unit; passes : whether the checks of the file are met at each
    x of the lines; now : where the file has the number; why : what is not met outside.
    """

    per_volume: Sequence[Line]
    per_mass: Sequence[Line]
    what: str
    passes: Array
    now: float | None = None
    why: str = "checks of the file not met"


def pouch_sweep(data: PouchSweep) -> go.Figure:
    """Two panels over one axis; what the checks of the file refuse is shaded."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[UPPER, LOWER],
                           vertical_spacing=0.07)  # fmt: skip
    restyled(figure, UPPER + LOWER + 130)
    for row, lines, unit in ((1, data.per_volume, "Wh/L"), (2, data.per_mass, "Wh/kg")):
        for position, line in enumerate(lines):
            add_line(figure, line, position, f"%{{y:.4g}} {unit} at %{{x:.4g}}", row=row, col=1,
                     showlegend=row == 1 or len(lines) > 1)  # fmt: skip
    x = np.asarray(data.per_volume[0].x, float)
    _shade(figure, x, np.asarray(data.passes, bool), data.why)
    if data.now is not None:
        for row in (1, 2):
            figure.add_vline(x=data.now, line={"color": SOFT_INK, "width": 1, "dash": "dot"},
                             row=row, col=1)  # fmt: skip
    figure.update_yaxes(title_text="Per volume [Wh/L]", row=1, col=1)
    figure.update_yaxes(title_text="Per mass [Wh/kg]", row=2, col=1)
    figure.update_xaxes(title_text=data.what, row=2, col=1)
    figure.update_xaxes(range=[float(x.min()), float(x.max())])
    return figure


def _shade(figure: go.Figure, x: np.ndarray, passes: np.ndarray, why: str) -> None:
    """Grey over every stretch that does not pass, named once in the legend."""
    edges = np.concatenate(([x[0]], 0.5 * (x[1:] + x[:-1]), [x[-1]]))
    begun = None
    stretches = []
    for index, good in enumerate([*passes, True]):
        if not good and begun is None:
            begun = edges[index]
        elif good and begun is not None:
            stretches.append((float(begun), float(edges[min(index, len(x))])))
            begun = None
    for low, high in stretches:
        for row in (1, 2):
            figure.add_vrect(x0=low, x1=high, fillcolor=faded(GREY, 0.25), line_width=0,
                             layer="below", row=row, col=1)  # fmt: skip
    if stretches:
        figure.add_trace(go.Scatter(
            x=[None], y=[None], mode="markers", name=why,
            marker={"symbol": "square", "size": 12, "color": faded(GREY, 0.4)},
        ), row=1, col=1)  # fmt: skip
