"""Energy per volume on every basis, as built and charged, beside a number that was reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.theme import BLUE, INK, SKY, VERMILLION, axis_title, new_figure


class Basis(NamedTuple):
    """A volume: what it is called ("<br>" breaks the line), Wh/L as built and charged."""

    name: str
    as_built: float
    charged: float


class PouchBases(NamedTuple):
    """The bases; reported : Wh/L that somebody printed, without saying of which volume."""

    bases: Sequence[Basis]
    reported: float | None = None
    reported_by: str = "reported"


def pouch_bases(data: PouchBases) -> go.Figure:
    """Two bars a basis; the reported number as a line across all of them."""
    figure = new_figure(400, {"height": 460}, barmode="group", bargap=0.3)
    names = [basis.name for basis in data.bases]
    for state, values, colour, shape in (
        ("as built", [basis.as_built for basis in data.bases], BLUE, ""),
        ("charged", [basis.charged for basis in data.bases], SKY, "/"),
    ):
        figure.add_trace(
            go.Bar(
                x=names,
                y=values,
                name=state,
                marker={
                    "color": colour,
                    "line": {"color": INK, "width": 0.8},
                    "pattern": {"shape": shape, "fgcolor": INK, "bgcolor": colour, "size": 6,
                                "solidity": 0.15},
                },
                text=[f"{value:.0f}" for value in values],
                textposition="outside",
                cliponaxis=False,
                hovertemplate=f"<b>%{{x}}</b>, {state}<br>%{{y:.1f}} Wh/L<extra></extra>",
            )
        )
    top = max(max(basis.as_built, basis.charged) for basis in data.bases)
    if data.reported is not None:
        top = max(top, data.reported)
        _reported(figure, names, data.reported, data.reported_by)
    figure.update_yaxes(title_text=axis_title("Energy per volume", "Wh/L"), range=[0.0, 1.12 * top])
    figure.update_xaxes(ticks="", showgrid=False)
    return figure


def _reported(figure: go.Figure, names: Sequence[str], value: float, by: str) -> None:
    line = {"color": VERMILLION, "width": 2, "dash": "dash"}
    figure.add_hline(y=value, line=line)
    figure.add_trace(go.Scatter(  # for the legend; the line itself crosses the whole plot
        x=[names[0]], y=[None], mode="lines", line=line, name=f"{by}: {value:.4g} Wh/L",
        hoverinfo="skip",
    ))  # fmt: skip
