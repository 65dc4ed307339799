"""Voltage over a whole life: small, true to the curves, with buttons that follow the cycles."""

from __future__ import annotations

import numpy as np
import pytest
from cycle_life_inputs import cell_life, wave

from solvus.report.figures.life_voltage import CellLife, LifeVoltage, life_voltage


def long_life() -> LifeVoltage:
    """Three cells of 240 cycles of 2 h with 200 points each; the first ends in its 133rd."""
    cells = []
    for name, cycles in (("Li", 133), ("Li-Mg", 240), ("Li-Ag", 240)):
        begins, time, voltage = wave(cycles, 25.0, 100)
        voltage = voltage * (1.0 + (time / time[-1]) ** 8)
        failure = (133, 266.0, "voltage limit") if name == "Li" else None
        cells.append(CellLife(f"{name} || {name}", name, time, voltage, begins, failure))
    return LifeVoltage(cells)


def test_a_whole_life_of_three_cells_is_a_small_file_that_keeps_the_envelope() -> None:
    data = long_life()
    figure = life_voltage(data)
    assert len(figure.to_json()) < 400_000
    waves = [trace for trace in figure.data if trace.meta == "wave"]
    reach = figure.layout.yaxis.range[1]
    for cell, drawn in zip(data.cells, waves, strict=True):
        between = np.interp(cell.time, np.asarray(drawn.x, float), np.asarray(drawn.y, float))
        # 0.3 % of the axis, and what single precision of the time costs on a steep edge
        off = np.abs(between - np.asarray(cell.voltage))
        assert np.quantile(off, 0.99) < 0.003 * reach + 1e-3
        assert np.max(drawn.y) == pytest.approx(np.max(cell.voltage), abs=0.01 * reach)


def test_all_panels_share_the_voltage_axis_and_the_cycles_stand_above() -> None:
    layout = life_voltage(long_life()).layout
    assert layout.yaxis.range == layout.yaxis2.range == layout.yaxis3.range
    assert layout.xaxis4.overlaying == "x"
    assert layout.xaxis4.side == "top"
    assert layout.xaxis4.matches == layout.xaxis.matches
    places = dict(zip(layout.xaxis4.ticktext, layout.xaxis4.tickvals, strict=True))
    assert places["1"] == 0.0
    assert places["50"] == 98.0
    assert layout.xaxis3.title.text == "Time [h]"


def test_a_failure_is_marked_where_it_happens() -> None:
    figure = life_voltage(long_life())
    marks = [t for t in figure.data if t.mode == "markers" and t.marker.symbol == "x"]
    assert [tuple(mark.x) for mark in marks] == [(266.0,)]
    assert any(note.text == "cycle 133:<br>voltage limit" for note in figure.layout.annotations)


def test_a_button_shows_three_cycles_on_every_axis() -> None:
    figure = life_voltage(long_life())
    buttons = figure.layout.updatemenus[0].buttons
    assert [b.label for b in buttons] == [
        "Whole life",
        "Cycles 1–3",
        "Cycles 75–77",
        "Cycles 100–102",
    ]
    style, layout, traces = buttons[2].args
    for axis in ("xaxis", "xaxis2", "xaxis3", "xaxis4"):
        assert list(layout[f"{axis}.range"]) == [148.0, 154.0]
    assert list(layout["xaxis4.ticktext"]) == ["75", "76", "77"]
    assert list(layout["xaxis4.tickvals"]) == [148.0, 150.0, 152.0]
    assert {figure.data[i].meta for i in traces} == {"hull", "wave"}
    assert len(style["opacity"]) == len(traces) == 6


def test_the_first_button_restores_what_was_drawn_at_first() -> None:
    figure = life_voltage(long_life())
    style, layout, traces = figure.layout.updatemenus[0].buttons[0].args
    assert [figure.data[i].line.width for i in traces] == list(style["line.width"])
    assert list(layout["yaxis.range"]) == list(figure.layout.yaxis.range)
    assert list(layout["xaxis.range"]) == list(figure.layout.xaxis.range)
    assert list(layout["xaxis4.tickvals"]) == list(figure.layout.xaxis4.tickvals)


def test_cycles_that_never_came_get_no_button() -> None:
    buttons = life_voltage(LifeVoltage([cell_life(cycles=12)])).layout.updatemenus[0].buttons
    assert [b.label for b in buttons] == ["Whole life", "Cycles 1–3"]
    last = life_voltage(LifeVoltage([cell_life(cycles=12)], stops=(12,))).layout.updatemenus[0]
    assert last.buttons[1].label == "Cycle 12"


def test_the_axis_leaves_out_the_last_rise_of_a_cell_that_fails() -> None:
    begins, time, voltage = wave(100, 25.0)
    rising = np.where(time > 196.0, 20.0 * voltage, voltage)
    cell = CellLife("Li || Li", "Li", time, rising, begins)
    assert life_voltage(LifeVoltage([cell])).layout.yaxis.range[1] < 100.0
    assert life_voltage(LifeVoltage([cell], reach=400.0)).layout.yaxis.range[1] == 400.0


def test_the_pale_inside_spans_the_cycles() -> None:
    inside = next(t for t in life_voltage(LifeVoltage([cell_life()])).data if t.meta == "hull")
    assert inside.fill == "toself"
    assert (min(inside.y), max(inside.y)) == (pytest.approx(-55.0), pytest.approx(55.0))


def test_a_run_with_nothing_to_zoom_into_is_drawn_from_near() -> None:
    cell = cell_life(cycles=2)
    figure = life_voltage(LifeVoltage([cell], stops=()))
    assert not figure.layout.updatemenus
    shown = {trace.meta: trace.visible for trace in figure.data if trace.meta}
    assert shown == {"hull": False, "wave": None}


def test_words_on_a_late_failure_stand_left_of_it() -> None:
    for failed, side in ((1.0, "right"), (0.3, "left")):
        cell = cell_life(cycles=10)
        time = failed * float(np.asarray(cell.time)[-1])
        figure = life_voltage(LifeVoltage([cell._replace(failure=(9, time, "closure"))]))
        note = next(n for n in figure.layout.annotations if "closure" in n.text)
        assert note.xanchor == side
