"""A relaxation that is cut goes on from its last step and ends where it would have ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ase.io import write
from ase.optimize.optimize import Optimizer
from toy_faces import SILVER, TOY, A, steps_kept, toy_task

from solvus.atoms.calculate import calculate
from solvus.atoms.engines.toy import ToyCalculator
from solvus.atoms.outcome import BULK, RELAX, Outcome
from solvus.atoms.place import site_now, with_adatom
from solvus.atoms.sites import enumerate_sites
from solvus.atoms.slabs import build
from solvus.atoms.surface import Surface
from solvus.atoms.task import Task, task_of

TASK = toy_task(surface=SILVER, symmetry=True, fmax=1e-3)


@pytest.fixture(scope="module")
def uncut(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return calculate(TASK, tmp_path_factory.mktemp("uncut"))


def cut_after(calls: int, task: Task, folder: Path) -> None:
    """Run a task until the forces have been asked for so many times."""
    left = [calls]
    true = ToyCalculator.get_forces

    def forces(self: ToyCalculator, atoms: Any) -> np.ndarray:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return true(self, atoms)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ToyCalculator, "get_forces", forces)
        with pytest.raises(KeyboardInterrupt):
            calculate(task, folder)


def same(found: Outcome, uncut: Outcome) -> None:
    assert found.converged
    assert found.energy == pytest.approx(uncut.energy, abs=1e-4)
    assert found.positions == pytest.approx(np.array(uncut.positions), abs=5e-3)
    assert found.key == uncut.key


@pytest.mark.parametrize("calls", [0, 1, 7, 20, 33])
def test_a_cut_run_goes_on(calls: int, uncut: Outcome, tmp_path: Path) -> None:
    cut_after(calls, TASK, tmp_path)
    kept = steps_kept(tmp_path)
    assert kept < uncut.steps
    assert kept > 2 or calls < 20
    found = calculate(TASK, tmp_path)
    same(found, uncut)
    # the last step kept is computed once more; nothing before it is
    assert steps_kept(tmp_path) == found.steps
    assert uncut.steps <= found.steps <= uncut.steps + 1
    assert found.seconds >= 0.0


def test_cut_again_and_again(uncut: Outcome, tmp_path: Path) -> None:
    for _ in range(4):
        cut_after(14, TASK, tmp_path)
    found = calculate(TASK, tmp_path)
    same(found, uncut)
    assert found.steps <= uncut.steps + 4


def test_the_symmetry_is_that_of_the_start(tmp_path: Path) -> None:
    """An atom that passes a top site as the run is cut is not held there by its symmetry."""
    surface = Surface("x", 2, 3, fixed=None)
    top = enumerate_sites(surface)[-1]
    atoms = with_adatom(build(surface, A), top, A)
    assert site_now(atoms, A) == "top"
    passing = atoms.copy()
    passing.positions[-1, :2] += (4e-5, 2e-5)
    atoms.positions[-1, :2] += (0.2, 0.1)
    more = {"symmetry": True, "fmax": 3e-7}
    task = task_of(RELAX, "x", atoms, "toy", "toy 1", TOY, **more)
    write(tmp_path / "last.xyz", passing, format="extxyz")
    row = {"step": 1, "energy": 0.0, "fmax": 1.0, "seconds": 1.0}
    (tmp_path / "steps.jsonl").write_text(json.dumps(row) + "\n")
    found = calculate(task, tmp_path)
    assert found.converged
    atoms.positions = found.positions
    assert site_now(atoms, A) != "top"
    assert found.seconds >= 1.0


@pytest.mark.parametrize("text", ['{"step": 3, "ener', "\0\0\0\0"])
def test_a_torn_line_of_steps_is_left_out(text: str, uncut: Outcome, tmp_path: Path) -> None:
    cut_after(20, TASK, tmp_path)
    kept = steps_kept(tmp_path)
    with open(tmp_path / "steps.jsonl", "a") as file:
        file.write(text)
    found = calculate(TASK, tmp_path)
    same(found, uncut)
    rows = [json.loads(line) for line in (tmp_path / "steps.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows] == list(range(1, found.steps + 1))
    assert found.steps > kept


def test_two_lines_run_together_by_an_older_version_are_survived(
    uncut: Outcome, tmp_path: Path
) -> None:
    cut_after(20, TASK, tmp_path)
    path = tmp_path / "steps.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0][:9] + lines[1], *lines[2:]]) + "\n")
    found = calculate(TASK, tmp_path)
    same(found, uncut)
    assert found.steps > len(lines)


def test_a_torn_hessian_is_survived(uncut: Outcome, tmp_path: Path) -> None:
    cut_after(20, TASK, tmp_path)
    hessian = tmp_path / "hessian.json"
    text = hessian.read_text()
    assert json.loads(text)
    hessian.write_text(text[: len(text) // 2])
    found = calculate(TASK, tmp_path)
    same(found, uncut)
    assert steps_kept(tmp_path) == found.steps


def test_a_hessian_that_is_a_step_ahead_is_survived(
    uncut: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written before the energy of the new step is known: the usual moment of a kill."""
    true = Optimizer.dump
    left = [4]

    def dump(self: Optimizer, data: Any) -> None:
        true(self, data)
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Optimizer, "dump", dump)
        with pytest.raises(KeyboardInterrupt):
            calculate(TASK, tmp_path)
    assert steps_kept(tmp_path) == 4
    found = calculate(TASK, tmp_path)
    same(found, uncut)
    assert found.steps == uncut.steps + 1


def test_a_finished_relaxation_ends_at_once(uncut: Outcome, tmp_path: Path) -> None:
    """Killed after its last step and before it was put into the store."""
    first = calculate(TASK, tmp_path)
    again = calculate(TASK, tmp_path)
    assert again.steps == first.steps + 1
    same(again, uncut)


def test_steps_of_all_starts_count_together(tmp_path: Path) -> None:
    task = TASK._replace(steps=5)
    cut_after(14, task, tmp_path)
    found = calculate(task, tmp_path)
    assert not found.converged
    assert found.steps <= 7


def test_a_bulk_that_was_cut_begins_anew(tmp_path: Path) -> None:
    task = toy_task(BULK)
    whole = calculate(task, tmp_path / "whole")
    cut = tmp_path / "cut"
    true = ToyCalculator.get_potential_energy
    left = [3]

    def energy(self: ToyCalculator, atoms: Any, force_consistent: bool = False) -> float:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return true(self, atoms)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ToyCalculator, "get_potential_energy", energy)
        with pytest.raises(KeyboardInterrupt):
            calculate(task, cut)
    found = calculate(task, cut)
    assert (found.energy, found.lattice) == (whole.energy, whole.lattice)


RUN = """
import json, sys
from pathlib import Path
from solvus.atoms.calculate import calculate
from solvus.atoms.task import Task
folder = Path(sys.argv[1])
calculate(Task(**json.loads((folder / "task.json").read_text())), folder)
"""


def test_a_killed_process_leaves_what_the_next_needs(uncut: Outcome, tmp_path: Path) -> None:
    task = TASK._replace(engine="slow_toy:slow", version="slow_toy:slow 3", settings={})
    (tmp_path / "task.json").write_text(json.dumps(task._asdict()))
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path)], env=os.environ | {"PYTHONPATH": path}
    )
    end = time.monotonic() + 60.0
    while steps_kept(tmp_path) < 4 and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    kept = steps_kept(tmp_path)
    assert 4 <= kept < uncut.steps
    found = calculate(task, tmp_path)
    assert found.converged
    assert found.energy == pytest.approx(uncut.energy, abs=1e-4)
    assert found.steps <= uncut.steps + 1
