"""A protocol: what the cell is asked to do, as steps and repeated blocks.

A protocol is a tuple of :class:`Step` and :class:`Loop`.  Loops stay loops (a thousand cycles are
two steps and a number), so counting and the charge balance cost the same for 1 and for 10^6
repeats.

Sign: stripping the working foil is a positive current, plating it a negative one.  In a full cell
the working foil is the negative electrode, so that a charge is a negative current (it plates the
foil) and a discharge a positive one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from solvus.base.constants import SECONDS_PER_HOUR

Kind = Literal["strip", "plate", "rest", "sweep", "charge", "discharge", "hold"]
Position = tuple[int | str, ...]
_SIGNS: dict[Kind, int] = {
    "strip": 1,
    "plate": -1,
    "rest": 0,
    "sweep": 0,
    "charge": -1,
    "discharge": 1,
    "hold": 0,
}
OF_A_FULL_CELL: frozenset[Kind] = frozenset({"charge", "discharge", "hold"})
"""Steps of a cell with a cathode; their voltage is that of the cell, positive."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step; it ends at whichever of its ends comes first.

    Attributes
    ----------
    kind : "strip", "plate" or "rest", as seen by the working foil, or "sweep", whose voltage is
        given and whose current follows; in a full cell "charge", "discharge", "rest" or "hold",
        whose voltage is `voltage_limit` throughout and whose current follows
    current : float [A/m2], magnitude, 0 for a rest, a sweep and a hold, nan while it is only
        known as a C-rate or in amperes
    c_rate : float [1/h], magnitude, nan unless the step was written with a C-rate
    duration : float [s], inf when no time was given
    charge : float [C/m2], magnitude, inf when no charge was given
    voltage_limit : float [V], positive for a strip, negative for a plate, nan when none was given;
        that of a full cell is the voltage of the cell and positive
    until_exhausted : the step also ends when the working foil has no lithium left to strip
    v_from, v_to, rate : the voltages [V] and the magnitude of the rate [V/s] of a sweep
    cut_current : float [A/m2], magnitude; a hold ends when its current has fallen to it; nan when
        none was given or while it is only known as a C-rate or in amperes
    cut_c_rate : float [1/h], magnitude, nan unless `cut_current` was written as a C-rate
    amperes, cut_amperes : float [A], magnitudes of the current of the whole cell, nan unless the
        step was written so
    text : the step as written
    """

    kind: Kind
    current: float = 0.0
    c_rate: float = math.nan
    duration: float = math.inf
    charge: float = math.inf
    voltage_limit: float = math.nan
    until_exhausted: bool = False
    text: str = ""
    v_from: float = math.nan
    v_to: float = math.nan
    rate: float = math.nan
    cut_current: float = math.nan
    cut_c_rate: float = math.nan
    amperes: float = math.nan
    cut_amperes: float = math.nan

    @property
    def sign(self) -> int:
        """+1 for a strip or discharge, -1 for a plate or charge, else 0.

        A rest has no current; that of a sweep and of a hold may have either sign.
        """
        return _SIGNS[self.kind]

    @property
    def signed_current(self) -> float:
        """Current density [A/m2]: > 0 strips the working foil, < 0 plates it."""
        return self.sign * self.current

    @property
    def longest(self) -> float:
        """Longest time the step can take [s]: min(duration, charge / current); may be inf.

        It is inf for a charge or discharge that only a voltage ends.
        """
        if self.sign == 0:
            return self.duration
        return min(self.duration, self.charge / self.current)

    @property
    def largest_charge(self) -> float:
        """Most charge the step can pass [C/m2], a magnitude: min(charge, current x duration).

        That of a sweep or hold is not known before it is run, and counts as 0; that of a charge or
        discharge which only a voltage ends is inf.
        """
        if self.sign == 0:
            return 0.0
        return min(self.charge, self.current * self.duration)

    def resolved(self, capacity: float, area: float = math.nan) -> Step:
        """The same step with its currents in A/m2.

        C-rate [1/h] x capacity [C/m2] / 3600 s/h, or amperes [A] / area [m2].

        Raises ValueError when a C-rate meets a foil or a cathode without capacity, or amperes
        meet a cell whose area is not known.
        """
        current = self._density(self.current, self.c_rate, self.amperes, capacity, area)
        cut = self._density(self.cut_current, self.cut_c_rate, self.cut_amperes, capacity, area)
        if current is self.current and cut is self.cut_current:
            return self
        return replace(self, current=current, cut_current=cut)

    def _density(
        self, given: float, c_rate: float, amperes: float, capacity: float, area: float
    ) -> float:
        """A current density [A/m2] from whichever way it was written."""
        if not math.isnan(c_rate):
            if not (capacity > 0.0 and math.isfinite(capacity)):
                what = (
                    "the cathode has no capacity"
                    if self.kind in OF_A_FULL_CELL
                    else "the working foil holds no lithium"
                )
                raise ValueError(
                    f'"{self.text}" gives a C-rate, but {what} to count it in; write a current '
                    'density, e.g. "1 mA/cm2"'
                )
            return c_rate * capacity / SECONDS_PER_HOUR
        if not math.isnan(amperes):
            if not (area > 0.0 and math.isfinite(area)):
                raise ValueError(
                    f'"{self.text}" gives a current of the whole cell, whose area is not known; '
                    'write a current density, e.g. "1 mA/cm2", or say how large the cell is, e.g. '
                    "cell: {area: 10 cm2}"
                )
            return amperes / area
        return given


@dataclass(frozen=True, slots=True)
class Loop:
    """``body`` done ``times`` times over."""

    times: int
    body: tuple[Step | Loop, ...]


Protocol = tuple[Step | Loop, ...]


def _resolve(protocol: Sequence[Step | Loop], capacity: float, area: float) -> Protocol:
    return tuple(
        Loop(entry.times, _resolve(entry.body, capacity, area))
        if isinstance(entry, Loop)
        else entry.resolved(capacity, area)
        for entry in protocol
    )


def _unroll(protocol: Protocol) -> Iterator[Step]:
    for entry in protocol:
        if isinstance(entry, Loop):
            for _ in range(entry.times):
                yield from _unroll(entry.body)
        else:
            yield entry


def expand(
    protocol: Sequence[Step | Loop], capacity: float, area: float = math.nan
) -> Iterator[Step]:
    """The steps in the order they happen, loops unrolled and currents in A/m2.

    ``capacity`` [C/m2] is what the working foil holds at the start, or in a full cell what the
    cathode is rated at; a C-rate counts in it throughout.  ``area`` [m2] of the electrodes turns
    amperes into a density.  Each written step is one object however often it is repeated.
    Raises ValueError as :meth:`Step.resolved` does, before the first step is given.
    """
    return _unroll(_resolve(protocol, capacity, area))


def count_steps(protocol: Sequence[Step | Loop]) -> int:
    """Number of steps that :func:`expand` gives, without expanding."""
    return sum(
        entry.times * count_steps(entry.body) if isinstance(entry, Loop) else 1
        for entry in protocol
    )


def written_steps(
    protocol: Sequence[Step | Loop], at: Position = ()
) -> Iterator[tuple[Position, Step]]:
    """Every step as written (once, however often repeated) with its place in the study file.

    The place is a key path below ``protocol``, e.g. ``(3, "steps", 1)``, counted from 0.
    """
    for index, entry in enumerate(protocol):
        if isinstance(entry, Loop):
            yield from written_steps(entry.body, (*at, index, "steps"))
        else:
            yield (*at, index), entry


class Extreme(NamedTuple):
    """A net charge [C/m2], > 0 when stripped from the working foil, and the step it ends."""

    charge: float
    at: Position


class ChargeExtremes(NamedTuple):
    """What :func:`net_charge_extremes` returns; every charge counts from the start as 0.

    ``stripped`` : the most that is ever missing from the working foil (never below 0).
    ``plated`` : the most that is ever on it in excess, as a negative charge (never above 0).
    ``end`` : the net charge after the last step [C/m2].
    """

    stripped: Extreme
    plated: Extreme
    end: float


class _Shift(NamedTuple):
    """q -> min(q + by, ceiling): what a step or a block does to the net charge.

    Such maps are closed under composition, and a repeat has a closed form, which is what lets a
    loop be jumped over: f^n(q) = min(q + n by, ceiling + min(0, (n - 1) by)).
    """

    by: float
    ceiling: float

    def __call__(self, charge: float) -> float:
        return min(charge + self.by, self.ceiling)

    def then(self, other: _Shift) -> _Shift:
        return _Shift(self.by + other.by, min(self.ceiling + other.by, other.ceiling))

    def times(self, count: int) -> _Shift:
        if count == 0:
            return _NOTHING
        drop = (count - 1) * self.by if self.by < 0.0 else 0.0
        return _Shift(count * self.by, self.ceiling + drop)


_NOTHING = _Shift(0.0, math.inf)


def _shift(entry: Step | Loop, capacity: float) -> _Shift:
    if isinstance(entry, Loop):
        whole = _NOTHING
        for inner in entry.body:
            whole = whole.then(_shift(inner, capacity))
        return whole.times(entry.times)
    if entry.kind in OF_A_FULL_CELL:
        raise ValueError(
            f'"{entry.text}" is a step of a full cell, where a voltage sets the charge'
        )
    step = entry.resolved(capacity)
    # off a substrate, which held nothing, the voltage rises to its limit with the last lithium
    bare = capacity <= 0.0 and step.kind == "strip" and not math.isnan(step.voltage_limit)
    ceiling = capacity if step.until_exhausted or bare else math.inf
    return _Shift(step.sign * step.largest_charge, ceiling)


def _walk(
    protocol: Sequence[Step | Loop], start: ChargeExtremes, capacity: float, at: Position
) -> ChargeExtremes:
    now = start
    for index, entry in enumerate(protocol):
        here = (*at, index)
        if isinstance(entry, Loop):
            # The charge at the start of a pass rises or falls monotonically with the pass
            # number (the map of one pass is monotone), so the first and the last pass hold
            # both extremes.
            now = _walk(entry.body, now, capacity, (*here, "steps"))
            if entry.times > 1:
                skip = _shift(Loop(1, entry.body), capacity).times(entry.times - 2)
                now = now._replace(end=skip(now.end))
                now = _walk(entry.body, now, capacity, (*here, "steps"))
            continue
        end = _shift(entry, capacity)(now.end)
        stripped = Extreme(end, here) if end > now.stripped.charge else now.stripped
        plated = Extreme(end, here) if end < now.plated.charge else now.plated
        now = ChargeExtremes(stripped, plated, end)
    return now


def net_charge_extremes(protocol: Sequence[Step | Loop], capacity: float) -> ChargeExtremes:
    """The furthest the protocol takes the working foil from its start, either way.

    For cells of foils: how far a full cell goes is up to its cathode, so that a step of
    :data:`OF_A_FULL_CELL` is refused with a ValueError.

    Every step is taken to run to its time or charge, whichever is less; a voltage limit may end
    it earlier and is not counted.  A step ``until exhausted`` stops when the net charge reaches
    ``capacity`` [C/m2].  The coulombic efficiency is taken as 1: what a real cell loses on the
    way ends a run with a sentence, it does not make the study wrong.

    Exact, with work 2^depth x steps, whatever the repeats.
    """
    start = ChargeExtremes(Extreme(0.0, ()), Extreme(0.0, ()), 0.0)
    return _walk(protocol, start, capacity, ())
