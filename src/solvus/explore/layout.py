"""The page as it is sent: header with tabs, the rail of controls, a panel for each tab."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from solvus.explore.base import Base
from solvus.explore.controls import Controls
from solvus.explore.files import MOST_BYTES, MOST_FILES
from solvus.explore.parts import button, choice_control, graph, number_control
from solvus.explore.state import State

TABS = {"design": "Design", "compare": "Compare", "sweep": "Sweeps", "data": "Data",
        "paper": "Paper"}  # fmt: skip
RAIL = (
    ("Foil", ("cell", "solute", "content", "thickness", "np", "foil")),
    ("Cycling", ("rate", "current", "capacity", "cutoff", "cycles")),
    ("Pouch", ("ec", "width", "height", "cathodes", "basis")),
)
SLOW = ("run", "report", "data", "paper", "pins")  # what is asked again until it is there
POLL = 400  # [ms]
ALT = {
    "profile": "Solute along the foil while it is stripped and plated: play, or drag the slider.",
    "voltage": "Voltage of the first cycles, and the dip with which plating begins; pure lithium "
               "in the same cell beside it.",
    "retention": "What is kept over the cycles, beside pure lithium in the same cell.",
    "bill": "Every part of the cell by mass and by volume of its material. Electrolyte fills pores "
            "that the coating's and the separator's volumes hold as well.",
}  # fmt: skip


def page(
    base: Base, controls: Controls, state: State, sweeps: Sequence[Component],
    claims: Sequence[Component],
) -> Component:  # fmt: skip
    """The whole page; each one sent has a name of its own for its user."""
    return html.Div(
        [
            dcc.Location(id="address", refresh=False),
            dcc.Store(id="user", data=secrets.token_urlsafe(16)),
            dcc.Store(id="state"), dcc.Store(id="query"), dcc.Store(id="shown"),
            dcc.Store(id="narrow", data=False), dcc.Store(id="pins", data=[]),
            dcc.Store(id="opened"), dcc.Store(id="report-key"), dcc.Store(id="data-key"),
            *(dcc.Interval(id=f"poll-{name}", interval=POLL, disabled=True)
              for name in SLOW),
            *(dcc.Store(id=f"ready-{name}") for name in SLOW),
            *(dcc.Download(id=f"save-{name}") for name in ("study", "pouch", "data", "report")),
            html.A("Skip to the charts", href="#main", className="skip"),
            _header(base),
            html.Div([_rail(controls, state), _main(sweeps, claims)], className="columns"),
        ],
        className="page",
    )  # fmt: skip


def _header(base: Base) -> Component:
    tabs = [
        html.Button(
            label, id=f"tab-{name}", n_clicks=0, role="tab", type="button",
            className="tab chosen" if name == "design" else "tab",
            tabIndex="0" if name == "design" else "-1",
            **{"aria-selected": "true" if name == "design" else "false",
               "aria-controls": f"panel-{name}"},
        )
        for name, label in TABS.items()
    ]  # fmt: skip
    return html.Header([
        html.Div([html.H1("Solvus"), html.Span(base.made.file.title, className="subject")],
                 className="brand"),
        html.Div(tabs, role="tablist", className="tabs", **{"aria-label": "Parts of the page"}),
    ])  # fmt: skip


def _rail(controls: Controls, state: State) -> Component:
    groups = []
    for title, names in RAIL:
        shown: list[Component] = []
        for name in names:
            if name in controls.choices:
                shown.append(choice_control(controls.choices[name], state.word(name)))
            elif name in controls.numbers:
                shown.append(number_control(controls.numbers[name], state.number(name)))
        groups.append(html.Fieldset([html.Legend(title), *shown]))
    return html.Aside(
        html.Details([html.Summary("Controls"), *groups, html.Div([
            button("As in the file", "reset"), button("Pin this design", "pin", "first"),
        ], className="buttons")], open=True),
        className="rail", id="rail", **{"aria-label": "Controls of the design"},
    )  # fmt: skip


def _main(sweeps: Sequence[Component], claims: Sequence[Component]) -> Component:
    bodies = {"design": _design(), "compare": _compare(), "sweep": list(sweeps), "data": _data(),
              "paper": list(claims)}  # fmt: skip
    return html.Main(
        [
            html.Div(id="faults", role="alert", className="messages"),
            html.Div(id="oops", role="alert", className="messages"),
            *(html.Div(body, id=f"panel-{name}", role="tabpanel", hidden=name != "design",
                       **{"aria-labelledby": f"tab-{name}"}) for name, body in bodies.items()),
        ],
        id="main", tabIndex="-1",
    )  # fmt: skip


def _design() -> list[Component]:
    return [
        html.Div([html.Div(id="cards-bill", className="cards"),
                  html.Div(id="cards-life", className="cards")], className="cards-row"),
        html.Div([
            html.Div(id="progress", className="progress", role="status"),
            button("Stop the run", "cancel", "hidden"),
        ], className="run-line"),
        html.Div(id="warnings", role="status"),
        html.Div(id="life-notes", role="status"),
        html.Div([
            graph("profile", "Solute in the foil", ALT["profile"]),
            graph("voltage", "Voltage and nucleation", ALT["voltage"]),
            graph("retention", "Over the cycles", ALT["retention"]),
            graph("bill", "Bill of materials", ALT["bill"]),
        ], className="charts"),
        html.Div([
            button("study.yaml", "get-study"), button("pouch.yaml", "get-pouch"),
            button("Data (csv)", "get-data"), button("Report (html)", "get-report"),
            html.Span(id="report-line", role="status"),
        ], className="buttons downloads", role="group", **{"aria-label": "Downloads"}),
    ]  # fmt: skip


def _compare() -> list[Component]:
    return [
        html.P("Designs that were pinned, side by side. A pin keeps the controls as they stood."),
        html.Div([button("Pin this design", "pin-too", "first"), button("Remove all", "unpin")],
                 className="buttons"),
        html.Div(id="pinned"),
    ]  # fmt: skip


def _data() -> list[Component]:
    return [
        html.P(
            "Files of cyclers, potentiostats and surface instruments are read as solvus analyse "
            "reads them; cycled cells are drawn over the run of the design that the controls "
            "show. Files stay on the computer that this page comes from, and are removed once "
            f"read. {MOST_FILES} files and {MOST_BYTES >> 20} MB at most."
        ),
        html.Div([
            html.Label("Area of the electrodes [cm²], where the files do not say it",
                       htmlFor="area"),
            dcc.Input(id="area", type="number", min=1e-4, max=1e6, step="any", className="box",
                      debounce=0.5),
        ], className="labelled area"),
        dcc.Upload(
            html.Button("Choose files, or drop them here", type="button", className="button first"),
            id="upload", multiple=True, max_size=MOST_BYTES, className="drop",
            className_active="drop active",
        ),
        html.Div([html.Div(id="data-line", className="progress", role="status"),
                  button("Stop reading", "data-cancel", "hidden")], className="run-line"),
        html.Div(id="data-faults", role="alert"),
        html.Div(id="data-found"),
    ]  # fmt: skip
