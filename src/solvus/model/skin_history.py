"""Li transport through the skin in full, along the history of a foil that has been run.

The quasi-steady ladder of the kernel puts each phase where the flux wants it at once; here the Li
of the skin diffuses (`kernels.skin_transport`), driven by the current and the growth of the skin
that the run gave. It tells how far the quasi-steady picture holds, and how fast a drained skin
takes its Li back when the current stops.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.base.constants import F
from solvus.kernels import foil as kernel
from solvus.kernels import skin_transport as skin
from solvus.kernels.skin import FLUX_DRAINED
from solvus.materials.kinds import Phase
from solvus.model.electrode import AlloyFoil
from solvus.model.half_cycle import Run

CELLS = 80
STEPS = 12  # of time per interval of the foil's record
LONGEST_STEP = 60.0  # [s]
LINE_WIDTH = 0.01  # relative width in n given to a compound without a homogeneity range
START_SHARE = 0.02  # of the largest Gamma: the skin is taken as saturated until it is this thick

ENDINGS = {
    skin.CONVERGED: "followed to the end of the run",
    skin.EXHAUSTED: "the outer face of the skin ran out of lithium",
    skin.STALLED: "the equations of the skin could not be solved any further",
}


class SkinHistory(NamedTuple):
    """Outer n [1], Li held [mol/m2] and Gamma [mol/m2] at times [s]; how it ended."""

    time: np.ndarray
    outer: np.ndarray
    held: np.ndarray
    gamma: np.ndarray
    ended: str


def ladder_curve(electrode: AlloyFoil) -> skin.Curve:
    """The ladder of an electrode: n between the phase boundaries, permeances of the mechanism."""
    low, high = np.array([_range(phase) for phase in electrode.phases]).T
    for i in range(len(low) - 1):  # neighbouring ranges may touch, never overlap
        high[i + 1] = min(high[i + 1], low[i])
    return skin.curve_from(low, high, electrode.rules.ladder_k)


def _range(phase: Phase) -> tuple[float, float]:
    n = phase.lithium_per_solute
    if phase.solute_fraction_low is None or phase.solute_fraction_high is None:
        return n * (1.0 - LINE_WIDTH), n
    poorest, richest = phase.solute_fraction_high.si, phase.solute_fraction_low.si
    # in contact with the matrix, and at rest, the skin is the compound itself: its Li-rich side
    return (1.0 - poorest) / poorest, min((1.0 - richest) / richest, n * (1.0 + LINE_WIDTH))


def skin_history(run: Run, electrode: AlloyFoil) -> SkinHistory:
    """Follow the skin of the working electrode through the kept curves of a run.

    Valid for stripping and rest; it stops, and says so, where plating begins. Raises ValueError
    for a mechanism whose skin is not drained by the flux, or a run without curves.
    """
    if electrode.rules.kind != FLUX_DRAINED or not run.curves:
        raise ValueError("there is no skin drained by the flux to follow")
    curve = ladder_curve(electrode)
    arc = np.full(CELLS, curve.arc[-1])
    gammas = np.concatenate([c.working[:, kernel.OUT_GAMMA] for c in run.curves])
    start = START_SHARE * float(gammas.max())
    found: list[tuple[float, float, float, float]] = []
    for part in run.curves:
        current = run.half_cycles[part.half_cycle].current
        if current < 0.0:
            return _history(found, "followed up to the first plating")
        gamma = part.working[:, kernel.OUT_GAMMA]
        for i in range(1, len(part.time)):
            if gamma[i - 1] < start or part.time[i] <= part.time[i - 1]:
                continue
            status, rows = _interval(
                arc, (gamma[i - 1], gamma[i]), current, part.time[i] - part.time[i - 1], curve
            )
            found += [(part.time[i - 1] + t, n, held, g) for t, n, held, g in rows]
            if status != skin.CONVERGED:
                return _history(found, ENDINGS[status])
    return _history(found, ENDINGS[skin.CONVERGED])


def _interval(
    arc: np.ndarray, gamma: tuple[float, float], current: float, span: float, curve: skin.Curve
) -> tuple[int, list[tuple[float, float, float, float]]]:
    steps = max(STEPS, int(np.ceil(span / LONGEST_STEP)))
    out = np.zeros((steps, 4))
    status, count = skin.advance_skin(arc, *gamma, current, span, steps, curve, F, out)
    share = out[:count, 0] / span
    at = gamma[0] + (gamma[1] - gamma[0]) * share
    return status, list(zip(out[:count, 0], out[:count, 1], out[:count, 2], at, strict=True))


def _history(found: list[tuple[float, float, float, float]], ended: str) -> SkinHistory:
    columns = np.array(found).T if found else np.zeros((4, 0))
    return SkinHistory(columns[0], columns[1], columns[2], columns[3], ended)
