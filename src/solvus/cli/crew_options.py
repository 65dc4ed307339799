"""Options of the commands that run many designs: who runs them, which entries vary."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.design_progress import design_progress
from solvus.cli.interrupts import sigterm_interrupts
from solvus.cli.outcome import fail

if TYPE_CHECKING:
    from solvus.designs.crew import Crew
    from solvus.designs.work import Count

Workers = Annotated[
    int | None,
    typer.Option(min=1, max=1024, help="Worker processes; left out: one for each core."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Dask scheduler to use instead, e.g. tcp://head:8786."),
]
Over = Annotated[
    list[str] | None,
    typer.Option(metavar="KEY=VALUES", help='An axis, e.g. cell.working.thickness="20 um to 60 um '
                 'in 5"; may be given again.'),
]  # fmt: skip
Fast = Annotated[
    bool, typer.Option("--fast", help="With run: {detail: fast}; the docs say what that moves.")
]


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def crew_of(workers: int | None, scheduler: str | None) -> tuple[Crew, int]:
    """Who runs the designs, and how many there are of them.

    Raises InputError where both are asked for or no scheduler answers.
    """
    from solvus.base.errors import Fault, InputError
    from solvus.designs.crew import Here, Processes

    if scheduler is None:
        count = workers or cores()
        return (Here(), 1) if count == 1 else (Processes(count), count)
    if workers is not None:
        raise InputError(Fault(
            "stands beside --scheduler, whose workers are its own; leave one of them out",
            "--workers",
        ))  # fmt: skip
    from solvus.designs.cluster import Cluster

    cluster = Cluster(scheduler)
    return cluster, cluster.width


@contextmanager
def designs_kept(title: str, as_json: bool) -> Iterator[Callable[[Count], None]]:
    """Show how far designs are while the body runs, and end the command with a sentence where
    somebody else has the folder, nobody runs them any more, or an interrupt comes."""
    from solvus.designs.crew import CrewGone
    from solvus.study.folder_lock import Locked

    done = total = 0
    try:
        with sigterm_interrupts(), design_progress(title) as tell:

            def told(now: Count) -> None:
                nonlocal done, total
                done, total = now.done, now.total
                tell(now)

            yield told
    except (Locked, CrewGone) as error:
        fail(str(error), as_json)
    except KeyboardInterrupt:
        fail(f"interrupted; {done} of {total} designs are kept; the same command goes on from "
             "there", as_json)  # fmt: skip


def read_over(texts: Sequence[str] | None) -> dict[str, Any]:
    """Axes of the command line as a file would write them; InputError with every fault."""
    from solvus.base import yaml_source
    from solvus.base.errors import Fault, InputError

    found: dict[str, Any] = {}
    faults = []
    for text in texts or ():
        key, equals, entry = (part.strip() for part in text.partition("="))
        if not (key and equals and entry):
            faults.append(Fault(
                f'"{text}" has no values; write e.g. cell.working.thickness="20 um to 60 um in 5"',
                "--over",
            ))  # fmt: skip
            continue
        try:
            found[key] = yaml_source.load(f"values: {entry}\n", "--over")[0]["values"]
        except InputError as error:
            faults += [Fault(fault.message, f"--over {key}") for fault in error.faults]
    if faults:
        raise InputError(*faults)
    return found
