"""The toy and the registry of engines: forces, invariances, a minimum, and engines of one's own."""

from __future__ import annotations

import re

import numpy as np
import pytest
from ase import Atoms
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_faces import SILVER, A

from solvus.atoms.engines import ENGINES, engine
from solvus.atoms.engines.toy import ToyCalculator, energy_and_forces
from solvus.atoms.slabs import build, bulk, rattled


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 1000),
    symbols=st.lists(st.sampled_from(["Li", "Ag", "Mg", "Zn"]), min_size=2, max_size=7),
)
def test_forces_are_the_slope_of_the_energy(seed: int, symbols: list[str]) -> None:
    """Atoms at random down to two thirds of contact, in a cell small enough to see its images."""
    random = np.random.default_rng(seed)
    grid = np.array([(i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1)][: len(symbols)])
    atoms = Atoms(
        symbols, 2.9 * grid + random.uniform(-0.4, 0.4, grid.shape), cell=(6, 6.2, 9), pbc=True
    )
    forces = energy_and_forces(atoms)[1]
    step = 1e-5
    for index in range(len(atoms)):
        for axis in range(3):
            ends = []
            for sign in (1, -1):
                moved = atoms.copy()
                moved.positions[index, axis] += sign * step
                ends.append(energy_and_forces(moved)[0])
            slope = -(ends[0] - ends[1]) / (2 * step)
            assert forces[index, axis] == pytest.approx(slope, abs=1e-5, rel=1e-6)
    assert forces.sum(axis=0) == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), shift=st.tuples(*[st.floats(-9, 9)] * 3))
def test_shifted_and_shuffled_atoms_have_the_same_energy(
    seed: int, shift: tuple[float, float, float]
) -> None:
    atoms = rattled(build(SILVER, A), 0.1, seed)
    energy, forces = energy_and_forces(atoms)
    order = np.random.default_rng(seed).permutation(len(atoms))
    other = atoms[order]
    other.positions += shift
    again, others = energy_and_forces(other)
    assert again == pytest.approx(energy, abs=1e-9)
    assert others == pytest.approx(forces[order], abs=1e-9)


def test_bonds_fade_to_nothing_without_a_jump() -> None:
    """A pair pulled apart, about the two ends of the fade and beyond."""

    def pair(ratio: float) -> tuple[float, float]:
        atoms = Atoms("Li2", [(0, 0, 0), (ratio * 3.04, 0, 0)], cell=(30, 30, 30), pbc=False)
        energy, forces = energy_and_forces(atoms)
        return energy, float(forces[0, 0])

    assert pair(1.6 - 1e-7) == pytest.approx(pair(1.6 + 1e-7), abs=1e-6)
    assert pair(1.9 - 1e-9) == pytest.approx((0.0, 0.0), abs=1e-3)
    assert pair(1.9 + 1e-9) == pair(4.0) == (pytest.approx(0.0, abs=1e-12), 0.0)
    assert min(pair(ratio)[1] for ratio in (1.5, 1.7, 1.85)) > 0.05  # they attract


def test_bcc_lithium_has_a_minimum() -> None:
    constants = np.linspace(2.8, 4.2, 29)
    energies = [energy_and_forces(bulk(a))[0] for a in constants]
    lowest = int(np.argmin(energies))
    assert 3.4 < constants[lowest] < 3.7
    assert energies[lowest] == pytest.approx(-1.0, abs=0.02)
    assert all(np.diff(energies[: lowest + 1]) < 0.0)


def test_strength_is_a_factor_and_failing_is_told() -> None:
    atoms = rattled(build(SILVER, A), 0.1, 1)
    one, two = ToyCalculator(), ToyCalculator(2.0)
    assert two.get_potential_energy(atoms) == 2.0 * one.get_potential_energy(atoms)
    assert np.array_equal(two.get_forces(atoms), 2.0 * one.get_forces(atoms))
    with pytest.raises(RuntimeError, match="told to fail"):
        ToyCalculator(fails_from=16).get_forces(atoms)
    ToyCalculator(fails_from=17).get_forces(atoms)


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_settings_of_an_engine_are_within_their_own_limits(name: str) -> None:
    one = ENGINES[name]
    assert one.name == name
    assert one.kind in ("dft", "potential", "toy")
    for setting in one.settings:
        if setting.choices:
            assert setting.default in setting.choices
        else:
            assert setting.low <= setting.default <= setting.high
        assert setting.about.endswith(".")


def test_an_engine_of_ones_own() -> None:
    own = engine("slow_toy:slow")
    assert re.fullmatch(r"slow_toy:slow 3 [0-9a-f]{8}", own.version())  # of its source
    assert own.defaults() == {}
    assert not own.sampled
    atoms = build(SILVER, A)
    atoms.calc = own.make({}, None)
    assert atoms.get_potential_energy() == pytest.approx(energy_and_forces(atoms)[0])


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("nothing", KeyError),
        ("no_such_module_here:x", ImportError),
        ("slow_toy:nothing", AttributeError),
        ("slow_toy:not_a_function", TypeError),
    ],
)
def test_an_engine_that_is_not_there(path: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        engine(path)
