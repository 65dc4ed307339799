"""``solvus sweep``: many designs of a study or a pouch cell, kept as they are finished."""

from __future__ import annotations

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
from solvus.cli.terminal import emit, say, show

if TYPE_CHECKING:
    from solvus.designs.plan import Sweep

STATUS = "status"


def sweep(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Study or pouch file; or the word: status.")
    ],
    folder: Annotated[
        str | None, typer.Argument(metavar="FOLDER", help="With status: the folder of a sweep.")
    ] = None,
    over: Over = None,
    draws: Annotated[
        int | None, typer.Option(min=1, max=10_000_000, help="Draws of the axes that are drawn.")
    ] = None,
    method: Annotated[
        str | None, typer.Option(help="How they are drawn: sobol, latin or random.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=2**32 - 1, help="Seed of draws.")] = None,
    fast: Fast = False,
    curves: Annotated[
        bool, typer.Option("--curves", help="Keep the course of each design over its cycles.")
    ] = False,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where all is kept; left out: out/<name of the file>."),
    ] = None,
    page: Annotated[
        bool, typer.Option("--page", help="Write sweep.html: the designs in figures and tables.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what the designs are; run nothing.")
    ] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Run many designs: entries of a file as lists, ranges or distributions.

    Every finished batch is kept; the same command goes on from there. How far a folder is:
    solvus sweep status FOLDER.
    """  # fmt: skip
    with ending(as_json, debug):
        if file == STATUS:
            if folder is None:
                raise typer.BadParameter("name the folder of a sweep: solvus sweep status FOLDER")
            _status(Path(folder), as_json)
            return
        if folder is not None:
            raise typer.BadParameter(f"one file is swept at a time; what is {folder}?")
        from solvus.designs.plan import read_sweep

        wishes = _wishes(draws, method, seed, curves)
        asked = read_sweep(file, read_over(over), fast=fast, wishes=wishes)
        if dry_run:
            _show_plan(asked, as_json)
            return
        place = Path(out) if out is not None else Path("out") / f"{Path(file).stem}_sweep"
        check_folder(place)
        _carry_out(asked, place, workers, scheduler, as_json)
        _finish(place, page, as_json)


def _wishes(
    draws: int | None, method: str | None, seed: int | None, curves: bool
) -> dict[str, Any]:
    from solvus.base.errors import Fault, InputError
    from solvus.study.fields import choice
    from solvus.study.sweep_block import METHODS

    given: dict[str, Any] = {"draws": draws, "seed": seed, "curves": curves or None}
    try:
        given["method"] = None if method is None else choice(method, tuple(METHODS), "method")
    except ValueError as error:
        raise InputError(Fault(str(error), "--method")) from None
    return {name: value for name, value in given.items() if value is not None}


def _carry_out(
    asked: Sweep, place: Path, workers: int | None, scheduler: str | None, as_json: bool
) -> None:
    from solvus.designs.plan import carry_out

    crew, count = crew_of(workers, scheduler)
    with designs_kept(asked.job.title, as_json) as told:
        carry_out(asked, place, crew, count, told)


def _finish(place: Path, page: bool, as_json: bool) -> None:
    """Say what came of it; the exit code says whether any design could be run."""
    from solvus.cli.sweep_document import results_document
    from solvus.designs.results import read_results

    found = read_results(place)
    about = results_document(found)
    about["files"] = {"designs": str(place / "designs"), "about": str(place / "sweep.json")}
    if (place / "curves.zarr").exists():
        about["files"]["curves"] = str(place / "curves.zarr")
    if page:
        from solvus.designs.page import write_sweep_page

        write_sweep_page(place / "sweep.html", found)
        about["files"]["page"] = str(place / "sweep.html")
    if as_json:
        emit(about)
    else:
        from solvus.cli.sweep_print import print_results

        print_results(about)
    if about["ok"] == 0:
        raise typer.Exit(FAILED)


def _status(folder: Path, as_json: bool) -> None:
    from solvus.cli.sweep_document import status_document
    from solvus.cli.sweep_print import print_status

    about = status_document(folder)
    if as_json:
        emit(about)
    else:
        print_status(about)


def _show_plan(asked: Sweep, as_json: bool) -> None:
    from solvus.cli.sweep_document import plan_document

    about = plan_document(asked)
    if as_json:
        emit(about)
        return
    from solvus.cli.sweep_print import print_plan

    print_plan(about)
    show()
    say("nothing was run")
