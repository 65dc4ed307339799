"""What the figures of a pouch cell show: true scale, sums, what the checks refuse."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest
from pouch_inputs import PARTS, UNIT

from solvus.report.figures.pouch_bases import Basis, PouchBases, pouch_bases
from solvus.report.figures.pouch_solve import PouchSolve, pouch_solve
from solvus.report.figures.pouch_stack import LABEL_GAP, _apart
from solvus.report.pouch_parts import PARTS as COLOURS


def bars(figure: go.Figure, axis: str = "y3") -> list[go.Bar]:
    return [one for one in figure.data if isinstance(one, go.Bar) and (one.yaxis or "y") == axis]


def test_layers_lie_on_each_other(figures: dict[str, go.Figure]) -> None:
    pile = bars(figures["pouch_stack"])
    bottom = 0.0
    for bar, layer in zip(pile, UNIT, strict=True):
        assert bar.base[0] == pytest.approx(bottom)
        assert bar.y[0] == pytest.approx(layer.thickness)
        bottom += layer.thickness
    assert figures["pouch_stack"].layout.yaxis3.range[1] == pytest.approx(bottom, rel=1e-2)


def test_the_plan_keeps_its_proportions(figures: dict[str, go.Figure]) -> None:
    assert figures["pouch_stack"].layout.yaxis.scaleanchor == "x"


def test_labels_are_kept_apart_and_inside() -> None:
    places = _apart([0.5, 1.0, 1.2, 99.0, 99.5], 100 * LABEL_GAP, 100.0)
    assert np.all(np.diff(places) >= 100 * LABEL_GAP - 1e-9)
    assert places[0] >= 0.0
    assert places[-1] <= 100.0
    far = [10.0, 50.0, 90.0]
    assert _apart(far, 5.0, 100.0) == far


def test_parts_without_mass_are_left_out(figures: dict[str, go.Figure]) -> None:
    figure = figures["pouch_bill"]
    assert list(figure.data[0].y) == [part.name for part in PARTS if part.mass]
    assert figure.data[0].text[0] == "8.2 (69 %)"


def test_every_part_has_a_colour_of_its_own() -> None:
    from solvus.pouch.bill import Bill

    assert set(COLOURS) == set(Bill._fields)
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_the_reported_number_crosses_the_bars(figures: dict[str, go.Figure]) -> None:
    figure = figures["pouch_bases"]
    (line,) = figure.layout.shapes
    assert line.y0 == line.y1 == 836.0
    assert any("reported: 836 Wh/L" in (trace.name or "") for trace in figure.data)
    bare = pouch_bases(PouchBases([Basis("body", {"as built": 836.0, "charged": 741.0})]))
    assert not bare.layout.shapes
    assert [bar.name for bar in bare.data] == ["as built", "charged"]


def test_a_number_of_a_named_volume_stands_on_its_own_bar(figures: dict[str, go.Figure]) -> None:
    drawn = figures["pouch_bases"].data
    (mark,) = [one for one in drawn if one.type == "scatter" and one.mode == "markers"]
    assert (list(mark.x), list(mark.y)) == (["envelope"], [530.0])
    (bar,) = [one for one in drawn if one.name == "charged"]
    assert mark.offsetgroup == bar.offsetgroup
    assert figures["pouch_bases"].layout.scattermode == "group"


def test_what_the_checks_refuse_is_shaded(figures: dict[str, go.Figure]) -> None:
    shaded = [shape for shape in figures["pouch_sweep"].layout.shapes if shape.type == "rect"]
    assert len(shaded) == 2  # one a panel
    assert (shaded[0].x0, shaded[0].x1) == pytest.approx((5.0, 17.5))


def test_solutions_lie_on_the_curve(figures: dict[str, go.Figure]) -> None:
    (solution,) = [one for one in figures["pouch_solve"].data if one.name == "solution"]
    assert (solution.x[0], solution.y[0]) == pytest.approx((20.0, 330.0))
    none = pouch_solve(PouchSolve([1.0, 2.0], [np.nan, np.nan], "a [m]", "b [m]", 1.0, []))
    assert len(none.data) == 2
    whole = pouch_solve(PouchSolve([1, 2, 3], [2.0, 4.0, 6.0], "n", "b [m]", 5.0, [3], whole=True))
    assert whole.data[0].mode == "markers+lines"


def test_shares_are_ranked_and_never_negative(figures: dict[str, go.Figure]) -> None:
    shares = [one for one in figures["pouch_uncertainty"].data if one.orientation == "h"]
    assert list(shares[0].x) == pytest.approx([60.0, 40.0, 0.0])
