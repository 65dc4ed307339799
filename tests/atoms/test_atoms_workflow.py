"""The whole way on the toy: energies of adsorption by hand, screening, restarts, failures."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms
from ase.constraints import FixAtoms
from ase.optimize import BFGSLineSearch
from toy_faces import TOY

from solvus.atoms.engines.toy import ToyCalculator, energy_and_forces
from solvus.atoms.found import Solved
from solvus.atoms.outcome import BULK, RELAX, SINGLE, Outcome
from solvus.atoms.plan import Level, Plan
from solvus.atoms.pool import Runner
from solvus.atoms.sites import KINDS
from solvus.atoms.store import Store
from solvus.atoms.surface import Surface
from solvus.atoms.task import Task
from solvus.atoms.workflow import chosen_sites, solve

LITHIUM = Surface("Li", 2, 4)
SILVER = Surface("Li15Ag", 2, 4, "Ag", 1)
WEAK, STRONG = Level("toy", TOY), Level("toy", TOY | {"strength": 1.1})
PLAN = Plan((LITHIUM, SILVER), WEAK)
SCREENED = PLAN._replace(screen=WEAK, level=STRONG, best=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def solved(folder: Path) -> Solved:
    return solve(PLAN, Runner(Store(folder)).run)


@pytest.fixture(scope="module")
def screened(folder: Path, solved: Solved) -> Solved:
    runner = Runner(Store(folder))
    return solve(SCREENED, runner.run)


def test_every_surface_and_every_site_is_there(solved: Solved) -> None:
    assert [found.surface for found in solved.surfaces] == [LITHIUM, SILVER]
    assert solved.screened == ()
    assert [len(found.tried) for found in solved.surfaces] == [3, 6]
    for found in solved.surfaces:
        assert all(one.outcome.converged for one in found.tried)
        assert found.best is not None
        assert found.energy == min(one.energy for one in found.tried)
        assert found.lattice == found.bulk.lattice == found.reference.lattice
    assert math.isnan(solved.surfaces[0].segregation)
    assert math.isfinite(solved.surfaces[1].segregation)


def by_hand(a: float, silver: bool) -> tuple[Atoms, list[int]]:
    """The slab of four layers, written without the package."""
    places = [
        (a * (i + 0.5 * (k % 2)), a * (j + 0.5 * (k % 2)), 10.0 - 0.5 * a * k)
        for k in range(4) for i in (0, 1) for j in (0, 1)
    ]  # fmt: skip
    slab = Atoms("Li16", places, cell=(2 * a, 2 * a, 40.0), pbc=(True, True, False))
    if silver:
        slab.symbols[0] = "Ag"
    return slab, list(range(8, 16))


def relaxed(atoms: Atoms, held: list[int]) -> float:
    atoms.set_constraint(FixAtoms(held))
    atoms.calc = ToyCalculator()
    with BFGSLineSearch(atoms, logfile=None, alpha=5.0) as way:
        assert way.run(fmax=1e-4, steps=300)
    return float(atoms.get_potential_energy())


def test_adsorption_on_lithium_by_independent_code(tmp_path: Path) -> None:
    """Another slab, another optimiser, no symmetry: E(slab + Li) - E(slab) - E(Li)."""
    plan = PLAN._replace(surfaces=(SILVER,), fmax=1e-4, kinds=("hollow",), segregation=False)
    (found,) = solve(plan, Runner(Store(tmp_path)).run).surfaces
    a = found.lattice
    slab, held = by_hand(a, silver=True)
    slab.positions[:8] += np.random.default_rng(5).normal(0.0, 0.01, (8, 3))
    clean = relaxed(slab, held)
    height = slab.positions[:, 2].max() + 0.5 * a
    with_atom = slab + Atoms("Li", [(0.5 * a, 0.5 * a, height)])
    # E(Li) at the minimum is the fit of the package; test_atoms_calculate has it checked
    expected = relaxed(with_atom, held) - clean - found.reference.energy
    assert found.energy == pytest.approx(expected, abs=1e-6)


def test_energies_are_differences_of_what_is_on_disk(solved: Solved) -> None:
    """From the structures alone, to 1e-6: the sum of the three energies computed afresh."""
    for found in solved.surfaces:
        a = found.lattice
        slab, _ = by_hand(a, silver=found.surface is SILVER)
        for one in found.tried:
            atoms = slab + Atoms("Li", [(0, 0, 0)])
            atoms.positions = one.outcome.positions
            slab.positions = found.clean.positions
            expected = energy_and_forces(atoms)[0] - energy_and_forces(slab)[0]
            assert one.energy == pytest.approx(expected - found.bulk.energy, abs=1e-6)


def test_the_reference_is_bulk_at_its_minimum(solved: Solved) -> None:
    found = solved.surfaces[0]
    half = 0.5 * found.lattice
    cell = half * (np.ones((3, 3)) - 2.0 * np.eye(3))
    energy, _ = energy_and_forces(Atoms("Li", cell=cell, pbc=True))
    assert found.reference is found.bulk
    assert found.reference.energy == pytest.approx(energy, abs=2e-4)


def test_an_atom_alone_can_be_the_reference(folder: Path, solved: Solved) -> None:
    runner = Runner(Store(folder))
    other = solve(PLAN._replace(reference="atom"), runner.run)
    assert runner.begun == 1
    for one, two in zip(solved.surfaces, other.surfaces, strict=True):
        assert two.energy == pytest.approx(one.energy + one.bulk.energy, abs=1e-9)


def test_segregation_is_per_atom_that_sinks(tmp_path: Path) -> None:
    """Two of three atoms of silver lie in the face: the difference is shared by two."""
    pattern = ((1, 0, 0), (1, 1, 1), (3, 0, 0))
    surface = Surface("x", 2, 4, "Ag", 3, "pattern", pattern)
    plan = PLAN._replace(surfaces=(surface,), kinds=("hollow",), most_sites=1, fmax=0.05)
    (found,) = solve(plan, Runner(Store(tmp_path)).run).surfaces
    assert found.sunk is not None
    difference = found.clean.energy - found.sunk.energy
    assert found.segregation == pytest.approx(difference / 2.0)


def test_a_second_time_nothing_is_computed(folder: Path, solved: Solved) -> None:
    runner = Runner(Store(folder))
    again = solve(PLAN, runner.run)
    assert runner.begun == 0
    assert [one.energy for one in again.surfaces] == [one.energy for one in solved.surfaces]


def test_the_lower_clean_slab_is_taken(solved: Solved) -> None:
    """`run` gives the slab relaxed again an energy 0.3 eV lower: every site is 0.3 eV dearer."""
    outcomes = {o.key: o for found in solved.surfaces for o in found.outcomes}

    def run(lower: float) -> Solved:
        def given(tasks: Iterable[Task]) -> list[Outcome]:
            return [
                one._replace(energy=one.energy - lower) if "again" in task.label else one
                for task in tasks
                for one in [outcomes[task.key]]
            ]

        return solve(PLAN, given)

    found, same = run(0.3).surfaces[1], run(-0.3).surfaces[1]
    assert found.again is not None
    assert found.clean is found.again
    assert same.clean is same.first
    drop = found.first.energy - found.again.energy
    assert found.gained_again == pytest.approx(drop)
    assert found.energy == pytest.approx(same.energy + drop)


def test_a_screening_keeps_the_best_and_refines_them(screened: Solved, solved: Solved) -> None:
    for quick, slow in zip(screened.screened, screened.surfaces, strict=True):
        assert slow.level == STRONG
        assert quick.level == WEAK
        ranked = sorted(quick.tried, key=lambda one: one.energy)
        kept = [one.site.label for one in slow.tried]
        assert len(kept) <= 2
        assert kept[0] == ranked[0].site.label
        # a factor on all energies is a factor on their differences
        assert slow.tried[0].energy == pytest.approx(1.1 * ranked[0].energy, abs=1e-3)
        assert slow.bulk.energy == pytest.approx(1.1 * quick.bulk.energy)
    assert [one.energy for one in screened.screened] == [one.energy for one in solved.surfaces]


def test_sites_that_end_at_one_place_count_once(folder: Path, solved: Solved) -> None:
    """The bridge slides into the hollow: hollow and top are refined."""
    runner = Runner(Store(folder))
    hollow = solved.surfaces[0].tried[0].outcome

    def run(tasks: Iterable[Task]) -> list[Outcome]:
        return [
            one._replace(energy=hollow.energy + 1e-3, positions=hollow.positions)
            if one.label == "Li, bridge" and one.settings == TOY
            else one
            for one in runner.run(tasks)
        ]

    plan = SCREENED._replace(surfaces=(LITHIUM,), refine="single")
    (found,) = solve(plan, run).surfaces
    assert [one.site.kind for one in found.tried] == ["hollow", "top"]


def test_the_slab_is_relaxed_again_from_under_the_atom(folder: Path, solved: Solved) -> None:
    seen: list[Task] = []
    runner = Runner(Store(folder))

    def run(tasks: Iterable[Task]) -> list[Outcome]:
        asked = list(tasks)
        seen.extend(asked)
        return runner.run(asked)

    solve(PLAN, run)
    again = [task for task in seen if task.label.endswith("clean again")]
    for task, found in zip(again, solved.surfaces, strict=True):
        assert found.best is not None
        assert task.positions == found.best.outcome.positions[:-1]
        assert task.fixed == list(range(8, 16))


def test_a_refinement_at_the_geometry_is_single_points(folder: Path, screened: Solved) -> None:
    seen: list[Task] = []
    runner = Runner(Store(folder))

    def run(tasks: Iterable[Task]) -> list[Outcome]:
        asked = list(tasks)
        seen.extend(asked)
        return runner.run(asked)

    one = solve(SCREENED._replace(refine="single"), run)
    strong = [task for task in seen if task.settings["strength"] == 1.1]
    assert {task.kind for task in strong} == {BULK, SINGLE}
    for quick, slow in zip(one.screened, one.surfaces, strict=True):
        scale = slow.lattice / quick.lattice
        best = quick.best
        assert best is not None
        assert np.array(slow.tried[0].outcome.positions) == pytest.approx(
            scale * np.array(best.outcome.positions)
        )
        assert slow.tried[0].energy == pytest.approx(1.1 * best.energy, abs=1e-4)


def test_the_geometry_is_scaled_to_the_constant_of_the_reference(folder: Path) -> None:
    """An engine whose lithium is 3 % wider: cell and atoms follow."""
    runner = Runner(Store(folder))
    seen: list[Task] = []

    def run(tasks: Iterable[Task]) -> list[Outcome]:
        asked = list(tasks)
        seen.extend(asked)
        done = runner.run(asked)
        return [
            one._replace(lattice=1.03 * one.lattice)
            if one.kind == BULK and task.settings["strength"] == 1.1
            else one
            for task, one in zip(asked, done, strict=True)
        ]

    solve(SCREENED._replace(surfaces=(LITHIUM,), refine="single"), run)
    weak = next(t for t in seen if t.kind == RELAX and t.label == "Li, clean")
    slab = next(t for t in seen if t.kind == SINGLE and t.label == "Li, clean")
    assert np.array(slab.cell) == pytest.approx(1.03 * np.array(weak.cell))
    held = weak.fixed
    assert np.array(slab.positions)[held] == pytest.approx(1.03 * np.array(weak.positions)[held])


def test_a_site_that_did_not_converge_has_no_energy(solved: Solved) -> None:
    outcomes = {o.key: o for found in solved.surfaces for o in found.outcomes}
    best = solved.surfaces[1].best
    assert best is not None

    def run(tasks: Iterable[Task]) -> list[Outcome]:
        known = [outcomes.get(task.key, solved.surfaces[1].first) for task in tasks]
        return [o._replace(converged=o.converged and o.key != best.outcome.key) for o in known]

    found = solve(PLAN, run).surfaces[1]
    lost = next(one for one in found.tried if one.site == best.site)
    assert math.isnan(lost.energy)
    assert found.best is not None
    assert found.best.site != best.site
    assert found.energy > best.energy - 1e-9


@pytest.mark.parametrize("fails_from", [1, 16, 17])
def test_failures_end_in_no_number_rather_than_an_exception(
    fails_from: int, tmp_path: Path
) -> None:
    """From the bulk on; from the clean slabs on; only with the atom on them."""
    level = Level("toy", TOY | {"fails_from": fails_from})
    plan = PLAN._replace(surfaces=(LITHIUM,), level=level, fmax=0.05)
    done = solve(plan, Runner(Store(tmp_path)).run)
    assert len(done.surfaces) == (0 if fails_from == 1 else 1)
    for found in done.surfaces:
        assert found.best is None
        assert math.isnan(found.energy)
        assert found.again is None
        assert found.first.converged == (fails_from == 17)
    for refine in ("relax", "single"):
        both = solve(plan._replace(screen=level, refine=refine), Runner(Store(tmp_path)).run)
        assert [found.tried for found in both.surfaces] == [()] * len(both.surfaces)


def test_a_screening_without_its_bulk_begins_nothing_else(tmp_path: Path) -> None:
    failing = Level("toy", TOY | {"fails_from": 1})
    runner = Runner(Store(tmp_path))
    assert solve(PLAN._replace(screen=failing), runner.run) == Solved(
        PLAN._replace(screen=failing), (), ()
    )
    assert runner.begun == 1


@pytest.mark.parametrize("most", [1, 2, 3, 5, 50, None])
def test_most_sites_takes_one_of_each_kind_first(most: int | None) -> None:
    surface = Surface("x", 4, 5, "Ag", 1)
    chosen = chosen_sites(PLAN._replace(most_sites=most), surface)
    every = chosen_sites(PLAN, surface)
    assert len(chosen) == min(most or 15, 15)
    assert [site for site in every if site in chosen] == list(chosen)
    kinds = [site.kind for site in chosen]
    assert set(kinds) == set(KINDS[: len(chosen)])
    counts = sorted(kinds.count(kind) for kind in set(kinds))
    assert counts[-1] - counts[0] <= 1 or len(chosen) > 9


def test_only_the_kinds_asked_for() -> None:
    chosen = chosen_sites(PLAN._replace(kinds=("top", "hollow")), SILVER)
    assert [site.kind for site in chosen] == ["hollow", "top", "top", "top"]
