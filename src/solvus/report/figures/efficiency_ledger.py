"""The average Coulombic efficiency of a half cell: its protocol, and the charges that enter it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from solvus.report.series import Array, Measured
from solvus.report.stacking import stacked
from solvus.report.theme import (
    GREEN,
    GREY,
    INK,
    ORANGE,
    SKY,
    axis_title,
    faded,
    restyled,
    style_of,
)
from solvus.report.thinning import thinned
from solvus.report.traces import role_word

STEPS = {"conditioning": GREY, "reservoir": GREEN, "cycles": SKY, "strip": ORANGE}
SHADE, FILL = 0.28, 0.6  # opacity of a step behind the voltage, of a bar
POINTS, TOLERANCE = 4000, 0.003  # points of a curve; share of the half-width of the axis
PANEL, REST = 250, 150  # heights [px]


class ProtocolStep(NamedTuple):
    """A part of the protocol: kind ("conditioning", "reservoir", "cycles" or "strip"), its text,
    from start to stop [h]."""

    kind: str
    text: str
    start: float
    stop: float


class CellLedger(NamedTuple):
    """A half cell: name, system that sets the colour, voltage [mV] against time [h], steps.

    reservoir, cycled_plated : charge plated [mAh/cm2] as reservoir and in the n cycles.
    cycled_stripped, final : charge stripped in the n cycles and to the cut-off at the end.
    efficiency : average Coulombic efficiency [%] of these charges; reading : the measured one.
    """

    name: str
    system: str
    time: Array
    voltage: Array
    steps: Sequence[ProtocolStep]
    reservoir: float
    cycled_plated: float
    cycled_stripped: float
    final: float
    efficiency: float
    reading: Measured | None = None


class EfficiencyLedger(NamedTuple):
    """The cells, half-width [mV] of the voltage axis, cut-off [V] of the last strip, nan where it
    has none."""

    cells: Sequence[CellLedger]
    reach: float | None = None
    cut_off: float = 1.0


def efficiency_ledger(data: EfficiencyLedger) -> go.Figure:
    """A row a cell: voltage over the shaded protocol, beside it what was plated and stripped.

    ValueError for a step of unknown kind.
    """
    count = len(data.cells)
    titles = [text for cell in data.cells for text in (f"<b>{cell.name}</b>", _result(cell))]
    figure = make_subplots(
        rows=count,
        cols=2,
        column_widths=[0.6, 0.4],
        horizontal_spacing=0.11,
        vertical_spacing=0.3 / count if count > 1 else 0.0,
        subplot_titles=titles,
    )
    narrow = stacked([200, 150] * count, 240, 104)
    height = REST + PANEL * count + 90 * (count - 1)
    legend = {"y": 1.1 if count == 1 else 1.06, "traceorder": "normal"}
    restyled(figure, height, narrow, barmode="stack", legend=legend)
    reach = data.reach or _reach(data.cells)
    longest = max(float(np.asarray(cell.time)[-1]) for cell in data.cells)
    most = max(cell.reservoir + cell.cycled_plated for cell in data.cells)
    for row, cell in enumerate(data.cells, 1):
        _add_protocol(figure, cell, reach, row)
        _add_ledger(figure, cell, most, row)
        figure.update_xaxes(range=[0.0, longest], row=row, col=1)
        figure.update_xaxes(title_text=axis_title("Time", "h"), row=row, col=1)
        figure.update_xaxes(title_text=axis_title("Charge", "mAh/cm²"), row=row, col=2)
        voltage = axis_title("Voltage", "mV")
        figure.update_yaxes(title_text=voltage, range=[-reach, reach], row=row, col=1)
    _add_key(figure, data)
    figure.update_annotations(font={"size": 14})
    return figure


def _result(cell: CellLedger) -> str:
    """The efficiency in words, the measured one beneath it."""
    words = f"<b>average CE {cell.efficiency:.1f} %</b>"
    if cell.reading is None:
        return words
    reading = f"measured {cell.reading.y:g} ± {cell.reading.sigma:g} %"
    role = role_word(cell.reading.role).removeprefix("measured, ")
    return f'{words}<br><span style="font-size:12px">{reading}, {role}</span>'


def _reach(cells: Sequence[CellLedger]) -> float:
    """Half-width of the axis [mV] that shows all of the plating; on stripping the voltage leaves
    it on the way to the cut-off."""
    return 1.15 * max(float(-np.nanmin(np.asarray(cell.voltage, float))) for cell in cells)


def _add_protocol(figure: go.Figure, cell: CellLedger, reach: float, row: int) -> None:
    time, voltage = np.asarray(cell.time, float), np.asarray(cell.voltage, float)
    kept = thinned(time, voltage, TOLERANCE * reach, POINTS)
    trace = go.Scatter(
        x=time[kept].astype(np.float32),
        y=voltage[kept].astype(np.float32),
        text=_steps_at(cell.steps, time[kept]),
        mode="lines",
        line={"color": style_of(cell.system, row - 1).colour, "width": 1.6},
        name=cell.name,
        showlegend=False,
        hovertemplate=f"<b>{cell.name}</b><br>%{{y:.1f}} mV at %{{x:.2f}} h<br>%{{text}}"
        "<extra></extra>",
    )
    figure.add_trace(trace, row=row, col=1)
    for step in cell.steps:
        if step.kind not in STEPS:
            raise ValueError(f'step "{step.kind}" is none of {", ".join(STEPS)}')
        figure.add_vrect(
            x0=step.start,
            x1=step.stop,
            fillcolor=faded(STEPS[step.kind], SHADE),
            line_width=0,
            layer="below",
            row=row,
            col=1,
        )


def _steps_at(steps: Sequence[ProtocolStep], time: np.ndarray) -> list[str]:
    """Text of the step that each time lies in."""
    starts = np.array([step.start for step in steps])
    return [steps[max(i - 1, 0)].text for i in np.searchsorted(starts, time, "right")]


def _add_ledger(figure: go.Figure, cell: CellLedger, most: float, row: int) -> None:
    """Bars of the charges; the last one spans from what was stripped to what was plated."""
    plated = cell.reservoir + cell.cycled_plated
    stripped = cell.cycled_stripped + cell.final
    for line, kind, charge, base in (
        (0, "reservoir", cell.reservoir, 0.0),
        (0, "cycles", cell.cycled_plated, cell.reservoir),
        (1, "cycles", cell.cycled_stripped, 0.0),
        (1, "strip", cell.final, cell.cycled_stripped),
        (2, "lost", plated - stripped, stripped),
    ):
        lost = kind == "lost"
        colour = INK if lost else faded(STEPS[kind], FILL)
        bar = go.Bar(
            x=[charge],
            y=[line],
            base=[base],
            orientation="h",
            width=0.62,
            marker={"color": colour, "line": {"color": INK, "width": 0.8}},
            text=[f"{charge:.2f}" + " " * lost],
            textposition="none" if lost else "inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": INK, "size": 13},
            showlegend=False,
            hovertemplate=f"{kind} {charge:.3f} mAh/cm²<extra></extra>",
        )
        figure.add_trace(bar, row=row, col=2)
    words = go.Scatter(
        x=[min(stripped, plated)],
        y=[2],
        mode="text",
        text=[f"{plated - stripped:.2f}  "],
        textposition="middle left",
        textfont={"color": INK, "size": 13},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.add_trace(words, row=row, col=2)
    figure.update_xaxes(range=[0.0, 1.03 * most], row=row, col=2)
    figure.update_yaxes(
        tickvals=[0, 1, 2],
        ticktext=["plated ", "stripped ", "lost "],
        range=[2.6, -0.6],
        showgrid=False,
        ticks="",
        row=row,
        col=2,
    )


def _add_key(figure: go.Figure, data: EfficiencyLedger) -> None:
    """The parts of the protocol in the legend, as far as they occur."""
    words = {
        "conditioning": "conditioning",
        "reservoir": "reservoir",
        "cycles": "cycles",
        "strip": "last strip" if np.isnan(data.cut_off) else f"strip to {data.cut_off:g} V",
    }
    kinds = {step.kind for cell in data.cells for step in cell.steps}
    for kind, colour in STEPS.items():
        if kind in kinds:
            marker = {"symbol": "square", "size": 13, "color": faded(colour, FILL)}
            key = go.Scatter(x=[None], y=[None], mode="markers", marker=marker, name=words[kind])
            figure.add_trace(key, row=1, col=1)
