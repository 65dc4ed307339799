"""A calibration problem: free parameters, data, and a model that predicts the data.

The model is any function of the parameters: the runs of studies (see `studies`) or a plain
function. Inside, every parameter is counted by u from 0 to 1 between its bounds, in its value or
in its logarithm, so that all directions have one scale.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol, TypeVar, runtime_checkable

import numpy as np

T = TypeVar("T")
MOST_KEPT = 4000  # evaluations kept: small arrays


class Free(NamedTuple):
    """A parameter that is free: everything in SI units.

    start, low, high : first guess and bounds.
    log : whether the scale is that of the logarithm (low > 0).
    prior, prior_sigma : Gaussian knowledge from elsewhere; a further reading of the parameter.
    unit, display : SI unit text, and the unit it is shown in.
    sets : what it moves, in words ("cell.working.coulombic_efficiency of li").
    """

    name: str
    start: float
    low: float
    high: float
    log: bool = False
    prior: float | None = None
    prior_sigma: float | None = None
    unit: str = "1"
    display: str = "1"
    sets: tuple[str, ...] = ()

    def to_unit(self, value: float) -> float:
        """Where `value` lies between the bounds, 0 to 1."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def from_unit(self, u: float) -> float:
        """The value at u; the bounds themselves at 0 and 1."""
        if self.log:
            value = self.low * (self.high / self.low) ** u
        else:
            value = self.low + u * (self.high - self.low)
        return min(max(value, self.low), self.high) if 0.0 <= u <= 1.0 else value

    def slope(self, u: float) -> float:
        """d value/d u at u."""
        if self.log:
            return self.from_unit(u) * math.log(self.high / self.low)
        return self.high - self.low


class Asked(NamedTuple):
    """A quantity the model is asked for: its name, units, and where it stands.

    feature, study, place : as in the study file, for tables and figures; place nan if it has none.
    most : the largest number that the protocol allows [SI]; a prediction that comes to it is a
        lower bound (a cell still alive at the end).
    """

    name: str
    unit: str = "1"
    display: str = "1"
    feature: str = ""
    study: str = ""
    place: float = math.nan
    most: float = math.inf


class Datum(NamedTuple):
    """A reading: what was read, value and standard deviation [SI of the quantity].

    bound : 0 for a reading; +1 where the truth is known to lie at or above `value`, -1 at or
        below: then only a prediction on the wrong side costs anything.
    source : where it comes from. repeats : readings of one name share their error, so that all
        of them together count as one.
    """

    asked: Asked
    value: float
    sigma: float
    bound: int = 0
    source: str = ""
    repeats: str = ""


class Evaluation(NamedTuple):
    """What the model says at one point: data first, then predictions.

    values : [SI], nan where the model has no answer.
    short : for those, the share of the way to the reading that was missing, 0 to 1.
    notes : sentences on what went wrong.
    """

    values: np.ndarray
    short: np.ndarray
    notes: tuple[str, ...] = ()


Theta = Mapping[str, float]


@runtime_checkable
class Model(Protocol):
    """What a problem asks of its model, if it is more than a plain function."""

    workers: int
    """How many evaluations it can do at the same time."""

    def many(self, thetas: Sequence[Theta]) -> list[Evaluation]:
        """The answers at several points [SI by name], in order."""
        ...


Function = Callable[[Theta], Sequence[float] | np.ndarray]


class Problem:
    """Parameters, data and a model; what is asked besides the data are predictions.

    Evaluations are kept by their point, so none is paid twice.
    """

    def __init__(
        self,
        parameters: Sequence[Free],
        data: Sequence[Datum],
        model: Model | Function,
        predictions: Sequence[Asked] = (),
    ) -> None:
        """`model` is a `Model`, or a function theta -> values of data, then of predictions."""
        self.parameters = tuple(parameters)
        self.data = tuple(data)
        self.predictions = tuple(predictions)
        self.model = model
        self.watch: Callable[[int], None] = lambda count: None
        self.count = 0
        self._known: dict[bytes, Evaluation] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return tuple(one.name for one in self.parameters)

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Everything the model is asked for: data, then predictions."""
        return (*(datum.asked for datum in self.data), *self.predictions)

    @property
    def workers(self) -> int:
        """How many evaluations can be done at the same time."""
        return self.model.workers if isinstance(self.model, Model) else 1

    @property
    def weights(self) -> np.ndarray:
        """1/m for each datum of m that repeat each other, else 1; array (data,)."""
        times = Counter(datum.repeats for datum in self.data if datum.repeats)
        return np.array([1.0 / times.get(datum.repeats, 1) for datum in self.data])

    @property
    def readings(self) -> float:
        """Effective number of readings: repeats count as one, bounds not at all."""
        return float(
            sum(w for w, datum in zip(self.weights, self.data, strict=True) if not datum.bound)
        )

    @property
    def priors(self) -> tuple[int, ...]:
        """Places of the parameters that have a prior."""
        return tuple(i for i, one in enumerate(self.parameters) if one.prior is not None)

    @property
    def freedom(self) -> float:
        """Effective readings plus priors minus parameters."""
        return self.readings + len(self.priors) - len(self.parameters)

    @property
    def start(self) -> np.ndarray:
        """The first guess as u, array (parameters,)."""
        return np.array([one.to_unit(one.start) for one in self.parameters])

    def theta(self, u: np.ndarray) -> dict[str, float]:
        """The parameters [SI] at u, by name."""
        pairs = zip(self.parameters, u, strict=True)
        return {one.name: one.from_unit(float(x)) for one, x in pairs}

    def unit(self, theta: Theta) -> np.ndarray:
        """u at the parameters [SI]."""
        return np.array([one.to_unit(theta[one.name]) for one in self.parameters])

    def evaluate(self, u: np.ndarray) -> Evaluation:
        """The model at u."""
        return self.evaluate_many([u])[0]

    def evaluate_many(self, points: Sequence[np.ndarray]) -> list[Evaluation]:
        """The model at several u, at the same time where it can."""
        keys = [np.asarray(u, float).tobytes() for u in points]
        found = {key: self._known[key] for key in keys if key in self._known}
        new = {key: u for key, u in zip(keys, points, strict=True) if key not in found}
        if new:
            self.watch(self.count)
            answers = self._ask([self.theta(u) for u in new.values()])
            self.count += len(new)
            found |= zip(new, answers, strict=True)
            if len(self._known) > MOST_KEPT:
                self._known.clear()
            self._known.update(found)
        return [found[key] for key in keys]

    def _ask(self, thetas: list[dict[str, float]]) -> list[Evaluation]:
        if isinstance(self.model, Model):
            return self.model.many(thetas)
        answers = []
        for theta in thetas:
            values = np.asarray(self.model(theta), float)
            answers.append(Evaluation(values, np.isnan(values).astype(float)))
        return answers

    def together(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """Carry out tasks that evaluate, in as many threads as the model can use."""
        if self.workers < 2 or len(tasks) < 2:
            return [task() for task in tasks]
        with ThreadPoolExecutor(self.workers) as pool:
            pending = [pool.submit(task) for task in tasks]
            try:
                return [one.result() for one in pending]
            except BaseException:
                for one in pending:
                    one.cancel()
                raise
