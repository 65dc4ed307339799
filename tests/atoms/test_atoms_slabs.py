"""Slabs: composition, spacing, order, held layers, and a rattle that keeps the symmetry."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_faces import A, neighbour_distances

from solvus.atoms.sites import symmetries
from solvus.atoms.slabs import build, bulk, held, rattled
from solvus.atoms.surface import Surface, solute_sites

PATTERN = ((1, 0, 0), (2, 1, 1), (4, 0, 1))


@pytest.mark.parametrize(
    ("placement", "count"),
    [("surface", 3), ("second", 2), ("third", 4), ("pattern", 3), ("random", 3)],
)
def test_composition(placement: str, count: int) -> None:
    pattern = PATTERN if placement == "pattern" else ()
    surface = Surface("x", 2, 4, "Ag", count, placement, pattern, (1, 2))
    slab = build(surface, A)
    assert len(slab) == surface.atoms == 16
    assert slab.symbols.count("Ag") == count
    assert slab.symbols.count("Li") == 16 - count
    # atoms lie in order of layer, i, j
    at = {4 * (k - 1) + 2 * i + j for k, i, j in solute_sites(surface)}
    assert {index for index, symbol in enumerate(slab.symbols) if symbol == "Ag"} == at


@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 4), layers=st.integers(3, 6), a=st.floats(2.5, 5.0))
def test_every_atom_is_on_the_lattice_of_bcc(n: int, layers: int, a: float) -> None:
    """Each inner atom has eight neighbours at sqrt(3)/2 a and then six at a; layers go down."""
    slab = build(Surface("x", n, layers), a)
    assert slab.get_tags().tolist() == [k for k in range(1, layers + 1) for _ in range(n * n)]
    heights = slab.positions[:, 2].reshape(layers, n * n)
    assert np.ptp(heights, axis=1) == pytest.approx(0.0)
    assert np.diff(heights[:, 0]) == pytest.approx(-0.5 * a)
    wide = slab.repeat((3 if n == 1 else 2, 3 if n == 1 else 2, 1))
    index = next(i for i, tag in enumerate(wide.get_tags()) if tag == 2)
    near = neighbour_distances(wide.positions, wide.cell, index)
    assert near[:8] == pytest.approx(math.sqrt(0.75) * a)
    assert near[8:12] == pytest.approx(a)
    assert near[12] >= a * (1.0 - 1e-9)


def test_vacuum_lies_on_either_side() -> None:
    slab = build(Surface("x", 2, 4, vacuum=7.0), A)
    assert slab.positions[:, 2].min() == pytest.approx(7.0)
    assert slab.cell[2, 2] - slab.positions[:, 2].max() == pytest.approx(7.0)
    assert slab.pbc.tolist() == [True, True, False]


@pytest.mark.parametrize(("fixed", "layers"), [(0, set()), (2, {3, 4}), (None, {1, 2, 3, 4})])
def test_held_layers_are_the_lowest(fixed: int | None, layers: set[int]) -> None:
    surface = Surface("x", 2, 4, fixed=fixed)
    slab = build(surface, A)
    assert {int(slab.get_tags()[i]) for i in held(surface, slab)} == layers
    assert len(held(surface, slab)) == 4 * len(layers)
    assert sorted(i for c in slab.constraints for i in c.get_indices()) == held(surface, slab)


def test_the_bulk_cell_is_primitive() -> None:
    atoms = bulk(A)
    assert len(atoms) == 1
    assert atoms.cell.volume == pytest.approx(0.5 * A**3)
    assert np.linalg.norm(atoms.cell.array, axis=1) == pytest.approx(math.sqrt(0.75) * A)


SURFACES = st.builds(
    lambda n, count, seed, fixed: Surface(
        "x", n, 4, "Ag", min(count, 2 * n * n), "random", random_layers=(1, 2), seed=seed,
        fixed=fixed,
    ),
    st.integers(1, 4), st.integers(0, 6), st.integers(0, 1000), st.integers(0, 3),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(surface=SURFACES, seed=st.integers(0, 100))
def test_a_rattle_keeps_the_symmetry_and_the_held_atoms(surface: Surface, seed: int) -> None:
    slab = build(surface, A)
    moved = rattled(slab, 0.05, seed, symmetries(surface))
    shift = moved.positions - slab.positions
    assert shift[held(surface, slab)] == pytest.approx(0.0, abs=0.0)
    assert np.abs(shift).max() > 0.0
    assert np.abs(shift).max() < 0.5
    for permutation, rotation in symmetries(surface):
        turned = shift.copy()
        turned[:, :2] = shift[:, :2] @ rotation.T
        assert shift[permutation] == pytest.approx(turned, abs=1e-12)


def test_a_rattle_without_operations_breaks_the_symmetry_by_its_size() -> None:
    slab = build(Surface("x", 4, 6, fixed=0), A)
    shift = rattled(slab, 0.05, 3).positions - slab.positions
    assert float(shift.std()) == pytest.approx(0.05, rel=0.15)
    assert np.array_equal(rattled(slab, 0.05, 3).positions, slab.positions + shift)
    assert not np.array_equal(rattled(slab, 0.05, 4).positions, slab.positions + shift)
