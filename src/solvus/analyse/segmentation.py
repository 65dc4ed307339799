"""Half-cycles of a trace by the sign of its current, whatever the counters of the file say.

A half-cycle goes on until the current has changed its sign: rests, holds and steps of another rate
in between belong to it, counters that skip or fail do not matter. Not counted as current are

    |I| <= rest                 a share of the largest |I| where no threshold is given
    rows that the file calls a rest, or whose set current is 0 where it is not a hold
    stretches of one sign at a mean current below 1 % of the largest that pass less than ten times
        `blip` (0.1 %) of the charge of the largest stretch: noise
    one or two rows of the other sign that pass less than `blip` of it: a glitch. A cell that has
        given out does no more either, but in more rows

Charge is the integral of |I| dt with straight lines between rows. Between the last row of one
half-cycle and the first row of the next the current turned at an unknown moment: each of the two
is given its share of the gap, one half where nothing tells (with an error of gap/sqrt 12, an even
distribution), or what the charge counter of the file says. A gap that is long against the rows of
its half-cycle, or in which a spectrum was taken, is an interruption and passes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

REST_SHARE = 1e-3
LEAST_CURRENT = 1e-18  # [A], six electrons a second: whatever is below was not measured
BLIP = 1e-3
FAINT = 0.01  # of the largest current, mean of a stretch that may be noise
GLITCH = 2  # rows
LONG_GAP = 5.0  # mean spacings of rows, from which on a gap is an interruption
COUNTER_SLACK = 0.02  # by which a charge counter may differ from the integral of the current
RESTING, HOLDING = 0, 2  # of `mode`


class Trace(NamedTuple):
    """Rows of a cycling record, arrays (n,): time [s], current [A], voltage [V]; and, None where
    the file has none, net charge counted [C], mode (0 rest, 1 constant current, 2 hold), set
    current [A]; breaks : rows at which a new stretch begins; spectra : times of spectra [s]."""

    time: np.ndarray
    current: np.ndarray
    voltage: np.ndarray
    charge: np.ndarray | None = None
    mode: np.ndarray | None = None
    set_current: np.ndarray | None = None
    breaks: np.ndarray | None = None
    spectra: np.ndarray | None = None


class Halves(NamedTuple):
    """Half-cycles of a trace, arrays (halves,) but for `passed`.

    sign : of the current; first, last : rows, both inside; charge [C] : magnitude, with the shares
    of the gaps at both ends; start_share [C] : the one at the beginning; gap_error [C] : standard
    error from both; active [s] : time with a current; passed [C] : charge within half-cycles up to
    each row of the trace, array (n,); counted : whether the counter of the file was used;
    disagrees : whether it was there and contradicts the current; interrupted : whether an
    interruption lies inside. rest [A], dropped : stretches taken for noise, rows in them.
    """

    sign: np.ndarray
    first: np.ndarray
    last: np.ndarray
    charge: np.ndarray
    start_share: np.ndarray
    gap_error: np.ndarray
    active: np.ndarray
    passed: np.ndarray
    counted: np.ndarray
    disagrees: np.ndarray
    interrupted: np.ndarray
    rest: float
    dropped: int

    def curve(self, half: int, trace: Trace) -> tuple[np.ndarray, np.ndarray]:
        """(charge passed since the beginning [C], voltage [V]) of a half-cycle, arrays (rows,).

        The charge runs to that of the half-cycle; the shares of the gaps lie before the first and
        behind the last row.
        """
        rows = slice(int(self.first[half]), int(self.last[half]) + 1)
        return self.passed[rows] - self.passed[rows.start], trace.voltage[rows]


def stretches(sign: np.ndarray, breaks: np.ndarray | None = None) -> list[tuple[int, int]]:
    """(first, last) row of each stretch of one sign; rows of sign 0 end none and begin none.

    breaks : rows at which a new stretch begins even of the same sign.
    """
    moving = np.flatnonzero(sign)
    if not moving.size:
        return []
    turns = np.diff(sign[moving]) != 0.0
    if breaks is not None and breaks.size:
        turns |= np.diff(np.searchsorted(breaks, moving, side="right")) > 0
    ends = np.flatnonzero(turns)
    first = moving[np.concatenate(([0], ends + 1))]
    last = moving[np.concatenate((ends, [moving.size - 1]))]
    return list(zip(first.tolist(), last.tolist(), strict=True))


def segmented(
    trace: Trace,
    *,
    rest: float | None = None,
    rest_share: float = REST_SHARE,
    blip: float = BLIP,
    long_gap: float = LONG_GAP,
) -> Halves:
    """The half-cycles of a trace; its arrays pair up, its time does not fall, all are numbers.

    rest [A] : |I| up to which the cell rests; rest_share times the largest |I| where None.
    Steps of a single row are kept: their charge is that of the gaps around them.
    """
    size = np.abs(trace.current)
    still = rest if rest is not None else rest_share * float(size.max(initial=0.0))
    still = max(still, LEAST_CURRENT)
    sign = np.where(size > still, np.sign(trace.current), 0.0)
    if trace.mode is not None:
        sign[trace.mode == RESTING] = 0.0
    if trace.set_current is not None:
        held = False if trace.mode is None else trace.mode == HOLDING
        sign[(trace.set_current == 0.0) & ~np.asarray(held)] = 0.0
    found, dropped = _without_blips(trace, sign, blip)
    first, last = (np.array([pair[k] for pair in found], int) for k in (0, 1))
    signs = sign[first] if first.size else np.zeros(0)
    size = np.where(sign == 0.0, 0.0, size)
    passed, active, broken = _passed(trace.time, size, first, last, _spectrum_gaps(trace), long_gap)
    inner = passed[last] - passed[first]
    start, start_error, start_known = _edges(trace, first, last, signs, long_gap, before=True)
    end, end_error, end_known = _edges(trace, first, last, signs, long_gap, before=False)
    told = np.full(first.size, np.nan)
    if trace.charge is not None:
        told = signs * (trace.charge[last] - trace.charge[first])
    # straight lines miss a current that bends between rows, by no more than its change
    bend = np.concatenate(([0.0], np.cumsum(0.5 * np.abs(np.diff(size)) * np.diff(trace.time))))
    slack = COUNTER_SLACK * np.maximum(inner, told) + bend[last] - bend[first]
    clash = np.isfinite(told) & (np.abs(told - inner) > slack)
    counted = np.isfinite(told) & ~clash
    # the counter has seen every moment; the current between rows is a straight line to us
    scale = np.where(counted & (inner > 0.0), told / np.where(inner > 0.0, inner, 1.0), 1.0)
    _rescale(passed, first, last, scale)
    inner = np.where(counted & (inner > 0.0), told, inner)
    error = np.hypot(
        np.where(counted & start_known, 0.0, start_error),
        np.where(counted & end_known, 0.0, end_error),
    )
    return Halves(
        signs, first, last, inner + start + end, start, error,
        active + _time_of(start, trace, first) + _time_of(end, trace, last),
        passed, counted, clash, broken, still, dropped,
    )  # fmt: skip


def _without_blips(
    trace: Trace, sign: np.ndarray, blip: float
) -> tuple[list[tuple[int, int]], int]:
    """Stretches after those of next to no charge have been set to rest; `sign` is changed."""
    found = stretches(sign, trace.breaks)
    if len(found) < 2:
        return found, 0
    step = np.diff(trace.time)
    weight = 0.5 * (np.concatenate(([0.0], step)) + np.concatenate((step, [0.0])))
    total = np.concatenate(([0.0], np.cumsum(np.abs(trace.current) * weight * (sign != 0.0))))
    rows = np.array(found)
    charge = total[rows[:, 1] + 1] - total[rows[:, 0]]
    clock = np.concatenate(([0.0], np.cumsum(weight)))
    lasted = clock[rows[:, 1] + 1] - clock[rows[:, 0]]
    faint = charge < FAINT * lasted * float(np.abs(trace.current).max())
    glitch = rows[:, 1] - rows[:, 0] < GLITCH
    small = (faint & (charge < 10.0 * blip * charge.max())) | (
        glitch & (charge < blip * charge.max())
    )
    if not small.any():
        return found, 0
    for one, other in rows[small]:
        sign[one : other + 1] = 0.0
    return stretches(sign, trace.breaks), int(small.sum())


def _spectrum_gaps(trace: Trace) -> np.ndarray:
    """Whether a spectrum was taken in the interval after each row, array (n - 1,)."""
    within = np.zeros(max(trace.time.size - 1, 0), bool)
    if trace.spectra is not None and within.size:
        at = np.searchsorted(trace.time, trace.spectra, side="right") - 1
        within[at[(at >= 0) & (at < within.size)]] = True
    return within


def _passed(
    time: np.ndarray,
    size: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    spectrum: np.ndarray,
    long_gap: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Charge within half-cycles up to each row; active time and interruption of each half."""
    step = np.diff(time)
    flow = 0.5 * (size[1:] + size[:-1]) * step
    moving = (size[1:] > 0.0) | (size[:-1] > 0.0)
    # from a rest or into one: half of the interval, unless it is long
    both = (size[1:] > 0.0) & (size[:-1] > 0.0)
    spacing = _spacing(time, first, last)
    limit = np.zeros(step.size)
    inside = np.zeros(step.size, bool)
    if first.size:
        owner = np.searchsorted(first, np.arange(step.size), side="right") - 1
        own = np.maximum(owner, 0)
        inside = (owner >= 0) & (np.arange(step.size) < last[own])
        limit = long_gap * spacing[own]
    stop = inside & (spectrum | (moving & ~both & (step > limit)))
    counts = inside & ~stop
    passed = np.concatenate(([0.0], np.cumsum(np.where(counts, flow, 0.0))))
    share = 0.5 * ((size[1:] > 0.0).astype(float) + (size[:-1] > 0.0))
    clock = np.concatenate(([0.0], np.cumsum(np.where(counts, share * step, 0.0))))
    stops = np.concatenate(([0], np.cumsum(stop)))
    return passed, clock[last] - clock[first], stops[last] > stops[first]


