"""What is not known is said in words."""

from __future__ import annotations

import numpy as np
from toys import DECAY, DECAY_SIGMA, decay, decay_model, line, product, two_wells

from solvus.infer.fit import fit
from solvus.infer.identify import cautions
from solvus.infer.problem import Asked, Datum, Evaluation, Free, Problem
from solvus.infer.result import result_of


def _said(problem: Problem, starts: int = 1) -> str:
    return " ".join(cautions(result_of(fit(problem, starts=starts))))


def test_a_good_fit_has_nothing_to_be_said() -> None:
    assert _said(line(), starts=4) == ""


def test_open_combinations_are_named_with_their_direction() -> None:
    said = _said(product(), starts=3)
    assert "c is not determined" in said
    assert "combination of a, b" in said
    assert "moving a up, b down" in said


def test_a_parameter_at_its_bound_is_named() -> None:
    problem = Problem(
        [Free("a", 0.5, 0.0, 1.0, display="%")], [Datum(Asked(str(i)), 2.0, 0.5) for i in "ab"],
        lambda theta: [theta["a"]] * 2,
    )  # fmt: skip
    assert "a ended at its high bound, 100 %" in _said(problem)


def test_a_value_that_is_its_prior_is_told() -> None:
    assert "a is known by its prior (9" in _said(line(a=1.0, a_sigma=0.01))


def test_sigmas_that_are_too_small_or_generous_are_told() -> None:
    read = decay_model(DECAY)
    zigzag = np.where(np.arange(15) % 2, 1.0, -1.0) * DECAY_SIGMA
    assert "further from the model" in _said(decay(read + 4 * zigzag))
    assert "generous" in _said(decay(read + 0.01 * zigzag))


def test_a_second_optimum_that_is_about_as_good_is_told() -> None:
    assert "1 other optimum lies within 4" in _said(two_wells(), starts=8)


def test_strong_correlation_is_told() -> None:
    def model(theta: dict[str, float]) -> list[float]:
        return [theta["a"] + theta["b"], theta["a"] + 1.1 * theta["b"], theta["a"] + theta["b"]]

    data = [Datum(Asked(str(i)), 1.0 + 0.01 * i, 0.01) for i in range(3)]
    problem = Problem([Free(n, 0.5, -9.0, 9.0) for n in "ab"], data, model)  # type: ignore[arg-type]
    assert "a and b are known together rather than each: correlation -1.00" in _said(problem)


class _EndsEarly:
    """A model that never comes to its second reading."""

    workers = 1

    def many(self, thetas: list[dict[str, float]]) -> list[Evaluation]:
        why = ("the run ended in cycle 60",)
        short = np.array([0.0, 0.4])
        return [Evaluation(np.array([t["a"], np.nan]), short, why) for t in thetas]


def test_a_reading_that_was_never_reached_is_told_with_the_reason() -> None:
    data = [Datum(Asked("cycle 1"), 0.3, 0.1), Datum(Asked("cycle 100"), 0.3, 0.1)]
    said = _said(Problem([Free("a", 0.5, 0.0, 1.0)], data, _EndsEarly()))  # type: ignore[arg-type]
    assert "never came to cycle 100" in said
    assert "the run ended in cycle 60." in said
