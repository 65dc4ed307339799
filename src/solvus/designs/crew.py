"""Who runs batches: this process, or a pool of processes (see `cluster` for more machines)."""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol

from solvus.base import processes
from solvus.designs.batch import Batch, run_batch
from solvus.designs.design import Done
from solvus.designs.job import Job


class CrewGone(Exception):
    """Nobody runs batches any more; the sentence says who is missing."""


class Crew(Protocol):
    """What the walk through batches asks of those who run them.

    width : batches that should be on their way at once
    lost : the exceptions of a future whose worker has died
    renew : begin with new workers; whether whatever else was on its way is lost
    """

    lost: tuple[type[BaseException], ...]

    @property
    def width(self) -> int: ...
    def submit(self, job: Job, batch: Batch) -> Future[list[Done]]: ...
    def renew(self) -> bool: ...
    def close(self, *, now: bool) -> None: ...


class Here:
    """This process: one batch after the other."""

    width = 1
    lost: tuple[type[BaseException], ...] = ()

    def submit(self, job: Job, batch: Batch) -> Future[list[Done]]:
        """Run the batch now."""
        future: Future[list[Done]] = Future()
        try:
            future.set_result(run_batch(job, batch))
        except Exception as error:
            future.set_exception(error)
        return future

    def renew(self) -> bool:
        """There is nothing to renew, and nothing on its way."""
        return False

    def close(self, *, now: bool) -> None:
        """There is nothing to close."""


class Processes:
    """Worker processes of this machine, each on one core."""

    lost: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, workers: int) -> None:
        """So many processes; they are started when the first batch comes."""
        self.workers = workers
        self.width = workers + 1  # one waits, so that nobody does
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, job: Job, batch: Batch) -> Future[list[Done]]:
        """Give a batch to the pool."""
        if self._pool is None:
            self._pool = processes.pool(self.workers)
        return self._pool.submit(run_batch, job, batch)

    def renew(self) -> bool:
        """Begin with new processes: a pool one of which was killed takes no more work."""
        self.close(now=True)
        return True

    def close(self, *, now: bool) -> None:
        """End the processes, in the middle of their work if need be."""
        if self._pool is not None:
            if now:
                processes.end(self._pool)
            else:
                self._pool.shutdown()
        self._pool = None
