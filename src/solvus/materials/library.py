"""Find, load and check a material; list what is known.

One material is one YAML file: those of the package lie in ``data/``, and a path such as
``./my_solute.yaml`` names a file of the user, so that a new solute is one file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solvus.base.errors import Fault, InputError, suggestion
from solvus.base.record import load_table
from solvus.base.yaml_source import Marks, fault_at, load
from solvus.materials.kinds import Compound, Electrolyte, Material, Metal, Solute

DATA = Path(__file__).parent / "data"

_KINDS: dict[str, type[Metal] | type[Solute] | type[Compound] | type[Electrolyte]] = {
    "solute": Solute,
    "metal": Metal,
    "compound": Compound,
    "electrolyte": Electrolyte,
}
_ENDINGS = (".yaml", ".yml")


def kinds() -> tuple[str, ...]:
    """Return the kinds of materials: solute, metal, compound, electrolyte."""
    return tuple(_KINDS)


def names(kind: str) -> tuple[str, ...]:
    """Return the names of the materials of a kind that come with Solvus."""
    return tuple(_files(_known_kind(kind)))


def find(kind: str, name: str, folder: Path | None = None) -> Material:
    """Return a material by name (``"Ag"``; case is ignored) or by the path of a YAML file.

    A relative path is taken from `folder`, usually that of the study. Raises InputError: no such
    material (with the nearest name), or every fault of its file with line and column.
    """
    files = _files(_known_kind(kind))
    if name.lower().endswith(_ENDINGS) or "/" in name or "\\" in name:
        return _load(kind, (folder or Path()) / name)
    for known, path in files.items():
        if known.casefold() == name.casefold():
            return _load_cached(kind, path)
    raise InputError(Fault(f'"{name}" is not a known {kind}.{suggestion(name, files)}'))


def solute(name: str, folder: Path | None = None) -> Solute:
    """Return a solute; see `find`."""
    found = find("solute", name, folder)
    assert isinstance(found, Solute)
    return found


def lithium() -> Metal:
    """Return the host metal."""
    found = find("metal", "Li")
    assert isinstance(found, Metal)
    return found


def compound(name: str, folder: Path | None = None) -> Compound:
    """Return a salt; see `find`."""
    found = find("compound", name, folder)
    assert isinstance(found, Compound)
    return found


def electrolyte(name: str, folder: Path | None = None) -> Electrolyte:
    """Return an electrolyte; see `find`."""
    found = find("electrolyte", name, folder)
    assert isinstance(found, Electrolyte)
    return found


def _known_kind(kind: str) -> str:
    if kind not in _KINDS:
        raise InputError(Fault(f'"{kind}" is no kind of material.{suggestion(kind, _KINDS)}'))
    return kind


@cache
def _files(kind: str) -> dict[str, Path]:
    """Return name -> file of a kind; elements are written with a capital."""
    found = sorted((DATA / f"{kind}s").glob("*.yaml"))
    element = kind in ("solute", "metal")
    return {path.stem.capitalize() if element else path.stem: path for path in found}


@cache
def _load_cached(kind: str, path: Path) -> Material:
    return _load(kind, path)


def _load(kind: str, path: Path) -> Material:
    data, marks = load(path)
    name = str(path)
    try:
        _attach_table(data, marks, path)
        return _KINDS[kind].model_validate(data)
    except ValidationError as error:
        raise InputError(*_faults(error, marks, name)) from None


def _attach_table(data: dict[str, Any], marks: Marks, path: Path) -> None:
    """Put the columns of the thermodynamic table, if the file names one, into its data."""
    section = data.get("thermodynamics")
    if not isinstance(section, dict) or not isinstance(section.get("table"), str):
        return
    here = ("thermodynamics", "table")
    name = section["table"]
    if Path(name).name != name or not name.endswith(".csv"):
        message = "must be the name of a .csv file in the same folder, without a path"
        raise InputError(fault_at(message, here, marks, str(path)))
    candidates = [path.parent / name, DATA / "tables" / name]
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    if found is None:
        raise InputError(fault_at(f'there is no table "{name}"', here, marks, str(path)))
    table = load_table(found)
    if len(table.columns) != 3 or any(c.dtype.kind not in "fi" for c in table.columns.values()):
        message = "needs three columns of numbers: x, potential [V], thermodynamic factor"
        raise InputError(fault_at(message, here, marks, str(path)))
    columns = [tuple(map(float, column)) for column in table.columns.values()]
    section.update(zip(("x", "potential", "factor"), columns, strict=True))


def _faults(error: ValidationError, marks: Marks, file: str) -> list[Fault]:
    """Turn what pydantic found into faults with line and column."""
    faults = []
    for found in error.errors():
        message = found["msg"].removeprefix("Value error, ")
        if found["type"] == "extra_forbidden":
            message = "is not a key here"
        elif found["type"] == "missing":
            message = "is missing"
        faults.append(fault_at(message, tuple(found["loc"]), marks, file))
    return faults
