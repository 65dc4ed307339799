"""What the page keeps of a run: the data of its charts, its life, its table. Plain and small."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from solvus.analyse.capacity import CHARGE
from solvus.base.constants import SECONDS_PER_HOUR, F
from solvus.model.half_cycle import Run, Snapshot
from solvus.model.protocol import Loop, Protocol, count_steps
from solvus.observe import INSTRUMENTS, aes
from solvus.report.figures.capacity_cycles import CellCapacity
from solvus.report.figures.foil_moment import Moment
from solvus.report.figures.voltage_time import Dip, VoltageCell
from solvus.report.full_figures import capacity_cell
from solvus.report.run_figures import (
    MAH,
    MV,
    UM,
    hysteresis_line,
    joined,
    last_of_cycles,
    moment,
    spread,
)
from solvus.report.run_page import cell_name, system_of
from solvus.report.series import Line
from solvus.study.full_cycles import foil_share, half_of
from solvus.study.full_notices import notices_of_run
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.records import table_of
from solvus.study.run import StudyRun, cell_of, run_study
from solvus.study.schema import Study

SHORT = 8  # half-cycles at most of the run that is shown in motion
MOMENTS = 36  # of the moving profile
DEPTHS = 40  # points of a profile
MOST_CYCLES = 250  # points of a line over cycles
DIP_SHARE = 0.04  # of a plating that is shown of its beginning
POINTS = 1500  # of a voltage curve


class LifeFacts(NamedTuple):
    """Cycles done, whether nothing ended it, the rule or event that did, the sentence."""

    cycles: int
    censored: bool
    rule: str
    sentence: str


class Trends(NamedTuple):
    """A symmetric cell over its cycles: polarisation [mV], lithium lost [mAh/cm2], foil [um]."""

    polarisation: Line
    lost: Line
    foil: Line


@dataclass(frozen=True)
class Outcome:
    """A run as the page shows it; profile : the moving figure made of the moments, once drawn."""

    title: str
    system: str
    full: bool
    solute: str
    life: LifeFacts
    moments: tuple[Moment, ...]
    voltage: VoltageCell | None
    capacity: CellCapacity | None
    trends: Trends | None
    notices: tuple[str, ...]
    table: dict[str, list[object]]
    units: dict[str, str]
    seconds: float
    profile: dict[str, Any] | None = None


def outcome_of(
    text: str, folder: Path, tell: Callable[[int, int], None] | None = None
) -> Outcome:
    """Run the study of a text and keep what the page shows. `tell` : (steps done, in all).

    Raises InputError where the study cannot be read.
    """
    begun = time.perf_counter()
    study = load_text(text, registries(folder), "the study")
    done = run_study(study, folder, progress=tell)
    short = _short_run(study, folder)
    full = done.cell.cathode is not None
    system = system_of(done, folder)
    name = cell_name(done, folder)
    solute = getattr(done.cell.working, "solute", None)
    symbol = solute.symbol if solute is not None else ""
    table, units = table_of(done.run)
    return Outcome(
        title=name, system=system, full=full, solute=symbol, life=life_facts(done.run),
        moments=_moments(short, folder) if symbol else (),
        voltage=_voltage(short, name, system),
        capacity=_capacity(done, name, system) if full else None,
        trends=None if full else _trends(done, name, system),
        notices=tuple(f"{one[:1].upper()}{one[1:]}." for one in notices_of_run(done, folder)),
        table={key: list(column) for key, column in table.items()}, units=units,
        seconds=time.perf_counter() - begun,
    )  # fmt: skip


def life_facts(run: Run) -> LifeFacts:
    """How long the cell lived, and what ended it."""
    rule = run.events[0].name if run.events else run.life.rule
    sentence = run.events[0].sentence if run.events else run.ended
    return LifeFacts(run.life.cycles, run.life.censored, rule, sentence)


def shortened(protocol: Protocol, most: int) -> Protocol:
    """The beginning of a protocol: loops cut down to once or twice until it has at most `most`
    steps; a single pass that is longer is kept whole."""
    for times in (3, 2, 1):
        cut = tuple(
            replace(entry, times=min(entry.times, times)) if isinstance(entry, Loop) else entry
            for entry in protocol
        )
        if count_steps(cut) <= most:
            break
    return cut


def _short_run(study: Study, folder: Path) -> StudyRun:
    """The first cycles again, every curve and many snapshots kept."""
    protocol = shortened(study.protocol, SHORT)
    frames = max(MOMENTS // max(count_steps(protocol), 1) - 1, 2)
    kept = study.run.model_copy(update={"curves": 1})
    return run_study(
        study.model_copy(update={"protocol": protocol, "run": kept}), folder, frames=frames
    )


def _moments(done: StudyRun, folder: Path) -> tuple[Moment, ...]:
    """The foil in motion, profiles thinned to what a screen can show."""
    values = INSTRUMENTS["aes"].values()
    first = Snapshot(0, 0.0, 0.0, True, cell_of(done.study, folder)[0].working.face())
    shots = done.run.snapshots
    picked = [shots[number - 1] for number in spread(len(shots), MOMENTS)] if shots else []
    return tuple(
        _thinned(moment(done.run, shot, aes.read(shot.face, values))) for shot in [first, *picked]
    )


def _thinned(one: Moment) -> Moment:
    depth = np.asarray(one.depth, float)
    if depth.size <= DEPTHS:
        return one
    # dense near the face, where the profile bends
    at = depth[0] + (depth[-1] - depth[0]) * np.linspace(0.0, 1.0, DEPTHS) ** 2
    return one._replace(depth=at, solute=np.interp(at, depth, np.asarray(one.solute, float)))


def _voltage(done: StudyRun, name: str, system: str) -> VoltageCell | None:
    if not done.run.curves or done.run.half_cycles[0].tip != done.run.half_cycles[0].tip:
        return None
    time_h, voltage, _ = joined(done.run.curves)
    if done.cell.cathode is not None:
        voltage = voltage / MV
    every = max(1, -(-time_h.size // POINTS))
    kept = np.unique(np.r_[0 : time_h.size : every, time_h.size - 1])
    return VoltageCell(name, system, time_h[kept], voltage[kept], _dip(done))


def _dip(done: StudyRun) -> Dip | None:
    """The beginning of the last plating of the short run: what the foil adds to the voltage."""
    if done.cell.cathode is not None:
        for cycle in range(done.run.half_cycles[-1].cycle, 0, -1):
            parts = half_of(done.run, cycle, CHARGE)
            if parts:
                seconds, volts = foil_share(parts)
                return _begin(seconds, np.abs(volts))
        return None
    plated = [c for c in done.run.curves if done.run.half_cycles[c.half_cycle].current < 0.0]
    return _begin(plated[-1].time, np.abs(plated[-1].voltage)) if plated else None


def _begin(seconds: np.ndarray, volts: np.ndarray) -> Dip:
    own = (seconds - seconds[0]) * 60.0 / SECONDS_PER_HOUR
    shown = own <= DIP_SHARE * own[-1]
    shown[:2] = True
    return Dip(own[shown], MV * volts[shown])


def _capacity(done: StudyRun, name: str, system: str) -> CellCapacity | None:
    cell = capacity_cell(done, name, system, share=True)
    return cell if len(cell.line.x) else None


def _trends(done: StudyRun, name: str, system: str) -> Trends | None:
    rows = last_of_cycles(done.run)
    if len(rows) < 2:
        return None
    drawn = hysteresis_line(done, name, MOST_CYCLES).line
    known = np.isfinite(np.asarray(drawn.y, float))
    picked = [rows[place - 1] for place in spread(len(rows), MOST_CYCLES)]
    x = [row.cycle for row in picked]
    lost = [F * MAH * row.working.lost_lithium for row in picked]
    foil = [UM * row.working.thickness for row in picked]
    polar = Line(name, np.asarray(drawn.x)[known], np.asarray(drawn.y)[known], key=system)
    return Trends(polar, Line(name, x, lost, key=system), Line(name, x, foil, key=system))
