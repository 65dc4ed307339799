"""``solvus reproduce``: the paper's numbers beside what Solvus computes, with a verdict on each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.outcome import AsJson, Debug, ending
from solvus.cli.progress import progress_bar
from solvus.cli.run_files import check_folder
from solvus.cli.terminal import emit, pairs, show, table

if TYPE_CHECKING:
    from solvus.paper.reproduce import Reproduction


def reproduce(
    out: Annotated[str, typer.Option(metavar="DIR", help="Where the report goes.")] = "report",
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Leave out rival mechanisms and the ranking of experiments."),
    ] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Reproduce the paper: every number it prints beside ours, with a verdict, and a report."""
    with ending(as_json, debug, "interrupted; the parts that were finished are in " + out):
        from solvus.paper import reproduce as paper

        folder = Path(out)
        check_folder(folder)
        with progress_bar("reproduce") as tell:
            made = paper.reproduce(folder, tell, quick=quick)
        about = _document(made)
        if as_json:
            emit(about)
        else:
            _print(about)


def _document(made: Reproduction) -> dict[str, Any]:
    from solvus.study.records import finite

    return finite(
        {
            "rows": made.rows(),
            "verdicts": made.counts(),
            "fitted": made.fitted,
            "report": str(made.report),
        }
    )


def _print(about: dict[str, Any]) -> None:
    headings = ("claim", "where", "printed", "computed", "its sigma", "unit", "role", "verdict")
    shown = table(headings, right=("computed", "its sigma"))
    shown.columns[0].no_wrap = True
    group = None
    for row in about["rows"]:
        if row["group"] != group:
            group = row["group"]
            shown.add_row(str(group), style="bold")
        keys = ("where", "printed", "computed", "sigma", "unit", "role", "verdict")
        known = row if row["computed"] is not None else row | {"sigma": None}
        if row.get("reading_sigma"):
            known = known | {"printed": f"{row['printed']} (± {row['reading_sigma']:g})"}
        shown.add_row(f"· {row['id']}", *(_text(known.get(key)) for key in keys))
    fitted = [
        f"{one['name']} = {_text(one['value'])} ± {_text(one['sigma'])} {one['unit']}"
        for one in about["fitted"]
    ]
    counts = [f"{count} {verdict}" for verdict, count in sorted(about["verdicts"].items())]
    lines = [
        ("verdicts", ", ".join(counts) or "none"),
        ("fitted", f"{len(fitted)} parameter{'' if len(fitted) == 1 else 's'}"),
        *(("", one) for one in fitted),
        ("report", about["report"]),
    ]
    show(shown, "", pairs(lines))


def _text(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)
