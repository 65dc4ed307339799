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
from solvus.materials import bpx
from solvus.materials.kinds import Cathode, Compound, Electrolyte, Material, Metal, Solute

DATA = Path(__file__).parent / "data"

_KINDS: dict[
    str, type[Metal] | type[Solute] | type[Compound] | type[Electrolyte] | type[Cathode]
] = {
    "solute": Solute,
    "metal": Metal,
    "compound": Compound,
    "electrolyte": Electrolyte,
    "cathode": Cathode,
}
# Section of a material file that may name a table -> the keys that its columns become.
_TABLES = {
    "thermodynamics": (("x", "potential", "factor"), "x, potential [V], thermodynamic factor"),
    "open_circuit": (("x", "potential"), "x, potential [V]"),
}
_ENDINGS = (".yaml", ".yml")


def kinds() -> tuple[str, ...]:
    """Return the kinds of materials: solute, metal, compound, electrolyte, cathode."""
    return tuple(_KINDS)


def names(kind: str) -> tuple[str, ...]:
    """Return the names of the materials of a kind that come with Solvus."""
    return tuple(_files(_known_kind(kind)))


def find(kind: str, name: str, folder: Path | None = None) -> Material:
    """Return a material by name (``"Ag"``; case is ignored) or by the path of a YAML file.

    A cathode may also be the path of a BPX file (.json). A relative path is taken from `folder`,
    usually that of the study. Raises InputError: no such
    material (with the nearest name), or every fault of its file with line and column.
    """
    files = _files(_known_kind(kind))
    if name.lower().endswith(".json"):
        if kind != "cathode":
            raise InputError(Fault(f'"{name}": a .json (BPX) file is read as a cathode only'))
        return bpx.read((folder or Path()) / name)
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


def cathode(name: str, folder: Path | None = None) -> Cathode:
    """Return a cathode; see `find`."""
    found = find("cathode", name, folder)
    assert isinstance(found, Cathode)
    return found


def kind_of(path: Path) -> str:
    """Return the kind that a file of the user is of: cathode (BPX, or with an open circuit), or
    else solute; InputError if it cannot be read."""
    if path.suffix.lower() == ".json":
        return "cathode"
    data, _ = load(path)
    return "cathode" if "open_circuit" in data or "specific_capacity" in data else "solute"


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
        for section in _TABLES:
            _attach_table(data, marks, path, section)
        return _KINDS[kind].model_validate(data)
    except ValidationError as error:
        raise InputError(*_faults(error, marks, name)) from None


def _attach_table(data: dict[str, Any], marks: Marks, path: Path, section_name: str) -> None:
    """Put the columns of the table that a section of the file may name into its data."""
    keys, meaning = _TABLES[section_name]
    section = data.get(section_name)
    if not isinstance(section, dict) or not isinstance(section.get("table"), str):
        return
    here = (section_name, "table")
    name = section["table"]
    if Path(name).name != name or not name.endswith(".csv"):
        message = "must be the name of a .csv file in the same folder, without a path"
        raise InputError(fault_at(message, here, marks, str(path)))
    candidates = [path.parent / name, DATA / "tables" / name]
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    if found is None:
        raise InputError(fault_at(f'there is no table "{name}"', here, marks, str(path)))
    table = load_table(found)
    numbers = all(column.dtype.kind in "fi" for column in table.columns.values())
    if len(table.columns) != len(keys) or not numbers:
        count = {2: "two", 3: "three"}[len(keys)]
        message = f"needs {count} columns of numbers: {meaning}"
        raise InputError(fault_at(message, here, marks, str(path)))
    columns = [tuple(map(float, column)) for column in table.columns.values()]
    section.update(zip(keys, columns, strict=True))


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
