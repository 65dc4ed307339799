"""How far parameters are known together: a heat map of their correlation, with the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import BLUE, CARD, INK, VERMILLION, new_figure

CELL, FRAME = 58, 210  # [px]
STRONG = 0.6  # from which the number is white on its colour


class Correlation(NamedTuple):
    """Names of the parameters and their correlation, array (parameters, parameters)."""

    names: Sequence[str]
    values: Sequence[Array] | np.ndarray


def correlation(data: Correlation) -> go.Figure:
    """The lower triangle: vermillion rise together, blue one against the other."""
    values = np.asarray(data.values, float)
    count = len(data.names)
    shown = np.where(np.tri(count, k=-1, dtype=bool), values, np.nan)[1:, :-1]
    rows, columns = list(data.names[1:]), list(data.names[:-1])
    figure = new_figure(
        FRAME + CELL * max(count - 1, 1), {"min_width": 220 + CELL * count}, showlegend=False
    )
    figure.add_trace(
        go.Heatmap(
            z=shown,
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            zmin=-1.0,
            zmax=1.0,
            colorscale=[[0.0, BLUE], [0.5, CARD], [1.0, VERMILLION]],
            xgap=3,
            ygap=3,
            hoverongaps=False,
            text=[[f"{row} and {column}" for column in columns] for row in rows],
            hovertemplate="%{text}<br>correlation %{z:+.2f}<extra></extra>",
            colorbar={
                "title": {"text": "correlation", "side": "top", "font": {"size": 13}},
                "thickness": 12,
                "outlinewidth": 0,
                "tickvals": [-1, -0.5, 0, 0.5, 1],
            },
        )
    )
    for strong in (False, True):
        places = [
            (i, j)
            for i in range(len(rows))
            for j in range(i + 1)
            if (abs(shown[i, j]) >= STRONG) == strong
        ]
        figure.add_trace(
            go.Scatter(
                x=[j for _, j in places],
                y=[i for i, _ in places],
                text=[_number(shown[i, j]) for i, j in places],
                mode="text",
                textfont={"color": CARD if strong else INK, "size": 13},
                hoverinfo="skip",
            )
        )
    plain = {"showgrid": False, "showline": False, "ticks": ""}
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=rows, range=[len(rows) - 0.5, -0.5], **plain
    )
    figure.update_xaxes(
        tickvals=list(range(len(columns))), ticktext=columns,
        range=[-0.5, len(columns) - 0.5], tickangle=-35, **plain,
    )  # fmt: skip
    return figure


def _number(value: float) -> str:
    text = f"{value:+.2f}".replace("-", "−")
    return text if float(text[1:]) else "0.00"
