"""The map of solutes: one scale, marks for bounds and for what could not be, round isolines."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest
from design_inputs import small_map

from solvus.report.figures.solute_map import HATCH, SHUT, Named, SoluteMap, solute_map


def _of(figure: go.Figure, kind: type) -> list[go.Scatter]:
    return [trace for trace in figure.data if isinstance(trace, kind)]


@pytest.fixture
def data() -> SoluteMap:
    return small_map()


def test_all_panels_share_one_scale_over_all_values(data: SoluteMap) -> None:
    figure = solute_map(data)
    assert {trace.coloraxis for trace in _of(figure, go.Heatmap)} == {"coloraxis"}
    assert len(_of(figure, go.Heatmap)) == 6
    assert figure.layout.coloraxis.cmin == 60.0
    assert figure.layout.coloraxis.cmax == 3 * 70.0 + 1.0


def test_bounds_are_hatched_and_named(data: SoluteMap) -> None:
    hatched = [t for t in _of(solute_map(data), go.Scatter) if t.fillpattern.shape]
    cells = [t for t in hatched if t.x[0] is not None]
    assert len(cells) == 6  # one bound in each panel
    assert np.mean(cells[0].y[:4]) == 2.0  # at the largest thickness
    assert [t.name for t in hatched if t.x[0] is None] == [HATCH]


def test_what_could_not_be_is_crossed_and_named(data: SoluteMap) -> None:
    traces = _of(solute_map(data), go.Scatter)
    crosses = [t for t in traces if t.marker.symbol == "x-thin" and t.x[0] is not None]
    assert [(t.x, t.y) for t in crosses] == [((2,), (0,)), ((1,), (0,))] * 2
    assert [t.name for t in traces if t.marker.symbol == "x-thin" and t.name] == [SHUT]
    texts = _of(solute_map(data), go.Heatmap)[1].hovertext
    assert texts[0][2] == "Li-Ag 30 wt%, 15 um, 0.2C<br>no lithium"
    assert texts[2][0].startswith("Li-Ag 2 wt%, 60 um, 0.2C<br>Cycle life: at least 210 cycles<br>")


def test_a_legend_only_names_what_is_there(data: SoluteMap) -> None:
    plain = [[one._replace(bound=one.bound & False, why=np.full_like(one.why, ""), lines=None)
              for one in row] for row in data.panels]  # fmt: skip
    figure = solute_map(data._replace(panels=plain, lines=None))
    assert not [t for t in _of(figure, go.Scatter) if t.name]


def test_isolines_are_round_the_same_in_all_panels_and_labelled(data: SoluteMap) -> None:
    figure = solute_map(data)
    contours = [t.contours for t in _of(figure, go.Contour)]
    assert {(c.start, c.end, c.size) for c in contours} == {(700.0, 900.0, 50.0)}
    labels = [a for a in figure.layout.annotations if a.text == "800"]
    assert len(labels) == 6
    # Li-Mg with 10 wt%: 891, 792, 693 Wh/L
    at = next(a.y for a in labels if a.xref == "x3")
    assert at == pytest.approx((891.0 - 800.0) / (891.0 - 792.0))


def test_lines_that_say_nothing_are_left_out(data: SoluteMap) -> None:
    flat = [[one._replace(lines=np.full_like(one.values, 5.0)) for one in row]
            for row in data.panels]  # fmt: skip
    figure = solute_map(data._replace(panels=flat))
    assert not _of(figure, go.Contour)
    assert not any((t.name or "").startswith("lines") for t in figure.data)


def test_numbers_stand_in_the_cells_where_no_line_does() -> None:
    figure = solute_map(small_map(lines=False))
    written = [t for t in _of(figure, go.Scatter) if t.mode == "text"]
    assert len(written) == 6
    assert written[0].text == ("70", "140", "≥210")
    assert "60" in written[1].text
    assert len(written[1].text) == 8  # the ninth could not be


def test_a_map_without_any_value_is_still_drawn(data: SoluteMap) -> None:
    empty = [[one._replace(values=one.values * np.nan, lines=None) for one in row]
             for row in data.panels]  # fmt: skip
    figure = solute_map(data._replace(panels=empty, lines=Named("Energy density", "Wh/L")))
    assert not _of(figure, go.Contour)
    assert figure.layout.coloraxis.cmin == 0.0
