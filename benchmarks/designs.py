"""Whole designs in fast detail: 240 cycles of symmetric cells, each read, put together and run.

The designs are spread over solute, content, thickness, current, charge a half-cycle and coulombic
efficiency. Reading the study, meshes, tables, both foils, reaction layers and the voltage all
count; import and the compilation that numba caches do not. What ten thousand take on two cores is
an extrapolation from the mean, without what a sweep adds for sharing out and storing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import numpy as np

from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.run import run_study

SEED = 20261201
SOLUTES = ("Ag", "Mg", "")
MANY, CORES = 10_000, 2
TEXT = """
title: A design
cell:
  working: {{{solute}thickness: {thickness:.2f} um, coulombic_efficiency: {efficiency:.3f} %}}
protocol:
  - repeat: {cycles}
    steps:
      - Strip at {current:.3f} mA/cm2 for {charge:.3f} mAh/cm2
      - Plate at {current:.3f} mA/cm2 for {charge:.3f} mAh/cm2
run: {{detail: {detail}}}
"""


def texts(count: int, detail: str, cycles: int) -> Iterator[str]:
    """Study files of designs drawn at random, the same ones at every call."""
    rng = np.random.default_rng(SEED)
    for number in range(count):
        content, thickness = 2.0 * 15.0 ** rng.random(), 20.0 * 5.0 ** rng.random()
        charge = min(0.25 * 8.0 ** rng.random(), 0.08 * thickness * (1.0 - 0.01 * content))
        name = SOLUTES[number % len(SOLUTES)]
        yield TEXT.format(
            solute=f"solute: {name}, content: {content:.3f} wt%, " if name else "",
            thickness=thickness, charge=charge, current=0.5 * 8.0 ** rng.random(),
            efficiency=100.0 - 0.5 * 10.0 ** rng.random(), cycles=cycles, detail=detail,
        )  # fmt: skip


def seconds_each(count: int, detail: str, cycles: int) -> tuple[list[float], int]:
    """CPU time [s] of each design, and how many reached the end of their life."""
    known, taken, ended = registries(), [], 0
    for text in texts(count, detail, cycles):
        begun = time.process_time()
        done = run_study(load_text(text, known))
        taken.append(time.process_time() - begun)
        ended += bool(done.run.events)
    return taken, ended


def main(count: int = 300, cycles: int = 240) -> list[str]:
    """CPU time a design in fast detail, and in full detail on a fifth of the designs."""
    for detail in ("fast", "full"):
        seconds_each(len(SOLUTES), detail, 1)  # compiles, or loads the cache
    fast, ended = seconds_each(count, "fast", cycles)
    full, _ = seconds_each(max(count // 5, 1), "full", cycles)
    mean = float(np.mean(fast))
    minutes = MANY * mean / CORES / 60.0
    return [
        f"{count} designs, up to {cycles} cycles, fast detail: {1e3 * mean:.0f} ms CPU a design "
        f"(median {1e3 * median(fast):.0f}, longest {1e3 * max(fast):.0f}); {ended} reached the "
        f"end of their life; {MANY} would take {minutes:.1f} min on {CORES} cores",
        f"the first {len(full)} of them in full detail, all curves: {1e3 * np.mean(full):.0f} ms "
        f"CPU a design, {np.mean(full) / np.mean(fast[: len(full)]):.1f} times the fast one",
    ]


if __name__ == "__main__":
    print("\n".join(main()))
