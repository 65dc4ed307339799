"""Cycles of one kind: the same currents and the same window of voltage or charge.

A file often holds several experiments one after the other: formation at a small current, a rate
test, a window that is opened, a check every fifty cycles. Retention and life compare cycles of one
class only. Two cycles are of one class where

    currents  differ by no more than a share (5 %), in both directions
    window    of a cell between limits: highest and lowest voltage differ by no more than 25 mV;
              of a cell cycled by charge: the charge of its first half differs by no more than 10 %

against the first cycle of the class. A cycle that broke off, at a limit or with the record, takes
the class of the cycle before it, if the currents agree.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

CURRENT_SHARE = 0.05
WINDOW_VOLTS = 0.025
CHARGE_SHARE = 0.10
DIAGNOSTIC_RUN = 2  # cycles in a row of another class that still count as a check


class Classes(NamedTuple):
    """Class of each cycle, counted from 1 in the order they appear, array (cycles,); the class
    that most cycles are of; whether a cycle is a diagnostic, array (cycles,)."""

    number: np.ndarray
    main: int
    diagnostic: np.ndarray


def classified(
    currents: np.ndarray,
    window: np.ndarray,
    broken: np.ndarray,
    *,
    by_charge: bool,
    current_share: float = CURRENT_SHARE,
    window_volts: float = WINDOW_VOLTS,
    charge_share: float = CHARGE_SHARE,
    diagnostic_run: int = DIAGNOSTIC_RUN,
) -> Classes:
    """Classes of cycles.

    currents : magnitudes in both directions [A], array (cycles, 2), nan where a half is missing.
    window : array (cycles, k): highest and lowest voltage [V], or with `by_charge` charges [C].
    broken : whether the cycle broke off, array (cycles,).

    A diagnostic is a cycle in a row of at most `diagnostic_run` cycles of another class than the
    main one; files of fewer than four cycles have none.
    """
    founders: list[tuple[np.ndarray, np.ndarray]] = []
    number = np.zeros(len(currents), int)
    for cycle, (flow, span) in enumerate(zip(currents, window, strict=True)):
        before = number[cycle - 1] if cycle else 0
        if broken[cycle] and before and _alike(flow, founders[before - 1][0], current_share):
            number[cycle] = before
            continue
        for place, (flow_of, span_of) in enumerate(founders, 1):
            near = _alike(flow, flow_of, current_share) and (
                _alike(span, span_of, charge_share) if by_charge
                else _within(span, span_of, window_volts)
            )  # fmt: skip
            if near:
                number[cycle] = place
                break
        else:
            founders.append((flow, span))
            number[cycle] = len(founders)
    if not number.size:
        return Classes(number, 0, np.zeros(0, bool))
    main = int(np.bincount(number).argmax())
    return Classes(number, main, _diagnostic(number, main, diagnostic_run))


def _alike(one: np.ndarray, other: np.ndarray, share: float) -> bool:
    """Whether numbers differ by no more than a share; a missing one agrees with any."""
    apart = np.abs(one - other) > share * np.maximum(np.abs(one), np.abs(other))
    return not apart.any()


def _within(one: np.ndarray, other: np.ndarray, most: float) -> bool:
    return not (np.abs(one - other) > most).any()


def _diagnostic(number: np.ndarray, main: int, longest: int) -> np.ndarray:
    marked = np.zeros(number.size, bool)
    if number.size < 4:
        return marked
    edges = np.flatnonzero(np.diff(number)) + 1
    for part in np.split(np.arange(number.size), edges):
        if number[part[0]] != main and part.size <= longest:
            marked[part] = True
    return marked
