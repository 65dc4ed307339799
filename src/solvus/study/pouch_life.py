"""The life of a full cell put into a pouch: what its layers and its capacity do to the design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from solvus.analyse.capacity import DISCHARGE
from solvus.base.constants import F
from solvus.base.errors import Fault, InputError
from solvus.materials import library
from solvus.model.half_cycle import HalfCycle
from solvus.pouch.life import Life, along_life
from solvus.study.full_cycles import full_cycles, sign_of
from solvus.study.installed import read_study
from solvus.study.pouch_load import Pouch
from solvus.study.pouch_misfits import misfits
from solvus.study.run import StudyRun, design_of, run_study


@dataclass(frozen=True)
class PouchLife:
    """The life of a pouch cell: the study that it comes from, how that ended, cycle by cycle, the
    cycle whose discharge stands for the design, and what does not fit between study and design."""

    study: str
    ended: str
    life: Life
    reference: int
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
    return life_from(pouch, done, str(file.life.study), Path(path).parent)


def life_from(
    pouch: Pouch, done: StudyRun, name: str, folder: Path | None = None
) -> PouchLife:
    """A run of a full cell put into the design of a pouch file.

    Capacity and mean voltage of each cycle's discharge count relative to the first discharge after
    a charge, which stands for the design: that of a cell which begins with a discharge takes more
    than comes back. A face is thicker than as built by its reaction layer and by the lithium metal
    it has more than as made (less, where some is lost, or is in the cathode):
    Delta h = h_layer + (n_Li - n_Li,0) V_Li at the end of the discharge.

    folder : where the material files of the study are sought, that of the pouch file if left out
    Raises InputError where the run has no discharge after a charge.
    """
    folder = pouch.file.folder if folder is None else folder
    found = full_cycles(done.run)
    charge, voltage = found.cycles.discharge, found.cycles.mean_discharge
    whole = np.isfinite(charge) & (charge > 0.0)
    after = whole.copy()
    if found.cycles.begins == DISCHARGE:
        after[:1] = False
    if not after.any():
        raise InputError(Fault(
            f"{name} has no discharge after a charge to take a life from", "life.study"
        ))  # fmt: skip
    first = int(np.flatnonzero(after)[0])
    foil = design_of(done.study.cell.working, folder).foil
    growth = _growth(done.run.half_cycles, foil.capacity / F)
    cycle = found.number[whole]
    life = along_life(
        pouch.design, cycle.astype(float), np.array([growth[number] for number in cycle]),
        charge[whole] / charge[first], voltage[whole] / voltage[first],
    )  # fmt: skip
    notes = misfits(pouch, done.study, folder)
    return PouchLife(name, done.run.ended, life, int(found.number[first]), notes)


def _growth(halves: Sequence[HalfCycle], made: float) -> dict[int, float]:
    """By how much a face is thicker than as built at the end of each cycle's discharge [m].

    made : lithium of the foil as made [mol/m2]
    """
    v_li = library.lithium().molar_volume.si
    found = {}
    for half in halves:
        if sign_of(half) == DISCHARGE and half.duration > 0.0:
            layer = half.layers[0].thickness if half.layers is not None else 0.0
            found[half.cycle] = layer + (half.working.lithium - made) * v_li
    return found
