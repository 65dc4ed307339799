"""One calculation: what goes in, the key that it is known by, and what comes out."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

import numpy as np
from ase import Atoms
from ase.constraints import FixAtoms

from solvus.atoms.engines import ENGINES
from solvus.atoms.outcome import RELAX

_POSITION_DIGITS = 4  # angstrom; two structures closer than this are one


class Task(NamedTuple):
    """A calculation that hangs on nothing else.

    kind : "bulk" (lattice constant and energy per atom of bcc lithium), "atom" (one alone),
    "relax" or "single";
    label : for people, not part of the key; engine, version, settings : of the engine, k-points
    among them; numbers, cell, positions, fixed, tags : the structure [angstrom];
    fmax : largest force left [eV/angstrom]; steps : most of them; symmetry : whether a relaxation
    keeps the symmetry that it starts with; ranks : MPI processes, not part of the key.
    """

    kind: str
    label: str
    engine: str
    version: str
    settings: dict[str, Any]
    numbers: list[int]
    cell: list[list[float]]
    positions: list[list[float]]
    pbc: list[bool]
    fixed: list[int]
    tags: list[int]
    fmax: float = 0.01
    steps: int = 200
    symmetry: bool = False
    ranks: int = 1

    @property
    def key(self) -> str:
        """A hash of everything that a converged result hangs on (16 hexadecimal digits); what only
        bounds the effort, such as `steps`, is left out."""
        told: dict[str, Any] = {
            "kind": self.kind, "engine": self.engine, "version": self.version,
            "settings": self._keyed(), "numbers": self.numbers, "pbc": self.pbc,
            "cell": _rounded(self.cell), "positions": _rounded(self.positions),
        }  # fmt: skip
        if self.kind == RELAX:
            told |= {"fixed": self.fixed, "fmax": self.fmax, "symmetry": self.symmetry}
        text = json.dumps(told, sort_keys=True, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _keyed(self) -> dict[str, Any]:
        known = ENGINES[self.engine].settings if self.engine in ENGINES else ()
        limits = {setting.name for setting in known if setting.limit}
        return {name: value for name, value in self.settings.items() if name not in limits}

    def atoms(self) -> Atoms:
        """The structure, with its held atoms."""
        made = Atoms(self.numbers, self.positions, cell=self.cell, pbc=self.pbc, tags=self.tags)
        if self.fixed:
            made.set_constraint(FixAtoms(indices=self.fixed))
        return made


def task_of(
    kind: str, label: str, atoms: Atoms, engine: str, version: str, settings: dict[str, Any],
    **more: Any,
) -> Task:  # fmt: skip
    """The task of a calculation on these atoms."""
    fixed = sorted({int(i) for fix in atoms.constraints for i in fix.get_indices()})
    return Task(
        kind=kind, label=label, engine=engine, version=version, settings=settings,
        numbers=[int(z) for z in atoms.numbers], cell=_plain(atoms.cell.array),
        positions=_plain(atoms.positions), pbc=[bool(p) for p in atoms.pbc], fixed=fixed,
        tags=[int(t) for t in atoms.get_tags()], **more,
    )  # fmt: skip


def _plain(array: Any) -> list[list[float]]:
    return [[float(x) for x in row] for row in np.asarray(array)]


def _rounded(rows: list[list[float]]) -> list[list[float]]:
    # + 0.0 turns -0.0, which prints otherwise, into 0.0
    return [[round(x, _POSITION_DIGITS) + 0.0 for x in row] for row in rows]
