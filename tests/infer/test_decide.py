"""Distances, ranking, and the list of measurements, on predictions that are made up."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest

from plans import candidate, plan, said
from solvus.infer.decide import EXACT, Decision, decision_of

AB = ("a", "b")


def decided(
    values: dict[str, list[float | tuple[float, ...]]],
    *candidates: object,
    parts: dict[str, list[float]] | None = None,
    pairs: list[tuple[str, str]] | None = None,
    separate: float = 3.0,
) -> Decision:
    chosen = pairs or list(combinations(values, 2))
    made = plan(list(values), candidates, chosen, separate)  # type: ignore[arg-type]
    return decision_of(made, said(values, parts))


def test_the_distance_holds_both_models_and_the_reading() -> None:
    found = decided({"a": [10.0], "b": [4.0]}, candidate("one", 2.0),
                    parts={"a": [3.0], "b": [6.0]})  # fmt: skip
    assert found.distances[0, AB].sigma == pytest.approx(6.0 / 7.0)
    assert found.distances[0, AB].own == pytest.approx(math.sqrt(45.0))


def test_a_relative_error_is_of_the_larger_reading() -> None:
    found = decided({"a": [-10.0], "b": [4.0]}, candidate("one", 0.1, relative=True))
    assert found.distances[0, AB].sigma == pytest.approx(14.0)


def test_the_error_needed_separates() -> None:
    parts = {"a": [1.0], "b": [0.5]}
    first = decided({"a": [10.0], "b": [4.0]}, candidate("one", 3.0), parts=parts)
    assert first.distances[0, AB].sigma < 3.0
    needed = first.distances[0, AB].error_needed
    again = decided({"a": [10.0], "b": [4.0]}, candidate("one", needed), parts=parts)
    assert again.distances[0, AB].sigma == pytest.approx(3.0)


def test_no_error_is_small_enough_for_models_that_are_too_uncertain() -> None:
    found = decided({"a": [10.0], "b": [4.0]}, candidate("one"), parts={"a": [3.0], "b": [0.0]})
    assert math.isnan(found.distances[0, AB].error_needed)


def test_of_alternatives_the_nearer_counts() -> None:
    found = decided({"a": [(53.0, 53.0, 21.0)], "b": [40.0]}, candidate("one", 4.0))
    assert found.distances[0, AB].sigma == pytest.approx(13.0 / 4.0)
    # two measurements, one threshold: it lies on the same side in both
    values = {"a": [(53.0, 21.0), (30.0, 60.0)], "b": [40.0, 50.0]}
    found = decided(values, candidate("one", 4.0), candidate("two", 4.0))
    sides = [math.hypot(13.0, 20.0) / 4.0, math.hypot(19.0, 10.0) / 4.0]
    assert found.apart[AB] == pytest.approx(min(sides))


def test_independent_measurements_add_in_quadrature() -> None:
    found = decided({"a": [2.0, 1.5], "b": [0.0, 0.0]}, candidate("one"), candidate("two"))
    assert found.apart[AB] == pytest.approx(2.5)


def test_repeats_count_as_the_best_of_them() -> None:
    found = decided(
        {"a": [2.0, 1.5, 1.0], "b": [0.0, 0.0, 0.0]},
        candidate("one", repeats="scale"), candidate("two", repeats="scale"), candidate("three"),
    )  # fmt: skip
    assert found.apart[AB] == pytest.approx(math.hypot(2.0, 1.0))
    assert any('2 measurements share the error "scale"' in one for one in found.remarks)


def test_what_two_predictions_owe_to_one_value_is_counted_once() -> None:
    found = decided({"a": [2.0, 2.0], "b": [0.0, 0.0]}, candidate("one"), candidate("two"),
                    parts={"a": [1.5, 1.5]})  # fmt: skip
    alone = 2.0 / math.hypot(1.0, 1.5)
    assert found.distances[0, AB].sigma == pytest.approx(alone)
    assert found.apart[AB] == pytest.approx(math.sqrt(8.0 / (1.0 + 2.0 * 1.5**2)))
    assert alone < found.apart[AB] < math.sqrt(2.0) * alone


def test_a_difference_that_an_uncertain_value_cannot_make_adds_no_more_than_quadrature() -> None:
    # a moves both readings up, b differs in opposite directions: Mahalanobis alone would be longer
    found = decided({"a": [2.0, -2.0], "b": [0.0, 0.0]}, candidate("one"), candidate("two"),
                    parts={"a": [1.5, 1.5]})  # fmt: skip
    assert found.apart[AB] == pytest.approx(math.sqrt(2.0) * found.distances[0, AB].sigma)


def test_the_ranking_is_by_the_least_distance() -> None:
    found = decided(
        {"a": [0.0, 0.0, 0.0], "b": [9.0, 4.0, 0.0], "c": [9.0, 8.0, 9.0]},
        candidate("one pair missing"), candidate("all apart"), candidate("worse"),
    )  # fmt: skip
    assert [one.candidate for one in found.ranking] == [1, 0, 2]
    assert found.ranking[0].least == 4.0
    assert found.ranking[0].pair in (("a", "b"), ("b", "c"))
    best = found.best(("a", "c"))
    assert best is not None
    assert best.sigma == 9.0


def test_a_prediction_that_cannot_be_made_is_said_and_not_ranked() -> None:
    found = decided({"a": [0.0, 0.0], "b": [math.nan, 5.0]}, candidate("one"), candidate("two"))
    assert [one.candidate for one in found.ranking] == [1]
    assert found.unranked == (0,)
    assert "b makes no prediction for one: it ended early." in found.remarks
    assert [one.candidate for one in found.steps] == [1]
    assert found.apart[AB] == 5.0


def test_the_list_is_the_shortest_that_is_enough() -> None:
    values = {"a": [0.0, 0.0, 0.0], "b": [9.0, 0.0, 3.5], "c": [9.0, 9.0, 7.0]}
    three = candidate("ab and ac"), candidate("ac and bc"), candidate("all, just")
    found = decided(values, *three)
    assert [one.candidate for one in found.steps] == [2]
    dear = decided(values, *three[:2], three[2]._replace(cost=5.0))
    assert sorted(one.candidate for one in dear.steps) == [0, 1]
    assert all(apart >= 3.0 for apart in dear.steps[-1].after.values())
    assert found.open_pairs == dear.open_pairs == ()


def test_a_pair_that_nothing_separates_is_left_out_of_the_list_and_named() -> None:
    values = {"a": [0.0, 0.0], "b": [0.0, 1.0], "c": [9.0, 0.0]}
    found = decided(values, candidate("one"), candidate("two"))
    assert found.open_pairs == (("a", "b"),)
    assert [one.candidate for one in found.steps] == [0]
    nothing = decided({"a": [0.0], "b": [1.0]}, candidate("one"))
    assert nothing.steps == ()
    assert nothing.open_pairs == (AB,)


def test_a_long_list_is_grown_and_holds_nothing_needless() -> None:
    names = "abcde"
    pairs = list(pairwise(names))
    assert len(pairs) > EXACT
    # the n-th measurement separates the n-th pair alone; one more all pairs, by too little
    values = {
        name: [*(9.0 if i < n else 0.0 for i in range(len(pairs))), 2.0 * n]
        for n, name in enumerate(names)
    }
    found = decided(
        values, *(candidate(str(i)) for i in range(len(pairs))), candidate("weak"), pairs=pairs
    )  # fmt: skip
    assert sorted(one.candidate for one in found.steps) == [0, 1, 2, 3]
    assert min(found.steps[-1].after.values()) >= 9.0


def test_a_model_without_uncertain_values_is_named() -> None:
    values = {"a": [0.0], "b": [9.0]}
    made = plan(list(values), [candidate("one")], [AB])
    exact = [made.models[0], made.models[1].__class__(**vars(made.models[1]) | {"knobs": ()})]
    object.__setattr__(made, "models", tuple(exact))
    found = decision_of(made, said(values))
    assert any("No uncertain value is given for b" in one for one in found.remarks)
