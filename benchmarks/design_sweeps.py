"""Sweeps of whole designs: time of a design, efficiency on two cores, overhead, memory.

The space is that of a symmetric Li-Ag cell over the thickness and the content of its foils, 240
cycles in fast mode. Import and compilation, which a pool pays once, are told apart by a first batch
that is not counted.

``python benchmarks/design_sweeps.py 10000`` runs so many designs on two cores, to the end.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from solvus.designs.columns import SECONDS
from solvus.designs.crew import Processes
from solvus.designs.job import Job
from solvus.designs.plan import Sweep, carry_out, read_sweep
from solvus.designs.results import read_results
from solvus.designs.work import work_on

STUDY = Path(__file__).resolve().parents[1] / "examples" / "symmetric_li_ag.yaml"
OVER = {"cell.working.thickness": "20 um to 100 um", "cell.working.content": "2 wt% to 30 wt%"}
WARM, DESIGNS, BATCH = 16, 240, 20  # designs
SINGLE = 20.0  # [s] of work in the batch whose overhead is measured
MANY = (2_000, 20_000)  # pouch cells, without a life, for the memory of the driver


def space(designs: int) -> Sweep:
    """The sweep of so many designs."""
    return read_sweep(STUDY, OVER, fast=True, wishes={"draws": designs, "batch": BATCH})


def points_of(sweep: Sweep, designs: int) -> np.ndarray:
    """The first points of a sweep."""
    return sweep.points.at(np.arange(designs))


def timed(job: Job, points: np.ndarray, workers: int, batch: int) -> tuple[float, float]:
    """(wall [s], sum of the designs' own [s]) of points on a pool that is warm already."""
    with tempfile.TemporaryDirectory() as folder, work_on(
        job, Path(folder), Processes(workers), max(1, WARM // (2 * workers)), plan={}
    ) as work:  # fmt: skip
        work.run(points[:WARM])
        work.batch = batch
        begun = time.perf_counter()
        frame = work.run(points, first=WARM)
        return time.perf_counter() - begun, float(frame[SECONDS].sum())


def efficiency(repeats: int) -> tuple[float, float]:
    """(time on one core over twice that on two, seconds of a design on one core), by turns."""
    sweep = space(DESIGNS)
    points = points_of(sweep, DESIGNS)
    ratios, each = [], []
    for _ in range(repeats):
        alone, _ = timed(sweep.job, points, 1, BATCH)
        both, _ = timed(sweep.job, points, 2, BATCH)
        ratios.append(alone / (2.0 * both))
        each.append(alone / DESIGNS)
    return median(ratios), median(each)


def overhead(seconds: float) -> float:
    """What sending, collecting and keeping a batch of some 20 s adds to its designs [%]."""
    count = max(1, round(SINGLE / seconds))
    sweep = space(count)
    wall, own = timed(sweep.job, points_of(sweep, count), 1, count)
    return 100.0 * (wall - own) / wall


def memory() -> tuple[float, float]:
    """Peak memory of the driver [MB] after each number of `MANY` designs that need no run."""
    peaks = []
    pouch = STUDY.with_name("wang2023_1p4Ah.yaml")
    for many in MANY:
        sweep = read_sweep(pouch, {"anode.thickness": "20 um to 60 um"},
                           wishes={"draws": many, "life": False})  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            carry_out(sweep, Path(folder), Processes(2), 2)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0)
    return peaks[0], peaks[1]


def whole(designs: int) -> str:
    """So many designs on two cores, from a cold start to the table."""
    sweep = read_sweep(STUDY, OVER, fast=True, wishes={"draws": designs})
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        carry_out(sweep, Path(folder), Processes(2), 2)
        wall = time.perf_counter() - begun
        found = read_results(folder)
    return (
        f"{len(found.frame)} designs of 240 cycles, fast, on two cores: {wall / 60.0:.1f} min, "
        f"{found.failures} failed"
    )


def main(repeats: int = 3) -> list[str]:
    """One line a figure."""
    share, each = efficiency(repeats)
    low, high = memory()
    return [
        f"a design of 240 cycles in fast mode: {1e3 * each:.0f} ms on one core; 10^4 of them on "
        f"two cores: {1e4 * each / (2.0 * share * 60.0):.1f} min",
        f"parallel efficiency on two cores, {DESIGNS} designs: {100.0 * share:.0f} %",
        f"overhead of a batch of {SINGLE:.0f} s: {overhead(each):.2f} %",
        f"peak memory of the driver: {low:.0f} MB after {MANY[0]} designs, {high:.0f} MB after "
        f"{MANY[1]}",
    ]


if __name__ == "__main__":
    print(whole(int(sys.argv[1])) if len(sys.argv) > 1 else "\n".join(main()))
