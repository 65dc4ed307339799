"""What happens to a design over its cycles, as columns of numbers: one value a cycle."""

from __future__ import annotations

import numpy as np

from solvus.base.units import from_si
from solvus.model.half_cycle import HalfCycle
from solvus.study.run import StudyRun

Course = dict[str, np.ndarray]
"""Name -> one number for each cycle from the first on, array (cycles,); nan where there is none."""

UNITS = {
    "charge": ("mAh/cm2", "charge stripped in a cycle"),
    "hysteresis": ("mV", "hysteresis, mean of the plateaus of a cycle"),
    "tip": ("mV", "largest voltage of the plating of a cycle"),
    "layer_thickness": ("um", "reaction layer at the end of a cycle"),
    "lost_charge": ("mAh/cm2", "lithium lost by the end of a cycle"),
    "foil_left": ("um", "foil left at the end of a cycle"),
}


def course_of(done: StudyRun) -> Course:
    """The course of a run."""
    halves = [half for half in done.run.half_cycles if half.current != 0.0]
    cycles = max((half.cycle for half in halves), default=0)
    found = {name: np.full(cycles, np.nan) for name in UNITS}
    by_cycle: dict[int, list[HalfCycle]] = {}
    for half in halves:
        by_cycle.setdefault(half.cycle, []).append(half)
    for cycle, own in by_cycle.items():
        row = _row(own)
        for name, value in row.items():
            found[name][cycle - 1] = value
    return found


def _row(halves: list[HalfCycle]) -> dict[str, float]:
    strips = [half for half in halves if half.current > 0.0]
    plates = [half for half in halves if half.current < 0.0]
    last = halves[-1]
    plateaus = [half.plateau for half in halves if np.isfinite(half.plateau)]
    layer = last.layers[0] if last.layers is not None else None
    return {
        "charge": _mah_per_cm2(sum(half.current * half.duration for half in strips)),
        "hysteresis": 1e3 * float(np.mean(plateaus)) if plateaus else np.nan,
        "tip": 1e3 * plates[0].tip if plates else np.nan,
        "layer_thickness": np.nan if layer is None else 1e6 * layer.thickness,
        "lost_charge": np.nan if layer is None else _mah_per_cm2(layer.lost),
        "foil_left": 1e6 * last.working.thickness,
    }


def _mah_per_cm2(charge: float) -> float:
    return from_si(charge, "C/m^2", "mAh/cm2")
