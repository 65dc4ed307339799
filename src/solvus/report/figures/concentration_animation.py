"""The solute in a foil while lithium is stripped and plated: an animated profile.

Three views of the same moment: the whole foil in the laboratory frame (its face moves as Li
leaves and returns), the outermost few hundred nanometres, and where in the protocol we are. The
concentration axis is logarithmic, as the skin holds a hundred times what the foil does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array
from solvus.report.theme import (
    BLACK,
    INK,
    PURPLE,
    SOFT_INK,
    STATE_WORDS,
    STATES,
    axis_title,
    faded,
    restyled,
    style_of,
)

FLOOR, ROOF = 0.1, 100.0  # [at%] between which the foil is drawn
HEADROOM = 550.0  # [at%] where the logarithmic axis ends: above the foil the state is told
FRAME_MS = 90
LITHIUM_FILL = "#e9ebed"
STATIC = 2  # traces that no frame changes come first: the face as made, Li under the window
SEEN = 0.01  # least share of the area [1] at which patches are drawn as a skin
NARROW = {
    "xaxis.domain": [0.0, 1.0],
    "yaxis.domain": [0.66, 1.0],
    "xaxis2.domain": [0.0, 1.0],
    "yaxis2.domain": [0.30, 0.54],
    "yaxis2.showticklabels": True,
    "yaxis3.domain": [0.0, 0.17],
    "height": 940,
    "margin.b": 190,
    "updatemenus.0.pad.t": 54,
    "sliders.0.x": 0.0,
    "sliders.0.len": 1.0,
    "sliders.0.pad.t": 108,
}


class Moment(NamedTuple):
    """The foil at one moment.

    time [h]; charge, net, stripped since the start [mAh/cm2]; state "strip", "plate" or "rest".
    depth [um] below the face of the matrix, solute [at%] there, same length.
    layers (thickness [nm], solute [at%]) of the skin, outermost first, () without a skin.
    reading [at%] of the AES instrument; thickness [um] of the matrix.
    deposit [um] of Li above the skin, coverage [1] the share of the area that shows the skin.
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
    coverage: float = 1.0


class ConcentrationAnimation(NamedTuple):
    """The moments in order of time, the first one the foil as made; the name of the solute."""

    moments: Sequence[Moment]
    solute: str = "Ag"


class _Scene(NamedTuple):
    """What all frames share: extents [um] and [nm], colours, the solute."""

    original: float
    reach: float
    window: float
    colour: str
    solute: str


def concentration_animation(data: ConcentrationAnimation) -> go.Figure:
    """Profile of the solute with play, pause and a slider; ValueError without two moments."""
    moments = data.moments
    if len(moments) < 2:
        raise ValueError("an animation needs at least two moments")
    scene = _scene(data)
    figure = make_subplots(
        rows=2,
        cols=2,
        column_widths=[0.66, 0.34],
        row_heights=[0.76, 0.24],
        horizontal_spacing=0.05,
        vertical_spacing=0.2,
        subplot_titles=["The whole foil", "Its surface, magnified", "The charge stripped so far"],
        shared_yaxes=True,
        specs=[[{}, {}], [{"colspan": 2}, None]],
    )
    restyled(figure, 690, NARROW, showlegend=False, margin={"l": 70, "r": 20, "t": 40, "b": 130})
    figure.update_annotations(font={"size": 14, "weight": 600})
    _add_background(figure, scene)
    places = [(1, 1)] * 5 + [(1, 2)] * 3 + [(2, 1)]
    for trace, (row, col) in zip(_moving(moments[0], scene), places, strict=True):
        figure.add_trace(trace, row=row, col=col)
    moving = list(range(STATIC, STATIC + len(places)))
    _add_timeline(figure, moments)
    figure.frames = [
        go.Frame(name=str(number), data=_moving(moment, scene), traces=moving)
        for number, moment in enumerate(moments)
    ]
    _axes(figure, scene)
    _controls(figure, moments)
    return figure


