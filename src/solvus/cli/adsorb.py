"""``solvus adsorb``: energies of adsorption and segregation on (100) faces of lithium."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.interrupts import sigterm_interrupts
from solvus.cli.outcome import FAILED, AsJson, Debug, ending, fail
from solvus.cli.run_files import check_folder
from solvus.cli.terminal import emit, say

if TYPE_CHECKING:
    from solvus.atoms.outcome import Outcome
    from solvus.study.adsorb_load import Adsorption
    from solvus.study.adsorb_run import Done, Work

RESULT, PAGE = "adsorption.json", "adsorption.html"
_OF_ASE = ("ase", "spglib")


def adsorb(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="Study of adsorption.")],
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where all is kept; left out: out/<name of the study>."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=1024, help="Calculations side by side, a process each.")
    ] = 1,
    page: Annotated[
        bool, typer.Option("--page", help="Write adsorption.html: the results in figures, tables.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Do again what did not converge before.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List surfaces, sites, calculations; run nothing.")
    ] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Adsorption of lithium on (100) faces of lithium and its solid solutions.

    Every finished calculation is kept in the folder; the same command goes on from there.
    """  # fmt: skip
    with ending(as_json, debug):
        from solvus.cli.adsorb_document import plan_document
        from solvus.study.adsorb_load import read_adsorption

        wanted = read_adsorption(study)
        if dry_run:
            _show_plan(plan_document(wanted, study), as_json)
            return
        folder = Path(out) if out is not None else Path("out") / Path(study).stem
        check_folder(folder)
        from solvus.study.folder_lock import Locked, locked

        try:
            with locked(folder):
                _solve(wanted, study, folder, workers, retry, page, as_json)
        except Locked as error:
            fail(str(error), as_json)


def _solve(
    wanted: Adsorption, name: str, folder: Path, workers: int, retry: bool, page: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Run the study in its folder, save and show what it came to."""
    from solvus.cli.adsorb_document import result_document

    work = _work(wanted, folder, workers)
    if retry and (dropped := work.retry()):
        say(f"{_calculations(dropped)} done again, not having converged before")
    done = _done(work, as_json)
    about = result_document(wanted, done)
    files = _save(about, wanted, done, folder, page)
    if as_json:
        counts = {"found": done.found, "run": done.run, "not_converged": len(done.failed)}
        emit(about | {"calculations": counts, "files": files})
    else:
        from solvus.cli.adsorb_print import print_result

        print_result(wanted.title, done, about["notices"], files)
    if any(one.best is None for one in done.solved.surfaces):
        raise typer.Exit(FAILED)  # a surface without any energy


def _work(wanted: Adsorption, folder: Path, workers: int) -> Work:
    """The study at work; MissingExtra where ASE is not installed."""
    from solvus.base.errors import MissingExtra

    try:
        from solvus.study.adsorb_run import Work
    except ImportError as error:
        if (error.name or "").partition(".")[0] in _OF_ASE:
            raise MissingExtra("ASE", "atoms") from None
        raise
    # one calculation at a time needs no process of its own
    return Work(wanted, folder, workers if workers > 1 else 0, _tell)


def _done(work: Work, as_json: bool) -> Done:
    from solvus.atoms.energies import Mismatch
    from solvus.atoms.store import TASKS, read_outcomes
    from solvus.study.adsorb_run import Unsolved

    try:
        with sigterm_interrupts():
            return work.run()
    except KeyboardInterrupt:
        # from the file: the signal may have come between a line and the note of it
        count = len(read_outcomes(work.store.folder / TASKS))
        fail(
            f"interrupted; {_calculations(count)} finished and kept; the same command goes on "
            "from there",
            as_json,
        )
    except (Unsolved, Mismatch) as error:
        fail(str(error), as_json)


def _tell(outcome: Outcome) -> None:
    """A line on stderr for a calculation that is finished."""
    clock = f"{datetime.now():%H:%M:%S}"
    if not outcome.converged:
        say(f"{clock}  {outcome.label}: did not converge: {outcome.trouble}")
        return
    force = f", fmax {outcome.fmax:.4f} eV/A" if outcome.fmax > 0.0 else ""
    say(f"{clock}  {outcome.label}: {outcome.energy:.4f} eV{force}, {outcome.seconds:.1f} s, "
        f"{outcome.engine}")  # fmt: skip


def _save(
    about: dict[str, Any], wanted: Adsorption, done: Done, folder: Path, page: bool
) -> dict[str, str]:
    """Write the results, and the page if it is wanted; what -> path."""
    from solvus.atoms.store import STRUCTURES, TASKS
    from solvus.base.files import write_text

    path = folder / RESULT
    write_text(path, json.dumps(about, indent=1, allow_nan=False) + "\n")
    files = {"result": str(path), "calculations": str(folder / TASKS),
             "structures": str(folder / STRUCTURES)}  # fmt: skip
    if page:
        from solvus.report.adsorption_page import write_adsorption_page

        drawn = folder / PAGE
        name = Path(wanted.source_name).name
        write_adsorption_page(drawn, wanted.title, name, done.solved, done.variants)
        files["page"] = str(drawn)
    return files


def _show_plan(about: dict[str, Any], as_json: bool) -> None:
    if as_json:
        emit(about)
        return
    from solvus.cli.adsorb_print import print_plan

    print_plan(about)


def _calculations(count: int) -> str:
    return "1 calculation is" if count == 1 else f"{count} calculations are"
