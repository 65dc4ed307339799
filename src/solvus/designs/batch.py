"""A batch: designs that one worker runs in one go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.base.fingerprint import fingerprint
from solvus.designs.design import Done, compute, failed
from solvus.designs.job import Job


class Batch(NamedTuple):
    """Points of designs, array (designs, axes), numbered from `first` on."""

    first: int
    points: np.ndarray

    def split(self) -> list[Batch]:
        """The same designs, each a batch of its own."""
        return [Batch(self.first + k, self.points[k : k + 1]) for k in range(len(self.points))]


class OtherCode(Exception):
    """A worker runs another state of Solvus than the one that asks it."""

    def __init__(self, asked: str, found: str) -> None:
        """Both fingerprints."""
        super().__init__(asked, found)

    def __str__(self) -> str:
        return (
            f"a worker runs another state of Solvus ({self.args[1]}, not {self.args[0]}), and two "
            "must not be mixed; install the same on every machine"
        )


def run_batch(job: Job, batch: Batch) -> list[Done]:
    """Run the designs of a batch. Raises OtherCode where the job was made by other code."""
    if job.code != fingerprint():
        raise OtherCode(job.code, fingerprint())
    return [
        compute(job, batch.first + k, point.tolist()) for k, point in enumerate(batch.points)
    ]


def given_up(job: Job, batch: Batch, why: str) -> list[Done]:
    """The rows of a batch that could not be run at all."""
    return [
        failed(job, batch.first + k, point.tolist(), why) for k, point in enumerate(batch.points)
    ]
