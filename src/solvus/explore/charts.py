"""The charts of the page, from the data that its runs keep."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import plotly.graph_objects as go

from solvus.explore.outcome import Outcome
from solvus.pouch.bill import TITLES
from solvus.report.figures.capacity_cycles import CapacityCycles, capacity_cycles
from solvus.report.figures.concentration_animation import (
    ConcentrationAnimation,
    concentration_animation,
)
from solvus.report.figures.cycle_trends import CycleTrends, Trend, cycle_trends
from solvus.report.figures.pouch_shares import PouchShares, Share, pouch_shares
from solvus.report.figures.voltage_time import VoltageTime, voltage_time
from solvus.report.series import Line
from solvus.report.theme import SOFT_INK, new_figure
from solvus.study.pouch_load import Pouch

Named = Sequence[tuple[str, Outcome]]
LEAST = 80.0  # [%] of the first discharge at which the paper counts a life
PLAIN_HEIGHT = 220


def saying(text: str, height: int = PLAIN_HEIGHT) -> go.Figure:
    """A figure that says why there is nothing to draw."""
    figure = new_figure(height)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(text=text, x=0.5, y=0.5, xref="paper", yref="paper",
                          font={"size": 15, "color": SOFT_INK})  # fmt: skip
    return figure


def bill_chart(pouch: Pouch) -> go.Figure:
    """Mass and volume of the parts as stacked bars."""
    return pouch_shares(PouchShares([
        Share(key, TITLES[key], 1e3 * float(item.mass), 1e6 * float(item.volume))
        for key, item in pouch.bill._asdict().items()
    ]))  # fmt: skip


def profile_chart(outcome: Outcome) -> go.Figure:
    """The solute in the foil, moved in the browser: its frames come with the figure."""
    if len(outcome.moments) < 2:
        return saying("Pure lithium: there is no solute whose profile could be drawn")
    figure = concentration_animation(ConcentrationAnimation(outcome.moments, outcome.solute))
    # scatter traces move without the whole plot being drawn again
    for button in figure.layout.updatemenus[0].buttons:
        button.args[1]["frame"]["redraw"] = False
    for step in figure.layout.sliders[0].steps:
        step.args[1]["frame"]["redraw"] = False
    return figure


def voltage_chart(outcomes: Named) -> go.Figure:
    """The first cycles and the dip of each cell."""
    cells = [one.voltage._replace(name=name) for name, one in outcomes if one.voltage is not None]
    if not cells:
        return saying("The cell gave no voltage to draw")
    full = outcomes[0][1].full
    return voltage_time(VoltageTime(
        cells, "V" if full else "mV",
        "What the foil adds as a charge begins" if full else "The foil as plating begins",
    ))  # fmt: skip


def retention_chart(outcomes: Named) -> go.Figure:
    """Full cells: retention over cycles. Symmetric ones: polarisation, lithium lost, foil left."""
    if outcomes[0][1].full:
        cells = [
            one.capacity._replace(line=one.capacity.line._replace(name=name))
            for name, one in outcomes if one.capacity is not None
        ]  # fmt: skip
        if not cells:
            return saying("The cell gave no discharge to hold others against")
        return capacity_cycles(CapacityCycles(cells, "Discharge kept", "%", LEAST))
    found = [(name, one.trends) for name, one in outcomes if one.trends is not None]
    if not found:
        return saying("The cell did not live for two cycles")
    rows = (
        ("Polarisation", "mV", "polarisation"), ("Lithium lost to the layer", "mAh/cm²", "lost"),
        ("Foil left", "µm", "foil"),
    )  # fmt: skip
    return cycle_trends(CycleTrends([
        Trend(title, unit, [_named(getattr(trends, field), name) for name, trends in found])
        for title, unit, field in rows
    ]))  # fmt: skip


def _named(line: Line, name: str) -> Line:
    return line._replace(name=name)


def fitted(figure: go.Figure | dict[str, Any], narrow: bool) -> dict[str, Any]:
    """The figure as the browser gets it; on a narrow screen in the layout that it has for one."""
    plain = figure.to_dict() if isinstance(figure, go.Figure) else figure
    layout = deepcopy(plain["layout"])
    meta = layout.get("meta")
    if narrow and isinstance(meta, dict):
        for path, value in meta.get("narrow", {}).items():
            if path != "min_width":
                _set(layout, path.split("."), value)
    layout["autosize"] = True
    return plain | {"layout": layout}


def _set(layout: Any, path: list[str], value: Any) -> None:
    """Put a value at a path of keys and numbers; what this figure was drawn without is left out."""
    *way, last = path
    for key in way:
        if isinstance(layout, dict):
            layout = layout.setdefault(key, {})
        elif key.isdigit() and isinstance(layout, list | tuple) and int(key) < len(layout):
            layout = layout[int(key)]
        else:
            return
    if isinstance(layout, dict):
        layout[last] = value
