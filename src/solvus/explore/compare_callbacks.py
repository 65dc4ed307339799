"""The Compare tab: designs that were pinned, their numbers side by side, their curves overlaid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from solvus.explore import charts
from solvus.explore.cards import WH_PER_KG, WH_PER_L, life_words
from solvus.explore.controls import NO_SOLUTE
from solvus.explore.outcome import Outcome
from solvus.explore.parts import pretty, still, table
from solvus.explore.site import Ran, Site, Wanted, begin, look, user_of, view_of, wanted
from solvus.explore.state import FOLLOWS
from solvus.explore.state import State as Held

MOST_PINS = 6
LETTERS = "ABCDEF"
Pinned = Sequence[tuple[str, Wanted, Ran]]


def with_pin(pins: Any, plain: Any) -> list[Any]:
    """The pins with one more; the same design is pinned once, the oldest makes room."""
    kept = [one for one in (pins if isinstance(pins, list) else []) if one != plain]
    return [*kept, plain][-MOST_PINS:] if isinstance(plain, dict) else kept


def short_name(site: Site, state: Held) -> str:
    """A design in a few words: its foil, and whatever is not as in the file."""
    solute = state.word("solute")
    unit = site.controls.numbers["content"].unit
    foil = "Li" if solute == NO_SOLUTE else f"Li-{solute} {state.number('content'):.4g} {unit}"
    words = [foil, f"{state.number('thickness'):.4g} µm"]
    before = site.default.plain()
    for name, value in state.plain().items():
        known = ("solute", "content", "thickness", "cycles", "basis", FOLLOWS)
        if name in known or value == before[name]:
            continue
        if name in site.controls.choices:
            words.append(site.controls.choices[name].options[str(value)].lower())
        else:
            number = site.controls.numbers[name]
            unit = "" if number.unit == "1" else f" {pretty(number.unit)}"
            words.append(f"{_lower(number.label)} {value:.4g}{unit}")
    return ", ".join(words)


def _lower(label: str) -> str:
    """A label inside a sentence; abbreviations in it stay."""
    return label[:1].lower() + label[1:]


def compared(site: Site, pinned: Pinned) -> tuple[list[str], list[list[Any]]]:
    """Heads and rows of the table: a column a design, a row a quantity."""
    heads = ["", *(letter for letter, _, _ in pinned)]
    rows: list[list[Any]] = [["design", *(short_name(site, one.state) for _, one, _ in pinned)]]
    basis_rows = (
        ("Wh/kg", lambda e, b: float(e.specific_energy) / WH_PER_KG, ".1f"),
        ("Wh/L as built", lambda e, b: float(getattr(e.built, b)) / WH_PER_L, ".0f"),
        ("Wh/L charged", lambda e, b: float(getattr(e.charged, b)) / WH_PER_L, ".0f"),
        ("N/P", lambda e, b: float(e.n_to_p), ".2f"),
        ("capacity [Ah]", lambda e, b: float(e.charge) / 3600.0, ".3g"),
        ("mass [g]", lambda e, b: 1e3 * float(e.mass), ".3g"),
    )  # fmt: skip
    for title, of, form in basis_rows:
        row: list[Any] = [title]
        for _, one, _ in pinned:
            if one.designed is None:
                row.append("–")
                continue
            pouch = one.designed.pouch
            row.append(format(of(pouch.energies, pouch.file.basis), form))
        rows.append(row)
    rows.append(["volume", *(one.state.word("basis") for _, one, _ in pinned)])
    rows.append(["cycles of life", *(_life(ran) for _, _, ran in pinned)])
    rows.append(["ended by", *(_ended(ran) for _, _, ran in pinned)])
    return heads, rows


def _life(ran: Ran) -> str:
    if ran.main is not None:
        return life_words(ran.main)
    return "running" if not ran.view.over else "–"


def _ended(ran: Ran) -> str:
    if ran.main is None:
        return " ".join(ran.view.sentences) or "–"
    return "nothing" if ran.main.life.censored else ran.main.life.rule


def overlaid(pinned: Pinned, narrow: bool) -> list[Component]:
    """Curves of the designs, a chart for each kind of cell among them."""
    found: list[Component] = []
    for full, kind in ((True, "Full cells"), (False, "Symmetric cells")):
        mine: list[tuple[str, Outcome]] = [
            (f"{letter}: {ran.main.title}", ran.main)
            for letter, _, ran in pinned if ran.main is not None and ran.main.full == full
        ]  # fmt: skip
        if mine:
            found += [
                still(charts.fitted(charts.retention_chart(mine), narrow), f"{kind}, over cycles"),
                still(charts.fitted(charts.voltage_chart(mine), narrow), f"{kind}, voltage"),
            ]
    return found


def register(app: Dash, site: Site) -> None:
    """Put the callbacks of this tab on the page."""

    @app.callback(
        Output("pins", "data"),
        Input("pin", "n_clicks"), Input("pin-too", "n_clicks"), Input("unpin", "n_clicks"),
        Input({"type": "drop", "at": ALL}, "n_clicks"),
        State("pins", "data"), State("state", "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def pin(_: int, __: int, ___: int, dropped: list[int], pins: Any, held: Any) -> Any:
        hit = ctx.triggered_id
        if hit == "unpin":
            return []
        if isinstance(hit, dict):
            if not any(dropped):
                return no_update
            return [one for at, one in enumerate(pins or []) if at != hit.get("at")]
        return with_pin(pins, site.state(held).plain())

    @app.callback(
        Output("opened", "data"),
        Input({"type": "open", "at": ALL}, "n_clicks"),
        State("pins", "data"),
        prevent_initial_call=True,
    )
    def bring_back(clicks: list[int], pins: Any) -> Any:
        hit = ctx.triggered_id
        at = hit.get("at") if isinstance(hit, dict) else None
        if not any(clicks) or not isinstance(at, int) or at >= len(pins or []):
            return no_update
        return pins[at]

    @app.callback(
        Output("ready-pins", "data"),
        Output("poll-pins", "disabled"),
        Output("tab-compare", "children"),
        Input("pins", "data"),
        Input("poll-pins", "n_intervals"),
        State("user", "data"),
    )
    def follow(pins: Any, count: int, sent: str) -> Any:
        user, asked = user_of(sent), _asked(site, pins)
        first = ctx.triggered_id != "poll-pins"
        if first:
            for number in range(MOST_PINS):
                if number < len(asked):
                    begin(site, user, f"pin-{number}", asked[number])
                else:
                    site.jobs.cancel(user, f"pin-{number}")
        over = all(view_of(site, one).over for one in asked)
        title = f"Compare ({len(asked)})" if asked else "Compare"
        return {"at": count, "over": over} if over or first else no_update, over, title

    @app.callback(
        Output("pinned", "children"),
        Input("ready-pins", "data"),
        State("pins", "data"),
        State("narrow", "data"),
    )
    def show(_: Any, pins: Any, narrow: bool) -> Any:
        asked = _asked(site, pins)
        if not asked:
            return html.P("Nothing is pinned yet.", className="empty")
        pairs = zip(LETTERS, asked, strict=False)
        pinned = [(letter, one, look(site, one)) for letter, one in pairs]
        heads, rows = compared(site, pinned)
        rows.append(["", *(_buttons(number) for number in range(len(pinned)))])
        return [table(heads, rows, "Pinned designs", "compare"),
                html.Div(overlaid(pinned, bool(narrow)), className="charts")]  # fmt: skip


def _asked(site: Site, pins: Any) -> list[Wanted]:
    """What the pins ask for: the cells alone, without their references."""
    listed = pins if isinstance(pins, list) else []
    return [wanted(site, site.state(one))._replace(reference=None) for one in listed[:MOST_PINS]]


def _buttons(number: int) -> Component:
    letter = LETTERS[number]
    return html.Div([
        html.Button("Open", id={"type": "open", "at": number}, n_clicks=0, className="button",
                    type="button", **{"aria-label": f"open design {letter}"}),
        html.Button("Remove", id={"type": "drop", "at": number}, n_clicks=0, className="button",
                    type="button", **{"aria-label": f"remove design {letter}"}),
    ], className="buttons")  # fmt: skip
