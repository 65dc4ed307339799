"""Runs a study of adsorption; needs ASE."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from solvus.atoms.engines import engine
from solvus.atoms.found import Solved
from solvus.atoms.outcome import BULK, Outcome
from solvus.atoms.plan import Plan
from solvus.atoms.pool import Runner
from solvus.atoms.store import Store
from solvus.atoms.task import Task
from solvus.atoms.workflow import solve
from solvus.base.errors import MissingExtra
from solvus.study.adsorb_load import Adsorption

Finished = Callable[[Outcome], None]
"""Called with every calculation that is finished in this run."""


class Unsolved(Exception):
    """Bulk lithium itself could not be computed, so that there is nothing to build slabs with."""


class Done(NamedTuple):
    """What a study came to.

    solved : as the file has it; variants : by name; found, run : calculations found finished and
    run now; failed : those that did not converge; notices : of variants that could not be done.
    """

    solved: Solved
    variants: dict[str, Solved]
    found: int
    run: int
    failed: tuple[Outcome, ...]
    notices: tuple[str, ...]

    @property
    def hours(self) -> float:
        """Core hours behind it all; a calculation that several share counts once."""
        every = {
            outcome.key: outcome
            for solved in (self.solved, *self.variants.values())
            for one in (*solved.surfaces, *solved.screened)
            for outcome in one.outcomes
        }
        return sum(one.seconds * one.ranks for one in every.values()) / 3600.0


class Work:
    """A study at work in a folder, which keeps every finished calculation."""

    def __init__(self, study: Adsorption, folder: Path, workers: int, finished: Finished) -> None:
        """Read what the folder holds; MissingExtra if something that is needed is not installed."""
        self.study = study
        for plan in (study.plan, *study.variants.values()):
            _check_installed(plan)
        self.store = Store(folder)
        self.runner = Runner(self.store, workers, progress=self._told)
        self.finished: dict[str, Outcome] = {}
        self._found: dict[str, Outcome] = {}
        self._tell = finished

    def retry(self) -> int:
        """Forget what did not converge; how many there were."""
        return self.store.forget_failed()

    def run(self) -> Done:
        """Work through the study and its variants; Unsolved if bulk lithium does not come out."""
        solved = self._solved(self.study.plan)
        variants: dict[str, Solved] = {}
        notices: list[str] = []
        for name, plan in self.study.variants.items():
            try:
                variants[name] = self._solved(plan)
            except Unsolved as error:
                notices.append(f"{name}: left out; {error}")
        asked = self._found | self.finished
        failed = tuple(one for one in asked.values() if not one.converged)
        return Done(solved, variants, len(self._found), len(self.finished), failed, tuple(notices))

    def _solved(self, plan: Plan) -> Solved:
        bulk: list[Outcome] = []

        def run(tasks: list[Task]) -> list[Outcome]:
            done = self.runner.run(tasks)
            bulk.extend(one for one in done if one.kind == BULK)
            return done

        solved = solve(plan, lambda tasks: run(list(tasks)))
        lost = [one for one in bulk if not one.converged]
        if lost:
            raise Unsolved(f"bulk lithium did not come out with {lost[0].engine}: "
                           f"{lost[0].trouble}; {advice(lost[0])}")  # fmt: skip
        return solved

    def _told(self, state: str, task: Task, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        if state == "found" and outcome.key not in self.finished:
            self._found[outcome.key] = outcome
        elif state == "finished":
            self.finished[outcome.key] = outcome
            self._tell(outcome)


_SCF = "Convergence"  # in the name of what GPAW raises


def advice(outcome: Outcome) -> str:
    """What to try where a calculation did not converge."""
    again = "run it again with --retry"
    if outcome.trouble.startswith("the largest force"):
        return "write more steps and run it again with --retry, which goes on from the last step"
    names = {row.name for row in engine(outcome.engine).settings}
    wider = [f"a larger {name}" for name in ("max_scf", "smearing") if name in names]
    if wider and _SCF in outcome.trouble:
        return f"write {' or '.join(wider)} and {again}"
    return f"see logs/{outcome.key}.txt if the engine wrote one, and {again}"


def _check_installed(plan: Plan) -> None:
    if plan.symmetry and importlib.util.find_spec("spglib") is None:
        raise MissingExtra("spglib (symmetry: off does without)", "atoms")
    for level in (plan.level, plan.screen):
        if level is not None:
            engine(level.engine).version()
