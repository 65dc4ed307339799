"""Run a protocol on a cell: step by step, both foils, voltage, events, books.

A step of constant current is one half-cycle. The stripping electrode is run first, because it may
give out; the plating one follows over the same time. A voltage limit is found on the computed
curve, and the step is run again from its saved start to the time of crossing, so that state and
curve agree exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from solvus.kernels import foil as kernel
from solvus.model.cell import Cell
from solvus.model.electrode import REASONS, Electrode, Face, Segment
from solvus.model.protocol import Step
from solvus.model.surface import averaged
from solvus.model.voltage import Polarisation

Progress = Callable[[int], None]


class Side(NamedTuple):
    """One electrode at the end of a half-cycle (SI)."""

    thickness: float
    skin_solute: float
    skin_lithium: float
    top_lithium: float
    matrix_fraction: float
    skin_fraction: float
    skin_share: float
    lithium: float
    solute: float
    lost_lithium: float
    lost_solute: float


class HalfCycle(NamedTuple):
    """A step as it ran. Voltages are magnitudes [V], nan without a counter electrode."""

    cycle: int
    text: str
    current: float
    start: float
    duration: float
    tip: float
    end: float
    mean: float
    signal_found: float
    working: Side
    counter: Side | None


class Curve(NamedTuple):
    """Time course of a half-cycle: time from the start of the run [s], signed voltage [V]."""

    half_cycle: int
    time: np.ndarray
    voltage: np.ndarray
    coverage: np.ndarray
    working: np.ndarray
    counter: np.ndarray | None


class Snapshot(NamedTuple):
    """The working electrode at a moment: half-cycle it belongs to, time [s], net charge [C/m2]."""

    half_cycle: int
    time: float
    charge: float
    end_of_step: bool
    face: Face


@dataclass
class Run:
    """Everything a simulation leaves behind, and the sentence that says how it ended."""

    half_cycles: list[HalfCycle] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    ended: str = ""
    complete: bool = False


class Keep(NamedTuple):
    """What is kept: curves and snapshots of every n-th cycle (0 none, 1 all), and how many
    snapshots per step besides the one at its end."""

    curves: int = 1
    frames: int = 0


def simulate(
    cell: Cell, steps: Iterable[Step], keep: Keep | None = None, progress: Progress | None = None
) -> Run:
    """Run `steps` on `cell`. Never raises on what a foil cannot do: `Run.ended` says it.

    An interrupt from the keyboard ends the run after the last whole step, with what was computed.
    """
    runner = _Runner(cell, keep or Keep())
    run = runner.run
    try:
        for number, step in enumerate(steps):
            reason = runner.take(step)
            if progress is not None:
                progress(number + 1)
            if reason and not (step.until_exhausted and runner.working_gave_out):
                run.ended = f'step {number + 1}, "{step.text}": {reason}'
                return run
    except KeyboardInterrupt:
        run.ended = f"interrupted after {len(run.half_cycles)} steps"
        return run
    run.complete, run.ended = True, "the protocol was carried out to its end"
    return run


class _Runner:
    """The walk through a protocol; holds what one step must know of those before it."""

    def __init__(self, cell: Cell, keep: Keep) -> None:
        self.cell, self.keep = cell, keep
        self.run = Run()
        self.time, self.charge = 0.0, 0.0
        self.cycle, self.first_sign, self.last_sign = 1, 0, 0
        self.working_gave_out = False

    @property
    def keeps(self) -> bool:
        """Whether curves and snapshots of the present cycle are kept."""
        return self.keep.curves > 0 and (self.cycle - 1) % self.keep.curves == 0

    def take(self, step: Step) -> str:
        """Run one step; the reason why it ended early, or ""."""
        current = step.signed_current
        self._count(step.sign)
        y = self._signal_found(step.sign)
        saved = (self.cell.working.save(), self.cell.counter.save() if self.cell.counter else ())
        seen = len(self.run.snapshots)
        half = self._advance(step, step.longest)
        crossing = _crossing(half, step, y, self)
        if crossing is not None:
            self.cell.working.restore(saved[0])
            if self.cell.counter is not None:
                self.cell.counter.restore(saved[1])
            del self.run.snapshots[seen:]
            half = self._advance(step, crossing)
        self._keep(step, half, y)
        self.time += half.duration
        self.charge += current * half.duration
        for electrode, sign, retention in zip(
            (self.cell.working, self.cell.counter), (1, -1), self.cell.retention, strict=True
        ):
            if electrode is not None and sign * step.sign < 0:
                electrode.lose(retention)
        if step.sign:
            self.last_sign = step.sign
        return half.reason

    def _count(self, sign: int) -> None:
        if sign and not self.first_sign:
            self.first_sign = sign
        elif sign == self.first_sign and self.last_sign == -sign and sign:
            self.cycle += 1

    def _signal_found(self, sign: int) -> float | None:
        """Signal of the surface that is about to be plated; None if it is a deposit already."""
        plating = {1: self.cell.counter, -1: self.cell.working}.get(sign)
        if plating is None or self.cell.interface is None or self.last_sign == sign:
            return None
        values = self.cell.interface.values
        x_matrix, x_skin, share = plating.surface(plating.row())
        floor, ratio = values["reading_floor"], values["reading_ratio"]
        return float(averaged(x_matrix, x_skin, share, floor, ratio)[0])

    def _advance(self, step: Step, duration: float) -> _Half:
        working, counter = self.cell.working, self.cell.counter
        current = step.signed_current
        if np.isinf(duration):  # until exhausted: nothing can be stripped for longer than this
            duration = 1.01 * working.initial_capacity / abs(current) + 1.0
        other: Segment | None
        self.working_gave_out = False
        if counter is not None and current < 0.0:  # the counter electrode strips, it goes first
            other = counter.advance(-current, duration)
            duration, reason = other.time, _reason("counter", other)
            own = self._with_frames(working, step, duration)
        else:
            own = self._with_frames(working, step, duration)
            reason = _reason("working", own)
            self.working_gave_out = bool(reason) and current > 0.0
            duration = own.time
            other = counter.advance(-current, duration) if counter is not None else None
        return _Half(duration, own, other, reason)

    def _with_frames(self, electrode: Electrode, step: Step, duration: float) -> Segment:
        pieces = self.keep.frames + 1
        parts: list[np.ndarray] = []
        status, done = kernel.DONE, 0.0
        for piece in range(pieces):
            until = duration * (piece + 1) / pieces
            segment = electrode.advance(step.signed_current, until - done)
            rows = segment.rows
            rows[:, kernel.TIME] += done
            parts.append(rows)
            done, status = done + segment.time, segment.status
            last = piece + 1 == pieces or status != kernel.DONE
            if self.keeps and (not last or len(rows)):
                self._photograph(electrode, done, step.signed_current, last)
            if status != kernel.DONE:
                break
        return Segment(status, done, np.concatenate(parts))

    def _photograph(self, electrode: Electrode, after: float, current: float, last: bool) -> None:
        charge = self.charge + current * after
        self.run.snapshots.append(
            Snapshot(len(self.run.half_cycles), self.time + after, charge, last, electrode.face())
        )

    def polarise(self, step: Step, half: _Half, y: float | None) -> Polarisation:
        """|V| without equilibrium potentials over a half-cycle."""
        assert self.cell.interface is not None
        if step.sign == 0 or half.duration <= 0.0:
            ends = np.array([0.0, half.duration])
            return Polarisation(ends, np.zeros(2), np.ones(2))
        return self.cell.interface.plate(
            step.current, half.duration, y, self.cell.temperature, self.cell.v_li
        )

    def signed(self, step: Step, half: _Half, shape: Polarisation, time: np.ndarray) -> np.ndarray:
        """Voltage [V] with sign, equilibrium potentials included, at times [s] of the step."""
        assert self.cell.counter is not None
        assert half.other is not None
        voltage = step.sign * np.interp(time, shape.time, shape.voltage)
        for electrode, segment, sign in (
            (self.cell.working, half.own, 1.0), (self.cell.counter, half.other, -1.0)
        ):  # fmt: skip
            if len(segment.rows):
                potential = electrode.potential(segment.rows)
                voltage += sign * np.interp(time, segment.rows[:, kernel.TIME], potential)
        return voltage

    def _keep(self, step: Step, half: _Half, y: float | None) -> None:
        cell, number = self.cell, len(self.run.half_cycles)
        tip = end = mean = np.nan
        times = half.own.rows[:, kernel.TIME]
        voltage, covered = np.full(len(times), np.nan), np.full(len(times), np.nan)
        if cell.interface is not None and cell.counter is not None and half.other is not None:
            shape = self.polarise(step, half, y)
            times = _merged(shape.time, times) if self.keeps else shape.time
            voltage = self.signed(step, half, shape, times)
            covered = np.interp(times, shape.time, shape.coverage)
            tip, end = float(np.abs(voltage).max()), float(abs(voltage[-1]))
            mean = _mean(np.abs(voltage), times)
        sides = [
            _side(electrode) if electrode is not None else None
            for electrode in (cell.working, cell.counter)
        ]
        assert sides[0] is not None
        self.run.half_cycles.append(
            HalfCycle(
                self.cycle,
                step.text,
                step.signed_current,
                self.time,
                half.duration,
                tip,
                end,
                mean,
                np.nan if y is None else y,
                sides[0],
                sides[1],
            )
        )
        if self.keeps and len(times):
            other = half.other
            self.run.curves.append(
                Curve(
                    number,
                    self.time + times,
                    voltage,
                    covered,
                    _columns(half.own.rows, times),
                    _columns(other.rows, times) if other is not None else None,
                )
            )


class _Half(NamedTuple):
    """A step that has run: its duration [s], the two segments, why it ended early."""

    duration: float
    own: Segment
    other: Segment | None
    reason: str


def _reason(which: str, segment: Segment) -> str:
    return f"{which} electrode: {REASONS[segment.status]}" if segment.status else ""


def _crossing(half: _Half, step: Step, y: float | None, runner: _Runner) -> float | None:
    """Time [s] in the step at which its voltage limit is met, None if it is not."""
    if np.isnan(step.voltage_limit) or half.other is None or runner.cell.interface is None:
        return None
    shape = runner.polarise(step, half, y)
    time = _merged(shape.time, half.own.rows[:, kernel.TIME])
    beyond = step.sign * (runner.signed(step, half, shape, time) - step.voltage_limit)
    past = np.flatnonzero(beyond >= 0.0)
    if past.size == 0:
        return None
    i = int(past[0])
    if i == 0:
        return float(time[0])
    share = -beyond[i - 1] / (beyond[i] - beyond[i - 1])
    return float(time[i - 1] + share * (time[i] - time[i - 1]))


def _merged(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.unique(np.concatenate((a, b)))


def _mean(values: np.ndarray, times: np.ndarray) -> float:
    span = times[-1] - times[0]
    return float(np.trapezoid(values, times) / span) if span > 0.0 else float(values[-1])


def _columns(rows: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The record's columns at other times, array (times, COLUMNS)."""
    if not len(rows):
        return np.full((len(times), kernel.COLUMNS), np.nan)
    at = rows[:, kernel.TIME]
    if len(at) == len(times):
        return rows
    return np.stack([np.interp(times, at, rows[:, k]) for k in range(kernel.COLUMNS)], axis=1)


def _side(electrode: Electrode) -> Side:
    row = electrode.row()
    x_matrix, x_skin, share = electrode.surface(row)
    return Side(
        float(row[0, kernel.OUT_THICKNESS]),
        float(row[0, kernel.OUT_GAMMA]),
        float(row[0, kernel.OUT_SKIN_LI]),
        float(row[0, kernel.OUT_TOP_LI]),
        float(x_matrix[0]),
        float(x_skin[0]),
        float(share[0]),
        *(float(book) for book in electrode.books()),
    )
