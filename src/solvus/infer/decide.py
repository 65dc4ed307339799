"""Which measurement decides between rival models, and the shortest list that decides them all.

The distance of two models in one measurement, in standard deviations:

    d = |a - b|/sqrt(s_a^2 + s_b^2 + error^2)

Several measurements add in quadrature, with two restraints. Readings that share their error count
as the best one of them. And what two predictions owe to one uncertain value is known to be the
same: the distance is that of Mahalanobis with the full covariance of the predictions, where that is
shorter than the quadrature. Where a threshold leaves a model two predictions, the nearer counts; of
several measurements, the side of the threshold that is nearer in all of them together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from solvus.infer.deciding_plan import Pair, Plan
from solvus.infer.predictions import Prediction, Progress, Runs

EXACT, MOST_LISTS = 3, 5000  # measurements up to which every list is tried, if so few there are


class Distance(NamedTuple):
    """How far apart two models are in a measurement.

    sigma : distance, nan where one of them makes no prediction. difference, own, error : of the
    predictions, of their uncertainty together, of the reading [SI]. error_needed : error of a
    reading [SI] that would tell them apart; nan where none would, because they are too uncertain.
    """

    candidate: int
    pair: Pair
    sigma: float
    difference: float = math.nan
    own: float = math.nan
    error: float = math.nan
    error_needed: float = math.nan


class Ranked(NamedTuple):
    """A measurement in the ranking: its least distance over the pairs, and which pair that is."""

    candidate: int
    least: float
    pair: Pair


class Taken(NamedTuple):
    """A step of the list: the measurement, and how far apart each pair is once it is done."""

    candidate: int
    after: Mapping[Pair, float]


@dataclass(frozen=True)
class Decision:
    """What came of a plan.

    ranking : measurements that every model predicts, the best first. unranked : the others.
    steps : the list that separates every pair that can be, in the order in which to measure.
    apart : distance of each pair when every measurement is done.
    """

    plan: Plan
    predictions: Mapping[tuple[str, int], Prediction] = field(repr=False)
    distances: Mapping[tuple[int, Pair], Distance] = field(repr=False)
    ranking: tuple[Ranked, ...]
    unranked: tuple[int, ...]
    steps: tuple[Taken, ...]
    apart: Mapping[Pair, float]

    def best(self, pair: Pair) -> Distance | None:
        """The measurement that separates a pair best, None where none has a prediction of both."""
        made = [d for (_, one), d in self.distances.items() if one == pair and d.sigma == d.sigma]
        return max(made, key=lambda one: one.sigma, default=None)

    @property
    def open_pairs(self) -> tuple[Pair, ...]:
        """Pairs that not even all measurements together separate."""
        return tuple(pair for pair, apart in self.apart.items() if apart < self.plan.separate)

    @property
    def remarks(self) -> list[str]:
        """What keeps the numbers from being the last word, in sentences."""
        return [*_of_predictions(self), *_of_plan(self.plan)]


def decide(plan: Plan, progress: Progress | None = None, workers: int | None = None) -> Decision:
    """Run a plan and weigh its measurements; see `Runs` for the arguments."""
    with Runs(plan, workers) as runs:
        return decision_of(plan, runs.predictions(progress))


def decision_of(plan: Plan, made: Mapping[tuple[str, int], Prediction]) -> Decision:
    """Weigh the measurements of a plan by predictions that are there."""
    numbers = range(len(plan.candidates))
    distances = {
        (i, pair): _distance(plan, made, i, pair) for i in numbers for pair in plan.pairs
    }
    ranked = []
    for i in numbers:
        found = [distances[i, pair] for pair in plan.pairs]
        if all(one.sigma == one.sigma for one in found):
            least = min(found, key=lambda one: one.sigma)
            ranked.append((Ranked(i, least.sigma, least.pair), _worth(plan, found)))
    ranked.sort(key=lambda one: (-round(one[0].least, 6), -one[1]))
    ranking = tuple(one for one, _ in ranked)
    placed = {one.candidate for one in ranking}
    weigher = _Weigher(plan, made, distances)
    apart = weigher.apart(tuple(numbers))
    goals = [pair for pair in plan.pairs if apart[pair] >= plan.separate]
    unranked = tuple(i for i in numbers if i not in placed)
    return Decision(plan, made, distances, ranking, unranked, weigher.steps(goals), apart)


def _distance(
    plan: Plan, made: Mapping[tuple[str, int], Prediction], i: int, pair: Pair
) -> Distance:
    a, b = (made[name, i] for name in pair)
    if not (a.is_made and b.is_made):
        return Distance(i, pair, math.nan)
    own = math.hypot(a.sigma, b.sigma)
    found = []
    for x, y in product(*(one.values[np.isfinite(one.values)].tolist() for one in (a, b))):
        error, difference = plan.candidates[i].error_at(x, y), abs(x - y)
        spread = math.hypot(own, error)
        room = (difference / plan.separate) ** 2 - own**2
        found.append(
            Distance(
                i, pair, difference / spread if spread > 0.0 else 0.0, difference, own, error,
                math.sqrt(room) if room > 0.0 else math.nan,
            )
        )  # fmt: skip
    return min(found, key=lambda one: one.sigma)


def _worth(plan: Plan, found: Sequence[Distance]) -> float:
    """What a measurement does for all pairs, more than enough counting as enough."""
    return sum(min(one.sigma, plan.separate) ** 2 for one in found)


class _Weigher:
    """Adds up what several measurements say about a pair, and makes the list."""

    def __init__(
        self,
        plan: Plan,
        made: Mapping[tuple[str, int], Prediction],
        distances: Mapping[tuple[int, Pair], Distance],
    ) -> None:
        self.plan, self.made, self.distances = plan, made, distances
        self._known: dict[tuple[frozenset[int], Pair], float] = {}

    def apart(self, chosen: tuple[int, ...]) -> dict[Pair, float]:
        """Distance of each pair once these measurements are done."""
        return {pair: self._together(chosen, pair) for pair in self.plan.pairs}

    def steps(self, goals: Sequence[Pair]) -> tuple[Taken, ...]:
        """The list after which these pairs are separated, which all measurements together do.

        The cheapest of all lists of up to `EXACT` measurements; where none of them is enough, the
        list that grows by whatever brings most for its cost, without what turned out not to be
        needed. In the order in which each next one brings most.
        """
        if not goals:
            return ()
        chosen = self._cheapest(goals) or self._grown(goals)
        ordered: list[int] = []
        while len(ordered) < len(chosen):
            rest = [i for i in chosen if i not in ordered]
            ordered.append(max(rest, key=lambda i: self._gain(ordered, i, goals)))
        return tuple(
            Taken(i, self.apart(tuple(ordered[: n + 1]))) for n, i in enumerate(ordered)
        )

    def _cheapest(self, goals: Sequence[Pair]) -> tuple[int, ...]:
        """The cheapest list of up to `EXACT` measurements that is enough; of equal ones that which
        tells most; () if there is none."""
        enough = [
            chosen
            for size in range(1, EXACT + 1)
            if math.comb(len(self.plan.candidates), size) <= MOST_LISTS
            for chosen in combinations(range(len(self.plan.candidates)), size)
            if self._is_enough(chosen, goals)
        ]
        return min(enough, key=lambda one: (self._cost(one), -self._least(one, goals)), default=())

    def _grown(self, goals: Sequence[Pair]) -> tuple[int, ...]:
        chosen: list[int] = []
        while not self._is_enough(chosen, goals):
            rest = [i for i in range(len(self.plan.candidates)) if i not in chosen]
            chosen.append(max(rest, key=lambda i: self._gain(chosen, i, goals)))
        for i in sorted(chosen, key=lambda i: -self.plan.candidates[i].cost):
            without = [one for one in chosen if one != i]
            if self._is_enough(without, goals):
                chosen = without
        return tuple(chosen)

    def _cost(self, chosen: Sequence[int]) -> float:
        return sum(self.plan.candidates[i].cost for i in chosen)

    def _least(self, chosen: Sequence[int], goals: Sequence[Pair]) -> float:
        return min(self._together(chosen, pair) for pair in goals)

    def _is_enough(self, chosen: Sequence[int], goals: Sequence[Pair]) -> bool:
        return all(self._together(chosen, pair) >= self.plan.separate for pair in goals)

    def _gain(self, chosen: Sequence[int], i: int, goals: Sequence[Pair]) -> float:
        """What another measurement brings for its cost, more than enough counting as enough."""
        before, after = (
            sum(min(self._together(one, pair), self.plan.separate) ** 2 for pair in goals)
            for one in (chosen, [*chosen, i])
        )
        return (after - before) / self.plan.candidates[i].cost

    def _together(self, chosen: Sequence[int], pair: Pair) -> float:
        """Distance of a pair by several measurements, in any order; see the module."""
        key = frozenset(chosen), pair
        if key not in self._known:
            self._known[key] = self._joined(sorted(chosen), pair)
        return self._known[key]

    def _joined(self, chosen: Sequence[int], pair: Pair) -> float:
        counted: dict[str, int] = {}
        for i in chosen:
            sigma = self.distances[i, pair].sigma
            group = self.plan.candidates[i].repeats or f"alone {i}"
            if sigma == sigma and (
                group not in counted or sigma > self.distances[counted[group], pair].sigma
            ):
                counted[group] = i
        found = [self.distances[i, pair] for i in counted.values()]
        if not found:
            return 0.0
        if len(found) == 1:
            return found[0].sigma
        numbers = [one.candidate for one in found]
        a, b = (
            np.array([self.made[name, i].values for i in numbers]).T  # (branches, measurements)
            for name in pair
        )
        squares = [
            self._square(numbers, pair, x, y)
            for x, y in product(a, b)
            if np.all(np.isfinite(x - y))
        ]
        return math.sqrt(min(squares))

    def _square(
        self, numbers: Sequence[int], pair: Pair, a: np.ndarray, b: np.ndarray
    ) -> float:
        """Squared distance of two sets of predictions [SI], arrays (measurements,)."""
        error = [
            self.plan.candidates[i].error_at(*ab) for i, *ab in zip(numbers, a, b, strict=True)
        ]
        covariance = np.diag(np.square(error))
        for name in pair:
            made = [self.made[name, i] for i in numbers]
            parts = np.array([one.parts for one in made])
            covariance += parts @ parts.T + np.diag([one.bent for one in made])
        scale = np.sqrt(np.diag(covariance))
        away = np.divide(a - b, scale, out=np.zeros_like(scale), where=scale > 0.0)
        scale = np.where(scale > 0.0, scale, 1.0)
        joint = np.linalg.lstsq(covariance / np.outer(scale, scale), away, rcond=None)[0]
        return float(min(away @ away, away @ joint))


def _of_predictions(decision: Decision) -> list[str]:
    said = []
    for (name, i), one in decision.predictions.items():
        label = decision.plan.candidates[i].name
        if not one.is_made:
            said.append(f"{name} makes no prediction for {label}: {one.why}.")
        said += [f"{name}, {label}: {note}." for note in one.notes]
    return said


def _of_plan(plan: Plan) -> list[str]:
    said = []
    exact = [one.name for one in plan.models if not one.knobs]
    if exact:
        said.append(
            f"No uncertain value is given for {', '.join(exact)}: such predictions count as exact, "
            "and distances come out too long."
        )
    groups = [one.repeats for one in plan.candidates if one.repeats]
    said += [
        f'{groups.count(group)} measurements share the error "{group}" and count as one, the best '
        "of them."
        for group in dict.fromkeys(groups)
        if groups.count(group) > 1
    ]
    return [
        *said,
        "Sigmas hold the error of the reading and the uncertain values that the plan names, to "
        "first order, and nothing else: flaws that a model has of its own are not in them.",
        "Only the models named here are compared. A reading that none of them predicts speaks "
        "against all of them.",
    ]
