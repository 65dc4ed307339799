"""The best point, its starts, and the derivatives there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from toys import DECAY, DECAY_SIGMA, DESIGN, SIGMA, decay, decay_model, exact, line, two_wells

from solvus.infer import fit as module
from solvus.infer.cost import chi2, residuals
from solvus.infer.fit import cost_of, fit, refitted, residual_jacobian, sensitivities
from solvus.infer.problem import Asked, Datum, Free, Problem


def test_a_line_is_fitted_exactly() -> None:
    problem = line()
    found = fit(problem, starts=3)
    best, _ = exact(problem)
    theta = problem.theta(found.u)
    assert [theta["a"], theta["b"]] == pytest.approx(list(best), abs=1e-9)


def test_derivatives_are_those_of_the_model() -> None:
    problem = line(a=0.0, a_sigma=0.5)
    u = problem.unit({"a": 1.0, "b": 0.3})
    found = sensitivities(problem, u)
    np.testing.assert_allclose(found[:12], DESIGN * 20.0, rtol=1e-8)
    np.testing.assert_allclose(found[12], [20.0, 200.0], rtol=1e-8)
    jacobian = residual_jacobian(problem, u, found)
    np.testing.assert_allclose(jacobian[:12], DESIGN * 20.0 / SIGMA, rtol=1e-8)
    np.testing.assert_allclose(jacobian[12], [40.0, 0.0])


def test_of_two_optima_the_lower_is_best_and_both_are_listed() -> None:
    problem = two_wells()
    found = fit(problem, starts=8, seed=1)
    assert problem.theta(found.u)["a"] == pytest.approx(-1.0, abs=0.02)
    ends = [problem.theta(one.u)["a"] for one in found.optima if one.finished]
    assert any(abs(a - 1.0) < 0.05 for a in ends)
    costs = [one.cost for one in found.optima]
    assert costs == sorted(costs)


def test_one_start_finds_the_well_it_is_in() -> None:
    problem = two_wells()
    assert problem.theta(fit(problem, starts=1).u)["a"] == pytest.approx(1.0, abs=0.05)


def test_the_same_seed_gives_the_same_fit() -> None:
    one, other = (fit(two_wells(), starts=6, seed=4) for _ in range(2))
    np.testing.assert_array_equal(one.u, other.u)
    assert [o.cost for o in one.optima] == [o.cost for o in other.optima]


def test_a_parameter_that_is_pulled_past_its_bound_ends_there() -> None:
    problem = Problem(
        [Free("a", 0.5, 0.0, 1.0), Free("b", 0.5, 0.0, 1.0)],
        [Datum(Asked("x"), 2.0, 0.1), Datum(Asked("y"), -1.0, 0.1)],
        lambda theta: [theta["a"], theta["b"]],
    )
    assert fit(problem, starts=2).at_bound == {"a": "high", "b": "low"}


def test_soft_l1_is_led_astray_less_by_an_outlier() -> None:
    read = decay_model(DECAY)
    read[3] += 20 * DECAY_SIGMA
    plain, soft = (fit(decay(read), starts=2, loss=loss) for loss in ("linear", "soft_l1"))
    off = [abs(f.problem.theta(f.u)["rate"] - DECAY["rate"]) for f in (plain, soft)]
    assert off[1] < 0.3 * off[0]
    assert soft.weights.min() < 0.3  # the outlier hardly weighs
    assert cost_of(soft.problem, soft.u, "soft_l1") < chi2(soft.problem, soft.u)


def test_carried_derivatives_cost_less_than_fresh_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    read = decay_model({"height": 2.0, "rate": 2.0})
    counts = []
    for serves in (module.SERVES, 0):
        monkeypatch.setattr(module, "SERVES", serves)
        problem = decay(read)
        found = fit(problem, starts=1)
        assert problem.theta(found.u)["rate"] == pytest.approx(2.0, rel=1e-4)
        counts.append(problem.count)
    assert counts[0] < counts[1]


def test_the_fit_can_go_on_from_a_lower_point() -> None:
    problem = two_wells()
    found = fit(problem, starts=1)
    again = refitted(found, problem.unit({"a": -0.8}))
    assert problem.theta(again.u)["a"] == pytest.approx(-1.0, abs=0.02)
    assert again.optima[0].cost < found.optima[0].cost


def test_an_interrupted_search_keeps_what_it_found() -> None:
    problem = decay(decay_model(DECAY))
    told: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        told.append(what)
        if what.startswith("first look") and done == 2:
            raise KeyboardInterrupt

    found = fit(problem, starts=5, progress=progress)
    assert found.interrupted
    assert len(found.optima) <= 2
    assert chi2(problem, found.u) == pytest.approx(found.optima[0].cost)


def test_a_search_interrupted_at_once_says_so() -> None:
    problem = decay(decay_model(DECAY))

    def stop(count: int) -> None:
        raise KeyboardInterrupt

    problem.watch = stop
    with pytest.raises(KeyboardInterrupt):
        fit(problem)


def test_a_side_without_a_value_is_left_out_of_the_difference() -> None:
    def model(theta: Mapping[str, float]) -> list[float]:
        a = theta["a"]
        return [3.0 * a if a <= 0.5 else float("nan")]

    problem = Problem([Free("a", 0.5, 0.0, 1.0)], [Datum(Asked("x"), 1.4, 0.1)], model)
    assert sensitivities(problem, np.array([0.5]), 0.01)[0, 0] == pytest.approx(3.0)
    assert sensitivities(problem, np.array([0.9]), 0.01)[0, 0] == 0.0


def test_a_bound_that_is_kept_pulls_nowhere() -> None:
    problem = Problem(
        [Free("a", 0.5, 0.0, 1.0)],
        [Datum(Asked("x"), 0.4, 0.1), Datum(Asked("least"), 0.2, 0.1, 1)],
        lambda theta: [theta["a"], theta["a"]],
    )
    found = fit(problem, starts=1)
    assert found.jacobian[:, 0] == pytest.approx([10.0, 0.0])
    assert residuals(problem, found.u)[1] == 0.0
