"""Models compared: how much worse than the best by AIC, and by evidence where it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.theme import BLUE, CARD, INK, SOFT_INK, VERMILLION, faded, new_figure

ROW, NARROW_ROW, REST = 60, 80, 130  # heights [px]: a model, the same on a narrow page, all else
# Usual words for differences of AIC (Burnham and Anderson 2002, recalled): below 2 the data
# hardly prefer one model, from 10 on they leave the other next to nothing.
EVEN, HOPELESS = 2.0, 10.0
CAP = 30.0
EVIDENCE = "−2 Δ ln Z (evidence)"
APART = 0.24  # between the two marks of a model, in rows
BELOW = 0.22  # of the marks under the words, in rows


class ModelScore(NamedTuple):
    """A model: name, AIC above the best, parameters fitted, chi-squared, degrees of freedom.

    p : probability of a chi-squared as large [1]; nan where there is none.
    evidence : ln Z relative to the best (0 or less) with its standard error, or None.
    """

    name: str
    delta_aic: float
    parameters: int
    chi2: float
    freedom: int
    p: float
    evidence: tuple[float, float] | None = None


class InformationCriteria(NamedTuple):
    """The models, in any order."""

    models: Sequence[ModelScore]


def information_criteria(data: InformationCriteria) -> go.Figure:
    """Dots a model, the best on top: the difference of AIC, and -2 ln of the evidence relative to
    the best on the same scale; chi-squared and p-value in words. The axis ends at 30; marks beyond
    it are points with their number."""
    models = sorted(data.models, key=lambda model: model.delta_aic)
    count = len(models)
    narrow: dict[str, Any] = {"height": REST + 40 + NARROW_ROW * count}
    for row, model in enumerate(models):
        narrow[f"annotations.{row}.text"] = _words(model, "<br>")
    figure = new_figure(REST + ROW * count, narrow, margin={"l": 20, "r": 20})
    both = any(model.evidence is not None for model in models)
    for row, model in enumerate(models):
        figure.add_annotation(
            x=0.0,
            y=row + BELOW - 0.2,
            text=_words(model, "   "),
            xanchor="left",
            yanchor="bottom",
            align="left",
            font={"size": 13},
            bgcolor=faded(CARD, 0.85),
            borderpad=0,
        )
    _add_zones(figure)
    up = BELOW - both * APART / 2
    aic = [(row + up, model.delta_aic, 0.0, model.name) for row, model in enumerate(models)]
    filled = {"symbol": "circle", "size": 12, "color": BLUE, "line": {"color": BLUE, "width": 1}}
    _add_marks(figure, aic, "ΔAIC", filled)
    if both:
        known = [
            (row + BELOW + APART / 2, -2.0 * m.evidence[0], 2.0 * m.evidence[1], m.name)
            for row, m in enumerate(models)
            if m.evidence is not None
        ]
        open_mark = {"symbol": "diamond", "size": 11, "color": CARD}
        _add_marks(figure, known, EVIDENCE, open_mark | {"line": {"color": VERMILLION, "width": 2}})
    seen = [min(value, CAP) for _, value, _, _ in [*aic, *(known if both else ())]]
    largest = max(1.1 * HOPELESS, *seen)
    figure.update_xaxes(title_text="Worse than the best model by")
    figure.update_xaxes(range=[-0.03 * largest, 1.12 * largest])
    figure.update_yaxes(
        range=[count - 0.4, -0.75], showticklabels=False, showgrid=False, showline=False, ticks=""
    )
    return figure


def _words(model: ModelScore, between: str) -> str:
    """Name in bold, then parameters, chi-squared and p-value in a softer ink."""
    plural = "" if model.parameters == 1 else "s"
    words = f"{model.parameters} parameter{plural}, χ² {model.chi2:.1f} ({model.freedom} d.o.f.)"
    if np.isfinite(model.p):
        words += f", p = {model.p:.2g}" if model.p >= 1e-3 else ", p < 0.001"
    return f'<b>{model.name}</b>{between}<span style="color:{SOFT_INK}">{words}</span>'


def _add_marks(
    figure: go.Figure,
    marks: Sequence[tuple[float, float, float, str]],
    name: str,
    look: dict[str, Any],
) -> None:
    """Marks (row, value, its standard error, model); beyond the axis a point with the number."""
    beyond = [value > CAP for _, value, _, _ in marks]
    symbol = look.pop("symbol")
    trace = go.Scatter(
        x=[min(value, CAP) for _, value, _, _ in marks],
        y=[row for row, *_ in marks],
        error_x={
            "array": [0.0 if far else m[2] for far, m in zip(beyond, marks, strict=True)],
            "color": look["line"]["color"],
            "thickness": 1.6,
            "width": 4,
        },
        mode="markers+text",
        marker={"symbol": ["triangle-right" if far else symbol for far in beyond]} | look,
        text=[f" {m[1]:.0f}" if far else "" for far, m in zip(beyond, marks, strict=True)],
        textposition="middle right",
        textfont={"size": 12, "color": INK},
        cliponaxis=False,
        showlegend=False,
        customdata=[[model, value] for _, value, _, model in marks],
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>{name} %{{customdata[1]:.1f}}<extra></extra>",
    )
    # The first mark may lie beyond the axis: the legend shows the symbol of those that do not.
    marker = {"symbol": symbol} | look
    key = go.Scatter(x=[None], y=[None], mode="markers", marker=marker, name=name)
    figure.add_traces([trace, key])


def _add_zones(figure: go.Figure) -> None:
    """Where models are about as good as the best, and where they are next to ruled out."""
    shade = faded(BLUE, 0.12)
    figure.add_vrect(x0=0.0, x1=EVEN, fillcolor=shade, line_width=0, layer="below")
    line = {"color": INK, "width": 1.2, "dash": "dash"}
    figure.add_vline(x=HOPELESS, line=line, layer="below")
    marker = {"symbol": "square", "size": 13, "color": shade}
    even, far = f"below {EVEN:g}: about as good", f"from {HOPELESS:g}: far worse"
    figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", marker=marker, name=even))
    figure.add_trace(go.Scatter(x=[None], y=[None], mode="lines", line=line, name=far))
