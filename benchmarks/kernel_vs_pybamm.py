"""One foil, 100 cycles: CPU time of Solvus and of PyBaMM at an equal error of at most 1e-3.

The error is that of the surface fraction after any half-cycle (see `foil_case.error`), two ways:

- in time: both on the same graded mesh, each against its own run at a tight tolerance;
- in all: each on as many cells as it needs, against the converged answer (800 cells).

For each code the cheapest of a list of settings that meets the error is taken; the two are then run
by turns in one process. PyBaMM runs as steps and cycles (Experiment), and as one solve under a
square wave, which is quicker; the first solve of a new simulation builds model and solver, so that
a second solve of the same one is timed as well. Solvus is timed with its set-up. Import and the
compilation that numba caches are left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from functools import partial
from statistics import median
from typing import Any

import pybamm_foil
import solvus_foil
from foil_case import Array, error

TARGET = 1e-3
SOLVUS_TOLERANCES = (1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4)
PYBAMM_TOLERANCES = (1e-3, 5e-4, 2e-4)
CELLS = (120, 140)
PATHS = ("experiment", "one_solve")

Run = Callable[..., dict[str, Any]]


def solvus_run(cells: int, tolerance: float) -> Run:
    """A run of Solvus on its own mesh."""
    edges = solvus_foil.own_edges(cells)
    return partial(solvus_foil.run, edges, tolerance=tolerance)


def pybamm_run(cells: int, tolerance: float, path: str) -> Run:
    """A run of PyBaMM on the mesh of Solvus."""
    edges = solvus_foil.own_edges(cells)
    return partial(pybamm_foil.run, cells, edges, rtol=tolerance, atol=1e-2 * tolerance, path=path)


def cheapest(runs: Iterable[Run], reference: Array) -> tuple[Run, float]:
    """The run of least CPU time among those within TARGET, and its error."""
    best, least, its_error = None, float("inf"), float("nan")
    for one in runs:
        result = one()
        apart = error(result["surface_fraction"], reference)
        if apart <= TARGET and result["cpu_s"] < least:
            best, least, its_error = one, result["cpu_s"], apart
    if best is None:
        raise SystemExit(f"no setting comes within {TARGET:g} of the reference")
    return best, its_error


def compare(name: str, ours: tuple[Run, float], theirs: tuple[Run, float], repeats: int) -> str:
    """Run both by turns; a line with the times, the errors and the ratios."""
    mine, first, second = [], [], []
    for _ in range(repeats):
        mine.append(ours[0]()["cpu_s"])
        result = theirs[0](again=True)
        first.append(result["cpu_s"])
        second.append(result["again_cpu_s"])
    to_first = median(b / a for a, b in zip(mine, first, strict=True))
    to_second = median(b / a for a, b in zip(mine, second, strict=True))
    return (
        f"{name}: {to_first:.0f}x a first solve, {to_second:.0f}x a second one; "
        f"Solvus {1e3 * median(mine):.0f} ms at error {ours[1]:.0e}, "
        f"PyBaMM {1e3 * median(first):.0f} and {1e3 * median(second):.0f} ms "
        f"at error {theirs[1]:.0e} (CPU)"
    )


def main(repeats: int = 5) -> list[str]:
    """The lines of both comparisons."""
    solvus_foil.run(solvus_foil.own_edges(100), 1, 1e-2)  # compiles, or loads the cache
    lines = []

    tight = solvus_run(100, 1e-7)()["surface_fraction"]
    ours = cheapest((solvus_run(100, t) for t in SOLVUS_TOLERANCES), tight)
    tight = pybamm_run(100, 1e-8, "experiment")()["surface_fraction"]
    for path in PATHS:
        theirs = cheapest((pybamm_run(100, t, path) for t in PYBAMM_TOLERANCES), tight)
        lines.append(compare(f"PyBaMM {path} / kernel, 100 same cells", ours, theirs, repeats))

    converged = solvus_run(800, 1e-6)()["surface_fraction"]
    settings = itertools.product(CELLS, SOLVUS_TOLERANCES)
    ours = cheapest((solvus_run(*one) for one in settings), converged)
    for path in PATHS:
        settings = itertools.product(CELLS, PYBAMM_TOLERANCES)
        theirs = cheapest((pybamm_run(*one, path) for one in settings), converged)
        lines.append(compare(f"PyBaMM {path} / kernel, error in all", ours, theirs, repeats))
    return lines


if __name__ == "__main__":
    print("\n".join(main()))
