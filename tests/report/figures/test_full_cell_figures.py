"""The figures of full cells: what they were given is what they show."""

from __future__ import annotations

import numpy as np
import pytest
from full_cell_inputs import CYCLES, FIXED, STACK, bump, capacity, curves, polarisation, slopes

from solvus.report.figures.capacity_cycles import CapacityCycles, capacity_cycles
from solvus.report.figures.differential_capacity import differential_capacity
from solvus.report.figures.first_charge_bump import first_charge_bump
from solvus.report.figures.full_cell_stack import full_cell_stack
from solvus.report.figures.polarisation_cycles import polarisation_cycles
from solvus.report.figures.voltage_capacity import VoltageCapacity, voltage_capacity
from solvus.report.theme import LITHIUM, SOLUTES


def named(figure: object, name: str) -> list:
    return [trace for trace in figure.data if trace.name == name]  # type: ignore[attr-defined]


def test_capacity_stands_above_its_efficiency_in_the_colour_of_the_foil() -> None:
    figure = capacity_cycles(capacity())
    above, below = named(figure, "NCM || Li")
    np.testing.assert_allclose(above.y, 170.0 - CYCLES)
    assert below.yaxis == "y2"
    assert above.line.color == below.line.color == LITHIUM.colour
    assert named(figure, "NCM || Li-Ag")[0].line.color == SOLUTES["Ag"].colour
    assert [bool(trace.showlegend is not False) for trace in (above, below)] == [True, False]


def test_a_first_cycle_does_not_stretch_the_axis_of_efficiency() -> None:
    low, high = capacity_cycles(capacity()).layout.yaxis2.range
    assert 89.0 < low < 99.9 < high
    assert high - low < 1.0


def test_ends_points_and_the_least_capacity_are_on_the_axis() -> None:
    figure = capacity_cycles(capacity())
    low, high = figure.layout.yaxis.range
    crosses = [t for t in figure.data if t.mode == "markers" and t.marker.symbol == "x"]
    assert [(t.x[0], t.y[0]) for t in crosses] == [(12.0, 158.0)]
    assert low < 136.0 < 174.0 < high
    assert any(note.text == "end of life" for note in figure.layout.annotations)


def test_without_efficiencies_there_is_one_panel() -> None:
    cells = [cell._replace(efficiency=()) for cell in capacity().cells]
    figure = capacity_cycles(CapacityCycles(cells, "Retention", "%"))
    assert "yaxis2" not in figure.layout.to_plotly_json()
    assert figure.layout.yaxis.title.text == "Retention [%]"
    assert figure.layout.xaxis.title.text == "Cycle number"


def test_a_capacity_that_falls_far_is_drawn_from_zero() -> None:
    (cell, _) = capacity().cells
    falling = cell._replace(line=cell.line._replace(y=170.0 - 8.0 * CYCLES), measured=(), end=None)
    assert capacity_cycles(CapacityCycles([falling])).layout.yaxis.range[0] == 0.0


def test_charge_per_area_is_charge_per_mass_times_the_loading() -> None:
    figure = voltage_capacity(VoltageCapacity([curves()]))
    lower, upper = figure.layout.xaxis.range, figure.layout.xaxis2.range
    assert upper[1] / lower[1] == pytest.approx(15.2e-3)
    assert figure.layout.xaxis2.overlaying == "x"
    first = named(figure, "cycle 1")[0]
    np.testing.assert_allclose(first.customdata, 15.2e-3 * np.array(first.x), rtol=1e-5)


def test_a_cycle_is_named_once_and_what_is_missing_is_not_drawn() -> None:
    figure = voltage_capacity(VoltageCapacity([curves(), curves("NCM || Li")]))
    assert len(named(figure, "cycle 1")) == 4
    assert len(named(figure, "cycle 50")) == 2
    assert sum(trace.showlegend is True for trace in figure.data) == 2
    assert named(figure, "cycle 1")[0].line.dash == "solid"  # the discharge
    assert named(figure, "cycle 1")[0].line.color != named(figure, "cycle 50")[0].line.color
    overlays = [figure.layout[name].overlaying for name in ("xaxis3", "xaxis4")]
    assert overlays == ["x", "x2"]


def test_a_bump_is_told_by_its_height_and_marked() -> None:
    figure = first_charge_bump(bump())
    names = {trace.name for trace in figure.data if trace.name}
    assert {"NCM || Li, bump of 30 mV", "NCM || Li-Ag, no bump"} <= names
    (marks,) = [trace for trace in figure.data if trace.mode == "markers"]
    assert marks.y == (3.66, 3.63)
    assert max(named(figure, "NCM || Li-Ag, no bump")[0].x) == 500.0
    assert figure.layout.yaxis2.title.text == "Of the foil [mV]"
    assert "yaxis2" not in first_charge_bump(bump(foil=False)).layout.to_plotly_json()


def test_polarisation_is_what_lies_between_the_mid_voltages() -> None:
    figure = polarisation_cycles(polarisation())
    lines = [trace for trace in figure.data if trace.mode == "lines" and trace.fill is None]
    above, discharge, charge = lines
    np.testing.assert_allclose(np.array(charge.y) - discharge.y, 1e-3 * np.array(above.y))
    low, high = figure.layout.yaxis.range
    assert low == 0.0  # the first cycle, below, does not stretch the axis
    assert high > 129.0


def test_discharge_hangs_below_charge_and_a_hold_does_not_stretch_the_axis() -> None:
    up, down = differential_capacity(slopes()).data
    assert max(up.y) == 5000.0
    assert min(down.y) == pytest.approx(-400.0)
    low, high = differential_capacity(slopes()).layout.yaxis.range
    assert -low == high
    assert 400.0 < high < 1000.0


def test_a_stack_is_as_tall_as_its_layers() -> None:
    figure = full_cell_stack(STACK)
    sums = np.sum([trace.y for trace in figure.data], axis=0)
    np.testing.assert_allclose(sums, [40.0 + sum(FIXED.values()), 62.4 + sum(FIXED.values())])
    assert [note.text for note in figure.layout.annotations] == ["<b>114</b>", "<b>136</b>"]
    assert [trace.name for trace in figure.data] == [
        "foil", "plated on the skin", "reaction layer", "separator", "cathode coating",
    ]  # fmt: skip
    assert named(figure, "plated on the skin")[0].text[1] == ""  # too thin to write on