def _spacing(time: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Mean time between the rows of each half-cycle [s]; without bound where there is one row."""
    rows = last - first
    return np.where(rows > 0, (time[last] - time[first]) / np.maximum(rows, 1), np.inf)


def _edges(
    trace: Trace,
    first: np.ndarray,
    last: np.ndarray,
    sign: np.ndarray,
    long_gap: float,
    *,
    before: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(charge of the gap at one end of each half-cycle, its error [C], told by the counter)."""
    inner = first if before else last
    outer = inner - 1 if before else inner + 1
    there = (outer >= 0) & (outer < trace.time.size)
    if trace.breaks is not None:
        there &= ~np.isin(inner if before else outer, trace.breaks)
    safe = np.where(there, outer, inner)
    gap = np.abs(trace.time[safe] - trace.time[inner])
    mine = np.abs(trace.current[inner])
    spacing = _spacing(trace.time, first, last)
    within = _spectrum_gaps(trace)
    lower = np.minimum(inner, safe)
    cut = there & (gap > long_gap * spacing)
    if within.size:
        cut |= there & within[np.minimum(lower, within.size - 1)]
    share = np.where(there & ~cut, 0.5, 0.0)
    error = np.where(cut, 0.5 * np.minimum(spacing, gap), gap / np.sqrt(12.0))
    known = np.zeros(inner.size, bool)
    if trace.charge is not None:
        step = sign * (trace.charge[inner] - trace.charge[safe]) * (1.0 if before else -1.0)
        other = np.where(sign * trace.current[safe] < 0.0, np.abs(trace.current[safe]), 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            told = (step / gap + other) / (mine + other)
        known = there & ~cut & (gap > 0.0) & (told > -0.1) & (told < 1.1)
        share = np.where(known, np.clip(told, 0.0, 1.0), share)
    return share * gap * mine, np.where(there, error * mine, 0.0), known


def _time_of(charge: np.ndarray, trace: Trace, row: np.ndarray) -> np.ndarray:
    return charge / np.abs(trace.current[row]) if row.size else charge


def _rescale(
    passed: np.ndarray, first: np.ndarray, last: np.ndarray, scale: np.ndarray
) -> None:
    """Stretch the charge within each half-cycle; what lies between them does not matter."""
    for one, other, factor in zip(first, last, scale, strict=True):
        if factor != 1.0:
            piece = passed[one : other + 1]
            piece[:] = piece[0] + factor * (piece - piece[0])
