"""Reaction layers: thickness and books of what is lost, closures, efficiency, resolved salt."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cells import MAH, cell, design, done, layered, layers, lithium, plate, rest, strip
from solvus.base.constants import F, R
from solvus.materials import library
from solvus.model.cell import Cell
from solvus.model.electrode import SPENT_SHARE
from solvus.model.layer import CLOSURES, EFFICIENCIES
from solvus.model.layer.kinds import Layer
from solvus.model.simulate import Keep, simulate

V_LI = library.lithium().molar_volume.si
CYCLE = [strip(1), plate(1)]
LI = design(None, "H1", 50.0, efficiency=0.962)
QUIET = Keep(0)


def lost(made: Cell) -> tuple[float, float]:
    """Charge lost [C/m2] by the books of the two foils."""
    assert made.counter is not None
    return made.working.books()[2] * F, made.counter.books()[2] * F


def test_the_thickness_of_what_fifty_cycles_lose() -> None:
    """h = Q V_Li/(F packing): 3.8 % of 50 mAh/cm2 at a packing of 1/4 are 36.8 um."""
    run = done(layered(LI), CYCLE * 50, QUIET)
    working, counter = run.half_cycles[-1].layers or (None, None)
    assert working is not None
    assert counter is not None
    assert working.lost == pytest.approx(0.038 * 50 * MAH, rel=1e-12)
    assert working.thickness == pytest.approx(36.8e-6, rel=2e-3)
    dense = working.lost * V_LI / F
    assert working.thickness == pytest.approx(4.0 * dense, rel=1e-12)
    assert working == pytest.approx(counter, rel=1e-12)
    packed = done(layered(LI, made=layers(packing=0.4)), CYCLE * 50, QUIET)
    assert packed.half_cycles[-1].layers[0].thickness == pytest.approx(dense / 0.4, rel=1e-12)  # type: ignore[index]


@pytest.mark.parametrize("solute", [None, "Ag", "Mg"])
@pytest.mark.parametrize("sei_share", [0.0, 0.3, 1.0])
def test_compounds_and_dead_metal_are_what_the_foils_have_lost(
    solute: str | None, sei_share: float
) -> None:
    """Two books that add up to the charge by which plating exceeds what the foil has gained."""
    foil = design(solute, "H3v" if solute == "Ag" else "H1", efficiency=0.97, retention=0.98)
    made = layered(foil, lithium(80.0), layers(sei_share=sei_share))
    begun = made.working.books()[0] * F
    run = done(made, [strip(2), plate(1), plate(1), rest(1), strip(1), plate(3)] * 2, QUIET)
    last = run.half_cycles[-1]
    assert last.layers is not None
    for layer, book in zip(last.layers, lost(made), strict=True):
        assert layer.lost == pytest.approx(book, rel=1e-12, abs=1e-9)
        assert layer.sei + layer.dead == pytest.approx(book, rel=1e-12, abs=1e-9)
        assert layer.sei == pytest.approx(sei_share * book, rel=1e-12, abs=1e-9)
    net = sum(half.current * half.duration for half in run.half_cycles)
    left = made.working.books()[0] * F
    assert last.layers[0].lost == pytest.approx(begun - net - left, rel=1e-9)
    plated = sum(h.duration * -h.current for h in run.half_cycles if h.current < 0.0)
    assert last.layers[0].lost >= 0.03 * plated * (1.0 - 1e-12)  # a skin loses lithium besides
    assert last.layers[1].lost == 0.0  # the counter foil loses nothing


def test_a_layer_grows_only_while_its_electrode_is_plated() -> None:
    run = done(layered(LI), [strip(1), rest(1), plate(1), rest(1)], QUIET)
    pairs = [half.layers for half in run.half_cycles]
    thick = np.array([[one.thickness for one in pair or ()] for pair in pairs])
    assert thick[0, 0] == 0.0 < thick[0, 1]
    assert (thick[1] == thick[0]).all()
    assert thick[2, 0] == pytest.approx(thick[0, 1])
    assert thick[2, 1] == thick[1, 1]
    assert (thick[3] == thick[2]).all()


def test_solids_leave_the_rest_to_the_electrolyte() -> None:
    """Porosity = 1 - packing (dead metal + compounds by their volumes)."""
    for packing, bound in ((0.25, 0.3), (0.4, 0.0), (0.4, 1.0)):
        made = layers(packing=packing, sei_share=bound, sei_volume=20e-6)
        (layer, _) = made.of((MAH, MAH))
        due = 1.0 - packing * (1.0 - bound + bound * 20e-6 / V_LI)
        assert layer.porosity == pytest.approx(due, rel=1e-12)
    over_full = layers(packing=1.0, sei_share=1.0, sei_volume=60e-6).of((MAH, MAH))[0]
    assert 0.0 < over_full.porosity < 0.05


def test_each_electrode_closes_its_own_pores() -> None:
    made = layers(closing_charge=5.5 * MAH, fresh_macmullin=1.2, closing_exponent=1.5)
    own, other = made.of((1.1 * MAH, 4.4 * MAH))
    assert own.open_share == pytest.approx(0.8)
    assert other.open_share == pytest.approx(0.2)
    assert other.macmullin == pytest.approx(1.2 * 0.2**-1.5)
    closed = made.of((5.6 * MAH, 0.0))[0]
    assert (closed.open_share, closed.macmullin) == (0.0, math.inf)


def electrolyte_of(closing_charge: float) -> dict[str, float]:
    """Parameters of a shared electrolyte with V_e F/(nu v) = 2 Q_c."""
    v, nu = 85e-6, 1.3
    volume = 2.0 * closing_charge * nu * v / F
    return {
        "electrolyte_volume": volume, "solvent_per_lithium": nu, "solvent_molar_volume": v,
    }  # fmt: skip


def test_a_shared_electrolyte_that_holds_twice_the_charge_is_the_closure_per_electrode() -> None:
    """For electrodes that have lost alike the two laws are one."""
    closing = 5.0 * MAH
    own = layers(closing_charge=closing)
    shared = layers("shared_electrolyte", **electrolyte_of(closing))
    for charge in np.linspace(0.0, 0.99 * closing, 7):
        for one, other in zip(own.of((charge,) * 2), shared.of((charge,) * 2), strict=True):
            assert one == pytest.approx(other, rel=1e-9)
    uneven = shared.of((2.0 * MAH, 0.0))
    assert uneven[0].open_share == uneven[1].open_share == pytest.approx(0.8)


def test_the_two_closures_give_one_course_of_voltage() -> None:
    """At the ends of whole cycles the electrodes have lost alike; in between the one that is being
    plated is half a cycle ahead, which the shared electrolyte spreads over both."""
    closing = 5.0 * MAH
    own = done(layered(LI, made=layers(closing_charge=closing)), CYCLE * 80, QUIET)
    given = electrolyte_of(closing)
    shared = done(layered(LI, made=layers("shared_electrolyte", **given)), CYCLE * 80, QUIET)
    for a, b in zip(own.half_cycles[1::2], shared.half_cycles[1::2], strict=True):
        for one, other in zip(a.layers or (), b.layers or (), strict=True):
            assert one == pytest.approx(other, rel=1e-9)
        assert a.end == pytest.approx(b.end, rel=2e-3)
        assert a.plateau == pytest.approx(b.plateau, rel=5e-3)
    assert own.half_cycles[-1].end > 1.5 * own.half_cycles[1].end


def test_without_a_closure_lithium_runs_out_when_the_sum_says() -> None:
    """50 um of lithium against 50 um: strip n takes the last when Q - 0.038 (n - 1) < 1 mAh/cm2."""
    held = 50e-6 * (1.0 - SPENT_SHARE) / V_LI * F / MAH  # what counts as spent is not given
    due = math.ceil((held - 1.0) / 0.038) + 1
    assert due == 245
    made = layered(LI, made=layers("inventory"), dead=0.5)
    run = simulate(made, CYCLE * 300, QUIET)
    [event] = run.events
    assert (event.name, event.cycle) == ("inventory", due)
    assert run.life.text == str(due)
    assert "no more lithium" in run.ended
    numbers = {layer.macmullin for half in run.half_cycles for layer in half.layers or ()}
    assert numbers == {made.layers.values["fresh_macmullin"]}  # type: ignore[union-attr]
    assert run.half_cycles[-1].working.thickness < 1.01 * SPENT_SHARE * 50e-6


def test_the_voltage_of_a_cell_is_that_without_layers_and_that_of_the_layers() -> None:
    """At the end of an hour the salt has settled: the law of the pair in closed form."""
    made = layered(LI)
    run = done(made, CYCLE * 90, QUIET)
    plain = done(cell(LI), CYCLE, QUIET).half_cycles[-1].end
    last = run.half_cycles[-1]
    assert last.layers is not None
    assert made.layers is not None
    salt = made.layers.salt
    one, other = last.layers
    carried, path = 1.0 - salt.transference_number, one.thickness * one.macmullin
    assert path == pytest.approx(other.thickness * other.macmullin)
    u = 10.0 * carried * path / (F * salt.salt_diffusivity * salt.salt_concentration)
    volt = 2.0 * R * 298.15 / F * carried * salt.thermodynamic_factor
    due = 2.0 * 10.0 * path / salt.conductivity + volt * math.log((1.0 + u) / (1.0 - u))
    assert last.end - plain == pytest.approx(due, rel=1e-3)
    assert due > 0.015


def test_the_salt_remembers_the_half_cycle_before() -> None:
    """After a reversal the layers still push the other way, for some tau; a rest forgets it."""
    made = layered(LI)
    run = done(made, [*CYCLE * 90, strip(1), rest(2), strip(0.5)], Keep(1))
    reversed_, rested, again = run.curves[-3:]
    settled = float(reversed_.voltage[-1])
    assert reversed_.voltage[0] < 0.7 * settled
    assert 0.005 < rested.voltage[0] < settled  # what is left when the current stops
    assert abs(rested.voltage[-1]) < 1e-4
    assert np.all(np.diff(rested.voltage) <= 0.0)
    assert again.voltage[0] == pytest.approx(reversed_.voltage[0] + rested.voltage[0], rel=0.02)


@pytest.mark.parametrize("solute", [None, "Ag"])
def test_a_curve_has_points_enough_for_the_salt(solute: str | None) -> None:
    """Linear between its points: the voltage between them is on that line to 1 % of its range."""
    foil = design(solute, "H3v" if solute else "H1", efficiency=0.962)
    made = layered(foil)
    done(made, CYCLE * 100, QUIET)
    run = done(made, [strip(1)])
    curve = run.curves[-1]
    fine = layered(foil)
    done(fine, CYCLE * 100, QUIET)
    dense = done(fine, [strip(1)], Keep(1, 300)).curves[-1]
    assert len(dense.time) > 10 * len(curve.time)
    off = np.interp(dense.time, curve.time, curve.voltage) - dense.voltage
    assert np.abs(off).max() < 0.012 * np.ptp(dense.voltage)


def test_an_efficiency_by_the_surface_replaces_that_of_the_foil() -> None:
    """1 - CE = l exp((eta_n - eta_ref)/w) with the level of the surface that was found."""
    law = EFFICIENCIES["surface"]
    values = {"loss_reference": 0.038, "loss_level": 0.087, "loss_fold": 0.02}
    assert law.efficiency(0.5, 0.087, values) == pytest.approx(1.0 - 0.038)
    assert law.efficiency(0.5, 0.067, values) == pytest.approx(1.0 - 0.038 / math.e)
    assert law.efficiency(0.5, 5.0, values) == 0.0
    made = layered(design("Ag", efficiency=0.9), made=layers(efficiency="surface", **values))
    run = done(made, [strip(5), plate(1), strip(0.5), plate(1)], QUIET)
    interface = made.interface
    assert interface is not None
    before = 0.0
    for half in run.half_cycles[1::2]:
        level = interface.level_found(half.signal_found)
        due = before + 0.038 * math.exp((level - 0.087) / 0.02) * MAH
        assert half.layers is not None
        assert half.layers[0].lost == pytest.approx(due, rel=1e-6)
        before = half.layers[0].lost
    assert before < 2.0 * 0.1 * MAH  # the 90 % of the foil do not count
    assert EFFICIENCIES["constant"].efficiency(0.9, 0.05, {}) == 0.9


def test_the_closures_are_named_and_say_whether_they_close() -> None:
    assert {name: law.closes for name, law in CLOSURES.items()} == {
        "per_electrode": True, "shared_electrolyte": True, "inventory": False,
    }  # fmt: skip


def test_a_cell_without_layers_and_a_single_foil_have_none() -> None:
    assert done(cell(LI), CYCLE, QUIET).half_cycles[-1].layers is None
    assert done(cell(LI, alone=True), CYCLE, QUIET).half_cycles[-1].layers is None
    fresh = done(layered(lithium()), CYCLE, QUIET).half_cycles[-1].layers
    assert fresh is not None
    assert fresh[0] == Layer(0.0, 0.0, 1.0, fresh[0].macmullin, fresh[0].porosity)
    assert done(layered(lithium()), CYCLE, QUIET).half_cycles[-1].end == pytest.approx(
        done(cell(lithium()), CYCLE, QUIET).half_cycles[-1].end, rel=1e-4
    )
