"""Solutes in order of what they change of the energy of adsorption, as bars."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from solvus.report.adsorption_ranking import Ranked
from solvus.report.adsorption_words import energy_text
from solvus.report.theme import INK, SOFT_INK, axis_title, faded, new_figure, style_of

_ROW = 38  # [px]


def solute_shift(ranked: Sequence[Ranked]) -> go.Figure:
    """A bar a solute, in the order given; a solute without a value has its name and no bar."""
    figure = new_figure(120 + _ROW * len(ranked), showlegend=False, bargap=0.35,
                        margin={"t": 16})  # fmt: skip
    sound = [one for one in ranked if math.isfinite(one.shift)]
    reach = max([0.02, *(abs(one.shift) for one in sound)])
    colours = [style_of(one.solute).colour for one in sound]
    figure.add_trace(go.Bar(
        x=[one.shift for one in sound], y=[one.solute for one in sound], orientation="h",
        marker={"color": [faded(colour, 0.55) for colour in colours],
                "line": {"color": colours, "width": 1.4}},
        text=[energy_text(one.shift) for one in sound], textposition="outside",
        cliponaxis=False, textfont={"size": 13, "color": INK},
        customdata=[[one.energy, f"<br>{one.note}" if one.note else ""] for one in sound],
        hovertemplate="<b>%{y}</b>: %{customdata[0]:.3f} eV, %{x:+.3f} eV against pure Li"
                      "%{customdata[1]}<extra></extra>",
    ))  # fmt: skip
    for one in ranked:
        if not math.isfinite(one.shift):
            figure.add_annotation(
                x=0.0, xanchor="left", xshift=8, y=one.solute, text=one.note or "no value",
                font={"size": 12, "color": SOFT_INK}, showarrow=False,
            )  # fmt: skip
    figure.add_vline(x=0.0, line={"color": INK, "width": 1.4})
    low = min([0.0, *(one.shift for one in sound)]) - 0.22 * reach
    high = max([0.0, *(one.shift for one in sound)]) + 0.22 * reach
    figure.update_xaxes(title_text=axis_title("Energy of adsorption less that on pure lithium",
                                              "eV"), range=[low, high])  # fmt: skip
    figure.update_yaxes(
        categoryorder="array", categoryarray=[one.solute for one in reversed(ranked)], ticks="",
        showgrid=False, range=[-0.6, len(ranked) - 0.4],
    )  # fmt: skip
    return figure
