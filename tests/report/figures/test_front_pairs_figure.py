"""Fronts in pairs: what was reported, intervals, and a legend that says each thing once."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from solvus.report.figures.front_pairs import FrontPairs, Objective, Spread, front_pairs

X = np.linspace(0.0, 1.0, 9)
BOUND = np.array([True, False, False])


def drawn(reported: tuple[float, ...], spread: Spread | None = None) -> go.Figure:
    objectives = [Objective("Specific energy", "Wh/kg", 300.0 + 100.0 * X, spread),
                  Objective("Life", "cycles", 240.0 - 200.0 * X**2),
                  Objective("Cost", "$/kWh", 90.0 - 10.0 * X)]  # fmt: skip
    return front_pairs(FrontPairs(objectives, np.ones(9, bool), np.arange(3), 1, BOUND, reported))


def named(figure: go.Figure, name: str) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.name == name]


def test_each_thing_is_in_the_legend_once() -> None:
    figure = drawn((333.0, 150.0, 85.0))
    for name in ("beaten by another", "on the front", "on the front, life a bound", "knee",
                 "reported"):  # fmt: skip
        assert len(named(figure, name)) == 3
        assert [trace.showlegend for trace in named(figure, name)].count(True) == 1


def test_one_reported_objective_is_a_line_across_the_designs() -> None:
    traces = named(drawn((np.nan, np.nan, 85.0)), "reported")
    assert len(traces) == 2  # not in the panel of the two others
    for trace in traces:
        assert list(trace.y) == [85.0, 85.0]
    assert list(traces[0].x) == [300.0, 400.0]
    assert not named(drawn((np.nan, np.nan, np.nan)), "reported")


def test_intervals_reach_from_end_to_end() -> None:
    front = 300.0 + 100.0 * X[:3]
    ends = Spread(front - 9.0, front - 4.0, front + 5.0, np.array([310.0, 300.0, np.nan]))
    figure = drawn((np.nan, np.nan, np.nan), ends)
    wide = named(figure, "95 % of the draws")[0]
    assert wide.error_x.arrayminus == pytest.approx([9.0, 9.0, 9.0])
    # a design above the interval of its draws has no bar that way, one without draws none at all
    assert wide.error_x.array == pytest.approx([10.0, 0.0, np.nan], nan_ok=True)
    assert wide.error_y.array is None
    assert named(figure, "68 % of the draws")[0].error_x.array == pytest.approx([5.0, 5.0, 5.0])
