"""A cathode against lithium: capacity, first-cycle loss, fade, resistance, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from full_cells import LOADING, ROOM, cathode, salt
from solvus.base.constants import F, R
from solvus.kernels import porous_step as S
from solvus.kernels.lookup import look
from solvus.materials import library, open_circuit
from solvus.model.cathode import CathodeElectrode, Mesh, Model, ohmic, open_circuit_table

NAMES = ("ncm622", "ncm811", "span")
MODELS: tuple[Model, ...] = ("particle", "porous")
MESH = Mesh(3, 6)


def c_rate(made: CathodeElectrode, rate: float) -> float:
    return rate * made.design.nominal / 3600.0


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_the_kernel_is_the_open_circuit_on_file(name: str) -> None:
    material = library.cathode(name)
    known = open_circuit_table(material)
    low, high = open_circuit.limits(material)
    x = np.linspace(max(low, 1e-3), min(high, 0.9995), 3001)
    u = np.array([look(known, z)[0] for z in np.log(x / (1.0 - x))])
    assert np.abs(u - open_circuit.potential(material, x)).max() < 1e-3
    slope = np.array([look(known, z)[1] for z in np.log(x / (1.0 - x))])
    assert slope.max() < 0.0  # it falls everywhere: one lithium content for each potential


@pytest.mark.parametrize("model", MODELS)
def test_slow_cycles_give_the_capacity_of_the_material(model: Model) -> None:
    """First charge from as made to 4.3 V, back to what the first cycle has left."""
    made = cathode(model=model, mesh=MESH)
    current = c_rate(made, 0.005)
    known = open_circuit.first_cycle(made.design.material, 2.8, 4.3)
    up = made.advance(current, 1e7, limit=4.3)
    assert up.status == S.LIMIT
    assert current * up.time == pytest.approx(known.first * LOADING, rel=2e-3)
    down = made.advance(-current, 1e7, limit=2.8)
    assert current * down.time == pytest.approx(known.back * LOADING, rel=4e-3)
    again = made.advance(current, 1e7, limit=4.3)
    assert again.time == pytest.approx(down.time, rel=1e-3)


@pytest.mark.parametrize("model", MODELS)
def test_what_the_first_cycle_loses_is_lost_for_good(model: Model) -> None:
    """However often, however slowly, the cathode is discharged again without a charge between."""
    made = cathode(model=model, mesh=MESH)
    made.advance(c_rate(made, 0.1), 1e6, limit=4.3)
    for rate in (0.1, 0.05, 0.02, 0.01, 0.01):
        made.advance(-c_rate(made, rate), 1e6, limit=2.8)
        assert made.theta.max() < 0.9117
        made.advance(0.0, 3600.0)
    assert made.mean == pytest.approx(0.9117, abs=2e-3)


@pytest.mark.parametrize("model", MODELS)
def test_what_a_sulfur_cathode_retains_is_retained_for_good(model: Model) -> None:
    made = cathode("span", model, 0.05, mesh=MESH)
    assert made.mean < 1e-5
    made.advance(-c_rate(made, 0.1), 1e6, limit=1.0)
    assert made.mean > 0.98
    for rate in (0.1, 0.05, 0.02, 0.02):
        made.advance(c_rate(made, rate), 1e6, limit=3.0)
        assert made.theta.min() > 0.2
        made.advance(0.0, 3600.0)
    assert made.mean == pytest.approx(0.2, abs=2e-3)


def test_a_first_charge_that_is_cut_short_loses_nothing() -> None:
    """The lost end has not been left behind yet: everything that was taken out goes back."""
    made = cathode()
    current = c_rate(made, 0.05)
    made.advance(current, 3600.0)
    start = made.mean
    assert start > 0.95
    made.advance(-current, 3500.0)
    assert made.mean > 0.995


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("end", ["full", "empty"])
def test_after_the_end_a_rest_lasts_as_long_as_it_should(model: Model, end: str) -> None:
    """A cathode filled, or emptied, to the last can rest, be driven on in vain, and go back."""
    made = cathode(model=model, mesh=MESH)
    made.advance(c_rate(made, 0.5), 1e6, limit=4.3)
    sign = -1.0 if end == "full" else 1.0
    current = sign * c_rate(made, 0.02)
    assert made.advance(current, 1e7).status == S.AT_END
    assert made.advance(current, 1e7).time < 3600.0
    still = made.advance(0.0, 7200.0)
    assert (still.status, still.time) == (S.DONE, 7200.0)
    assert np.isfinite(still.rows[:, S.VOLTAGE]).all()
    assert made.advance(-current, 3600.0).status == S.DONE


@pytest.mark.parametrize("model", MODELS)
def test_the_voltage_is_the_sum_of_its_parts(model: Model) -> None:
    """Open circuit at the surface, charge transfer, ohmic drops; if porous, at the start."""
    made = cathode(model=model, mesh=Mesh(20, 40))
    current = c_rate(made, 1.0)
    made.advance(current, 1800.0 if model == "particle" else 1e-6)
    design, p = made.design, made.constants
    coating = design.coating
    x = float(made.theta[-1, -1])
    area = 3.0 * coating.active_volume / design.material.particle_radius.si * coating.thickness
    i0 = design.material.exchange_current.si * 2.0 * np.sqrt(x * (1.0 - x))
    over = 2.0 * R * ROOM / F * np.arcsinh(current / area / (2.0 * i0))
    drop = current * (ohmic(design, salt()) + design.material.contact_resistance.si)
    due = float(open_circuit.potential(design.material, x)) + over + drop
    assert p.area * coating.thickness == pytest.approx(area)
    # an uneven reaction costs a little less than an even one
    within = 1e-4 if model == "particle" else 5e-3
    assert made.voltage(current) == pytest.approx(due, abs=within)


def test_the_models_agree_where_nothing_hinders() -> None:
    """A thin coating and a small current: the particle's resistance stands for the rest."""
    one, other = (cathode(model=model, loading=0.03) for model in MODELS)
    current = c_rate(one, 0.2)
    for made in (one, other):
        made.advance(current, 6000.0)
    assert one.mean == pytest.approx(other.mean, abs=1e-12)
    assert one.voltage(current) == pytest.approx(other.voltage(current), abs=5e-4)
    thick = [cathode(model=model, loading=0.3) for model in MODELS]
    current = c_rate(thick[0], 1.0)
    for made in thick:
        made.advance(current, 600.0)
    assert thick[1].voltage(current) - thick[0].voltage(current) > 5e-3  # and here it does not


