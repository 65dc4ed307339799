"""The front of designs: filtered from what there is, found by Sobol points, refined by NSGA-II."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from solvus.base.errors import Fault, InputError, MissingExtra
from solvus.designs.beginning import begin, grid_of, snapped
from solvus.designs.columns import (
    DESIGN,
    ENDED,
    ERROR,
    INPUT,
    LIFE,
    LIFE_REACHED,
    STATUS,
    TEXT,
    Column,
)
from solvus.designs.crew import Crew
from solvus.designs.front import best_in, hypervolume, knee, non_dominated
from solvus.designs.job import Job
from solvus.designs.store import ABOUT, read_about
from solvus.designs.wanted import Objective, Rule, costs_of
from solvus.designs.work import Tell, Work, batch_size, work_on

if TYPE_CHECKING:
    import pandas as pd

SAMPLES, POPULATION, GENERATIONS = 256, 48, 20
REFINED = "_refined"
WORST = 1e30  # in place of a value that is not there: NSGA-II wants finite numbers


@dataclass(frozen=True)
class Front:
    """A front among designs.

    frame : all designs; front : which rows of it are on the front, best first in the first
    objective; knee : the row of the compromise, None without a front; allowed : designs that could
    be run and meet the rules; volume : (designs known by then, share that they dominate of the box
    from the best of the front to the worst of the allowed); whole : whether these are all designs
    of the space.
    """

    frame: pd.DataFrame
    columns: Mapping[str, Column]
    objectives: tuple[Objective, ...]
    rules: tuple[Rule, ...]
    front: np.ndarray
    knee: int | None
    allowed: int
    volume: tuple[tuple[int, float], ...] = ()
    whole: bool = False

    @property
    def best_at_knee(self) -> tuple[Objective, ...]:
        """The objectives in which the knee is the best of all: there it is an end of the front."""
        if self.knee is None or len(self.front) < 2:
            return ()
        costs, _ = costs_of(self.frame.loc[self.front], self.objectives, ())
        at = int(np.flatnonzero(self.front == self.knee)[0])
        return tuple(self.objectives[k] for k in best_in(costs, at))

    @property
    def bounds(self) -> np.ndarray:
        """Which of the front have a life that is only a bound, array (front,) of bool."""
        lives = any(one.column.name == LIFE for one in self.objectives)
        if not lives:
            return np.zeros(len(self.front), bool)
        return (self.frame[LIFE_REACHED].to_numpy()[self.front] == 0.0)


def front_of(
    frame: pd.DataFrame, columns: Mapping[str, Column], objectives: tuple[Objective, ...],
    rules: tuple[Rule, ...], stages: Sequence[int] = (), *, whole: bool = False,
) -> Front:  # fmt: skip
    """The front among designs that meet the rules; stages : numbers of designs to tell it after."""
    values, missed = costs_of(frame, objectives, rules)
    fits = (missed <= 0.0).all(axis=1) & np.isfinite(values).all(axis=1)
    costs = np.where(fits[:, None], values, np.nan)
    rows = np.flatnonzero(non_dominated(costs))
    rows = rows[np.lexsort(costs[rows].T[::-1])]
    at = knee(costs[rows])
    return Front(
        frame, columns, objectives, rules, rows, None if at is None else int(rows[at]),
        int(fits.sum()), _volumes(costs, rows, stages), whole,
    )  # fmt: skip


def _volumes(
    costs: np.ndarray, rows: np.ndarray, stages: Sequence[int]
) -> tuple[tuple[int, float], ...]:
    """The share of the box from the best of the front to the worst of all that fit which the first
    designs dominate."""
    if not len(rows) or not stages:
        return ()
    low, high = costs[rows].min(axis=0), np.nanmax(costs, axis=0)
    scaled = (costs - low) / np.where(high > low, high - low, 1.0)
    corner = np.ones(costs.shape[1]) * (1.0 + 1e-9)  # the worst itself counts
    return tuple((n, min(1.0, float(hypervolume(scaled[:n], corner)))) for n in stages)


@dataclass(frozen=True)
class Search:
    """How a front is searched: Sobol points, then generations of NSGA-II (0: none)."""

    samples: int = SAMPLES
    generations: int = 0
    population: int = POPULATION
    seed: int = 1


def search(
    job: Job, folder: Path, crew: Crew, workers: int, wanted: tuple[Objective, ...],
    rules: tuple[Rule, ...], how: Search, tell: Tell | None = None,
) -> Front:  # fmt: skip
    """Search the front of a job's space; every design is kept and found again.

    A space of no more designs than samples, all axes listed, is run whole and needs no generations.

    Raises MissingExtra where generations are asked for and pymoo is not installed.
    """
    check_installed(how)
    grid = grid_of(job.axes, how.samples)
    points = begin(job.axes, how.samples, how.seed) if grid is None else grid
    size = max(1, min(batch_size(job, how.samples, workers), how.population // (2 * workers) or 1))
    plan: dict[str, Any] = {"kind": "pareto", "samples": how.samples, "seed": how.seed}
    plan |= _refinement(folder, wanted, rules, how)
    most = len(points) + (how.generations * how.population if grid is None else 0)
    told = None if tell is None else _of_all(tell, most)
    with work_on(job, folder, crew, size, told, plan=plan) as work:
        frame = _with_points(work.run(points), points)
        stages = [len(frame)]
        if how.generations and grid is None:
            frame = _refined(work, frame, points, wanted, rules, how, stages)
    columns = {one.name: one for one in (*job.inputs, *job.quantities)}
    return front_of(frame, columns, wanted, rules, stages, whole=grid is not None)


def _of_all(tell: Tell, most: int) -> Tell:
    """Told of all designs that there may be, not of those of the generations so far."""
    return lambda now: tell(replace(now, total=max(now.total, most)))


def _with_points(frame: pd.DataFrame, points: np.ndarray) -> pd.DataFrame:
    """The rows with where they lie in the unit cube, columns u0, u1, ..."""
    return frame.assign(**{f"u{k}": column for k, column in enumerate(points.T)})


def _refinement(
    folder: Path, wanted: tuple[Objective, ...], rules: tuple[Rule, ...], how: Search
) -> dict[str, Any]:
    """What the generations of a folder depend on, noted beside its plan: Sobol points alone may
    be refined later on, generations go on under the same wishes only.

    Raises InputError where the folder was refined under others.
    """
    begun = read_about(folder)["plan"] if (folder / ABOUT).exists() else {}
    before = begun.get(REFINED)
    if not how.generations:
        return {REFINED: before} if before else {}
    now = {"population": how.population, "wanted": [one.text for one in wanted],
           "rules": [one.text for one in rules]}  # fmt: skip
    if before is not None and before != now:
        apart = ", ".join(sorted(k for k in now if now[k] != before.get(k)))
        raise InputError(Fault(f"was refined otherwise ({apart}); name another folder with --out",
                               file=str(folder)))  # fmt: skip
    return {REFINED: now}


def check_installed(how: Search) -> None:
    """Raise MissingExtra where a refinement is asked for and pymoo is not there."""
    if how.generations:
        _pymoo()


def _pymoo() -> Any:
    try:
        from pymoo.algorithms.moo.nsga2 import NSGA2
    except ImportError:
        raise MissingExtra("pymoo", "pareto") from None
    return NSGA2


def _refined(
    work: Work, frame: pd.DataFrame, points: np.ndarray, wanted: tuple[Objective, ...],
    rules: tuple[Rule, ...], how: Search, stages: list[int],
) -> pd.DataFrame:  # fmt: skip
    """Generations of NSGA-II (Deb et al., IEEE Trans. Evol. Comput. 6 (2002) 182) over the unit
    cube, from the best of the points known; each generation is one call of the engine.

    With one seed and one set of answers it asks for the same points again, so that a run that was
    killed finds what it had and goes on.
    """
    import pandas as pd
    from pymoo.core.evaluator import Evaluator
    from pymoo.core.population import Population
    from pymoo.core.problem import Problem
    from pymoo.core.repair import Repair
    from pymoo.problems.static import StaticProblem

    class Snap(Repair):
        """Puts listed axes on their values, so that a design is not asked for twice."""

        def _do(self, problem: Any, x: Any, **_: Any) -> Any:
            return snapped(work.job.axes, np.clip(np.asarray(x, float), 0.0, 1.0))

    costs, missed = _finite(frame, wanted, rules)
    seen = {point.tobytes(): row for row, point in enumerate(points)}
    problem = Problem(
        n_var=points.shape[1], n_obj=len(wanted), n_ieq_constr=1, xl=0.0, xu=1.0
    )
    first = Population.new("X", points[_best(costs, missed, how.population)])
    algorithm = _pymoo()(pop_size=how.population, sampling=first, repair=Snap())
    algorithm.setup(problem, termination=("n_gen", how.generations + 1), seed=how.seed)
    frames, number = [frame], len(frame)
    for generation in range(how.generations + 1):
        asked = algorithm.ask()
        if asked is None or not len(asked):
            break
        x = np.asarray(asked.get("X"), float)
        new = np.array([point.tobytes() not in seen for point in x])
        if generation and new.any():
            made = _with_points(work.run(x[new], first=number), x[new])
            seen |= {point.tobytes(): len(costs) + k for k, point in enumerate(x[new])}
            costs, missed = map(np.concatenate, zip((costs, missed), _finite(made, wanted, rules),
                                                    strict=True))  # fmt: skip
            frames.append(made)
        if generation:
            # whole generations have room, however many of their designs are new
            number += how.population
            stages.append(len(costs))
        rows = [seen[point.tobytes()] for point in x]
        Evaluator().eval(StaticProblem(problem, F=costs[rows], G=missed[rows]), asked)
        algorithm.tell(infills=asked)
    return pd.concat(frames, ignore_index=True)


def _finite(
    frame: pd.DataFrame, wanted: tuple[Objective, ...], rules: tuple[Rule, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Costs, array (n, objectives), and how far the worst rule is missed, array (n, 1); finite."""
    values, missed = costs_of(frame, wanted, rules)
    worst = missed.max(axis=1, initial=-1.0)
    worst = np.where(np.isfinite(values).all(axis=1), worst, np.inf)
    return np.nan_to_num(values, nan=WORST), np.nan_to_num(worst, posinf=WORST)[:, None]


