"""A region of a spectrum with the background under its lines, whose area is an intensity."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import BLACK, BLUE, SOFT_INK, axis_title, faded, new_figure

HOVER = "%{y:.4g} at %{x:.2f} eV"


class XpsArea(NamedTuple):
    """A region: name, binding energy [eV], counts and background (None where none was drawn) as
    arrays (n,), unit of the counts."""

    name: str
    energy: Array
    counts: Array
    background: Array | None = None
    unit: str = "counts"


def xps_area(data: XpsArea) -> go.Figure:
    """Intensity against binding energy, which falls to the right; the area above the background."""
    figure = new_figure(400)
    x, y = np.asarray(data.energy, float), np.asarray(data.counts, float)
    if data.background is not None:
        under = np.asarray(data.background, float)
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([x, x[::-1]]),
                y=np.concatenate([y, under[::-1]]),
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=faded(BLUE, 0.22),
                name="area",
                hoverinfo="skip",
            )
        )
        figure.add_trace(_line("background", x, under, SOFT_INK, "dash"))
    figure.add_trace(_line("measured", x, y, BLACK, "solid"))
    figure.update_xaxes(
        range=[float(x.max()), float(x.min())], title_text=axis_title("Binding energy", "eV")
    )
    figure.update_yaxes(title_text=axis_title(f"{data.name} intensity", data.unit))
    return figure


def _line(name: str, x: np.ndarray, y: np.ndarray, colour: str, dash: str) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colour, "dash": dash, "width": 1.6},
        name=name,
        hovertemplate=f"<b>{name}</b><br>{HOVER}<extra></extra>",
    )
