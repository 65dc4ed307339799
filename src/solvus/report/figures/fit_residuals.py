"""Data of a calibration beside the fitted model, in standard deviations of each reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.theme import BLUE, GREY, INK, SOFT_INK, axis_title, faded, new_figure
from solvus.report.traces import error_bars, measured_marker

ROW, FRAME = 34, 130  # [px] of a reading, and of all around
LEAST_ROOM = 2.5  # [sigma] shown each way at least
MOST_SHOWN = 8.0  # [sigma], beyond which a reading is drawn at the edge


class FittedReading(NamedTuple):
    """A reading: name, value and sigma, and what the model says with its own band, all in `unit`.

    A bound (`bound` "at least" or "at most") is met where it does not deviate. predicted is nan
    where the model never came to it.
    """

    name: str
    value: float
    sigma: float
    predicted: float
    band: float
    unit: str
    bound: str = ""


class FitResiduals(NamedTuple):
    """The readings, in the order in which they are drawn from the top."""

    readings: Sequence[FittedReading]


def fit_residuals(data: FitResiduals) -> go.Figure:
    """(reading - model)/sigma, one row a reading; the bar of the model is its standard deviation.

    Zero is the model. The numbers at the right are reading and model in their own unit.
    """
    rows = list(data.readings)
    places = list(range(len(rows)))
    away = [_away(one) for one in rows]
    room = max(LEAST_ROOM, 1.4 + max((abs(x) for x in away), default=0.0))
    figure = new_figure(FRAME + ROW * len(rows), {"min_width": 640}, margin={"r": 170})
    for low, high, share in ((-2.0, 2.0, 0.06), (-1.0, 1.0, 0.10)):
        figure.add_vrect(low, high, fillcolor=faded(GREY, share), line_width=0, layer="below")
    figure.add_trace(_bands(rows, places))
    figure.add_trace(_points(rows, places, away))
    for place, one in zip(places, rows, strict=True):
        figure.add_annotation(
            x=1.01, xref="paper", xanchor="left", y=place, text=_numbers(one),
            font={"size": 12, "color": INK},
        )  # fmt: skip
    figure.add_annotation(
        x=1.01, xref="paper", xanchor="left", y=-0.95, text="read · model",
        font={"size": 12, "color": SOFT_INK},
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=places, ticktext=[one.name for one in rows], range=[len(rows) - 0.4, -1.3],
        showgrid=False, ticks="", showline=False,
    )  # fmt: skip
    figure.update_xaxes(
        title_text=axis_title("Reading minus model", "σ of the reading"),
        range=[-room, room], zeroline=True, zerolinecolor=INK, zerolinewidth=1.5,
    )  # fmt: skip
    return figure


def _away(one: FittedReading) -> float:
    """(reading - model)/sigma, kept on the page; a missed reading stands at the edge."""
    away = (one.value - one.predicted) / one.sigma
    if away != away:
        return -MOST_SHOWN
    return min(max(away, -MOST_SHOWN), MOST_SHOWN)


def _bands(rows: list[FittedReading], places: list[int]) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for place, one in zip(places, rows, strict=True):
        half = min(one.band / one.sigma, MOST_SHOWN)
        if one.predicted == one.predicted:
            x += [-half, half, None]
            y += [place, place, None]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": faded(BLUE, 0.55), "width": 13},
        name="model, one standard deviation", hoverinfo="skip",
    )  # fmt: skip


def _points(rows: list[FittedReading], places: list[int], away: list[float]) -> go.Scatter:
    marker = measured_marker("fit", 9)
    marker["symbol"] = [_symbol(one) for one in rows]
    words = [
        f"<b>{one.name}</b><br>read {_shown(one.value, one)} ± {one.sigma:.3g} {one.unit}".rstrip()
        + f"<br>model {_shown(one.predicted, one)} ± {one.band:.2g} {one.unit}".rstrip()
        for one in rows
    ]
    bars = error_bars([0.0 if one.bound or _gone(one) else 1.0 for one in rows])
    return go.Scatter(
        x=away, y=places, mode="markers", marker=marker, error_x=bars, name="measured",
        text=words, hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _symbol(one: FittedReading) -> str:
    if _gone(one):
        return "x"
    return {"at least": "triangle-right", "at most": "triangle-left"}.get(one.bound, "circle")


def _gone(one: FittedReading) -> bool:
    return one.predicted != one.predicted


def _numbers(one: FittedReading) -> str:
    sign = {"at least": "≥ ", "at most": "≤ "}.get(one.bound, "")
    told = "not reached" if _gone(one) else _shown(one.predicted, one)
    return f"{sign}{_shown(one.value, one)} · {told} {one.unit}".rstrip()


def _shown(value: float, one: FittedReading) -> str:
    return f"{value:.4g}"
