"""Energy per volume on every basis and in every state of the cell, beside what was reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.theme import BLUE, INK, PALE, SKY, VERMILLION, axis_title, new_figure

STATES: Mapping[str, str] = {"as built": BLUE, "discharged": PALE, "charged": SKY}
"""Colour of the bars of a state, told apart by their lightness too."""


class Basis(NamedTuple):
    """A volume: what it is called ("<br>" breaks the line), Wh/L by state (of `STATES`), and what
    somebody printed of this very volume, by state."""

    name: str
    values: Mapping[str, float]
    reported: Mapping[str, float] = {}


class PouchBases(NamedTuple):
    """The bases; reported : Wh/L that somebody printed without saying of which volume."""

    bases: Sequence[Basis]
    reported: float | None = None
    reported_by: str = "reported"


def pouch_bases(data: PouchBases) -> go.Figure:
    """A bar a state on each basis. A number reported of no volume is a line across all of them, one
    of a volume a mark on its own bar."""
    figure = new_figure(400, {"height": 460}, barmode="group", scattermode="group", bargap=0.25)
    names = [basis.name for basis in data.bases]
    states = [state for state in STATES if any(state in basis.values for basis in data.bases)]
    for state in states:
        values = [basis.values.get(state) for basis in data.bases]
        figure.add_trace(
            go.Bar(
                x=names,
                y=values,
                name=state,
                offsetgroup=state,
                marker={"color": STATES[state], "line": {"color": INK, "width": 0.8}},
                text=["" if value is None else f"{value:.0f}" for value in values],
                textposition="inside",
                textangle=0,
                insidetextanchor="start",  # at the foot, where no line crosses it
                cliponaxis=False,
                hovertemplate=f"<b>%{{x}}</b>, {state}<br>%{{y:.1f}} Wh/L<extra></extra>",
            )
        )
    _named(figure, data, states)
    tops = [value for basis in data.bases for value in (*basis.values.values(),
                                                        *basis.reported.values())]  # fmt: skip
    if data.reported is not None:
        tops.append(data.reported)
        _reported(figure, names, data.reported, data.reported_by)
    figure.update_yaxes(
        title_text=axis_title("Energy per volume", "Wh/L"), range=[0.0, 1.08 * max(tops)]
    )
    figure.update_xaxes(ticks="", showgrid=False)
    return figure


def _named(figure: go.Figure, data: PouchBases, states: Sequence[str]) -> None:
    """A mark on the bar of the volume and the state that a number was reported of."""
    shown = False
    for state in states:
        at = [basis for basis in data.bases if state in basis.reported]
        if not at:
            continue
        figure.add_trace(go.Scatter(
            x=[basis.name for basis in at], y=[basis.reported[state] for basis in at],
            mode="markers", offsetgroup=state, legendgroup="named", showlegend=not shown,
            name=f"{data.reported_by}, of that volume",
            marker={"symbol": "line-ew", "size": 44,
                    "line": {"color": VERMILLION, "width": 3}},
            hovertemplate=f"<b>%{{x}}</b>, {state}, {data.reported_by}<br>"
                          "%{y:.4g} Wh/L<extra></extra>",
        ))  # fmt: skip
        shown = True


def _reported(figure: go.Figure, names: Sequence[str], value: float, by: str) -> None:
    line = {"color": VERMILLION, "width": 2, "dash": "dash"}
    figure.add_hline(y=value, line=line)
    figure.add_trace(go.Scatter(  # for the legend; the line itself crosses the whole plot
        x=[names[0]], y=[None], mode="lines", line=line, name=f"{by}: {value:.4g} Wh/L",
        hoverinfo="skip",
    ))  # fmt: skip
