"""What a calibration leaves open, carried to a front: intervals, and who stays on it how often.

Draws of the fitted parameters come from the chain of ``solvus calibrate --posterior`` where there
is one, else from the covariance of the fit. Each draw is written into the study of every design of
the front, where what was fitted belongs to it (the same alloy, the same mechanism, the same laws:
see `study.fitted`) and no axis sets it, and is run on the engine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from solvus.base.errors import Fault, InputError
from solvus.base.units import from_si, unit_of
from solvus.base.yaml_source import key_text
from solvus.designs.columns import LIFE, LIFE_REACHED
from solvus.designs.crew import Crew
from solvus.designs.design import base_of, changes_of, files_of
from solvus.designs.front import non_dominated
from solvus.designs.job import LIFE_PREFIX, Job, with_axes
from solvus.designs.pareto import Front
from solvus.designs.wanted import costs_of
from solvus.designs.work import Tell, batch_size, work_on
from solvus.infer.calibrate import CHAIN
from solvus.infer.deciding_calibration import Calibration, read_calibration, read_chain
from solvus.infer.store import FITTED
from solvus.study.axes import Axis
from solvus.study.file_kinds import POUCH
from solvus.study.fitted import STATUS, Value, places_of
from solvus.study.places import place_of
from solvus.study.registries import Registries
from solvus.study.schema import Study

if TYPE_CHECKING:
    import pandas as pd

DRAW = "draw"
LEVELS = (2.5, 16.0, 50.0, 84.0, 97.5)


class Interval(NamedTuple):
    """Percentiles of an objective over the draws, in the unit of its column; nan where no draw
    has any."""

    low_95: float
    low_68: float
    median: float
    high_68: float
    high_95: float


class Draws(NamedTuple):
    """Draws of fitted parameters [SI]: parameter -> array (draws,); what they belong to."""

    values: tuple[Value, ...]
    samples: dict[str, np.ndarray]
    many: int
    source: str


class UncertainFront(NamedTuple):
    """A front under draws: for each of its designs the interval of every objective, and the share
    of the draws in which none of the others beats it."""

    intervals: tuple[tuple[Interval, ...], ...]
    on_front: np.ndarray
    draws: int
    source: str
    parameters: tuple[str, ...]
    notes: tuple[str, ...]


def read_draws(folder: Path, count: int, seed: int) -> Draws:
    """Draws of what a calibration has fitted.

    Raises InputError where the folder is none of solvus calibrate, or nothing is fitted in it.
    """
    calibration = read_calibration(folder / FITTED)
    values = tuple(one for one in calibration.values if one.status == STATUS)
    if not values or not calibration.names:
        raise InputError(Fault("holds no fitted values with their correlation", file=str(folder)))
    chain = folder / CHAIN
    if any(chain.glob("part-*.npz")):
        columns = read_chain(chain, calibration)
        size = len(next(iter(columns.values())))
        rows = np.unique(np.linspace(0, size - 1, min(count, size)).round().astype(int))
        samples = {name: one[rows] for name, one in columns.items()}
        return Draws(values, samples, len(rows), f"the posterior in {chain}")
    samples = _by_covariance(calibration, count, seed)
    return Draws(values, samples, count, f"the covariance of the fit in {folder}")


def _by_covariance(calibration: Calibration, count: int, seed: int) -> dict[str, np.ndarray]:
    """Normal draws by sigma and correlation, within the bounds of each parameter."""
    listed = calibration.document["parameters"]
    middle = np.array([one["value_si"] for one in listed], float)
    sigma = np.array([one["sigma_si"] or 0.0 for one in listed], float)
    covariance = calibration.correlation * np.outer(sigma, sigma)
    random = np.random.default_rng(seed)
    drawn = random.multivariate_normal(middle, covariance, count, method="eigh")
    low, high = np.array([one["bounds_si"] for one in listed], float).T
    drawn = np.clip(drawn, low, high)
    return {name: drawn[:, k] for k, name in enumerate(calibration.names)}


def carried(
    job: Job, found: Front, draws: Draws, folder: Path, crew: Crew, workers: int,
    tell: Tell | None = None,
) -> UncertainFront:  # fmt: skip
    """The designs of a front under the draws, run on the engine and kept below `folder`, in a
    folder for each set of draws.

    Raises InputError where nothing that was fitted belongs to any of the designs.
    """
    points = _points_of(job, found)
    entries, moved = _entries(job, points, draws)
    many = len(points) * draws.many
    axis = Axis(DRAW, "", (), tuple((str(k), tuple(one.items())) for k, one in enumerate(entries)))
    where = (np.arange(many) + 0.5) / many
    whole = np.column_stack([np.repeat(points, draws.many, axis=0), where])
    longer = with_axes(job, (*job.axes, axis))
    size = batch_size(longer, many, workers)
    place = folder / longer.key
    with work_on(longer, place, crew, size, tell, plan={"kind": "posterior"}) as work:
        frame = work.run(whole)
    costs, missed = costs_of(frame, found.objectives, found.rules)
    costs[(missed > 0.0).any(axis=1)] = np.nan
    lost = int(np.isnan(costs).any(axis=1).sum())
    costs = costs.reshape(len(points), draws.many, -1)
    on_front = np.mean([non_dominated(costs[:, k]) for k in range(draws.many)], axis=0)
    signs = np.array([one.sign for one in found.objectives])
    intervals = tuple(
        tuple(_interval(column) for column in (one * signs).T) for one in costs
    )  # fmt: skip
    notes = [f"{lost} of {many} designs under a draw failed or miss a rule, and count in no "
             "interval"] if lost else []  # fmt: skip
    notes += _bounds(frame, found)
    still = sorted(set(draws.samples) - moved)
    if still:
        notes.append("fitted of something that no design of the front has, and left out: "
                     f"{', '.join(still)}")  # fmt: skip
    return UncertainFront(intervals, on_front, draws.many, draws.source, tuple(sorted(moved)),
                          tuple(notes))  # fmt: skip


def _interval(values: np.ndarray) -> Interval:
    """Of an objective of a design over the draws; those that are nan are left out."""
    known = values[np.isfinite(values)]
    return Interval(*np.percentile(known, LEVELS).tolist() if len(known) else [math.nan] * 5)


def _bounds(frame: pd.DataFrame, found: Front) -> list[str]:
    """What is to be said of lives that are only bounds."""
    if all(one.column.name != LIFE for one in found.objectives):
        return []
    share = float((frame[LIFE_REACHED] == 0.0).mean())
    return [f"under the draws {100.0 * share:.0f} % of the lives are only bounds, so that the "
            "intervals of the life end where the protocol does"] if share > 0.0 else []  # fmt: skip


def _points_of(job: Job, found: Front) -> np.ndarray:
    """Where the designs of a front lie in the unit cube, array (front, axes)."""
    columns = [found.frame[f"u{k}"].to_numpy(float)[found.front] for k in range(len(job.axes))]
    return np.column_stack(columns)


def _entries(
    job: Job, points: np.ndarray, draws: Draws
) -> tuple[list[dict[str, Any]], set[str]]:
    """What each draw writes into each design, and which parameters found a place in any."""
    known = base_of(job).known
    prefix = LIFE_PREFIX if job.kind == POUCH.name else ""
    entries: list[dict[str, Any]] = []
    moved: set[str] = set()
    for point in points:
        changes = changes_of(job, point.tolist())
        _, study = files_of(job, changes)
        if study is None:
            raise InputError(Fault("no study is run for these designs, so that nothing that was "
                                   "fitted moves them", "--posterior"))  # fmt: skip
        set_by_axes = {path.removeprefix(prefix) for path in changes}
        places = _places(study, draws.values, known, set_by_axes)
        moved |= {value.parameter for value, _, _ in places}
        for k in range(draws.many):
            entries.append({
                prefix + key_text(path): _written(float(draws.samples[value.parameter][k]),
                                                  unit, value)
                for value, path, unit in places
            })  # fmt: skip
    if not moved:
        raise InputError(Fault("nothing that was fitted belongs to a design of the front",
                               "--posterior"))  # fmt: skip
    return entries, moved


def _places(
    study: Study, values: Sequence[Value], known: Registries, taken: set[str]
) -> list[tuple[Value, tuple[str | int, ...], str]]:
    """(value, key path, SI unit) of whatever belongs to a study and no axis sets."""
    found = []
    for value in values:
        for path in places_of(study, value, known):
            if key_text(path) not in taken:
                found.append((value, path, place_of(study, path, known).unit))
    return found


def _written(number: float, unit: str, like: Value) -> str:
    """A number [SI] in the unit that its fitted value is written in."""
    shown = unit_of(like.value)
    return f"{from_si(number, unit, shown):.12g} {shown}" if shown else f"{number:.12g}"
