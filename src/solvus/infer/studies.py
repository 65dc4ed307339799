"""The model of a calibration: studies run with moved values, read by features.

A study is run again only where a value that it depends on has moved. Where a set of runs takes
long enough, runs are spread over processes, one a core.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from solvus.base.errors import InputError
from solvus.base.yaml_source import KeyPath
from solvus.infer.problem import Evaluation, Theta
from solvus.study.features import Feature, NotReached
from solvus.study.places import with_values
from solvus.study.run import StudyRun, run_study
from solvus.study.schema import Study

PAYS = 0.05  # [s] of a whole set of runs, above which processes are worth their start
MOST_KEPT = 20_000  # readings kept: a few numbers each
RAN_TO = {"cycle": "cycle", "step": "step"}


class Move(NamedTuple):
    """A parameter that sets a key path of a study."""

    parameter: str
    study: str
    path: KeyPath


class Wanted(NamedTuple):
    """A feature that is read in a study, at a place (0 where the feature has none)."""

    study: str
    feature: Feature
    place: int


class Readings(NamedTuple):
    """What one run gave: values [SI] and the missing share of the way (see `Evaluation`), and a
    sentence if something is missing."""

    values: np.ndarray
    short: np.ndarray
    note: str


@dataclass(frozen=True)
class Task:
    """A study to be run: where its material files are, what is moved in it and read of it."""

    name: str
    study: Study
    folder: Path
    moves: tuple[Move, ...]
    wanted: tuple[Wanted, ...]

    def run(self, values: Sequence[float]) -> Readings:
        """Run the study with the values [SI] of its moves and read it.

        What cannot be run or read is nan: it never raises for a study that fails. An interrupt
        goes on to the caller.
        """
        paths = {move.path: value for move, value in zip(self.moves, values, strict=True)}
        try:
            done = run_study(with_values(self.study, paths), self.folder)
        except (InputError, ValueError, ArithmeticError) as error:
            gone = np.full(len(self.wanted), np.nan)
            why = " ".join(str(error).split())
            return Readings(gone, np.ones_like(gone), f"the study {self.name} cannot be run: {why}")
        if done.run.interrupted:  # a run cut short says nothing of lives and ends
            raise KeyboardInterrupt
        values_read, short, notes = [], [], []
        for one in self.wanted:
            try:
                value = float(one.feature.read(done, one.place))
            except NotReached as missing:
                value = math.nan
                notes.append(str(missing))
            values_read.append(value if math.isfinite(value) else math.nan)
            short.append(_short(done, one) if math.isnan(values_read[-1]) else 0.0)
        note = f"in the study {self.name}, {notes[0]}" if notes else ""
        return Readings(np.array(values_read), np.array(short), note)


def _short(done: StudyRun, one: Wanted) -> float:
    """Share of the way to a place that the run did not make."""
    halves = done.run.half_cycles
    if one.feature.place not in RAN_TO or one.place < 1:
        return 1.0
    reached = len(halves) if one.feature.place == "step" else (halves[-1].cycle if halves else 0)
    return min(max(1.0 - reached / one.place, 0.0), 1.0)


class StudyModel:
    """Studies as a model of a `Problem`. Use it as a context, so that its processes end."""

    def __init__(
        self,
        studies: Mapping[str, Study],
        folders: Mapping[str, Path],
        moves: Sequence[Move],
        wanted: Sequence[Wanted],
        most_workers: int | None = None,
    ) -> None:
        """`wanted` in the order of the answers; studies that nothing is wanted of are not run."""
        self.tasks = {
            name: Task(
                name,
                _kept_as_needed(study, [w.feature for w in wanted if w.study == name]),
                folders[name],
                tuple(move for move in moves if move.study == name),
                tuple(dict.fromkeys(w for w in wanted if w.study == name)),
            )
            for name, study in studies.items()
            if any(w.study == name for w in wanted)
        }
        self.wanted = tuple(wanted)
        self.workers = 1
        self.seconds = 0.0
        self.runs = 0
        self._most = most_workers or _cores()
        self._known: dict[tuple[str, tuple[float, ...]], Readings] = {}
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool, self.workers = None, 1

    def prepare(self, theta: Theta) -> None:
        """Run everything once at `theta`, and start processes if that took long enough.

        The kernels are compiled or loaded before the time is taken.
        """
        self.many([theta])
        self._known.clear()
        begun = time.perf_counter()
        self.many([theta])
        self.seconds = time.perf_counter() - begun
        if self.seconds < PAYS or self._most < 2 or self._pool is not None:
            return
        forks = sys.platform.startswith("linux")
        self._pool = ProcessPoolExecutor(
            self._most,
            multiprocessing.get_context("fork" if forks else "spawn"),
            initializer=_take_up,
            initargs=(self.tasks,),
        )
        # all processes at once and now: later there are threads, beside which none should fork
        list(self._pool.map(time.sleep, [0.02] * self._most))
        self.workers = self._most

    def many(self, thetas: Sequence[Theta]) -> list[Evaluation]:
        """The answers at several points; nothing is run twice."""
        due: dict[tuple[str, tuple[float, ...]], None] = {}
        keys = [{name: self._key(task, theta) for name, task in self.tasks.items()}
                for theta in thetas]  # fmt: skip
        found: dict[tuple[str, tuple[float, ...]], Readings] = {}
        for point in keys:
            for key in point.values():
                if key in self._known:
                    found[key] = self._known[key]
                else:
                    due[key] = None
        found |= zip(due, self._run(list(due)), strict=True)
        with self._lock:
            if len(self._known) > MOST_KEPT:
                self._known.clear()
            self._known.update(found)
            self.runs += len(due)
        return [self._joined({name: found[key] for name, key in point.items()}) for point in keys]

    def _run(self, due: list[tuple[str, tuple[float, ...]]]) -> list[Readings]:
        if self._pool is None:
            return [self.tasks[name].run(values) for name, values in due]
        pending = [self._pool.submit(_run_task, name, values) for name, values in due]
        return [one.result() for one in pending]

    def _key(self, task: Task, theta: Theta) -> tuple[str, tuple[float, ...]]:
        return task.name, tuple(float(theta[move.parameter]) for move in task.moves)

    def _joined(self, readings: Mapping[str, Readings]) -> Evaluation:
        values, short = np.empty(len(self.wanted)), np.empty(len(self.wanted))
        places = {
            (name, one): i for name, task in self.tasks.items() for i, one in enumerate(task.wanted)
        }
        for k, one in enumerate(self.wanted):
            i = places[one.study, one]
            values[k], short[k] = readings[one.study].values[i], readings[one.study].short[i]
        return Evaluation(values, short, tuple(r.note for r in readings.values() if r.note))


def _kept_as_needed(study: Study, features: Sequence[Feature]) -> Study:
    """The study with curves kept for the features that need them, and none for the others."""
    curves = 1 if any(feature.needs_snapshots for feature in features) else 0
    return study.model_copy(update={"run": study.run.model_copy(update={"curves": curves})})


def _cores() -> int:
    """How many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


_taken: dict[str, Task] = {}


def _take_up(tasks: dict[str, Task]) -> None:
    """What a process keeps; an interrupt from the keyboard is left to the one that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _taken.update(tasks)


def _run_task(name: str, values: tuple[float, ...]) -> Readings:
    return _taken[name].run(values)
