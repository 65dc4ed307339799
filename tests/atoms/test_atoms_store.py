"""Finished calculations on disk: cut lines, bad lines, failures forgotten, structures."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from ase.io import read
from toy_faces import PURE, SILVER, outcome, toy_task

from solvus.atoms.calculate import calculate
from solvus.atoms.outcome import RELAX, SINGLE, Outcome
from solvus.atoms.store import Store, line_of, read_outcomes
from solvus.atoms.task import Task
from solvus.base.errors import InputError

TASKS = [toy_task(SINGLE, seed=seed) for seed in range(3)]


def filled(folder: Path, tasks: list[Task] = TASKS) -> Store:
    store = Store(folder)
    for task in tasks:
        store.add(task, calculate(task, store.place(task)))
    return store


def told(outcome: Outcome) -> str:
    return repr(outcome)  # nan is not equal to nan, its text is


def test_what_was_added_is_found_by_the_next(tmp_path: Path) -> None:
    store = filled(tmp_path)
    again = Store(tmp_path)
    assert [told(one) for one in again.outcomes()] == [told(one) for one in store.outcomes()]
    for task in TASKS:
        found = again.get(task)
        assert found is not None
        assert found.key == task.key
        assert not store.place(task).exists()
    assert again.get(toy_task(SINGLE, seed=9)) is None


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    store = Store(tmp_path / "a" / "b")
    assert store.outcomes() == []
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("cut", [1, 2, 40, 5000])
def test_a_cut_last_line_is_left_out_and_what_follows_is_whole(cut: int, tmp_path: Path) -> None:
    """A kill in the middle of a line, then a run that adds to the file, then a third."""
    filled(tmp_path)
    path = tmp_path / "tasks.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    last = lines[-1][: max(1, len(lines[-1]) - cut)]
    path.write_bytes(b"".join(lines[:-1]) + last)
    second = Store(tmp_path)
    assert [one.key for one in second.outcomes()] == [task.key for task in TASKS[:2]]
    second.add(TASKS[2], calculate(TASKS[2], second.place(TASKS[2])))
    third = Store(tmp_path)
    assert [one.key for one in third.outcomes()] == [task.key for task in TASKS]


@pytest.mark.parametrize("line", [1, 2, 3])
@pytest.mark.parametrize(
    "bad", ["{not json", "[1, 2]", '{"key": "a"}', "", '{"key": "a", "colour": "red"}']
)
def test_a_bad_line_is_named(line: int, bad: str, tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / "tasks.jsonl"
    lines = path.read_text().splitlines()
    lines[line - 1] = bad
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(InputError) as caught:
        Store(tmp_path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (str(path), line)
    assert fault.message.startswith("is no record of a calculation: ")


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_bytes(b"\xff\xfe\n" + line_of(outcome()).encode())
    with pytest.raises(InputError, match=r"tasks\.jsonl:1: is no record"):
        read_outcomes(path)


def test_the_last_record_of_a_key_counts(tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    first, second = outcome(-1.0, key="k"), outcome(-2.0, key="k")
    path.write_text(line_of(first) + line_of(second))
    assert [one.energy for one in read_outcomes(path)] == [-2.0]


def test_what_is_not_finite_is_null_and_comes_back_as_nan(tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_text(line_of(outcome(math.nan, fmax=math.inf, converged=False)))
    assert "NaN" not in path.read_text()
    assert "Infinity" not in path.read_text()
    (found,) = read_outcomes(path)
    assert math.isnan(found.energy)
    assert math.isnan(found.fmax)


def test_failures_are_forgotten_on_request(tmp_path: Path) -> None:
    failing = toy_task(SINGLE, settings={"fails_from": 1})
    store = filled(tmp_path, [TASKS[0], failing, TASKS[1]])
    assert store.get(failing) is not None
    assert store.forget_failed() == 1
    assert store.get(failing) is None
    assert store.forget_failed() == 0
    again = Store(tmp_path)
    assert [one.key for one in again.outcomes()] == [TASKS[0].key, TASKS[1].key]


def test_the_structure_is_readable_with_energy_and_key(tmp_path: Path) -> None:
    task = toy_task(surface=SILVER, fmax=0.01)
    store = filled(tmp_path, [task])
    found = store.get(task)
    assert found is not None
    atoms = read(tmp_path / "structures" / f"{task.key}.xyz")
    assert atoms.info["key"] == task.key
    assert atoms.info["label"] == SILVER.name
    assert atoms.get_potential_energy() == pytest.approx(found.energy, abs=1e-6)
    assert atoms.positions == pytest.approx(np.array(found.positions), abs=1e-7)
    assert atoms.numbers.tolist() == task.numbers
    assert atoms.cell.array == pytest.approx(np.array(task.cell), abs=1e-6)


def test_a_label_of_two_lines_leaves_the_structure_readable(tmp_path: Path) -> None:
    task = TASKS[0]._replace(label='Li "thin"\nas cut')
    filled(tmp_path, [task])
    atoms = read(tmp_path / "structures" / f"{task.key}.xyz")
    assert atoms.info["label"] == 'Li "thin" as cut'


def test_a_failure_has_a_structure_without_an_energy(tmp_path: Path) -> None:
    task = toy_task(SINGLE, settings={"fails_from": 1})
    filled(tmp_path, [task])
    atoms = read(tmp_path / "structures" / f"{task.key}.xyz")
    assert len(atoms) == PURE.atoms
    assert atoms.calc is None


def test_a_kill_between_structure_and_line_keeps_the_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = toy_task(fmax=0.01)
    store = Store(tmp_path)
    done = calculate(task, store.place(task))

    def killed(one: Outcome) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("solvus.atoms.store.line_of", killed)
        with pytest.raises(KeyboardInterrupt):
            store.add(task, done)
    again = Store(tmp_path)
    assert again.get(task) is None
    second = calculate(task, again.place(task))
    assert second.steps == done.steps + 1
    again.add(task, second)
    assert Store(tmp_path).get(task) is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"energy": "abc"}, "energy is no number"),
        ({"energy": None}, "without an energy"),
        ({"converged": "no"}, "converged is neither true nor false"),
        ({"positions": None}, "positions"),
        ({"positions": [[1.0, 2.0]]}, "positions"),
        ({"kind": "bulk", "lattice": None}, "lattice"),
        ({"lattice": "3.5"}, "lattice is no number"),
    ],
)
def test_a_spoilt_record_is_said_with_its_line(
    change: dict[str, object], said: str, tmp_path: Path
) -> None:
    filled(tmp_path)
    path = tmp_path / "tasks.jsonl"
    first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([json.dumps(json.loads(first) | change), *rest]) + "\n")
    with pytest.raises(InputError, match=said) as caught:
        Store(tmp_path)
    assert (caught.value.faults[0].file, caught.value.faults[0].line) == (str(path), 1)


@pytest.mark.parametrize(
    "change", [{"engine": "gpaw"}, {"settings": {}}, {"positions": [[0.0, 0.0, 0.0]]}]
)
def test_a_record_under_the_key_of_another_is_refused(
    change: dict[str, object], tmp_path: Path
) -> None:
    filled(tmp_path, TASKS[:1])
    path = tmp_path / "tasks.jsonl"
    path.write_text(json.dumps(json.loads(path.read_text()) | change) + "\n")
    with pytest.raises(InputError, match="is not that of"):
        Store(tmp_path).get(TASKS[0])


@pytest.mark.parametrize("converged", [True, False])
def test_logs_are_kept_and_steps_where_they_are_still_wanted(
    converged: bool, tmp_path: Path
) -> None:
    task = toy_task(RELAX, steps=200 if converged else 2)
    store = Store(tmp_path)
    found = calculate(task, store.place(task))
    (store.place(task) / "engine.txt").write_text("what the engine said")
    store.add(task, found)
    assert found.converged == converged
    assert (tmp_path / "logs" / f"{task.key}.txt").read_text() == "what the engine said"
    assert store.place(task).exists() != converged


def test_more_steps_go_on_from_the_last(tmp_path: Path) -> None:
    whole = calculate(toy_task(RELAX), tmp_path / "whole")
    store = Store(tmp_path)
    short = toy_task(RELAX, steps=4)
    store.add(short, calculate(short, store.place(short)))
    assert store.forget_failed() == 1
    more = short._replace(steps=200)
    assert store.get(more) is None
    found = calculate(more, store.place(more))
    assert found.converged
    assert found.energy == pytest.approx(whole.energy, abs=1e-4)
    assert 4 < found.steps <= whole.steps + 3
