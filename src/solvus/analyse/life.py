"""Cycle life: the first cycle that meets a rule of failure, or a bound where none did.

A test that ended without a failure says only that the life is longer: the number is then a bound
(right-censored) and is written ">240". It must not be averaged with lives that were reached.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

EARLY_CYCLES = 5  # whose median is the early value of the polarisation


class Life(NamedTuple):
    """Cycles reached, whether that is only a bound, and the rule that was asked or met."""

    cycles: int
    censored: bool
    rule: str

    @property
    def text(self) -> str:
        """The life as it is printed: "132", or ">240" for a bound."""
        return f"{'>' if self.censored else ''}{self.cycles}"


def life(cycles_done: int, failed: bool, rule: str = "") -> Life:
    """The life of a cell from the cycles it did.

    cycles_done : whole cycles that the test ran, or the number of the cycle that failed.
    failed : whether that cycle met the rule of failure; otherwise the life is a bound.
    rule : the rule in words.

    Raises ValueError for a negative number, and for a failure in no cycle.
    """
    if cycles_done < 0:
        raise ValueError(f"a cell cannot have done {cycles_done} cycles")
    if failed and cycles_done == 0:
        raise ValueError("cycles count from 1, so none can have failed as number 0")
    return Life(cycles_done, not failed, rule)


def polarisation_life(
    voltage: ArrayLike,
    *,
    cycle: ArrayLike | None = None,
    limit: float | None = None,
    factor: float | None = None,
    early: int = EARLY_CYCLES,
) -> Life:
    """Life by polarisation: the first cycle whose |V| is above a limit or grew by a factor.

    voltage : |V| of each cycle [V] (its plateau, or its largest value), array (cycles,); the sign
        does not matter. nan is a cycle without a reading and fails nothing.
    cycle : their numbers, rising; 1, 2, 3, ... where left out.
    limit : the cell has failed where |V| > limit [V].
    factor : the cell has failed where |V| > factor times its early value, the median of the first
        `early` readings; these themselves are not held against the factor.

    Neither threshold is agreed upon: state them with the result (`rule` does). Raises ValueError
    without any reading, without a threshold or with one that is not positive, and for numbers of
    cycles that do not pair up or do not rise.
    """
    size = np.abs(np.asarray(voltage, float))
    number = np.arange(1, len(size) + 1) if cycle is None else np.asarray(cycle, int)
    _check(size, number, limit, factor, early)
    read = np.isfinite(size)
    number, size = number[read], size[read]
    found: list[tuple[int, str]] = []
    asked = []
    if limit is not None:
        asked.append(f"|V| > {limit:g} V")
        found += [(int(n), asked[-1]) for n in number[size > limit][:1]]
    if factor is not None:
        start = float(np.median(size[:early]))
        asked.append(f"|V| > {factor:g} x {start:.4g} V, the median of the first {early} readings")
        late = np.arange(len(size)) >= early
        found += [(int(n), asked[-1]) for n in number[late & (size > factor * start)][:1]]
    if found:
        return life(min(found)[0], True, min(found)[1])
    return life(int(number[-1]), False, " or ".join(asked))


def capacity_life(
    capacity: ArrayLike, least: float, reference: float, *, cycle: ArrayLike | None = None
) -> Life:
    """Life by capacity: the first cycle whose capacity is below a share of a reference.

    capacity : of each cycle, array (cycles,), any unit; nan is a cycle without a reading and fails
        nothing. least : the share [1] below which the cell has failed, usually 0.8. reference : the
        capacity it is a share of, in the same unit. cycle : numbers, rising; 1, 2, 3, ... where
        left out.

    Raises ValueError without any reading, for a share outside 0 to 1 or a reference that is not
    positive, and for numbers of cycles that do not pair up or do not rise.
    """
    size = np.asarray(capacity, float)
    number = np.arange(1, len(size) + 1) if cycle is None else np.asarray(cycle, int)
    _check_cycles(size, number)
    if not 0.0 < least < 1.0:
        raise ValueError(f"the least share is {least:g}; it must lie between 0 and 1")
    if not 0.0 < reference < np.inf:
        raise ValueError(f"a capacity of {reference:g} is nothing to hold others against")
    rule = f"capacity < {100.0 * least:g} % of {reference:.4g}"
    read = np.isfinite(size)
    failed = number[read & (size < least * reference)]
    if failed.size:
        return life(int(failed[0]), True, rule)
    return life(int(number[read][-1]), False, rule)


def life_range(
    values: ArrayLike, sigma: ArrayLike, rule: Callable[[np.ndarray], Life]
) -> tuple[Life, Life]:
    """The shorter and the longer of the lives that a rule gives to readings one standard error up
    and one standard error down, all together; a rule that is not monotone may give either first.

    values, sigma : arrays (cycles,). A bound counts as longer than a life of as many cycles.
    """
    size, error = np.asarray(values, float), np.nan_to_num(np.asarray(sigma, float))
    both = sorted((rule(size + error), rule(size - error)), key=lambda one: one[:2])
    return both[0], both[1]


def _check(
    size: np.ndarray, number: np.ndarray, limit: float | None, factor: float | None, early: int
) -> None:
    _check_cycles(size, number)
    if limit is None and factor is None:
        raise ValueError("give a limit [V], a factor on the early value, or both")
    for what, value, least in (("limit", limit, 0.0), ("factor", factor, 1.0)):
        if value is not None and not least < value < np.inf:
            raise ValueError(f"the {what} is {value:g}; it must be above {least:g}")
    if early < 1:
        raise ValueError(f"the early value needs at least one cycle, not {early}")


def _check_cycles(size: np.ndarray, number: np.ndarray) -> None:
    if not np.isfinite(size).any():
        raise ValueError("there is no cycle with a reading, so there is no life to read")
    if number.shape != size.shape or not (np.diff(number) > 0).all() or number[0] < 1:
        raise ValueError(f"{len(size)} readings need as many cycle numbers, rising from 1 or later")
