"""Thickness of a reaction layer along a section as a distribution, with its mean and error bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import BLACK, axis_title, faded, new_figure, style_of

BINS = 40


class Thicknesses(NamedTuple):
    """Thicknesses [um] by column (nan where there is no layer) of one section: name, system that
    sets the colour, mean and its standard error [um]."""

    name: str
    system: str
    thickness: Array
    mean: float
    error: float


def layer_thickness(sections: Sequence[Thicknesses]) -> go.Figure:
    """Share of the section against thickness; the mean as a point with its error bar above.

    ValueError where no section has a thickness.
    """
    shown = [np.asarray(one.thickness, float) for one in sections]
    shown = [values[np.isfinite(values)] for values in shown]
    if not shown or not all(values.size for values in shown):
        raise ValueError("there is no thickness to draw")
    low, high = min(float(v.min()) for v in shown), max(float(v.max()) for v in shown)
    edges = np.linspace(low, max(high, low + 1e-6), BINS + 1)
    figure = new_figure(360)
    tallest = 0.0
    for place, (one, values) in enumerate(zip(sections, shown, strict=True)):
        share = 100.0 * np.histogram(values, edges)[0] / values.size
        tallest = max(tallest, float(share.max()))
        style = style_of(one.system, place)
        figure.add_trace(
            go.Scatter(
                x=np.repeat(edges, 2),
                y=np.concatenate([[0.0], np.repeat(share, 2), [0.0]]),
                mode="lines",
                line={"color": style.colour, "width": 1.6, "dash": style.dash},
                fill="tozeroy",
                fillcolor=faded(style.colour, 0.2),
                name=one.name,
                legendgroup=one.name,
                hovertemplate=f"<b>{one.name}</b><br>%{{y:.1f}} % at %{{x:.2f}} µm<extra></extra>",
            )
        )
    for place, one in enumerate(sections):
        figure.add_trace(
            go.Scatter(
                x=[one.mean],
                y=[tallest * (1.07 + 0.07 * place)],
                error_x={"type": "data", "array": [one.error], "thickness": 1.6, "width": 5},
                mode="markers",
                marker={"color": style_of(one.system, place).colour, "size": 9,
                        "line": {"color": BLACK, "width": 1}},
                name=f"mean {one.mean:.3g} ± {one.error:.2g} µm",
                legendgroup=one.name,
                hovertemplate=f"<b>{one.name}</b><br>mean {one.mean:.3g} ± {one.error:.2g} µm"
                "<extra></extra>",
            )
        )  # fmt: skip
    figure.update_xaxes(title_text=axis_title("Thickness of the layer", "µm"))
    figure.update_yaxes(title_text=axis_title("Share of the section", "%"), rangemode="tozero")
    return figure
