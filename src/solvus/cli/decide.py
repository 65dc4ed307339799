"""``solvus decide``: which measurements tell rival models apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.interrupts import GivenUp, Interrupts
from solvus.cli.outcome import AsJson, Debug, ending
from solvus.cli.progress import progress_bar
from solvus.cli.run_files import check_folder
from solvus.cli.terminal import emit, pairs, show, table

if TYPE_CHECKING:
    from solvus.infer.decide import Decision
    from solvus.infer.deciding_plan import Plan

NAME = "decide"


def decide(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan file.")],
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where to save.  [default: out/<name of the plan>]"),
    ] = None,
    no_save: Annotated[bool, typer.Option("--no-save", help="Write no files.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Rank measurements by how well they tell rival models apart, and say which to make.

    Writes decide.json and decide.html. Ctrl-C ends it, and nothing is written then.
    """
    stopping = "stopping after these runs; Ctrl-C again stops at once"
    with ending(as_json, debug), Interrupts(stopping) as interrupts:
        from solvus.infer.deciding_plan import read_plan
        from solvus.infer.deciding_words import document

        wanted = read_plan(plan)
        folder = Path(out) if out is not None else Path("out") / Path(plan).stem
        if not no_save:
            check_folder(folder)
        try:
            made = _computed(wanted, interrupts)
        except GivenUp:
            raise KeyboardInterrupt from None
        about = document(made)
        about["files"] = {} if no_save else _save(made, about, folder)
        if as_json:
            emit(about)
        else:
            _print(made, about)


def _computed(wanted: Plan, interrupts: Interrupts) -> Decision:
    from solvus.infer.decide import decision_of
    from solvus.infer.predictions import Runs

    interrupts.stop_if_asked()
    # processes first, then the bar: a process must not be made beside the thread of the bar
    with Runs(wanted) as runs, progress_bar(wanted.title) as tell:

        def told(what: str, done: int, total: int) -> None:
            tell(what, done, total)
            interrupts.stop_if_asked()

        return decision_of(wanted, runs.predictions(told))


def _save(made: Decision, about: dict[str, Any], folder: Path) -> dict[str, str]:
    from solvus.base.files import write_text
    from solvus.infer import deciding_page

    files = {end: folder / f"{NAME}.{end}" for end in ("json", "html")}
    write_text(files["json"], json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    deciding_page.write(files["html"], made)
    return {end: str(path) for end, path in files.items()}


def _print(made: Decision, about: dict[str, Any]) -> None:
    show(about["title"], style="bold")
    if about["fits"]:
        show("", "How the models fit what is measured", _fits(about["fits"]))
    show("", "What each model predicts", _predictions(made))
    show("", "Measurements, the most telling first", _ranking(made))
    show("", "Pairs of models", _pairs(about))
    show("", about["summary"], style="bold")
    if about["list"]:
        show(_list(about))
    show("", *(f"- {one}" for one in about["remarks"]))
    if about["files"]:
        show("", pairs(list(about["files"].items())))


def _fits(rows: list[dict[str, Any]]) -> Any:
    keys = {
        "chi2": "chi2", "parameters": "param.", "effective_readings": "eff.\nread.", "aic": "AIC",
        "akaike_weight": "weight", "aicc": "AICc", "bic": "BIC", "log_evidence_ratio": "ln Z",
    }  # fmt: skip
    keys = {key: head for key, head in keys.items() if any(row[key] is not None for row in rows)}
    shown = table(("model", *keys.values()), right=keys.values())
    for row in rows:
        shown.add_row(row["model"], *(_number(row[key]) for key in keys))
    return shown


def _predictions(made: Decision) -> Any:
    from solvus.infer.deciding_words import error_shown, shown

    filled = table(("measurement, model", "prediction"))
    for i, candidate in enumerate(made.plan.candidates):
        filled.add_row(candidate.name, f"error {error_shown(candidate)}", style="bold")
        for model in made.plan.models:
            one = made.predictions[model.name, i]
            filled.add_row(f"  {model.name}", shown(candidate, one))
    return filled


def _ranking(made: Decision) -> Any:
    from solvus.infer.deciding_words import of_pair

    costs = len({one.cost for one in made.plan.candidates}) > 1
    unit = f"\n{made.plan.cost_unit}" if made.plan.cost_unit else ""
    numbers = ["least\nsigma", "most\nsigma", *([f"cost{unit}"] if costs else [])]
    shown = table(("measurement", *numbers, "least apart"), right=numbers)
    for one in made.ranking:
        candidate = made.plan.candidates[one.candidate]
        most = max(made.distances[one.candidate, pair].sigma for pair in made.plan.pairs)
        cost = [f"{candidate.cost:g}"] if costs else []
        shown.add_row(candidate.name, f"{one.least:.1f}", f"{most:.1f}", *cost, of_pair(one.pair))
    for i in made.unranked:
        candidate = made.plan.candidates[i]
        cost = [f"{candidate.cost:g}"] if costs else []
        shown.add_row(candidate.name, "–", "–", *cost, "not ranked: see below")
    return shown


def _pairs(about: dict[str, Any]) -> Any:
    numbers = ("sigma", "all together")
    headings = ("pair", "best measurement", *numbers, "error needed")
    shown = table(headings, right=numbers)
    for row in about["pairs"]:
        shown.add_row(
            " or ".join(row["pair"]),
            row["best_measurement"] or "none",
            _sigma(row["sigma"]),
            _sigma(row["all_together_sigma"]),
            row["error_needed"] or "–",
        )
    return shown


def _list(about: dict[str, Any]) -> Any:
    shown = table(("", "measurement", "pairs apart by now"))
    for number, step in enumerate(about["list"], 1):
        enough = [
            " or ".join(one["pair"])
            for one in step["after"]
            if one["sigma"] >= about["separated_at_sigma"]
        ]
        shown.add_row(f"{number}", step["measurement"], "; ".join(enough) or "none")
    return shown


def _sigma(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"
