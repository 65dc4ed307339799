"""Energies of adsorption: every site of every surface, the most stable one bold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

import plotly.graph_objects as go

from solvus.report.adsorption_words import energy_text
from solvus.report.theme import (
    BLACK,
    BLUE,
    CARD,
    GREEN,
    HAIRLINE,
    INK,
    ORANGE,
    SOFT_INK,
    VERMILLION,
    axis_title,
    new_figure,
)

SYMBOLS: Mapping[str, str] = {"hollow": "square", "bridge": "diamond", "top": "circle"}
"""The marker of a kind of site, in every figure that shows sites."""

_LEVELS = (BLUE, ORANGE, GREEN)
_SPREADS = (0.26, 0.145, 0.1)  # half of the width of the sites of a surface, by number of levels
_CLEAR = 0.085
_FOR_PRINTED = 0.08
_NAME = 16  # characters of a line of a name
_UNKNOWN = "circle"


class SiteEnergy(NamedTuple):
    """A site: label, kind, energy of adsorption [eV] (nan where it did not converge), whether it
    converged, the kind of site where the atom ended, what went wrong."""

    label: str
    kind: str
    energy: float
    converged: bool
    ends_at: str
    trouble: str = ""


class SurfaceEnergies(NamedTuple):
    """A surface and its sites."""

    name: str
    sites: Sequence[SiteEnergy]


class EnergyLevel(NamedTuple):
    """Surfaces at one level of theory: what it is called, its surfaces."""

    name: str
    surfaces: Sequence[SurfaceEnergies]


class AdsorptionEnergies(NamedTuple):
    """One to three levels; printed values [eV] by name of surface and who printed them; what the
    zero of the energies is."""

    levels: Sequence[EnergyLevel]
    printed: Mapping[str, float] = {}
    printed_by: str = "printed"
    zero: str = "bulk lithium"


def adsorption_energies(data: AdsorptionEnergies) -> go.Figure:
    """Surfaces side by side in their order, levels beside one another within each.

    What did not converge stands as a cross at the foot and has no value. ValueError for no level
    or more than three.
    """
    if not 1 <= len(data.levels) <= len(_LEVELS):
        raise ValueError(f"one to {len(_LEVELS)} levels are drawn beside one another")
    names = list(dict.fromkeys(one.name for level in data.levels for one in level.surfaces))
    figure = new_figure(470, {"min_width": 120 + 105 * len(names)}, margin={"r": 66, "t": 84},
                        legend={"itemclick": False, "itemdoubleclick": False})  # fmt: skip
    low, high = _reach(data)
    foot = low - 0.07 * (high - low)
    for place, level in enumerate(data.levels):
        _add_level(figure, data, names, place, level, foot)
    _add_printed(figure, data, names)
    _legend_of_kinds(figure, data)
    for border in range(1, len(names)):
        figure.add_vline(x=border - 0.5, line={"color": HAIRLINE, "width": 1.5}, layer="below")
    figure.add_hline(y=0.0, line={"color": INK, "width": 1.2, "dash": "dash"})
    figure.add_annotation(
        x=1.008, xref="paper", xanchor="left", y=0.0, yanchor="middle", align="left",
        text=data.zero.replace(" ", "<br>"),
        font={"size": 12, "color": SOFT_INK}, showarrow=False,
    )  # fmt: skip
    figure.update_xaxes(
        tickvals=list(range(len(names))), ticktext=["<br>".join(wrap(n, _NAME)) for n in names],
        range=[-0.5, len(names) - 0.5], ticks="", showgrid=False,
    )  # fmt: skip
    figure.update_yaxes(
        title_text=axis_title("Energy of adsorption", "eV"),
        range=[foot - 0.05 * (high - low), high + 0.08 * (high - low)],
    )
    return figure


def _reach(data: AdsorptionEnergies) -> tuple[float, float]:
    """The lowest and the highest value, zero among them."""
    values = [
        site.energy for level in data.levels for one in level.surfaces for site in one.sites
        if site.converged
    ]  # fmt: skip
    values += [0.0, *data.printed.values()]
    low, high = min(values), max(values)
    return (low, high) if high - low > 0.05 else (low - 0.05, high + 0.05)


def _offset(place: int, count: int, printed: bool) -> float:
    """Where a level stands beside the middle of its surface; printed values stand at its right."""
    return (place - 0.5 * (count - 1)) * (0.76 / count) - (_FOR_PRINTED if printed else 0.0)


def _spread(sites: Sequence[SiteEnergy], width: float) -> Iterator[tuple[float, SiteEnergy]]:
    """Sites side by side, so that equal energies do not hide one another: the lowest in the
    middle, the others left and right of it."""
    ordered = sorted(sites, key=lambda site: site.energy if site.converged else math.inf)
    first = min(_CLEAR, width)  # of the others, clear of the large marker
    step = (width - first) / max(1, len(sites) // 2 - 1)
    for number, site in enumerate(ordered):
        place = (number + 1) // 2
        yield ((-1) ** number * (first + (place - 1) * step) if place else 0.0), site


def _add_level(figure: go.Figure, data: AdsorptionEnergies, names: Sequence[str], place: int,
               level: EnergyLevel, foot: float) -> None:  # fmt: skip
    colour, offset = _LEVELS[place], _offset(place, len(data.levels), bool(data.printed))
    width = _SPREADS[len(data.levels) - 1]
    points: list[tuple[float, SiteEnergy, str]] = []
    lines: list[tuple[float, float]] = []
    best: list[tuple[float, SiteEnergy, str]] = []
    lost: list[tuple[float, SiteEnergy, str]] = []
    for surface in level.surfaces:
        x = names.index(surface.name) + offset
        spread = [(x + dx, site, surface.name) for dx, site in _spread(surface.sites, width)]
        sound = [one for one in spread if one[1].converged]
        lost += [one for one in spread if not one[1].converged]
        if sound:
            lowest = min(sound, key=lambda one: one[1].energy)
            best.append(lowest)
            lines.append((x, lowest[1].energy))
            points += [one for one in sound if one is not lowest]
    reach = 0.8 * width
    figure.add_trace(go.Scatter(
        x=[v for x, _ in lines for v in (x - reach, x + reach, None)],
        y=[v for _, y in lines for v in (y, y, None)],
        mode="lines", line={"color": colour, "width": 1.6}, hoverinfo="skip", showlegend=False,
    ))  # fmt: skip
    figure.add_trace(_markers(points, colour, 9, False, name=level.name, showlegend=False))
    figure.add_trace(_markers(best, colour, 14, True, name=level.name, showlegend=False))
    figure.add_trace(go.Scatter(  # a swatch of the level: its symbols mean the kind of site
        x=[None], y=[None], mode="lines", name=level.name, line={"color": colour, "width": 6},
    ))  # fmt: skip
    for x, energy in lines:
        figure.add_annotation(
            x=x, y=energy, yanchor="top", yshift=-9, showarrow=False,
            text=f"<b>{energy_text(energy, 2)}</b>", font={"size": 12, "color": INK},
            bgcolor="rgba(255,255,255,0.75)", borderpad=0,
        )  # fmt: skip
    if lost:
        figure.add_trace(_crosses(lost, foot, colour, level.name))


def _markers(points: Sequence[tuple[float, SiteEnergy, str]], colour: str, size: int, bold: bool,
             **more: Any) -> go.Scatter:  # fmt: skip
    return go.Scatter(
        x=[x for x, _, _ in points],
        y=[site.energy for _, site, _ in points],
        mode="markers",
        marker={
            "symbol": [SYMBOLS.get(site.kind, _UNKNOWN) for _, site, _ in points],
            "size": size,
            "color": colour if bold else CARD,
            "line": {"color": INK if bold else colour, "width": 1.4 if bold else 1.8},
        },
        text=[
            f"<b>{name}</b><br>{site.label}: {energy_text(site.energy, 3)} eV<br>"
            f"converged, ends at {site.ends_at}"
            for _, site, name in points
        ],
        hovertemplate="%{text}<extra>%{fullData.name}</extra>",
        **more,
    )


def _crosses(lost: Sequence[tuple[float, SiteEnergy, str]], foot: float, colour: str,
             level: str) -> go.Scatter:  # fmt: skip
    return go.Scatter(
        x=[x for x, _, _ in lost],
        y=[foot] * len(lost),
        mode="markers",
        name="did not converge",
        showlegend=False,
        marker={"symbol": "x-open", "size": 8, "color": colour, "line": {"width": 1.2}},
        text=[
            f"<b>{name}</b><br>{site.label}: did not converge"
            + (f"<br>{site.trouble}" if site.trouble else "")
            for _, site, name in lost
        ],
        hovertemplate=f"%{{text}}<extra>{level}</extra>",
    )


def _add_printed(figure: go.Figure, data: AdsorptionEnergies, names: Sequence[str]) -> None:
    given = [(names.index(name), value) for name, value in data.printed.items() if name in names]
    if not given:
        return
    # beside the levels, so that a printed value never hides a computed one
    figure.add_trace(go.Scatter(
        x=[x + 0.4 for x, _ in given], y=[value for _, value in given], mode="markers",
        name=data.printed_by,
        marker={"symbol": "star-diamond", "size": 14, "color": VERMILLION,
                "line": {"color": BLACK, "width": 1}},
        hovertemplate=f"{data.printed_by}: %{{y:.3g}} eV<extra></extra>",
    ))  # fmt: skip


def _legend_of_kinds(figure: go.Figure, data: AdsorptionEnergies) -> None:
    shown = {site.kind for level in data.levels for one in level.surfaces for site in one.sites}
    for kind, symbol in SYMBOLS.items():
        if kind in shown:
            figure.add_trace(go.Scatter(
                x=[None], y=[None], mode="markers", name=kind, hoverinfo="skip",
                marker={"symbol": symbol, "size": 10, "color": CARD,
                        "line": {"color": SOFT_INK, "width": 1.8}},
            ))  # fmt: skip
    lost = any(not site.converged for level in data.levels for one in level.surfaces
               for site in one.sites)  # fmt: skip
    if lost:
        figure.add_trace(go.Scatter(
            x=[None], y=[None], mode="markers", name="did not converge", hoverinfo="skip",
            marker={"symbol": "x-open", "size": 8, "color": SOFT_INK, "line": {"width": 1.2}},
        ))  # fmt: skip
