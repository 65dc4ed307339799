"""How far a protocol goes, counted before anything is run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from solvus.model.protocol import Loop, Step, count_steps
from solvus.study.schema import Study


class Reach(NamedTuple):
    """Steps and cycles of a protocol that is carried out to its end; inf where that is open."""

    steps: float
    cycles: float


class _Walk(NamedTuple):
    """first, last : sign of the first and the last current so far; platings : times that plating
    began, several steps of it in a row being one."""

    first: int = 0
    last: int = 0
    cycles: int = 1
    platings: int = 0


def reach(protocol: Sequence[Step | Loop]) -> Reach:
    """Steps, and cycles as a run counts them: a cycle begins when the first direction comes back.

    A sweep strips or plates as its voltage makes it, so that its cycles cannot be counted: inf.
    Loops are not unrolled: once a pass leaves the state as it found it, each further one adds the
    same.
    """
    steps = float(count_steps(protocol))
    if _sweeps(protocol):
        return Reach(steps, math.inf)
    return Reach(steps, float(_walk(protocol, _Walk()).cycles))


def no_efficiency(study: Study, conditioning: int) -> str:
    """Why a study gives no average efficiency after so many conditioning cycles; "" if it does.

    A conditioning cycle is a plating and a strip ahead of the reservoir. Behind them there must be
    the plating of the reservoir, a short cycle (strip, plate) at least, and the final strip. A
    protocol with a sweep cannot be counted and is let pass.
    """
    kind = study.cell.kind
    if kind != "half":
        return (
            "efficiency is that of lithium plated on a substrate, which takes a half cell; this "
            f"one is kind: {kind}"
        )
    if _sweeps(study.protocol):
        return ""
    found = _walk(study.protocol, _Walk())
    if found.first > 0 or found.last < 0 or not found.platings:
        return "efficiency takes a protocol that begins with a plating and ends with a strip"
    most = found.platings - 2
    if conditioning <= most:
        return ""
    has = f"the protocol plates {found.platings} time{'' if found.platings == 1 else 's'}"
    due = "the reservoir and at least one short cycle must be left behind the conditioning cycles"
    return f"{has}, and {due}; " + (
        "make it longer" if most < 0 else f"write conditioning: {most} or less"
    )


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
                if before[:2] == now[:2]:
                    left = entry.times - done
                    now = now._replace(
                        cycles=now.cycles + left * (now.cycles - before.cycles),
                        platings=now.platings + left * (now.platings - before.platings),
                    )
                    break
            continue
        sign = entry.sign
        if not sign:
            continue
        again = sign == now.first and now.last == -sign
        plates = sign < 0 and now.last != sign
        now = _Walk(now.first or sign, sign, now.cycles + int(again), now.platings + int(plates))
    return now
