"""What the run of a full cell hands to the figures, in display units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvus.analyse.capacity import CHARGE, DISCHARGE, differential_capacity
from solvus.materials import library
from solvus.model.half_cycle import HalfCycle
from solvus.report.figures.capacity_cycles import CellCapacity
from solvus.report.figures.differential_capacity import CellDqDv, DqDv
from solvus.report.figures.first_charge_bump import BumpCell, FirstChargeBump
from solvus.report.figures.full_cell_stack import FullCellStack, Moment
from solvus.report.figures.polarisation_cycles import CellPolarisation
from solvus.report.figures.voltage_capacity import CellCurves, CycleCurves, Passed
from solvus.report.run_figures import MV, PERCENT, UM
from solvus.report.series import Line, Measured
from solvus.study.full_cycles import (
    FullCycles,
    first_bump,
    foil_share,
    full_cycles,
    half_of,
    main_reference,
    sign_of,
    whole_curve,
)
from solvus.study.run import StudyRun

MAH_PER_G = 1.0 / 3.6e3  # in 1 C/kg
MG_PER_CM2 = 1e2  # in 1 kg/m2
UNTIL = (120.0, 3600.0)  # [s] of a first charge that are drawn, at least and at most
BIN = 0.02  # [V] of dQ/dV: a curve has a point every 10 to 30 mV
AFTER_FOOT = 4.0  # times the time of a bump's foot that are drawn


def loading_of(done: StudyRun) -> float:
    """Active material per face [kg/m2]. The cell must be a full one."""
    assert done.cell.cathode is not None
    return done.cell.cathode.design.loading


def capacity_cell(
    done: StudyRun, name: str, system: str, *, share: bool = False,
    measured: Sequence[Measured] = (), dash: str = "",
) -> CellCapacity:  # fmt: skip
    """Discharge capacity [mAh/g], or with `share` retention [%], and coulombic efficiency [%].

    Retention is that of the discharges that most are written like, numbered from the first of
    them as 1, as a test counts that is activated before.
    """
    found = full_cycles(done.run)
    number, y = found.number.astype(float), found.cycles.discharge / loading_of(done) * MAH_PER_G
    keep = np.isfinite(y)
    if share:
        first = main_reference(found)
        keep &= found.reference == first
        number, y = number - first + 1.0, PERCENT * found.retention
    end = None
    if done.run.events:
        event = done.run.events[0]
        row = found.at(event.cycle)
        if row is not None and keep[row]:
            end = (float(number[row]), float(y[row]), f"cycle {event.cycle}: {event.name}")
    line = Line(name, number[keep], y[keep], key=system, dash=dash)
    return CellCapacity(line, PERCENT * found.cycles.efficiency[keep], measured, end)


def polarisation_cell(
    done: StudyRun, name: str, system: str, measured: Sequence[Measured] = ()
) -> CellPolarisation | None:
    """Polarisation [mV] and mid voltages [V] of cycles whose both halves have one; None of fewer
    than two."""
    found = full_cycles(done.run)
    keep = np.isfinite(found.cycles.polarisation)
    if keep.sum() < 2:
        return None
    line = Line(name, found.number[keep], MV * found.cycles.polarisation[keep], key=system)
    cycles = found.cycles
    return CellPolarisation(line, cycles.mid_charge[keep], cycles.mid_discharge[keep], measured)


def kept_cycles(done: StudyRun) -> list[int]:
    """Cycles of which charge and discharge were kept as curves."""
    numbers = full_cycles(done.run).number.tolist()
    return [n for n in numbers if half_of(done.run, n, CHARGE) and half_of(done.run, n, DISCHARGE)]


def cell_curves(
    done: StudyRun, name: str, numbers: Sequence[int],
    measured: Sequence[tuple[str, CycleCurves]] = (),
) -> CellCurves:  # fmt: skip
    """Charge and discharge of chosen cycles over the charge passed, and measured ones by file."""
    loading = loading_of(done)

    def half(cycle: int, sign: int) -> Passed | None:
        parts = half_of(done.run, cycle, sign)
        if not parts:
            return None
        charge, voltage = whole_curve(parts)
        return Passed(charge / loading * MAH_PER_G, voltage)

    cycles = [CycleCurves(n, half(n, CHARGE), half(n, DISCHARGE)) for n in numbers]
    return CellCurves(name, MG_PER_CM2 * loading, cycles, measured)


def cell_dqdv(done: StudyRun, name: str, numbers: Sequence[int]) -> CellDqDv | None:
    """dQ/dV [mAh/(g V)] of chosen cycles in bins of 20 mV; None where no curves were kept."""
    drawn = []
    for cycle in numbers:
        halves = [half_of(done.run, cycle, sign) for sign in (CHARGE, DISCHARGE)]
        if not all(halves):
            continue
        curves = [whole_curve(parts) for parts in halves]
        low = min(float(voltage.min()) for _, voltage in curves)
        high = max(float(voltage.max()) for _, voltage in curves)
        edges = BIN * np.arange(np.floor(low / BIN), np.ceil(high / BIN) + 2.0)
        found = [
            differential_capacity(charge, voltage, edges) / loading_of(done) * MAH_PER_G
            for charge, voltage in curves
        ]
        drawn.append(DqDv(cycle, 0.5 * (edges[1:] + edges[:-1]), found[0], found[1]))
    return CellDqDv(name, drawn) if drawn else None


def first_charges(cells: Sequence[tuple[StudyRun, str, str, int]]) -> FirstChargeBump | None:
    """The first minutes of a charge of several runs: (run, name, system, cycle); None where no
    curves of it were kept."""
    drawn, until = [], UNTIL[0]
    for done, name, system, cycle in cells:
        parts, found = half_of(done.run, cycle, CHARGE), first_bump(done.run, cycle)
        if not parts or found is None:
            continue
        time, volts = foil_share(parts)
        own = time - time[0]
        voltage = np.concatenate([part.voltage for part in parts])
        marks: tuple[tuple[float, float] | None, ...] = (None, None)
        if found.height > 0.0:
            ends = (found.top_time, found.foot_time)
            at = np.interp(ends, own, voltage)
            marks = ((ends[0], float(at[0])), (ends[1], float(at[1])))
            until = max(until, AFTER_FOOT * ends[1])
        else:
            until = max(until, 0.1 * float(own[-1]))
        line = Line(name, own, voltage, key=system)
        drawn.append(BumpCell(line, marks[0], marks[1], MV * volts))
    if not drawn:
        return None
    longest = min(float(np.asarray(cell.line.x)[-1]) for cell in drawn)
    return FirstChargeBump(drawn, min(until, UNTIL[1], longest))


def stack_of(done: StudyRun) -> FullCellStack:
    """The cell as made, and after charge and discharge of its first and its last whole cycle."""
    assert done.cell.cathode is not None
    design, foil = done.cell.cathode.design, done.study.cell.working
    fixed = {"separator": UM * design.separator.thickness, "coating": UM * design.coating.thickness}
    moments = [Moment("as made", {"foil": UM * foil.thickness / foil.sides} | fixed)]
    found = full_cycles(done.run)
    whole = found.number[np.isfinite(found.cycles.charge) & np.isfinite(found.cycles.discharge)]
    shown = dict.fromkeys([int(whole[0]), int(whole[-1])]) if whole.size else {}
    order = (CHARGE, DISCHARGE) if found.cycles.begins == CHARGE else (DISCHARGE, CHARGE)
    for cycle in shown:
        for sign in order:
            word = "charged" if sign == CHARGE else "discharged"
            half = _last(done, cycle, sign)
            if half is not None:
                moments.append(Moment(f"{word},<br>cycle {cycle}", _layers(half) | fixed))
    return FullCellStack(moments)


def _last(done: StudyRun, cycle: int, sign: int) -> HalfCycle | None:
    mine = [h for h in done.run.half_cycles if h.cycle == cycle and sign_of(h) == sign]
    return mine[-1] if mine else None


def _layers(half: HalfCycle) -> dict[str, float]:
    on_top = half.working.top_lithium * library.lithium().molar_volume.si
    found = {"foil": half.working.thickness, "lithium": on_top}
    if half.layers is not None:
        found["layer"] = half.layers[0].thickness
    return {part: UM * size for part, size in found.items()}


def last_discharge(found: FullCycles) -> int | None:
    """Place of the last cycle with a discharge."""
    given = np.flatnonzero(np.isfinite(found.cycles.discharge))
    return int(given[-1]) if given.size else None
