"""Real engines on cells small enough for a minute on one core. Slow, so each has its marker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ase import Atoms

from solvus.atoms.energies import adsorption_energy
from solvus.atoms.engines import engine
from solvus.atoms.outcome import BULK, SINGLE, Outcome
from solvus.atoms.place import with_adatom
from solvus.atoms.plan import Level, Plan
from solvus.atoms.pool import Runner
from solvus.atoms.sites import enumerate_sites
from solvus.atoms.slabs import build, bulk
from solvus.atoms.store import Store
from solvus.atoms.surface import Surface
from solvus.atoms.task import task_of
from solvus.atoms.workflow import solve


@pytest.mark.gpaw
def test_gpaw_on_lithium_is_what_it_was(tmp_path: Path) -> None:
    """Unrelaxed, coarse: a value to notice a change by, not one to report.

    Computed with GPAW 26.7.0 and its data sets 1.2: p(2x2), three layers, 200 eV, 2 x 2 k-points,
    at the constant of the same settings.
    """
    pytest.importorskip("gpaw")
    settings = engine("gpaw").defaults() | {"cutoff": 200.0, "k_times_n": 4, "bulk_k": 6}
    level = Level("gpaw", settings)
    version = engine("gpaw").version()
    runner = Runner(Store(tmp_path))

    def run(kind: str, label: str, atoms: Atoms, sampled: dict[str, Any]) -> Outcome:
        return runner.run([task_of(kind, label, atoms, "gpaw", version, sampled)])[0]

    reference = run(BULK, "bcc Li", bulk(3.44), level.for_bulk())
    assert reference.converged, reference.trouble
    assert reference.lattice == pytest.approx(3.44, abs=0.03)
    assert reference.bulk_modulus == pytest.approx(13.9, abs=2.0)
    surface = Surface("Li", 2, 3)
    slab = build(surface, reference.lattice)
    hollow = with_adatom(slab, enumerate_sites(surface)[0], reference.lattice)
    clean = run(SINGLE, "clean", slab, level.for_slab(2))
    with_atom = run(SINGLE, "hollow", hollow, level.for_slab(2))
    assert clean.converged, clean.trouble
    assert with_atom.converged, with_atom.trouble
    energy = adsorption_energy(with_atom, clean, reference)
    assert energy == pytest.approx(0.3641, abs=0.005)


@pytest.mark.ml
def test_chgnet_puts_silver_below_lithium(tmp_path: Path) -> None:
    """Lithium binds more strongly where the face holds silver."""
    pytest.importorskip("chgnet")
    level = Level("chgnet", engine("chgnet").defaults())
    surfaces = (Surface("Li", 2, 4), Surface("Li15Ag", 2, 4, "Ag", 1))
    plan = Plan(surfaces, level, fmax=0.05, kinds=("hollow",), segregation=False)
    pure, silver = solve(plan, Runner(Store(tmp_path)).run).surfaces
    assert pure.best is not None
    assert silver.best is not None
    assert pure.energy > silver.energy
