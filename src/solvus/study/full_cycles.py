"""The cycles of a full cell, read from its run by the definitions of `analyse.capacity`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solvus.analyse.capacity import (
    CHARGE,
    DISCHARGE,
    Cycles,
    charge_passed,
    mid_voltage,
    retention,
)
from solvus.analyse.nucleation import Bump, bump
from solvus.kernels import porous_step
from solvus.materials import library
from solvus.model.half_cycle import Curve, HalfCycle, Run


class FullCycles(NamedTuple):
    """Cycles of a full cell, arrays (cycles,): numbers, what they passed and gave [SI, per area],
    retention [1] and the number of the cycle that it is held against.

    The reference of a discharge is the first one that was written the same, so that activation at
    a smaller current is not compared with what follows it.
    """

    number: np.ndarray
    cycles: Cycles
    retention: np.ndarray
    reference: np.ndarray

    def at(self, number: int) -> int | None:
        """The place of a cycle in the arrays, None where it was not reached."""
        found = np.flatnonzero(self.number == number)
        return int(found[0]) if found.size else None


def sign_of(half: HalfCycle) -> int:
    """1 for a charge, -1 for a discharge, 0 at rest: in a full cell plating the foil charges."""
    return int(-np.sign(half.current))


def passed(half: HalfCycle) -> float:
    """Charge of a half-cycle [C/m2], a magnitude."""
    return abs(half.current) * half.duration


def full_cycles(run: Run) -> FullCycles:
    """All cycles of the run of a full cell, also the last one where it broke off.

    A charge or a discharge of several steps (a hold after a constant current) is one; the voltage
    at half of its charge is then read from the curves, nan where those were not kept.
    """
    by: dict[int, dict[int, list[tuple[int, HalfCycle]]]] = {}
    begins = 0
    for place, half in enumerate(run.half_cycles):
        sign = sign_of(half)
        if sign and half.duration > 0.0 and half.cathode is not None:
            begins = begins or sign
            by.setdefault(half.cycle, {}).setdefault(sign, []).append((place, half))
    curves = {curve.half_cycle: curve for curve in run.curves}

    def both(what: str) -> tuple[np.ndarray, np.ndarray]:
        of = [[_column(halves.get(sign, []), what, curves) for halves in by.values()]
              for sign in (CHARGE, DISCHARGE)]  # fmt: skip
        return np.array(of[0]), np.array(of[1])

    cycles = Cycles(*both("charge"), *both("energy"), *both("mid"), begins=begins or CHARGE)
    number = np.array(list(by), dtype=int)
    texts = [tuple(h.text for _, h in halves.get(DISCHARGE, [])) for halves in by.values()]
    kept, against = _retention(number, cycles.discharge, texts, cycles.begins)
    return FullCycles(number, cycles, kept, against)


def _column(
    halves: Sequence[tuple[int, HalfCycle]], what: str, curves: dict[int, Curve]
) -> float:
    if not halves:
        return np.nan
    if what == "charge":
        return sum(passed(half) for _, half in halves)
    sides = [half.cathode for _, half in halves if half.cathode is not None]
    if what == "energy":
        return sum(side.energy for side in sides)
    if len(sides) == 1:
        return sides[0].mid
    parts = [curves.get(place) for place, _ in halves]
    if any(part is None for part in parts):
        return np.nan
    charge, voltage = whole_curve([part for part in parts if part is not None])
    return mid_voltage(charge, voltage)


def whole_curve(parts: Sequence[Curve]) -> tuple[np.ndarray, np.ndarray]:
    """(charge passed [C/m2], voltage [V]) along the curves of one charge or discharge.

    Nothing passes between them: a rest may lie there.
    """
    charge, passed_before = [], 0.0
    for part in parts:
        charge.append(passed_before + charge_passed(part.time, part.current))
        passed_before = float(charge[-1][-1])
    return np.concatenate(charge), np.concatenate([part.voltage for part in parts])


def half_of(run: Run, cycle: int, sign: int) -> list[Curve]:
    """The curves of the charge (1) or the discharge (-1) of a cycle, empty where not all of them
    were kept."""
    places = [
        place
        for place, half in enumerate(run.half_cycles)
        if half.cycle == cycle and sign_of(half) == sign and half.duration > 0.0
    ]
    kept = [curve for curve in run.curves if curve.half_cycle in places]
    return kept if len(kept) == len(places) else []


def _retention(
    number: np.ndarray, capacity: np.ndarray, texts: Sequence[tuple[str, ...]], begins: int
) -> tuple[np.ndarray, np.ndarray]:
    """Retention of each discharge against the first one written the same, and that one's cycle.

    Steps of one discharge count together, and a discharge before any charge (of a cathode made
    without lithium) is none of a cycle: as `model.full_runner` judges a life.
    """
    kept, against = np.full(len(number), np.nan), np.zeros(len(number), dtype=int)
    for text in dict.fromkeys(texts):
        mine = np.array([one == text for one in texts]) & np.isfinite(capacity)
        if begins == DISCHARGE:  # before any charge: not the discharge of a cycle
            mine[0] = False
        if not text or not mine.any():
            continue
        first = int(np.flatnonzero(mine)[0])
        if capacity[first] > 0.0:
            kept[mine] = retention(capacity[mine], float(capacity[first]))
            against[mine] = number[first]
    return kept, against


def main_reference(found: FullCycles) -> int:
    """The cycle that most discharges are held against, 0 where there is none."""
    named = found.reference[found.reference > 0]
    return int(np.bincount(named).argmax()) if named.size else 0


def first_bump(run: Run, cycle: int) -> Bump | None:
    """The bump of the charge of a cycle, None where its curves were not kept."""
    parts = half_of(run, cycle, CHARGE)
    if not parts:
        return None
    time = np.concatenate([part.time for part in parts])
    voltage = np.concatenate([part.voltage for part in parts])
    return bump(time, voltage) if len(time) > 1 else None


def foil_share(parts: Sequence[Curve]) -> tuple[np.ndarray, np.ndarray]:
    """(time [s], what the foil and its layer add to the voltage of a charge [V]) along curves.

    The voltage of the cell less the potential of the cathode against lithium, as a reference
    electrode in the separator would tell them apart.
    """
    time = np.concatenate([part.time for part in parts])
    volts = np.concatenate(
        [part.voltage - part.cathode[:, porous_step.VOLTAGE]
         for part in parts if part.cathode is not None]
    )  # fmt: skip
    return time, volts


def anode_thickness(half: HalfCycle) -> float:
    """The foil with its reaction layer and the lithium on it at the end of a half-cycle [m].

    The skin itself is left out: of a foil with little solute it is far below a micrometre.
    """
    side, layers = half.working, half.layers
    on_top = side.top_lithium * library.lithium().molar_volume.si
    return side.thickness + on_top + (layers[0].thickness if layers is not None else 0.0)
