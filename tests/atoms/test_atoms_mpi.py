"""One calculation in several MPI processes, and what is said where that cannot be."""

from __future__ import annotations

import shutil
import stat
import sys
from pathlib import Path

import pytest
from toy_faces import SILVER, toy_task

from solvus.atoms.calculate import calculate
from solvus.atoms.outcome import SINGLE
from solvus.atoms.pool import Runner, over_mpi, work
from solvus.atoms.store import Store
from solvus.base.errors import InputError


def test_without_mpiexec_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match=r"mpi: mpiexec is not installed; install Open"):
        work(toy_task(SINGLE, ranks=2), tmp_path)


def fake_mpiexec(folder: Path, text: str) -> str:
    """A mpiexec that does as the text says; its arguments are -n, ranks, command..."""
    path = folder / "mpiexec"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_ranks_that_end_without_a_result_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old answer in the folder is not taken for the new one."""
    made = fake_mpiexec(tmp_path, "echo 'rank 1 was\nkilled' >&2; exit 9")
    monkeypatch.setattr(shutil, "which", lambda name: made)
    (tmp_path / "outcome.json").write_text("{}")
    with pytest.raises(InputError, match="2 MPI ranks ended without a result: rank 1 was killed"):
        over_mpi(toy_task(SINGLE, ranks=2), tmp_path)


def test_the_task_and_the_answer_go_through_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one plain process in the place of the ranks; one thread each."""
    made = fake_mpiexec(
        tmp_path,
        'test "$1$2" = -n2 && test "$OMP_NUM_THREADS" = 1 && shift 4 && '
        f'exec {sys.executable} "$@"',
    )
    monkeypatch.setattr(shutil, "which", lambda name: made)
    task = toy_task(surface=SILVER, ranks=2, fmax=0.05)
    found = Runner(Store(tmp_path / "store")).run([task])[0]
    expected = calculate(task, tmp_path / "alone")
    assert found._replace(seconds=0.0, finished="") == expected._replace(
        seconds=0.0, finished="", lattice=found.lattice, bulk_modulus=found.bulk_modulus
    )
    assert found.ranks == 2


@pytest.mark.gpaw
def test_two_ranks_give_what_one_gives(tmp_path: Path) -> None:
    """The toy in two ranks of GPAW's own Python; cut short first, then gone on with."""
    pytest.importorskip("gpaw")
    if shutil.which("mpiexec") is None or not Path(sys.executable).with_name("gpaw").exists():
        pytest.skip("needs mpiexec and the program gpaw beside this Python")
    task = toy_task(surface=SILVER, symmetry=True, fmax=1e-3, ranks=2)
    expected = calculate(task._replace(ranks=1), tmp_path / "alone")
    found = over_mpi(task, tmp_path / "ranks")
    assert found.converged
    assert (found.key, found.steps) == (expected.key, expected.steps)
    assert found.energy == pytest.approx(expected.energy, abs=1e-9)
    again = over_mpi(task, tmp_path / "ranks")
    assert again.steps == found.steps + 1
    assert again.energy == pytest.approx(expected.energy, abs=1e-6)
