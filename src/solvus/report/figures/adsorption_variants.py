"""How far settings, depth and coverage move an energy of adsorption."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.adsorption_words import energy_text
from solvus.report.theme import CARD, CYCLE, INK, SOFT_INK, axis_title, new_figure

_ROW, _NAME = 44, 30  # [px]; characters of a line of a name
_DODGE = 0.5  # of a row, over which its surfaces are spread
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "star", "hexagon")


class Variant(NamedTuple):
    """A variant: what was changed, energy of adsorption on each surface [eV], nan for none."""

    name: str
    energies: Sequence[float]


class AdsorptionVariants(NamedTuple):
    """Names of the surfaces, their energies in the study as it stands [eV], the variants."""

    surfaces: Sequence[str]
    base: Sequence[float]
    variants: Sequence[Variant]


def adsorption_variants(data: AdsorptionVariants) -> go.Figure:
    """A row a variant, a dot a surface: its change from the base. The first surface is filled, and
    its base value stands in the title."""
    rows = [_broken(one.name) for one in data.variants]
    figure = new_figure(
        150 + _ROW * len(rows), {"min_width": 620}, margin={"t": 74},
        title={"text": f"<b>{data.surfaces[0]}: {energy_text(data.base[0])} eV</b> "
                       "as the study stands",
               "font": {"size": 14}, "x": 0.0, "xref": "paper", "y": 1.0, "yref": "container",
               "yanchor": "top", "pad": {"t": 10}},
        showlegend=len(data.surfaces) > 1,
    )  # fmt: skip
    for number, surface in reversed(list(enumerate(data.surfaces))):
        _add_surface(figure, data, number, surface)
    _say_missing(figure, data)
    figure.add_vline(x=0.0, line={"color": INK, "width": 1.4})
    figure.add_vrect(x0=-0.01, x1=0.01, fillcolor=SOFT_INK, opacity=0.12, line_width=0,
                     layer="below")  # fmt: skip
    reach = 1.15 * max([0.02, *(abs(one) for one in _changes(data) if not math.isnan(one))])
    figure.update_xaxes(title_text=axis_title("Change of the energy of adsorption", "eV"),
                        range=[-reach, reach])  # fmt: skip
    figure.update_yaxes(tickvals=list(range(len(rows))), ticktext=rows, ticks="",
                        range=[len(rows) - 0.4, -0.6])  # fmt: skip
    figure.update_layout(legend={"traceorder": "reversed"})
    return figure


def _add_surface(figure: go.Figure, data: AdsorptionVariants, number: int, surface: str) -> None:
    style = CYCLE[number % len(CYCLE)]
    first = number == 0
    # one surface below the other, so that equal changes are all seen
    dodge = _DODGE * (number - 0.5 * (len(data.surfaces) - 1)) / max(1, len(data.surfaces) - 1)
    sound = [
        (one.energies[number] - data.base[number], row, one.energies[number])
        for row, one in enumerate(data.variants)
        if math.isfinite(one.energies[number] - data.base[number])
    ]
    figure.add_trace(go.Scatter(
        x=[change for change, _, _ in sound], mode="markers",
        y=[row + dodge for _, row, _ in sound],
        name=surface,
        marker={"symbol": _SYMBOLS[number % len(_SYMBOLS)], "size": 14 if first else 10,
                "color": style.colour if first else CARD,
                "line": {"color": INK if first else style.colour, "width": 1.2 if first else 2}},
        customdata=[energy for _, _, energy in sound],
        text=[data.variants[row].name for _, row, _ in sound],
        hovertemplate=f"<b>{surface}</b>, %{{text}}<br>%{{customdata:.3f}} eV, %{{x:+.3f}} against "
                      f"{energy_text(data.base[number])}<extra></extra>",
    ))  # fmt: skip


def _say_missing(figure: go.Figure, data: AdsorptionVariants) -> None:
    for row, one in enumerate(data.variants):
        if all(math.isnan(e - b) for e, b in zip(one.energies, data.base, strict=True)):
            figure.add_annotation(
                x=0.0, xanchor="left", xshift=10, y=row, text="no value: nothing converged",
                font={"size": 12, "color": SOFT_INK}, showarrow=False,
            )  # fmt: skip


def _changes(data: AdsorptionVariants) -> list[float]:
    return [e - b for one in data.variants for e, b in zip(one.energies, data.base, strict=True)]


def _broken(name: str) -> str:
    return "<br>".join(wrap(name, _NAME)) or name
