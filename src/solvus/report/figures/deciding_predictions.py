"""Measurements that nobody has made: what the surviving mechanisms say each would give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap
from typing import Any, NamedTuple

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.theme import axis_title, restyled, style_of

ROW = 118
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "triangle-down", "x", "star")


class Prediction(NamedTuple):
    """What a mechanism predicts, with bounds (equal to the value where none are known)."""

    mechanism: str
    value: float
    low: float
    high: float


class Measurement(NamedTuple):
    """A measurement that would decide: what it is, its unit, a prediction a mechanism."""

    label: str
    unit: str
    predictions: Sequence[Prediction]


class DecidingPredictions(NamedTuple):
    """The measurements, the most telling first."""

    measurements: Sequence[Measurement]


def deciding_predictions(data: DecidingPredictions) -> go.Figure:
    """A strip a measurement, each with its own axis; a dot and a range a mechanism."""
    count = len(data.measurements)
    height = 46 + ROW * count
    figure = make_subplots(
        rows=count,
        cols=1,
        vertical_spacing=min(0.6 / count, 74 / height),
        subplot_titles=[axis_title(m.label, m.unit) for m in data.measurements],
    )
    narrow: dict[str, Any] = {"height": height + 26 * count}
    for number, m in enumerate(data.measurements):
        # A number stays on the line of its unit.
        lines = wrap(re.sub(r"(\d) ", "\\1\u00a0", axis_title(m.label, m.unit)), 40)
        narrow[f"annotations.{number}.text"] = "<br>".join(lines)
    restyled(figure, height, narrow, margin={"l": 70, "r": 24, "t": 58, "b": 36})
    names = list(dict.fromkeys(p.mechanism for m in data.measurements for p in m.predictions))
    for row, measurement in enumerate(data.measurements, 1):
        _add_strip(figure, measurement, names, row)
    figure.update_annotations(x=0.0, xanchor="left", align="left", font={"size": 14}, yshift=4)
    return figure


def _add_strip(figure: go.Figure, measurement: Measurement, names: list[str], row: int) -> None:
    for prediction in measurement.predictions:
        position = names.index(prediction.mechanism)
        style = style_of(prediction.mechanism, position)
        figure.add_trace(
            go.Scatter(
                x=[prediction.value],
                y=[prediction.mechanism],
                error_x={
                    "array": [prediction.high - prediction.value],
                    "arrayminus": [prediction.value - prediction.low],
                    "color": style.colour,
                    "thickness": 3,
                    "width": 0,
                },
                mode="markers",
                marker={
                    "symbol": SYMBOLS[position % len(SYMBOLS)],
                    "size": 13,
                    "color": style.colour,
                },
                showlegend=False,
                customdata=[[prediction.low, prediction.high]],
                hovertemplate=f"<b>{prediction.mechanism}</b><br>%{{x:.3g}} {measurement.unit} "
                "(%{customdata[0]:.3g} to %{customdata[1]:.3g})<extra></extra>",
            ),
            row=row,
            col=1,
        )
    figure.update_xaxes(rangemode="tozero", row=row, col=1)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        type="category",
        range=[-0.6, len(names) - 0.4],
        ticks="",
        showline=False,
        row=row,
        col=1,
    )
