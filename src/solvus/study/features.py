"""Numbers that a run is asked for, by name: what calibration fits and experiments decide by.

A feature reads a run as an experimenter reads a measurement, where it can by the functions of
`analyse`. Its place is a cycle or a step, counted from 1 as they were carried out, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solvus.analyse.capacity import CHARGE
from solvus.analyse.coulombic import average_efficiency
from solvus.analyse.nucleation import dip
from solvus.model.half_cycle import HalfCycle, Snapshot
from solvus.observe import INSTRUMENTS, aes, epma
from solvus.study.full_cycles import (
    anode_thickness,
    first_bump,
    foil_share,
    full_cycles,
    half_of,
)
from solvus.study.run import StudyRun


class NotReached(Exception):
    """A run that has no such place: its sentence says why."""


@dataclass(frozen=True)
class Feature:
    """A number of a run.

    unit : SI unit text; display : the unit it is shown in; place : "cycle", "step" or "".
    read : (run, place) -> value [unit]; raises NotReached. needs_snapshots : whether curves and
        snapshots of that place must have been kept.
    """

    name: str
    title: str
    unit: str
    display: str
    place: str
    read: Callable[[StudyRun, int], float]
    needs_snapshots: bool = False


def _cycle(done: StudyRun, place: int) -> list[HalfCycle]:
    """The half-cycles with a current of a cycle."""
    found = [h for h in done.run.half_cycles if h.cycle == place and h.current != 0.0]
    if not found:
        raise NotReached(f"cycle {place} was not reached: {done.run.ended}")
    return found


def _step(done: StudyRun, place: int) -> HalfCycle:
    if not 1 <= place <= len(done.run.half_cycles):
        raise NotReached(f"step {place} was not reached: {done.run.ended}")
    return done.run.half_cycles[place - 1]


def _snapshot(done: StudyRun, place: int) -> Snapshot:
    _step(done, place)
    for shot in done.run.snapshots:
        if shot.half_cycle == place - 1 and shot.end_of_step:
            return shot
    raise NotReached(f"step {place} was not kept; write curves: all in the run block")


def _finite(value: float, what: str, place: int) -> float:
    if not np.isfinite(value):
        raise NotReached(f"there is no {what} at {place}: the cell has no voltage there")
    return float(value)


def hysteresis(done: StudyRun, place: int) -> float:
    """|V| of the half-cycles of a cycle, each the median without its first and last 5 % [V]."""
    found = [h.plateau for h in _cycle(done, place)]
    return _finite(float(np.mean(found)), "hysteresis", place)


def tip(done: StudyRun, place: int) -> float:
    """Largest |V| of a step [V]: the nucleation overpotential where the step plates."""
    return _finite(_step(done, place).tip, "tip", place)


def end_voltage(done: StudyRun, place: int) -> float:
    """|V| at the end of a step [V]."""
    return _finite(_step(done, place).end, "voltage", place)


def layer_thickness(done: StudyRun, place: int) -> float:
    """Reaction layer of the working electrode at the end of a cycle [m]."""
    layers = _cycle(done, place)[-1].layers
    if layers is None:
        raise NotReached("a single foil has no reaction layer in the model")
    return layers[0].thickness


def lost_charge(done: StudyRun, place: int) -> float:
    """Charge the working electrode has lost by the end of a cycle [C/m2]."""
    layers = _cycle(done, place)[-1].layers
    if layers is None:
        raise NotReached("a single foil keeps no book of a layer")
    return layers[0].lost


def foil_left(done: StudyRun, place: int) -> float:
    """Thickness of what is left of the working foil at the end of a cycle [m]."""
    return _cycle(done, place)[-1].working.thickness


def capacity(done: StudyRun, place: int) -> float:
    """Charge that a step passed [C/m2], a magnitude."""
    half = _step(done, place)
    return abs(half.current) * half.duration


def charges(done: StudyRun) -> tuple[list[float], list[float]]:
    """(plated, stripped) charge of each cycle of the working electrode [C/m2], in order.

    A plating that several steps carry out counts as one.
    """
    runs: list[tuple[bool, float]] = []
    for half in done.run.half_cycles:
        if half.current == 0.0:
            continue
        plates, charge = half.current < 0.0, abs(half.current) * half.duration
        if runs and runs[-1][0] == plates:
            runs[-1] = (plates, runs[-1][1] + charge)
        else:
            runs.append((plates, charge))
    plated = [charge for plates, charge in runs if plates]
    return plated, [charge for plates, charge in runs if not plates]


def efficiency(done: StudyRun, place: int) -> float:
    """Average coulombic efficiency of all half-cycles after `place` conditioning cycles [1].

    A conditioning cycle is a plating and a strip. Never above 1.
    """
    plated, stripped = charges(done)
    try:
        found = average_efficiency(plated, stripped, conditioning=2 * place)
    except ValueError as error:
        raise NotReached(f"the run is no average-efficiency protocol: {error}") from None
    if found.above_one:
        raise NotReached(
            f"after {place} conditioning cycles more is stripped than was plated "
            f"({100.0 * found.value:.4g} %), which is no efficiency: lithium from before them is "
            "stripped too"
        )
    return min(found.value, 1.0)


def life(done: StudyRun, place: int) -> float:
    """Cycle in which the life ended [1]; the cycles done where it did not (a lower bound)."""
    return float(done.run.life.cycles)


def aes_reading(done: StudyRun, place: int) -> float:
    """AES reading of the working electrode at the end of a step, by the study's own law [1]."""
    asked = done.study.instruments.get("aes")
    values = INSTRUMENTS["aes"].values(*((asked.law, asked.parameters) if asked else ()))
    return aes.read(_snapshot(done, place).face, values)


