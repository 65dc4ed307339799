"""What a problem counts and keeps."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from toys import line

from solvus.infer.problem import Asked, Datum, Evaluation, Free, Model, Problem


@pytest.mark.parametrize("free", [Free("a", 2.0, 1.0, 5.0), Free("a", 2.0, 1e-3, 1e3, log=True)])
def test_a_parameter_goes_from_0_to_1_and_back(free: Free) -> None:
    assert free.from_unit(0.0) == free.low
    assert free.from_unit(1.0) == free.high
    for u in np.linspace(0.0, 1.0, 7):
        assert free.to_unit(free.from_unit(u)) == pytest.approx(u, abs=1e-12)
        step = 1e-6
        slope = (free.from_unit(u + step) - free.from_unit(u - step)) / (2 * step)
        if 0.0 < u < 1.0:
            assert free.slope(u) == pytest.approx(slope, rel=1e-6)


def test_a_point_is_evaluated_once() -> None:
    problem = line()
    u = problem.start
    first = problem.evaluate_many([u, u + 0.1, u])
    assert problem.count == 2
    assert first[0] is first[2]
    assert problem.evaluate(u) is first[0]
    assert problem.count == 2


def _datum(repeats: str = "", bound: int = 0) -> Datum:
    return Datum(Asked("x"), 1.0, 0.1, bound, repeats=repeats)


def test_repeats_count_as_one_and_bounds_not_at_all() -> None:
    data = [_datum("cell A"), _datum("cell A"), _datum("cell A"), _datum(), _datum(bound=1)]
    free = [Free("a", 0.0, -1.0, 1.0, prior=0.0, prior_sigma=1.0)]
    problem = Problem(free, data, lambda theta: [theta["a"]] * 5)
    np.testing.assert_allclose(problem.weights, [1 / 3, 1 / 3, 1 / 3, 1.0, 1.0])
    assert problem.readings == pytest.approx(2.0)
    assert problem.freedom == pytest.approx(2.0)  # 2 readings and a prior for 1 parameter


def test_the_watch_can_stop_an_evaluation() -> None:
    problem = line()

    def stop(count: int) -> None:
        raise KeyboardInterrupt

    problem.watch = stop
    with pytest.raises(KeyboardInterrupt):
        problem.evaluate(problem.start)


class _Slow:
    """A model that wants several evaluations at a time."""

    workers = 2

    def __init__(self) -> None:
        self.threads: set[int] = set()
        self.both = threading.Barrier(2, timeout=10)

    def many(self, thetas: Sequence[Mapping[str, float]]) -> list[Evaluation]:
        self.threads.add(threading.get_ident())
        self.both.wait()  # passes only with two at the same time
        return [Evaluation(np.array([theta["a"]]), np.zeros(1)) for theta in thetas]


def test_tasks_run_side_by_side_where_the_model_can() -> None:
    model = _Slow()
    assert isinstance(model, Model)
    problem = Problem([Free("a", 0.0, -1.0, 1.0)], [_datum()], model)
    tasks = [lambda u=u: problem.evaluate(np.array([u])).values[0] for u in (0.25, 0.75)]
    assert problem.together(tasks) == [-0.5, 0.5]
    assert len(model.threads) == 2


def test_what_fails_in_a_task_is_not_lost() -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    model = _Slow()
    problem = Problem([Free("a", 0.0, -1.0, 1.0)], [_datum()], model)
    with pytest.raises(KeyboardInterrupt):
        problem.together([fail, lambda: None])
