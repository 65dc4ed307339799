"""Corner plot of a posterior: each parameter alone, and each pair, priors beside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import BLUE, CARD, ORANGE, VERMILLION, axis_title, restyled

PANEL, FRAME = 150, 120  # [px]
BINS, PAIR_BINS = 36, 28
TAILS = 0.3  # [%] left off at each end of an axis
CONTAINS = (0.39, 0.86)  # share of the samples inside 1 and 2 sigma of a plane Gaussian


class Sampled(NamedTuple):
    """A parameter in display units: name, unit, samples, value of the fit, and its prior with
    standard deviation (nan where it is flat between the bounds)."""

    name: str
    unit: str
    samples: Array
    best: float
    prior: float = math.nan
    prior_sigma: float = math.nan


class Corner(NamedTuple):
    """The parameters; samples of all have one length and order."""

    parameters: Sequence[Sampled]


def corner(data: Corner) -> go.Figure:
    """Histograms on the diagonal, densities of pairs with lines of 39 and 86 % below it."""
    count = len(data.parameters)
    figure = make_subplots(
        rows=count, cols=count, shared_xaxes="columns",
        horizontal_spacing=0.02, vertical_spacing=0.02,
    )  # fmt: skip
    side = FRAME + PANEL * count
    restyled(figure, side, {"min_width": side}, bargap=0, legend={"y": 1.0, "x": 1.0,
             "xanchor": "right", "yanchor": "top", "orientation": "v"})  # fmt: skip
    ranges = [_range(one) for one in data.parameters]
    for i, row in enumerate(data.parameters):
        for j, column in enumerate(data.parameters):
            place = {"row": i + 1, "col": j + 1}
            if j > i:
                figure.update_xaxes(visible=False, **place)
                figure.update_yaxes(visible=False, **place)
            elif i == j:
                _alone(figure, row, ranges[i], place, named=i == 0)
            else:
                _pair(figure, column, row, ranges[j], ranges[i], place)
            _axes(figure, data, i, j, ranges, place)
    return figure


def _range(one: Sampled) -> tuple[float, float]:
    samples = np.asarray(one.samples, float)
    low, high = np.percentile(samples, [TAILS, 100.0 - TAILS])
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _alone(
    figure: go.Figure,
    one: Sampled,
    room: tuple[float, float],
    place: dict[str, int],
    *,
    named: bool,
) -> None:
    height, edges = np.histogram(np.asarray(one.samples, float), BINS, room, density=True)
    middle = 0.5 * (edges[1:] + edges[:-1])
    figure.add_trace(
        go.Scatter(
            x=middle, y=height, mode="lines", line={"color": BLUE, "width": 1.5, "shape": "hvh"},
            fill="tozeroy", fillcolor="rgba(0,114,178,0.25)", name="posterior",
            legendgroup="posterior", showlegend=named,
            hovertemplate=f"<b>{one.name}</b> %{{x:.4g}} {one.unit}<extra></extra>",
        ),
        **place,
    )  # fmt: skip
    x = np.linspace(*room, 101)
    if math.isfinite(one.prior_sigma):
        density = np.exp(-0.5 * ((x - one.prior) / one.prior_sigma) ** 2)
        density /= one.prior_sigma * math.sqrt(2.0 * math.pi)
        figure.add_trace(
            go.Scatter(
                x=x, y=density, mode="lines", line={"color": ORANGE, "width": 2, "dash": "dash"},
                name=f"prior of {one.name}", hoverinfo="skip",
            ),
            **place,
        )  # fmt: skip
    figure.add_vline(one.best, line={"color": VERMILLION, "width": 1.5}, **place)


def _pair(
    figure: go.Figure,
    across: Sampled,
    up: Sampled,
    room_x: tuple[float, float],
    room_y: tuple[float, float],
    place: dict[str, int],
) -> None:
    counts, x, y = np.histogram2d(
        np.asarray(across.samples, float), np.asarray(up.samples, float), PAIR_BINS,
        [room_x, room_y],
    )  # fmt: skip
    counts = _smooth(counts)
    middle_x, middle_y = 0.5 * (x[1:] + x[:-1]), 0.5 * (y[1:] + y[:-1])
    figure.add_trace(
        go.Heatmap(
            z=counts.T, x=middle_x, y=middle_y, showscale=False, hoverinfo="skip",
            colorscale=[[0.0, CARD], [1.0, "#4f93c2"]], zsmooth="best",
        ),
        **place,
    )  # fmt: skip
    for share, width in zip(CONTAINS, (2.0, 1.2), strict=True):
        level = _level(counts, share)
        figure.add_trace(
            go.Contour(
                z=counts.T, x=middle_x, y=middle_y, showscale=False, hoverinfo="skip",
                contours={"start": level, "end": level, "size": 1, "coloring": "none"},
                line={"color": BLUE, "width": width}, showlegend=False,
            ),
            **place,
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[across.best], y=[up.best], mode="markers", showlegend=False,
            marker={"color": VERMILLION, "size": 6},
            hovertemplate=f"fit: {across.name} %{{x:.4g}}, {up.name} %{{y:.4g}}<extra></extra>",
        ),
        **place,
    )  # fmt: skip


def _smooth(counts: np.ndarray) -> np.ndarray:
    """Each bin averaged with its neighbours, so that lines of equal density are lines."""
    kernel = np.array([0.25, 0.5, 0.25])
    for axis in (0, 1):
        counts = np.apply_along_axis(np.convolve, axis, counts, kernel, mode="same")
    return counts


def _level(counts: np.ndarray, share: float) -> float:
    """The density above which that share of the samples lies."""
    ordered = np.sort(counts.ravel())[::-1]
    inside = np.cumsum(ordered)
    return float(ordered[int(np.searchsorted(inside, share * inside[-1]))])


def _axes(
    figure: go.Figure,
    data: Corner,
    i: int,
    j: int,
    ranges: Sequence[tuple[float, float]],
    place: dict[str, int],
) -> None:
    """Titles only along the left and the lower edge."""
    if j > i:
        return
    last = i == len(data.parameters) - 1
    row, column = data.parameters[i], data.parameters[j]
    small = {"size": 12}
    figure.update_xaxes(
        range=ranges[j], nticks=5, tickangle=-40, showgrid=False, showticklabels=last,
        title={"text": axis_title(column.name, column.unit) if last else None, "font": small},
        tickfont={"size": 11}, **place,
    )  # fmt: skip
    figure.update_yaxes(
        range=None if i == j else ranges[i], nticks=5, showgrid=False,
        showticklabels=j == 0 and i > 0, ticks="" if i == j else "outside",
        title={"text": axis_title(row.name, row.unit) if j == 0 and i > 0 else None, "font": small},
        tickfont={"size": 11}, **place,
    )  # fmt: skip
