"""What a run hands to the figures: voltages, cycles, layers, charges, faces in display units.

Everything that is drawn of one run, on its own page or beside others, goes through here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvus.base.constants import SECONDS_PER_HOUR, F
from solvus.model.half_cycle import Curve, HalfCycle, Run, Snapshot
from solvus.model.life import INVENTORY
from solvus.observe.xps import JOULE_PER_EV, Doublet
from solvus.report.figures.chosen_cycles import CycleCurve
from solvus.report.figures.closures import ClosureLine
from solvus.report.figures.efficiency_ledger import CellLedger, ProtocolStep
from solvus.report.figures.foil_moment import Moment
from solvus.report.figures.layer_growth import LayerCell
from solvus.report.figures.life_voltage import CellLife
from solvus.report.figures.nyquist import Spectrum
from solvus.report.figures.voltammogram import Voltammogram
from solvus.report.figures.xps_doublet import DoubletSpectrum
from solvus.report.series import Line, Measured
from solvus.study.features import FEATURES, NotReached
from solvus.study.run import StudyRun

MV, UM, NM, PERCENT = 1e3, 1e6, 1e9, 1e2
MAH = 1.0 / 36e3  # mAh/cm2 in 1 C/m2
MA = 0.1  # mA/cm2 in 1 A/m2
OHM = 1e4  # ohm cm2 in 1 ohm m2
EMPTY = 1e-3  # share of what was plated last that counts as nothing left on a substrate
WITHIN = 1.0 - 1e-9  # of a step: its last point lies in its own cycle, not at the next one's start


def whole_cycles(run: Run) -> int:
    """How many cycles were done from beginning to end; the one that ended a life is not."""
    return run.life.cycles - (0 if run.life.censored else 1)


def last_of_cycles(run: Run) -> list[HalfCycle]:
    """The last half-cycle with a current of every whole cycle that both strips and plates."""
    whole = whole_cycles(run)
    mine = [h for h in run.half_cycles if h.current != 0.0 and h.cycle <= whole]
    signs = {(h.cycle, h.current > 0.0) for h in mine}
    found = {h.cycle: h for h in mine if (h.cycle, h.current < 0.0) in signs}
    return list(found.values())


def per_cycle(done: StudyRun, feature: str, numbers: Sequence[int] | np.ndarray) -> np.ndarray:
    """A feature [SI] at cycles, inf from the end of a life on, nan where it cannot be read."""
    whole = whole_cycles(done.run)
    found = np.full(len(numbers), np.inf)
    for place, cycle in enumerate(numbers):
        if cycle <= whole:
            try:
                found[place] = FEATURES[feature].read(done, int(cycle))
            except NotReached:
                found[place] = np.nan
    return found


def joined(curves: Sequence[Curve]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Time [h], voltage [mV] and current density [mA/cm2] of curves, one after the other."""
    return (
        np.concatenate([c.time for c in curves]) / SECONDS_PER_HOUR,
        MV * np.concatenate([c.voltage for c in curves]),
        MA * np.concatenate([c.current for c in curves]),
    )


def cell_life(run: Run, name: str, system: str) -> CellLife:
    """The voltage of a run as far as its curves were kept, with what ended its life."""
    starts: dict[int, float] = {}
    for half in run.half_cycles:
        starts.setdefault(half.cycle, half.start / SECONDS_PER_HOUR)
    pieces = []
    for curve in run.curves:
        start = run.half_cycles[curve.half_cycle].start
        pieces.append(start + WITHIN * (curve.time - start))
    failure = None
    if run.events:
        event = run.events[0]
        failure = (event.cycle, event.time / SECONDS_PER_HOUR, event.name)
    return CellLife(
        name, system, np.concatenate(pieces) / SECONDS_PER_HOUR, joined(run.curves)[1],
        np.array(list(starts.values())), failure,
    )  # fmt: skip


def cycle_curve(run: Run, cycle: int) -> CycleCurve | None:
    """The voltage of one cycle from its beginning, None where no curve of it was kept."""
    mine = [c for c in run.curves if run.half_cycles[c.half_cycle].cycle == cycle]
    if not mine:
        return None
    time, voltage, _ = joined(mine)
    return CycleCurve(cycle, time - time[0], voltage)


def closure_line(done: StudyRun, name: str, numbers: Sequence[int] | np.ndarray) -> ClosureLine:
    """Hysteresis [mV] of a run at cycles, and how its life ended."""
    life = done.run.life
    end = np.inf if life.censored else float(life.cycles)
    return ClosureLine(
        Line(name, np.asarray(numbers), MV * per_cycle(done, "hysteresis", numbers)),
        end, life.rule,
    )  # fmt: skip


def hysteresis_line(done: StudyRun, name: str, most: int) -> ClosureLine:
    """The same at no more than `most` whole cycles, and at the end where the voltage rose to it."""
    rows = last_of_cycles(done.run)
    numbers = [rows[place - 1].cycle for place in spread(len(rows), most)]
    drawn = closure_line(done, name, numbers)
    known = np.isfinite(drawn.line.y)
    x, y = np.asarray(drawn.line.x)[known], np.asarray(drawn.line.y)[known]
    if np.isfinite(drawn.end) and drawn.event != INVENTORY:
        x, y = np.append(x, drawn.end), np.append(y, np.inf)
    return drawn._replace(line=drawn.line._replace(x=x, y=y))


