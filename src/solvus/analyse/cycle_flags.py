"""Flags of cycles: how they ended, whether they are whole, what class they are of, what broke.

    limit         a half-cycle of a foil cell ended at a limit of the voltage
    incomplete    a half is missing, or the record ends before the last half-cycle is done
    diagnostic    another rate or window than most cycles, for a cycle or two (`rate_classes`)
    above_one     an efficiency above 1 by more than three errors: a short, a leak or a wrong pair
    hold          a hold at constant voltage lies in a half-cycle; mixed_rate: two rates do
    one_row       a half-cycle of a single row, of which nothing but a charge is known
    interrupted   an interruption or a spectrum lies in a half-cycle
    counter_disagrees   the charge counter of the file contradicts its current
    hard_short, soft_short   see `shorts`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from solvus.analyse.cycling_record import FOIL_KINDS, CyclerCell, CyclingRecord
from solvus.analyse.half_readings import HalfReadings
from solvus.analyse.rate_classes import Classes
from solvus.analyse.segmentation import Halves
from solvus.analyse.shorts import HARD, SOFT, ShortEvent
from solvus.analyse.uncertain import Uncertain

AT_LIMIT = 0.98  # of the largest |V| of the record, from which on a half-cycle ended at a limit
FAR = 3.0  # times the median plateau that this largest |V| must be, to be a limit
SHORT_OF = 0.95  # of the usual charge, below which the last half-cycle is incomplete
WIDE_GAP = 0.01  # share of a half-cycle, above which an unknown turn of the current is told


def at_limit(
    cell: CyclerCell, halves: Halves, readings: HalfReadings, limit: float | None
) -> np.ndarray:
    """Whether a half-cycle of a foil cell ended at a limit of the voltage, array (halves,)."""
    end = halves.sign * readings.end.value
    if cell.kind not in FOIL_KINDS:
        return np.zeros(end.size, bool)
    if limit is not None:
        return np.asarray(end >= AT_LIMIT * limit)
    size = np.abs(readings.plateau.value)
    size = size[np.isfinite(size)]
    top = float(np.max(end, initial=0.0))
    if not size.size or not top > FAR * float(np.median(size)):
        return np.zeros(end.size, bool)
    return np.asarray(end >= AT_LIMIT * top)


def broken_off(
    rows: int, halves: Halves, limited: np.ndarray, places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(cycles that broke off, cycles that are incomplete), arrays (cycles,)."""
    short: np.ndarray = np.any(places < 0, axis=1)
    final = halves.sign.size - 1
    if final >= 2 and halves.last[final] == rows - 1 and not limited[final]:
        before = halves.charge[:final][halves.sign[:final] == halves.sign[final]]
        if before.size and halves.charge[final] < SHORT_OF * before[-1]:
            short[-1] = True
    ended = np.where(places >= 0, limited[np.maximum(places, 0)], False).any(axis=1)
    return np.logical_or(short, ended), short


def flags_of(
    halves: Halves,
    readings: HalfReadings,
    places: np.ndarray,
    limited: np.ndarray,
    short: np.ndarray,
    classes: Classes,
    events: Sequence[ShortEvent],
    numbers: Mapping[str, Uncertain],
) -> tuple[tuple[str, ...], ...]:
    """Words of each cycle, in the order of this list."""
    per_half = {
        "limit": limited,
        "hold": readings.held,
        "mixed_rate": readings.mixed,
        "one_row": readings.rows < 2.0,
        "interrupted": halves.interrupted,
        "counter_disagrees": halves.disagrees,
    }
    for kind, name in ((HARD, "hard_short"), (SOFT, "soft_short")):
        where = [event.half for event in events if event.kind == kind]
        per_half[name] = np.isin(np.arange(halves.sign.size), where)
    efficiency = numbers["efficiency"]
    too_much = efficiency.value > 1.0 + np.fmax(3.0 * efficiency.sigma, 1e-9)
    per_cycle = {"incomplete": short, "diagnostic": classes.diagnostic, "above_one": too_much}
    words = []
    for cycle, pair in enumerate(places):
        mine = pair[pair >= 0]
        told = [name for name, marks in per_cycle.items() if marks[cycle]]
        told += [name for name, marks in per_half.items() if marks[mine].any()]
        words.append(tuple(told))
    return tuple(words)


def notices_of(
    rows: CyclingRecord, halves: Halves, events: Sequence[ShortEvent]
) -> tuple[str, ...]:
    """What the reader of the table must know, in sentences."""
    told = list(rows.notices)
    if halves.dropped:
        told.append(
            f"{halves.dropped} stretches of current with next to no charge taken for noise"
        )
    if halves.disagrees.any():
        told.append(
            f"the charge counter of the file contradicts its current in {halves.disagrees.sum()} "
            "half-cycles; the integral of the current is used there"
        )
    if rows.area is None and not rows.areal:
        told.append("no area is known, so nothing is given per area")
    share = halves.gap_error / np.where(halves.charge > 0.0, halves.charge, np.inf)
    if share.max(initial=0.0) > WIDE_GAP:
        told.append(
            "rows are so far apart that the moment at which the current turned is known only to "
            f"{100 * float(share.max()):.2g} % of a half-cycle"
        )
    told += [f"{event.kind} at {event.time:.6g} s: {event.rule}" for event in events]
    return tuple(told)
