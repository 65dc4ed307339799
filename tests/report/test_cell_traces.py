"""Curves of several cells stay apart."""

from __future__ import annotations

from solvus.report.cell_traces import cell_line, cell_points, styles_of
from solvus.report.theme import CARD, style_of


def test_a_system_has_one_colour_and_another_dash_each_time() -> None:
    styles = styles_of(["Li", "Li-Ag", "Li", "Li-Ag", "Li"])
    assert [s.colour for s in styles[::2]] == [style_of("Li").colour] * 3
    assert styles[0] == style_of("Li")
    assert len({s.dash for s in styles[::2]}) == 3
    assert len(set(styles)) == 5


def test_without_a_system_the_styles_follow_each_other() -> None:
    assert styles_of(["", "", ""]) == [style_of("", i) for i in range(3)]


def test_computed_is_a_line_and_measured_is_points() -> None:
    style = style_of("Li-Ag")
    line = cell_line("A", style, [1, 2], [3, 4], "%{y} mV", showlegend=False)
    points = cell_points("A", style, [1, 2], [3, 4], "%{y} mV")
    assert (line.mode, line.name, line.line.color) == ("lines", "A", style.colour)
    assert not line.showlegend
    assert (points.mode, points.name) == ("markers", "A, measured")
    assert (points.marker.color, points.marker.line.color) == (CARD, style.colour)
    assert "A, measured" in points.hovertemplate
