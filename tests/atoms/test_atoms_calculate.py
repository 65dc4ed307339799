"""One calculation: bulk, relaxations, single points, and what fails without an exception."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ase.units import GPa
from scipy.optimize import minimize, minimize_scalar
from toy_faces import PURE, SILVER, TOY, A, toy_task

from solvus.atoms.calculate import calculate
from solvus.atoms.engines import gpaw, toy
from solvus.atoms.engines.toy import energy_and_forces
from solvus.atoms.outcome import ATOM, BULK, RELAX, SINGLE
from solvus.atoms.slabs import build, bulk
from solvus.atoms.task import Task, task_of
from solvus.base.errors import MissingExtra


def bulk_task(guess: float = 3.44, **settings: Any) -> Task:
    return task_of(BULK, "bcc Li", bulk(guess), "toy", "toy 1", TOY | settings)


@pytest.mark.parametrize("guess", [3.44, 3.2, 3.6])
def test_bulk_is_at_the_minimum_of_the_energy(guess: float, tmp_path: Path) -> None:
    """Against a minimisation that knows nothing of equations of state, wherever it begins."""

    def energy(a: float) -> float:
        return energy_and_forces(bulk(a))[0]

    least = minimize_scalar(energy, bounds=(3.0, 3.9), method="bounded", options={"xatol": 1e-8})
    found = calculate(bulk_task(guess), tmp_path)
    assert found.converged
    assert found.trouble == ""
    assert found.lattice == pytest.approx(least.x, abs=2e-3)
    assert found.energy == pytest.approx(least.fun, abs=2e-4)
    # B = V d2E/dV2 = (4/9a) d2E/da2 / 2 for the cell of volume a^3/2 (dV = 3/2 a^2 da)
    step = 2e-3
    curvature = (energy(least.x + step) - 2 * least.fun + energy(least.x - step)) / step**2
    assert found.bulk_modulus == pytest.approx(2.0 * curvature / (9.0 * least.x) / GPa, rel=0.05)


def test_bulk_without_a_minimum_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        toy, "energy_and_forces", lambda a: (float(a.cell.volume), np.zeros((1, 3)))
    )
    found = calculate(bulk_task(), tmp_path)
    assert not found.converged
    assert math.isnan(found.energy)
    assert math.isnan(found.lattice)
    assert found.trouble.startswith("the energy has no minimum about a lattice constant of")


@pytest.mark.parametrize("symmetry", [True, False])
def test_a_relaxation_reaches_its_force_and_a_true_minimum(symmetry: bool, tmp_path: Path) -> None:
    task = toy_task(surface=SILVER, symmetry=symmetry, fmax=1e-3)
    found = calculate(task, tmp_path)
    assert found.converged
    assert found.trouble == ""
    assert found.fmax <= 1e-3
    assert found.steps < 60
    atoms = task.atoms()
    start, held = atoms.positions.copy(), task.fixed
    atoms.positions = found.positions
    energy, forces = energy_and_forces(atoms)
    assert found.energy == pytest.approx(energy, abs=1e-6)
    forces[held] = 0.0
    assert np.linalg.norm(forces, axis=1).max() == pytest.approx(found.fmax, abs=1e-6)
    assert atoms.positions[held] == pytest.approx(start[held], abs=1e-6)
    free = [i for i in range(len(atoms)) if i not in held]

    def of(x: np.ndarray) -> tuple[float, np.ndarray]:
        atoms.positions[free] = x.reshape(-1, 3)
        value, force = energy_and_forces(atoms)
        return value, -force[free].ravel()

    least = minimize(of, atoms.positions[free].ravel(), jac=True, method="L-BFGS-B")
    assert found.energy == pytest.approx(least.fun, abs=1e-4)


def test_held_layers_stay_where_an_ideal_slab_has_a_mirror(tmp_path: Path) -> None:
    """A slab without a rattle has a mirror between its faces; one of them is held."""
    slab = build(PURE._replace(layers=4, fixed=2), A)
    task = task_of(RELAX, "x", slab, "toy", "toy 1", TOY, symmetry=True, fmax=1e-3)
    found = calculate(task, tmp_path)
    assert found.converged
    shift = np.array(found.positions) - slab.positions
    assert shift[8:] == pytest.approx(0.0, abs=1e-6)
    assert np.abs(shift[:8]).max() > 0.01


def test_symmetry_is_kept_to_the_end(tmp_path: Path) -> None:
    found = calculate(toy_task(surface=SILVER, symmetry=True, fmax=1e-3), tmp_path)
    shift = np.array(found.positions) - build(SILVER, A).positions
    assert shift[1] == pytest.approx(shift[2][[1, 0, 2]], abs=1e-6)  # a mirror through the silver
    assert shift[0, :2] == pytest.approx(0.0, abs=1e-6)


def test_too_few_steps_are_said(tmp_path: Path) -> None:
    found = calculate(toy_task(fmax=1e-5, steps=2), tmp_path)
    assert not found.converged
    assert found.fmax > 1e-5
    assert found.trouble == f"the largest force is {found.fmax:.3f} eV/A after {found.steps} steps"
    assert found.steps <= 3


def test_a_single_point_is_where_it_was_put(tmp_path: Path) -> None:
    task = toy_task(SINGLE)
    found = calculate(task, tmp_path)
    assert found.converged
    assert found.positions == task.positions
    assert found.energy == energy_and_forces(task.atoms())[0]


def test_an_atom_alone_has_no_bonds(tmp_path: Path) -> None:
    box = bulk(12.0)
    found = calculate(task_of(ATOM, "Li atom", box, "toy", "toy 1", TOY), tmp_path)
    assert found.converged
    assert found.energy == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("kind", [RELAX, SINGLE, BULK, ATOM])
def test_an_engine_that_fails_is_an_outcome(kind: str, tmp_path: Path) -> None:
    atoms = build(PURE, A) if kind in (RELAX, SINGLE) else bulk(A)
    settings = TOY | {"fails_from": 1}
    found = calculate(task_of(kind, PURE.name, atoms, "toy", "toy 1", settings), tmp_path)
    assert not found.converged
    assert math.isnan(found.energy)
    assert found.trouble == "RuntimeError: the toy was told to fail"
    assert found.label == PURE.name


def test_an_element_that_the_toy_does_not_know_is_an_outcome(tmp_path: Path) -> None:
    task = toy_task(SINGLE)
    found = calculate(task._replace(numbers=[79, *task.numbers[1:]]), tmp_path)
    assert not found.converged
    assert found.trouble == "KeyError: 'Au'"


def test_a_missing_library_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise MissingExtra("GPAW", "atoms")

    monkeypatch.setattr(gpaw, "_library", missing)
    task = toy_task(SINGLE)._replace(engine="gpaw", settings={"cutoff": 250.0})
    with pytest.raises(MissingExtra, match="GPAW"):
        calculate(task, tmp_path)
