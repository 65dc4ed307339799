"""Many tasks: once each, found again, the same from workers, and nothing lost when one dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from toy_faces import PURE, SILVER, steps_kept, toy_task

from solvus.atoms.outcome import SINGLE, Outcome
from solvus.atoms.pool import Runner
from solvus.atoms.store import Store
from solvus.atoms.task import Task
from solvus.base.errors import InputError, MissingExtra

TASKS = [toy_task(seed=seed, fmax=0.01) for seed in range(3)]
HERE = str(Path(__file__).parent)


def bare(outcome: Outcome) -> str:
    """An outcome without what the clock says."""
    return repr(outcome._replace(seconds=0.0, finished=""))


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    return Runner(Store(tmp_path_factory.mktemp("serial"))).run(TASKS)


def test_equal_tasks_run_once_and_come_back_in_order(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    runner = Runner(
        Store(tmp_path), progress=lambda state, task, outcome: told.append((state, task.label))
    )
    a, b = TASKS[0]._replace(label="a"), TASKS[1]._replace(label="b")
    found = runner.run([b, a, b, a._replace(label="also a")])
    assert [one.key for one in found] == [b.key, a.key, b.key, a.key]
    assert runner.begun == 2
    assert told == [("begun", "b"), ("finished", "b"), ("begun", "a"), ("finished", "a")]


def test_what_is_finished_is_found(tmp_path: Path) -> None:
    first = Runner(Store(tmp_path)).run(TASKS)
    states: list[str] = []

    def progress(state: str, task: Task, outcome: Outcome | None) -> None:
        states.append(state)
        assert outcome is not None

    runner = Runner(Store(tmp_path), progress=progress)
    assert list(map(bare, runner.run(TASKS))) == list(map(bare, first))
    assert runner.begun == 0
    assert states == ["found"] * 3


def test_two_workers_give_what_one_process_gives(one_by_one: list[Outcome], tmp_path: Path) -> None:
    runner = Runner(Store(tmp_path), workers=2)
    assert list(map(bare, runner.run(TASKS))) == list(map(bare, one_by_one))
    assert runner.begun == 3
    assert {one.key for one in Store(tmp_path).outcomes()} == {task.key for task in TASKS}


def test_an_executor_can_be_given(one_by_one: list[Outcome], tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        runner = Runner(Store(tmp_path), executor=executor)
        assert list(map(bare, runner.run(TASKS))) == list(map(bare, one_by_one))


def test_a_failure_is_an_outcome_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    failing = toy_task(settings={"fails_from": 1})
    found = Runner(Store(tmp_path)).run([failing, TASKS[0]])
    assert [one.converged for one in found] == [False, True]
    assert Runner(Store(tmp_path)).run([failing])[0].trouble == found[0].trouble


def test_an_error_keeps_what_the_others_had_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One task raises once the other three have ended; theirs are in the store."""
    ended: list[str] = []
    work = Runner.__init__.__globals__["work"]

    def one(task: Task, folder: Path) -> Outcome:
        if task.label == "raises":
            while len(ended) < len(TASKS):
                time.sleep(0.001)
            raise MissingExtra("GPAW", "atoms")
        done: Outcome = work(task, folder)
        ended.append(task.label)
        return done

    monkeypatch.setattr("solvus.atoms.pool.work", one)
    tasks = [toy_task(SINGLE)._replace(label="raises"), *TASKS]
    with ThreadPoolExecutor(4) as executor, pytest.raises(MissingExtra):
        Runner(Store(tmp_path), executor=executor).run(tasks)
    kept = {one.key for one in Store(tmp_path).outcomes()}
    assert {task.key for task in TASKS[:-1]} <= kept


def own(engine: str, task: Task) -> Task:
    return task._replace(engine=f"slow_toy:{engine}", version=f"slow_toy:{engine} 3", settings={})


def test_a_worker_that_is_killed_is_told_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(HERE)
    small, wide = own("deadly", TASKS[0]), own("deadly", toy_task(surface=SILVER))
    assert PURE.atoms <= 12 < SILVER.atoms
    assert Runner(Store(tmp_path)).run([small])[0].converged
    with pytest.raises(InputError, match=r"a worker process was killed.*fewer workers"):
        Runner(Store(tmp_path), workers=1).run([small, wide])
    again = Store(tmp_path)
    assert again.get(small) is not None
    assert again.get(wide) is None


RUN = """
import sys
from pathlib import Path
from toy_faces import SILVER, toy_task
from solvus.atoms.pool import Runner
from solvus.atoms.store import Store

if __name__ == "__main__":
    ranks, workers = int(sys.argv[2]), int(sys.argv[3])
    task = toy_task(surface=SILVER, fmax=1e-9, steps=100_000, ranks=ranks)
    task = task._replace(engine="slow_toy:slow", version="slow_toy:slow 3", settings={})
    print(Store(Path(sys.argv[1])).place(task), flush=True)
    Runner(Store(Path(sys.argv[1])), workers=workers).run([task])
"""


@pytest.mark.parametrize(("ranks", "workers"), [(1, 1), (2, 0)], ids=["worker", "ranks"])
def test_who_works_ends_with_who_asked(ranks: int, workers: int, tmp_path: Path) -> None:
    """The next run goes on in the same folder: nobody else may write there."""
    script, mpiexec = tmp_path / "run.py", tmp_path / "mpiexec"
    script.write_text(RUN)
    # a plain process for the ranks; as mpiexec does, it is not the child that is known
    mpiexec.write_text(f'#!/bin/sh\nshift 4\n{sys.executable} "$@"\n')
    mpiexec.chmod(0o755)
    more = {"PYTHONPATH": HERE, "PATH": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "store"), str(ranks), str(workers)],
        env=os.environ | {k: f"{v}{os.pathsep}{os.environ.get(k, '')}" for k, v in more.items()},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    place = Path(process.stdout.readline().strip())
    end = time.monotonic() + 60.0
    while steps_kept(place) < 2:
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    time.sleep(0.3)  # to end
    steps = steps_kept(place)
    time.sleep(0.15)  # or to go on
    assert steps_kept(place) == steps
