"""One design: its point in the unit cube, written into the file, run, and read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from solvus.base import yaml_source
from solvus.base.errors import InputError
from solvus.base.yaml_source import key_path, key_text
from solvus.designs.columns import (
    DESIGN,
    ERROR,
    FAILED,
    OK,
    SECONDS,
    STATUS,
    TEXT,
    columns_of_runs,
    pouch_values,
)
from solvus.designs.course import Course, course_of
from solvus.designs.job import LIFE_PREFIX, Job
from solvus.study.file_kinds import POUCH
from solvus.study.installed import registries
from solvus.study.load import load_data
from solvus.study.pouch_life import life_from
from solvus.study.pouch_linked import linked
from solvus.study.pouch_load import Pouch, read_data
from solvus.study.registries import Registries
from solvus.study.run import StudyRun, run_study
from solvus.study.schema import Study
from solvus.study.variant import write_entry

KEPT_JOBS = 4


class Done(NamedTuple):
    """A design as a row of the table, and its course over the cycles where that is kept."""

    row: dict[str, Any]
    course: Course | None


class Base(NamedTuple):
    """What all designs of a job begin with, read once in a process."""

    data: dict[str, Any]
    life_data: dict[str, Any]
    known: Registries
    pouch: Pouch | None
    life: Study | None


@lru_cache(maxsize=KEPT_JOBS)
def base_of(job: Job) -> Base:
    """The files of a job as plain data, read and checked."""
    folder, life_folder = Path(job.folder), Path(job.life_name).parent
    data, _ = yaml_source.load(job.text, job.name)
    known = registries(life_folder if job.life_text else folder)
    if job.kind != POUCH.name:
        return Base(data, {}, known, None, None)
    pouch = read_data(data, folder)
    if not job.life_text:
        return Base(data, {}, known, pouch, None)
    life_data, _ = yaml_source.load(job.life_text, job.life_name)
    study = load_data(life_data, {}, known, "", job.life_name)
    return Base(data, life_data, known, pouch, study)


def changes_of(job: Job, point: Sequence[float]) -> dict[str, Any]:
    """What stands in the file at a point of the unit cube: key path -> entry."""
    found: dict[str, Any] = {}
    for axis, u in zip(job.axes, point, strict=True):
        found |= axis.changes(float(u))
    return found


def inputs_of(job: Job, point: Sequence[float]) -> dict[str, float | str]:
    """The values of the axes at a point, as a table shows them."""
    return {axis.name: axis.value(float(u)) for axis, u in zip(job.axes, point, strict=True)}


def compute(job: Job, number: int, point: Sequence[float]) -> Done:
    """Run one design. A design that cannot be is a row with its sentence, never an error."""
    begun = perf_counter()
    row: dict[str, Any] = {DESIGN: number, STATUS: OK, ERROR: ""} | inputs_of(job, point)
    course: Course | None = None
    try:
        found, course = _computed(job, changes_of(job, point))
    except InputError as error:
        found = {}
        row |= {STATUS: FAILED, ERROR: _sentence(error)}
    except Exception as error:  # whatever it is, it is of this design alone
        found = {}
        what = " ".join(str(error).split()) or "no more is known"
        row |= {STATUS: FAILED, ERROR: f"internal error, a fault of Solvus: "
                f"{type(error).__name__}: {what}"}  # fmt: skip
    return Done(row | _complete(job, found) | {SECONDS: perf_counter() - begun}, course)


def failed(job: Job, number: int, point: Sequence[float], why: str) -> Done:
    """A design that could not be run, with the reason."""
    row = {DESIGN: number, STATUS: FAILED, ERROR: why} | inputs_of(job, point)
    return Done(row | _complete(job, {}) | {SECONDS: math.nan}, None)


def _complete(job: Job, found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column.name: found.get(column.name, "" if column.kind == TEXT else math.nan)
        for column in job.quantities
    }


def _sentence(error: InputError) -> str:
    return "; ".join(": ".join(p for p in (one.key, one.message) if p) for one in error.faults)


def _computed(job: Job, changes: Mapping[str, Any]) -> tuple[dict[str, Any], Course | None]:
    pouch, study = files_of(job, changes)
    if study is None:
        assert pouch is not None  # one of the two there is
        return pouch_values(pouch, None), None
    folder = Path(job.folder if pouch is None else job.life_name)
    done = run_study(study, folder if pouch is None else folder.parent)
    if done.run.interrupted:  # the model ends a run in good order; here it is no result
        raise KeyboardInterrupt
    found, course = _of_run(job, done)
    if pouch is None:
        return found, course
    lived = life_from(pouch, done, job.life_name, folder.parent)
    return pouch_values(pouch, lived) | found, course


def files_of(job: Job, changes: Mapping[str, Any]) -> tuple[Pouch | None, Study | None]:
    """The cell, where the job is of one, and the study to run, where there is one, with entries
    written in. InputError with every fault."""
    base = base_of(job)
    if base.pouch is None:
        inner = dict(job.always) | dict(changes)
        return None, load_data(_written(base.data, inner), {}, base.known, "", job.name)
    own = {path: one for path, one in changes.items() if not path.startswith(LIFE_PREFIX)}
    pouch = read_data(_written(base.data, own), Path(job.folder))
    if base.life is None:
        return pouch, None
    inner = dict(job.always) | linked(pouch, base.pouch, base.life)
    inner |= {path.removeprefix(LIFE_PREFIX): one for path, one in changes.items()
              if path.startswith(LIFE_PREFIX)}  # fmt: skip
    data = _written(base.life_data, inner)
    return pouch, load_data(data, {}, base.known, "", job.life_name)


def _written(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    made = deepcopy(dict(data))
    for path, entry in changes.items():
        try:
            write_entry(made, key_path(path), entry)
        except (ValueError, IndexError) as error:
            raise InputError(f"{key_text(key_path(path))}: {error}") from None
    return made


def _of_run(job: Job, done: StudyRun) -> tuple[dict[str, Any], Course | None]:
    found: dict[str, Any] = {
        one.column.name: one.read(done) for one in columns_of_runs(job.cell, dict(job.asked))
    }
    found["ended"] = done.run.ended
    return found, course_of(done) if job.curves else None
