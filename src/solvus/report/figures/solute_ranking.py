"""Solutes in the face: how strongly lithium binds there, against whether the solute stays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.adsorption_ranking import Ranked
from solvus.report.theme import GREY, INK, PALE, SOFT_INK, axis_title, new_figure

_SCALE = [[0.0, "#eaf3fa"], [0.5, "#5a9bc8"], [1.0, "#003f63"]]
_LEAST, _MOST = 0.01, 100.0  # at%, ends of the colours
_TICKS = (0.01, 0.1, 1.0, 10.0, 100.0)


class SoluteRanking(NamedTuple):
    """Solutes on one model, and the energy of adsorption on pure lithium there [eV]."""

    ranked: Sequence[Ranked]
    lithium: float


def solute_ranking(data: SoluteRanking) -> go.Figure:
    """Energy of adsorption over that of segregation; what lacks either is left out.

    Raises ValueError where no solute has both.
    """
    shown = [
        one for one in data.ranked if math.isfinite(one.energy) and math.isfinite(one.segregation)
    ]
    if not shown:
        raise ValueError("no solute has an energy of adsorption and one of segregation")
    figure = new_figure(460, {"height": 430}, showlegend=False, margin={"t": 44, "r": 18})
    known = [one for one in shown if math.isfinite(one.solubility)]
    unknown = [one for one in shown if not math.isfinite(one.solubility)]
    _add(figure, unknown, {"color": PALE}, data.lithium)
    if known:
        _add(figure, known, _coloured(known), data.lithium)
    _lines(figure, data, shown)
    figure.update_xaxes(
        title_text=axis_title("Energy of the solute in the face over that below", "eV"),
        range=_span([0.0, *(one.segregation for one in shown)]),
    )
    figure.update_yaxes(
        title_text=axis_title("Energy of adsorption", "eV"),
        range=_span([data.lithium, *(one.energy for one in shown)]),
    )
    return figure


def _coloured(known: Sequence[Ranked]) -> dict[str, Any]:
    return {
        "color": [math.log10(min(max(one.solubility, _LEAST), _MOST)) for one in known],
        "cmin": math.log10(_LEAST),
        "cmax": math.log10(_MOST),
        "colorscale": _SCALE,
        "colorbar": {
            "title": {"text": "Solubility in lithium [at%]", "side": "right", "font": {"size": 13}},
            "thickness": 13,
            "tickfont": {"size": 12},
            "tickvals": [math.log10(t) for t in _TICKS],
            "ticktext": ["≤ 0.01", *(f"{t:g}" for t in _TICKS[1:])],
            "outlinewidth": 0,
        },
    }


def _add(figure: go.Figure, some: Sequence[Ranked], colour: dict[str, Any], line: float) -> None:
    if not some:
        return
    figure.add_trace(go.Scatter(
        x=[one.segregation for one in some], y=[one.energy for one in some],
        mode="markers+text", text=[f"<b>{one.solute}</b>" for one in some],
        # away from the line of pure lithium
        textposition=[f"{'bottom' if one.energy < line else 'top'} center" for one in some],
        textfont={"size": 14, "color": INK}, cliponaxis=False,
        marker={"symbol": "circle", "size": 17, "line": {"color": INK, "width": 1.2}} | colour,
        customdata=[[_solubility(one), f"<br>{one.note}" if one.note else "", one.shift]
                    for one in some],
        hovertemplate="%{text}<br>adsorption %{y:.3f} eV (%{customdata[2]:+.3f} against Li)"
                      "<br>segregation %{x:.3f} eV<br>%{customdata[0]}%{customdata[1]}"
                      "<extra></extra>",
    ))  # fmt: skip


def _solubility(one: Ranked) -> str:
    if not math.isfinite(one.solubility):
        return "solubility not known"
    return f"solubility {one.solubility:.3g} at%" if one.solubility > 0.0 else "hardly soluble"


def _lines(figure: go.Figure, data: SoluteRanking, shown: Sequence[Ranked]) -> None:
    if math.isfinite(data.lithium):
        figure.add_hline(y=data.lithium, line={"color": GREY, "width": 2})
        figure.add_annotation(
            x=0.0, xref="paper", xanchor="left", xshift=6, y=data.lithium, yanchor="bottom",
            text="pure Li", font={"size": 13, "color": SOFT_INK}, showarrow=False,
        )  # fmt: skip
    low, high = _span([0.0, *(one.segregation for one in shown)])
    figure.add_vline(x=0.0, line={"color": INK, "width": 1, "dash": "dash"})
    for anchor, shift, words, room in (
        ("right", -8, "◂ stays in the face", -low), ("left", 8, "prefers to sink ▸", high)
    ):  # fmt: skip
        if room > 0.3 * (high - low):  # else there is no room for the words on that side
            figure.add_annotation(
                x=0.0, xanchor=anchor, xshift=shift, y=0.0, yref="paper", yanchor="bottom",
                yshift=6, text=words, font={"size": 12, "color": SOFT_INK}, showarrow=False,
            )  # fmt: skip


def _span(values: Sequence[float]) -> list[float]:
    """A range with room at its ends."""
    ends = [v for v in values if math.isfinite(v)]
    low, high = float(np.min(ends)), float(np.max(ends))
    room = 0.16 * max(high - low, 0.05)
    return [low - room, high + room]
