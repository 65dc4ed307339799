"""``solvus pareto``: the designs that no other beats, of a folder or of a space to search."""

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
from solvus.cli.terminal import emit

if TYPE_CHECKING:
    from solvus.designs.crew import Crew
    from solvus.designs.job import Job
    from solvus.designs.pareto import Front
    from solvus.designs.uncertain_front import UncertainFront

METHODS = ("nsga2",)
NO_LIFE = "the life is not simulated: nothing that is wanted needs it"


def pareto(
    source: Annotated[
        str, typer.Argument(metavar="FILE|FOLDER", help="Study, pouch file, or folder of designs.")
    ],
    most: Annotated[
        list[str] | None,
        typer.Option("--max", metavar="NAME", help="Quantity of which the most is wanted."),
    ] = None,
    least: Annotated[
        list[str] | None,
        typer.Option("--min", metavar="NAME", help="Quantity of which the least is wanted."),
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help='What must hold, e.g. "n_to_p >= 1.2".')
    ] = None,
    over: Over = None,
    samples: Annotated[int, typer.Option(min=8, max=1_000_000, help="Sobol points.")] = 256,
    refine: Annotated[
        str | None, typer.Option(metavar="nsga2", help="Go on from them with NSGA-II.")
    ] = None,
    generations: Annotated[int, typer.Option(min=1, max=10_000, help="Of NSGA-II.")] = 20,
    population: Annotated[int, typer.Option(min=8, max=10_000, help="Of a generation.")] = 48,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of points.")] = 1,
    posterior: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Folder of solvus calibrate: carry its uncertainty."),
    ] = None,
    draws: Annotated[int, typer.Option(min=2, max=1000, help="Draws of the posterior.")] = 32,
    fast: Fast = False,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where all is kept; left out: out/<name>_pareto."),
    ] = None,
    page: Annotated[bool, typer.Option("--page", help="Write pareto.html.")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """The designs that no other beats in everything that is wanted, and their knee.

    Of a folder that solvus sweep wrote they are filtered; the space of a file is searched with
    Sobol points, and with --refine by NSGA-II. The same command goes on after an interrupt.
    """  # fmt: skip
    with ending(as_json, debug):
        from solvus.base.errors import Fault, InputError

        if refine is not None and refine.lower() not in METHODS:
            raise InputError(Fault(f'"{refine}" is not known; write nsga2', "--refine"))
        found: Front
        spread: UncertainFront | None = None
        notes: tuple[str, ...] = ()
        if Path(source).is_dir():
            found, folder = _filtered(source, most, least, where, out, over, posterior)
        else:
            from solvus.designs.pareto import Search

            how = Search(samples, generations if refine else 0, population, seed)
            folder = Path(out) if out is not None else Path("out") / f"{Path(source).stem}_pareto"
            asked = _Asked(source, most or [], least or [], where or [], over, fast)
            if posterior is None:
                asked.leave_out_what_is_not_needed()
            else:
                asked.read_posterior(posterior, draws, seed)
            check_folder(folder)
            found, spread = asked.search(folder, how, workers, scheduler, as_json)
            notes = asked.notes
        _finish(source, found, spread, folder, page, as_json, notes)


def _filtered(
    source: str, most: list[str] | None, least: list[str] | None, where: list[str] | None,
    out: str | None, over: list[str] | None, posterior: str | None,
) -> tuple[Front, Path]:  # fmt: skip
    from solvus.base.errors import Fault, InputError
    from solvus.designs.pareto import front_of
    from solvus.designs.results import read_results
    from solvus.designs.wanted import read_objectives, read_rules

    beside = [name for name, one in (("--over", over), ("--posterior", posterior)) if one]
    if beside:
        raise InputError(*(
            Fault("is of a file whose space is searched, not of a folder of designs", name)
            for name in beside
        ))  # fmt: skip
    results = read_results(source)
    wanted = read_objectives(results.columns, most or [], least or [])
    rules = read_rules(results.columns, where or [])
    folder = Path(out) if out is not None else Path(source)
    check_folder(folder)
    return front_of(results.frame, results.columns, wanted, rules), folder


class _Asked:
    """A file whose space is searched: its job, what is wanted, what is uncertain."""

    def __init__(
        self, file: str, most: list[str], least: list[str], where: list[str],
        over: list[str] | None, fast: bool,
    ) -> None:  # fmt: skip
        from solvus.designs.check import check_axes
        from solvus.designs.job import read_job
        from solvus.designs.wanted import read_objectives, read_rules

        self.notes: tuple[str, ...] = ()
        self.job: Job = read_job(file, read_over(over), fast=fast)[0]
        check_axes(self.job)
        columns = {one.name: one for one in (*self.job.inputs, *self.job.quantities)}
        self.wanted = read_objectives(columns, most, least)
        self.rules = read_rules(columns, where)
        self.uncertain: Any = None

    def leave_out_what_is_not_needed(self) -> None:
        """Search without the life of the cell where nothing that is wanted needs it."""
        from solvus.designs.job import without_life

        names = [o.column.name for o in self.wanted] + [r.column.name for r in self.rules]
        lean = without_life(self.job, names)
        if lean is not self.job:
            self.job, self.notes = lean, (NO_LIFE,)

    def read_posterior(self, folder: str, draws: int, seed: int) -> None:
        from solvus.designs.uncertain_front import read_draws

        self.uncertain = read_draws(Path(folder), draws, seed)

    def search(
        self, folder: Path, how: Any, workers: int | None, scheduler: str | None, as_json: bool
    ) -> tuple[Front, UncertainFront | None]:
        from solvus.designs.pareto import check_installed

        check_installed(how)
        with designs_kept(self.job.title, as_json) as told:
            return self._searched(folder, how, lambda: crew_of(workers, scheduler), told)

    def _searched(
        self, folder: Path, how: Any, crew: Any, told: Any
    ) -> tuple[Front, UncertainFront | None]:
        from solvus.designs.pareto import search

        made: Crew
        made, count = crew()
        found = search(self.job, folder, made, count, self.wanted, self.rules, how, told)
        if self.uncertain is None or not len(found.front):
            return found, None
        from solvus.designs.uncertain_front import carried

        made, count = crew()
        return found, carried(self.job, found, self.uncertain, folder / "posterior", made, count,
                              told)  # fmt: skip


def _reported(source: str) -> dict[str, float]:
    """What a pouch file says was printed elsewhere for its cell, in the units of the columns."""
    from solvus.pouch.quantities import QUANTITIES
    from solvus.study.pouch_inverse import number_of
    from solvus.study.pouch_load import is_pouch, read_pouch

    if not Path(source).is_file() or not is_pouch(source):
        return {}
    file = read_pouch(source).file
    names = {name: f"energy_density.{file.basis}" if name == "energy_density" else name
             for name in file.reported}  # fmt: skip
    return {names[n]: float(number_of(QUANTITIES[names[n]], v)) for n, v in file.reported.items()}


def _finish(
    source: str, found: Front, spread: UncertainFront | None, folder: Path, page: bool,
    as_json: bool, notes: tuple[str, ...],
) -> None:  # fmt: skip
    from solvus.cli.pareto_document import front_document, save_front

    about = front_document(source, found, spread, notes)
    about["files"] = save_front(folder, found, about)
    if page:
        from solvus.designs.front_page import write_front_page

        write_front_page(folder / "pareto.html", source, found, spread, _reported(source),
                         notes)  # fmt: skip
        about["files"]["page"] = str(folder / "pareto.html")
    if as_json:
        emit(about)
    else:
        from solvus.cli.pareto_print import print_front

        print_front(about)
    if not len(found.front):
        raise typer.Exit(FAILED)
