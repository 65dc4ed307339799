"""A fitted spectrum: measured points, components over their background, the sum, the residuals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import (
    BLACK,
    CARD,
    CYCLE,
    SOFT_INK,
    Style,
    axis_title,
    faded,
    restyled,
)

HOVER = "%{y:.4g} at %{x:.2f} eV"
BAND = 2.0  # standard deviations that are shaded among the residuals


class FittedState(NamedTuple):
    """A state: its name with energy and error, as the legend has it, and its lines without
    background, arrays like the energies."""

    name: str
    lines: Sequence[Array]


class XpsFit(NamedTuple):
    """A spectrum and its fit.

    energy [eV], counts, fitted, background : arrays (n,); states; residuals : array (n,), in
    standard deviations; level ("Ag 3d"); unit : of the counts; words : how it was fitted.
    """

    energy: Array
    counts: Array
    fitted: Array
    background: Array
    states: Sequence[FittedState]
    residuals: Array
    level: str = "Ag 3d"
    unit: str = "counts"
    words: str = ""


def xps_fit(data: XpsFit) -> go.Figure:
    """Intensity against binding energy, which falls to the right, and residuals below it."""
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.78, 0.22], vertical_spacing=0.05
    )
    restyled(figure, 560, margin={"t": 64, "b": 92})
    x = np.asarray(data.energy, float)
    under = np.asarray(data.background, float)
    for position, state in enumerate(data.states):
        _add_state(figure, x, under, state, CYCLE[position % len(CYCLE)])
    figure.add_trace(_line("background", x, under, Style(SOFT_INK, "dash"), 1.4), row=1, col=1)
    figure.add_trace(_line("sum", x, data.fitted, Style(BLACK), 2.0), row=1, col=1)
    figure.add_trace(_points("measured", x, data.counts, HOVER), row=1, col=1)
    hover = "%{y:.1f} standard deviations at %{x:.2f} eV"
    residuals = _points("residual", x, data.residuals, hover)
    figure.add_trace(residuals.update(showlegend=False), row=2, col=1)
    figure.add_hrect(
        y0=-BAND,
        y1=BAND,
        fillcolor=SOFT_INK,
        opacity=0.13,
        line_width=0,
        layer="below",
        row=2,
        col=1,
    )
    figure.update_xaxes(range=[float(x.max()), float(x.min())])
    figure.update_xaxes(title_text=axis_title("Binding energy", "eV"), row=2, col=1)
    figure.update_yaxes(title_text=axis_title(f"{data.level} intensity", data.unit), row=1, col=1)
    figure.update_yaxes(title_text="Residual [σ]", row=2, col=1, zeroline=True, zerolinecolor=BLACK)
    if data.words:
        figure.add_annotation(
            text=_folded(data.words), x=0.0, xanchor="left", xref="paper", xshift=-48, y=0.0,
            yref="paper", yanchor="top", yshift=-48, align="left",
            font={"size": 11, "color": SOFT_INK},
        )  # fmt: skip
    return figure


def _add_state(
    figure: go.Figure, x: np.ndarray, under: np.ndarray, state: FittedState, style: Style
) -> None:
    """The lines of a state, filled down to the background."""
    for place, line in enumerate(state.lines):
        y = under + np.asarray(line, float)
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([x, x[::-1]]),
                y=np.concatenate([y, under[::-1]]),
                mode="lines",
                line={"color": style.colour, "width": 1.2, "dash": style.dash},
                fill="toself",
                fillcolor=faded(style.colour, 0.22),
                name=state.name,
                legendgroup=state.name,
                showlegend=place == 0,
                hoverinfo="skip",
            ),
            row=1,
            col=1,
        )


def _line(name: str, x: np.ndarray, y: Array, style: Style, width: float) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=np.asarray(y, float),
        mode="lines",
        line={"color": style.colour, "dash": style.dash, "width": width},
        name=name,
        hovertemplate=f"<b>{name}</b><br>{HOVER}<extra></extra>",
    )


def _points(name: str, x: np.ndarray, y: Array, hover: str) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=np.asarray(y, float),
        mode="markers",
        marker={"color": CARD, "size": 4.5, "line": {"color": BLACK, "width": 1}},
        name=name,
        hovertemplate=f"<b>{name}</b><br>{hover}<extra></extra>",
    )


def _folded(words: str, width: int = 120) -> str:
    """The words on lines of at most `width` characters."""
    lines, line = [], ""
    for word in words.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join([*lines, line])
