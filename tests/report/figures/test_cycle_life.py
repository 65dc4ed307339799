"""Hysteresis, layer, closures, chosen cycles and efficiency: the numbers that are drawn."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest
from cycle_life_inputs import (
    CYCLES,
    READINGS,
    failing_cell,
    growth,
    lasting_cell,
    layer_cell,
    ledger,
    trends,
)

from solvus.report.figures.chosen_cycles import (
    CellCycles,
    ChosenCycles,
    CycleCurve,
    chosen_cycles,
)
from solvus.report.figures.closures import ClosureLine, Closures, closures
from solvus.report.figures.cycle_trends import cycle_trends
from solvus.report.figures.efficiency_ledger import EfficiencyLedger, efficiency_ledger
from solvus.report.figures.hysteresis_life import HysteresisLife, hysteresis_life
from solvus.report.figures.layer_growth import LayerGrowth, layer_growth
from solvus.report.series import Line
from solvus.report.theme import BLACK, CARD


def bars(figure: go.Figure) -> list[go.Bar]:
    return [trace for trace in figure.data if trace.type == "bar"]


def words(figure: go.Figure) -> list[str]:
    return [t.text[0].strip() for t in figure.select_traces({"mode": "text"})]


def crosses(figure: go.Figure) -> list[go.Scatter]:
    return [t for t in figure.select_traces({"mode": "markers"}) if t.marker.symbol == "x"]


def test_a_life_has_its_band_its_median_and_what_was_observed() -> None:
    figure = hysteresis_life(HysteresisLife([failing_cell()]))
    last = figure.layout.xaxis.range[1]
    wide, narrow, observed = bars(figure)
    assert (wide.base[0], wide.base[0] + wide.x[0]) == (7.0, pytest.approx(last))
    assert (narrow.base[0], narrow.x[0]) == (8.0, 2.0)
    assert (observed.base[0], observed.x[0]) == (0.0, 10.0)
    assert observed.marker.pattern.shape == "/"
    assert [(t.x[0], t.yaxis) for t in crosses(figure)] == [(9.0, "y"), (9.0, "y2")]
    assert crosses(figure)[0].y[0] == 500.0
    assert words(figure) == ["9 (8 to 10)", "observed < 10"]


def test_a_life_beyond_what_was_computed_is_a_bound() -> None:
    figure = hysteresis_life(HysteresisLife([lasting_cell()]))
    last = figure.layout.xaxis.range[1]
    assert words(figure) == ["> 10", "observed > 10"]
    for bar in bars(figure):
        assert (bar.base[0], bar.base[0] + bar.x[0]) == (10.0, pytest.approx(last))
    assert not crosses(figure)


def test_life_between_two_cycles_is_worded_so() -> None:
    cell = lasting_cell()._replace(observed=(120.0, 140.0))
    assert "observed 120 to 140" in words(hysteresis_life(HysteresisLife([cell])))


def test_fitted_readings_are_filled_and_the_others_open() -> None:
    figure = hysteresis_life(HysteresisLife([failing_cell(), lasting_cell()]))
    readings = [t for t in figure.select_traces({"mode": "markers"}) if t.error_y.array is not None]
    fitted, predicted = readings
    assert (fitted.marker.color, predicted.marker.color) == (BLACK, CARD)
    assert (fitted.y[0], predicted.y[0]) == (25.0, 90.0)
    names = [t.name for t in figure.data if t.showlegend is not False and t.name]
    assert names[:2] == ["Li || Li", "Li-Ag || Li-Ag"]
    assert names[-2:] == ["16–84 %", "2.5–97.5 %"]


def test_without_bands_none_is_promised() -> None:
    figure = hysteresis_life(HysteresisLife([lasting_cell()]))
    assert "16–84 %" not in [t.name for t in figure.data]


def test_a_closure_ends_at_the_limit_or_where_its_line_stops() -> None:
    slow = ClosureLine(Line("inventory", CYCLES[:6], 20.0 + CYCLES[:6]), 7.0, "Li used up")
    figure = closures(Closures([ClosureLine(growth(), 9.0, "pores closed"), slow], READINGS))
    assert [(t.x[0], t.y[0]) for t in crosses(figure)] == [(9.0, 500.0), (7.0, 26.0)]
    lines = [t.name for t in figure.data if t.mode == "lines" and t.showlegend is None]
    assert lines == ["Li || Li: pores closed, cycle 9", "inventory: Li used up, cycle 7"]


def test_a_closure_that_never_ends_keeps_its_name() -> None:
    figure = closures(Closures([ClosureLine(Line("inventory", CYCLES, 20.0 + CYCLES))]))
    assert [t.name for t in figure.data if t.name] == ["inventory"]
    assert not crosses(figure)


def test_later_cycles_are_darker_the_same_in_both_cells_and_named_once() -> None:
    curves = [CycleCurve(n, CYCLES, n + CYCLES) for n in (100, 1, 75)]
    figure = chosen_cycles(ChosenCycles([CellCycles("a", curves), CellCycles("b", curves[:2])]))
    lines = list(figure.data)
    assert [t.name for t in lines if t.showlegend] == ["cycle 1", "cycle 75", "cycle 100"]
    assert [t.name for t in lines if t.xaxis == "x2"] == ["cycle 1", "cycle 100"]
    shade = {t.name: sum(int(t.line.color[i : i + 2], 16) for i in (1, 3, 5)) for t in lines}
    assert shade["cycle 1"] > shade["cycle 75"] > shade["cycle 100"]
    assert lines[0].line.color == lines[3].line.color
    assert figure.layout.yaxis.range[1] > 110.0


def test_the_books_stack_to_what_there_was_at_the_start() -> None:
    figure = layer_growth(LayerGrowth([layer_cell(), layer_cell("Li-Ag")]))
    for axis in ("x2", "x3"):
        books = [t for t in figure.data if t.stackgroup and t.xaxis == axis]
        assert [t.fillpattern.shape for t in books] == [None, "/", "\\"]
        total = sum(np.asarray(t.y, float) for t in books)
        assert total == pytest.approx(10.0, rel=1e-6)
    named = [t.name for t in figure.data if t.stackgroup and t.showlegend]
    assert named == ["Li in the foil", "dead Li (split assumed)", "SEI (split assumed)"]


def test_the_split_says_what_it_rests_on() -> None:
    figure = layer_growth(LayerGrowth([layer_cell()], split="40 : 60 fitted"))
    assert "SEI (40 : 60 fitted)" in [t.name for t in figure.data]


def test_the_ledger_adds_up_and_prints_the_efficiency() -> None:
    figure = efficiency_ledger(EfficiencyLedger([ledger()]))
    plated, cycled, again, final, lost = bars(figure)
    assert plated.x[0] + cycled.x[0] == 15.0
    assert (again.base[0], final.base[0], cycled.base[0]) == (0.0, 10.0, 5.0)
    assert lost.base[0] == pytest.approx(final.base[0] + final.x[0])
    assert lost.x[0] == pytest.approx(0.57)
    assert "0.57" in words(figure)
    title = figure.layout.annotations[1].text
    assert "96.2 %" in title
    assert "measured 96.2 ± 0.4 %, used in the fit" in title


def test_every_step_of_the_protocol_is_shaded_and_named() -> None:
    figure = efficiency_ledger(EfficiencyLedger([ledger()], cut_off=0.5))
    assert [(s.x0, s.x1) for s in figure.layout.shapes] == [(4 * i, 4 * i + 4) for i in range(4)]
    names = [t.name for t in figure.data if t.name and t.x[0] is None]
    assert names == ["conditioning", "reservoir", "cycles", "strip to 0.5 V"]
    wave = figure.data[0]
    assert set(wave.text) == {"conditioning", "reservoir", "cycles", "strip"}


def test_an_efficiency_without_a_reading_stands_alone() -> None:
    figure = efficiency_ledger(EfficiencyLedger([ledger()._replace(reading=None)]))
    assert figure.layout.annotations[1].text == "<b>average CE 96.2 %</b>"


def test_a_step_of_unknown_kind_is_refused() -> None:
    steps = [ledger().steps[0]._replace(kind="soak")]
    with pytest.raises(ValueError, match='"soak"'):
        efficiency_ledger(EfficiencyLedger([ledger()._replace(steps=steps)]))


def test_a_closure_without_a_limit_has_an_axis_of_its_own() -> None:
    """A half cell has no limit: the line is whole, nothing is drawn at infinity."""
    line = Line("Li", CYCLES, 20.0 + CYCLES)
    figure = closures(Closures([ClosureLine(line, 11.0, "closure")], limit=np.inf))
    low, high = 10.0 ** np.array(figure.layout.yaxis.range)
    assert low < 21.0 < 30.0 < high < 200.0
    assert [trace.mode for trace in figure.data] == ["lines", "markers"]
    assert figure.data[1].y == (30.0,)


def test_a_line_of_one_name_looks_the_same_in_every_trend() -> None:
    figure = cycle_trends(trends())
    first, _, third = figure.data
    assert first.name == third.name == "working electrode"
    assert first.line == third.line
    assert [trace.showlegend for trace in figure.data] == [True, True, False]
    assert figure.layout.yaxis.title.text == "[%]"
    assert figure.layout.xaxis2.title.text == "Cycle number"