def spread(count: int, most: int) -> np.ndarray:
    """No more than `most` of the numbers 1 to `count`, evenly, first and last among them."""
    return np.unique(np.linspace(1, count, min(count, most)).round().astype(int))


def layer_cell(done: StudyRun, line: Line, measured: Sequence[Measured] = ()) -> LayerCell:
    """Where the lithium of the working electrode is at the end of every cycle; `line` is the
    thickness of its layer [um]."""
    rows = last_of_cycles(done.run)
    kept = [row.layers[0] for row in rows if row.layers is not None]
    return LayerCell(
        line, np.array([row.cycle for row in rows]),
        F * MAH * np.array([row.working.lithium for row in rows]),
        MAH * np.array([one.dead for one in kept]), MAH * np.array([one.sei for one in kept]),
        measured,
    )  # fmt: skip


def spectrum(name: str, system: str, frequency: np.ndarray, total: np.ndarray) -> Spectrum:
    """An impedance [ohm m2] as the figures want it."""
    return Spectrum(name, system, frequency, OHM * total.real, OHM * total.imag)


def voltammogram_of(curves: Sequence[Curve], name: str, system: str) -> Voltammogram:
    """Current against voltage of curves."""
    _, voltage, current = joined(curves)
    return Voltammogram(name, system, voltage, current)


def doublet(name: str, system: str, found: Doublet) -> DoubletSpectrum:
    """An XPS spectrum in eV and percent of the pure solute."""
    return DoubletSpectrum(
        name, system, found.energy / JOULE_PER_EV, PERCENT * found.intensity,
        [PERCENT * part for part in found.parts],
    )  # fmt: skip


def moment(run: Run, shot: Snapshot, reading: float) -> Moment:
    """The working foil at a snapshot; `reading` [1] of the AES instrument."""
    current, face = run.half_cycles[shot.half_cycle].current, shot.face
    return Moment(
        time=shot.time / SECONDS_PER_HOUR,
        charge=MAH * shot.charge,
        state="strip" if current > 0 else "plate" if current < 0 else "rest",
        depth=UM * face.depth,
        solute=PERCENT * face.fraction,
        layers=[(NM * layer[0], PERCENT * layer[1]) for layer in face.layers],
        reading=PERCENT * reading,
        thickness=UM * float(face.edges[-1]),
        deposit=UM * face.deposit,
        covered=face.covered,
        shown=face.share,
    )


def cell_ledger(
    done: StudyRun, name: str, system: str, reading: Measured | None = None
) -> CellLedger:
    """The average coulombic efficiency of a half cell: what was plated, and what came back.

    Cycles that strip the substrate bare ahead of one that does not are conditioning; the plating
    that follows them is the reservoir. Raises NotReached where the run is no such protocol.
    """
    rows, curves = done.run.half_cycles, done.run.curves
    first, conditioning = _reservoir(rows)
    efficiency = FEATURES["efficiency"].read(done, conditioning)
    if not curves:
        raise NotReached("no curves were kept")
    hours = [h.start / SECONDS_PER_HOUR for h in rows]
    final = max(i for i, h in enumerate(rows) if h.current > 0.0)
    after = next(i for i in range(first, len(rows)) if rows[i].current > 0.0)
    last = hours[final] + rows[final].duration / SECONDS_PER_HOUR
    cycles = sum(h.current > 0.0 for h in rows[first:final])
    steps = [
        ProtocolStep("conditioning", "conditioning", hours[0], hours[first]),
        ProtocolStep("reservoir", "reservoir", hours[first], hours[after]),
        ProtocolStep("cycles", f"{cycles} cycles", hours[after], hours[final]),
        ProtocolStep("strip", "strip to the end", hours[final], last),
    ]
    time, voltage, _ = joined(curves)
    return CellLedger(
        name, system, time, voltage,
        [step for step in steps if step.stop > step.start],
        _passed(rows[first:after], -1), _passed(rows[after:], -1), _passed(rows[after:final], 1),
        _passed(rows[final:], 1), PERCENT * efficiency, reading,
    )  # fmt: skip


def _passed(rows: Sequence[HalfCycle], sign: int) -> float:
    """Charge [mAh/cm2] of the half-cycles of that sign of current."""
    return float(sum(MAH * abs(h.current) * h.duration for h in rows if sign * h.current > 0.0))


def _reservoir(rows: Sequence[HalfCycle]) -> tuple[int, int]:
    """(first half-cycle of the reservoir, conditioning cycles ahead of it)."""
    first = conditioning = 0
    plated = 0.0
    for number, half in enumerate(rows):
        if half.current < 0.0:
            plated = half.working.lithium
        elif half.current > 0.0:
            if half.working.lithium > EMPTY * plated:
                return first, conditioning
            first, conditioning = number + 1, conditioning + 1
    return 0, 0  # every strip takes all: there is nothing ahead of the cycles
