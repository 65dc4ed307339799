"""The bill against sums written out by hand, laws of scaling, and arrays against loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pouch_cells import MAH_CM2, small

from solvus.pouch.bill import TITLES, Bill, bill, capacity, pore_volume
from solvus.pouch.design import Design, shape_of
from solvus.pouch.energy import energies


def test_every_mass_written_out() -> None:
    """Centimetres and grams, layer by layer, with nothing taken from the package."""
    face, anode, separator = 4.0 * 5.0, 4.1 * 5.1, 4.2 * 5.2
    coating = 6 * face * 15.0e-3 / 0.92
    aluminium = 3 * (face + 1.0) * 12e-4 * 2.70
    foil = 8 * anode * 30e-4 * 0.59
    copper = 4 * (anode + 1.0) * 6e-4 * 8.96
    membrane = 8 * separator * (16e-4 * 0.6 * 0.95 + 0.1e-3)
    ampere_hours = 6 * face * 15.0e-3 * 180.0 / 1000.0
    electrolyte = 2.5 * ampere_hours
    coat = 15.0e-3 / 0.92 / 3.2
    high = 6 * coat + 3 * 12e-4 + 8 * 30e-4 + 4 * 6e-4 + 8 * 16e-4 + 2 * 113e-4
    wall = 2 * ((4.2 + 0.0226) + (5.2 + 0.0226)) * high
    laminate = 18.0e-3 * (2 * (4.2 + 1.0) * (5.2 + 0.8 + 0.2) + wall)
    tabs = 0.6 * 0.01 * (1.5 + 0.8) * 2.70 + 0.5 * 0.02 * (1.2 + 0.8) * 8.90 + 0.05
    expected = (coating, aluminium, foil, copper, membrane, electrolyte, laminate, tabs, 0.1)
    found = bill(small())
    assert [1e3 * item.mass for item in found] == pytest.approx(expected, rel=1e-12)
    assert 1e3 * found.mass == pytest.approx(sum(expected), rel=1e-12)


def test_volumes_and_costs_written_out() -> None:
    found = bill(small())
    assert 1e6 * found.anode_foil.volume == pytest.approx(8 * 4.1 * 5.1 * 30e-4)
    assert 1e6 * found.separator.volume == pytest.approx(8 * 4.2 * 5.2 * 16e-4)
    assert found.electrolyte.volume == pytest.approx(found.electrolyte.mass / 1210.0)
    assert found.anode_foil.cost == pytest.approx(found.anode_foil.mass * (0.9 * 100 + 0.1 * 1000))
    active = 6 * 20e-4 * 0.15
    assert found.cathode_coating.cost == pytest.approx(
        active * 20.0 + (active / 0.92 - active) * 10.0
    )
    assert found.separator.cost == pytest.approx(8 * 4.2e-2 * 5.2e-2 * 0.5)
    assert found.cost == pytest.approx(sum(item.cost for item in found))


def test_the_parts_have_titles() -> None:
    assert tuple(TITLES) == Bill._fields


def test_pores_are_those_of_coating_and_separator() -> None:
    coat = 0.15 / 0.92 / 3200.0
    by_hand = 6 * 20e-4 * coat * 0.25 + 8 * 4.2e-2 * 5.2e-2 * 16e-6 * 0.4
    assert pore_volume(small()) == pytest.approx(by_hand, rel=1e-12)


def with_entry(design: Design, part: str, entry: str, value: object) -> Design:
    return design._replace(**{part: getattr(design, part)._replace(**{entry: value})})


BARE = {  # no overhangs, seals, ears, tabs: what is left scales with the footprint
    "anode": {"overhang": 0.0, "ear": 0.0}, "separator": {"overhang": 0.0},
    "cathode": {"ear": 0.0}, "envelope": {"side": 0.0, "top": 0.0, "bottom": 0.0, "drawn": 0.0},
    "positive_tab": {"length": 0.0, "sealant": 0.0},
    "negative_tab": {"length": 0.0, "sealant": 0.0},
}  # fmt: skip


def bare() -> Design:
    design = small(extra_mass=0.0)
    for part, entries in BARE.items():
        for entry, value in entries.items():
            design = with_entry(design, part, entry, value)
    return design


def test_a_double_footprint_weighs_double() -> None:
    one = bare()
    double = with_entry(one, "stack", "width", 2.0 * one.stack.width)
    assert bill(double).mass == pytest.approx(2.0 * bill(one).mass, rel=1e-12)
    assert capacity(double).cell == pytest.approx(2.0 * capacity(one).cell, rel=1e-12)
    assert energies(double).specific_energy == pytest.approx(energies(one).specific_energy)
    assert energies(double).built.stack == pytest.approx(energies(one).built.stack)


def test_many_layers_leave_the_end_anode_behind() -> None:
    """With n cathodes the extra anode counts 1/n: Wh/L of the stack rises towards a limit."""
    n = np.arange(1.0, 200.0)
    found = energies(with_entry(small(), "stack", "cathodes", n)).built.stack
    assert np.all(np.diff(found) > 0.0)
    gap = found[-1] - found
    assert gap[9] / gap[19] == pytest.approx(2.0, rel=0.15)


@pytest.mark.parametrize(
    ("part", "entry", "values"),
    [
        ("anode", "thickness", np.linspace(5e-6, 100e-6, 20)),
        ("separator", "thickness", np.linspace(5e-6, 40e-6, 20)),
        ("cathode", "foil_thickness", np.linspace(5e-6, 40e-6, 20)),
        ("envelope", "laminate_thickness", np.linspace(50e-6, 200e-6, 20)),
        ("anode", "collector_thickness", np.linspace(0.0, 20e-6, 20)),
    ],
)
def test_what_holds_no_charge_costs_energy_density(
    part: str, entry: str, values: np.ndarray
) -> None:
    found = energies(with_entry(small(), part, entry, values))
    for density in (*found.built[1:], *found.charged[1:]):
        assert np.all(np.diff(density) < 0.0)
    stack = np.broadcast_to(found.built.stack, values.shape)
    if entry == "laminate_thickness":  # which is no part of the stack
        assert stack == pytest.approx(np.full(values.shape, stack[0]))
    else:
        assert np.all(np.diff(stack) < 0.0)
    assert np.all(np.diff(found.thickness.as_built) > 0.0)


numbers = st.floats(0.3, 3.0)


@given(st.lists(numbers, min_size=8, max_size=8), st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_array_is_a_loop_of_scalars(
    factors: list[float], anode_ended: bool, shared: bool, lithium: bool
) -> None:
    moved = [
        ("stack", "width"), ("cathode", "loading"), ("anode", "thickness"), ("stack", "cathodes"),
        ("separator", "thickness"), ("cathode", "specific_capacity"), ("envelope", "side"),
        ("electrolyte", "mass_per_charge"),
    ]  # fmt: skip
    base = small()
    base = with_entry(base, "stack", "anode_ended", float(anode_ended))
    base = with_entry(base, "anode", "shared", float(shared))
    base = with_entry(base, "cathode", "holds_lithium", float(lithium))
    base = with_entry(base, "stack", "cathodes", 10.0)
    count = 3
    grid = np.linspace(1.0, 1.5, count)
    many, singles = base, [base] * count
    for (part, entry), factor in zip(moved, factors, strict=True):
        whole = entry == "cathodes"
        values = getattr(getattr(base, part), entry) * factor * grid
        values = np.round(values) if whole else values
        many = with_entry(many, part, entry, values)
        singles = [with_entry(one, part, entry, float(v))
                   for one, v in zip(singles, values, strict=True)]  # fmt: skip
    assert shape_of(many) == (count,)
    with np.errstate(all="ignore"):  # a thin foil may have nothing to give
        found, loop = energies(many), [energies(one) for one in singles]
    for name in ("mass", "charge", "specific_energy", "n_to_p", "electrolyte_least", "cost"):
        assert np.broadcast_to(getattr(found, name), count) == pytest.approx(
            [getattr(one, name) for one in loop], rel=1e-12
        )
    for basis in ("stack", "body", "envelope", "tabs"):
        assert getattr(found.charged, basis) == pytest.approx(
            [getattr(one.charged, basis) for one in loop], rel=1e-12
        )


def test_two_axes_broadcast() -> None:
    design = with_entry(small(), "anode", "thickness", np.linspace(10e-6, 50e-6, 5)[:, None])
    design = with_entry(design, "separator", "thickness", np.linspace(10e-6, 20e-6, 3)[None, :])
    assert shape_of(design) == (5, 3)
    assert np.shape(energies(design).built.body) == (5, 3)
    assert np.shape(bill(design).mass) == (5, 3)


def test_a_cathode_without_lithium_is_limited_by_the_foil() -> None:
    thin = with_entry(small(), "anode", "thickness", 5e-6)
    held = capacity(thin)
    assert held.used == held.cathode  # the cathode brings the lithium
    sulfur = with_entry(thin, "cathode", "holds_lithium", 0.0)
    sulfur = with_entry(sulfur, "cathode", "first_charge", 180.0 * 3600.0)
    assert capacity(sulfur).used == pytest.approx(5e-6 * 2.05e9 * 3.6)
    with_rest = with_entry(sulfur, "anode", "residual", 0.2)
    assert capacity(with_rest).used == pytest.approx(0.8 * 5e-6 * 2.05e9 * 3.6)
    assert capacity(with_entry(sulfur, "anode", "thickness", 1e-4)).used == pytest.approx(
        0.15 * 180.0 * 3600.0
    )


def test_what_the_cathode_retains_is_not_there_any_longer() -> None:
    """A sulfur cathode of 30 mAh/g more on its first discharge than later: the foil gives it once.

    15 mg/cm2 of 210 and 180 mAh/g are 3.15 and 2.7 mAh/cm2; a foil of 2 mAh/cm2 gives all it has
    once, then 0.45 less; one that holds less than 0.45 nothing.
    """
    sulfur = with_entry(small(), "cathode", "holds_lithium", 0.0)
    sulfur = with_entry(sulfur, "cathode", "first_charge", 210.0 * 3600.0)
    per_metre = 2.05e9 * 3.6
    for foil, first, used in ((4.0, 3.15, 2.7), (2.0, 2.0, 1.55), (0.4, 0.4, 0.0)):
        held = capacity(with_entry(sulfur, "anode", "thickness", foil * MAH_CM2 / per_metre))
        assert held.first / MAH_CM2 == pytest.approx(first)
        assert held.used / MAH_CM2 == pytest.approx(used)
    found = energies(sulfur)
    assert found.n_to_p_first == pytest.approx(30e-6 * per_metre / (3.15 * MAH_CM2))


def test_formation_takes_its_share() -> None:
    whole, formed = small(), with_entry(small(), "cathode", "formation", 0.93)
    assert capacity(formed).cell == pytest.approx(0.93 * capacity(whole).cell)
    assert capacity(whole).used == pytest.approx(2.7 * MAH_CM2)  # 15 mg/cm2 of 180 mAh/g
