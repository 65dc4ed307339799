"""How many claims of each group agree, differ, meet a bound, or cannot be decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.theme import CARD, VERDICTS, new_figure

ROW = 44


class VerdictOverview(NamedTuple):
    """Number of claims by group and verdict; verdicts are the keys of `theme.VERDICTS`."""

    counts: Mapping[str, Mapping[str, int]]


def verdict_overview(data: VerdictOverview) -> go.Figure:
    """Stacked bars, one a group of claims; ValueError for a verdict that is not known."""
    groups = list(data.counts)
    unknown = {verdict for own in data.counts.values() for verdict in own} - set(VERDICTS)
    if unknown:
        raise ValueError(f"verdicts {sorted(unknown)} are none of {list(VERDICTS)}")
    figure = new_figure(
        150 + ROW * len(groups), barmode="stack", bargap=0.3, legend={"traceorder": "normal"}
    )
    for name, look in VERDICTS.items():
        numbers = [data.counts[group].get(name, 0) for group in groups]
        if not any(numbers):
            continue
        figure.add_trace(
            go.Bar(
                x=numbers,
                y=groups,
                orientation="h",
                name=f"{look.sign} {name}",
                marker={"color": look.colour, "line": {"color": CARD, "width": 1.5}},
                text=[str(number) if number else "" for number in numbers],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": look.ink, "size": 13},
                hovertemplate=f"<b>%{{y}}</b><br>%{{x}} {name}<extra></extra>",
            )
        )
    figure.update_xaxes(title_text="Number of claims", rangemode="tozero")
    figure.update_yaxes(autorange="reversed", ticks="", showgrid=False)
    return figure
