"""Lines, bands and measured points as drawn."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from solvus.report.series import Line, Measured
from solvus.report.theme import BLACK, CARD
from solvus.report.traces import (
    add_band,
    add_end,
    add_line,
    add_measured,
    add_measured_by_line,
    measured_marker,
    merged,
    shades,
    stacked_width,
)

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


def test_a_band_alone_has_the_opacity_asked_for() -> None:
    figure = go.Figure()
    add_band(figure, Line("H1", X, X, [0.0, 1.0, 2.0], [2.0, 3.0, 4.0]), "#000000", 0.1)
    assert figure.data[0].fillcolor == "rgba(0,0,0,0.1)"
    assert not figure.data[0].showlegend


def test_points_of_several_lines_are_named_once_and_told_apart_by_their_bars() -> None:
    figure = go.Figure()
    one = [Measured("a", 0.0, 1.0, 0.1, "fit"), Measured("b", 1.0, 1.0, 0.1, "predict")]
    other = [Measured("c", 2.0, 1.0, 0.1, "fit")]
    add_measured_by_line(figure, [(one, "#0072B2"), (other, "#009E73")], "%{y}")
    assert [trace.showlegend for trace in figure.data] == [True, True, False]
    assert [trace.error_y.color for trace in figure.data] == ["#0072B2", "#0072B2", "#009E73"]
    assert {trace.marker.line.color for trace in figure.data} == {BLACK}


def test_shades_go_from_light_to_dark() -> None:
    light = [sum(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in shades(4)]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 4
    assert shades(1) == [shades(3)[-1]]


def test_an_end_is_a_cross_with_words_under_the_pointer() -> None:
    figure = go.Figure()
    add_end(figure, 133.0, 500.0, "cycle 133", BLACK)
    assert figure.data[0].marker.symbol == "x"
    assert (figure.data[0].x, figure.data[0].y) == ((133.0,), (500.0,))
    assert figure.data[0].hovertemplate.startswith("cycle 133")
