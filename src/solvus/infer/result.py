"""What a calibration found: values with uncertainty, how good the fit is, what it predicts.

All of it follows from the derivatives at the best point: covariance (J^T J)^-1 of the weighted
residuals, bands by linear propagation. A direction that the data leave open is taken as spread
evenly between the bounds, so that every number is finite, and is named as open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from solvus.infer import cost
from solvus.infer.criteria import Score
from solvus.infer.fit import AT_BOUND, Fit
from solvus.infer.problem import Asked, Free, Problem

OPEN = 1.0  # a direction whose spread by the data exceeds this share of its room is open
UNIFORM = 1.0 / math.sqrt(12.0)  # standard deviation of an even spread over the unit length


class Estimate(NamedTuple):
    """A parameter as found, SI.

    sigma : standard deviation; low, high : 68 % interval, within the bounds (for a logarithmic
        scale it is not symmetric).
    bound : "low" or "high" where it ended at a bound, else "".
    by_prior : share of what is known of it that its own prior brought, 0 to 1.
    open : whether data and priors leave it undetermined between its bounds.
    """

    free: Free
    value: float
    sigma: float
    low: float
    high: float
    bound: str
    by_prior: float
    open: bool


class Reading(NamedTuple):
    """A datum beside what the model says, SI.

    band : standard deviation of the prediction; deviation : (value - predicted)/sigma, 0 for a
    bound that is met, and what it counts with a minus where the model never came to it.
    """

    asked: Asked
    value: float
    sigma: float
    bound: int
    source: str
    predicted: float
    band: float
    deviation: float
    weight: float


class Prediction(NamedTuple):
    """A quantity that was asked for and not fitted: value and standard deviation, SI."""

    asked: Asked
    value: float
    sigma: float


class Direction(NamedTuple):
    """An eigenvector of the Fisher matrix over u.

    spread : standard deviation along it, in the room it has between the bounds.
    parts : component of each parameter. open : whether the bounds hold it, not the data.
    """

    spread: float
    parts: dict[str, float]
    open: bool


@dataclass(frozen=True)
class Result:
    """What a fit amounts to; see the module."""

    fit: Fit
    estimates: tuple[Estimate, ...]
    covariance: np.ndarray
    directions: tuple[Direction, ...]
    readings: tuple[Reading, ...]
    predictions: tuple[Prediction, ...]
    chi2: float
    notes: tuple[str, ...] = field(default=())

    @property
    def problem(self) -> Problem:
        """What was fitted."""
        return self.fit.problem

    @property
    def values(self) -> dict[str, float]:
        """The parameters found, SI by name."""
        return {one.free.name: one.value for one in self.estimates}

    @property
    def sigmas(self) -> dict[str, float]:
        """Their standard deviations, SI by name."""
        return {one.free.name: one.sigma for one in self.estimates}

    @property
    def correlation(self) -> np.ndarray:
        """Correlation of the parameters in their own scale, array (parameters, parameters)."""
        sigma = np.sqrt(np.diag(self.covariance))
        scale = np.where(sigma > 0.0, sigma, 1.0)
        return self.covariance / np.outer(scale, scale)

    @property
    def freedom(self) -> float:
        """Degrees of freedom: effective readings plus priors minus parameters."""
        return self.problem.freedom

    @property
    def score(self) -> Score:
        """The fit in the terms of `criteria`: a prior counts as a reading, a bound as none."""
        listed = sum(not datum.bound for datum in self.problem.data)
        priors = len(self.problem.priors)
        effective = self.problem.readings + priors
        return Score("", self.chi2, len(self.estimates), listed + priors, effective)


def result_of(found: Fit) -> Result:
    """Work out everything from a fit."""
    problem = found.problem
    covariance, directions = covariance_of(problem, found.jacobian)
    evaluation = problem.evaluate(found.u)
    bands = np.sqrt(np.sum((found.sensitivity @ covariance) * found.sensitivity, axis=1))
    n = len(problem.data)
    deviation = -cost.deviations(problem, evaluation)
    readings = tuple(
        Reading(
            datum.asked, datum.value, datum.sigma, datum.bound, datum.source,
            float(evaluation.values[i]), float(bands[i]), float(deviation[i]),
            float(problem.weights[i]),
        )
        for i, datum in enumerate(problem.data)
    )  # fmt: skip
    predictions = tuple(
        Prediction(asked, float(evaluation.values[n + i]), float(bands[n + i]))
        for i, asked in enumerate(problem.predictions)
    )
    estimates = tuple(
        _estimate(found, covariance, directions, i) for i in range(len(problem.parameters))
    )
    return Result(
        found, estimates, covariance, directions, readings, predictions,
        cost.chi2(problem, found.u), evaluation.notes,
    )  # fmt: skip


def covariance_of(
    problem: Problem, jacobian: np.ndarray
) -> tuple[np.ndarray, tuple[Direction, ...]]:
    """Covariance over u and the eigenvectors of J^T J behind it, the best known first.

    Along an eigenvector v the data give the spread 1/sqrt(eigenvalue); the bounds give
    (1/max|v|)/sqrt(12), that of an even spread over the room there is. The lesser of both counts.
    """
    values, vectors = np.linalg.eigh(jacobian.T @ jacobian)
    spreads, directions = [], []
    for value, vector in sorted(zip(values, vectors.T, strict=True), key=lambda pair: -pair[0]):
        room = 1.0 / float(np.max(np.abs(vector)))
        by_data = 1.0 / math.sqrt(value) if value > 0.0 else math.inf
        is_open = by_data > OPEN * room * UNIFORM
        spreads.append((min(by_data, room * UNIFORM), vector))
        parts = dict(zip(problem.names, (float(x) for x in vector), strict=True))
        directions.append(Direction(by_data / room, parts, is_open))
    covariance = sum(
        (spread**2 * np.outer(vector, vector) for spread, vector in spreads),
        np.zeros((len(values), len(values))),
    )
    return covariance, tuple(directions)


def _estimate(
    found: Fit, covariance: np.ndarray, directions: tuple[Direction, ...], i: int
) -> Estimate:
    free = found.problem.parameters[i]
    u, spread = float(found.u[i]), math.sqrt(covariance[i, i])
    by_prior = 0.0
    if free.prior_sigma is not None:
        by_prior = min(1.0, (free.slope(u) * spread / free.prior_sigma) ** 2)
    held_open = sum(one.parts[free.name] ** 2 for one in directions if one.open)
    bound = "low" if u < AT_BOUND else "high" if u > 1.0 - AT_BOUND else ""
    return Estimate(
        free=free,
        value=free.from_unit(u),
        sigma=abs(free.slope(u)) * spread,
        low=free.from_unit(max(u - spread, 0.0)),
        high=free.from_unit(min(u + spread, 1.0)),
        bound=bound,
        by_prior=by_prior,
        open=held_open > 0.5,
    )
