"""Run one task, so that it can be killed at any moment and go on from its last step."""

from __future__ import annotations

import contextlib
import json
import math
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms
from ase.constraints import FixSymmetry
from ase.eos import EquationOfState
from ase.io import read, write
from ase.optimize import BFGS
from ase.units import GPa

from solvus.atoms.centre import shift_to_centre
from solvus.atoms.engines import engine
from solvus.atoms.outcome import ATOM, BULK, RELAX, Outcome
from solvus.atoms.slabs import bulk
from solvus.atoms.task import Task
from solvus.base.errors import MissingExtra
from solvus.base.files import cut_torn_line, temporary_beside

_STRAINS = np.linspace(-0.025, 0.025, 7)  # of the lattice constant, about the first guess
# First guess of the curvature [eV/angstrom^2]. Lithium is soft: with ASE's 70, made for stiffer
# matter, a slab takes three times the steps.
_STIFFNESS = 5.0
_RECENTRED = 8  # times that the search for the minimum may move on
_SYMMETRY_TOLERANCE = 1e-4  # angstrom; far below any rattle
_ANOTHER_ELEMENT = 200  # added to an atomic number: none that exists
_STEPS, _LAST, _HESSIAN, LOG = "steps.jsonl", "last.xyz", "hessian.json", "engine.txt"


def calculate(task: Task, folder: Path) -> Outcome:
    """Run a task; `folder` holds what a relaxation needs to go on after a kill.

    The other kinds, short beside it, begin anew. A calculation that fails or does not converge is
    an outcome too, with what went wrong in `trouble`; only a missing library raises (MissingExtra),
    or a machine without memory (MemoryError).
    """
    folder.mkdir(parents=True, exist_ok=True)
    walk = _Walk(task, folder)
    try:
        if task.kind == BULK:
            return _bulk(task, walk)
        if task.kind == RELAX:
            return _relax(task, walk)
        if task.kind == ATOM:
            return _isolated(task, walk)
        return _single(task, walk)
    except (MissingExtra, KeyboardInterrupt, MemoryError):
        raise
    except Exception as error:  # engines raise whatever they like when they do not converge
        atoms = task.atoms()
        told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return walk.outcome(atoms, math.nan, math.nan, False, told)


class _Walk:
    """The steps of a task so far, kept on disk after each."""

    def __init__(self, task: Task, folder: Path) -> None:
        self.task, self.folder = task, folder
        self.clock = time.monotonic()
        self.seconds, self.steps = 0.0, 0
        for row in self._rows():
            with contextlib.suppress(TypeError, KeyError):  # spoilt by somebody
                self.seconds, self.steps = float(row["seconds"]), int(row["step"])
        self.shift = np.zeros(3)  # of the atoms while they are computed, never of what is kept

    def start(self) -> Atoms:
        """The atoms of the task, shifted to where an engine with k-points sees their symmetry."""
        atoms = self.task.atoms()
        if engine(self.task.engine).sampled:
            self.shift = shift_to_centre(atoms)
        atoms.positions += self.shift
        return atoms

    def _rows(self) -> list[dict[str, Any]]:
        path = self.folder / _STEPS
        cut_torn_line(path)
        rows = []
        for line in path.read_text().splitlines() if path.exists() else []:
            with contextlib.suppress(ValueError):  # two lines in one: a torn one, in old folders
                rows.append(json.loads(line))
        return rows

    def go_on(self, atoms: Atoms) -> None:
        """Put the atoms where they were last; without steps they stay."""
        last = self.folder / _LAST
        if last.exists():
            # not set_positions, which asks the constraints
            atoms.positions = read(last, parallel=False).positions + self.shift

    def keep(self, atoms: Atoms, energy: float, force: float) -> None:
        """Write down a step."""
        self.steps += 1
        with temporary_beside(self.folder / _LAST) as path:
            write(path, self._bare(atoms), format="extxyz", parallel=False)
        row = {"step": self.steps, "energy": energy, "fmax": force, "seconds": self.spent()}
        with open(self.folder / _STEPS, "a") as file:
            file.write(json.dumps(row) + "\n")

    def spent(self) -> float:
        """Seconds of wall clock so far, those before a restart included."""
        return self.seconds + time.monotonic() - self.clock

    def outcome(self, atoms: Atoms, energy: float, force: float, converged: bool, trouble: str,
                lattice: float = math.nan, modulus: float = math.nan) -> Outcome:  # fmt: skip
        """The outcome of the task as it stands."""
        task = self.task
        return Outcome(
            key=task.key, label=task.label, kind=task.kind, engine=task.engine,
            version=task.version, settings=task.settings, energy=float(energy), fmax=float(force),
            converged=converged, steps=self.steps, seconds=round(self.spent(), 1),
            ranks=task.ranks, trouble=trouble, lattice=float(lattice),
            bulk_modulus=float(modulus),
            finished=datetime.now(UTC).isoformat(timespec="seconds"),
            positions=[[float(x) for x in row] for row in atoms.positions - self.shift],
        )  # fmt: skip

    def _bare(self, atoms: Atoms) -> Atoms:
        return Atoms(atoms.numbers, atoms.positions - self.shift, cell=atoms.cell, pbc=atoms.pbc,
                     tags=atoms.get_tags())  # fmt: skip


