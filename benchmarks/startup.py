"""What a user waits for: `solvus --help`, a first result, and a first result before any cache.

Each figure is a fresh process. The first result is a study of one cycle of a symmetric cell, from
its file to the record on disk; "cold" means an empty cache of compiled kernels.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

SOLVUS = Path(sys.executable).with_name("solvus")
STUDY = """\
title: one cycle
cell:
  kind: symmetric
  temperature: 25 degC
  electrolyte: lipf6_ec_dec_fec
  working: {solute: Ag, content: 10 wt%, thickness: 50 um}
protocol:
  - Strip at 1 mA/cm2 for 1 h
  - Plate at 1 mA/cm2 for 1 h
"""


def timed(command: list[str], folder: Path, cache: Path | None = None) -> tuple[float, float]:
    """CPU and wall time [s] of one process; output is kept back unless it fails."""
    environment = dict(os.environ)
    if cache is not None:
        environment["NUMBA_CACHE_DIR"] = str(cache)
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def line(name: str, times: list[tuple[float, float]]) -> str:
    """A line with the median CPU and wall time."""
    cpu, wall = (median(column) for column in zip(*times, strict=True))
    return f"{name}: {cpu:.2f} s CPU, {wall:.2f} s wall"


def main(repeats: int = 7) -> list[str]:
    """The three lines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
        ask = [str(SOLVUS), "--help"]
        run = [str(SOLVUS), "run", "study.yaml"]
        timed(ask, folder)  # byte-compiles
        lines = [line("solvus --help", [timed(ask, folder) for _ in range(repeats)])]
        cold = timed(run, folder, folder / "cache")
        warm = [timed(run, folder, folder / "cache") for _ in range(repeats)]
        lines.append(line("first result, kernels in the cache", warm))
        lines.append(line("first result, nothing compiled yet", [cold]))
    return lines


if __name__ == "__main__":
    print("\n".join(main()))
