"""Cathodes in Solvus and in PyBaMM: how far their voltages are apart, and what a cycle costs.

Voltage: particle model against SPM, porous electrode against DFN, from C/10 to 1C, charge and
discharge. Solvus runs as it does by default; PyBaMM on a mesh that `pybamm_half_cell.convergence`
shows to be within 0.3 mV of a finer one.

Speed: 100 cycles at C/2 between the cut-offs, one curve a half-cycle kept, by turns in one process.
PyBaMM runs its SPM half cell as an experiment, with its default mesh and tolerances, which bring
it as close to the converged curve as Solvus is; Solvus runs the cathode alone, and the full cell
with foil, skin and layer, for which PyBaMM has no counterpart. Set-up is included, import and
numba's compilation are not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median

import numpy as np
import pybamm_half_cell
import solvus_half_cell
from full_case import LAST_VOLT, RATES, WAYS, Array, apart
from pybamm_half_cell import USUAL

from solvus.model.cathode import MODELS

CYCLES = 100
RATE = 0.5
PYBAMM = "PyBaMM SPM half cell"
TOLERANCES = {"rtol": 1e-4, "atol": 1e-6}  # PyBaMM's own defaults
GOAL = 2e-3  # V


def voltages() -> list[str]:
    """Largest and every rms of the difference of voltage, a line a model."""
    lines = []
    for model in MODELS:
        series = solvus_half_cell.resistance(model)
        found = {
            (way, rate): apart(
                solvus_half_cell.curve(model, rate, way),
                pybamm_half_cell.curve(model, rate, way, series),
            )
            for way in WAYS
            for rate in RATES
        }
        each = ", ".join(
            f"{way} {'/'.join(f'{1e3 * found[way, rate][0]:.2f}' for rate in RATES)}"
            for way in WAYS
        )
        worst, charge = np.max(np.abs(list(found.values())), axis=0)
        met = "within" if worst <= GOAL else "NOT within"
        lines.append(
            f"{model} cathode - PyBaMM {pybamm_half_cell.MODELS[model].__name__}: {met} "
            f"{1e3 * GOAL:g} mV above {LAST_VOLT:g} V; rms in mV at "
            f"{'/'.join(f'{rate:g}' for rate in RATES)}C: {each}; charge passed "
            f"differs by at most {charge:.0e}"
        )
    return lines


def speed(cycles: int = CYCLES, repeats: int = 3) -> list[str]:
    """CPU time of so many cycles, and how much longer PyBaMM's SPM takes."""
    series = solvus_half_cell.resistance("particle")
    full, fast = solvus_half_cell.full_cycles, {"curves": 0, "transient": "none", "cells": 40}
    ours: dict[str, Callable[[int], tuple[float, Array]]] = {
        f"{what}, {model} model": partial(run, rate=RATE, model=model, **options)
        for what, run, options in (
            ("cathode alone", solvus_half_cell.cathode_cycles, {}),
            ("full cell with foil", full, {}),
            ("full cell, fast (40 cells, no transients, no curves)", full, fast),
        )
        for model in MODELS
    }
    for run in ours.values():
        run(1)  # compiles, or loads the cache
    spent: dict[str, list[float]] = {name: [] for name in (*ours, PYBAMM)}
    for _ in range(repeats):
        for name, run in ours.items():
            spent[name].append(run(cycles)[0])
        theirs = pybamm_half_cell.cycles(cycles, RATE, series, USUAL, **TOLERANCES)
        spent[PYBAMM].append(theirs[0])
    times = {name: median(each) for name, each in spent.items()}
    begin = f"{cycles} cycles at {RATE}C"
    return [f"{begin}, {PYBAMM}: {times[PYBAMM]:.3f} s (CPU)"] + [
        f"{begin}, Solvus {name}: {times[name]:.3f} s (CPU), PyBaMM takes "
        f"{times[PYBAMM] / times[name]:.1f} times as long"
        for name in ours
    ]


def main() -> list[str]:
    """The lines of both comparisons."""
    return voltages() + speed()


if __name__ == "__main__":
    print("\n".join(main()))
