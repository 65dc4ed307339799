"""``solvus sensitivity``: which axis of a design space moves what (Sobol indices)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.crew_options import (
    Fast,
    Over,
    Scheduler,
    Workers,
    crew_of,
    designs_kept,
    read_over,
)
from solvus.cli.outcome import FAILED, AsJson, Debug, ending
from solvus.cli.run_files import check_folder
from solvus.cli.sweep_print import print_reasons
from solvus.cli.terminal import emit, pairs, show, table

if TYPE_CHECKING:
    import pandas as pd

    from solvus.designs.job import Job
    from solvus.designs.sensitivity import Indices

DOCUMENT, PAGE = "sensitivity.json", "sensitivity.html"
SHOWN = 6  # quantities on the terminal, unless they are asked for by name


def sensitivity(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Study or pouch file.")],
    quantity: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Quantity; may be given again. Left out: all."),
    ] = None,
    over: Over = None,
    samples: Annotated[
        int, typer.Option(help="Base points, a power of two; axes + 2 designs for each.")
    ] = 128,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of the points.")] = 1,
    fast: Fast = False,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where all is kept; left out: out/<name>_sensitivity."),
    ] = None,
    page: Annotated[bool, typer.Option("--page", help="Write sensitivity.html.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Sobol indices: what each axis moves alone (first order) and together with others (total).

    The same command goes on after an interrupt.
    """
    with ending(as_json, debug):
        from solvus.designs.check import check_axes
        from solvus.designs.job import read_job, without_life
        from solvus.designs.sensitivity import check_samples, chosen_quantities, indices_of

        check_samples(samples)
        job, _ = read_job(file, read_over(over), fast=fast)
        check_axes(job)
        names = chosen_quantities(job, quantity or [])
        job = without_life(job, names)
        folder = Path(out) if out is not None else Path("out") / f"{Path(file).stem}_sensitivity"
        check_folder(folder)
        frame = _run(job, folder, samples, seed, workers, scheduler, as_json)
        found = indices_of(frame, len(job.axes), names, seed)
        about = _document(job, frame, found, samples)
        about["files"] = _save(job, folder, about, found, frame if page else None)
        if as_json:
            emit(about)
        else:
            _print(about, all_of_them=bool(quantity))
        if not any(one.first for one in found):
            raise typer.Exit(FAILED)


def _run(
    job: Job, folder: Path, samples: int, seed: int, workers: int | None, scheduler: str | None,
    as_json: bool,
) -> pd.DataFrame:  # fmt: skip
    from solvus.designs.sensitivity import run

    crew, count = crew_of(workers, scheduler)
    with designs_kept(job.title, as_json) as told:
        return run(job, folder, crew, count, samples, seed, told)


def _document(
    job: Job, frame: pd.DataFrame, found: tuple[Indices, ...], samples: int
) -> dict[str, Any]:
    from solvus.designs.reasons import reasons_of
    from solvus.study.records import finite

    axes = [axis.name for axis in job.axes]
    units = {one.name: one.unit for one in job.quantities}
    return finite({
        "file": job.name,
        "title": job.title,
        "designs": len(frame),
        "failed": int((frame["status"] == "failed").sum()),
        "reasons": reasons_of(frame),
        "samples": samples,
        "axes": axes,
        "quantities": [
            {
                "name": one.quantity, "unit": units[one.quantity], "mean": one.mean,
                "deviation": one.deviation, "used": one.used, "lost": one.lost,
                "bounds_percent": 100.0 * one.bounds, "why_not": one.why or None,
                "first": {n: i._asdict() for n, i in zip(axes, one.first, strict=False)},
                "total": {n: i._asdict() for n, i in zip(axes, one.total, strict=False)},
            }
            for one in found
        ],
    })  # fmt: skip


def _save(
    job: Job, folder: Path, about: dict[str, Any], found: tuple[Indices, ...],
    drawn: pd.DataFrame | None,
) -> dict[str, str]:  # fmt: skip
    """Write the document, and of designs that are to be drawn the page; what -> path."""
    from solvus.base.files import write_text

    write_text(folder / DOCUMENT, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    files = {"document": str(folder / DOCUMENT), "designs": str(folder / "designs")}
    if drawn is not None:
        from solvus.designs.sensitivity_page import write_sensitivity_page

        write_sensitivity_page(folder / PAGE, job, found, drawn)
        files["page"] = str(folder / PAGE)
    return files


def _print(about: dict[str, Any], *, all_of_them: bool) -> None:
    show(about["title"], style="bold")
    show(f"{about['designs']} designs, {about['failed']} failed; indices of first order (alone) "
         "and total (alone and with others), with 95 % intervals")  # fmt: skip
    told = [one for one in about["quantities"] if one["first"]]
    shown = told if all_of_them else told[:SHOWN]
    for one in shown:
        made = table(("axis", "first", "", "total", " "), right=("first", "total"))
        for name, first in one["first"].items():
            total = one["total"][name]
            made.add_row(name, *_cells(first), *_cells(total))
        deviation = f" ± {one['deviation']:.3g}" if one["deviation"] is not None else ""
        lost = f"; {one['lost']} base points lost" if one["lost"] else ""
        show("", f"{one['name']}: {one['mean']:.4g}{deviation} {one['unit']}{lost}", style="bold")
        if one["bounds_percent"]:
            share = f"{one['bounds_percent']:.0f} %"
            show(f"in {share} of the designs only a bound: the protocol ended first")
        show(made)
    if len(told) > len(shown):
        show("", f"{len(told) - len(shown)} more are in the document; --quantity asks for one")
    silent = [one for one in about["quantities"] if one["why_not"]]
    if silent and all_of_them:
        show("", *[f"· {one['name']}: none, {one['why_not']}" for one in silent])
    print_reasons(about["reasons"])
    show("", pairs([(what, path) for what, path in about["files"].items()]))


def _cells(index: dict[str, float | None]) -> tuple[str, str]:
    low, high = index["low"], index["high"]
    interval = "" if low is None or high is None else f"{low:.2f} to {high:.2f}"
    return f"{index['value']:.3f}", interval
