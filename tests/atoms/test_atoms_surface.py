"""Where the solute sits on the lattice, and what cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.atoms.surface import Surface, below, solute_sites


@pytest.mark.parametrize(("placement", "layer"), [("surface", 1), ("second", 2), ("third", 3)])
def test_a_placement_is_a_layer(placement: str, layer: int) -> None:
    sites = solute_sites(Surface("x", 3, 4, "Ag", 4, placement))
    assert len(set(sites)) == 4
    assert {site[0] for site in sites} == {layer}


def test_four_of_sixteen_spread_to_a_p2x2() -> None:
    sites = solute_sites(Surface("x", 4, 3, "Ag", 4))
    assert set(sites) == {(1, i, j) for i in (0, 2) for j in (0, 2)}


def test_eight_of_sixteen_spread_to_a_c2x2() -> None:
    sites = solute_sites(Surface("x", 4, 3, "Ag", 8))
    assert len(sites) == 8
    assert all((i + j) % 2 == 0 for _, i, j in sites)


def test_two_of_four_lie_on_a_diagonal() -> None:
    assert set(solute_sites(Surface("x", 2, 3, "Ag", 2))) == {(1, 0, 0), (1, 1, 1)}


def test_random_is_the_same_for_a_seed_and_another_for_another() -> None:
    one = Surface("x", 4, 4, "Ag", 5, "random", random_layers=(1, 3), seed=7)
    assert solute_sites(one) == solute_sites(one)
    assert {site[0] for site in solute_sites(one)} <= {1, 3}
    others = {solute_sites(one._replace(seed=seed)) for seed in range(8)}
    assert len(others) > 4


def test_a_pattern_is_taken_as_it_is() -> None:
    pattern = ((1, 0, 1), (3, 1, 1))
    assert solute_sites(Surface("x", 2, 3, "Mg", 2, "pattern", pattern)) == pattern


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 5), count=st.integers(0, 25), placement=st.sampled_from(["surface", "random"])
)
def test_as_many_sites_as_atoms_or_a_sentence(n: int, count: int, placement: str) -> None:
    surface = Surface("x", n, 3, "Ag", count, placement)
    if count > n * n:
        with pytest.raises(ValueError, match=f"{count} atoms of Ag do not fit on {n * n} sites of"):
            solute_sites(surface)
    else:
        sites = solute_sites(surface)
        assert len(set(sites)) == len(sites) == count
        assert all(k == 1 and 0 <= i < n and 0 <= j < n for k, i, j in sites)


@pytest.mark.parametrize(
    ("surface", "sentence"),
    [
        (Surface("x", 2, 3, "Ag", 5), "5 atoms of Ag do not fit on 4 sites of layer 1"),
        (
            Surface("x", 2, 3, "Ag", 9, "random", random_layers=(1, 2)),
            "9 atoms of Ag do not fit on 8 sites of layers 1, 2",
        ),
        (
            Surface("x", 2, 3, "Ag", 1, "random", random_layers=(1, 4)),
            "layer 4 is not there; the slab has 3 layers",
        ),
        (
            Surface("x", 2, 3, "Ag", 2, "pattern", ((1, 0, 0), (1, 0, 0))),
            "the pattern names 1 different sites for 2 atoms of Ag",
        ),
        (
            Surface("x", 2, 3, "Ag", 1, "pattern", ((1, 2, 0),)),
            r"site \[1, 2, 0\] is not there; layers go from 1 to 3, i and j from 0 to 1",
        ),
        (
            Surface("x", 2, 3, "Ag", 1, "pattern", ((0, 0, 0),)),
            r"site \[0, 0, 0\] is not there",
        ),
    ],
)
def test_what_does_not_fit_is_said(surface: Surface, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        solute_sites(surface)


def test_below_moves_the_face_down_and_nothing_else() -> None:
    surface = Surface("x", 2, 4, "Ag", 2, "pattern", ((1, 0, 1), (3, 1, 0)))
    lower = below(surface)
    assert lower is not None
    assert solute_sites(lower) == ((2, 0, 1), (3, 1, 0))
    assert lower.solute_count == surface.solute_count
    assert lower.name != surface.name


@pytest.mark.parametrize(
    "surface",
    [
        Surface("x", 2, 4),
        Surface("x", 2, 4, "Ag", 1, "second"),
        Surface("x", 2, 4, "Ag", 2, "pattern", ((1, 0, 0), (2, 0, 0))),
    ],
    ids=["pure", "none in the face", "taken already"],
)
def test_nothing_below(surface: Surface) -> None:
    assert below(surface) is None


def test_numbers_of_a_surface() -> None:
    surface = Surface("x", 4, 5, "Ag", 4)
    assert surface.atoms == 80
    assert surface.lithium_per_solute == 19.0
    assert surface.coverage == 1.0 / 16.0
    assert Surface("x", 4, 5).lithium_per_solute is None