@pytest.mark.parametrize("model", MODELS)
def test_a_resistance_in_series_adds_its_drop_and_nothing_else(model: Model) -> None:
    bare, more = (cathode(model=model, resistance=r, mesh=MESH) for r in (0.0, 3e-3))
    current = c_rate(bare, 0.7)
    for made in (bare, more):
        made.advance(current, 900.0)
    assert np.array_equal(bare.theta, more.theta)
    assert more.voltage(current) - bare.voltage(current) == pytest.approx(3e-3 * current, abs=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_fade_takes_material_and_the_lithium_in_it(model: Model) -> None:
    made = cathode(model=model, fade=0.02, mesh=MESH)
    made.advance(c_rate(made, 0.3), 3600.0)
    before, mean, theta = made.lithium, made.mean, made.theta.copy()
    for _ in range(30):
        made.fade()
    assert made.share == pytest.approx(0.98**30)
    assert made.lithium + made.lost == pytest.approx(before, rel=1e-13)
    assert made.mean == pytest.approx(mean)
    assert np.array_equal(made.theta, theta)
    # what is left takes the same current at a higher rate: content moves 1/share as fast
    current = c_rate(made, 0.3)
    made.advance(current, 600.0)
    assert mean - made.mean == pytest.approx(current * 600.0 / made.design.full / made.share)


@pytest.mark.parametrize("model", MODELS)
def test_a_saved_state_comes_back_whole(model: Model) -> None:
    made = cathode(model=model, fade=0.1, mesh=MESH)
    current = c_rate(made, 0.5)
    made.advance(current, 1800.0)
    saved = made.save()
    due = made.advance(-current, 1200.0).rows
    after = made.theta.copy()
    made.fade()
    made.advance(current, 600.0)
    made.restore(saved)
    again = made.advance(-current, 1200.0).rows
    assert np.array_equal(again, due)
    assert np.array_equal(made.theta, after)
    assert (made.share, made.lost) == (1.0, 0.0)


@pytest.mark.parametrize("model", MODELS)
def test_the_voltage_of_an_instant_is_that_of_the_first_moment(model: Model) -> None:
    made = cathode(model=model, mesh=MESH)
    made.advance(c_rate(made, 0.5), 3000.0)
    theta, cell = made.theta.copy(), made.cell.copy()
    current = -c_rate(made, 1.3)
    asked = made.instant(current)
    assert np.array_equal(made.theta, theta)
    assert np.array_equal(made.cell, cell)
    assert made.advance(current, 1.0).rows[0, S.VOLTAGE] == pytest.approx(asked, abs=1e-9)


def test_the_salt_stays_and_the_lithium_is_the_charge() -> None:
    made = cathode(model="porous", mesh=MESH)
    before, lithium = made.salt, made.lithium
    passed, rng = 0.0, np.random.default_rng(1)
    for half in range(20):
        current = (-1) ** half * c_rate(made, rng.uniform(0.1, 1.0))
        passed += current * made.advance(current, rng.uniform(300.0, 1500.0)).time
    assert made.salt == pytest.approx(before, rel=1e-12)
    assert made.lithium == pytest.approx(lithium - passed / F, rel=1e-12)


def test_a_current_beyond_any_potential_ends_before_it_begins() -> None:
    made = cathode(model="porous", mesh=MESH)
    found = made.advance(1e5, 60.0, limit=4.3)
    assert (found.status, found.time, len(found.rows)) == (S.NO_START, 0.0, 1)
    assert np.isnan(found.rows[0, S.VOLTAGE])
    assert np.isnan(made.instant(1e5))


def test_nodes_and_tolerance_of_the_model_are_fine_enough() -> None:
    """A discharge at 1C ends within 0.5 % of where a far finer one does."""
    times = []
    for nodes, tolerance in ((16, 1e-3), (64, 1e-6)):
        design = cathode().design
        made = CathodeElectrode(design, salt(), ROOM, tolerance, None, nodes)
        made.advance(c_rate(made, 0.2), 1e6, limit=4.3)
        times.append(made.advance(-c_rate(made, 1.0), 1e6, limit=3.0).time)
    assert times[0] == pytest.approx(times[1], rel=5e-3)