def _calculator(task: Task, folder: Path) -> Any:
    return engine(task.engine).make(task.settings, folder / LOG)


def _single(task: Task, walk: _Walk) -> Outcome:
    atoms = walk.start()
    atoms.calc = _calculator(task, walk.folder)
    energy = float(atoms.get_potential_energy())
    walk.keep(atoms, energy, math.nan)
    return walk.outcome(atoms, energy, math.nan, True, "")


def _isolated(task: Task, walk: _Walk) -> Outcome:
    """One atom alone; its unpaired electron is let be so."""
    atoms = task.atoms()
    atoms.set_initial_magnetic_moments([1.0])
    atoms.calc = _calculator(task, walk.folder)
    energy = float(atoms.get_potential_energy())
    walk.keep(atoms, energy, 0.0)
    return walk.outcome(atoms, energy, 0.0, True, "")


def _relax(task: Task, walk: _Walk) -> Outcome:
    """Relax to `fmax`, from the last step kept and with the curvature learned till then."""
    atoms = walk.start()
    if task.symmetry:
        _keep_symmetry(atoms)  # that of the start, after a kill too
    walk.go_on(atoms)
    atoms.calc = _calculator(task, walk.folder)
    hessian = walk.folder / _HESSIAN
    if walk.steps == 0 or not _whole(hessian):
        hessian.unlink(missing_ok=True)
    optimizer = BFGS(atoms, logfile=None, restart=str(hessian), alpha=_STIFFNESS, maxstep=0.2)
    converged, force, energy = False, math.inf, math.nan
    for _ in optimizer.irun(fmax=task.fmax, steps=max(task.steps - walk.steps - 1, 0)):
        energy = float(atoms.get_potential_energy())
        force = _largest(atoms)
        walk.keep(atoms, energy, force)
        converged = force <= task.fmax
    trouble = "" if converged else (
        f"the largest force is {force:.3f} eV/A after {walk.steps} steps"
    )  # fmt: skip
    return walk.outcome(atoms, energy, force, converged, trouble)


def _bulk(task: Task, walk: _Walk) -> Outcome:
    """Lattice constant and energy per atom of bcc lithium, at the minimum of its energy."""
    centre = float(np.cbrt(2.0 * task.atoms().cell.volume))
    for _ in range(_RECENTRED):
        volumes, energies = _equation_of_state(task, walk, centre)
        lowest = int(np.argmin(energies))
        if 0 < lowest < len(_STRAINS) - 1:
            break
        centre *= 1.0 + float(_STRAINS[lowest])
    else:
        trouble = f"the energy has no minimum about a lattice constant of {centre:.2f} A"
        return walk.outcome(task.atoms(), math.nan, math.nan, False, trouble)
    state = EquationOfState(volumes, energies, eos="birchmurnaghan")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        volume, energy, modulus = state.fit()
    lattice = float(np.cbrt(2.0 * volume))
    return walk.outcome(bulk(lattice), energy, 0.0, True, "", lattice, modulus / GPa)


def _equation_of_state(task: Task, walk: _Walk, centre: float) -> tuple[list[float], list[float]]:
    """Volumes [A3] and energies [eV] per atom about a lattice constant."""
    volumes, energies = [], []
    for strain in _STRAINS:
        atoms = bulk(centre * (1.0 + float(strain)))
        atoms.calc = _calculator(task, walk.folder)
        volumes.append(float(atoms.cell.volume))
        energies.append(float(atoms.get_potential_energy()))
        walk.keep(atoms, energies[-1], math.nan)
    return volumes, energies


def _keep_symmetry(atoms: Atoms) -> None:
    """Add the symmetry of the atoms to their constraints.

    Held atoms count as another element: a mirror between the two faces of an ideal slab would
    otherwise move the held layers with the free ones.
    """
    held, numbers = atoms.constraints, atoms.numbers.copy()
    atoms.set_constraint()
    atoms.numbers[[i for fix in held for i in fix.get_indices()]] += _ANOTHER_ELEMENT
    symmetry = FixSymmetry(atoms, symprec=_SYMMETRY_TOLERANCE)
    atoms.numbers[:] = numbers
    atoms.set_constraint([*held, symmetry])


def _largest(atoms: Atoms) -> float:
    """Length of the largest force on a free atom [eV/angstrom]."""
    return float(np.sqrt((atoms.get_forces() ** 2).sum(axis=1).max()))


def _whole(path: Path) -> bool:
    """Whether a JSON file is there to its end; a kill can leave half of one."""
    try:
        json.loads(path.read_text())
    except (OSError, ValueError):
        return False
    return True
