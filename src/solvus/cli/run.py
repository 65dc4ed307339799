"""``solvus run``: from a study file to a record, a table and what is worth seeing at once."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from solvus.cli.interrupts import GivenUp, Interrupts
from solvus.cli.outcome import FAILED, AsJson, Debug, ending, fail
from solvus.cli.progress import progress_bar
from solvus.cli.run_document import document
from solvus.cli.run_files import check_folder, save_page, save_run
from solvus.cli.run_summary import print_summary
from solvus.cli.terminal import emit, say

if TYPE_CHECKING:
    from solvus.study.measured import MeasuredCell
    from solvus.study.run import StudyRun
    from solvus.study.schema import Study


class RecordFormat(StrEnum):
    """How the record is stored."""

    NC = "nc"
    ZARR = "zarr"


class TableFormat(StrEnum):
    """How the table of half-cycles is stored."""

    PARQUET = "parquet"
    CSV = "csv"


def run(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="Study file.")],
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where to save.  [default: out/<name of the study>]"),
    ] = None,
    record_format: Annotated[
        RecordFormat, typer.Option("--format", help="Format of the record.")
    ] = RecordFormat.NC,
    table_format: Annotated[
        TableFormat, typer.Option("--table", help="Format of the table of half-cycles.")
    ] = TableFormat.PARQUET,
    page: Annotated[
        bool, typer.Option("--page", help="Write run.html as well: the run in figures and tables.")
    ] = False,
    no_save: Annotated[bool, typer.Option("--no-save", help="Write no files.")] = False,
    frames: Annotated[
        int, typer.Option(min=0, max=1000, help="Snapshots inside each step, besides its end.")
    ] = 0,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Run a study, save its record and show how it went.

    Ctrl-C stops after the present step and saves what was computed (exit code 1).
    """
    with ending(as_json, debug):
        from solvus.study.installed import read_study

        wanted = read_study(study)
        folder = Path(out) if out is not None else Path("out") / Path(study).stem
        if page and no_save:
            _refuse_page()
        measured = _measured(wanted, Path(study).parent) if page else []
        if not no_save:
            check_folder(folder)
        begun = time.perf_counter()
        files: dict[str, str] = {}
        with Interrupts("stopping after this step; Ctrl-C again gives up") as interrupts:
            try:
                done = _computed(wanted, Path(study).parent, frames, interrupts)
                seconds = time.perf_counter() - begun
                if done.run.half_cycles and not no_save:
                    files = save_run(done, folder, record_format.value, table_format.value)
                    if page:
                        files |= save_page(done, folder, study, measured)
            except GivenUp:
                fail("given up; what was not yet written is lost", as_json)
        stopped = interrupts.asked and not done.run.complete
        about = document(done, study, seconds, files, interrupted=stopped)
        if as_json:
            emit(about)
        else:
            print_summary(done, about)
        if stopped:
            say(_stopped(done, folder, files))
            raise typer.Exit(FAILED)


def _refuse_page() -> None:
    from solvus.base.errors import Fault, InputError

    raise InputError(Fault("is a file; leave out --no-save, which writes none", "--page"))


def _measured(wanted: Study, folder: Path) -> list[MeasuredCell]:
    """The measured files, read before anything is computed: a fault in one is told at once."""
    from solvus.study.measured import measured_of

    return measured_of(wanted, folder)


def _computed(wanted: Study, folder: Path, frames: int, interrupts: Interrupts) -> StudyRun:
    from solvus.study.run import run_study

    with progress_bar(wanted.title) as tell:

        def told(done: int, total: int) -> None:
            tell(wanted.title, done, total)
            interrupts.stop_if_asked()

        return run_study(wanted, folder, frames=frames, progress=told)


def _stopped(done: StudyRun, folder: Path, files: dict[str, str]) -> str:
    if files:
        return f"{done.run.ended}; what was computed is saved in {folder}"
    return f"{done.run.ended}; nothing is saved"
