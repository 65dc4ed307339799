"""A pouch cell to scale: its plan with seals and tabs, all its layers, and one repeat unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.pouch_parts import PARTS
from solvus.report.stacking import stacked
from solvus.report.theme import CARD, INK, PURPLE, SOFT_INK, axis_title, faded, restyled

PLAN, LAYERS, UNIT = 380, 380, 380
LABEL_GAP = 0.05  # least distance of two labels, as a share of the unit's height


class Layer(NamedTuple):
    """A layer: its part (key of `PARTS`), what it is called, thickness [um]."""

    part: str
    name: str
    thickness: float


class Rectangle(NamedTuple):
    """A rectangle of the plan [mm]: part, name, left, bottom, width, height."""

    part: str
    name: str
    x: float
    y: float
    width: float
    height: float


class PouchStack(NamedTuple):
    """The plan (drawn in this order), all layers from below, the layers of one repeat unit."""

    plan: Sequence[Rectangle]
    layers: Sequence[Layer]
    unit: Sequence[Layer]


def pouch_stack(data: PouchStack) -> go.Figure:
    """Plan, stack and repeat unit side by side, each with its own true scale."""
    figure = make_subplots(
        rows=1, cols=3, column_widths=[0.34, 0.24, 0.42], horizontal_spacing=0.11,
        subplot_titles=["Plan", "All layers", "One repeat unit"],
    )  # fmt: skip
    narrow = stacked([PLAN, LAYERS, UNIT], 90) | {"xaxis.constrain": "domain"}
    restyled(figure, 490, narrow, showlegend=False, margin={"l": 64, "r": 18, "t": 62, "b": 60})
    _plan(figure, data.plan)
    _pile(figure, data.layers, 2, 1e-3, hairline=0.0)
    _pile(figure, data.unit, 3, 1.0, hairline=1.0)
    _labels(figure, data.unit)
    figure.update_xaxes(title_text=axis_title("Width", "mm"), constrain="domain", row=1, col=1)
    figure.update_yaxes(
        title_text=axis_title("Height", "mm"), scaleanchor="x", showgrid=False, row=1, col=1
    )
    figure.update_yaxes(title_text=axis_title("Thickness", "mm"), showgrid=False, row=1, col=2)
    figure.update_yaxes(title_text=axis_title("Thickness", "µm"), showgrid=False, row=1, col=3)
    for column in (2, 3):
        figure.update_xaxes(visible=False, range=[0.0, 1.0], row=1, col=column)
    return figure


def _plan(figure: go.Figure, plan: Sequence[Rectangle]) -> None:
    for one in plan:
        x, y = [one.x, one.x + one.width], [one.y, one.y + one.height]
        colour = PARTS[one.part]
        figure.add_trace(
            go.Scatter(
                x=[x[0], x[1], x[1], x[0], x[0]],
                y=[y[0], y[0], y[1], y[1], y[0]],
                mode="lines",
                fill="toself",
                fillcolor=faded(PURPLE, 0.18) if one.part == "laminate" else colour,
                line={"color": INK, "width": 1},
                name=one.name,
                hoveron="fills",
                text=f"{one.name}: {one.width:.4g} × {one.height:.4g} mm",
                hoverinfo="text",
            ),
            row=1,
            col=1,
        )
    figure.update_xaxes(showgrid=False, row=1, col=1)


def _pile(
    figure: go.Figure, layers: Sequence[Layer], column: int, scale: float, hairline: float
) -> None:
    """Layers one on the other as bars of one width; `scale` turns um into the axis' unit."""
    bottom = 0.0
    unit = "µm" if scale == 1.0 else "mm"
    for layer in layers:
        height = scale * layer.thickness
        figure.add_trace(
            go.Bar(
                x=[0.25 if column == 3 else 0.5],
                y=[height],
                base=[bottom],
                width=0.46 if column == 3 else 0.8,
                marker={"color": PARTS[layer.part], "line": {"color": INK, "width": hairline}},
                name=layer.name,
                hovertemplate=f"<b>{layer.name}</b><br>{layer.thickness:.4g} µm, at "
                f"{bottom:.4g} {unit}<extra></extra>",
            ),
            row=1,
            col=column,
        )
        bottom += height
    figure.update_yaxes(range=[0.0, bottom * 1.001], row=1, col=column)
    figure.update_layout(barmode="overlay")


def _labels(figure: go.Figure, unit: Sequence[Layer]) -> None:
    """Names with thicknesses right of the repeat unit, kept apart where layers are thin."""
    total = sum(layer.thickness for layer in unit)
    middles, bottom = [], 0.0
    for layer in unit:
        middles.append(bottom + 0.5 * layer.thickness)
        bottom += layer.thickness
    places = _apart(middles, LABEL_GAP * total, total)
    for layer, middle, place in zip(unit, middles, places, strict=True):
        figure.add_trace(
            go.Scatter(
                x=[0.48, 0.54], y=[middle, place], mode="lines",
                line={"color": SOFT_INK, "width": 1}, hoverinfo="skip",
            ),
            row=1,
            col=3,
        )  # fmt: skip
        figure.add_annotation(
            x=0.55, y=place, xref="x3", yref="y3", xanchor="left", yanchor="middle",
            text=f"{layer.name}, {layer.thickness:.3g} µm", font={"size": 12}, bgcolor=CARD,
        )  # fmt: skip


def _apart(middles: Sequence[float], gap: float, total: float) -> list[float]:
    """Places as near to the middles as a gap between neighbours allows."""
    places: list[float] = []
    for middle in middles:
        places.append(max(middle, places[-1] + gap) if places else max(middle, 0.5 * gap))
    over = places[-1] - (total - 0.5 * gap)
    if over > 0.0:
        top = total - 0.5 * gap
        for index in range(len(places) - 1, -1, -1):
            places[index] = min(places[index], top)
            top = places[index] - gap
    return places
