"""Profile likelihood: exact where the problem is linear, right where it is not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from toys import DECAY, DECAY_SIGMA, decay, decay_model, exact, line, product, two_wells

from solvus.infer.cost import chi2
from solvus.infer.fit import cost_of, fit
from solvus.infer.problem import Problem
from solvus.infer.profile import open_ends, profiles


def test_limits_of_a_line_are_one_and_two_sigma() -> None:
    problem = line()
    best, covariance = exact(problem)
    for i, one in enumerate(profiles(fit(problem, starts=1))):
        sigma = math.sqrt(covariance[i, i])
        limits = [one.low, one.high, one.low2, one.high2]
        due = [best[i] + k * sigma for k in (-1, 1, -2, 2)]
        assert limits == pytest.approx(due, abs=1e-4 * sigma)
        assert open_ends(one) == []


def _noisy() -> Problem:
    draw = np.random.default_rng(11)
    return decay(decay_model(DECAY) + 3 * DECAY_SIGMA * draw.standard_normal(15))


def test_limits_of_an_exponential_are_those_found_by_brute_force() -> None:
    problem = _noisy()
    found = fit(problem, starts=1)
    best = chi2(problem, found.u)

    def rise(u: float) -> float:
        rest = minimize_scalar(lambda v: chi2(problem, np.array([v, u])), bounds=(0, 1),
                               options={"xatol": 1e-9})  # fmt: skip
        return float(rest.fun) - best - 1.0

    rate = problem.parameters[1]
    low = rate.from_unit(brentq(rise, found.u[1] - 0.2, found.u[1]))
    high = rate.from_unit(brentq(rise, found.u[1], found.u[1] + 0.2))
    one = profiles(found)[1]
    width = high - low
    assert one.low == pytest.approx(low, abs=0.01 * width)
    assert one.high == pytest.approx(high, abs=0.01 * width)


def test_every_point_of_a_profile_is_at_its_best() -> None:
    problem = _noisy()
    found = fit(problem, starts=1)
    base = chi2(problem, found.u)
    for i, one in enumerate(profiles(found)):
        for u, delta in zip(one.others, one.delta, strict=True):
            assert chi2(problem, u) - base == pytest.approx(delta, abs=1e-9)
            for step in (-0.002, 0.002):
                moved = u.copy()
                moved[1 - i] += step
                assert chi2(problem, moved) > chi2(problem, u) - 0.01


def test_an_end_that_the_data_leave_open_is_said() -> None:
    found = {one.name: one for one in profiles(fit(product(), starts=1))}
    assert math.isnan(found["c"].low)
    assert math.isnan(found["c"].high)
    said = " ".join(open_ends(found["c"]))
    assert "c is not limited below" in said
    assert "c is not limited above" in said


def test_a_lower_point_on_the_way_is_handed_on() -> None:
    problem = two_wells(well=0.6, tilt=0.2)  # a wall that a walk goes over
    higher = fit(problem, starts=1)
    better = profiles(higher)[0].better
    assert better is not None
    assert chi2(problem, better) < chi2(problem, higher.u)
    assert problem.theta(better)["a"] < 0.0
    assert profiles(fit(problem, starts=8))[0].better is None


def test_a_profile_knows_the_loss_of_the_fit() -> None:
    """With an outlier the tempered profile is centred on the tempered optimum."""
    read = decay_model(DECAY)
    read[3] += 20 * DECAY_SIGMA
    problem = decay(read)
    found = fit(problem, starts=1, loss="soft_l1")
    for one, best in zip(profiles(found), problem.theta(found.u).values(), strict=True):
        assert one.better is None
        assert one.low < best < one.high
        for u, delta in zip(one.others, one.delta, strict=True):
            due = cost_of(problem, u, "soft_l1") - cost_of(problem, found.u, "soft_l1")
            assert delta == pytest.approx(due, abs=1e-9)
