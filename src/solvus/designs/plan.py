"""A sweep from its file: the job, its points, the size of a batch; and carrying it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from solvus.designs.check import check_axes
from solvus.designs.crew import Crew
from solvus.designs.job import Job, read_job
from solvus.designs.points import Points
from solvus.designs.work import Count, Tell, Work, batch_size, work_on

SLICE = 4096  # designs whose points are held at once


@dataclass(frozen=True)
class Sweep:
    """What a sweep is: its job, its points, designs in a batch (None: chosen when it begins)."""

    job: Job
    points: Points
    batch: int | None


def read_sweep(
    path: str | Path, over: Mapping[str, Any] | None = None, *, fast: bool = False,
    wishes: Mapping[str, Any] | None = None,
) -> Sweep:  # fmt: skip
    """The sweep of a file; `over` and `wishes` (draws, method, seed, curves) go before its block.

    Raises InputError with every fault, also of axes that name nothing.
    """
    job, block = read_job(path, over, fast=fast, wishes=wishes)
    points = Points(job.axes, block.draws, block.method, block.seed)
    check_axes(job)
    return Sweep(job, points, block.batch)


def carry_out(
    sweep: Sweep, folder: Path, crew: Crew, workers: int, tell: Tell | None = None
) -> Count:
    """Run the designs of a sweep that are not finished yet; how far it came."""
    points = sweep.points
    batch = sweep.batch or batch_size(sweep.job, len(points), workers)
    plan: dict[str, Any] = {"kind": "sweep", "method": points.method, "seed": points.seed,
                            "_designs": len(points), "_draws": points.draws}  # fmt: skip
    if not points.extends:
        plan["draws"] = points.draws
    with work_on(sweep.job, folder, crew, batch, tell, plan=plan) as work:
        return work.finish(_batches(work, points))


def _batches(work: Work, points: Points) -> Any:
    step = max(work.batch, SLICE // work.batch * work.batch)
    for start in range(0, len(points), step):
        numbers = np.arange(start, min(start + step, len(points)))
        yield from work.batches(points.at(numbers), start)
