"""Differences of energies: what leaves them as they are, and what may not be subtracted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_faces import TOY, outcome

from solvus.atoms.energies import (
    Mismatch,
    adsorption_energy,
    check_same,
    level_of,
    segregation_energy,
)
from solvus.atoms.engines import ENGINES
from solvus.atoms.outcome import ATOM, BULK, Outcome
from solvus.atoms.plan import Level

GPAW: dict[str, Any] = {
    "engine": "gpaw",
    "version": "gpaw 26.7.0",
    "settings": {"xc": "PBE", "cutoff": 250.0, "max_scf": 120, "kpts": [2, 2, 1]},
}


def gpaw(energy: float = -1.0, **more: Any) -> Outcome:
    settings = GPAW["settings"] | more.pop("settings", {})
    return outcome(energy, **GPAW | {"settings": settings} | more)


@given(
    energies=st.tuples(*[st.floats(-500, 0)] * 3), per_lithium=st.floats(-50, 50),
    atoms=st.integers(1, 200),
)  # fmt: skip
def test_a_constant_for_each_lithium_drops_out(
    energies: tuple[float, float, float], per_lithium: float, atoms: int
) -> None:
    def all_three(shift: float) -> float:
        return adsorption_energy(
            outcome(energies[0] + (atoms + 1) * shift),
            outcome(energies[1] + atoms * shift),
            outcome(energies[2] + shift, kind=BULK),
        )

    assert all_three(per_lithium) == pytest.approx(all_three(0.0), abs=1e-8)
    assert all_three(0.0) == pytest.approx(energies[0] - energies[1] - energies[2], abs=1e-9)


def test_signs() -> None:
    """Negative where the atom binds; positive where the solute prefers to sink."""
    clean, bulk = outcome(-10.0), outcome(-1.6, kind=BULK)
    assert adsorption_energy(outcome(-12.0), clean, bulk) == pytest.approx(-0.4)
    assert adsorption_energy(outcome(-11.0), clean, bulk) == pytest.approx(0.6)
    assert segregation_energy(outcome(-10.0), outcome(-10.3)) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"engine": "chgnet"}, "engine: gpaw and chgnet.*"),
        ({"version": "gpaw 25.1.0"}, "version: gpaw 26.7.0 and gpaw 25.1.0"),
        ({"settings": {"xc": "RPBE"}}, "xc: PBE and RPBE"),
        ({"settings": {"cutoff": 300.0}}, "cutoff: 250.0 and 300.0"),
        ({"settings": {"kpts": [4, 4, 1]}}, r"k-points: \[2, 2, 1\] and \[4, 4, 1\]"),
        ({"settings": {"dipole": "yes"}}, "dipole: None and yes"),
    ],
)
def test_other_settings_are_refused_and_named(change: dict[str, Any], told: str) -> None:
    one, other = gpaw(label="clean"), gpaw(-2.0, label="hollow", **change)
    sentence = (
        f'the energies of "clean" and "hollow" were computed with different settings \\({told}\\) '
        "and may not be subtracted"
    )
    with pytest.raises(Mismatch, match=sentence):
        check_same(one, other)
    with pytest.raises(Mismatch):
        segregation_energy(one, other)
    with pytest.raises(Mismatch):
        adsorption_energy(other, one, gpaw(kind=BULK))


@pytest.mark.parametrize("kind", [BULK, ATOM])
def test_the_reference_has_k_points_of_its_own_and_nothing_else(kind: str) -> None:
    mesh = {"kpts": [16, 16, 16]}
    adsorption_energy(gpaw(-2.0), gpaw(), gpaw(kind=kind, settings=mesh))
    with pytest.raises(Mismatch, match=r"\(xc: PBE and LDA\)"):
        adsorption_energy(gpaw(-2.0), gpaw(), gpaw(kind=kind, settings=mesh | {"xc": "LDA"}))


def test_how_long_to_iterate_is_no_level() -> None:
    check_same(gpaw(), gpaw(settings={"max_scf": 333}), gpaw(settings={"symmetry": "off"}))
    assert "max_scf" not in level_of(gpaw())
    assert level_of(outcome(settings=TOY | {"fails_from": 7})) == level_of(outcome())


def test_every_setting_of_an_engine_of_ones_own_counts() -> None:
    one = outcome(engine="mine:make", settings={"max_scf": 1})
    with pytest.raises(Mismatch, match="max_scf: 1 and 2"):
        check_same(one, one._replace(settings={"max_scf": 2}))


def test_a_dipole_is_corrected_across_the_vacuum_only() -> None:
    """A bulk has none: it goes without, and may still be taken off slabs that are corrected."""
    level = Level("gpaw", ENGINES["gpaw"].defaults() | {"dipole": "yes"})
    assert level.for_slab(2)["dipole"] == "yes"
    assert level.for_bulk()["dipole"] == level.for_atom()["dipole"] == "no"
    slab, bare = (gpaw(energy, settings={"dipole": "yes"}) for energy in (-5.0, -3.0))
    bulk = gpaw(-1.9, kind=BULK, settings={"dipole": "no"})
    assert adsorption_energy(slab, bare, bulk) == pytest.approx(-0.1)
    with pytest.raises(Mismatch, match="dipole"):
        check_same(slab, gpaw(-3.0, settings={"dipole": "no"}))
