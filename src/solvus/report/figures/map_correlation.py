"""Radial autocorrelation of element maps, with error bars and where it has fallen to 1/e."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.cell_traces import styles_of
from solvus.report.series import Array, Line
from solvus.report.theme import SOFT_INK, axis_title, new_figure
from solvus.report.traces import add_line

HOVER = "%{y:.3f} at %{x:.3g}"


class MapCorrelation(NamedTuple):
    """Autocorrelation of a map: element, distance [unit of `map_correlation`], value [1] and its
    standard error, arrays (n,)."""

    element: str
    distance: Array
    value: Array
    error: Array


def map_correlation(maps: Sequence[MapCorrelation], unit: str = "µm") -> go.Figure:
    """Autocorrelation against distance [unit], bands of one standard error. ValueError for none."""
    if not maps:
        raise ValueError("there is no autocorrelation to draw")
    figure = new_figure(380)
    styles = styles_of([""] * len(maps))
    for place, (one, style) in enumerate(zip(maps, styles, strict=True)):
        low = [v - e for v, e in zip(one.value, one.error, strict=True)]
        high = [v + e for v, e in zip(one.value, one.error, strict=True)]
        line = Line(one.element, one.distance, one.value, low, high, style.colour, style.dash)
        add_line(figure, line, place, HOVER)
    figure.add_hline(y=math.exp(-1.0), line={"color": SOFT_INK, "dash": "dot", "width": 1.2},
                     annotation_text="1/e", annotation_position="top right")  # fmt: skip
    figure.update_xaxes(title_text=axis_title("Distance", unit), rangemode="tozero")
    figure.update_yaxes(title_text="Autocorrelation", rangemode="tozero")
    return figure
