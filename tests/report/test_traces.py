"""Lines, bands and measured points as drawn."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from solvus.report.series import Line, Measured
from solvus.report.theme import BLACK, CARD
from solvus.report.traces import add_line, add_measured, measured_marker, merged, stacked_width

X = [0.0, 1.0, 2.0]


def test_a_band_goes_there_and_back() -> None:
    figure = go.Figure()
    add_line(figure, Line("H1", X, [1.0, 2.0, 3.0], [0.0, 1.0, 2.0], [2.0, 3.0, 4.0]))
    band, line = figure.data
    assert list(band.x) == [0.0, 1.0, 2.0, 2.0, 1.0, 0.0]
    assert list(band.y) == [2.0, 3.0, 4.0, 2.0, 1.0, 0.0]
    assert not band.showlegend
    assert list(line.y) == [1.0, 2.0, 3.0]


def test_a_line_without_bounds_has_no_band() -> None:
    figure = go.Figure()
    add_line(figure, Line("H1", X, X))
    assert len(figure.data) == 1


def test_fitted_points_are_filled_and_predicted_ones_open() -> None:
    assert measured_marker("fit")["color"] == BLACK
    assert measured_marker("predict")["color"] == CARD
    with pytest.raises(ValueError, match="guess"):
        measured_marker("guess")


def test_measured_points_get_one_trace_a_role_with_their_sigma() -> None:
    figure = go.Figure()
    points = [Measured("a", 0.0, 7.3, 1.5, "fit"), Measured("b", 5.0, 55.0, 4.0, "predict")]
    add_measured(figure, points, "%{y}")
    assert [trace.legendgroup for trace in figure.data] == ["fit", "predict"]
    assert list(figure.data[1].error_y.array) == [4.0]
    assert len({trace.name for trace in figure.data}) == 2


def test_lines_upon_each_other_become_one() -> None:
    one, other = Line("H2", X, [0.0, 50.0, 50.0]), Line("H3", X, [0.0, 50.1, 50.0])
    apart = Line("H1", X, [0.0, 5.0, 10.0])
    lines = merged([apart, one, other])
    assert [line.name for line in lines] == ["H1", "H2 = H3"]
    assert lines[1].key == "H2"


def test_lines_that_part_somewhere_stay_two() -> None:
    lines = [Line("H2", X, [0.0, 50.0, 50.0]), Line("H3v", X, [0.0, 20.0, 50.0])]
    assert merged(lines) == lines
    longer = Line("H3", np.linspace(0.0, 2.0, 5), np.zeros(5))
    assert len(merged([Line("H1", X, np.zeros(3)), longer])) == 2


def test_later_lines_are_thinner() -> None:
    widths = [stacked_width(i, 4) for i in range(4)]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 4