def epma_signal(done: StudyRun, place: int) -> float:
    """EPMA signal of the working electrode at the end of a step [mol/m2]."""
    asked = done.study.instruments.get("epma")
    values = INSTRUMENTS["epma"].values(*((asked.law, asked.parameters) if asked else ()))
    return epma.read(_snapshot(done, place).face, values)


def skin_solute(done: StudyRun, place: int) -> float:
    """Solute held by the skin of the working electrode at the end of a step [mol/m2]."""
    return _step(done, place).working.skin_solute


def skin_thickness(done: StudyRun, place: int) -> float:
    """Thickness of the skin of the working electrode at the end of a step [m]."""
    return float(sum(layer[0] for layer in _snapshot(done, place).face.layers))


def dissolved_skin(done: StudyRun, place: int) -> float:
    """Solute found when the skin is dissolved at the end of a step and counted [mol/m2].

    It differs from what the skin holds by the share that is still there when an instrument looks
    (`kept_share` of a mechanism).
    """
    face = _snapshot(done, place).face
    return float(face.covered * sum(height * density for height, _, density in face.layers))


def _of_full_cell(done: StudyRun, place: int, what: str) -> float:
    """A column of `FullCycles` or of its `Cycles` at a cycle."""
    if done.cell.cathode is None:
        raise NotReached("there is no cathode in this cell; write kind: full")
    found = full_cycles(done.run)
    row = found.at(place)
    if row is None:
        raise NotReached(f"cycle {place} was not reached: {done.run.ended}")
    value = float(getattr(found if what == "retention" else found.cycles, what)[row])
    if not np.isfinite(value):
        raise NotReached(
            f"cycle {place} has no {what.replace('_', ' ')}: it lacks a charge or a discharge, or "
            "its curves were not kept (curves: all in the run block)"
        )
    return value


def discharge_capacity(done: StudyRun, place: int) -> float:
    """Charge that the discharge of a cycle gave, all its steps [C/m2]."""
    return _of_full_cell(done, place, "discharge")


def charge_capacity(done: StudyRun, place: int) -> float:
    """Charge that the charge of a cycle took, all its steps [C/m2]."""
    return _of_full_cell(done, place, "charge")


def specific_discharge_capacity(done: StudyRun, place: int) -> float:
    """Charge that the discharge of a cycle gave per active material as made [C/kg]."""
    given = _of_full_cell(done, place, "discharge")
    assert done.cell.cathode is not None
    return given / done.cell.cathode.design.loading


def retention(done: StudyRun, place: int) -> float:
    """Discharge of a cycle over the first one that was written the same [1]."""
    return _of_full_cell(done, place, "retention")


def cycle_efficiency(done: StudyRun, place: int) -> float:
    """Discharge of a cycle over the charge that went before it [1]."""
    return _of_full_cell(done, place, "efficiency")


def mid_voltage(done: StudyRun, place: int) -> float:
    """Voltage at half the charge of a discharge [V]."""
    return _of_full_cell(done, place, "mid_discharge")


def mean_voltage(done: StudyRun, place: int) -> float:
    """Energy over charge of a discharge [V]."""
    return _of_full_cell(done, place, "mean_discharge")


