"""The Sweeps tab: folders of results that the server was started with."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from solvus.explore import charts
from solvus.explore.parts import GRAPH, listed, table
from solvus.explore.site import Site
from solvus.explore.sweeps import (
    LARGE_IS_GOOD,
    SENSES,
    axes_of,
    failures,
    first_axes,
    rows_of,
    scatter,
    sense_of,
)

NONE = (
    "No folder of designs was named. Sweep a study or a pouch file first, then start the page with "
    "its folder: "
)


def body(site: Site) -> list[Component]:
    """What stands in the panel."""
    if not site.sweeps:
        return [html.P([NONE, html.Code("solvus explore --results out/sweep")], className="empty")]
    axes = axes_of(site.sweeps)
    if len(axes) < 2:
        return [html.P("The folders have fewer than two columns of numbers in common.",
                       className="empty")]  # fmt: skip
    x, y = first_axes(site.sweeps)
    options = [{"label": title, "value": name} for name, title in axes.items()]
    senses = [{"label": text, "value": key} for key, text in SENSES.items()]
    pickers = [
        html.Div(
            [
                html.Span(f"{which} axis", id=f"sweep-{which}-label", className="legend"),
                dcc.Dropdown(id=f"sweep-{which}", options=options, value=value, clearable=False),
                dcc.RadioItems(id=f"sweep-{which}-sense", options=senses, value=sense_of(value),
                               className="radios"),
            ],
            role="group", **{"aria-labelledby": f"sweep-{which}-label"},
        )
        for which, value in (("x", x), ("y", y))
    ]  # fmt: skip
    return [
        html.Div(pickers, className="pickers"),
        html.Section([html.P(id="sweep-line", role="status"),
                      html.Div(dcc.Graph(id="sweep-chart", config=GRAPH, responsive=True),
                               className="frame sweep-frame")], className="panel"),
        html.Div(listed(failures(site.sweeps), "notices")),
        html.Div(id="sweep-table"),
    ]  # fmt: skip


def register(app: Dash, site: Site) -> None:
    """Put the callbacks of this tab on the page."""
    axes = axes_of(site.sweeps)
    if len(axes) < 2:
        return

    @app.callback(
        Output("sweep-chart", "figure"),
        Output("sweep-table", "children"),
        Output("sweep-line", "children"),
        Input("sweep-x", "value"),
        Input("sweep-y", "value"),
        Input("sweep-x-sense", "value"),
        Input("sweep-y-sense", "value"),
        State("narrow", "data"),
    )
    def show(x: Any, y: Any, x_sense: Any, y_sense: Any, narrow: bool) -> Any:
        known = {name: name for name in axes}
        x, y = known.get(x, next(iter(axes))), known.get(y, next(iter(axes)))
        x_sense, y_sense = (s if s in SENSES else LARGE_IS_GOOD for s in (x_sense, y_sense))
        figure, best = scatter(site.sweeps, x, y, x_sense, y_sense)
        heads, rows, count = rows_of(site.sweeps, x, y, y_sense)
        shown = f"{count} designs" + (f", {best} on the front" if best else "")
        caption = f"The {len(rows)} best of {count} designs by {axes[y]}"
        return charts.fitted(figure, bool(narrow)), table(heads, rows, caption), shown
