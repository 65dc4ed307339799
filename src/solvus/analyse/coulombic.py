"""Coulombic efficiency of lithium plated on a substrate, per cycle and on average.

The average is that of method 3 of Adams, Zheng, Ren, Xu and Zhang, Adv. Energy Mater. 8 (2018)
1702097 (recalled, not re-read): after conditioning, a reservoir Q_T is plated; n short cycles
strip and plate Q_C; the final strip to the cut-off gives Q_S:

    CE = (n Q_C + Q_S)/(n Q_C + Q_T)

The charges are those that were measured, not the nominal ones, so that n Q_C stands for the sum of
the short strips above the line and for the sum of the short platings below it. A factor on all
charges (the area, the range of the ammeter) cancels.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

ROUND_OFF = 1e-9  # what a computed efficiency of 1 may exceed 1 by
SIGMAS = 3.0  # by how many errors a measured one has to exceed 1 to be called so


class AverageEfficiency(NamedTuple):
    """What method 3 gives; charges in the unit they came in.

    value : CE [1]; error : its standard error [1]; cycles : n; reservoir : Q_T; short : Q_C, mean
    of all short half-cycles; strip : Q_S; above_one : CE exceeds 1 by more than three errors, as a
    short circuit or a leak makes it, and is then no efficiency.
    """

    value: float
    error: float
    cycles: int
    reservoir: float
    short: float
    strip: float
    above_one: bool


class CycleEfficiency(NamedTuple):
    """Stripped over plated charge of each cycle [1], its error [1], and where it exceeds 1 by more
    than three errors; arrays (cycles,)."""

    value: np.ndarray
    error: np.ndarray
    above_one: np.ndarray


def average_efficiency(
    plated: ArrayLike,
    stripped: ArrayLike,
    *,
    conditioning: int = 0,
    plated_error: ArrayLike = 0.0,
    stripped_error: ArrayLike = 0.0,
) -> AverageEfficiency:
    """Average efficiency from the charges of the half-cycles in the order they ran in.

    plated : conditioning platings, reservoir, n short platings; stripped : conditioning strips,
        n short strips, final strip. Magnitudes in any one unit, both arrays (m,).
    conditioning : half-cycles ahead of the reservoir, left out; a plating and a strip make two.
    plated_error, stripped_error : standard error of a charge, independent from one half-cycle to
        the next, in the same unit; a number, or one for each half-cycle, array (m,).

    Raises ValueError for a missing final strip, fewer than one short cycle, a negative charge or
    error, values that are not numbers, nothing plated and an odd count of conditioning half-cycles.
    """
    p, p_error = _charges(plated, plated_error, "plated")
    s, s_error = _charges(stripped, stripped_error, "stripped")
    if conditioning < 0 or conditioning % 2:
        raise ValueError(
            f"{conditioning} conditioning half-cycles: a plating and a strip each, so 0, 2, 4, ..."
        )
    if len(s) == len(p) - 1:
        raise ValueError(
            f"{len(p)} platings and {len(s)} strips: the final strip to the cut-off is missing"
        )
    if len(s) != len(p):
        raise ValueError(f"{len(p)} platings and {len(s)} strips do not pair up")
    skip = conditioning // 2
    cycles = len(p) - skip - 1
    if cycles < 1:
        raise ValueError(
            f"{max(len(p) - skip, 0)} platings after conditioning: the method needs the reservoir "
            "and at least one short cycle"
        )
    p, p_error, s, s_error = (a[skip:] for a in (p, p_error, s, s_error))
    below = float(p.sum())
    if below == 0.0:
        raise ValueError("no charge was plated, so there is no efficiency")
    value = float(s.sum()) / below
    error = float(np.hypot(np.linalg.norm(s_error), value * np.linalg.norm(p_error))) / below
    return AverageEfficiency(
        value=value,
        error=error,
        cycles=cycles,
        reservoir=float(p[0]),
        short=float(p[1:].sum() + s[:-1].sum()) / (2 * cycles),
        strip=float(s[-1]),
        above_one=bool(_above(value, error)),
    )


def cycle_efficiency(
    plated: ArrayLike,
    stripped: ArrayLike,
    *,
    plated_error: ArrayLike = 0.0,
    stripped_error: ArrayLike = 0.0,
) -> CycleEfficiency:
    """Efficiency of each cycle, Q_stripped/Q_plated; charges and errors as `average_efficiency`.

    Raises ValueError for a negative charge or error, values that are not numbers, arrays that do
    not pair up, and a cycle that plated nothing.
    """
    p, p_error = _charges(plated, plated_error, "plated")
    s, s_error = _charges(stripped, stripped_error, "stripped")
    if len(s) != len(p):
        raise ValueError(f"{len(p)} platings and {len(s)} strips do not pair up")
    if not p.all():
        cycle = int(np.argmin(p)) + 1
        raise ValueError(f"cycle {cycle} plated nothing, so it has no efficiency")
    value = s / p
    error = np.hypot(s_error, value * p_error) / p
    return CycleEfficiency(value, error, _above(value, error))


def _above(value: float | np.ndarray, error: float | np.ndarray) -> np.ndarray:
    return np.asarray(value > 1.0 + np.maximum(SIGMAS * error, ROUND_OFF))


def _charges(charges: ArrayLike, error: ArrayLike, what: str) -> tuple[np.ndarray, np.ndarray]:
    """Charges and an error for each; ValueError says which half-cycle is at fault."""
    q = np.atleast_1d(np.asarray(charges, float))
    given = np.asarray(error, float)
    if q.ndim != 1 or given.shape not in ((), q.shape):
        raise ValueError(f"the {what} charges are one row, with one error or one each")
    errors = np.broadcast_to(given, q.shape)
    for values, name in ((q, "charge"), (errors, "error of the charge")):
        wrong = np.flatnonzero(~((values >= 0.0) & np.isfinite(values)))
        if wrong.size:
            first = int(wrong[0])
            raise ValueError(
                f"the {name} {what} in cycle {first + 1} is {values[first]:g}; it is a magnitude, "
                "finite and not negative"
            )
    return q, errors
