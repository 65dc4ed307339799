"""Run a protocol on a cell: step by step, both foils, voltage, events, books.

A step of constant current is one half-cycle. The stripping electrode is run first, because it may
give out; the other one follows over the same time, and if that one cannot, the first is run again
for as long as both can. A voltage limit is found on the computed curve, and the step is run again
from its saved start to the time of crossing, so that state and curve agree exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from solvus.base.constants import F
from solvus.kernels import foil as kernel
from solvus.model.cell import Cell
from solvus.model.electrode import REASONS, Electrode, Segment
from solvus.model.half_cycle import Curve, HalfCycle, Keep, Run, Side, Snapshot
from solvus.model.protocol import Step
from solvus.model.surface import averaged
from solvus.model.voltage import Polarisation

Progress = Callable[[int], None]

EXHAUSTED = (kernel.FOIL_SPENT, kernel.FACE_FULL, kernel.LI_LIMIT)  # a foil that can give no more
VOLTAGE_MET = 1e-9  # [V] at which a limit counts as found on a curve
CARRIED_OUT = "the protocol was carried out to its end"
LIMIT_MET = 1e-6  # [V] at which a step counts as ended at its limit
MOST_TRIALS, MOST_RERUNS = 60, 5


def simulate(
    cell: Cell, steps: Iterable[Step], keep: Keep | None = None, progress: Progress | None = None
) -> Run:
    """Run `steps` on `cell`. Never raises on what a foil cannot do: `Run.ended` says it.

    An interrupt from the keyboard ends the run after the last whole step, with what was computed.
    Raises ValueError for a rest, or a plating of a single foil, that names no end.
    """
    runner = _Runner(cell, keep or Keep())
    run = runner.run
    stops: dict[str, str] = {}  # steps until exhausted that ended with lithium left
    try:
        for number, step in enumerate(steps):
            reason = runner.take(step)
            if progress is not None:
                progress(number + 1)
            if reason and not (step.until_exhausted and runner.working_gave_out):
                run.ended = f'step {number + 1}, "{step.text}": {reason}'
                return run
            if reason and REASONS[kernel.FOIL_SPENT] not in reason:
                stops[step.text] = f'"{step.text}" ended early, {reason}'
    except KeyboardInterrupt:
        whole = len(run.half_cycles)
        run.snapshots = [shot for shot in run.snapshots if shot.half_cycle < whole]
        run.ended = f"interrupted after {len(run.half_cycles)} steps"
        return run
    run.complete, run.ended = True, "; ".join([CARRIED_OUT, *stops.values()])
    return run


class _Runner:
    """The walk through a protocol; holds what one step must know of those before it."""

    def __init__(self, cell: Cell, keep: Keep) -> None:
        self.cell, self.keep = cell, keep
        self.run = Run()
        self.time, self.charge = 0.0, 0.0
        self.cycle, self.first_sign, self.last_sign = 1, 0, 0
        self.due = 0  # sign of the last current; 0 once what its end costs the skin is taken
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
        self._lose(step.sign)
        saved = (self.cell.working.save(), self.cell.counter.save() if self.cell.counter else ())
        seen = len(self.run.snapshots)
        half = self._advance(step, step.longest)
        again = self._sooner(half, step, y)
        if again is not None:
            first, most = half, half.duration
            for _ in range(MOST_RERUNS):
                self.cell.working.restore(saved[0])
                if self.cell.counter is not None:
                    self.cell.counter.restore(saved[1])
                del self.run.snapshots[seen:]
                half = self._advance(step, again)
                if again == first.least:
                    half = half._replace(reason=first.reason)
                    break
                nearer = self._nearer(step, half, y)
                if nearer is None:
                    break
                again = min(nearer, most)
        self._keep(step, half, y)
        self.time += half.duration
        self.charge += current * half.duration
        if step.sign and half.duration > 0.0:
            self.last_sign = self.due = step.sign
        return half.reason

    def _lose(self, sign: int) -> None:
        """A skin loses its share when plating begins, once a cycle however many steps that has.

        It is taken of the skin as stripping left it: a skin that loses the share of its solute
        that the foil loses of its lithium is then the same at every cycle.
        """
        if self.due == 0 or sign != -self.due:
            return
        self.due = 0
        if sign < 0:
            self.cell.working.lose(self.cell.retention[0])
        elif self.cell.counter is not None:
            self.cell.counter.lose(self.cell.retention[1])

    def _nearer(self, step: Step, half: _Half, y: float | None) -> float | None:
        """A better time [s] for the voltage limit than that of the half-cycle, None if it is met.

        The steps of the foil are not those of the first run: one Newton step on what they gave.
        """
        at = half.duration
        if at <= 0.0:
            return None
        wrong = self.beyond(step, half, y, at)
        slope = (wrong - self.beyond(step, half, y, 0.98 * at)) / (0.02 * at)
        if abs(wrong) <= LIMIT_MET or not slope > 0.0:
            return None
        return float(np.clip(at - wrong / slope, 0.5 * at, 1.5 * at))

    def _sooner(self, half: _Half, step: Step, y: float | None) -> float | None:
        """Time [s] after which the step ends earlier than it ran: a limit, or a foil that failed.

        None where it ran as it should.
        """
        crossing = _crossing(half, step, y, self)
        if crossing is not None and crossing <= half.least:
            return crossing
        return half.least if half.least < half.duration else None

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
        side = None
        if self.run.half_cycles:  # as the last step left it
            last = self.run.half_cycles[-1]
            side = last.counter if sign == 1 else last.working
        side = side or _side(plating)
        values = self.cell.interface.values
        surface = np.array([side.matrix_fraction, side.skin_fraction, side.skin_share])
        floor, ratio = values["reading_floor"], values["reading_ratio"]
        return float(averaged(surface[0], surface[1], surface[2], floor, ratio))

    def _advance(self, step: Step, duration: float) -> _Half:
        working, counter = self.cell.working, self.cell.counter
        current = step.signed_current
        if np.isinf(duration):
            duration = self._until_nothing_is_left(step)
        other: Segment | None = None
        if counter is not None and current < 0.0:  # the counter electrode strips, it goes first
            other = counter.advance(-current, duration)
            own = self._with_frames(working, step, other.time)
            duration = other.time
        else:
            own = self._with_frames(working, step, duration)
            duration = own.time
            if counter is not None:
                other = counter.advance(-current, duration)
        self.working_gave_out = current > 0.0 and own.status in EXHAUSTED
        reason = _reason("working", own)
        least = own.time
        if other is not None:
            reason = reason or _reason("counter", other)
            least = min(least, other.time)
        return _Half(duration, own, other, reason, least)

    def _until_nothing_is_left(self, step: Step) -> float:
        """A time [s] longer than the electrode that strips can give the current."""
        giving = self.cell.working if step.sign > 0 else self.cell.counter
        if giving is None or step.sign == 0:
            raise ValueError(f'"{step.text}" has no end')
        return 1.01 * giving.books()[0] * F / step.current + 1.0

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
            if self.keeps:
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
            ends, nothing = np.array([0.0, half.duration]), np.zeros(2)
            return Polarisation(ends, nothing if step.sign == 0 else nothing + np.nan, np.ones(2))
        return self.cell.interface.plate(
            step.current, half.duration, y, self.cell.temperature, self.cell.v_li
        )

    def beyond(self, step: Step, half: _Half, y: float | None, time: float) -> float:
        """Voltage [V] beyond the limit of the step if it were ended at `time` [s]."""
        shape = self.polarise(step, half._replace(duration=time), y)
        voltage = self.signed(step, half, shape, np.array([time]))
        return float(step.sign * (voltage[0] - step.voltage_limit))

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
            times = _merged(shape.time, times)
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
    """A step that has run: its duration [s], the two segments, why it ended early, and the time
    [s] that both electrodes managed."""

    duration: float
    own: Segment
    other: Segment | None
    reason: str
    least: float


def _reason(which: str, segment: Segment) -> str:
    return f"{which} electrode: {REASONS[segment.status]}" if segment.status else ""


def _crossing(half: _Half, step: Step, y: float | None, runner: _Runner) -> float | None:
    """Time [s] in the step at which its voltage limit is met, None if it is not.

    Bracketed on the computed curve, then found by the Illinois method on the transient itself.
    """
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
    low, high = float(time[i - 1]), float(time[i])
    below, above = float(beyond[i - 1]), float(beyond[i])
    for _ in range(MOST_TRIALS):
        middle = high - above * (high - low) / (above - below)
        value = runner.beyond(step, half, y, middle)
        if abs(value) <= VOLTAGE_MET:
            return middle
        if (value > 0.0) == (above > 0.0):
            below *= 0.5
        else:
            low, below = high, above
        high, above = middle, value
    return max(low, high)


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
    if np.array_equal(at, times):
        return rows
    if len(at) == 1:
        return np.repeat(rows, len(times), axis=0)
    after = np.clip(np.searchsorted(at, times), 1, len(at) - 1)  # all columns share the places
    share = np.clip((times - at[after - 1]) / (at[after] - at[after - 1]), 0.0, 1.0)[:, None]
    return rows[after - 1] * (1.0 - share) + rows[after] * share


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
