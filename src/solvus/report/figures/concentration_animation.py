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

from solvus.report.figures.foil_moment import (
    FLOOR,
    HEADROOM,
    LITHIUM_FILL,
    ROOF,
    Moment,
    Scene,
    moving_traces,
    scene_of,
)
from solvus.report.theme import INK, SOFT_INK, STATE_WORDS, STATES, axis_title, restyled

FRAME_MS = 90
STATIC = 2  # traces that no frame changes come first: the face as made, Li under the window
NARROW = {
    "xaxis.domain": [0.0, 1.0],
    "yaxis.domain": [0.66, 1.0],
    "xaxis2.domain": [0.0, 1.0],
    "yaxis2.domain": [0.30, 0.54],
    "yaxis2.showticklabels": True,
    "yaxis3.domain": [0.0, 0.17],
    "annotations.0.x": 0.5,
    "annotations.1.x": 0.5,
    "annotations.1.y": 0.54,
    "annotations.2.y": 0.17,
    "height": 940,
    "margin.b": 190,
    "updatemenus.0.pad.t": 54,
    "sliders.0.x": 0.0,
    "sliders.0.len": 1.0,
    "sliders.0.pad.t": 108,
}


class ConcentrationAnimation(NamedTuple):
    """The moments in order of time, the first one the foil as made; the name of the solute."""

    moments: Sequence[Moment]
    solute: str = "Ag"


def concentration_animation(data: ConcentrationAnimation) -> go.Figure:
    """Profile of the solute with play, pause and a slider; ValueError without two moments."""
    moments = data.moments
    if len(moments) < 2:
        raise ValueError("an animation needs at least two moments")
    scene = scene_of(moments, data.solute)
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
    restyled(figure, 690, NARROW, showlegend=False, margin={"l": 70, "r": 20, "t": 58, "b": 130})
    figure.update_annotations(font={"size": 14, "weight": 600})
    _add_background(figure, scene)
    places = [(1, 1)] * 5 + [(1, 2)] * 3 + [(2, 1)]
    for trace, (row, col) in zip(moving_traces(moments[0], scene), places, strict=True):
        figure.add_trace(trace, row=row, col=col)
    moving = list(range(STATIC, STATIC + len(places)))
    _add_timeline(figure, moments)
    figure.frames = [
        go.Frame(name=str(number), data=moving_traces(moment, scene), traces=moving)
        for number, moment in enumerate(moments)
    ]
    _axes(figure, scene)
    charges = [m.charge for m in moments]
    low, high = min(charges), max(charges)
    margin = 0.2 * (high - low) or 1.0
    figure.update_yaxes(range=[low - margin, high + margin], row=2, col=1)
    _controls(figure, moments)
    return figure


def _add_background(figure: go.Figure, scene: Scene) -> None:
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


def _axes(figure: go.Figure, scene: Scene) -> None:
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
