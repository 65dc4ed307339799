"""One atom on a site: contact distances, and where it is said to be afterwards."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_faces import A, neighbour_distances

from solvus.atoms.place import site_now, with_adatom
from solvus.atoms.sites import enumerate_sites
from solvus.atoms.slabs import build
from solvus.atoms.surface import Surface

TOUCHES = {"hollow": 4, "bridge": 2, "top": 1}


@pytest.mark.parametrize("n", [1, 2, 4])
@pytest.mark.parametrize("fixed", [2, None])
def test_contact_is_one_neighbour_distance_of_bcc(n: int, fixed: int | None) -> None:
    slab = build(Surface("x", n, 4, fixed=fixed), A)
    for site in enumerate_sites(Surface("x", n, 4)):
        atoms = with_adatom(slab, site, A)
        near = neighbour_distances(atoms.positions, atoms.cell, len(slab))
        touched = TOUCHES[site.kind]
        if n > 1:
            assert near[:touched] == pytest.approx(math.sqrt(0.75) * A)
            assert near[touched] > 0.9 * A
        gap = atoms.positions[-1, 2] - slab.positions[:, 2].max()
        assert gap == pytest.approx(
            A * {"hollow": 0.5, "bridge": 0.5**0.5, "top": 0.75**0.5}[site.kind]
        )


def test_the_slab_is_as_it_was_and_holds_what_it_held() -> None:
    surface = Surface("x", 2, 4, "Ag", 1)
    slab = build(surface, A)
    before = slab.positions.copy()
    for site in enumerate_sites(surface):
        atoms = with_adatom(slab, site, A)
        assert len(slab) == 16
        assert np.array_equal(slab.positions, before)
        assert np.array_equal(atoms.positions[:-1], before)
        assert atoms.symbols[-1] == "Li"
        assert atoms.get_tags()[-1] == 0
        held = {int(i) for fix in atoms.constraints for i in fix.get_indices()}
        assert held == set(range(8, 16))


def test_the_height_follows_the_atoms_that_are_touched() -> None:
    """On a face that is not flat, an atom on top stands on its own neighbour."""
    surface = Surface("x", 2, 4, "Ag", 1)
    slab = build(surface, A)
    slab.positions[0, 2] += 0.3  # the silver
    told = {site.label: with_adatom(slab, site, A) for site in enumerate_sites(surface)}
    flat = slab.positions[1, 2]
    assert told["top, 1 Ag"].positions[-1, 2] == pytest.approx(flat + 0.3 + math.sqrt(0.75) * A)
    assert told["top, 0 Ag (a)"].positions[-1, 2] == pytest.approx(flat + math.sqrt(0.75) * A)
    assert told["hollow, 1 Ag"].positions[-1, 2] == pytest.approx(flat + 0.075 + 0.5 * A)


@settings(max_examples=60, deadline=None)
@given(
    index=st.integers(0, 5), x=st.floats(-0.17, 0.17), y=st.floats(-0.17, 0.17),
    turns=st.tuples(st.integers(-3, 3), st.integers(-3, 3)),
)  # fmt: skip
def test_an_atom_near_a_site_is_at_it(
    index: int, x: float, y: float, turns: tuple[int, int]
) -> None:
    surface = Surface("x", 2, 4, "Ag", 1)
    site = enumerate_sites(surface)[index]
    atoms = with_adatom(build(surface, A), site, A)
    atoms.positions[-1, :2] += (x * A + 2 * A * turns[0], y * A + 2 * A * turns[1])
    assert site_now(atoms, A) == site.kind
