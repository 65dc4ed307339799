"""The walk through designs: what is finished is found, the rest is run in batches and kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from solvus.base.errors import Fault, InputError
from solvus.designs.batch import Batch, OtherCode, given_up
from solvus.designs.columns import FAILED, STATUS
from solvus.designs.crew import Crew
from solvus.designs.design import Done
from solvus.designs.job import Job
from solvus.designs.store import ABOUT, Store, read_about
from solvus.study.folder_lock import locked

if TYPE_CHECKING:
    import pandas as pd

TICK = 0.2  # [s] between two looks whether an interrupt has come
STRIKES = 2  # times that a worker may die over a batch before its designs are run one by one
MOST_IN_A_BATCH, PIECES = 100, 16  # designs; batches that a sweep is cut into, if it has as many
SMALLEST, LARGEST = 50, 1000  # designs in a batch where none of them is simulated


@dataclass
class Count:
    """How far it is: designs asked for, finished (found among them), failed."""

    total: int = 0
    done: int = 0
    found: int = 0
    failed: int = 0


Tell = Callable[[Count], None]
"""Called whenever more designs are finished, and about every fifth of a second."""


def batch_size(job: Job, designs: int, workers: int) -> int:
    """Designs in a batch: some seconds of work, and several batches for every worker."""
    if not job.cell:
        return max(SMALLEST, min(LARGEST, designs // (4 * workers)))
    return max(1, min(MOST_IN_A_BATCH, designs // max(PIECES, 4 * workers)))


class Work:
    """Designs of a job, found in a folder or run on a crew."""

    def __init__(
        self, job: Job, store: Store, crew: Crew, batch: int, tell: Tell | None = None
    ) -> None:
        """batch : designs in a batch. Begin it by `work_on`, which holds the folder."""
        self.job, self.store, self.crew, self.batch = job, store, crew, batch
        self.tell: Tell = tell or (lambda count: None)
        self.count = Count()

    def run(self, points: np.ndarray, first: int = 0) -> pd.DataFrame:
        """The rows of designs, numbered from `first` on, in order.

        points : array (designs, axes) over 0 to 1. `first` must be the same whenever the same
        designs are asked for, and no batch may reach into another call's numbers.
        """
        import pandas as pd
        from pyarrow import parquet

        batches = list(self.batches(points, first))
        self.finish(batches)
        parts = (
            parquet.read_table(self.store.path(one.first)).to_pandas()[: len(one.points)]
            for one in batches
        )
        return pd.concat(parts, ignore_index=True)

    def batches(self, points: np.ndarray, first: int = 0) -> Iterator[Batch]:
        """The points in batches, numbered from `first` on."""
        for start in range(0, len(points), self.batch):
            yield Batch(first + start, points[start : start + self.batch])

    def finish(self, batches: Iterable[Batch]) -> Count:
        """Run whatever batches are not finished; how far it came.

        Raises InputError where a worker runs other code, or none can be had any more.
        """
        waiting: deque[Batch] = deque()
        for one in batches:
            self.count.total += len(one.points)
            if self.store.has(one.first, one.points):
                self.count.done += len(one.points)
                self.count.found += len(one.points)
            else:
                waiting.append(one)
        self.tell(self.count)
        try:
            self._walk(waiting)
        except OtherCode as error:
            raise InputError(Fault(str(error))) from None
        return self.count

    def _walk(self, waiting: deque[Batch]) -> None:
        flying: dict[Future[list[Done]], Batch] = {}
        strikes: dict[int, int] = {}
        try:
            while waiting or flying:
                while waiting and len(flying) < self.crew.width:
                    self._send(waiting.popleft(), flying, waiting, strikes)
                finished, _ = wait(flying, TICK, return_when=FIRST_COMPLETED)
                dead: list[Batch] = []
                for future in finished:
                    batch = flying.pop(future)
                    try:
                        self._keep(batch, future.result())
                    except CancelledError:  # by a scheduler that ends: asking it says so
                        waiting.appendleft(batch)
                    except self.crew.lost:
                        dead.append(batch)
                self.tell(self.count)
                if dead:
                    self._bury(dead, flying, waiting, strikes)
        finally:
            for future in flying:
                future.cancel()

    def _send(
        self, batch: Batch, flying: dict[Future[list[Done]], Batch], waiting: deque[Batch],
        strikes: dict[int, int],
    ) -> None:  # fmt: skip
        try:
            flying[self.crew.submit(self.job, batch)] = batch
        except self.crew.lost:  # the pool broke while nobody looked
            self._bury([batch], flying, waiting, strikes)

    def _bury(
        self, dead: list[Batch], flying: dict[Future[list[Done]], Batch], waiting: deque[Batch],
        strikes: dict[int, int],
    ) -> None:  # fmt: skip
        """Workers have died: begin with new ones; what kills them again and again is run alone."""
        batches = list(dead)
        if self.crew.renew():  # all that was on its way is lost with them
            batches += flying.values()
            flying.clear()
        for batch in batches:
            strikes[batch.first] = strikes.get(batch.first, 0) + 1
        for batch in sorted(batches, key=lambda one: one.first, reverse=True):
            if strikes[batch.first] <= STRIKES:
                waiting.appendleft(batch)
            else:
                self._keep(batch, self._one_by_one(batch))

    def _one_by_one(self, batch: Batch) -> list[Done]:
        """The designs of a batch, each alone; one over which its worker dies twice is given up."""
        found: list[Done] = []
        for one in batch.split():
            for _ in range(STRIKES):
                try:
                    found += self._result(self.crew.submit(self.job, one))
                    break
                except self.crew.lost:
                    self.crew.renew()
            else:
                found += given_up(
                    self.job, one, "the process that ran it was killed, often for want of memory"
                )
        return found

    def _result(self, future: Future[list[Done]]) -> list[Done]:
        """The result of the only batch on its way; meanwhile somebody may look how far it is."""
        while not wait([future], TICK).done:
            self.tell(self.count)
        return future.result()

    def _keep(self, batch: Batch, done: list[Done]) -> None:
        self.store.add(batch.first, batch.points, done)
        self.count.done += len(done)
        self.count.failed += sum(one.row[STATUS] == FAILED for one in done)


@contextmanager
def work_on(
    job: Job, folder: Path, crew: Crew, batch: int, tell: Tell | None = None, *,
    plan: Mapping[str, Any],
) -> Iterator[Work]:  # fmt: skip
    """Work in a folder that nobody else works in.

    plan : what must be the same where a run goes on; see `Store`. batch : designs in a batch; a
    folder that is begun keeps the size it has, on however many workers. An interrupt ends the
    workers; what they had finished is kept.

    Raises `folder_lock.Locked` where somebody else does, InputError as `Store`.
    """
    with locked(folder):
        if (folder / ABOUT).exists():
            batch = read_about(folder)["plan"].get("batch", batch)
        store = Store(folder, job, {"batch": batch, **plan})
        try:
            yield Work(job, store, crew, batch, tell)
        except BaseException:
            crew.close(now=True)
            raise
        crew.close(now=False)
