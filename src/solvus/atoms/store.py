"""Finished calculations on disk: one line each, with the structure beside it.

``tasks.jsonl`` holds a record per line, ``structures/KEY.xyz`` (extended XYZ) where the atoms
ended, ``logs/KEY.txt`` what the engine said; ``work/KEY`` is what an unfinished calculation needs
to go on. A line cut off by a kill is left out when the file is read, and that calculation goes on
from its last step.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from pathlib import Path
from typing import Any

from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from ase.io import write

from solvus.atoms.calculate import LOG
from solvus.atoms.outcome import BULK, Outcome
from solvus.atoms.task import Task
from solvus.base.errors import Fault, InputError
from solvus.base.files import cut_torn_line, temporary_beside, write_text

TASKS, STRUCTURES, WORK, LOGS = "tasks.jsonl", "structures", "work", "logs"


class Store:
    """The finished calculations of a folder, by key."""

    def __init__(self, folder: Path) -> None:
        """Read what `folder` holds; it need not exist yet."""
        self.folder = folder
        self._found = {one.key: one for one in read_outcomes(folder / TASKS)}

    def get(self, task: Task) -> Outcome | None:
        """The outcome of a task, None if it is not finished.

        Raises InputError where the record under its key is of another calculation.
        """
        found = self._found.get(task.key)
        if found is None:
            return None
        same = (found.kind, found.engine, found.version) == (task.kind, task.engine, task.version)
        atoms = len(found.positions) == len(task.numbers) or not found.converged
        if not (same and atoms and found.settings.keys() == task.settings.keys()):
            raise InputError(
                Fault(
                    f'the record {task.key} is not that of "{task.label}", which its key says; '
                    "remove its line",
                    file=str(self.folder / TASKS),
                )
            )
        return found

    def outcomes(self) -> list[Outcome]:
        """Everything finished, in the order in which it was."""
        return list(self._found.values())

    def place(self, task: Task) -> Path:
        """Where a task keeps its steps until it is finished."""
        return self.folder / WORK / task.key

    def add(self, task: Task, outcome: Outcome) -> None:
        """Keep an outcome: the structure first, then the line that says it is finished."""
        atoms = task.atoms()
        if len(outcome.positions) == len(atoms):
            atoms.positions = outcome.positions
        write_structure(self.folder / STRUCTURES / f"{outcome.key}.xyz", atoms, outcome)
        cut_torn_line(self.folder / TASKS)
        with open(self.folder / TASKS, "a", encoding="utf-8") as file:
            file.write(line_of(outcome))
            file.flush()
            os.fsync(file.fileno())
        self._found[outcome.key] = outcome
        self._tidy(task, outcome)

    def _tidy(self, task: Task, outcome: Outcome) -> None:
        """Keep the engine's log; what did not converge keeps its steps too, to go on from."""
        place = self.place(task)
        log = place / LOG
        if log.exists():
            (self.folder / LOGS).mkdir(exist_ok=True)
            os.replace(log, self.folder / LOGS / f"{outcome.key}.txt")
        if outcome.converged:
            shutil.rmtree(place, ignore_errors=True)

    def forget_failed(self) -> int:
        """Drop what did not converge, so that it is tried again; how many there were."""
        kept = [one for one in self._found.values() if one.converged]
        dropped = len(self._found) - len(kept)
        if dropped:
            write_text(self.folder / TASKS, "".join(map(line_of, kept)))
            self._found = {one.key: one for one in kept}
        return dropped


def read_outcomes(path: Path) -> list[Outcome]:
    """The records of a file, the last of each key; a last line without its end is left out.

    Raises InputError where another line is no record.
    """
    found: dict[str, Outcome] = {}
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    for number, line in enumerate(lines, 1):
        if not line.endswith(b"\n"):
            break
        try:
            outcome = _outcome(json.loads(line))
        except (ValueError, TypeError) as error:
            raise InputError(
                Fault(f"is no record of a calculation: {error}", "", str(path), number)
            ) from None
        found[outcome.key] = outcome
    return list(found.values())


def line_of(outcome: Outcome) -> str:
    """A record as a line of JSON; a number that is not finite is null."""
    plain: dict[str, Any] = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in outcome._asdict().items()
    }
    return json.dumps(plain, allow_nan=False) + "\n"


def write_structure(path: Path, atoms: Atoms, outcome: Outcome) -> None:
    """An extended XYZ file with energy, key and label beside the atoms."""
    label = " ".join(outcome.label.split())  # a line end would break the header
    atoms.info = {"key": outcome.key, "label": label, "engine": outcome.version}
    if math.isfinite(outcome.energy):
        atoms.calc = SinglePointCalculator(atoms, energy=outcome.energy)
    with temporary_beside(path) as temporary:
        write(temporary, atoms, format="extxyz")


def _outcome(row: Any) -> Outcome:
    if not isinstance(row, dict):
        raise ValueError("not a mapping")
    plain: dict[str, Any] = {k: math.nan if v is None else v for k, v in row.items()}
    outcome = Outcome(**plain)
    _check_types(outcome)
    return outcome


def _check_types(outcome: Outcome) -> None:
    """Raise ValueError where a field does not hold what it should."""
    numbers = ("energy", "fmax", "seconds", "lattice", "bulk_modulus", "steps", "ranks")
    for name in numbers:
        value = getattr(outcome, name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{name} is no number")
    if not isinstance(outcome.converged, bool):
        raise ValueError("converged is neither true nor false")
    if outcome.converged and not math.isfinite(outcome.energy):
        raise ValueError("converged, but without an energy")
    if outcome.converged and outcome.kind == BULK and not math.isfinite(outcome.lattice):
        raise ValueError("a bulk without its lattice constant")
    for one in outcome.positions if isinstance(outcome.positions, list) else [None]:
        if not (isinstance(one, list) and len(one) == 3 and all(
            isinstance(x, int | float) for x in one
        )):  # fmt: skip
            raise ValueError("positions are no list of three numbers each")
