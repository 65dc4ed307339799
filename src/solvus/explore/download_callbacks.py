"""What can be taken away: the study, the pouch file, the numbers of the run, its report."""

from __future__ import annotations

import csv
import io
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update

from solvus.explore.design import STUDY_FILE
from solvus.explore.jobs import CANCELLED, DONE
from solvus.explore.outcome import Outcome
from solvus.explore.site import Site, Wanted, begin, look, user_of, wanted

LANE = "report"
LONGEST = 30.0  # [s] that a download of numbers waits for its run


def table_text(outcome: Outcome) -> str:
    """The half-cycles of a run as CSV: a row each, SI units in the heads."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    names = list(outcome.table)
    writer.writerow([_head(name, outcome.units.get(name, "1")) for name in names])
    writer.writerows(zip(*(outcome.table[name] for name in names), strict=True))
    return target.getvalue()


def _head(name: str, unit: str) -> str:
    return name if unit in ("", "1") else f"{name} [{unit}]"


def file_of(text: str, name: str, kind: str) -> dict[str, Any]:
    """A file as the browser saves it."""
    return {"content": text, "filename": name, "type": kind, "base64": False}


def register(app: Dash, site: Site) -> None:
    """Put the callbacks of the buttons on the page."""

    def asked(held: Any) -> Wanted:
        return wanted(site, site.state(held))

    @app.callback(
        Output("save-study", "data"), Input("get-study", "n_clicks"), State("state", "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def study(clicks: int, held: Any) -> Any:
        found = asked(held).main
        if not clicks or found is None:
            return no_update
        return file_of(found.text, STUDY_FILE, "application/yaml")

    @app.callback(
        Output("save-pouch", "data"), Input("get-pouch", "n_clicks"), State("state", "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def pouch(clicks: int, held: Any) -> Any:
        found = asked(held).designed
        if not clicks or found is None:
            return no_update
        return file_of(found.text, "pouch.yaml", "application/yaml")

    @app.callback(
        Output("save-data", "data"), Input("get-data", "n_clicks"), State("state", "data"),
        State("user", "data"), prevent_initial_call=True,
    )  # fmt: skip
    def data(clicks: int, held: Any, sent: str) -> Any:
        found = asked(held)
        if not clicks or found.main is None:
            return no_update
        alone = found._replace(reference=None)
        begin(site, user_of(sent), "table", alone)
        ran = look(site, alone, LONGEST)
        if ran.main is None:
            return no_update
        return file_of(table_text(ran.main), "half_cycles.csv", "text/csv")

    _register_report(app, site)


def _register_report(app: Dash, site: Site) -> None:
    @app.callback(
        Output("report-line", "children"),
        Output("poll-report", "disabled"),
        Output("report-key", "data"),
        Output("ready-report", "data"),
        Input("get-report", "n_clicks"),
        Input("poll-report", "n_intervals"),
        State("report-key", "data"),
        State("state", "data"),
        State("user", "data"),
        prevent_initial_call=True,
    )
    def report(clicks: int, _: int, key: Any, held: Any, sent: str) -> Any:
        if ctx.triggered_id == "get-report":
            found = wanted(site, site.state(held)).main
            if not clicks or found is None:
                return "the cell cannot be run, so that there is no report", True, None, no_update
            key = f"report-{found.key}"
            site.jobs.submit(user_of(sent), LANE, "report", (found.text, found.folder), key)
        if not is_report(key):
            return "", True, None, no_update
        view = site.jobs.view(key)
        if not view.over:
            return "the report is being made", False, key, no_update
        if view.status == DONE:
            return "", True, None, key
        said = "stopped" if view.status == CANCELLED else " ".join(view.sentences)
        return said, True, None, no_update

    @app.callback(
        Output("save-report", "data"), Input("ready-report", "data"), prevent_initial_call=True
    )
    def save(key: Any) -> Any:
        if not is_report(key) or site.jobs.view(key).status != DONE:
            return no_update
        return file_of(site.jobs.result(key), "run.html", "text/html")


def is_report(key: Any) -> bool:
    """Whether a key is that of a report: a browser may send anything."""
    return isinstance(key, str) and key.startswith("report-")
