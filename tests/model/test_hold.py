"""A held voltage: the current falls, the charge is that of finer pieces, the cut-off is met."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cells import design, lithium
from full_cells import (
    cathode,
    charge,
    cycles,
    discharge,
    done,
    full,
    hold,
    lithium_of,
    nominal,
    rest,
)
from solvus.base.constants import F
from solvus.materials import open_circuit
from solvus.model.cathode import Mesh, Model
from solvus.model.cell import Cell
from solvus.model.half_cycle import Curve, HalfCycle
from solvus.model.hold import FAINT, RATIO
from solvus.model.simulate import simulate

MODELS: tuple[Model, ...] = ("particle", "porous")
MESH = Mesh(3, 6)


def held(cell: Cell, cut: float = 0.02, before: float = 0.5) -> tuple[HalfCycle, Curve]:
    """The hold at 4.3 V after a charge."""
    run = done(cell, [charge(cell, before), hold(cell, 4.3, cut)])
    return run.half_cycles[-1], run.curves[-1]


def charge_of(curve: Curve) -> float:
    """Charge passed [C/m2], a magnitude."""
    return abs(float(np.trapezoid(curve.current, curve.time)))


@pytest.mark.parametrize("model", MODELS)
def test_the_current_falls_from_that_of_the_charge_to_the_cut_off(model: Model) -> None:
    cell = full(lithium(60.0), cathode(model=model, mesh=MESH))
    half, curve = held(cell)
    one_c = nominal(cell)
    assert np.all(curve.current < 0.0)
    assert np.all(np.diff(np.abs(curve.current)) <= 0.0)
    assert abs(curve.current[0]) == pytest.approx(0.5 * one_c * RATIO**0.5, rel=1e-4)
    assert 0.02 <= abs(curve.current[-1]) / one_c < 0.02 / RATIO
    assert half.cathode is not None
    assert half.current * half.duration == pytest.approx(-charge_of(curve), rel=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_the_voltage_saw_tooths_around_the_one_held(model: Model) -> None:
    """By half of (1 - RATIO) of what the current loses in the cell."""
    cell = full(lithium(60.0), cathode(model=model, mesh=MESH))
    _, curve = held(cell)
    off = curve.voltage - 4.3
    resistance = 120e-4  # ohm m2, more than the cell has
    assert np.all(np.abs(off) <= 0.55 * (1.0 - RATIO) * np.abs(curve.current) * resistance)
    assert off.min() < -1e-5
    assert off.max() > 1e-5
    mean = np.trapezoid(off, curve.time) / curve.time[-1]
    assert abs(mean) < 0.3 * max(off.max(), -off.min())


def test_the_charge_is_that_of_finer_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """As pieces are centred on the current that they stand for, at the ratio used already."""
    passed, times = [], []
    for ratio in (RATIO, 0.985, 0.996):
        monkeypatch.setattr("solvus.model.hold.RATIO", ratio)
        half, curve = held(full(lithium(60.0), cathode(tolerance=1e-5)), 0.05)
        passed.append(charge_of(curve))
        times.append(half.duration)
    errors = np.abs(np.array(passed[:-1]) / passed[-1] - 1.0)
    assert errors.max() < 5e-3
    assert times[0] == pytest.approx(times[-1], rel=0.02)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("voltage", [4.0, 4.3])
def test_a_long_hold_ends_at_the_content_of_that_voltage(model: Model, voltage: float) -> None:
    """Whatever the kinetics: without a current the cell is the cathode, and the cathode at rest."""
    cell = full(lithium(60.0), cathode(model=model, mesh=MESH))
    run = done(cell, [charge(cell, 0.5, voltage), hold(cell, voltage, 1e-4)])
    side = run.half_cycles[-1].cathode
    assert side is not None
    due = float(open_circuit.lithium_at(cell.cathode.design.material, voltage))
    assert side.content == pytest.approx(due, abs=5e-4)


def test_a_hold_lasts_as_long_as_it_is_asked_to() -> None:
    cell = full(lithium(60.0))
    run = done(cell, [charge(cell, 0.5), hold(cell, 4.3, hours=0.25)])
    assert run.half_cycles[-1].duration == pytest.approx(900.0, rel=1e-9)
    both = full(lithium(60.0))
    first = done(both, [charge(both, 0.5), hold(both, 4.3, 0.3, 10.0)]).half_cycles[-1]
    assert first.duration < 3600.0  # the cut-off came first


def test_a_hold_below_the_voltage_discharges() -> None:
    cell = full(lithium(60.0))
    before = lithium_of(cell)
    run = done(cell, [charge(cell, 0.5), hold(cell, 3.8, 0.02)])
    half, curve = run.half_cycles[-1], run.curves[-1]
    assert half.current > 0.0
    assert np.all(np.diff(curve.current) <= 0.0)
    assert curve.voltage[-1] == pytest.approx(3.8, abs=1e-3)
    assert curve.voltage.min() > 3.8 - 4e-3
    assert half.cathode is not None
    due = float(open_circuit.lithium_at(cell.cathode.design.material, 3.8))
    assert half.cathode.content == pytest.approx(due, abs=0.02)
    assert lithium_of(cell) == pytest.approx(before, rel=1e-12)
    assert [one.cycle for one in run.half_cycles] == [1, 1]


def test_a_hold_can_begin_a_protocol_and_is_no_larger_than_it_may_be() -> None:
    """From an empty cell the current is bounded; the voltage comes up to the one held."""
    cell = full(lithium(60.0))
    run = done(cell, [hold(cell, 4.2, 0.05)])
    curve = run.curves[0]
    assert abs(curve.current[0]) <= 2.0 * nominal(cell) * (1.0 + 1e-9)
    assert curve.voltage[0] < 4.2
    assert abs(curve.voltage[-1] - 4.2) < 1e-3


def test_a_hold_whose_current_is_below_the_cut_off_already_is_over() -> None:
    cell = full(lithium(60.0))
    run = done(cell, [charge(cell, 0.1), hold(cell, 4.3, 0.2), discharge(cell, 0.1)])
    assert run.half_cycles[1].duration == 0.0
    assert math.isnan(run.half_cycles[1].end)
    assert run.half_cycles[2].end == pytest.approx(2.8)


def test_a_hold_without_a_cut_off_stops_at_a_faint_current() -> None:
    cell = full(lithium(60.0))
    run = done(cell, [charge(cell, 0.5), hold(cell, 4.3, hours=300.0)])
    curve = run.curves[-1]
    assert FAINT <= abs(curve.current[-1]) / nominal(cell) < 0.01


@pytest.mark.parametrize("model", MODELS)
def test_the_books_hold_with_holds_losses_and_layers(model: Model) -> None:
    foil = design("Ag", "H3v", 60.0, efficiency=0.98, retention=0.95)
    cell = full(foil, cathode(model=model, fade=1e-3, mesh=MESH))
    before = lithium_of(cell)
    one = [charge(cell, 0.7), hold(cell, 4.3, 0.05), discharge(cell, 0.7), hold(cell, 2.8, 0.05)]
    run = done(cell, one * 4)
    assert lithium_of(cell) == pytest.approx(before, rel=1e-11)
    assert [half.cycle for half in run.half_cycles] == [k for k in (1, 2, 3, 4) for _ in range(4)]
    # what an inefficient foil loses is its share of all that was plated, held or not
    plated = sum(-h.current * h.duration for h in run.half_cycles if h.current < 0.0)
    assert cell.working.lost >= 0.02 * plated / F * (1.0 - 1e-9)
    layer = run.half_cycles[-1].layers
    assert layer is not None
    assert layer[0].lost == pytest.approx(F * cell.working.lost)


@pytest.mark.parametrize("model", MODELS)
def test_a_cathode_that_is_full_lets_go_of_the_current(model: Model) -> None:
    """A hold after a slow discharge to the end: what is left to take is little, and is taken."""
    cell = full(lithium(60.0), cathode(model=model, mesh=MESH))
    run = done(cell, [charge(cell, 0.2), discharge(cell, 0.1), hold(cell, 2.8, 0.002), rest(1.0),
                      charge(cell, 0.2)])  # fmt: skip
    end = run.half_cycles[2].cathode
    assert end is not None
    assert run.half_cycles[2].duration > 0.0
    assert 0.909 < end.content < 0.9117
    assert run.half_cycles[3].duration == pytest.approx(3600.0)
    assert run.half_cycles[4].end == pytest.approx(4.3, abs=1e-8)


def test_the_potential_of_an_alloy_counts_in_what_is_held() -> None:
    cell = full(design("Mg", "H1", 60.0, mass_fraction=0.3))
    run = done(cell, [*cycles(cell, 0.5, 1), charge(cell, 0.5, 4.2), hold(cell, 4.2, 0.02)])
    before, curve = run.half_cycles[-2], run.curves[-1]
    assert abs(curve.current[0]) == pytest.approx(abs(before.current), rel=0.05)
    assert np.abs(curve.voltage - 4.2).max() < 1.5e-3


def test_a_foil_that_is_spent_ends_a_hold_as_it_ends_a_discharge() -> None:
    cell = full(design(None, "H1", 8.0, efficiency=0.6))
    run = simulate(cell, [*cycles(cell, 0.3, 3), charge(cell, 0.3), hold(cell, 2.8, 0.01)])
    assert run.complete
    assert "the foil had no lithium left" in run.events[0].sentence
