"""Short circuits and failure by polarisation in a cell cycled at constant current, and its life.

At a set current I a dendrite that bridges the cell takes part of the current and |V| falls. The
thresholds below are ours, nobody has agreed on any; all are options and are printed.

    hard short   |V| falls below `hard` (10 %) of its running value and stays there: to the end of
                 the half-cycle and through the next one of a current, if there is one
    soft short   within a half-cycle |V| falls by more than `soft` (20 %) within `within` (60 s)
                 with no change of current; or its plateau falls by more than `soft` against the
                 running value while its noise grows by more than `noisier` (5 times)
    polarisation |V| exceeds a limit, or a multiple of its early value (`life.polarisation_life`)

The running value is the median plateau of the `history` half-cycles before, of the same direction
and with the same current. The first `skip` of the charge of a half-cycle is left out: nucleation
and the double layer make falls of their own there. With a resistance of the electrolyte from a
spectrum, a |V| below |I| R_s is a hard short too: no cell can do that.

A voltage that looks ideal, flat and square, may itself be that of a soft short (Menkin, Fritzke,
Larner, de Leeuw, Choi, Gunnarsdottir and Grey, Faraday Discuss. 248 (2024) 277, of which the
abstract was read): look at the intercept of the impedance beside it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.analyse.half_readings import HalfReadings
from solvus.analyse.life import Life, life, polarisation_life
from solvus.analyse.segmentation import Halves, Trace

HARD, SOFT = "hard short", "soft short"
CLOSE = 5  # readings on each side of a fall that are compared


class ShortRules(NamedTuple):
    """The thresholds: see the module. noise_sigmas : errors of the readings that a fall must
    exceed besides; series [ohm] : of the electrolyte, None where there is no spectrum."""

    hard: float = 0.1
    soft: float = 0.2
    within: float = 60.0
    history: int = 5
    skip: float = 0.1
    noisier: float = 5.0
    noise_sigmas: float = 5.0
    current_share: float = 0.05
    series: float | None = None

    @property
    def words(self) -> str:
        """The rules in words."""
        floor = "" if self.series is None else f" or below |I| x {self.series:g} ohm"
        return (
            f"hard short: |V| below {100 * self.hard:g} % of the median of {self.history} "
            f"half-cycles before{floor}, to stay; soft short: a fall by {100 * self.soft:g} % "
            f"within {self.within:g} s, or of the plateau with {self.noisier:g} times the noise; "
            f"first {100 * self.skip:g} % of the charge left out"
        )


RULES = ShortRules()


class ShortEvent(NamedTuple):
    """A short: kind, half-cycle (counted from 0), time [s], |V| before and after [V], the rule
    that was met, and whether the voltage came back by half of its fall later on."""

    kind: str
    half: int
    time: float
    before: float
    after: float
    rule: str
    recovers: bool


def shorts(
    trace: Trace,
    halves: Halves,
    readings: HalfReadings,
    rules: ShortRules = RULES,
) -> list[ShortEvent]:
    """All shorts of a record in order; of a hard one that stays only the beginning.

    For cells without a voltage of their own (symmetric, Li || Cu while plating).
    """
    size = halves.sign * readings.plateau.value
    found: list[ShortEvent] = []
    base = np.array([_running(half, size, halves, readings, rules) for half in range(size.size)])
    low = _low(size, base, readings, rules)
    for half in range(size.size):
        if not np.isfinite(size[half]):
            continue
        event = _hard(half, trace, halves, base, low, readings, rules)
        if event is not None:
            found.append(event)
            break
        soft = _fall(half, trace, halves, readings, rules)
        if soft is None:
            soft = _noisy(half, trace, halves, readings, base, rules)
        if soft is not None:
            found.append(soft)
    return found


def cell_life(
    events: list[ShortEvent],
    cycle_of: np.ndarray,
    largest: np.ndarray,
    *,
    limit: float | None = None,
    factor: float | None = None,
    soft_ends: bool = False,
) -> Life:
    """Life of a cell: the first cycle with a hard short (with `soft_ends` any) or, with a limit [V]
    or a factor, the first whose |V| exceeds it; else a bound.

    cycle_of : cycle of each half-cycle, counted from 1, array (halves,). largest : |V| of each
    cycle to hold against the limit [V], array (cycles,). Raises ValueError as `polarisation_life`.
    """
    done = int(cycle_of.max(initial=0))
    ends = [e for e in events if e.kind == HARD or soft_ends]
    asked = [HARD] + ([SOFT] if soft_ends else [])
    lives = [life(int(cycle_of[e.half]), True, f"{e.kind}: {e.rule}") for e in ends[:1]]
    if limit is not None or factor is not None:
        by = polarisation_life(largest, limit=limit, factor=factor)
        asked.append(by.rule)
        lives += [] if by.censored else [by]
    return min(lives) if lives else life(done, False, " or ".join(asked))


def _running(
    half: int, size: np.ndarray, halves: Halves, readings: HalfReadings, rules: ShortRules
) -> float:
    """Median plateau of the half-cycles before, same direction and current; nan without any."""
    start = max(0, half - 4 * rules.history)
    before = np.arange(start, half)
    flow = readings.current.value
    same = halves.sign[before] == halves.sign[half]
    same &= np.abs(flow[before] - flow[half]) <= rules.current_share * flow[half]
    same &= np.isfinite(size[before])
    mine = size[before[same]][-rules.history :]
    return float(np.median(mine)) if mine.size else np.nan


def _same_current(one: int, other: int, readings: HalfReadings, rules: ShortRules) -> bool:
    flow = readings.current.value
    return bool(abs(flow[one] - flow[other]) <= rules.current_share * flow[one])


def _floor(base: np.ndarray | float, flow: np.ndarray | float, rules: ShortRules) -> np.ndarray:
    """|V| below which a hard short is seen [V]; nan where there is nothing to compare with."""
    floor = rules.hard * np.asarray(base)
    if rules.series is None:
        return np.asarray(floor)
    return np.fmax(floor, np.asarray(flow) * rules.series)


def _low(
    size: np.ndarray, base: np.ndarray, readings: HalfReadings, rules: ShortRules
) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.asarray(size < _floor(base, readings.current.value, rules))


def _hard(
    half: int,
    trace: Trace,
    halves: Halves,
    base: np.ndarray,
    low: np.ndarray,
    readings: HalfReadings,
    rules: ShortRules,
) -> ShortEvent | None:
    reference = base[half]
    if not np.isfinite(reference) and half and _same_current(half, half - 1, readings, rules):
        # the first of its direction and current: the other direction may tell
        reference = base[half - 1]
    floor = float(_floor(reference, float(readings.current.value[half]), rules))
    first, last = int(halves.first[half]), int(halves.last[half])
    if not np.isfinite(floor) or not reference > 0.0:
        if rules.series is None:
            return None
        reference = float("nan")
    charge, voltage = halves.curve(half, trace)
    size = halves.sign[half] * voltage
    start = int(np.searchsorted(charge, rules.skip * charge[-1]))
    above = np.flatnonzero(size[start:] >= floor)
    begins = start + (int(above[-1]) + 1 if above.size else 0)
    if begins > last - first:
        return None
    later = np.flatnonzero(np.isfinite(readings.plateau.value[half + 1 :])) + half + 1
    if later.size:
        follower = int(later[0])
        after_size = halves.sign[follower] * readings.plateau.value[follower]
        known = base[follower] if np.isfinite(base[follower]) else reference
        bound = float(_floor(known, float(readings.current.value[follower]), rules))
        if np.isfinite(bound) and not after_size < bound:
            return None
    elif not low[half] and last - first - begins < 2:
        return None  # two rows at the end of a file are no short that stays
    now = float(np.median(size[begins:]))
    rule = f"|V| below {1e3 * floor:.3g} mV, and stays"
    return ShortEvent(HARD, half, float(trace.time[first + begins]), float(reference), now, rule,
                      False)  # fmt: skip


def _fall(
    half: int, trace: Trace, halves: Halves, readings: HalfReadings, rules: ShortRules
) -> ShortEvent | None:
    """The largest sudden fall within a half-cycle, if it is a short."""
    first, last = int(halves.first[half]), int(halves.last[half])
    if readings.mixed[half] or last - first < 4 * CLOSE:
        return None
    charge, voltage = halves.curve(half, trace)
    size = halves.sign[half] * voltage
    start = int(np.searchsorted(charge, rules.skip * charge[-1]))
    time = trace.time[first : last + 1]
    ahead = np.minimum(start + CLOSE, size.size - CLOSE)
    at = np.arange(ahead, size.size - CLOSE + 1)
    if not at.size:
        return None
    drop = size[at - 1] - size[at]
    # a fall in several steps: two and three rows further on
    for reach in (2, 3):
        far = np.minimum(at + reach - 1, size.size - 1)
        drop = np.maximum(drop, size[at - 1] - size[far])
    noise = float(np.hypot(readings.noise[half], readings.digit))
    least = np.maximum(rules.soft * np.abs(size[at - 1]), rules.noise_sigmas * noise)
    for place in at[drop > least][:20]:
        before = float(np.median(size[place - CLOSE : place]))
        behind = size[place + 2 : place + 2 + CLOSE]
        if behind.size < 3 or time[min(place + 2, time.size - 1)] - time[place - 1] > rules.within:
            continue
        after = float(np.median(behind))
        bound = max(rules.soft * before, rules.noise_sigmas * noise)
        if before > 0.0 and before - after > bound:
            risen = 0.5 * (before + after) + rules.noise_sigmas * noise
            back = bool(size[place + 2 :].max() > risen)
            rule = f"|V| fell by {100 * (1 - after / before):.0f} % within {rules.within:g} s"
            return ShortEvent(SOFT, half, float(time[place]), before, after, rule, back)
    return None


def _noisy(
    half: int,
    trace: Trace,
    halves: Halves,
    readings: HalfReadings,
    base: np.ndarray,
    rules: ShortRules,
) -> ShortEvent | None:
    """A plateau that fell while its noise grew."""
    size = float(halves.sign[half] * readings.plateau.value[half])
    past = readings.noise[max(0, half - 2 * rules.history) : half]
    if not np.isfinite(base[half]) or not base[half] > 0.0 or past.size < 2:
        return None
    usual = max(float(np.median(past)), readings.digit)
    grown = readings.noise[half] > rules.noisier * usual > 0.0
    if not grown or size > (1.0 - rules.soft) * base[half]:
        return None
    after = halves.sign[half + 1 :] * readings.plateau.value[half + 1 :]
    back = bool(np.nanmax(after, initial=-np.inf) > 0.5 * (size + base[half]))
    rule = (
        f"plateau fell by {100 * (1 - size / base[half]):.0f} % with "
        f"{readings.noise[half] / usual:.0f} times the noise"
    )
    start = float(trace.time[int(halves.first[half])])
    return ShortEvent(SOFT, half, start, float(base[half]), size, rule, back)
