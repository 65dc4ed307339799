"""A Dask cluster as a crew: a scheduler that somebody has started, and its workers."""

from __future__ import annotations

import logging
import math
from concurrent.futures import Future
from time import monotonic
from typing import Any

from solvus.base.errors import Fault, InputError, MissingExtra
from solvus.designs.batch import Batch, run_batch
from solvus.designs.crew import CrewGone
from solvus.designs.design import Done
from solvus.designs.job import Job

TALKATIVE = (
    "distributed", "distributed.client", "distributed.core", "distributed.utils",
    "tornado.application", "asyncio",
)  # fmt: skip
PATIENCE = 10  # [s] for an answer of the scheduler
COUNT_EVERY = 5.0  # [s] between two looks how many workers there are
PER_WORKER, LEAST = 2, 4  # batches on their way for each thread of a worker, and in all


class Cluster:
    """The workers of a Dask scheduler at an address such as tcp://head:8786.

    Raises InputError where nobody answers there, MissingExtra without Dask.
    """

    def __init__(self, address: str) -> None:
        """Connect to the scheduler."""
        try:
            from distributed import Client, KilledWorker
        except ImportError:
            raise MissingExtra("Dask distributed", "sweep") from None
        self.address = address
        self.lost: tuple[type[BaseException], ...] = (KilledWorker,)
        try:
            self._client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (TimeoutError, OSError, ValueError, TypeError) as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise InputError(Fault(
                f'no scheduler answers at "{address}" ({why}); start one with: dask scheduler '
                "--port 8786, and write --scheduler tcp://HOST:8786", "--scheduler",
            )) from None  # fmt: skip
        # its own words about a lost connection come with a traceback; ours say what to do
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._executor = self._client.get_executor(pure=False)
        self._counted, self._width = -math.inf, LEAST

    @property
    def width(self) -> int:
        """Batches that should be on their way: workers may come and go."""
        if monotonic() - self._counted > COUNT_EVERY:
            self._counted = monotonic()
            try:
                threads = sum(self._client.nthreads().values()) if self._here() else 0
            except OSError:
                raise self._gone() from None
            self._width = max(LEAST, PER_WORKER * threads)
        return self._width

    def _here(self) -> bool:
        if self._client.status != "running":
            raise self._gone()
        return True

    def _gone(self) -> CrewGone:
        return CrewGone(
            f"the scheduler at {self.address} is gone; what was finished is kept, and the same "
            "command goes on from there"
        )

    def submit(self, job: Job, batch: Batch) -> Future[list[Done]]:
        """Give a batch to the scheduler, which runs it again where a worker is lost."""
        self._here()
        made: Any = self._executor.submit(run_batch, job, batch)
        return made

    def renew(self) -> bool:
        """The scheduler looks after its workers itself, and after what else was on its way."""
        return False

    def close(self, *, now: bool) -> None:
        """Leave; what is on its way is no longer wanted."""
        self._executor.shutdown(wait=False)
        self._client.close(timeout=PATIENCE)
