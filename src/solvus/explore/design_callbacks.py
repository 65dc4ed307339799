"""The Design tab: controls, numbers, charts, and the runs behind them."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update

from solvus.base.errors import InputError
from solvus.explore import charts
from solvus.explore.cards import bill_cards, life_card, life_sentences
from solvus.explore.controls import NO_SOLUTE, Number
from solvus.explore.design import asked_of, sentences_of
from solvus.explore.jobs import CANCELLED, FAILED, View
from solvus.explore.layout import TABS
from solvus.explore.linking import Settled, sentences, settled
from solvus.explore.outcome import Outcome
from solvus.explore.parts import card, choice_id, listed, number_id, on_slider, slider_id
from solvus.explore.site import INLINE, Ran, Site, begin, look, user_of, view_of, wanted
from solvus.explore.state import FOLLOWS, query_of, state_from
from solvus.explore.state import State as Held

LANE = "design"
STEADY = 1e-9


def moved_sliders(site: Site, before: Held, sliders: dict[str, Any]) -> dict[str, float]:
    """The sliders that stand elsewhere than the state puts them: those that somebody moved."""
    found = {}
    for name, value in sliders.items():
        number = site.controls.numbers.get(name)
        if number is None or not isinstance(value, int | float):
            continue
        if abs(value - on_slider(number, before.number(name))) > STEADY + 1e-6 * number.step:
            found[name] = float(value)
    return found


def has_use(number: Number, state: Held) -> bool:
    """Whether a number moves anything of the cell that is shown."""
    if number.name == "content":
        return state.word("solute") != NO_SOLUTE
    return number.cell in ("", state.word("cell"))


def from_address(site: Site, query: str | None) -> Settled:
    """Where the page stands for an address, with a sentence for each part that cannot be."""
    state, faults = state_from(query, site.default, site.controls)
    changes: dict[str, Any] = {}
    if state.number(FOLLOWS) != site.default.number(FOLLOWS):
        changes[FOLLOWS] = state.number(FOLLOWS)
    try:
        found = settled(site.base, site.controls, state, changes)
    except InputError as error:
        faults = [*faults, *sentences(error)]
        found = settled(site.base, site.controls, site.default, {})
    return Settled(found.state, found.designed, (*faults, *found.faults))


def progress_words(view: View) -> Any:
    """What is said beneath the cards while a run is on, and when it is not."""
    if view.status == CANCELLED:
        return "stopped; the charts show an earlier design"
    if view.over:
        return ""
    share = view.done / view.total if view.total else 0.0
    what = f"running, {view.done} of {view.total} steps" if view.total else "waiting to run"
    named = {"aria-label": "progress of the run"}
    bar = html.Progress(value=str(round(share, 3)), max="1", **named)
    return [bar, f" {what}"]


def named_outcomes(ran: Ran) -> list[tuple[str, Outcome]]:
    """The cell and its reference under names that tell them apart."""
    assert ran.main is not None
    found = [(ran.main.title, ran.main)]
    if ran.reference is not None:
        found.append((f"{ran.reference.title}, pure Li", ran.reference))
    return found


def register(app: Dash, site: Site) -> None:
    """Put the callbacks of this tab on the page."""
    _register_browser(app)
    _register_settle(app, site)
    _register_live(app, site)
    _register_run(app, site)


def _register_browser(app: Dash) -> None:
    """What happens in the browser alone: tabs, address, width of the screen."""
    app.clientside_callback(
        ClientsideFunction("solvus", "tabs"),
        [
            *(Output(f"panel-{name}", "hidden") for name in TABS),
            *(Output(f"tab-{name}", "className") for name in TABS),
            *(Output(f"tab-{name}", "aria-selected") for name in TABS),
            *(Output(f"tab-{name}", "tabIndex") for name in TABS),
        ],
        [Input(f"tab-{name}", "n_clicks") for name in TABS],
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("solvus", "address"), Output("shown", "data"), Input("query", "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    app.clientside_callback(
        ClientsideFunction("solvus", "narrow"), Output("narrow", "data"), Input("user", "data")
    )


def _register_settle(app: Dash, site: Site) -> None:
    numbers, choices = list(site.controls.numbers), list(site.controls.choices)

    @app.callback(
        output={
            "state": Output("state", "data"),
            "query": Output("query", "data"),
            "faults": Output("faults", "children"),
            "boxes": [Output(number_id(name), "value") for name in numbers],
            "sliders": [Output(slider_id(name), "value") for name in numbers],
            "words": [Output(choice_id(name), "value") for name in choices],
            "hidden": [Output(f"control-{name}", "hidden") for name in numbers],
        },
        inputs={
            "search": Input("address", "search"),
            "reset": Input("reset", "n_clicks"),
            "opened": Input("opened", "data"),
            "boxes": [Input(number_id(name), "value") for name in numbers],
            "sliders": [Input(slider_id(name), "value") for name in numbers],
            "words": [Input(choice_id(name), "value") for name in choices],
            "held": State("state", "data"),
        },
    )
    def settle(
        search: str | None, reset: int, opened: Any, boxes: list[Any], sliders: list[Any],
        words: list[Any], held: Any,
    ) -> Any:  # fmt: skip
        hit = {prop.split(".")[0] for prop in ctx.triggered_prop_ids}
        if held is None or "address" in hit:
            found = from_address(site, search)
        elif "reset" in hit:
            found = settled(site.base, site.controls, site.default, {})
        elif "opened" in hit:
            found = settled(site.base, site.controls, site.state(opened), {})
        else:
            before = site.state(held)
            pulled = {n: v for n, v in zip(numbers, sliders, strict=True) if slider_id(n) in hit}
            changes: dict[str, Any] = dict(moved_sliders(site, before, pulled))
            typed = {n: v for n, v in zip(numbers, boxes, strict=True) if number_id(n) in hit}
            changes |= {n: v for n, v in typed.items() if v != before.number(n)}
            changes |= {n: v for n, v in zip(choices, words, strict=True) if choice_id(n) in hit}
            found = settled(site.base, site.controls, before, changes)
        state = found.state
        kept = {name for name in numbers if found.faults and number_id(name) in hit}
        return {
            "state": state.plain(),
            "query": query_of(state, site.default),
            "faults": listed(found.faults, "faults"),
            "boxes": [no_update if n in kept else state.number(n) for n in numbers],
            "sliders": [on_slider(site.controls.numbers[n], state.number(n)) for n in numbers],
            "words": [state.word(n) for n in choices],
            "hidden": [not has_use(site.controls.numbers[n], state) for n in numbers],
        }


def _register_live(app: Dash, site: Site) -> None:
    numbers = list(site.controls.numbers)
    pulls = [Input(slider_id(name), "drag_value") for name in numbers]

    def now(held: Any, pulled: list[Any]) -> Settled:
        """The design as it is while a slider is dragged."""
        before = site.state(held)
        hit = {prop.split(".")[0] for prop in ctx.triggered_prop_ids}
        drawn = {n: v for n, v in zip(numbers, pulled, strict=True) if slider_id(n) in hit}
        changes = {} if "state" in hit else moved_sliders(site, before, drawn)
        return settled(site.base, site.controls, before, changes)

    # two callbacks: the numbers do not wait for the chart
    @app.callback(
        output=Output("cards-bill", "children"),
        inputs={"held": Input("state", "data"), "pulled": pulls},
        prevent_initial_call=True,
    )
    def numbers_of(held: Any, pulled: list[Any]) -> Any:
        return [card(one) for one in bill_cards(now(held, pulled).designed.pouch)]

    @app.callback(
        output=[Output("bill", "figure"), Output("warnings", "children")],
        inputs={"held": Input("state", "data"), "pulled": pulls, "narrow": State("narrow", "data")},
        prevent_initial_call=True,
    )
    def bill(held: Any, pulled: list[Any], narrow: bool) -> Any:
        found = now(held, pulled)
        study = None
        try:
            _, study = asked_of(site.base, found.state, site.controls, found.designed)
        except InputError:  # told where it is run
            study = None
        said = sentences_of(site.base, found.state, found.designed, study)
        drawn = charts.fitted(charts.bill_chart(found.designed.pouch), bool(narrow))
        return drawn, listed(said, "notices")


def _register_run(app: Dash, site: Site) -> None:
    # what is asked again and again is light: an answer that comes after the next question is lost
    @app.callback(
        Output("progress", "children"),
        Output("cancel", "className"),
        Output("poll-run", "disabled"),
        Output("ready-run", "data"),
        Input("state", "data"),
        Input("poll-run", "n_intervals"),
        Input("cancel", "n_clicks"),
        State("user", "data"),
        prevent_initial_call=True,
    )
    def run(held: Any, count: int, _: int, sent: str) -> Any:
        user, asked = user_of(sent), wanted(site, site.state(held))
        hit = {prop.split(".")[0] for prop in ctx.triggered_prop_ids}
        if "cancel" in hit:
            site.jobs.cancel(user, LANE)
            site.jobs.cancel(user, f"{LANE}-reference")
        elif "state" in hit:
            begin(site, user, LANE, asked)
        view = view_of(site, asked, INLINE if "state" in hit else 0.0)
        if not view.over:
            return progress_words(view), "button", False, no_update
        done = no_update if view.status == CANCELLED else {"at": count, "status": view.status}
        return progress_words(view), "button hidden", True, done

    @app.callback(
        Output("cards-life", "children"),
        Output("life-notes", "children"),
        Output("profile", "figure"),
        Output("voltage", "figure"),
        Output("retention", "figure"),
        Input("ready-run", "data"),
        State("state", "data"),
        State("narrow", "data"),
        prevent_initial_call=True,
    )
    def draw(_: Any, held: Any, narrow: bool) -> Any:
        ran = look(site, wanted(site, site.state(held)))
        if ran.main is None and ran.view.status == FAILED:
            nothing = charts.fitted(charts.saying("This cell is not run; see above"), narrow)
            notes = listed(ran.view.sentences, "faults")
            return "", notes, nothing, nothing, nothing
        if ran.main is None:  # moved on meanwhile
            return (*[no_update] * 5,)
        shown = named_outcomes(ran)
        return (
            [card(life_card(ran.main, ran.reference))],
            listed(life_sentences(ran.main), "notices"),
            charts.fitted(ran.main.profile or charts.profile_chart(ran.main), bool(narrow)),
            charts.fitted(charts.voltage_chart(shown), bool(narrow)),
            charts.fitted(charts.retention_chart(shown), bool(narrow)),
        )
