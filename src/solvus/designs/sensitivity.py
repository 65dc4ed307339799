"""Sobol indices: which axis of a design space moves a quantity, alone and with the others.

For independent inputs the variance of a quantity Y falls into shares; with E the mean over all but
the named inputs,

    S_i = Var(E(Y | x_i)) / Var(Y)              first order: what x_i does alone
    T_i = 1 - Var(E(Y | all but x_i)) / Var(Y)  total: alone and together with others

estimated as SciPy does (Saltelli et al., Comput. Phys. Commun. 181 (2010) 259) from n (d + 2)
designs: points A and B, and A with one column of B each. Intervals are SciPy's bootstrap over the
points; `scipy.stats.sobol_indices` itself takes no seed for them and no number of points but 2^k.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvus.base.errors import Fault, InputError, suggestion
from solvus.designs.columns import LIFE, LIFE_REACHED, OK, QUANTITY, STATUS
from solvus.designs.crew import Crew
from solvus.designs.job import Job
from solvus.designs.work import Tell, batch_size, work_on

if TYPE_CHECKING:
    import pandas as pd

LEAST, MOST = 8, 65_536  # base points, powers of two
RESAMPLES, CONFIDENCE = 999, 0.95
CONSTANT = 1e-12  # spread over mean from which on a quantity does not move
SURE = 0.2  # of the base points: where more are lost, the indices are not told


class Interval(NamedTuple):
    """An index with its 95 % interval."""

    value: float
    low: float
    high: float


class Indices(NamedTuple):
    """The Sobol indices of a quantity.

    used : base points that they rest on; lost : those of which a design failed or has no such
    quantity. why : why there are none, "" where there are. bounds : share of the
    designs in which the quantity is only a bound (a life that the protocol does not see the end of)
    """

    quantity: str
    used: int
    lost: int
    mean: float
    deviation: float
    first: tuple[Interval, ...]
    total: tuple[Interval, ...]
    why: str = ""
    bounds: float = 0.0


def points_of(axes: int, samples: int, seed: int) -> np.ndarray:
    """A, B, and A with column i of B for each axis: array ((axes + 2) samples, axes)."""
    from scipy.stats import qmc

    drawn = qmc.Sobol(2 * axes, rng=seed).random(samples)
    first, second = drawn[:, :axes], drawn[:, axes:]
    mixed = []
    for column in range(axes):
        one = first.copy()
        one[:, column] = second[:, column]
        mixed.append(one)
    return np.concatenate([first, second, *mixed])


def check_samples(samples: int) -> None:
    """Raise InputError unless the number of base points is a power of two within range."""
    if not LEAST <= samples <= MOST or samples & (samples - 1):
        near = 1 << max(3, min(16, round(math.log2(max(samples, 1)))))
        raise InputError(Fault(
            f"{samples} is no power of two between {LEAST} and {MOST}, which Sobol's points need; "
            f"write {near}", "--samples",
        ))  # fmt: skip


def run(
    job: Job, folder: Path, crew: Crew, workers: int, samples: int, seed: int,
    tell: Tell | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The designs that the indices need, found in the folder or run."""
    points = points_of(len(job.axes), samples, seed)
    plan = {"kind": "sensitivity", "samples": samples, "seed": seed, "_designs": len(points)}
    with work_on(job, folder, crew, batch_size(job, len(points), workers), tell, plan=plan) as work:
        return work.run(points)


def chosen_quantities(job: Job, names: Sequence[str]) -> tuple[str, ...]:
    """The quantities that were asked for, all of the job's if none; InputError for unknown ones."""
    known = [one.name for one in job.quantities
             if one.kind == QUANTITY and one.name != LIFE_REACHED]  # fmt: skip
    wrong = [name for name in names if name not in known]
    if wrong:
        raise InputError(*(
            Fault(f'"{name}" is no quantity of these designs.{suggestion(name, known)}',
                  "--quantity") for name in wrong
        ))  # fmt: skip
    return tuple(names) or tuple(known)


def indices_of(
    frame: pd.DataFrame, axes: int, names: Sequence[str], seed: int
) -> tuple[Indices, ...]:
    """The indices of quantities from the designs of `points_of`, in its order."""
    samples = len(frame) // (axes + 2)
    ok = (frame[STATUS] == OK).to_numpy()
    found = []
    for name in names:
        values = frame[name].to_numpy(float)
        known = (ok & np.isfinite(values)).reshape(axes + 2, samples).all(axis=0)
        bounds = 0.0
        if name == LIFE:
            bounds = float((frame[LIFE_REACHED][ok] == 0.0).mean()) if ok.any() else 0.0
        found.append(_indices(name, values.reshape(axes + 2, samples), known, seed, bounds))
    return tuple(found)


def _indices(
    name: str, values: np.ndarray, known: np.ndarray, seed: int, bounds: float
) -> Indices:
    """values : array (axes + 2, samples); known : whether all designs of a base point are."""
    samples = values.shape[1]
    used = int(known.sum())
    lost = samples - used
    whole = values[:, known]
    mean = float(whole[:2].mean()) if used else math.nan
    deviation = float(whole[:2].std()) if used else math.nan
    none = Indices(name, used, lost, mean, deviation, (), (), "", bounds)
    if lost > SURE * samples:
        return none._replace(why=f"{lost} of {samples} base points have a design without it")
    if used < LEAST:
        return none._replace(why="too few designs have it")
    if deviation <= CONSTANT * max(abs(mean), 1e-300):
        return none._replace(why="it is the same in all designs")
    # of a large mean the products of the estimators keep few digits; shares do not depend on it
    scaled = (whole - mean) / deviation
    first, total = estimate(scaled)
    low, high = _interval(scaled, seed)
    return none._replace(
        first=tuple(map(Interval, first, low[0], high[0])),
        total=tuple(map(Interval, total, low[1], high[1])),
    )


def estimate(values: np.ndarray) -> np.ndarray:
    """First-order and total indices, array (2, axes), from values (axes + 2, samples) whose mean
    over A and B is 0: the estimators that `scipy.stats.sobol_indices` uses."""
    a, b, mixed = values[0], values[1], values[2:]
    variance = np.var(values[:2], axis=(0, -1))
    first = np.mean(b * (mixed - a), axis=-1)
    total = 0.5 * np.mean((a - mixed) ** 2, axis=-1)
    return np.stack([first, total]) / variance


def _interval(values: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the 95 % intervals by resampling base points, arrays (2, axes); nan where there is
    none, as of an index that is 0 in every resample."""
    from scipy.stats import bootstrap

    def statistic(rows: np.ndarray) -> np.ndarray:
        return estimate(values[:, rows.astype(int)])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = bootstrap(
            (np.arange(values.shape[1]),), statistic, vectorized=False, method="BCa",
            n_resamples=RESAMPLES, confidence_level=CONFIDENCE, rng=np.random.default_rng(seed),
        )  # fmt: skip
    return found.confidence_interval.low, found.confidence_interval.high
