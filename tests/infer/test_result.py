"""Uncertainty, criteria, predictions: against the closed form and by counting."""

from __future__ import annotations

import math

import numpy as np
import pytest
from toys import DECAY, DECAY_SIGMA, decay, decay_model, exact, line, product

from solvus.infer.fit import fit
from solvus.infer.problem import Asked, Datum, Free, Problem
from solvus.infer.result import Result, result_of


@pytest.fixture(scope="module")
def of_line() -> Result:
    return result_of(fit(line(), starts=2))


def test_covariance_is_the_exact_one(of_line: Result) -> None:
    _, covariance = exact(of_line.problem)
    np.testing.assert_allclose(of_line.covariance * 20.0**2, covariance, rtol=1e-6)
    np.testing.assert_allclose(list(of_line.sigmas.values()), np.sqrt(np.diag(covariance)))
    rho = covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1])
    assert of_line.correlation[0, 1] == pytest.approx(rho)


def test_a_prediction_carries_the_whole_covariance(of_line: Result) -> None:
    _, covariance = exact(of_line.problem)
    at = np.array([1.0, 10.0])
    assert of_line.predictions[0].sigma == pytest.approx(math.sqrt(at @ covariance @ at))
    assert of_line.predictions[0].value == pytest.approx(
        of_line.values["a"] + 10.0 * of_line.values["b"]
    )


def test_criteria_follow_their_definitions(of_line: Result) -> None:
    read = np.sum([one.deviation**2 for one in of_line.readings])
    first = of_line.readings[0]
    assert first.deviation == pytest.approx((first.value - first.predicted) / first.sigma)
    assert of_line.chi2 == pytest.approx(read)
    assert of_line.freedom == 10
    assert of_line.score.aic == pytest.approx(read + 4.0)
    assert of_line.score.aicc == pytest.approx(read + 4.0 + 12.0 / 9.0)
    assert of_line.score.bic == pytest.approx(read + 2.0 * math.log(12.0))


def test_p_value_of_two_degrees_of_freedom_is_an_exponential() -> None:
    problem = Problem(
        [Free("a", 0.0, -1.0, 1.0)],
        [Datum(Asked(str(i)), v, 0.1) for i, v in enumerate((-0.1, 0.0, 0.3))],
        lambda theta: [theta["a"]] * 3,
    )
    result = result_of(fit(problem, starts=1))
    assert result.score.p_value == pytest.approx(math.exp(-0.5 * result.chi2))


def test_a_prior_is_one_more_reading() -> None:
    with_prior = result_of(fit(line(a=1.0, a_sigma=0.02), starts=1))
    _, covariance = exact(with_prior.problem)
    information = np.linalg.inv(covariance)
    information[0, 0] += 1.0 / 0.02**2
    sigma = np.sqrt(np.diag(np.linalg.inv(information)))
    assert list(with_prior.sigmas.values()) == pytest.approx(list(sigma))
    assert with_prior.freedom == 11
    assert with_prior.estimates[0].by_prior == pytest.approx((sigma[0] / 0.02) ** 2)
    assert with_prior.estimates[1].by_prior == 0.0


def test_what_no_reading_sees_is_open_and_finite() -> None:
    result = result_of(fit(product(), starts=3))
    opened = [one for one in result.directions if one.open]
    assert len(opened) == 2  # c, and a against b
    assert {one.free.name for one in result.estimates if one.open} >= {"c"}
    spread = np.sqrt(np.diag(result.covariance))
    assert spread[2] == pytest.approx(1.0 / math.sqrt(12.0))  # even between the bounds
    assert np.all(np.isfinite(result.covariance))
    both = next(one for one in opened if abs(one.parts["a"]) > 0.5)
    assert both.parts["a"] == pytest.approx(-both.parts["b"])


def test_repeats_do_not_narrow_a_parameter() -> None:
    def result(count: int, repeats: str) -> Result:
        data = [Datum(Asked("x"), 0.3, 0.1, repeats=repeats)] * count
        free = [Free("a", 0.0, -10.0, 10.0)]
        return result_of(fit(Problem(free, data, lambda theta: [theta["a"]] * count), starts=1))

    assert result(4, "").sigmas["a"] == pytest.approx(0.05)
    assert result(4, "one cell").sigmas["a"] == pytest.approx(0.1)
    assert result(4, "one cell").freedom == pytest.approx(0.0)


def test_the_interval_of_a_logarithmic_parameter_is_a_factor_each_way() -> None:
    one = result_of(fit(decay(decay_model(DECAY)), starts=1)).estimates[1]
    assert one.high / one.value == pytest.approx(one.value / one.low)
    assert one.high - one.value == pytest.approx(one.sigma, rel=0.1)


def test_intervals_cover_as_often_as_they_say() -> None:
    """68 % intervals of a non-linear fit cover the truth in 68 % of 200 data sets.

    Binomial: 0.6827 +- 0.033 for 200; three standard errors are allowed.
    """
    sets, draw = 200, np.random.default_rng(7)
    covered = dict.fromkeys(DECAY, 0)
    for _ in range(sets):
        read = decay_model(DECAY) + DECAY_SIGMA * draw.standard_normal(15)
        result = result_of(fit(decay(read), starts=1))
        for one in result.estimates:
            covered[one.free.name] += one.low <= DECAY[one.free.name] <= one.high
    error = math.sqrt(0.6827 * 0.3173 / sets)
    for name, count in covered.items():
        assert abs(count / sets - 0.6827) < 3 * error, (name, count)
