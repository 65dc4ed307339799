"""Mechanisms against observations: what each contributes to chi-squared, and what it predicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import INK, new_figure
from solvus.report.traces import role_word

CAP = 10.0
# One hue from white to dark, so that lightness alone carries the order.
SCALE = [[0.0, "#ffffff"], [0.1, "#fdeedd"], [0.4, "#f3b26b"], [1.0, "#a33f00"]]
ROW, COLUMN = 30, 66


class Observation(NamedTuple):
    """What was measured: label, value and standard deviation [at%], role."""

    label: str
    value: float
    sigma: float
    role: str


class ChiSquared(NamedTuple):
    """Contributions and predictions [at%] of every mechanism (columns) to every observation.

    chi2, predicted : arrays (observations, mechanisms); nan where a mechanism says nothing.
    """

    observations: Sequence[Observation]
    mechanisms: Sequence[str]
    chi2: Sequence[Array] | np.ndarray
    predicted: Sequence[Array] | np.ndarray


def chi2_table(data: ChiSquared) -> go.Figure:
    """Heat map of (predicted - measured)^2/sigma^2, colour full at 10; the numbers are at%."""
    chi2 = np.asarray(data.chi2, float)
    predicted = np.asarray(data.predicted, float)
    rows, columns = chi2.shape
    figure = new_figure(
        150 + ROW * (rows + 1),
        {"min_width": 250 + COLUMN * (columns + 1)},
        showlegend=False,
        margin={"l": 20, "r": 20, "t": 40, "b": 20},
    )
    _add_map(figure, data, chi2, predicted)
    _add_text(figure, data, chi2)
    labels = [f"{o.label} {'●' if o.role == 'fit' else '○'}" for o in data.observations]
    figure.update_yaxes(
        tickvals=[*range(rows), rows + 0.15],
        ticktext=[*labels, "<b>sum of χ²</b>"],
        range=[rows + 0.7, -0.55],
        showgrid=False,
        showline=False,
        ticks="",
    )
    figure.update_xaxes(
        tickvals=[-1, *range(columns)],
        ticktext=["<b>measured</b>", *(f"<b>{name}</b>" for name in data.mechanisms)],
        side="top",
        range=[-1.6, columns - 0.45],
        showgrid=False,
        showline=False,
        ticks="",
        title_text="",
    )
    return figure


def _add_map(figure: go.Figure, data: ChiSquared, chi2: np.ndarray, predicted: np.ndarray) -> None:
    rows, columns = chi2.shape
    words = [
        [
            f"<b>{data.mechanisms[j]}</b>, {o.label}<br>"
            f"predicted {predicted[i, j]:.1f}, measured {o.value:g} ± {o.sigma:g} at%"
            f"<br>χ² {chi2[i, j]:.2f}<br>{role_word(o.role)}"
            for j in range(columns)
        ]
        for i, o in enumerate(data.observations)
    ]
    figure.add_trace(
        go.Heatmap(
            x=list(range(columns)),
            y=list(range(rows)),
            z=np.where(np.isfinite(chi2), np.minimum(chi2, CAP), np.nan),
            zmin=0.0,
            zmax=CAP,
            colorscale=SCALE,
            xgap=3,
            ygap=3,
            text=words,
            hovertemplate="%{text}<extra></extra>",
            colorbar={
                "title": {"text": "contribution to χ²", "side": "top", "font": {"size": 13}},
                "tickfont": {"size": 12},
                "orientation": "h",
                "thickness": 12,
                "len": 0.5,
                "x": 0.5,
                "y": -0.02,
                "yanchor": "top",
                "tickvals": [0, 2, 4, 6, 8, 10],
                "ticktext": ["0", "2", "4", "6", "8", "≥ 10"],
                "outlinewidth": 0,
            },
        )
    )
    for dark in (False, True):
        where = [(i, j) for i in range(rows) for j in range(columns) if (chi2[i, j] > 6.5) == dark]
        figure.add_trace(
            go.Scatter(
                x=[j for _, j in where],
                y=[i for i, _ in where],
                text=[_number(predicted[i, j]) for i, j in where],
                mode="text",
                textfont={"color": "#ffffff" if dark else INK, "size": 13},
                hoverinfo="skip",
            )
        )


def _add_text(figure: go.Figure, data: ChiSquared, chi2: np.ndarray) -> None:
    rows, columns = chi2.shape
    measured = [f"{o.value:g} ± {o.sigma:g}" for o in data.observations]
    sums = [f"<b>{total:.1f}</b>" for total in np.nansum(chi2, axis=0)]
    figure.add_trace(
        go.Scatter(
            x=[-1] * rows + list(range(columns)),
            y=[*range(rows), *([rows + 0.15] * columns)],
            text=measured + sums,
            mode="text",
            textfont={"size": 13, "color": INK},
            hoverinfo="skip",
        )
    )
    figure.add_hline(y=rows - 0.42, line={"color": INK, "width": 1})


def _number(value: float) -> str:
    return f"{value:.1f}" if np.isfinite(value) else "–"
