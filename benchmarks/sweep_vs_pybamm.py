"""32 designs of one foil, one cycle each: CPU time of Solvus and of PyBaMM, three ways.

The designs differ in the diffusivity of the alloy, from a third of the usual one to three times it,
on the same 100 graded cells. PyBaMM runs them

- rebuilt: a new simulation for each design, as steps and cycles (Experiment) or under a square
  wave;
- input: D is an input of one simulation under a square wave, solved 32 times;
- batched: the same simulation, all inputs handed over in one call.

The error is the largest over all designs and half-cycles of that of the surface fraction, each code
against its own tight run; each takes the cheapest of its settings within 1e-3. All then run by
turns in one process. Building is included for all, import and the compilation that numba caches are
not. The one simulation is built anew in every turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median

import numpy as np
import pybamm
import pybamm_foil
import solvus_foil
from foil_case import DIFFUSIVITY, THICKNESS, Array, error

TARGET = 1e-3
DESIGNS = 32
CELLS = 100
D_INPUT = "Diffusivity of the dilute alloy [m2.s-1]"
SOLVUS_TOLERANCES = (1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4)
PYBAMM_TOLERANCES = (1e-2, 3e-3, 1e-3, 5e-4, 2e-4)

Sweep = Callable[[float], Array]


def diffusivities() -> Array:
    """D of each design [m2/s], array (DESIGNS,)."""
    return DIFFUSIVITY * np.geomspace(1.0 / 3.0, 3.0, DESIGNS)


def solvus_sweep(tolerance: float) -> Array:
    """Surface fractions after each half-cycle, array (DESIGNS, 2), by the kernel."""
    edges = solvus_foil.own_edges(CELLS)
    return np.array([
        solvus_foil.run(edges, 1, tolerance, dilute)["surface_fraction"]
        for dilute in diffusivities()
    ])  # fmt: skip


def pybamm_rebuilt(tolerance: float, path: str) -> Array:
    """The same by a new simulation for each design."""
    edges = solvus_foil.own_edges(CELLS)
    return np.array([
        pybamm_foil.run(
            CELLS, edges, 1, tolerance, 1e-2 * tolerance, path, dilute=dilute
        )["surface_fraction"]
        for dilute in diffusivities()
    ])  # fmt: skip


def pybamm_with_input(tolerance: float, batched: bool) -> Array:
    """The same by one simulation with D as an input, solved design by design or in one call."""
    times, ends, values = pybamm_foil.square_wave(1)
    simulation = pybamm_foil.simulation_of(
        pybamm_foil.Foil(pybamm.InputParameter(D_INPUT)), CELLS, solvus_foil.own_edges(CELLS),
        tolerance, 1e-2 * tolerance * THICKNESS, parameter_values=values,
    )  # fmt: skip
    inputs = [{D_INPUT: float(dilute)} for dilute in diffusivities()]
    if batched:
        solutions = simulation.solve(t_eval=times, t_interp=ends, inputs=inputs)
    else:
        solutions = [simulation.solve(t_eval=times, t_interp=ends, inputs=one) for one in inputs]
    return np.array([np.asarray(one["Surface fraction"](ends)) for one in solutions])


WAYS: dict[str, Sweep] = {
    "rebuilt, Experiment": partial(pybamm_rebuilt, path="experiment"),
    "rebuilt, square wave": partial(pybamm_rebuilt, path="one_solve"),
    "D as input, 32 solves": partial(pybamm_with_input, batched=False),
    "D as input, one batched solve": partial(pybamm_with_input, batched=True),
}


def timed(sweep: Sweep, tolerance: float) -> tuple[float, Array]:
    """CPU time [s] of a sweep and what it gave."""
    begun = time.process_time()
    found = sweep(tolerance)
    return time.process_time() - begun, found


def cheapest(sweep: Sweep, tolerances: tuple[float, ...], reference: Array) -> tuple[float, float]:
    """The tolerance of least CPU time among those within TARGET, and its error."""
    met: list[tuple[float, float, float]] = []
    for tolerance in tolerances:
        seconds, found = timed(sweep, tolerance)
        apart = max(error(one, true) for one, true in zip(found, reference, strict=True))
        if apart <= TARGET:
            met.append((seconds, tolerance, apart))
    if not met:
        raise SystemExit(f"no setting comes within {TARGET:g} of the reference")
    _, tolerance, apart = min(met)
    return tolerance, apart


def main(repeats: int = 5) -> list[str]:
    """A line for each way of PyBaMM."""
    solvus_sweep(1e-2)  # compiles, or loads the cache
    ours, our_error = cheapest(solvus_sweep, SOLVUS_TOLERANCES, solvus_sweep(1e-7))
    reference = pybamm_with_input(1e-8, batched=False)
    chosen = {name: cheapest(way, PYBAMM_TOLERANCES, reference) for name, way in WAYS.items()}
    mine: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(repeats):
        mine.append(timed(solvus_sweep, ours)[0])
        for name, way in WAYS.items():
            theirs[name].append(timed(way, chosen[name][0])[0])
    return [
        f"{DESIGNS} designs x 1 cycle, PyBaMM {name} / Solvus: "
        f"{median(b / a for a, b in zip(mine, theirs[name], strict=True)):.0f}x; Solvus "
        f"{1e3 * median(mine):.1f} ms at error {our_error:.0e}, PyBaMM "
        f"{1e3 * median(theirs[name]):.0f} ms at error {chosen[name][1]:.0e} (CPU)"
        for name in WAYS
    ]


if __name__ == "__main__":
    print("\n".join(main()))
