"""Residuals, bounds, missed readings, likelihood and prior."""

from __future__ import annotations

import math

import numpy as np
import pytest
from toys import SIGMA, line, read_of

from solvus.infer import cost
from solvus.infer.problem import Asked, Datum, Evaluation, Free, Problem


def _problem(*data: Datum, free: Free | None = None) -> Problem:
    one = free or Free("a", 0.5, 0.0, 1.0)
    return Problem([one], data, lambda theta: [theta["a"]] * len(data))


def test_chi2_is_the_sum_of_squared_sigmas() -> None:
    problem = line(a=0.2, a_sigma=0.5)
    u = problem.unit({"a": 1.2, "b": 0.4})
    away = (1.2 + 0.4 * np.linspace(0, 5, 12) - read_of(problem)) / SIGMA
    assert cost.chi2(problem, u) == pytest.approx(np.sum(away**2) + 2.0**2)


def test_repeats_weigh_as_one() -> None:
    one = Datum(Asked("x"), 0.0, 0.1)
    alone = cost.chi2(_problem(one), np.array([0.3]))
    three = cost.chi2(_problem(*[one._replace(repeats="r")] * 3), np.array([0.3]))
    assert three == pytest.approx(alone)


@pytest.mark.parametrize(("bound", "at", "due"), [(1, 0.3, -2.0), (1, 0.7, 0.0), (-1, 0.7, 2.0)])
def test_a_bound_costs_on_its_wrong_side_only(bound: int, at: float, due: float) -> None:
    problem = _problem(Datum(Asked("x"), 0.5, 0.1, bound))
    found = problem.evaluate(np.array([at]))
    assert cost.deviations(problem, found)[0] == pytest.approx(due)


def test_a_reading_that_was_missed_costs_more_the_further_away_it_was() -> None:
    problem = _problem(Datum(Asked("x"), 0.5, 0.1))
    near, far = (
        cost.deviations(problem, Evaluation(np.array([np.nan]), np.array([short])))[0]
        for short in (0.1, 0.9)
    )
    assert cost.MISSED < near < far <= 2 * cost.MISSED


def test_the_likelihood_is_normalised() -> None:
    """Its integral over all readings is 1."""
    grid = np.linspace(-1.0, 2.0, 3001)
    logs = []
    for value in grid:
        problem = _problem(Datum(Asked("x"), float(value), 0.1))
        logs.append(cost.log_likelihood(problem, problem.evaluate(np.array([0.5]))))
    assert np.trapezoid(np.exp(logs), grid) == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("sigma", [1e-4, 0.02, 0.3, 50.0])
@pytest.mark.parametrize("log", [False, True])
def test_the_prior_is_normalised_between_the_bounds(sigma: float, log: bool) -> None:
    free = Free("a", 0.5, 0.01, 2.0, log=log, prior=0.4, prior_sigma=sigma)
    problem = _problem(Datum(Asked("x"), 0.5, 0.1), free=free)
    norms = cost.log_prior_norms(problem)
    centre = free.to_unit(0.4)
    grid = np.unique(np.concatenate([
        np.linspace(0, 1, 20001),
        np.clip(centre + np.linspace(-1, 1, 20001) * 10 * sigma / free.slope(centre), 0, 1),
    ]))  # fmt: skip
    density = [math.exp(cost.log_prior(problem, np.array([u]), norms)) for u in grid]
    assert np.trapezoid(density, grid) == pytest.approx(1.0, rel=1e-3)
    assert cost.log_prior(problem, np.array([1.01]), norms) == -math.inf


def test_soft_l1_tempers_readings_and_leaves_priors() -> None:
    problem = line(a=0.0, a_sigma=1.0)
    rho = cost.loss_function(problem, "soft_l1")
    assert callable(rho)
    z = np.full(len(problem.data) + 1, 9.0)
    value, first, second = rho(z)
    np.testing.assert_allclose(value[:-1], 2 * (math.sqrt(10) - 1))
    assert (value[-1], first[-1], second[-1]) == (9.0, 1.0, 0.0)
    step = 1e-4
    np.testing.assert_allclose((rho(z + step)[0] - rho(z - step)[0]) / (2 * step), first, rtol=1e-6)
    with pytest.raises(ValueError, match="cauchy"):
        cost.loss_function(problem, "cauchy")
