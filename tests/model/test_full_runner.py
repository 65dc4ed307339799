"""A full cell: books, signs, the parts of its voltage, how a foil or a cathode ends a step."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from cells import design, layers, lithium
from full_cells import (
    LOADING,
    ROOM,
    cathode,
    charge,
    charges,
    cycles,
    discharge,
    done,
    full,
    hold,
    lithium_of,
    nominal,
    rest,
    salt,
)
from solvus.base.constants import F, R
from solvus.kernels import porous_step as S
from solvus.materials import library, open_circuit
from solvus.model.cathode import Mesh, Model, ohmic
from solvus.model.cell import Cell
from solvus.model.half_cycle import Curve, Keep

MODELS: tuple[Model, ...] = ("particle", "porous")
MESH = Mesh(3, 6)


def behind_film(cell: Cell, j: float) -> float:
    """Overpotential [V] of lithium at |j|: i = 2 j0 sinh(F (eta - i R)/2RT), by bisection."""
    assert cell.interface is not None
    known = cell.interface.values
    film, j0 = known["film_resistance"], known["exchange_current"]

    def off(eta: float) -> float:
        return 2.0 * j0 * np.sinh(F * (eta - j * film) / (2.0 * R * ROOM)) - j

    return brentq(off, 0.0, j * film + 1.0, xtol=1e-14)


def of_cathode(cell: Cell, curve: Curve, share: float = 1.0) -> np.ndarray:
    """Potential of a particle cathode against lithium [V] along a curve, from its surface."""
    made = cell.cathode
    assert made is not None
    assert curve.cathode is not None
    design, coating = made.design, made.design.coating
    x, current = curve.cathode[:, S.SURFACE], -curve.current
    area = 3.0 * coating.active_volume / design.material.particle_radius.si * coating.thickness
    # the end that the first cycle has lost hinders a discharge and not the way back from it
    high = design.material.lithium_returned.si if current[0] < 0.0 else 1.0
    i0 = design.material.exchange_current.si * 2.0 * np.sqrt(x * (high - x))
    over = 2.0 * R * ROOM / F * np.arcsinh(current / (area * share) / (2.0 * i0))
    series = ohmic(design, salt()) + made.design.material.contact_resistance.si
    return open_circuit.potential(design.material, x) + over + current * series


@pytest.mark.parametrize(("model", "count"), [("particle", 100), ("porous", 12)])
def test_no_lithium_appears_or_vanishes(model: Model, count: int) -> None:
    """Foil, cathode, lost on plating and lost with faded material, over a life with all of them."""
    foil = design("Ag", "H3v", 60.0, efficiency=0.99, retention=0.97)
    cell = full(foil, cathode(model=model, fade=2e-3, mesh=MESH))
    before, solute = lithium_of(cell), sum(cell.working.books()[1::2])
    run = done(cell, cycles(cell, 0.5, count))
    assert lithium_of(cell) == pytest.approx(before, rel=1e-10)
    assert sum(cell.working.books()[1::2]) == pytest.approx(solute, rel=1e-10)
    passed = sum(h.current * h.duration for h in run.half_cycles) / F
    made = cell.cathode
    assert made is not None
    assert made.lithium + made.lost == pytest.approx(LOADING * made.design.material.
        specific_capacity.si / F * made.made + passed, rel=1e-10)  # fmt: skip
    assert made.lost > 0.0
    assert cell.working.lost > 0.0
    for half in run.half_cycles:  # and every row says the same
        side = half.cathode
        assert side is not None
        total = half.working.lithium + half.working.lost_lithium + side.lithium + side.lost_lithium
        assert total == pytest.approx(before, rel=1e-10)


@pytest.mark.parametrize("model", MODELS)
def test_a_cell_that_loses_nothing_repeats_itself(model: Model) -> None:
    cell = full(lithium(60.0), cathode(model=model, mesh=MESH))
    run = done(cell, cycles(cell, 0.5, 25))
    up, down = charges(run, -1), charges(run, 1)
    assert np.ptp(down[2:]) < 1e-5 * down[0]
    assert np.ptp(up[2:]) < 1e-5 * up[-1]
    assert up[2:] == pytest.approx(down[2:], rel=1e-4)
    assert up[0] > 1.05 * up[-1]  # the first charge takes what never comes back
    assert not run.events


def test_signs() -> None:
    """A charge is a negative current, plates the foil, empties the cathode; voltages positive."""
    cell = full(lithium(60.0))
    run = done(cell, [charge(cell, 0.2), rest(1.0), discharge(cell, 0.2)])
    up, still, down = run.half_cycles
    assert (np.sign(up.current), still.current, np.sign(down.current)) == (-1.0, 0.0, 1.0)
    assert up.cathode
    assert still.cathode
    assert down.cathode
    assert up.cathode.content < 0.2 < 0.85 < down.cathode.content
    assert up.working.lithium > down.working.lithium
    assert up.end == pytest.approx(4.3, abs=1e-8)
    assert down.end == pytest.approx(2.8, abs=1e-8)
    for curve, sign in zip(run.curves, (-1.0, 0.0, 1.0), strict=True):
        assert np.all(np.sign(curve.current) == sign)
        assert curve.voltage.min() > 2.0
    # at one lithium content a charge lies above rest, a discharge below it
    content = 0.5
    volts = [
        np.interp(content, c.cathode[::way, S.MEAN], c.voltage[::way])
        for c, way in ((run.curves[0], -1), (run.curves[2], 1))
    ]
    assert volts[0] > open_circuit.potential(cell.cathode.design.material, content) > volts[1]


@pytest.mark.parametrize("transient", ["none", "short", "full"])
def test_the_voltage_is_the_sum_of_its_parts(transient: str) -> None:
    cell = full(lithium(60.0), cathode(tolerance=1e-6), bare=True, transient=transient)
    run = done(cell, cycles(cell, 0.5, 2))
    assert cell.interface is not None
    for number in (2, 3):  # the lost end is lost from here on
        half, curve = run.half_cycles[number], run.curves[number]
        j = abs(half.current)
        if half.current > 0.0:
            foil = np.full(len(curve.time), -behind_film(cell, j))
        else:
            over = cell.interface.plating(j, 1.2 * cell.cathode.design.full / j, half.signal_found,
                                          ROOM, cell.v_li)  # fmt: skip
            foil = np.interp(curve.time - half.start, over.time, over.eta)
            assert foil[-1] == pytest.approx(behind_film(cell, j), rel=0.02)
        due = of_cathode(cell, curve) + foil
        ran_away = slice(None, -2 if half.current > 0.0 else None)
        assert curve.voltage[ran_away] == pytest.approx(due[ran_away], abs=1e-3)
        middle = slice(len(due) // 4, 3 * len(due) // 4)
        assert curve.voltage[middle] == pytest.approx(due[middle], abs=1e-4)


def test_a_layer_adds_its_resistance_and_its_salt() -> None:
    """At the end of a step the salt of a thin layer has settled: V = j h N/kappa + junction, with
    the salt at the metal off by B j, and that outside the layer as it is conserved."""
    made = layers("inventory")
    cell = full(design(None, "H1", 100.0, efficiency=0.9), made=made)
    run = done(cell, [*cycles(cell, 0.3, 6), charge(cell, 0.5, 4.2), discharge(cell, 0.5, 3.6)])
    known = made.salt
    for sign, number, limit in ((-1.0, 12, 4.2), (1.0, 13, 3.6)):
        half, curve = run.half_cycles[number], run.curves[number]
        assert half.layers is not None
        assert curve.cathode is not None
        layer, j = half.layers[0], abs(half.current)
        assert layer.lost == pytest.approx(F * half.working.lost_lithium)
        b = (1.0 - known.transference_number) / (F * known.salt_diffusivity)
        off, held = b * layer.thickness * layer.macmullin * j, layer.thickness * layer.porosity
        free = known.salt_concentration
        free -= 0.5 * sign * off * held / (held + made.values["free_electrolyte"])
        junction = 2.0 * R * ROOM / F * (1.0 - known.transference_number)
        junction *= known.thermodynamic_factor * abs(np.log((free + sign * off) / free))
        due = j * layer.thickness * layer.macmullin / known.conductivity + junction
        assert due > 2e-3
        own = curve.cathode[-1, S.VOLTAGE]
        found = -sign * (limit - own) - behind_film(cell, j)
        assert found == pytest.approx(due, rel=0.02)


def test_more_lost_more_polarisation() -> None:
    gaps = []
    for efficiency in (1.0, 0.99, 0.96):
        cell = full(design(None, "H1", 100.0, efficiency=efficiency), made=layers("per_electrode"))
        run = done(cell, cycles(cell, 0.5, 10))
        up, down = run.half_cycles[-2].cathode, run.half_cycles[-1].cathode
        assert up
        assert down
        gaps.append(up.mid - down.mid)
    assert gaps == sorted(gaps)
    assert gaps[2] > gaps[0] + 2e-3


def test_a_foil_as_made_shows_its_nucleation_on_the_first_charge() -> None:
    """The same cell with and without: a bump of some ten mV in the first minute, then none."""
    curves = {}
    for transient in ("none", "full"):
        cell = full(design("Ag", "H3v", 50.0), cathode(tolerance=1e-5), transient=transient)
        curves[transient] = done(cell, [charge(cell, 0.3)]).curves[0]
    time = curves["full"].time
    bump = curves["full"].voltage - np.interp(time, curves["none"].time, curves["none"].voltage)
    early = (time > 0.0) & (time < 60.0)
    assert cell.interface is not None
    due = 0.3 * nominal(cell) * cell.interface.resistance_found(0.0687, ROOM)
    assert bump[early].max() == pytest.approx(due - behind_film(cell, 0.3 * nominal(cell)), rel=0.3)
    assert abs(bump[-2]) < 2e-3
    assert curves["full"].coverage[0] < 0.01 < 0.99 < curves["full"].coverage[-1]


@pytest.mark.parametrize("model", MODELS)
def test_a_rest_ends_at_the_open_circuit(model: Model) -> None:
    cell = full(lithium(60.0), cathode(model=model, mesh=MESH))
    run = done(cell, [charge(cell, 1.0, 4.0), rest(200.0)])
    side = run.half_cycles[-1].cathode
    assert side
    due = float(open_circuit.potential(cell.cathode.design.material, side.content))
    assert run.half_cycles[-1].end == pytest.approx(due, abs=5e-5)
    volts = run.curves[-1].voltage
    assert np.all(np.diff(volts) < 1e-4)  # it falls back, and does not swing
    assert volts[0] > due + 5e-3


@pytest.mark.parametrize("content", [0.1, 0.4])
def test_the_potential_of_an_alloy_lowers_the_voltage_of_the_cell(content: float) -> None:
    """Li-Mg, as assessed: V = V_cathode - eta - E(face) at every time, and the limit is met."""
    foil = design("Mg", "H1", 60.0, mass_fraction=content)
    cell = full(foil, cathode(tolerance=1e-6), bare=True)
    run = done(cell, cycles(cell, 0.5, 2))
    for number in (2, 3):
        half, curve = run.half_cycles[number], run.curves[number]
        sign = np.sign(half.current)
        eta = behind_film(cell, abs(half.current))
        own = cell.working.potential(curve.working)
        due = of_cathode(cell, curve) - sign * eta - own
        middle = slice(2, -6)
        assert curve.voltage[middle] == pytest.approx(due[middle], abs=8e-4)
        assert half.end == pytest.approx(4.3 if sign < 0.0 else 2.8, abs=1e-6)
    assert np.ptp(own) > 5e-3


def test_a_potential_that_will_not_settle_leaves_the_books_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("solvus.model.full_runner.AGREED", -1.0)
    cell = full(design("Mg", "H1", 60.0, mass_fraction=0.2, efficiency=0.98))
    before = lithium_of(cell)
    run = done(cell, cycles(cell, 0.5, 2))
    assert lithium_of(cell) == pytest.approx(before, rel=1e-11)
    side = run.half_cycles[0].cathode
    assert side
    passed = abs(run.half_cycles[0].current) * run.half_cycles[0].duration
    assert 1.0 - side.content == pytest.approx(passed / cell.cathode.design.full, abs=2e-6)


def test_energy_and_middle_voltage_are_those_of_the_curve() -> None:
    cell = full(lithium(60.0))
    run = done(cell, cycles(cell, 0.3, 1))
    for half, curve in zip(run.half_cycles, run.curves, strict=True):
        side, j = half.cathode, abs(half.current)
        assert side
        assert side.energy == pytest.approx(j * np.trapezoid(curve.voltage, curve.time), rel=1e-9)
        middle = half.start + 0.5 * half.duration
        assert side.mid == pytest.approx(np.interp(middle, curve.time, curve.voltage), abs=1e-9)


def test_pictures_are_taken_of_steps_as_they_ended() -> None:
    """Frames inside a step, also where a step is run again for the foil's own potential."""
    cell = full(design("Mg", "H1", 60.0, mass_fraction=0.2))
    run = done(cell, [*cycles(cell, 0.5, 1), hold(cell, 2.8, 0.05)], Keep(frames=3))
    for number, half in enumerate(run.half_cycles[:2]):
        shots = [shot for shot in run.snapshots if shot.half_cycle == number]
        assert [shot.end_of_step for shot in shots] == [False, False, False, True]
        times = np.array([shot.time for shot in shots]) - half.start
        assert times == pytest.approx(half.duration * np.arange(1, 5) / 4.0, rel=1e-9)


def test_the_foil_is_what_the_library_says() -> None:
    """A foil of lithium in a full cell holds what a foil of lithium holds."""
    cell = full(lithium(50.0))
    assert cell.working.books()[0] == pytest.approx(50e-6 / library.lithium().molar_volume.si)
