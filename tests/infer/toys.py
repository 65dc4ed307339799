"""Small problems with known answers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from solvus.infer.problem import Asked, Datum, Free, Problem

X = np.linspace(0.0, 5.0, 12)
DESIGN = np.stack([np.ones_like(X), X], axis=1)
SIGMA = 0.1
TRUTH = np.array([1.0, 0.5])
ROOM = 20.0  # between the bounds of each parameter


def line(seed: int = 0, **prior: float) -> Problem:
    """A straight line a + b x with 12 readings and one prediction, at x = 10."""
    read = DESIGN @ TRUTH + SIGMA * np.random.default_rng(seed).standard_normal(len(X))

    def model(theta: Mapping[str, float]) -> np.ndarray:
        both = np.array([theta["a"], theta["b"]])
        return np.append(DESIGN @ both, both @ [1.0, 10.0])

    free = [
        Free("a", 0.0, -10.0, 10.0, prior=prior.get("a"), prior_sigma=prior.get("a_sigma")),
        Free("b", 0.0, -10.0, 10.0),
    ]
    data = [Datum(Asked(f"x{i}"), float(v), SIGMA) for i, v in enumerate(read)]
    return Problem(free, data, model, [Asked("x = 10")])


def read_of(problem: Problem) -> np.ndarray:
    """The readings of a problem, array (data,)."""
    return np.array([datum.value for datum in problem.data])


def exact(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Best values and covariance of `line` without a prior, by the normal equations."""
    covariance = np.linalg.inv(DESIGN.T @ DESIGN) * SIGMA**2
    return covariance @ DESIGN.T @ read_of(problem) / SIGMA**2, covariance


DECAY_X = np.linspace(0.0, 4.0, 15)
DECAY_SIGMA = 0.03
DECAY = {"height": 1.0, "rate": 0.8}


def decay_model(theta: Mapping[str, float]) -> np.ndarray:
    """height exp(-rate x)."""
    return theta["height"] * np.exp(-theta["rate"] * DECAY_X)


def decay(read: np.ndarray) -> Problem:
    """An exponential with both parameters in logarithmic scale."""
    free = [
        Free("height", 0.7, 0.1, 10.0, log=True),
        Free("rate", 0.5, 0.05, 10.0, log=True),
    ]
    data = [Datum(Asked(f"x{i}"), float(v), DECAY_SIGMA) for i, v in enumerate(read)]
    return Problem(free, data, decay_model)


def two_wells(well: float = 0.1, tilt: float = 0.1) -> Problem:
    """(a^2 - 1)^2 with a tilt: two optima, the lower one at a < 0; sigmas of wall and tilt."""

    def model(theta: Mapping[str, float]) -> list[float]:
        a = theta["a"]
        return [a * a - 1.0, 0.1 * a]

    data = [Datum(Asked("well"), 0.0, well), Datum(Asked("tilt"), -0.1, tilt)]
    return Problem([Free("a", 0.9, -2.0, 2.0)], data, model)


def product() -> Problem:
    """Only a b is seen, and c not at all."""

    def model(theta: Mapping[str, float]) -> list[float]:
        return [theta["a"] * theta["b"]] * 4

    data = [Datum(Asked(f"r{i}"), 2.0 + 0.1 * i, 0.1) for i in range(4)]
    free = [Free(name, 1.0, 0.1, 10.0, log=True) for name in "abc"]
    return Problem(free, data, model)
