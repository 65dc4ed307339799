"""The walk of a cell of two foils through a protocol: steps, voltage, events, books.

A step of constant current is one half-cycle. The stripping electrode is run first, because it may
give out; the other one follows over the same time, and if that one cannot, the first is run again
for as long as both can. A voltage limit, or the end of the cell's life, is found on the computed
curve, and the step is run again from its saved start to that time, so that state and curve agree.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.analyse.hysteresis import plateau
from solvus.base.constants import F
from solvus.kernels import foil as kernel
from solvus.kernels.resample import resample
from solvus.model import life
from solvus.model.cell import Cell
from solvus.model.electrode import REASONS, Electrode, Segment
from solvus.model.half_cycle import CathodeSide, Curve, HalfCycle, Keep, Run, Side, Snapshot
from solvus.model.limits import end_of_life, nearer, reached
from solvus.model.protocol import Step
from solvus.model.substrate import Substrate
from solvus.model.surface import averaged
from solvus.model.sweep import sweep
from solvus.model.trace import Found, HalfRun, Swept, Trace, Voltmeter, mean_of

MOST_RERUNS = 5


class Saved(NamedTuple):
    """The state of a cell before a step."""

    working: tuple[np.ndarray, ...]
    counter: tuple[np.ndarray, ...]
    snapshots: int


class Runner:
    """The walk through a protocol; holds what one step must know of those before it."""

    def __init__(self, cell: Cell, keep: Keep) -> None:
        """At the beginning of a protocol."""
        self.cell, self.keep = cell, keep
        self.run = Run()
        self.meter = Voltmeter(cell)
        self.time, self.charge = 0.0, 0.0
        self.cycle, self.first_sign, self.last_sign = 1, 0, 0
        self.due = 0  # sign of the last current; 0 once what its end costs the skin is taken
        self.working_gave_out = False
        self.layers = self.meter.layers()

    @property
    def keeps(self) -> bool:
        """Whether curves and snapshots of the present cycle are kept."""
        return self.keep.curves > 0 and (self.cycle - 1) % self.keep.curves == 0

    def take(self, step: Step) -> str:
        """Run one step; the reason why it ended early, or ""."""
        if step.kind == "sweep":
            reason = sweep(self, step)
            return self._end_of_life(step, reason) or reason
        found = self.turn(step.sign)
        saved = self.save()
        half = self.advance(step.signed_current, self._longest(step))
        half, trace, died = self._to_its_end(step, half, found, saved)
        self.note(step, half, trace, found)
        name = life.named(half.after, float(trace.salt[-1])) if died and trace is not None else ""
        return self._end_of_life(step, half.reason, name) or half.reason

    def finish(self) -> None:
        """Nothing is left to be said once the last step is done."""

    def may_empty(self, step: Step) -> bool:
        """Whether a step may end by taking the last lithium of the working electrode.

        Because it asks to, or because it strips a bare substrate up to a voltage, which rises to
        any limit once the lithium is gone.
        """
        if step.until_exhausted:
            return True
        limited = step.sign > 0 and not np.isnan(step.voltage_limit)
        return limited and isinstance(self.cell.working, Substrate)

    def turn(self, sign: int) -> Found | None:
        """Take notice of a current of that sign: cycle, surface found, losses, efficiency."""
        self._count(sign)
        found = self._found(sign)
        self._lose(sign)
        self._plate_with(sign, found)
        return found

    def save(self) -> Saved:
        """The state of the electrodes, to return to."""
        counter = self.cell.counter
        return Saved(
            self.cell.working.save(), counter.save() if counter else (), len(self.run.snapshots)
        )

    def restore(self, saved: Saved) -> None:
        """Return to a saved state."""
        self.cell.working.restore(saved.working)
        if self.cell.counter is not None:
            self.cell.counter.restore(saved.counter)
        del self.run.snapshots[saved.snapshots :]

    def _to_its_end(
        self, step: Step, half: HalfRun, found: Found | None, saved: Saved
    ) -> tuple[HalfRun, Trace | None, bool]:
        """The step as long as limits, life and foils allow, run again where that is shorter; its
        curve; and whether the cell's life ends with it."""
        if self.cell.interface is None or half.other is None:
            if half.least < half.duration:
                self.restore(saved)
                half = self.advance(step.signed_current, half.least)._replace(reason=half.reason)
            return half, None, False
        shape = self.meter.polarise(step, half.duration, found)
        trace = self.meter.trace(step, half, shape)
        limit = reached(self.meter, step, half, shape, trace, found)
        dies = end_of_life(self.meter, step, half, shape, trace)
        first, again = half, min(half.least, dies, limit)
        died = dies <= again
        if again >= half.duration:
            return half, trace, died
        for _ in range(MOST_RERUNS):
            self.restore(saved)
            half = self.advance(step.signed_current, again)
            if again == first.least and not died:
                half = half._replace(reason=first.reason)
            if again < limit:  # a foil or the life has ended first: there is no limit to meet
                break
            closer = nearer(self.meter, step, half, found)
            if closer is None:
                break
            again = min(closer, first.duration)
        shape = self.meter.polarise(step, half.duration, found)
        return half, self.meter.trace(step, half, shape), died

    def _end_of_life(self, step: Step, reason: str, name: str = "") -> str:
        """Book what ended the cell's life in the last half-cycle, if anything did; its sentence.

        name : what the voltage says; a foil that gave out unasked says it by the `reason`.
        """
        if not name and life.gave_out(reason) and not self.may_empty(step):
            name = life.INVENTORY
        if not name or not self.run.half_cycles:
            return ""
        sentence = reason
        if name != life.INVENTORY:
            told = life.SENTENCES[name].format(limit=self.cell.voltage_of_death)
            sentence = f"end of life in cycle {self.cycle} ({name}): {told}"
        number = len(self.run.half_cycles) - 1
        self.run.events.append(life.Event(name, self.cycle, number, self.time, sentence))
        return sentence

    def _lose(self, sign: int) -> None:
        """A skin loses its share when plating begins, once a cycle however many steps that has.

        It is taken of the skin as stripping left it: a skin that loses the share of its solute
        that the foil loses of its lithium is then the same at every cycle.
        """
        if self.due == 0 or sign != -self.due:
            return
        self.due = 0
        plated, own = (self.cell.working, 0) if sign < 0 else (self.cell.counter, 1)
        if plated is not None and self.cell.retention[own] < 1.0:
            plated.lose(self.cell.retention[own])
            self.layers = self.meter.layers()

    def _plate_with(self, sign: int, found: Found | None) -> None:
        """Tell the electrode that is plated what share of its charge becomes lithium."""
        cell = self.cell
        plated, own = (cell.counter, 1) if sign > 0 else (cell.working, 0)
        if found is None or cell.layers is None or cell.interface is None or plated is None:
            return
        level = cell.interface.level_found(found.signal, found.level)
        law = cell.layers.efficiency
        plated.plate_with(law.efficiency(cell.efficiency[own], level, cell.layers.values))

    def _count(self, sign: int) -> None:
        if sign and not self.first_sign:
            self.first_sign = sign
        elif sign == self.first_sign and self.last_sign == -sign and sign:
            self.cycle += 1

    def _found(self, sign: int) -> Found | None:
        """The surface that is about to be plated; None if it is a deposit already."""
        plating = {1: self.cell.counter, -1: self.cell.working}.get(sign)
        if plating is None or self.cell.interface is None or self.last_sign == sign:
            return None
        side = None
        if self.run.half_cycles:  # as the last step left it
            last = self.run.half_cycles[-1]
            side = last.counter if sign == 1 else last.working
        side = side or side_of(plating)
        values = self.cell.interface.values
        floor, ratio = values["reading_floor"], values["reading_ratio"]
        signal = averaged(side.matrix_fraction, side.skin_fraction, side.skin_share, floor, ratio)
        return Found(signal, plating.level)

    def advance(self, current: float, duration: float, *, pictures: bool = True) -> HalfRun:
        """Carry both electrodes through `duration` [s] at `current` [A/m2], as far as they can."""
        working, counter = self.cell.working, self.cell.counter
        other: Segment | None = None
        if counter is not None and current < 0.0:  # the counter electrode strips, it goes first
            other = counter.advance(-current, duration)
            own = self._with_frames(working, current, other.time, pictures)
            duration = other.time
        else:
            own = self._with_frames(working, current, duration, pictures)
            duration = own.time
            if counter is not None:
                other = counter.advance(-current, duration)
        self.working_gave_out = current > 0.0 and own.status in life.EXHAUSTED
        reason = _reason("working", own)
        least = own.time
        if other is not None:
            reason = reason or _reason("counter", other)
            least = min(least, other.time)
        return HalfRun(duration, own, other, reason, least, self.layers, self.meter.layers())

    def _longest(self, step: Step) -> float:
        """The time [s] of a step; longer than the electrode that strips can give the current
        where the step names no end."""
        if np.isfinite(step.longest):
            return step.longest
        giving = self.cell.working if step.sign > 0 else self.cell.counter
        if giving is None or step.sign == 0:
            raise ValueError(f'"{step.text}" has no end')
        return 1.01 * giving.books()[0] * F / step.current + 1.0

    def _with_frames(
        self, electrode: Electrode, current: float, duration: float, pictures: bool
    ) -> Segment:
        pieces = self.keep.frames + 1 if pictures else 1
        parts: list[np.ndarray] = []
        status, done = kernel.DONE, 0.0
        for piece in range(pieces):
            until = duration * (piece + 1) / pieces
            segment = electrode.advance(current, until - done)
            rows = segment.rows
            rows[:, kernel.TIME] += done
            parts.append(rows)
            done, status = done + segment.time, segment.status
            last = piece + 1 == pieces or status != kernel.DONE
            if pictures and self.keeps:
                self.photograph(done, current * done, end_of_step=last)
            if status != kernel.DONE:
                break
        return Segment(status, done, parts[0] if len(parts) == 1 else np.concatenate(parts))

    def photograph(self, after: float, charge: float, *, end_of_step: bool) -> None:
        """Keep a snapshot of the working electrode, `after` [s] and `charge` [C/m2] of a step."""
        number, face = len(self.run.half_cycles), self.cell.working.face()
        self.run.snapshots.append(
            Snapshot(number, self.time + after, self.charge + charge, end_of_step, face)
        )

    def note(
        self,
        step: Step,
        half: HalfRun,
        trace: Trace | None,
        found: Found | None,
        swept: Swept | None = None,
        cathode: np.ndarray | None = None,
        side: CathodeSide | None = None,
    ) -> None:
        """Book a half-cycle: its row, its curve, the time, the charge, the salt.

        swept : the current where it is not constant; the salt has then followed it already.
        cathode, side : the curve of the cathode at the times of `trace`, its state, in a full cell.
        """
        cell, number = self.cell, len(self.run.half_cycles)
        mean_current = step.signed_current if swept is None else swept.mean
        tip = end = mean = flat = np.nan
        if trace is not None:
            size = np.abs(trace.voltage)
            tip, end, mean = float(size.max()), float(size[-1]), mean_of(size, trace.time)
            if swept is None and half.duration > 0.0 and np.isfinite(mean):
                flat = plateau(trace.time, size)
        counter = side_of(cell.counter, half.other.rows) if cell.counter and half.other else None
        self.run.half_cycles.append(
            HalfCycle(
                self.cycle, step.text, mean_current, self.time, half.duration, tip, end, mean, flat,
                np.nan if found is None else found.signal,
                side_of(cell.working, half.own.rows), counter, half.after, side,
            )
        )  # fmt: skip
        if self.keeps:
            current = mean_current if swept is None else swept.current
            self._keep_curve(number, half, trace, current, cathode)
        if swept is None:
            self.meter.settle(mean_current, half)
        self.layers = half.after
        self.time += half.duration
        self.charge += mean_current * half.duration
        sign = int(np.sign(mean_current))
        if sign and half.duration > 0.0:
            self.last_sign = self.due = sign

    def _keep_curve(
        self,
        number: int,
        half: HalfRun,
        trace: Trace | None,
        current: float | np.ndarray,
        cathode: np.ndarray | None,
    ) -> None:
        times = half.own.rows[:, kernel.TIME] if trace is None else trace.time
        if not len(times):
            return
        nothing = np.full(len(times), np.nan)
        self.run.curves.append(
            Curve(
                number,
                self.time + times,
                nothing if trace is None else trace.voltage,
                np.broadcast_to(current, len(times)),
                nothing if trace is None else trace.coverage,
                _columns(half.own.rows, times),
                _columns(half.other.rows, times) if half.other is not None else None,
                cathode,
            )
        )


def _reason(which: str, segment: Segment) -> str:
    return f"{which} electrode: {REASONS[segment.status]}" if segment.status else ""


def _columns(rows: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The record's columns at other times, array (times, COLUMNS)."""
    if not len(rows):
        return np.full((len(times), kernel.COLUMNS), np.nan)
    at = rows[:, kernel.TIME]
    if np.array_equal(at, times):
        return rows
    if len(at) == 1:
        return np.repeat(rows, len(times), axis=0)
    out = np.empty((len(times), rows.shape[1]))
    resample(rows, at, times, out)
    return out


def side_of(electrode: Electrode, rows: np.ndarray | None = None) -> Side:
    """An electrode as it is now; `rows` of the step that it has just done spare a look at it."""
    row = electrode.row() if rows is None or not len(rows) else rows[-1:]
    x_matrix, x_skin, share = electrode.surface(row)
    return Side(
        float(row[0, kernel.OUT_THICKNESS]),
        float(row[0, kernel.OUT_GAMMA]),
        float(row[0, kernel.OUT_SKIN_LI]),
        float(row[0, kernel.OUT_TOP_LI]),
        float(x_matrix[0]),
        float(x_skin[0]),
        float(share[0]),
        *electrode.books(),
    )
