"""What each model of a plan predicts for each measurement, and how surely.

Every study is run at the centre of its uncertain values and with each of them moved by one sigma
either way, or at draws of a posterior. To first order the variance of a prediction is J C J^T, with
J half the difference of the two sides and C the correlation; what the two sides have in common (a
step, a curvature) is added in full. The sides of a threshold are no spread but alternatives: the
model predicts one or the other and nothing between, and the plan weighs whichever is nearer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

import numpy as np

from solvus.infer.deciding_plan import Candidate, Model, Plan
from solvus.infer.deciding_studies import Placed
from solvus.infer.problem import Evaluation
from solvus.infer.reach import reach
from solvus.infer.studies import Move, StudyModel, Wanted

Progress = Callable[[str, int, int], None]
UNEVEN = 3.0  # times as far on one side as on the other: the prediction is no straight line
MATTERS = 0.5  # of the error of a reading, from which on that is worth a word


@dataclass(frozen=True)
class Prediction:
    """What a model says about a measurement.

    values : [SI], at the centre and with each threshold moved either way, array (1 + 2 thresholds,)
    in the same order for all predictions of a model; nan where it cannot be made, and `why` says
    why not at the centre.
    parts : contributions to sigma, array (n,), n the same for all predictions of a model; the dot
    product of two is their covariance.
    bent : variance beyond first order [SI^2], of its own. by : what each uncertain value
    contributes [SI]. notes : what to know before relying on it.
    """

    model: str
    candidate: int
    values: np.ndarray
    why: str = ""
    parts: np.ndarray = field(default_factory=lambda: np.zeros(0))
    bent: float = 0.0
    by: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """The prediction at the centre [SI]."""
        return float(self.values[0])

    @property
    def others(self) -> list[float]:
        """What else it could be on the other side of a threshold [SI]: further away than sigma and
        round-off, each once."""
        near = 2.0 * self.sigma + 1e-6 * abs(self.value)
        found: list[float] = []
        for one in self.values[np.isfinite(self.values)].tolist():
            if all(abs(one - other) > near for other in (self.value, *found)):
                found.append(one)
        return found

    @property
    def sigma(self) -> float:
        """Standard deviation from uncertain values [SI]."""
        return math.sqrt(float(self.parts @ self.parts) + self.bent)

    @property
    def is_made(self) -> bool:
        """Whether there is a prediction."""
        return math.isfinite(self.value)


class Runs:
    """The runs of a plan, to be used as a context: at its end their processes end.

    Processes are started on entering; whoever has threads of its own (a progress bar) begins them
    later.
    """

    def __init__(self, plan: Plan, workers: int | None = None) -> None:
        """workers : most processes; as many as there are cores if left out."""
        self.plan = plan
        self._wanted = _wanted(plan)
        moves = [
            Move(_named(run, one), run, path)
            for run, placed in plan.placed.items()
            for one in placed
            for path in one.paths
        ]
        folders = dict.fromkeys(plan.studies, plan.folder)
        self._model = StudyModel(
            plan.studies, folders, moves, list(self._wanted.values()), workers
        )

    def __enter__(self) -> Self:
        self._model.prepare(_theta(self.plan))
        return self

    def __exit__(self, *error: object) -> None:
        self._model.__exit__(*error)

    def predictions(self, progress: Progress | None = None) -> dict[tuple[str, int], Prediction]:
        """Every prediction, by (model, number of the candidate).

        progress : called with (what is done, how much of it, of how much). A KeyboardInterrupt
        leaves nothing behind.
        """
        tell = progress or (lambda what, done, total: None)
        thetas, found = _thetas(self.plan), list[Evaluation]()
        for theta in thetas:
            tell("predictions", len(found), len(thetas))
            found += self._model.many([theta])
        tell("predictions", len(found), len(thetas))
        reader = _Reader(self.plan, list(self._wanted), found)
        return {key: reader.prediction(key) for key in self._wanted}


def _wanted(plan: Plan) -> dict[tuple[str, int], Wanted]:
    return {
        (model.name, i): Wanted(plan.runs[model.name, i], one.feature, one.place)
        for model in plan.models
        for i, one in enumerate(plan.candidates)
    }


def _named(run: str, placed: Placed) -> str:
    return f"{run}: {placed.number}"


def _sides(plan: Plan) -> int:
    """Most values that any model has to move by a sigma."""
    return max(len(_linear(model)) for model in plan.models)


def _draws(plan: Plan) -> int:
    return max((len(next(iter(m.samples.values()))) for m in plan.models if m.samples), default=0)


def _linear(model: Model) -> list[int]:
    """Numbers of the knobs that no draws cover."""
    return [n for n, knob in enumerate(model.knobs) if knob.name not in model.samples]


def _thetas(plan: Plan) -> list[dict[str, float]]:
    """The points: the centre, then both sides of the n-th value of every model at once, then the
    draws. A model with fewer of them stays at its centre, which costs nothing again."""
    thetas = [_theta(plan)]
    for n in range(_sides(plan)):
        thetas += [_theta(plan, n, sign) for sign in (-1.0, 1.0)]
    return thetas + [_theta(plan, draw=n) for n in range(_draws(plan))]


def _theta(plan: Plan, side: int = -1, sign: float = 0.0, draw: int = -1) -> dict[str, float]:
    theta = {}
    for model in plan.models:
        linear = _linear(model)
        moved = linear[side] if 0 <= side < len(linear) else -1
        for run in {plan.runs[model.name, i] for i in range(len(plan.candidates))}:
            for one in plan.placed[run]:
                value = one.centre
                name = model.knobs[one.number].name
                if one.number == moved:
                    value = min(max(value + sign * one.sigma, one.low), one.high)
                elif name in model.samples and draw >= 0:
                    drawn = model.samples[name]
                    value = min(max(float(drawn[min(draw, len(drawn) - 1)]), one.low), one.high)
                theta[_named(run, one)] = value
    return theta


class _Spread(NamedTuple):
    """Of a prediction, as there: parts, bent, by, notes; and its values at the thresholds."""

    parts: np.ndarray
    bent: float
    by: dict[str, float]
    notes: list[str]
    branches: np.ndarray


class _Reader:
    """Turns the answers at all points into predictions."""

    def __init__(
        self, plan: Plan, keys: Sequence[tuple[str, int]], found: Sequence[Evaluation]
    ) -> None:
        self.plan, self.found = plan, found
        self.column = {key: n for n, key in enumerate(keys)}

    def prediction(self, key: tuple[str, int]) -> Prediction:
        """The prediction of a model for a candidate."""
        model, candidate = self.plan.model(key[0]), self.plan.candidates[key[1]]
        run = self.plan.runs[key]
        values = np.array([one.values[self.column[key]] for one in self.found])
        centre = float(values[0])
        if not math.isfinite(centre):
            alternatives = [values[_sides_of(n)] for n in self._thresholds(model)]
            branches = np.concatenate([values[:1], *alternatives])
            return Prediction(*key, branches, _why(run, self.found[0]))
        spread = self._spread(model, run, values, candidate.error_at(centre))
        branches = spread.branches
        drawn, said = self._drawn(model, values)
        known = np.isfinite(drawn)
        from_draws = np.zeros(len(drawn))
        if known.any():
            mean = float(np.mean(drawn[known]))
            branches = branches + (mean - centre)
            from_draws[known] = (drawn[known] - mean) / math.sqrt(max(known.sum() - 1, 1))
            spread.by["posterior"] = float(np.linalg.norm(from_draws))
        parts = np.concatenate([spread.parts, from_draws])
        notes = (*spread.notes, *said, *self._bound(run, candidate, float(branches[0])))
        return Prediction(*key, branches, "", parts, spread.bent, spread.by, notes)

    def _thresholds(self, model: Model) -> list[int]:
        """Places of the thresholds among the linear knobs."""
        return [n for n, number in enumerate(_linear(model)) if model.knobs[number].threshold]

    def _spread(self, model: Model, run: str, values: np.ndarray, error: float) -> _Spread:
        """What the two sides of each uncertain value say.

        The sides of a threshold are alternatives where they differ by what a reading would see,
        else a spread as of any other value.
        """
        placed = {one.number for one in self.plan.placed[run]}
        slopes, bent, notes = np.zeros(len(model.knobs)), 0.0, list[str]()
        branches = [values[0]]
        by: dict[str, float] = {}
        for n, number in enumerate(_linear(model)):
            knob = model.knobs[number]
            if number not in placed:
                branches += [values[0], values[0]] if knob.threshold else []
                continue
            low, high = values[_sides_of(n)] - values[0]
            if not (math.isfinite(low) and math.isfinite(high)):
                notes.append(f"with {knob.name} moved by one sigma it cannot always be made")
            if knob.threshold:
                seen = not max(abs(low), abs(high)) < MATTERS * error
                branches += list(values[_sides_of(n)]) if seen else [values[0], values[0]]
                if seen:
                    continue
            low, high = _other(low, high), _other(high, low)
            slope, common = 0.5 * (high - low), 0.5 * (high + low)
            slopes[number], bent = slope, bent + common**2
            by[knob.name] = math.hypot(slope, common)
            if _is_uneven(low, high) and by[knob.name] > MATTERS * error:
                notes.append(f"{knob.name} moves it far more to one side than to the other")
        parts = _root(model.correlation).T @ slopes
        return _Spread(parts, bent, by, notes, np.array(branches))

    def _drawn(self, model: Model, values: np.ndarray) -> tuple[np.ndarray, list[str]]:
        """The prediction at each draw, none without draws, and how many of them fail."""
        size = len(next(iter(model.samples.values()), ()))
        drawn = values[1 + 2 * _sides(self.plan) :][:size]
        missing = int(np.isnan(drawn).sum())
        said = [f"{missing} of {size} draws of the posterior cannot make it"] if missing else []
        return drawn, said

    def _bound(self, run: str, candidate: Candidate, value: float) -> list[str]:
        """A life that the protocol does not reach the end of is a bound."""
        if candidate.feature.name != "life":
            return []
        cycles = reach(self.plan.studies[run].protocol).cycles
        return ["a bound: the protocol ends before the life does"] if value >= cycles else []


def _sides_of(n: int) -> slice:
    """Where among the points the n-th linear knob is moved down and up."""
    return slice(1 + 2 * n, 3 + 2 * n)


def _why(run: str, found: Evaluation) -> str:
    """What the run of a study has to say about a reading that is missing."""
    for note in found.notes:
        for begin in (f"in the study {run}, ", f"the study {run} "):
            if note.startswith(begin):
                return note.removeprefix(begin)
    return "the run gives no such reading"


def _other(side: float, opposite: float) -> float:
    """A side of a prediction; where it is missing as far away as the other one, else nothing."""
    if math.isfinite(side):
        return side
    return -opposite if math.isfinite(opposite) else 0.0


def _is_uneven(low: float, high: float) -> bool:
    less, more = sorted((abs(low), abs(high)))
    return more > UNEVEN * less


def _root(correlation: np.ndarray) -> np.ndarray:
    """A matrix L with L L^T the correlation, array (n, n); it need not be of full rank."""
    if not len(correlation):
        return correlation
    values, vectors = np.linalg.eigh(correlation)
    return vectors * np.sqrt(np.maximum(values, 0.0))
