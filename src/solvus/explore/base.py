"""The file that a page begins with: the pouch cell, and the studies that its foil is run in."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.base.units import show
from solvus.materials import library
from solvus.paper.laboratory import EXAMPLES
from solvus.pouch.geometry import foil_per_face
from solvus.study.file_kinds import POUCH, STUDY, kind_of_file
from solvus.study.full_cell import cut_offs
from solvus.study.installed import read_study
from solvus.study.pouch_load import Pouch, read_pouch, read_text
from solvus.study.schema import Study
from solvus.study.variant import standing_alone, write_entry
from solvus.study.yaml_text import as_yaml

FULL, SYMMETRIC = "full", "symmetric"
DEFAULT = EXAMPLES / "wang2023_1p4Ah.yaml"
POUCH_STUDY = EXAMPLES / "ncm622_liag_pouch.yaml"
OF_FULL = {"": EXAMPLES / "ncm622_li.yaml", "Ag": EXAMPLES / "ncm622_liag.yaml"}
OF_FOILS = {
    "": EXAMPLES / "symmetric_li.yaml", "Ag": EXAMPLES / "symmetric_li_ag.yaml",
    "Mg": EXAMPLES / "symmetric_li_mg.yaml",
}  # fmt: skip
# Of a pouch file these belong to the cell as it was written, not to one that was changed.
LEFT_OUT = ("variants", "uncertain", "reported", "sweep")


@dataclass(frozen=True)
class Source:
    """Plain data of a file, and the folder that the material files it names are sought in."""

    data: dict[str, Any]
    folder: Path


@dataclass(frozen=True)
class Base:
    """What the page was started with.

    pouch : the file of the pouch cell, without variants and ranges; made : as read
    full, foils : the studies of a full cell and of two foils against each other
    begins : which of the two the page shows first
    """

    name: str
    pouch: Source
    made: Pouch
    full: Source
    full_study: Study
    foils: Source
    foils_study: Study
    begins: str

    def study(self, cell: str) -> Study:
        """The study that runs of this kind of cell are made from."""
        return self.full_study if cell == FULL else self.foils_study


def read_base(file: str | None = None) -> Base:
    """Read a pouch file, a study of a full cell or one of two foils; None takes the shipped cell.

    What the file does not say comes from the examples. Raises InputError with every fault.
    """
    path = Path(file) if file is not None else DEFAULT
    name = str(file) if file is not None else DEFAULT.name
    if kind_of_file(path) == POUCH:
        return _around_pouch(path, name)
    if kind_of_file(path) != STUDY:
        raise InputError(Fault("is neither a pouch file nor a study; name one of these", file=name))
    study = read_study(path)
    if study.cell.kind == FULL:
        return _around_full(path, name, study)
    if study.cell.kind == SYMMETRIC:
        return _around_foils(path, name, study)
    raise InputError(Fault(
        f"is a cell of kind {study.cell.kind}; the page shows a full or a symmetric cell, or a "
        "pouch file", "cell.kind", name,
    ))  # fmt: skip


def _source(path: Path, leave_out: tuple[str, ...] = ()) -> Source:
    data, _ = yaml_source.load(path)
    for key in leave_out:
        data.pop(key, None)
    return Source(data, path.parent)


def _of_study(path: Path, study: Study) -> Source:
    """The data of a study with what its files of fitted values gave written in."""
    data, _ = yaml_source.load(standing_alone(study), str(path))
    return Source(data, path.parent)


def _around_pouch(path: Path, name: str) -> Base:
    pouch = read_pouch(path)
    life = POUCH_STUDY
    if pouch.file.life is not None:
        life = pouch.file.folder / pouch.file.life.study
    study = read_study(life)
    if study.cell.kind != FULL:
        raise InputError(Fault(
            f"{life} is of kind {study.cell.kind}; a pouch lives as a full cell, write the name of "
            "a study with kind: full", "life.study", name,
        ))  # fmt: skip
    full = _of_study(Path(life), study)
    return _made(name, _source(path, LEFT_OUT), pouch, full, study, FULL)


def _made(
    name: str, source: Source, pouch: Pouch, full: Source, study: Study, begins: str,
    foils: Path | None = None,
) -> Base:  # fmt: skip
    path = foils or OF_FOILS["Ag"]
    of_foils = read_study(path)
    source_of_foils = _of_study(path, of_foils)
    return Base(name, source, pouch, full, study, source_of_foils, of_foils, begins)


def _around_full(path: Path, name: str, study: Study) -> Base:
    """The shipped pouch cell with foil, cathode and separator of the study."""
    cell = study.cell
    assert cell.cathode is not None
    assert cell.separator is not None
    data = _source(DEFAULT, LEFT_OUT).data
    mine, _ = yaml_source.load(path)
    foil = cell.working
    material = library.cathode(cell.cathode.material, path.parent)
    _, high = cut_offs(study.protocol, material)
    changes: dict[str, Any] = {
        "title": study.title,
        "anode.thickness": show(foil.thickness / foil.sides, "m", "um", 6),
        "anode.foil": "per_face",
        "cathode.material": mine["cell"]["cathode"]["material"],
        "cathode.upper_cutoff": f"{high:.6g} V",
        "cathode.loading": show(cell.cathode.loading, "kg/m^2", "mg/cm2", 6),
        "separator.thickness": show(cell.separator.thickness, "m", "um", 6),
        "separator.porosity": f"{100.0 * cell.separator.porosity:.6g} %",
    }
    for key in ("solute", "content", "route"):
        changes[f"anode.{key}"] = mine["cell"]["working"].get(key)
    if cell.cathode.material != data["cathode"]["material"]:
        for key in ("measured", "active", "carbon", "coating_density"):
            changes[f"cathode.{key}"] = None
    _written(data, changes)
    # the material file of a study lies beside it
    pouch = _pouch_of(data, path.parent, name)
    return _made(name, Source(data, path.parent), pouch, _of_study(path, study), study, FULL)


def _around_foils(path: Path, name: str, study: Study) -> Base:
    """The shipped pouch cell with the foil of the study."""
    data = _source(DEFAULT, LEFT_OUT).data
    mine, _ = yaml_source.load(path)
    foil = study.cell.working
    changes: dict[str, Any] = {
        f"anode.{key}": mine["cell"]["working"].get(key) for key in ("solute", "content", "route")
    }
    changes["anode.thickness"] = show(foil.thickness / foil.sides, "m", "um", 6)
    _written(data, changes)
    pouch = _pouch_of(data, path.parent, name)
    source = Source(data, path.parent)
    full = _source(POUCH_STUDY)
    return _made(name, source, pouch, full, read_study(POUCH_STUDY), SYMMETRIC, path)


def _written(data: dict[str, Any], changes: dict[str, Any]) -> None:
    for path, text in changes.items():
        write_entry(data, tuple(path.split(".")), text)


def _pouch_of(data: dict[str, Any], folder: Path, name: str) -> Pouch:
    """The pouch cell of data that were put together here; checks that refuse only warn."""
    warned = deepcopy(data) | {"checks": {"n_to_p": "warn", "electrolyte": "warn"}}
    return read_text(as_yaml(warned), name, folder)


def per_face(pouch: Pouch) -> float:
    """Foil on a face of the pouch cell [m]."""
    return float(foil_per_face(pouch.design))
