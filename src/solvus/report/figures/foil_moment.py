"""The foil at one moment, and the traces that show it: whole, magnified, in the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.report.series import Array
from solvus.report.theme import (
    BLACK,
    INK,
    PURPLE,
    STATE_INK,
    STATE_WORDS,
    STATES,
    faded,
    style_of,
)

FLOOR, ROOF = 0.1, 100.0  # [at%] between which the foil is drawn
HEADROOM = 550.0  # [at%] where the logarithmic axis ends: above the foil the state is told
LITHIUM_FILL = "#e9ebed"
SEEN = 0.01  # least share of the area [1] at which patches are drawn as a skin


class Moment(NamedTuple):
    """The foil at one moment.

    time [h]; charge, net, stripped since the start [mAh/cm2]; state "strip", "plate" or "rest".
    depth [um] below the face of the matrix, solute [at%] there, same length.
    layers (thickness [nm], solute [at%]) of the skin, outermost first, () without a skin.
    reading [at%] of the AES instrument; thickness [um] of the matrix.
    deposit [um] of Li above the skin, averaged over the area.
    covered [1], share of the area that has a skin; shown [1], share that has it at the surface.
    """

    time: float
    charge: float
    state: str
    depth: Array
    solute: Array
    layers: Sequence[tuple[float, float]]
    reading: float
    thickness: float
    deposit: float = 0.0
    covered: float = 1.0
    shown: float = 1.0


class Scene(NamedTuple):
    """What all frames share: extents [um] and [nm], colours, the solute."""

    original: float
    reach: float
    window: float
    colour: str
    solute: str


def scene_of(moments: Sequence[Moment], solute: str) -> Scene:
    """Extents and colours that hold for all moments."""
    original = _outer(moments[0])
    reach = max(_outer(m) for m in moments)
    # Patches that have just begun are thick for their area; they may leave the window.
    grown = [_skin(m) for m in moments if m.covered >= 0.5]
    thickest = max(grown or [_skin(m) for m in moments])
    window = max(100.0, 1.35 * thickest)
    colour = style_of(solute).colour
    return Scene(original, max(reach, original), window, colour, solute)


def _skin(moment: Moment) -> float:
    """Thickness of the skin [nm] where it is; 0 where hardly any area has one."""
    if moment.covered < SEEN:
        return 0.0
    return float(sum(thickness for thickness, _ in moment.layers))


def _outer(moment: Moment) -> float:
    """Position of the outer surface [um], averaged over the area."""
    return float(moment.thickness + moment.deposit + 1e-3 * moment.covered * _skin(moment))


def _richest(moment: Moment) -> float:
    """Solute [at%] of the outermost layer of the skin; of the matrix face without a skin."""
    found = moment.layers[0][1] if _skin(moment) > 0.0 else np.asarray(moment.solute)[0]
    return max(float(found), FLOOR)


def _at_surface(moment: Moment) -> bool:
    """Whether some of the skin is at the surface, not under plated Li."""
    return moment.deposit <= 0.0 or moment.shown >= SEEN


def _stems(moment: Moment) -> tuple[list[float | None], list[float | None], int]:
    """Outline of the skin [um, at%] and the index of its tip: at the surface, where there is
    plated Li on top also beneath it; two outlines are parted by None."""
    face, outer, solute = moment.thickness, _outer(moment), _richest(moment)
    buried = moment.deposit > 0.0 and _skin(moment) > 0.0
    x: list[float | None] = []
    if buried:
        top = face + 1e-3 * _skin(moment)
        x += [face, face, top, top, face]
    if _at_surface(moment) or not buried:
        inner = outer if buried else face
        x += [None] if x else []
        x += [inner, inner, outer, outer, inner]
    rise = [FLOOR, solute, solute, FLOOR, FLOOR]
    y: list[float | None] = [*rise, None, *rise] if len(x) > len(rise) else [*rise]
    return x, y, len(x) - 3


def moving_traces(moment: Moment, scene: Scene) -> list[go.Scatter]:
    """The traces that change, in the order of the panels they stand in."""
    depth = np.append(np.asarray(moment.depth, float), moment.thickness)
    solute = np.asarray(moment.solute, float)
    solute = np.maximum(np.append(solute, solute[-1]), FLOOR)
    face, outer = moment.thickness, _outer(moment)
    x, y, tip = _stems(moment)
    inside = (face - depth)[::-1]
    profile = solute[::-1]
    body = go.Scatter(
        x=[0.0, outer, outer, 0.0, 0.0],
        y=[FLOOR, FLOOR, ROOF, ROOF, FLOOR],
        fill="toself",
        fillcolor=LITHIUM_FILL,
        mode="lines",
        line={"width": 0},
        hoverinfo="skip",
        name="foil",
    )
    area = go.Scatter(
        x=np.concatenate(([inside[0]], inside, [face])).astype(np.float32),
        y=np.concatenate(([FLOOR], profile, [FLOOR])).astype(np.float32),
        fill="toself",
        fillcolor=faded(scene.colour, 0.22),
        mode="lines",
        line={"width": 0},
        hoverinfo="skip",
    )
    line = go.Scatter(
        x=inside.astype(np.float32),
        y=profile.astype(np.float32),
        mode="lines",
        line={"color": scene.colour, "width": 3},
        name=f"{scene.solute} in solution in the foil",
        hovertemplate="%{y:.3g} at% at %{x:.1f} µm from the back<extra></extra>",
    )
    skin = go.Scatter(
        x=x,
        y=y,
        fill="toself",
        fillcolor=scene.colour,
        mode="lines+markers+text",
        line={"color": scene.colour, "width": 4},
        marker={
            "size": [10 * (i == tip) for i in range(len(x))],
            "color": scene.colour,
            "opacity": 1,
        },
        text=[f"{_richest(moment):.3g} at% " if i == tip else "" for i in range(len(x))],
        textposition="top left",
        textfont={"color": INK},
        name="surface of the foil",
        hovertemplate="surface: %{y:.3g} at%<extra></extra>",
    )
    words = go.Scatter(
        x=[0.02 * scene.reach],
        y=[HEADROOM],
        mode="text",
        text=[_sentence(moment)],
        textposition="bottom right",
        textfont={"size": 14, "color": STATE_INK[moment.state]},
        hoverinfo="skip",
    )
    return [body, area, line, skin, words, *_magnified(moment, scene), _now(moment)]


def _magnified(moment: Moment, scene: Scene) -> list[go.Scatter]:
    """The outermost nanometres: skin as steps, matrix behind, the AES reading as a level."""
    x: list[float | None] = [None]
    y: list[float | None] = [None]
    deep = 1e3 * moment.deposit
    edge = 0.0
    for start in [0.0] * _at_surface(moment) + [deep] * (deep > 0.0):
        edge = start
        for thickness, solute in moment.layers if _skin(moment) > 0.0 else ():
            x += [edge, edge, edge + thickness, edge + thickness, None]
            y += [FLOOR, solute, solute, FLOOR, None]
            edge += thickness
    skin = go.Scatter(
        x=x,
        y=y,
        fill="toself",
        fillcolor=faded(scene.colour, 0.2 + 0.55 * min(moment.covered, moment.shown)),
        mode="lines",
        line={"color": scene.colour, "width": 2},
        name="solute-rich skin",
        hovertemplate="skin: %{y:.3g} at%<extra></extra>",
    )
    depth = np.asarray(moment.depth, float) * 1e3
    grid = np.linspace(0.0, max(scene.window - edge, 1.0), 12)
    level = np.maximum(np.interp(grid, depth, np.asarray(moment.solute, float)), FLOOR)
    matrix = go.Scatter(
        x=np.concatenate(([edge], edge + grid, [edge + grid[-1]])),
        y=np.concatenate(([FLOOR], level, [FLOOR])),
        fill="toself",
        fillcolor=faded(scene.colour, 0.22),
        mode="lines",
        line={"color": scene.colour, "width": 2},
        hovertemplate="foil: %{y:.3g} at%<extra></extra>",
    )
    reading = go.Scatter(
        x=[0.0, 0.985 * scene.window],
        y=[moment.reading, moment.reading],
        mode="lines+text",
        line={"color": PURPLE, "width": 2.5, "dash": "dash"},
        text=["", f"AES would read {moment.reading:.1f}"],
        textposition="top left",
        textfont={"color": "#8f3f6c", "size": 13},
        name="reading of the virtual AES",
        hovertemplate="AES reading %{y:.1f} at%<extra></extra>",
    )
    return [skin, matrix, reading]


def _now(moment: Moment) -> go.Scatter:
    return go.Scatter(
        x=[moment.time],
        y=[moment.charge],
        mode="markers",
        marker={
            "size": 14,
            "color": STATES[moment.state].colour,
            "line": {"color": BLACK, "width": 1.5},
        },
        hoverinfo="skip",
        cliponaxis=False,
    )


def _sentence(moment: Moment) -> str:
    skin = _skin(moment)
    held = f"skin {skin:.0f} nm, {_richest(moment):.3g} at%" if skin > 0.0 else "no skin"
    if skin > 0.0 and moment.deposit > 0.0:
        held += f", {100 * moment.shown:.0f} % at the surface"
    elif skin > 0.0 and moment.covered < 0.995:
        held += f", {100 * moment.covered:.0f} % of the area"
    return f"<b>{STATE_WORDS[moment.state]}</b><br>{held}"
