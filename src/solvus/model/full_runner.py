"""The walk of a full cell, a cathode against a foil, through a protocol.

The voltage of the cell is that of the cathode against lithium less what the foil has against
lithium: on charge the foil is plated, and what that costs is added; on discharge it is stripped.

    V = V_cathode(t) + |eta_plate(t)| + V_layer     charge
    V = V_cathode(t) - |eta_strip| - V_layer        discharge

A step is run on the cathode first, which knows when the voltage meets its limit; the foil follows
over the same time. A foil that has no lithium left to give ends a discharge: its potential runs
away, and so does the voltage of the cell. Where a foil has a potential of its own, which depends
on what its face has become, the step is run again with it until both agree.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.analyse.capacity import charge_passed, energy, mid_voltage
from solvus.base.constants import F
from solvus.kernels import foil as kernel
from solvus.kernels import porous_step
from solvus.model import life
from solvus.model.cathode import EMPTY, FULL, REASONS, CathodeElectrode, Stretch
from solvus.model.cell import Cell
from solvus.model.electrode import REASONS as OF_FOILS
from solvus.model.electrode import Segment
from solvus.model.half_cycle import CathodeSide, Keep
from solvus.model.hold import hold
from solvus.model.layer.kinds import Layer
from solvus.model.protocol import Step
from solvus.model.runner import Runner
from solvus.model.trace import RELAXING, Found, HalfRun, Trace

UNBOUNDED = 50.0  # [V] that stand for a voltage without bound: dry or closed layers
LAYER_POINTS = np.linspace(0.0, 1.0, 17)[1:]
LAYER_MET = 1e-5  # [V]: what straight lines may miss of a layer's voltage where a limit is met
AROUND = np.array([0.98, 0.99, 0.997, 0.999, 1.0, 1.001, 1.003, 1.01, 1.02])
AGREED = 1e-7  # of the time: a step run again with the foil's own potential has settled
MOST_ROUNDS = 16
SPENT = 1e-3  # of the first discharge: a cell that delivers less delivers nothing
OVERLONG = 1.2  # of the charge that a cathode can take, for a step that only a voltage ends


class Anode(NamedTuple):
    """What the foil adds to the voltage of the cell over a step: times [s], volts [V], coverage."""

    time: np.ndarray
    volts: np.ndarray
    coverage: np.ndarray


class FullRunner(Runner):
    """Takes a full cell through a protocol; as its base for everything that the foil alone does."""

    def __init__(self, cell: Cell, keep: Keep) -> None:
        """At the beginning of a protocol."""
        super().__init__(cell, keep)
        self.first: dict[tuple[str, ...], float] = {}  # charge [C/m2] of the first discharge so
        self.pending: list[tuple[str, float]] = []  # steps of the present discharge, with charges
        self.counted = 0  # sign of the last turn that was counted
        self.charged = self.emptied = False  # whether it was ever charged; the foil gave out last
        self.spent = ""

    @property
    def cathode(self) -> CathodeElectrode:
        """The cathode of the cell."""
        assert self.cell.cathode is not None
        return self.cell.cathode

    def take(self, step: Step) -> str:
        """Run one step; the reason why it ended early, or ""."""
        if step.kind == "hold":
            reason = hold(self, step)
        else:
            found = self.turn(step.sign)
            half, stretch, anode = self.stretch(step, found)
            self.book(step, half, stretch, anode, found)
            reason = half.reason
        self._discharged()
        if not any(half.duration > 0.0 and half.current for half in self.run.half_cycles[:2]):
            self.first_sign = self.counted = 0  # nothing has passed yet: cycles begin later
        return reason or self.spent

    def _count(self, sign: int) -> None:
        """As its base, but a charge that was over at once is one all the same, and what follows
        it with the same sign belongs to it."""
        if sign and not self.first_sign:
            self.first_sign = sign
        elif sign and sign == self.first_sign and self.counted == -sign:
            self.cycle += 1
        self.counted = sign or self.counted

    def turn(self, sign: int) -> Found | None:
        """As its base; a charge ends the discharge before it, a new cycle costs the cathode its
        share."""
        if sign < 0:
            self.finish()
            self.charged = True
        cycle = self.cycle
        found = super().turn(sign)
        if self.cycle != cycle:
            self.cathode.fade()
        return found

    def may_empty(self, step: Step) -> bool:
        """A discharge may take the last lithium of the foil: the voltage falls to any limit."""
        return step.sign > 0 or (step.kind == "hold" and self.last_sign > 0)

    def stretch(
        self, step: Step, found: Found | None, *, pictures: bool = True
    ) -> tuple[HalfRun, Stretch, Anode]:
        """Carry cathode and foil through a step of constant current, to its end or its voltage."""
        cathode, working = self.cathode, self.cell.working
        saved, at_start = self.save(), cathode.save()
        longest = self._longest(step)
        bare = self._bare(step, longest, found)
        laden, potential, before = self._laden(step, longest, bare), None, np.nan
        for left in reversed(range(MOST_ROUNDS)):
            anode = laden if potential is None else _less_own(laden, *potential)
            done = cathode.advance(
                -step.signed_current, longest, limit=step.voltage_limit,
                times=anode.time, volts=anode.volts,
            )  # fmt: skip
            finer = self._finer(step, longest, bare, laden, done) if left else None
            if finer is not None:
                laden = finer
                cathode.restore(at_start)
                continue
            own = self._with_frames(working, step.signed_current, done.time, pictures)
            if own.status != kernel.DONE:  # the foil could not follow: as far as it went
                cathode.restore(at_start)
                done = cathode.advance(-step.signed_current, own.time)
            if not working.has_potential or not len(own.rows):
                break
            potential = own.rows[:, kernel.TIME], working.potential(own.rows)
            anode = _less_own(laden, *potential)
            if abs(done.time - before) <= AGREED * done.time or not left:
                break
            before = done.time
            cathode.restore(at_start)
            self.restore(saved)
        self.working_gave_out = step.sign > 0 and own.status in life.EXHAUSTED
        if step.sign > 0:
            self.emptied = self.working_gave_out
        reason = _reason(step, own, done)
        half = HalfRun(done.time, own, None, reason, done.time, self.layers, self.meter.layers())
        return half, done, anode

    def _longest(self, step: Step) -> float:
        if np.isfinite(step.longest):
            return step.longest
        if step.sign == 0:
            raise ValueError(f'"{step.text}" has no end')
        return OVERLONG * self.cathode.share * self.cathode.design.full / step.current

    def _bare(self, step: Step, longest: float, found: Found | None) -> Anode:
        """Overpotential of the foil without its layer, should the step take its longest."""
        cell, j = self.cell, step.current
        assert cell.interface is not None
        if step.sign < 0:
            y, own = (None, None) if found is None else found
            over = cell.interface.plating(j, longest, y, cell.temperature, cell.v_li, own)
            return Anode(over.time, np.nan_to_num(over.eta, nan=UNBOUNDED), over.coverage)
        lost = cell.interface.stripping(j, cell.temperature) if step.sign else 0.0
        return Anode(np.array([0.0, longest]), np.full(2, -lost), np.ones(2))

    def _laden(
        self, step: Step, longest: float, bare: Anode, times: np.ndarray | None = None
    ) -> Anode:
        """With the voltage of the layer, exact at `times` (left out: those it usually needs)."""
        layers = self._layers_after(step, longest)
        if self.layers is None or layers is None or not layers[0].lost > 0.0:
            return bare
        if times is None:
            slow = RELAXING * self.meter.slowest(self.layers)
            times = np.concatenate((bare.time, slow[slow < longest], LAYER_POINTS * longest))
        times = np.unique(times)
        salt = self.meter.salt_voltage(times, longest, step.signed_current, self.layers, layers)
        volts = np.interp(times, bare.time, bare.volts) - salt[:, 0]
        bounded = np.nan_to_num(volts, nan=0.0, posinf=UNBOUNDED, neginf=-UNBOUNDED)
        return Anode(times, bounded, np.interp(times, bare.time, bare.coverage))

    def _finer(
        self, step: Step, longest: float, bare: Anode, laden: Anode, done: Stretch
    ) -> Anode | None:
        """The same with points around the time at which a limit was met by straight lines between
        others; None where they were good enough there."""
        if done.status != porous_step.LIMIT or laden is bare or done.time <= 0.0:
            return None
        around = self._laden(step, longest, bare, np.minimum(done.time * AROUND, longest))
        wrong = np.interp(done.time, around.time, around.volts)
        wrong -= np.interp(done.time, laden.time, laden.volts)
        if abs(wrong) <= LAYER_MET:
            return None
        return self._laden(step, longest, bare, np.concatenate((laden.time, around.time)))

    def _layers_after(self, step: Step, longest: float) -> tuple[Layer, Layer] | None:
        cell = self.cell
        if cell.layers is None:
            return None
        lost = F * cell.working.lost
        if step.sign < 0:
            lost += (1.0 - cell.working.efficiency) * step.current * longest
        return cell.layers.of((lost, 0.0))

    def book(
        self,
        step: Step,
        half: HalfRun,
        stretch: Stretch,
        anode: Anode,
        found: Found | None,
    ) -> None:
        """The half-cycle as a row and a curve: the voltage at every time that either side gives."""
        rows = stretch.rows
        inner = anode.time[(anode.time > 0.0) & (anode.time < stretch.time)]
        time = np.unique(np.concatenate((rows[:, porous_step.TIME], inner)))
        cathode = np.array([np.interp(time, rows[:, 0], column) for column in rows.T]).T
        cathode[:, porous_step.TIME] = time
        voltage = cathode[:, porous_step.VOLTAGE] + np.interp(time, anode.time, anode.volts)
        if self._runs_away(stretch) and len(time) and not np.isnan(step.voltage_limit):
            time, voltage = np.append(time, time[-1]), np.append(voltage, step.voltage_limit)
            cathode = np.concatenate((cathode, cathode[-1:]))
        covered = np.interp(time, anode.time, anode.coverage)
        trace = Trace(time, voltage, covered, cathode[:, porous_step.SALT])
        self.note(step, half, trace, found, cathode=cathode, side=self.side(trace, step.current))

    def side(self, trace: Trace, current: float | np.ndarray) -> CathodeSide:
        """The cathode as it is now, with energy and middle voltage of the half-cycle just done."""
        cathode = self.cathode
        charge = charge_passed(trace.time, np.broadcast_to(current, len(trace.time)))
        return CathodeSide(
            cathode.mean,
            float(cathode.theta[-1, -1]),
            cathode.lithium,
            cathode.lost,
            cathode.share,
            float(trace.salt[-1]) if len(trace.salt) else np.nan,
            energy(charge, trace.voltage),
            mid_voltage(charge, trace.voltage),
        )

    def _runs_away(self, stretch: Stretch) -> bool:
        return self.working_gave_out or stretch.status == porous_step.AT_END

    def _discharged(self) -> None:
        """Remember what the step just done has discharged."""
        last = self.run.half_cycles[-1]
        if last.current > 0.0:
            self.pending.append((last.text, last.current * last.duration))

    def _judge(self) -> None:
        """What a whole discharge says of the cell: the end of its life, or that nothing is left.

        All its steps count together, and are compared with the first discharge written the same:
        activation cycles have other currents. That of a cathode made without lithium, before any
        charge, is not one of a cycle.
        """
        texts = tuple(text for text, _ in self.pending)
        charge = sum(charge for _, charge in self.pending)
        first = self.first.setdefault(texts, charge)
        if charge < self.cell.least_share * first and not self.run.events:
            told = life.SENTENCES[life.CAPACITY].format(limit=100.0 * self.cell.least_share)
            cycle, number = self.run.half_cycles[-1].cycle, len(self.run.half_cycles) - 1
            sentence = f"end of life in cycle {cycle} ({life.CAPACITY}): {told}; {self._cause()}"
            self.run.events.append(life.Event(life.CAPACITY, cycle, number, self.time, sentence))
        if charge < SPENT * first:
            share = charge / first
            self.spent = f"the cell is spent: a discharge gives {share:.1g} of the first like it"

    def _cause(self) -> str:
        """What was short at the end of the last discharge, in words."""
        if self.emptied:
            return "the foil had no lithium left to give"
        if self.layers is not None and self.layers[0].open_share < 1.0:
            return f"{100.0 * self.layers[0].open_share:.0f} % of the pores of its layer were open"
        return "foil and layer have lost nothing"

    def finish(self) -> None:
        """Judge the last discharge of a protocol as well."""
        if self.pending and self.charged:
            self._judge()
        self.pending = []


def _less_own(anode: Anode, at: np.ndarray, potential: np.ndarray) -> Anode:
    """What a foil adds, less its own potential [V] at the times `at` of its steps."""
    time = np.unique(np.concatenate((anode.time, at)))
    volts = np.interp(time, anode.time, anode.volts) - np.interp(time, at, potential)
    return Anode(time, volts, np.interp(time, anode.time, anode.coverage))


def _reason(step: Step, own: Segment, stretch: Stretch) -> str:
    if own.status != kernel.DONE:
        return f"working electrode: {OF_FOILS[own.status]}"
    if stretch.status == porous_step.AT_END and np.isnan(step.voltage_limit):
        return FULL if step.sign > 0 else EMPTY
    return REASONS.get(stretch.status, "")
