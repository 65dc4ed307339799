"""From a plan to adsorption energies: relax clean, try sites, relax clean again, subtract.

A fast engine may try the sites first; then the best of them are refined with the reference. The
clean slab is relaxed a second time from the adsorbed geometry without the atom, and the lower of
the two is taken: otherwise what the slab still gains by relaxing counts as adsorption.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ase import Atoms

from solvus.atoms.engines import engine
from solvus.atoms.found import Found, Solved, Tried, found_of
from solvus.atoms.outcome import ATOM, BULK, RELAX, SINGLE, Outcome
from solvus.atoms.place import site_now, with_adatom
from solvus.atoms.plan import Level, Plan, chosen_sites
from solvus.atoms.sites import Site, symmetries
from solvus.atoms.slabs import build, bulk, rattled
from solvus.atoms.surface import HOST, Surface, below
from solvus.atoms.task import Task, task_of

Run = Callable[[Iterable[Task]], list[Outcome]]
_BOX = 12.0  # angstrom, of an isolated atom


class _Start(NamedTuple):
    """A surface before its calculations: structures of the clean slab, the one with its solute
    below (None without), and how to place an atom on the relaxed slab."""

    surface: Surface
    clean: Atoms
    sunk: Atoms | None
    sites: tuple[Site, ...]
    placed: tuple[Atoms, ...] | None  # None: on the clean slab, once it is relaxed


def solve(plan: Plan, run: Run) -> Solved:
    """Work through a plan; `run` gives the outcomes of tasks, in their order."""
    if plan.screen is None:
        bulk_ = _bulk(plan, plan.level, run)
        if not bulk_.converged:
            return Solved(plan, (), ())
        starts = [_ideal(plan, surface, bulk_.lattice) for surface in plan.surfaces]
        return Solved(plan, _stage(plan, plan.level, bulk_, starts, run, RELAX), ())
    quick = _bulk(plan, plan.screen, run)
    if not quick.converged:
        return Solved(plan, (), ())
    starts = [_ideal(plan, surface, quick.lattice) for surface in plan.surfaces]
    screened = _stage(plan, plan.screen, quick, starts, run, RELAX)
    slow = _bulk(plan, plan.level, run)
    if not slow.converged:
        return Solved(plan, (), screened)
    scale = slow.lattice / quick.lattice
    refined = [_scaled(plan, found, scale) for found in screened]
    kind = RELAX if plan.refine == "relax" else SINGLE
    return Solved(plan, _stage(plan, plan.level, slow, refined, run, kind), screened)


def _bulk(plan: Plan, level: Level, run: Run) -> Outcome:
    task = task_of(
        BULK, f"bcc {HOST}", bulk(plan.lattice_guess), level.engine, engine(level.engine).version(),
        level.for_bulk(),
    )  # fmt: skip
    return run([task])[0]


def _reference(plan: Plan, level: Level, of_bulk: Outcome, run: Run) -> Outcome:
    if plan.reference == "bulk":
        return of_bulk
    box = Atoms(HOST, [(0.5 * _BOX,) * 3], cell=(_BOX, _BOX + 0.2, _BOX + 0.4), pbc=True)
    version = engine(level.engine).version()
    return run([task_of(ATOM, f"{HOST} atom", box, level.engine, version, level.for_atom())])[0]


def _ideal(plan: Plan, surface: Surface, a: float) -> _Start:
    """The ideal slabs, rattled so that a relaxation finds its way."""
    sunk = below(surface) if plan.segregation else None

    def start(one: Surface) -> Atoms:
        operations = symmetries(one) if plan.symmetry else None
        return rattled(build(one, a), plan.rattle, plan.seed, operations)

    return _Start(
        surface,
        start(surface),
        None if sunk is None else start(sunk),
        chosen_sites(plan, surface),
        None,
    )


def _scaled(plan: Plan, found: Found, scale: float) -> _Start:
    """What a screening found, at the lattice constant of the reference; the best sites only.

    Sites whose atoms ended at one place count once.
    """
    sound = sorted(
        (one for one in found.tried if math.isfinite(one.energy)), key=lambda one: one.energy
    )
    best: list[Tried] = []
    for one in sound:
        if len(best) < plan.best and not any(_same_end(one, other) for other in best):
            best.append(one)
    clean = build(found.surface, found.lattice)

    def at(outcome: Outcome, atoms: Atoms) -> Atoms:
        moved = atoms.copy()
        moved.positions = outcome.positions
        moved.set_cell(moved.cell * scale, scale_atoms=True)
        return moved

    placed = tuple(at(one.outcome, with_adatom(clean, one.site, found.lattice)) for one in best)
    sunk = below(found.surface)
    return _Start(
        found.surface,
        at(found.clean, clean),
        None if sunk is None or found.sunk is None else at(found.sunk, build(sunk, found.lattice)),
        tuple(one.site for one in best),
        placed,
    )


def _same_end(one: Tried, other: Tried) -> bool:
    return one.ends_at == other.ends_at and abs(one.energy - other.energy) < 2e-3


def _stage(plan: Plan, level: Level, of_bulk: Outcome, starts: list[_Start], run: Run,
           kind: str) -> tuple[Found, ...]:  # fmt: skip
    """All surfaces at one level; tasks that do not wait for one another run together."""
    a = of_bulk.lattice

    def task(label: str, atoms: Atoms, n: int) -> Task:
        return task_of(
            kind, label, atoms, level.engine, of_bulk.version, level.for_slab(n), fmax=plan.fmax,
            steps=plan.steps, symmetry=plan.symmetry,
            ranks=plan.ranks if level == plan.level else 1,
        )  # fmt: skip

    def clean_tasks(start: _Start) -> list[Task]:
        name, n = start.surface.name, start.surface.n
        tasks = [task(f"{name}, clean", start.clean, n)]
        if start.sunk is not None:
            tasks.append(task(f"{name}, solute below", start.sunk, n))
        return tasks

    def site_tasks(start: _Start, clean: Outcome | None) -> list[Task]:
        placed = start.placed
        if placed is None:
            slab = start.clean.copy()
            if clean is not None and clean.converged:
                slab.positions = clean.positions
            placed = tuple(with_adatom(slab, site, a) for site in start.sites)
        return [
            task(f"{start.surface.name}, {site.label}", atoms, start.surface.n)
            for site, atoms in zip(start.sites, placed, strict=True)
        ]

    reference = _reference(plan, level, of_bulk, run)
    groups = [clean_tasks(start) for start in starts]
    waits = [start.placed is None for start in starts]
    if not all(waits):  # nothing waits for the clean slabs: all together
        groups = [
            group + site_tasks(start, None) for group, start in zip(groups, starts, strict=True)
        ]
        done = _grouped(run, groups)
        clean = [one[: 1 + (s.sunk is not None)] for one, s in zip(done, starts, strict=True)]
        sites = [one[1 + (s.sunk is not None) :] for one, s in zip(done, starts, strict=True)]
    else:
        clean = _grouped(run, groups)
        sites = _grouped(run, [site_tasks(s, c[0]) for s, c in zip(starts, clean, strict=True)])
    again = _grouped(
        run,
        [
            [task(f"{s.surface.name}, clean again", bare, s.surface.n)]
            if (bare := _bare(s, done_)) is not None
            else []
            for s, done_ in zip(starts, sites, strict=True)
        ],
    )
    return tuple(
        _found(level, of_bulk, reference, *one)
        for one in zip(starts, clean, sites, again, strict=True)
    )


def _bare(start: _Start, done: list[Outcome]) -> Atoms | None:
    """The slab of the lowest site without its atom; None if no site converged."""
    sound = [one for one in done if one.converged]
    if not sound:
        return None
    slab = start.clean.copy()
    slab.positions = min(sound, key=lambda one: one.energy).positions[:-1]
    return slab


def _found(level: Level, of_bulk: Outcome, reference: Outcome, start: _Start,
           clean: list[Outcome], sites: list[Outcome], again: list[Outcome]) -> Found:  # fmt: skip
    a = of_bulk.lattice
    tried = []
    for site, outcome in zip(start.sites, sites, strict=True):
        atoms = with_adatom(start.clean, site, a)
        atoms.positions = outcome.positions
        tried.append((site, outcome, site_now(atoms, a)))
    return found_of(
        start.surface, level, of_bulk, reference, clean[0], again[0] if again else None,
        clean[1] if len(clean) > 1 else None, tried,
    )  # fmt: skip


def _grouped(run: Run, groups: list[list[Task]]) -> list[list[Outcome]]:
    """The outcomes of groups of tasks, run together and given back in groups."""
    done = iter(run([task for group in groups for task in group]))
    return [[next(done) for _ in group] for group in groups]
