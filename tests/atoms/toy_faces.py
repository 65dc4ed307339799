"""Small faces and tasks on the toy engine, for the tests of this folder."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from solvus.atoms.engines import engine
from solvus.atoms.outcome import RELAX, Outcome
from solvus.atoms.sites import symmetries
from solvus.atoms.slabs import build, rattled
from solvus.atoms.surface import Surface
from solvus.atoms.task import Task, task_of

A = 3.55  # angstrom; near the toy's own constant
TOY: dict[str, Any] = engine("toy").defaults()
PURE = Surface("Li(100)", 2, 3, fixed=1)
SILVER = Surface("Li15Ag", 2, 4, "Ag", 1)


def toy_task(kind: str = RELAX, surface: Surface = PURE, seed: int = 0, **more: Any) -> Task:
    """A task on a rattled slab, by the toy."""
    settings = TOY | more.pop("settings", {})
    operations = symmetries(surface) if more.get("symmetry") else None
    slab = rattled(build(surface, A), 0.05, seed, operations)
    return task_of(kind, surface.name, slab, "toy", "toy 1", settings, **more)


def outcome(energy: float = -1.0, **more: Any) -> Outcome:
    """An outcome written out by hand."""
    given: dict[str, Any] = {
        "key": f"key of {energy}", "label": "a slab", "kind": RELAX, "engine": "toy",
        "version": "toy 1", "settings": dict(TOY), "energy": energy, "fmax": 0.001,
        "converged": True, "steps": 3, "seconds": 1.0, "ranks": 1, "trouble": "",
        "lattice": math.nan, "bulk_modulus": math.nan, "finished": "2026-01-01T00:00:00+00:00",
        "positions": [[0.0, 0.0, 0.0]],
    }  # fmt: skip
    return Outcome(**given | more)


def steps_kept(folder: Path) -> int:
    """Whole lines of the steps of a task."""
    path = folder / "steps.jsonl"
    return path.read_text().count("\n") if path.exists() else 0


def neighbour_distances(positions: Any, cell: Any, of: int) -> np.ndarray:
    """Distances [angstrom] of one atom to all others, the cell repeated in the plane, in order."""
    points = np.asarray(positions)
    cell = np.asarray(cell)
    shifts = [i * cell[0] + j * cell[1] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    every = np.concatenate([np.linalg.norm(points + s - points[of], axis=1) for s in shifts])
    return np.sort(every)[1:]