def polarisation(done: StudyRun, place: int) -> float:
    """Voltage at half the charge, of the charge less that of the discharge of a cycle [V]."""
    return _of_full_cell(done, place, "polarisation")


def discharge_energy(done: StudyRun, place: int) -> float:
    """Energy that the discharge of a cycle gave [J/m2]."""
    return _of_full_cell(done, place, "energy_out")


def charge_bump(done: StudyRun, place: int) -> float:
    """Largest fall of the voltage during the charge of a cycle [V]; 0 where it only rises."""
    if done.cell.cathode is None:
        raise NotReached("there is no cathode in this cell; write kind: full")
    _cycle(done, place)
    found = first_bump(done.run, place)
    if found is None:
        raise NotReached(f"cycle {place} was not kept; write curves: all in the run block")
    return found.height


def foil_dip(done: StudyRun, place: int) -> float:
    """Tip less plateau of the foil's share of the charge of a cycle [V], as against a reference
    electrode: the cathode has a bump of its own where it begins full."""
    if done.cell.cathode is None:
        raise NotReached("there is no cathode in this cell; write kind: full")
    _cycle(done, place)
    parts = half_of(done.run, place, CHARGE)
    if not parts:
        raise NotReached(f"cycle {place} was not kept; write curves: all in the run block")
    found = dip(*foil_share(parts))
    return max(found.tip - found.plateau, 0.0)


def thickness_growth(done: StudyRun, place: int) -> float:
    """Foil and reaction layer at the end of a cycle, less the foil as made [m], per face."""
    foil = done.study.cell.working
    return anode_thickness(_cycle(done, place)[-1]) - foil.thickness / foil.sides


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("hysteresis", "voltage hysteresis", "V", "mV", "cycle", hysteresis),
        Feature("tip", "nucleation overpotential", "V", "mV", "step", tip),
        Feature("end_voltage", "voltage at the end", "V", "mV", "step", end_voltage),
        Feature("layer_thickness", "reaction layer", "m", "um", "cycle", layer_thickness),
        Feature("lost_charge", "lost lithium", "C/m^2", "mAh/cm2", "cycle", lost_charge),
        Feature("foil_left", "foil left", "m", "um", "cycle", foil_left),
        Feature("capacity", "charge passed", "C/m^2", "mAh/cm2", "step", capacity),
        Feature("efficiency", "average coulombic efficiency", "1", "%", "conditioning", efficiency),
        Feature(
            "discharge_capacity", "discharge capacity", "C/m^2", "mAh/cm2", "cycle",
            discharge_capacity,
        ),
        Feature(
            "charge_capacity", "charge capacity", "C/m^2", "mAh/cm2", "cycle", charge_capacity
        ),
        Feature(
            "specific_discharge_capacity", "discharge capacity of the active material", "C/kg",
            "mAh/g", "cycle", specific_discharge_capacity,
        ),
        Feature("retention", "capacity retention", "1", "%", "cycle", retention),
        Feature("cycle_efficiency", "coulombic efficiency", "1", "%", "cycle", cycle_efficiency),
        Feature("mid_voltage", "mid voltage of the discharge", "V", "V", "cycle", mid_voltage),
        Feature("mean_voltage", "mean voltage of the discharge", "V", "V", "cycle", mean_voltage),
        Feature("polarisation", "polarisation", "V", "mV", "cycle", polarisation),
        Feature(
            "discharge_energy", "energy of the discharge", "J/m^2", "mWh/cm2", "cycle",
            discharge_energy,
        ),
        Feature("charge_bump", "bump of the charge", "V", "mV", "cycle", charge_bump, True),
        Feature("foil_dip", "nucleation dip of the foil", "V", "mV", "cycle", foil_dip, True),
        Feature(
            "thickness_growth", "growth of the anode", "m", "um", "cycle", thickness_growth
        ),
        Feature("life", "cycle life", "1", "1", "", life),
        Feature("aes", "AES reading", "1", "%", "step", aes_reading, True),
        Feature("epma", "EPMA signal", "mol/m^2", "umol/cm2", "step", epma_signal, True),
        Feature("skin_solute", "solute in the skin", "mol/m^2", "umol/cm2", "step", skin_solute),
        Feature(
            "dissolved_skin", "solute dissolved from the skin", "mol/m^2", "umol/cm2", "step",
            dissolved_skin, True,
        ),
        Feature("skin_thickness", "thickness of the skin", "m", "nm", "step", skin_thickness, True),
    )
}  # fmt: skip
