"""The life of a full cell put into a pouch: what its layers and its capacity do to the design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from solvus.base.constants import F
from solvus.base.errors import Fault, InputError
from solvus.base.units import show
from solvus.materials import library
from solvus.model.foil import Foil
from solvus.model.half_cycle import HalfCycle
from solvus.pouch.life import Life, along_life
from solvus.study.installed import read_study
from solvus.study.pouch_load import Pouch
from solvus.study.run import StudyRun, design_of, run_study

_ALIKE = 1e-6  # relative


@dataclass(frozen=True)
class PouchLife:
    """The life of a pouch cell: the study that it comes from, how that ended, cycle by cycle, and
    what does not fit between study and design."""

    study: str
    ended: str
    life: Life
    notes: tuple[str, ...]


def live(pouch: Pouch, progress: Callable[[int, int], None] | None = None) -> PouchLife:
    """Run the study that a pouch file names under `life` and put its life into the design.

    Raises InputError where the file names no study, or one that is not of a full cell.
    """
    file = pouch.file
    if file.life is None:
        raise InputError(
            Fault("is missing; write e.g. life: {study: ncm622_liag.yaml}", "life",
                  file.source_name)
        )  # fmt: skip
    path = file.folder / file.life.study
    study = read_study(path)
    if study.cell.kind != "full":
        raise InputError(Fault(
            f"{path} is of kind {study.cell.kind}; a pouch lives as a full cell, write the name of "
            "a study with kind: full", "life.study", file.source_name,
        ))  # fmt: skip
    done = run_study(study, Path(path).parent, progress=progress)
    return life_from(pouch, done, str(file.life.study))


def life_from(pouch: Pouch, done: StudyRun, name: str) -> PouchLife:
    """A run of a full cell put into the design of a pouch file.

    Capacity and mean voltage of each cycle's discharge count relative to the first cycle, which
    stands for the design. A face grows by its reaction layer and by the lithium metal it has more
    than as made (less, where some is lost): Delta h = h_layer + (n_Li - n_Li,0) V_Li.

    Raises InputError where the run has no whole discharge.
    """
    rows = _discharges(done.run.half_cycles)
    if not rows or not rows[0].charge > 0.0:
        raise InputError(Fault(f"{name} has no discharge to take a life from", "life.study"))
    foil = design_of(done.study.cell.working, pouch.file.folder).foil
    v_li = library.lithium().molar_volume.si
    made = foil.capacity / F
    first = rows[0]
    cycle = np.array([row.cycle for row in rows], float)
    growth = np.array([row.layer + (row.lithium - made) * v_li for row in rows])
    share = np.array([row.charge / first.charge for row in rows])
    level = np.array([row.voltage / first.voltage for row in rows])
    found = along_life(pouch.design, cycle, growth, share, level)
    return PouchLife(name, done.run.ended, found, _misfits(pouch, foil))


@dataclass(frozen=True)
class _Discharge:
    """The discharge of a cycle: charge [C/m2], mean voltage [V], layer [m], lithium [mol/m2]."""

    cycle: int
    charge: float
    voltage: float
    layer: float
    lithium: float


def _discharges(halves: Sequence[HalfCycle]) -> list[_Discharge]:
    """One row a cycle that was discharged; a half-cycle that strips the foil is a discharge."""
    rows = []
    for cycle in sorted({half.cycle for half in halves}):
        own = [h for h in halves if h.cycle == cycle and h.current > 0.0 and h.duration > 0.0]
        charge = sum(abs(half.current) * half.duration for half in own)
        if not charge > 0.0:
            continue
        last = own[-1]
        energy = sum(half.cathode.energy for half in own if half.cathode is not None)
        layer = last.layers[0].thickness if last.layers is not None else 0.0
        rows.append(_Discharge(cycle, charge, energy / charge or 1.0, layer, last.working.lithium))
    return rows


def _misfits(pouch: Pouch, foil: Foil) -> tuple[str, ...]:
    """Where the foil of the study is not that of the design."""
    design = pouch.design.anode
    per_face = float(design.thickness) * (0.5 if design.shared else 1.0)
    found = []
    if abs(foil.thickness / foil.sides - per_face) > _ALIKE * per_face:
        found.append(
            f"the study has {show(foil.thickness / foil.sides, 'm', 'um')} of foil per face, the "
            f"design {show(per_face, 'm', 'um')}"
        )
    if abs(foil.composition.density - float(design.density)) > 1e-3 * float(design.density):
        found.append("the foil of the study is another alloy than that of the design")
    return tuple(found)
