"""Computed energies of adsorption against measured nucleation overpotentials."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from solvus.report.theme import (
    CARD,
    INK,
    SOFT_INK,
    VERMILLION,
    axis_title,
    new_figure,
    style_of,
)
from solvus.report.traces import error_bars


class NucleationPoint(NamedTuple):
    """A surface: name, element that its colour is of, computed energy of adsorption [eV], measured
    overpotential and its standard deviation [mV], printed energy [eV] (nan without)."""

    name: str
    element: str
    energy: float
    overpotential: float
    sigma: float = 0.0
    printed: float = math.nan


class NucleationRank(NamedTuple):
    """Surfaces with both numbers, and who printed the energies beside ours."""

    points: Sequence[NucleationPoint]
    printed_by: str = "printed"


def nucleation_rank(data: NucleationRank) -> go.Figure:
    """One point a surface; how far the two scales are apart is said above.

    Raises ValueError where no surface has both numbers.
    """
    points = [p for p in data.points if math.isfinite(p.energy) and math.isfinite(p.overpotential)]
    if not points:
        raise ValueError("no surface has an energy of adsorption and an overpotential")
    figure = new_figure(
        450, {"height": 430}, margin={"t": 84},
        title={"text": subtitle(points), "font": {"size": 14, "color": SOFT_INK}, "x": 0.0,
               "xref": "paper", "y": 1.0, "yref": "container", "yanchor": "top",
               "pad": {"t": 10}},
    )  # fmt: skip
    colours = [style_of(p.element).colour for p in points]
    figure.add_trace(go.Scatter(
        x=[p.energy for p in points], y=[p.overpotential for p in points], mode="markers+text",
        name="computed", text=[f"<b>{p.name}</b>" for p in points], textposition="top right",
        textfont={"size": 13, "color": INK}, cliponaxis=False,
        marker={"symbol": "circle", "size": 14, "color": colours,
                "line": {"color": INK, "width": 1.2}},
        error_y=error_bars([p.sigma for p in points], SOFT_INK),
        hovertemplate="%{text}<br>%{x:.3f} eV computed, %{y:.3g} mV measured<extra></extra>",
    ))  # fmt: skip
    printed = [p for p in points if math.isfinite(p.printed)]
    if printed:
        _add_printed(figure, printed, data.printed_by)
    energies = [p.energy for p in points] + [p.printed for p in printed]
    room = 0.18 * max(max(energies) - min(energies), 0.05)
    top = max(p.overpotential + p.sigma for p in points)
    figure.update_xaxes(title_text=axis_title("Energy of adsorption", "eV"),
                        range=[min(energies) - room, max(energies) + room])  # fmt: skip
    figure.update_yaxes(title_text=axis_title("Nucleation overpotential", "mV"),
                        range=[0.0, 1.22 * top])  # fmt: skip
    return figure


def subtitle(points: Sequence[NucleationPoint]) -> str:
    """That energies rank and do not predict: their range against that of the overpotentials."""
    if len(points) < 2:
        return "one surface alone ranks nothing"
    ordered = sorted(points, key=lambda p: p.energy)
    levels = [p.overpotential for p in ordered]
    energy = ordered[-1].energy - ordered[0].energy
    word = "ranks" if levels == sorted(levels) else "does not even rank"
    rest = "does not predict" if word == "ranks" else "nor predict"
    return f"{word}, {rest}: {energy:.2f} eV against {max(levels) - min(levels):.0f} mV"


def _add_printed(figure: go.Figure, printed: Sequence[NucleationPoint], by: str) -> None:
    figure.add_trace(go.Scatter(
        x=[v for p in printed for v in (p.energy, p.printed, None)],
        y=[v for p in printed for v in (p.overpotential, p.overpotential, None)],
        mode="lines", line={"color": SOFT_INK, "width": 1, "dash": "dot"}, hoverinfo="skip",
        showlegend=False,
    ))  # fmt: skip
    figure.add_trace(go.Scatter(
        x=[p.printed for p in printed], y=[p.overpotential for p in printed], mode="markers",
        name=by, text=[p.name for p in printed],
        marker={"symbol": "diamond", "size": 13, "color": CARD,
                "line": {"color": VERMILLION, "width": 2.4}},
        hovertemplate=f"<b>%{{text}}</b><br>{by}: %{{x:.3g}} eV<extra></extra>",
    ))  # fmt: skip
