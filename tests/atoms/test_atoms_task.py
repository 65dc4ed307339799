"""The key of a task: it changes with all that matters, and with nothing else."""

from __future__ import annotations

import json
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_faces import PURE, SILVER, TOY, A, toy_task

from solvus.atoms.engines import ENGINES
from solvus.atoms.outcome import BULK, RELAX, SINGLE
from solvus.atoms.slabs import build, bulk
from solvus.atoms.task import Task, task_of

IDEAL = task_of(RELAX, "x", build(PURE, A), "toy", "toy 1", TOY)


def moved(task: Task, by: float) -> list[list[float]]:
    return [[x + by for x in row] for row in task.positions]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": SINGLE},
        {"engine": "gpaw"},
        {"version": "toy 2"},
        {"settings": TOY | {"strength": 1.1}},
        {"settings": TOY | {"kpts": [2, 2, 1]}},
        {"numbers": [47, *IDEAL.numbers[1:]]},
        {"pbc": [True, True, True]},
        {"cell": [[x * 1.001 for x in row] for row in IDEAL.cell]},
        {"positions": moved(IDEAL, 2e-4)},
        {"fixed": []},
        {"fmax": 0.02},
        {"symmetry": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_matters_changes_the_key(change: dict[str, Any]) -> None:
    assert IDEAL._replace(**change).key != IDEAL.key


@pytest.mark.parametrize(
    "change",
    [
        {"label": "another name"},
        {"ranks": 4},
        {"steps": 201},
        {"positions": moved(IDEAL, 1e-6)},
        {"settings": dict(reversed(TOY.items()))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_does_not_matter_leaves_it(change: dict[str, Any]) -> None:
    assert IDEAL._replace(**change).key == IDEAL.key


def test_what_only_bounds_the_effort_leaves_it() -> None:
    own = ENGINES["gpaw"].defaults() | {"kpts": [4, 4, 1]}
    task = IDEAL._replace(engine="gpaw", settings=own)
    assert task._replace(settings=own | {"max_scf": 500}).key == task.key
    assert task._replace(settings=own | {"smearing": 0.2}).key != task.key


@pytest.mark.parametrize("change", [{"fmax": 1.0}, {"steps": 1}, {"symmetry": True}, {"fixed": []}])
def test_a_single_point_knows_nothing_of_relaxing(change: dict[str, Any]) -> None:
    single = IDEAL._replace(kind=SINGLE)
    assert single._replace(**change).key == single.key


def test_minus_zero_is_zero() -> None:
    turned = [[-0.0 if x == 0.0 else x for x in row] for row in IDEAL.positions]
    nearly = [[-1e-9 if x == 0.0 else x for x in row] for row in IDEAL.positions]
    assert any(x == 0.0 for row in IDEAL.positions for x in row)
    assert IDEAL._replace(positions=turned).key == IDEAL.key
    assert IDEAL._replace(positions=nearly).key == IDEAL.key


def test_the_key_is_what_it_always_was() -> None:
    """Stores on disk are read by it: another value would compute everything anew."""
    task = task_of(BULK, "bcc Li", bulk(3.44), "toy", "toy 1", TOY)
    assert task.key == "be8a76c9af3ac675"
    assert IDEAL.key == "ddcf1b0bce881903"


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_task_survives_json_and_pickle(seed: int) -> None:
    """As it goes to MPI ranks and to workers."""
    task = toy_task(surface=SILVER, seed=seed)
    for again in (Task(**json.loads(json.dumps(task._asdict()))), pickle.loads(pickle.dumps(task))):
        assert again == task
        assert again.key == task.key


def test_a_task_is_plain_data() -> None:
    task = toy_task(surface=SILVER)
    assert {type(z) for z in task.numbers} == {int}
    assert {type(x) for row in (*task.positions, *task.cell) for x in row} == {float}
    assert {type(i) for i in (*task.fixed, *task.tags)} == {int}
    assert {type(p) for p in task.pbc} == {bool}


def test_a_task_gives_its_atoms_back() -> None:
    slab = build(SILVER, A)
    task = task_of(RELAX, "x", slab, "toy", "toy 1", TOY)
    atoms = task.atoms()
    assert atoms == slab
    assert np.array_equal(atoms.get_tags(), slab.get_tags())
    assert task.fixed == list(range(8, 16))
    assert atoms.constraints[0].get_indices().tolist() == task.fixed