def _best(costs: np.ndarray, missed: np.ndarray, count: int) -> np.ndarray:
    """Rows of the best designs known: whole fronts at a time, then those that miss least."""
    left = np.flatnonzero(missed[:, 0] <= 0.0)
    found = np.empty(0, int)
    while len(left) and len(found) < count:
        on_front = non_dominated(costs[left])
        found = np.concatenate((found, left[on_front]))
        left = left[~on_front]
    beyond = np.flatnonzero(missed[:, 0] > 0.0)
    beyond = beyond[np.argsort(missed[beyond, 0], kind="stable")]
    return np.concatenate((found, beyond))[:count]


def table_of(found: Front) -> pd.DataFrame:
    """The front as a table: number of the design, inputs, objectives, numbers of rules, knee."""
    inputs = [n for n, c in found.columns.items()
              if c.kind in (INPUT, TEXT) and n not in (STATUS, ERROR, ENDED)]  # fmt: skip
    numbers = dict.fromkeys([o.column.name for o in found.objectives]
                            + [r.column.name for r in found.rules])  # fmt: skip
    names = [DESIGN, *inputs, *(n for n in numbers if n not in inputs)]
    made = found.frame.loc[found.front, names].copy()
    made["bound"] = found.bounds
    made["knee"] = [row == found.knee for row in found.front]
    return made.reset_index(drop=True)
