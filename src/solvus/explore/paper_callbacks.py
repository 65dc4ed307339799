"""The Paper tab: what the paper prints, at once; what the model makes of it, after a run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from solvus import __version__
from solvus.explore.jobs import CANCELLED, DONE
from solvus.explore.parts import button, listed, table
from solvus.explore.site import Site, user_of
from solvus.paper.claims import all_claims
from solvus.paper.reproduce import PAPER
from solvus.report.theme import VERDICTS

LANE = "paper"
TITLES = {
    "foil": "The foil", "surface": "Its surface", "nucleation": "Nucleation",
    "adsorption": "Adsorption", "symmetric": "Symmetric cells", "full": "Full cells",
    "pouch": "Pouch cells",
}  # fmt: skip
ROLES = {"fit": "fitted", "predict": "predicted", "check": "arithmetic", "limit": "a bound"}
KEY = f"paper-{hashlib.sha256(__version__.encode()).hexdigest()}"


def standing(row: dict[str, Any]) -> str:
    """What the model does with a claim: explain, fit, miss, or not decide it."""
    verdict = str(row["verdict"])
    if verdict.startswith("agrees") and row["role"] == "fit":
        return "fits"
    if verdict.startswith(("agrees", "bound met")):
        return "explains"
    if verdict.startswith(("differs", "bound missed")):
        return "cannot explain"
    return "does not decide"


def colour_of(verdict: str) -> str:
    """The class that colours a verdict."""
    for kind, look in VERDICTS.items():
        if verdict.startswith(kind):
            return look.css
    return "v-unprinted"


def with_unit(number: str, unit: str) -> str:
    """A number with its unit, where what is printed does not hold it already."""
    plain = number.replace(" ", "").replace("/", "")
    bare = unit.replace(" ", "").replace("/", "")
    return number if unit in ("", "1") or bare in plain else f"{number} {unit}"


def observed() -> list[Component]:
    """What the paper prints, before anything is judged."""
    groups: dict[str, list[list[Any]]] = {}
    for claim in all_claims():
        groups.setdefault(claim.group, []).append(
            [claim.says, claim.where, with_unit(str(claim.printed), claim.unit),
             ROLES.get(claim.role, claim.role)]
        )  # fmt: skip
    return [
        table(("claim", "where", "printed", "use"), rows, TITLES.get(group, group), "claims")
        for group, rows in groups.items()
    ]


def judged(rows: Sequence[dict[str, Any]]) -> list[Component]:
    """The claims with their verdicts, and how many of each kind there are."""
    counts: dict[str, int] = {}
    groups: dict[str, list[list[Any]]] = {}
    for row in rows:
        stands = standing(row)
        counts[stands] = counts.get(stands, 0) + 1
        mark = html.Span(str(row["verdict"]), className=f"verdict {colour_of(str(row['verdict']))}",
                         title=str(row["how"] or ""))  # fmt: skip
        unit = row["unit"] or ""
        computed = "–"
        if row["computed"] is not None:
            computed = with_unit(f"{row['computed']:.4g}", unit)
        printed = with_unit(str(row["printed"]), unit)
        groups.setdefault(str(row["group"]), []).append(
            [row["says"], row["where"], printed, computed, stands, mark]
        )
    order = ("explains", "fits", "cannot explain", "does not decide")
    told = ", ".join(f"{stands} {counts[stands]}" for stands in order if stands in counts)
    heads = ("claim", "where", "printed", "computed", "the model", "verdict")
    return [
        html.P(f"Of {len(rows)} claims the model {told}.", className="headline", id="paper-counts"),
        *(table(heads, found, TITLES.get(group, group), "claims")
          for group, found in groups.items()),
    ]  # fmt: skip


def body() -> list[Component]:
    """What stands in the panel."""
    return [
        html.P(["The numbers that ", html.Cite(PAPER), " prints, claim by claim. Judging them "
                "calibrates the model and runs every study of the paper: some minutes, once."]),
        html.Div([button("Judge the claims", "judge", "first"),
                  button("Stop", "judge-stop", "hidden"),
                  html.Span(id="paper-line", role="status", className="progress")],
                 className="run-line"),
        html.Div(id="paper-faults", role="alert"),
        html.Div(observed(), id="paper-claims"),
    ]  # fmt: skip


def register(app: Dash, site: Site) -> None:
    """Put the callbacks of this tab on the page."""

    @app.callback(
        Output("ready-paper", "data"),
        Output("paper-line", "children"),
        Output("judge-stop", "className"),
        Output("poll-paper", "disabled"),
        Output("paper-faults", "children"),
        Input("judge", "n_clicks"),
        Input("judge-stop", "n_clicks"),
        Input("poll-paper", "n_intervals"),
        State("user", "data"),
        prevent_initial_call=True,
    )
    def judge(_: int, __: int, ___: int, sent: str) -> Any:
        user, hit = user_of(sent), ctx.triggered_id
        if hit == "judge-stop":
            site.jobs.cancel(user, LANE)
            return no_update, "stopped", "button hidden", True, ""
        if hit == "judge":
            site.jobs.submit(user, LANE, "paper", None, KEY)
        view = site.jobs.view(KEY)
        if not view.over:
            share = f" ({view.done} of {view.total})" if view.total else ""
            return no_update, f"{view.what or 'waiting'}{share}", "button", False, ""
        if view.status == DONE:
            return KEY, "", "button hidden", True, ""
        line = "stopped" if view.status == CANCELLED else ""
        return no_update, line, "button hidden", True, listed(view.sentences, "faults")

    @app.callback(
        Output("paper-claims", "children"), Input("ready-paper", "data"), prevent_initial_call=True
    )
    def show(_: Any) -> Any:
        if site.jobs.view(KEY).status != DONE:
            return no_update
        return judged(site.jobs.result(KEY))
