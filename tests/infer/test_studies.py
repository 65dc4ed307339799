"""Studies as a model: what is run again, in which process, and what becomes of failures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_studies import write

from solvus.infer import studies as module
from solvus.infer.studies import Move, StudyModel, Wanted
from solvus.study.features import FEATURES
from solvus.study.installed import read_study
from solvus.study.run import run_study
from solvus.study.variant import changed, with_values

LEVEL = ("interface", "parameters", "level_full")
THETA = {"level": 0.05, "solubility": 0.0075}


def _model(folder: Path, most_workers: int = 1, place: int = 2) -> StudyModel:
    path = write(folder)
    studies = {"this": read_study(path), "other": read_study(folder / "after_3.yaml")}
    moves = [
        Move("level", "this", LEVEL),
        Move("level", "other", LEVEL),
        Move("solubility", "other", ("cell", "working", "parameters", "solubility")),
    ]
    wanted = [
        Wanted("other", FEATURES["tip"], place),
        Wanted("this", FEATURES["tip"], 1),
        Wanted("this", FEATURES["aes"], 1),
    ]
    return StudyModel(studies, dict.fromkeys(studies, folder), moves, wanted, most_workers)


def test_answers_are_those_of_the_runs(tmp_path: Path) -> None:
    found = _model(tmp_path).many([THETA])[0]
    study = with_values(read_study(tmp_path / "own.yaml"), {LEVEL: 0.05})
    done = run_study(study, tmp_path)
    assert found.values[1] == FEATURES["tip"].read(done, 1)
    assert found.values[2] == FEATURES["aes"].read(done, 1)
    assert not found.short.any()
    assert found.notes == ()


def test_only_what_depends_on_a_value_runs_again(tmp_path: Path) -> None:
    model = _model(tmp_path)
    model.many([THETA, THETA])
    assert model.runs == 2
    model.many([THETA | {"solubility": 0.008}])
    assert model.runs == 3  # only the other study has it
    model.many([THETA | {"level": 0.06}, THETA])
    assert model.runs == 5


def test_processes_give_the_same_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thetas = [THETA | {"level": 0.04 + 0.002 * i} for i in range(6)]
    with _model(tmp_path) as model:
        model.prepare(THETA)
        assert model.workers == 1  # not worth it
        alone = model.many(thetas)
    monkeypatch.setattr(module, "PAYS", 0.0)
    with _model(tmp_path, most_workers=2) as model:
        model.prepare(THETA)
        assert model.workers == 2
        for one, other in zip(model.many(thetas), alone, strict=True):
            np.testing.assert_array_equal(one.values, other.values)
    assert model.workers == 1


def test_curves_are_kept_only_where_a_feature_needs_them(tmp_path: Path) -> None:
    tasks = _model(tmp_path).tasks
    assert tasks["this"].study.run.curves == 1  # aes looks at a snapshot
    assert tasks["other"].study.run.curves == 0


def test_a_place_that_is_not_reached_is_nan_with_its_share_and_reason(tmp_path: Path) -> None:
    found = _model(tmp_path, place=8).many([THETA])[0]
    assert np.isnan(found.values[0])
    assert found.short[0] == pytest.approx(0.75)  # 2 of 8 steps
    assert not np.isnan(found.values[1:]).any()
    assert "in the study other, step 8 was not reached" in found.notes[0]


def test_a_study_that_cannot_be_run_is_missed_and_told(tmp_path: Path) -> None:
    model = _model(tmp_path)
    broken = model.tasks["other"].study
    task = module.Task("other", broken, tmp_path, (Move("x", "other", ("cell", "nothing")),),
                       model.tasks["other"].wanted)  # fmt: skip
    found = task.run([1.0])
    assert np.isnan(found.values).all()
    assert found.short.tolist() == [1.0]
    assert "the study other cannot be run: the study has no cell.nothing" in found.note


def test_a_run_that_ends_early_is_missed_by_the_cycles_it_lacks(tmp_path: Path) -> None:
    study = changed(
        "title: t\ncell:\n  working: {thickness: 20 um}\nprotocol: []\n",
        {
            "cell.working.coulombic_efficiency": "50 %",
            "run.cells": 10,
            "protocol": [
                {"repeat": 40, "steps": ["Plate at 1 mA/cm2 for 1 h", "Strip at 1 mA/cm2 for 1 h"]}
            ],
        },
    )
    done = run_study(study)
    last = done.run.half_cycles[-1].cycle
    assert last < 30
    model = StudyModel({"this": study}, {"this": tmp_path}, [],
                       [Wanted("this", FEATURES["hysteresis"], 40)], 1)  # fmt: skip
    found = model.many([{}])[0]
    assert found.short[0] == pytest.approx(1.0 - last / 40)