def _scene(data: ConcentrationAnimation) -> _Scene:
    original = _outer(data.moments[0])
    reach = max(_outer(m) for m in data.moments)
    thickest = max(_skin(m) for m in data.moments)
    window = max(100.0, 1.35 * thickest)
    colour = style_of(data.solute).colour
    return _Scene(original, max(reach, original), window, colour, data.solute)


def _skin(moment: Moment) -> float:
    """Thickness of the skin [nm] where it is; 0 where hardly any area shows it."""
    if moment.coverage < SEEN:
        return 0.0
    return float(sum(thickness for thickness, _ in moment.layers))


def _outer(moment: Moment) -> float:
    """Position of the outer surface [um], averaged over the area."""
    return float(moment.thickness + moment.deposit + 1e-3 * moment.coverage * _skin(moment))


def _outermost(moment: Moment) -> float:
    return float(moment.layers[0][1] if _skin(moment) > 0.0 else np.asarray(moment.solute)[0])


def _moving(moment: Moment, scene: _Scene) -> list[go.Scatter]:
    """The traces that change, in the order of the panels they stand in."""
    depth = np.append(np.asarray(moment.depth, float), moment.thickness)
    solute = np.asarray(moment.solute, float)
    solute = np.maximum(np.append(solute, solute[-1]), FLOOR)
    face, outer = moment.thickness, _outer(moment)
    surface = max(_outermost(moment), FLOOR)
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
        x=[outer, outer],
        y=[FLOOR, surface],
        mode="lines+markers+text",
        line={"color": scene.colour, "width": 5},
        marker={"size": [0, 11], "color": scene.colour},
        text=["", f"{surface:.3g} at% "],
        textposition="middle left",
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
        textfont={"size": 14, "color": STATES[moment.state].colour},
        hoverinfo="skip",
    )
    return [body, area, line, skin, words, *_magnified(moment, scene), _now(moment)]


def _magnified(moment: Moment, scene: _Scene) -> list[go.Scatter]:
    """The outermost nanometres: skin as steps, matrix behind, the AES reading as a level."""
    x, y = [], []
    edge = 1e3 * moment.deposit
    if edge > 0.0:
        x, y = [0.0, edge], [FLOOR, FLOOR]
    for thickness, solute in moment.layers if _skin(moment) > 0.0 else ():
        x += [edge, edge + thickness]
        y += [solute, solute]
        edge += thickness
    skin = go.Scatter(
        x=[x[0], *x, x[-1]] if x else [0.0],
        y=[FLOOR, *y, FLOOR] if x else [FLOOR],
        fill="toself",
        fillcolor=faded(scene.colour, 0.2 + 0.55 * moment.coverage),
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
    )


def _sentence(moment: Moment) -> str:
    skin = _skin(moment)
    held = f"skin {skin:.0f} nm, {_outermost(moment):.3g} at%" if skin > 0.0 else "no skin"
    if skin > 0.0 and moment.coverage < 0.995:
        held += f", {100 * moment.coverage:.0f} % of the area"
    return f"<b>{STATE_WORDS[moment.state]}</b><br>{held}"


def _add_background(figure: go.Figure, scene: _Scene) -> None:
    """What stands still: the face of the foil as made, Li behind the magnified surface."""
    face = go.Scatter(
        x=[scene.original, scene.original],
        y=[FLOOR, 1.35 * ROOF],
        mode="lines+text",
        line={"color": SOFT_INK, "width": 1.5, "dash": "dot"},
        text=["", "surface as made"],
        textposition="top left",
        textfont={"color": SOFT_INK, "size": 12},
        hoverinfo="skip",
    )
    lithium = go.Scatter(
        x=[0.0, scene.window, scene.window, 0.0],
        y=[FLOOR, FLOOR, ROOF, ROOF],
        fill="toself",
        fillcolor=LITHIUM_FILL,
        mode="lines",
        line={"width": 0},
        hoverinfo="skip",
    )
    figure.add_trace(face, row=1, col=1)
    figure.add_trace(lithium, row=1, col=2)


