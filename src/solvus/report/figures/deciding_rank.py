"""Candidate measurements ranked by how far apart rival models predict them, in sigma."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any, NamedTuple

import plotly.graph_objects as go

from solvus.report.theme import CARD, CYCLE, INK, SOFT_INK, axis_title, faded, new_figure

ROW, REST = 50, 140  # heights [px]: a candidate, all else
# Where there is little room: height of a row of one line and of each more [px], letters of a line.
NARROW_ROW, NARROW_LINE, LETTERS = 54, 18, 46
DECISIVE = 3.0  # sigma from which on a measurement decides
BAR = 0.2  # place of a bar beneath the middle of its row, in rows
SOFT = f'<span style="color:{SOFT_INK}">{{}}</span>'
CAP = 10.0  # sigma at which the axis ends


class Candidate(NamedTuple):
    """A measurement nobody has made: label, the two rivals, their distance [sigma].

    predictions : what each rival says, in their order, with unit ("172 mV", "117 mV").
    note : what it takes ("20 h of cycling") or what sigma holds, shown under the pointer.
    """

    label: str
    rivals: tuple[str, str]
    distance: float
    predictions: tuple[str, str]
    note: str = ""


class DecidingRank(NamedTuple):
    """The candidates, in any order."""

    candidates: Sequence[Candidate]


def deciding_rank(data: DecidingRank) -> go.Figure:
    """A bar a candidate, the farthest apart on top, coloured by the pair of rivals; beside it
    what they predict. Bars beyond 10 sigma end in a point; the numbers are those computed."""
    ranked = sorted(data.candidates, key=lambda one: -one.distance)
    pairs = list(dict.fromkeys(candidate.rivals for candidate in data.candidates))
    count = len(ranked)
    broken = [_words(candidate, LETTERS) for candidate in ranked]
    row_height = NARROW_ROW + NARROW_LINE * max(text.count("<br>") for text in broken)
    narrow: dict[str, Any] = {"height": REST + 40 + row_height * count}
    narrow |= {f"annotations.{row}.text": text for row, text in enumerate(broken)}
    figure = new_figure(REST + ROW * count, narrow, barmode="overlay", margin={"l": 20, "r": 20})
    for position, pair in enumerate(pairs):
        rows = [row for row, candidate in enumerate(ranked) if candidate.rivals == pair]
        _add_bars(figure, ranked, rows, CYCLE[position % len(CYCLE)].colour)
    for row, candidate in enumerate(ranked):
        figure.add_annotation(
            x=0.0,
            y=row,
            text=_words(candidate),
            xanchor="left",
            yanchor="bottom",
            align="left",
            font={"size": 13},
            bgcolor=faded(CARD, 0.85),
            borderpad=0,
        )
    figure.add_vline(x=DECISIVE, line={"color": INK, "width": 1.4, "dash": "dash"}, layer="below")
    decisive = {"text": f" decides beyond {DECISIVE:g} σ", "xanchor": "left", "yanchor": "top"}
    figure.add_annotation(x=DECISIVE, y=1.0, yref="paper", font={"size": 12}, **decisive)
    figure.update_xaxes(title_text=axis_title("Distance of the predictions", "σ"))
    figure.update_xaxes(range=[0.0, 1.2 * CAP], tickvals=[0, 1, 2, 3, 5, 10])
    figure.update_yaxes(
        range=[count - 0.45, -1.0],
        showticklabels=False,
        showgrid=False,
        showline=False,
        ticks="",
    )
    return figure


def _words(candidate: Candidate, letters: int = 0) -> str:
    """The measurement and what the rivals say; in lines of at most `letters` if there are any."""
    words = SOFT.format(" or ".join(candidate.predictions))
    if letters:
        return "<br>".join([*wrap(candidate.label, letters, break_on_hyphens=False), words])
    return f"{candidate.label}   {words}"


def _add_bars(
    figure: go.Figure, ranked: Sequence[Candidate], rows: Sequence[int], colour: str
) -> None:
    """The bars of one pair of rivals; those that leave the axis end in a point at its end."""
    chosen = [ranked[row] for row in rows]
    name = " or ".join(chosen[0].rivals)
    lengths = [min(candidate.distance, CAP) for candidate in chosen]
    hover = [
        f"<b>{c.label}</b><br>{c.rivals[0]}: {c.predictions[0]}<br>"
        f"{c.rivals[1]}: {c.predictions[1]}<br>{c.distance:.1f} σ apart"
        + (f"<br>{c.note}" if c.note else "")
        for c in chosen
    ]
    bars = go.Bar(
        x=lengths,
        y=[row + BAR for row in rows],
        width=0.3,
        orientation="h",
        marker={
            "color": [faded(colour, 0.85 if c.distance >= DECISIVE else 0.35) for c in chosen],
            "line": {"color": colour, "width": 1},
        },
        name=name,
        showlegend=False,
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    ends = go.Scatter(
        x=lengths,
        y=[row + BAR for row in rows],
        mode="markers+text",
        marker={
            "symbol": "triangle-right",
            "size": [14 if c.distance > CAP else 0 for c in chosen],
            "color": colour,
        },
        text=[f"  {c.distance:.{int(c.distance < CAP)}f} σ" for c in chosen],
        textposition="middle right",
        textfont={"color": INK, "size": 13},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )
    key = go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        marker={"symbol": "square", "size": 13, "color": colour},
        name=name,
    )
    figure.add_traces([bars, ends, key])
