"""Sites counted on the lattice: known counts, copies, labels, and symmetries that are a group."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_faces import A

from solvus.atoms.sites import KINDS, Operation, enumerate_sites, symmetries
from solvus.atoms.slabs import build
from solvus.atoms.surface import Surface

SURFACES = st.builds(
    lambda n, layers, count, deep, seed: Surface(
        "x", n, layers, "Ag", min(count, n * n * len(deep)), "random", random_layers=deep,
        seed=seed,
    ),
    st.integers(1, 4), st.integers(3, 5), st.integers(0, 8),
    st.sampled_from([(1,), (2,), (1, 2), (1, 2, 3)]), st.integers(0, 10_000),
)  # fmt: skip


def kinds_of(surface: Surface) -> dict[str, int]:
    sites = enumerate_sites(surface)
    return {kind: sum(site.kind == kind for site in sites) for kind in KINDS}


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_pure_lithium_has_three(n: int) -> None:
    sites = enumerate_sites(Surface("x", n, 3))
    assert [site.label for site in sites] == ["hollow", "bridge", "top"]
    assert all(math.isinf(site.distance) for site in sites)


def test_one_silver_in_a_p2x2_makes_six() -> None:
    assert kinds_of(Surface("x", 2, 4, "Ag", 1)) == {"hollow": 1, "bridge": 2, "top": 3}


def test_one_silver_in_a_p4x4_makes_fifteen() -> None:
    assert sum(kinds_of(Surface("x", 4, 5, "Ag", 1)).values()) == 15


def test_what_the_sites_of_a_p2x2_touch() -> None:
    told = {site.label: site for site in enumerate_sites(Surface("x", 2, 4, "Ag", 1))}
    assert told["top, 1 Ag"].distance == 0.0
    assert told["hollow, 1 Ag"].copies == 4
    assert told["hollow, 1 Ag"].distance == pytest.approx(math.sqrt(0.5))
    assert told["bridge, 1 Ag"].copies == told["bridge, 0 Ag"].copies == 4
    assert told["top, 0 Ag (a)"].distance == 1.0
    assert told["top, 0 Ag (b)"].distance == pytest.approx(math.sqrt(2.0))


def test_silver_below_a_hollow_is_named() -> None:
    sites = enumerate_sites(Surface("x", 2, 4, "Ag", 1, "second"))
    below = [site for site in sites if site.beneath]
    assert [site.label for site in below] == ["hollow, 0 Ag, Ag below"]
    assert (below[0].x, below[0].y) == (0.5, 0.5)  # straight above (2, 0, 0)


@settings(max_examples=80, deadline=None)
@given(surface=SURFACES)
def test_copies_sum_to_all_sites_of_the_face(surface: Surface) -> None:
    cells = surface.n**2
    copies = dict.fromkeys(KINDS, 0)
    sites = enumerate_sites(surface)
    for site in sites:
        copies[site.kind] += site.copies
    assert copies == {"hollow": cells, "bridge": 2 * cells, "top": cells}
    assert len({site.label for site in sites}) == len(sites)
    assert [site.kind for site in sites] == sorted((s.kind for s in sites), key=KINDS.index)


def test_more_than_26_sites_of_a_kind_have_labels_in_letters() -> None:
    surface = Surface("x", 6, 3, "Ag", 5, "random", random_layers=(3,), seed=1)
    labels = [site.label for site in enumerate_sites(surface)]
    assert len(labels) > 80
    assert len(set(labels)) == len(labels)
    assert "bridge, 0 Ag (z)" in labels
    assert "bridge, 0 Ag (aa)" in labels
    assert not any(sign in "".join(labels) for sign in "{|}~")


@settings(max_examples=25, deadline=None)
@given(surface=SURFACES)
def test_symmetries_are_a_group_and_keep_the_elements(surface: Surface) -> None:
    operations = symmetries(surface)
    numbers = build(surface, A).numbers
    made = {told(one) for one in operations}
    assert len(made) == len(operations)
    everything = list(range(surface.atoms))
    assert told(Operation(everything, np.eye(2, dtype=int))) in made
    for one in operations:
        assert sorted(one.permutation) == everything
        assert np.array_equal(numbers[one.permutation], numbers)
    some = operations[:: max(1, len(operations) // 12)]
    for one in some:
        for other in some:
            after = [other.permutation[k] for k in one.permutation]
            assert told(Operation(after, other.rotation @ one.rotation)) in made


@settings(max_examples=25, deadline=None)
@given(surface=SURFACES)
def test_symmetries_bring_every_atom_to_its_place(surface: Surface) -> None:
    """Distances within the slab are the same before and after."""
    slab = build(surface, A)
    apart = slab.get_all_distances(mic=True)
    operations = symmetries(surface)
    for permutation, _ in operations[:: max(1, len(operations) // 8)]:
        assert apart[np.ix_(permutation, permutation)] == pytest.approx(apart)


def test_pure_lithium_has_all_of_them() -> None:
    assert len(symmetries(Surface("x", 3, 3))) == 8 * 9


def told(one: Operation) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(one.permutation), tuple(one.rotation.ravel().tolist())


@pytest.mark.parametrize("surface", [Surface("x", 2, 4), Surface("x", 2, 4, "Ag", 1)])
def test_pymatgen_finds_no_site_that_is_not_here(surface: Surface) -> None:
    """Its triangulation calls the hollow of a square lattice a bridge, so places are compared."""
    adsorption = pytest.importorskip("pymatgen.analysis.adsorption")
    aio = pytest.importorskip("pymatgen.io.ase")
    a = 3.44
    slab = build(surface, a)
    slab.pbc = True
    finder = adsorption.AdsorbateSiteFinder(aio.AseAtomsAdaptor.get_structure(slab))
    found = finder.find_adsorption_sites(distance=1.0, symm_reduce=0)["all"]
    halves = np.array(found)[:, :2] / a * 2.0
    assert halves == pytest.approx(np.round(halves), abs=1e-3)
    places = {tuple(place) for place in np.round(halves).astype(int) % (2 * surface.n)}
    assert len(places) == 4 * surface.n**2
    unlike = finder.find_adsorption_sites(distance=1.0, symm_reduce=0.01)["all"]
    assert len(unlike) == len(enumerate_sites(surface))


def test_on_one_cell_an_atom_is_every_neighbour() -> None:
    full = enumerate_sites(Surface("full", 1, 3, "Ag", 1))
    assert {site.kind: site.neighbours for site in full} == {"hollow": 4, "bridge": 2, "top": 1}
