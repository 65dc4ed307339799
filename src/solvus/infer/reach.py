"""How far a protocol goes, counted before anything is run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from solvus.model.protocol import Loop, Step, count_steps


class Reach(NamedTuple):
    """Steps and cycles of a protocol that is carried out to its end; inf where that is open."""

    steps: float
    cycles: float


class _Walk(NamedTuple):
    cycles: int
    first: int
    last: int


def reach(protocol: Sequence[Step | Loop]) -> Reach:
    """Steps, and cycles as a run counts them: a cycle begins when the first direction comes back.

    A sweep strips or plates as its voltage makes it, so that its cycles cannot be counted: inf.
    Loops are not unrolled: once a pass leaves the state as it found it, each further one adds the
    same.
    """
    steps = float(count_steps(protocol))
    if _sweeps(protocol):
        return Reach(steps, math.inf)
    return Reach(steps, float(_walk(protocol, _Walk(1, 0, 0)).cycles))


def _sweeps(protocol: Sequence[Step | Loop]) -> bool:
    return any(
        _sweeps(entry.body) if isinstance(entry, Loop) else entry.kind == "sweep"
        for entry in protocol
    )


def _walk(protocol: Sequence[Step | Loop], now: _Walk) -> _Walk:
    for entry in protocol:
        if isinstance(entry, Loop):
            before = now
            for done in range(1, entry.times + 1):
                before, now = now, _walk(entry.body, now)
                if before[1:] == now[1:]:
                    added = (entry.times - done) * (now.cycles - before.cycles)
                    now = now._replace(cycles=now.cycles + added)
                    break
            continue
        sign = entry.sign
        if not sign:
            continue
        again = sign == now.first and now.last == -sign
        now = _Walk(now.cycles + int(again), now.first or sign, sign)
    return now