def _add_timeline(figure: go.Figure, moments: Sequence[Moment]) -> None:
    """Charge against time, coloured by state; every piece begins where the last one ended."""
    first = 1
    for i in range(1, len(moments)):
        if i + 1 < len(moments) and moments[i + 1].state == moments[i].state:
            continue
        piece = moments[first - 1 : i + 1]
        first = i + 1
        state = moments[i].state
        figure.add_trace(
            go.Scatter(
                x=[m.time for m in piece],
                y=[m.charge for m in piece],
                mode="lines",
                line={"color": STATES[state].colour, "width": 3},
                name=STATE_WORDS[state],
                hovertemplate=f"<b>{STATE_WORDS[state]}</b><br>"
                "%{y:.2f} mAh/cm² stripped at %{x:.2f} h<extra></extra>",
            ),
            row=2,
            col=1,
        )


def _axes(figure: go.Figure, scene: _Scene) -> None:
    log = {
        "type": "log",
        "range": [np.log10(FLOOR), np.log10(HEADROOM)],
        "tickvals": [0.1, 1, 10, 100],
        "ticktext": ["0.1", "1", "10", "100"],
    }
    figure.update_yaxes(title_text=axis_title(scene.solute, "at%"), row=1, col=1, **log)
    figure.update_yaxes(row=1, col=2, **log)
    figure.update_xaxes(
        title_text=axis_title("Position from the back of the foil", "µm"),
        range=[0.0, 1.04 * scene.reach],
        showgrid=False,
        row=1,
        col=1,
    )
    figure.update_xaxes(
        title_text=axis_title("Depth below the surface", "nm"),
        range=[0.0, scene.window],
        showgrid=False,
        row=1,
        col=2,
    )
    figure.update_xaxes(title_text=axis_title("Time", "h"), row=2, col=1)
    figure.update_yaxes(title_text="Stripped<br>[mAh/cm²]", row=2, col=1)


def _controls(figure: go.Figure, moments: Sequence[Moment]) -> None:
    still = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
    still |= {"transition": {"duration": 0}}
    play = {"fromcurrent": True, "frame": {"duration": FRAME_MS, "redraw": True}}
    play |= {"transition": {"duration": 0}}
    buttons = [
        {"label": "▶ Play", "method": "animate", "args": [None, play]},
        {"label": "❚❚ Pause", "method": "animate", "args": [[None], still]},
    ]
    steps = [
        {
            "label": f"{moment.time:.2f} h, {moment.charge:.2f} mAh/cm² stripped",
            "method": "animate",
            "args": [[str(number)], still],
        }
        for number, moment in enumerate(moments)
    ]
    figure.update_layout(
        updatemenus=[
            {
                "type": "buttons",
                "direction": "left",
                "showactive": False,
                "x": 0.0,
                "xanchor": "left",
                "y": 0.0,
                "yanchor": "top",
                "pad": {"t": 62, "l": 0},
                "bgcolor": "#f3f5f7",
                "bordercolor": "#c4cad0",
                "buttons": buttons,
            }
        ],
        sliders=[
            {
                "steps": steps,
                "x": 0.24,
                "len": 0.76,
                "xanchor": "left",
                "y": 0.0,
                "yanchor": "top",
                "pad": {"t": 58, "b": 4},
                "ticklen": 0,
                "minorticklen": 0,
                "font": {"color": "rgba(0,0,0,0)", "size": 1},
                "currentvalue": {
                    "font": {"size": 14, "color": INK},
                    "prefix": "",
                    "xanchor": "left",
                },
                "activebgcolor": "#c4cad0",
                "bordercolor": "#c4cad0",
            }
        ],
    )
