"""The centre of symmetry of a slab: more operations about it, and the same energy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spglib
from ase import Atoms

from solvus.atoms import calculate as calculation
from solvus.atoms.centre import shift_to_centre
from solvus.atoms.engines import ENGINES
from solvus.atoms.place import with_adatom
from solvus.atoms.sites import enumerate_sites, symmetries
from solvus.atoms.slabs import build, rattled
from solvus.atoms.surface import Surface
from solvus.atoms.task import task_of

A = 3.587


def on_site(surface: Surface, label: str) -> Atoms:
    slab = rattled(build(surface, A), 0.02, 1, symmetries(surface))
    return with_adatom(slab, next(s for s in enumerate_sites(surface) if s.label == label), A)


def about_origin(atoms: Atoms) -> int:
    found = spglib.get_symmetry(
        (atoms.cell.array, atoms.get_scaled_positions(), atoms.numbers), symprec=1e-4
    )
    shifts = found["translations"]
    return int(np.sum(np.all(np.abs(shifts - np.round(shifts)) < 1e-6, axis=1)))


@pytest.mark.parametrize(
    ("surface", "label", "before", "after"),
    [
        (Surface("Li", 4, 3), "hollow", 2, 8),
        (Surface("Li", 2, 3), "bridge", 2, 4),
        (Surface("Li", 2, 3), "top", 8, 8),
        (Surface("LiAg", 2, 3, "Ag", 2), "hollow, 2 Ag", 2, 4),
        (Surface("LiAg", 4, 3, "Ag", 1), "hollow, 1 Ag", 2, 2),
    ],
)
def test_as_many_operations_as_the_site_has(
    surface: Surface, label: str, before: int, after: int
) -> None:
    atoms = on_site(surface, label)
    assert about_origin(atoms) == before
    atoms.positions += shift_to_centre(atoms)
    assert about_origin(atoms) == after


def test_a_slab_without_symmetry_stays() -> None:
    slab = rattled(build(Surface("Li", 2, 3), A), 0.05, 1)
    assert shift_to_centre(slab) == pytest.approx(np.zeros(3), abs=1e-9)


def test_what_is_kept_is_where_the_atoms_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With k-points the atoms are shifted while they are computed; energy and result are not."""
    atoms = on_site(Surface("Li", 2, 3), "hollow")
    toy = ENGINES["toy"]
    task = task_of("relax", "x", atoms, "toy", "v", toy.defaults(), symmetry=True)
    plain = calculation.calculate(task, tmp_path / "plain")
    monkeypatch.setattr(calculation, "engine", lambda name: toy._replace(sampled=True))
    shifted = calculation.calculate(task, tmp_path / "shifted")
    assert np.any(shift_to_centre(atoms) != 0.0)
    assert shifted.energy == pytest.approx(plain.energy, abs=1e-6)
    assert np.array(shifted.positions) == pytest.approx(np.array(plain.positions), abs=1e-4)
