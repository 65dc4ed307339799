"""A full cell at a constant voltage: currents that step down, each until the voltage is back.

The kernels of cathode and foil are written for a given current. So a voltage is held by pieces of
constant current, each `RATIO` of the one before, as the current would be that holds the voltage at
the middle of the piece: it ends when the current at its end would hold it. The voltage then
saw-tooths around the one held by half of (1 - RATIO) j R, and the charge is off by the square of
1 - RATIO. A cathode that is full or empty at its surface lets go of the current by halves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solvus.kernels import foil as kernel
from solvus.kernels import porous_step
from solvus.model.electrode import Segment
from solvus.model.protocol import Kind, Step
from solvus.model.trace import HalfRun, Swept, Trace

if TYPE_CHECKING:
    from solvus.model.full_runner import FullRunner

RATIO = 0.97
LARGEST = 2.0  # of 1C, or the last current where that is larger: no hold begins with more
HALVINGS = 40
FAINT = 1e-6  # of 1C: a current that counts as none
MOST_PIECES = 1000


def hold(runner: FullRunner, step: Step) -> str:
    """Run a hold of `step.voltage_limit`; the reason why it ended early, or ""."""
    nominal = runner.cathode.design.nominal / 3600.0
    sign = -1 if _voltage(runner, 0.0) < step.voltage_limit else 1
    runner.turn(sign)
    half_way = RATIO**0.5
    j = half_way * _first_current(runner, step.voltage_limit, sign, nominal)
    cut = FAINT * nominal if np.isnan(step.cut_current) else step.cut_current
    kind: Kind = "charge" if sign < 0 else "discharge"
    before, left, reached = runner.layers, step.duration, 0.0
    times, volts, currents, rows, cathode = [], [], [], [], []
    reason, salt = "", np.nan
    for _ in range(MOST_PIECES):
        if j < cut or left <= 0.0:
            break
        ahead = _voltage(runner, -sign * j) - _voltage(runner, -sign * half_way * j)
        limit = step.voltage_limit + (ahead if np.isfinite(ahead) else 0.0)
        piece = replace(step, kind=kind, current=j, duration=left, voltage_limit=limit)
        half, done, anode = runner.stretch(piece, None, pictures=False)
        if done.time > 0.0:
            at = done.rows[:, porous_step.TIME]
            times.append(reached + at)
            volts.append(done.rows[:, porous_step.VOLTAGE] + np.interp(at, anode.time, anode.volts))
            if done.status == porous_step.AT_END:  # where the voltage runs away
                volts[-1][-1] = step.voltage_limit
            currents.append(np.full(len(at), sign * j))
            cathode.append(done.rows + np.array([reached, 0.0, 0.0, 0.0, 0.0]))
            moved = half.own.rows.copy()
            moved[:, kernel.TIME] += reached
            rows.append(moved)
            runner.meter.settle(sign * j, half)
            runner.layers = half.after
            reached, left = reached + done.time, left - done.time
            salt = float(done.rows[-1, porous_step.SALT])
        reason = half.reason
        if reason or done.status not in (porous_step.LIMIT, porous_step.AT_END):
            break
        j *= RATIO if done.status == porous_step.LIMIT else 0.5
    if not times:
        times, volts, currents = [np.zeros(1)], [np.full(1, np.nan)], [np.zeros(1)]
        rows, cathode = [np.zeros((0, kernel.COLUMNS))], [np.zeros((1, porous_step.COLUMNS))]
    time, current = np.concatenate(times), np.concatenate(currents)
    own = Segment(kernel.DONE, reached, np.concatenate(rows))
    whole = HalfRun(reached, own, None, reason, reached, before, runner.layers)
    trace = Trace(time, np.concatenate(volts), np.ones(len(time)), np.full(len(time), salt))
    passed = float(np.sum(0.5 * (current[1:] + current[:-1]) * np.diff(time)))
    swept = Swept(current, passed / reached if reached > 0.0 else 0.0)
    if runner.keeps:
        runner.photograph(reached, passed, end_of_step=True)
    side = runner.side(trace, current)
    runner.note(step, whole, trace, None, swept, np.concatenate(cathode), side)
    return reason


def _voltage(runner: FullRunner, current: float) -> float:
    """Voltage [V] of the cell the moment a current [A/m2] flows (> 0 charges), without a tip."""
    cell = runner.cell
    assert cell.interface is not None
    over = cell.interface.stripping(abs(current), cell.temperature) if current else 0.0
    layer = runner.meter.layer_voltage(runner.layers, -current)
    own = 0.0
    if cell.working.has_potential:
        own = float(cell.working.potential(cell.working.row())[0])
    return runner.cathode.instant(current) + float(np.copysign(over, current)) - layer - own


def _first_current(runner: FullRunner, voltage: float, sign: int, nominal: float) -> float:
    """|j| [A/m2] that has the cell at the voltage now, by halving; the largest where none does."""
    most = LARGEST * nominal
    if runner.run.half_cycles:
        most = max(most, abs(runner.run.half_cycles[-1].current))
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        beyond = sign * (_voltage(runner, -sign * middle) - voltage)
        if beyond >= 0.0:  # not yet there
            low = middle
        else:  # beyond it, or no such current (nan)
            high = middle
    return high
