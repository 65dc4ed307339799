"""Many calculations side by side, each in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from solvus.atoms.calculate import calculate
from solvus.atoms.outcome import Outcome
from solvus.atoms.rank import HELD
from solvus.atoms.store import Store
from solvus.atoms.task import Task
from solvus.base import processes
from solvus.base.errors import Fault, InputError

Progress = Callable[[str, Task, Outcome | None], None]
"""Called with "found", "begun" or "finished", the task and its outcome."""


class Runner:
    """Runs what a store does not have yet.

    workers : processes side by side, 0 for this one; executor : any `concurrent.futures.Executor`
    to use instead, such as that of a Dask client; begun : how many were run, not found.
    """

    def __init__(self, store: Store, workers: int = 0, executor: Executor | None = None,
                 progress: Progress | None = None) -> None:  # fmt: skip
        """Take the store, and where the work is done."""
        self.store, self.workers, self.executor = store, workers, executor
        self.progress = progress or (lambda state, task, outcome: None)
        self.begun = 0

    def run(self, tasks: Iterable[Task]) -> list[Outcome]:
        """The outcome of each task, in their order; equal tasks are run once.

        Ctrl-C ends the workers; what they had done is kept, and a later run goes on from there.
        Raises InputError where a worker was killed, MissingExtra where an engine is not installed.
        """
        asked = list(tasks)
        missing: dict[str, Task] = {}
        for task in asked:
            found = self.store.get(task)
            if found is not None:
                self.progress("found", task, found)
            else:
                missing.setdefault(task.key, task)
        if missing:
            self._run(list(missing.values()))
        return [outcome for outcome in map(self.store.get, asked) if outcome is not None]

    def _run(self, tasks: list[Task]) -> None:
        self.begun += len(tasks)
        if self.executor is not None:
            self._collect(self.executor, tasks)
        elif self.workers < 1:
            for task in tasks:
                self.progress("begun", task, None)
                self._finished(task, work(task, self.store.place(task)))
        else:
            executor = processes.pool(min(self.workers, len(tasks)))
            try:
                self._collect(executor, tasks)
            except BaseException:
                processes.end(executor)
                raise
            executor.shutdown()

    def _collect(self, executor: Executor, tasks: list[Task]) -> None:
        futures = {executor.submit(work, task, self.store.place(task)): task for task in tasks}
        for task in tasks:
            self.progress("begun", task, None)
        left = set(futures)
        try:
            for future in as_completed(futures):
                left.discard(future)
                self._finished(futures[future], future.result())
        except BrokenProcessPool:
            raise InputError(
                Fault(
                    "a worker process was killed, often for want of memory; what was finished is "
                    "kept and the rest goes on from its last step: run again, with fewer workers"
                )
            ) from None
        finally:
            for future in left:  # after an error: begin no more, lose nothing that was done
                if not future.cancel() and _succeeded(future):
                    self._finished(futures[future], future.result())

    def _finished(self, task: Task, outcome: Outcome) -> None:
        self.store.add(task, outcome)
        self.progress("finished", task, outcome)


def work(task: Task, folder: Path) -> Outcome:
    """Run a task here, or over MPI if it asks for more than one rank."""
    return calculate(task, folder) if task.ranks == 1 else over_mpi(task, folder)


def over_mpi(task: Task, folder: Path) -> Outcome:
    """Run a task in `task.ranks` MPI processes; GPAW spreads its k-points over them first.

    Raises InputError where there is no ``mpiexec`` or the ranks end without a result.
    """
    start = shutil.which("mpiexec")
    if start is None:
        raise InputError(
            Fault("mpiexec is not installed; install Open MPI, or leave mpi out", "mpi")
        )
    folder.mkdir(parents=True, exist_ok=True)
    order, answer = folder / "task.json", folder / "outcome.json"
    order.write_text(json.dumps(task._asdict()))
    answer.unlink(missing_ok=True)
    # a plain python under mpiexec would be many serial runs; gpaw's own starts MPI first
    gpaw = [str(Path(sys.executable).with_name("gpaw")), "python"]
    command = [start, "-n", str(task.ranks), *gpaw, "-m", "solvus.atoms.rank", str(folder)]
    environment = os.environ | dict.fromkeys(processes.ONE_THREAD, "1")
    # Open MPI refuses to start as root, as in a container, unless told twice
    environment |= {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    # ranks end with this process: the first reads a pipe that nobody writes to and that we hold
    theirs, ours = os.pipe()
    try:
        done = subprocess.run(
            command, env=environment | {HELD: "1"}, stdin=theirs, capture_output=True, text=True
        )
    finally:
        os.close(theirs)
        os.close(ours)
    if not answer.exists():
        told = " ".join(done.stderr.split())[-300:] or f"exit code {done.returncode}"
        raise InputError(Fault(f"{task.ranks} MPI ranks ended without a result: {told}"))
    return Outcome(**json.loads(answer.read_text()))


def _succeeded(future: Future[Outcome]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
