"""Fitted values on file, and how a study takes them over (``use: fitted.yaml``).

A value carries what it belongs to, and goes where the same is found again:

* what was fitted of a foil goes to every foil of the same solute, content and route, working or
  counter, and a parameter of its mechanism only to a foil of that mechanism;
* a parameter of a law of the interface, of the reaction layer or of an instrument goes to a study
  with that law;
* anything else (a temperature) goes to the same key.

Where the study gives a value itself, the study stands; of several files the first one stands. A
value that finds no place is left out, and so is one that the readings did not settle (its status
is not ``fitted``). A file of a calibration that was interrupted is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.base.yaml_source import KeyPath, key_text
from solvus.study.calibration_block import Written
from solvus.study.fields import described
from solvus.study.places import block_at, key_path, laws_behind, place_of, with_values
from solvus.study.registries import Registries
from solvus.study.schema import Foil, Study
from solvus.study.sentences import slips_of

STATUS, OPEN, AT_BOUND = "fitted", "not determined", "at bound"
_FOILS: tuple[KeyPath, ...] = (("cell", "working"), ("cell", "counter"))


class Value(BaseModel):
    """One fitted value: parameter it comes from, key path, value and sigma with units, whether it
    is fitted, not determined or at a bound, a note on that, and what it belongs to (see the
    module)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parameter: str = Field(examples=["efficiency_li"])
    key: str = Field(examples=["cell.working.coulombic_efficiency"])
    value: Written = Field(examples=["96.2 %"])
    sigma: Written | None = None
    status: str = STATUS
    note: str | None = None
    belongs_to: dict[str, str] = Field(default_factory=dict)


class FittedFile(BaseModel):
    """The file: where its values come from, the stage in which the calibration was interrupted
    ("" if it was not), and the values."""

    model_config = ConfigDict(frozen=True, extra="allow")

    interrupted: str = ""
    values: tuple[Value, ...] = Field(examples=["[]"])


class Used(NamedTuple):
    """A value that a study took over: where it went, as written, and from which file."""

    path: KeyPath
    value: str
    file: str


def belongings(study: Study, path: KeyPath, known: Registries) -> dict[str, str]:
    """What a number of a study belongs to, by which it is found again elsewhere."""
    if path[:2] in _FOILS:
        foil = block_at(study, path[:2])
        assert isinstance(foil, Foil)
        said = {"solute": foil.solute or "none", "route": foil.route}
        if foil.content is not None and path[2:] != ("content",):
            unit = "wt%" if foil.content.basis == "mass" else "at%"
            said["content"] = f"{100.0 * foil.content.value:.6g} {unit}"
        if path[2:3] == ("parameters",):
            said["mechanism"] = foil.mechanism
        return said
    if "parameters" not in path:
        return {}
    at = path.index("parameters")
    name = str(path[at + 1])
    return {
        role: law
        for role, (law, rows) in laws_behind(block_at(study, path[:at]), path, known).items()
        if name in rows
    }


def taken_over(study: Study, known: Registries, name: str, marks: yaml_source.Marks) -> Study:
    """The study with the values of its ``use`` files where it is silent.

    What was taken is noted at the end of the text of the study, so that its hash tells it too.

    name, marks : the file of the study and the places of its keys, for messages; the files are
    sought beside it. Raises InputError with all faults.
    """
    faults: list[Fault] = []
    used: list[Used] = []
    for number, file in enumerate(study.use):
        where = Path(name).parent / file
        try:
            found, places = _read(where)
        except InputError as error:
            faults += [
                yaml_source.fault_at(f"{file}: {one.message}", ("use", number), marks, name)
                if not one.line and one.file == str(where) else one
                for one in error.faults
            ]  # fmt: skip
            continue
        if found.interrupted:
            text = (
                f"{file}: was written by a calibration that was interrupted in its "
                f"{found.interrupted}; run solvus calibrate to its end"
            )
            faults.append(yaml_source.fault_at(text, ("use", number), marks, name))
            continue
        for row, value in enumerate(found.values):
            if value.status != STATUS:
                continue
            for path in _places(study, value, known):
                try:
                    study = _with(study, path, value, known)
                except ValueError as error:
                    text = f"{value.key}: {error}"
                    faults.append(yaml_source.fault_at(text, ("values", row), places, str(where)))
                    continue
                used.append(Used(path, str(value.value), file))
    if faults:
        raise InputError(*faults)
    return _noted(study, used)


def read_fitted(path: Path) -> FittedFile:
    """Read a file of fitted values; InputError with all faults."""
    return _read(path)[0]


def _read(path: Path) -> tuple[FittedFile, yaml_source.Marks]:
    data, marks = yaml_source.load(path)
    if not isinstance(data.get("values"), list):
        text = "is not a file of fitted values as solvus calibrate writes them"
        raise InputError(Fault(text, file=str(path)))
    try:
        return FittedFile.model_validate(data), marks
    except ValidationError as error:
        raise InputError(
            *(
                yaml_source.fault_at(text, at, marks, str(path))
                for at, text in slips_of(error, FittedFile)
            )
        ) from None


def places_of(study: Study, value: Value, known: Registries) -> list[KeyPath]:
    """Where in a study a value belongs, whether the study gives one itself or not."""
    path = key_path(value.key)
    candidates = [path]
    if path[:2] in _FOILS:
        cell = study.cell
        foils = [("cell", "working")]
        if cell.counter is not None and cell.counter is not cell.working:
            foils.append(("cell", "counter"))
        candidates = [(*foil, *path[2:]) for foil in foils]
    return [
        one
        for one in candidates
        if _is_there(study, one, known) and belongings(study, one, known) == value.belongs_to
    ]


def _places(study: Study, value: Value, known: Registries) -> list[KeyPath]:
    """Where in a study a value belongs and the study is silent."""
    return [one for one in places_of(study, value, known) if _is_silent(study, one)]


def _is_there(study: Study, path: KeyPath, known: Registries) -> bool:
    """Whether a study has such a number."""
    try:
        place_of(study, path, known)
    except ValueError:
        return False
    return True


def _is_silent(study: Study, path: KeyPath) -> bool:
    """Whether the file of a study does not give a number that the study has."""
    holder = block_at(study, path[:-1])
    given = holder if isinstance(holder, Mapping) else holder.model_fields_set
    return path[-1] not in given


def _with(study: Study, path: KeyPath, value: Value, known: Registries) -> Study:
    place = place_of(study, path, known)
    number = place.read(value.value)
    if not place.holds(number):
        raise ValueError(f"{described(value.value)} is out of range here, e.g. {place.example}")
    moved = with_values(study, {path: number})
    for foil in (moved.cell.working, moved.cell.counter):
        for key, sentence in known.foil_faults(foil) if foil is not None else []:
            raise ValueError(f"{key_text(path)} does not fit this study: {key}: {sentence}")
    return moved


def _noted(study: Study, used: list[Used]) -> Study:
    if not used:
        return study
    lines = [f"# {key_text(one.path)}: {one.value} is taken from {one.file}" for one in used]
    text = study.source_text.rstrip("\n") + "\n" + "\n".join(lines) + "\n"
    object.__setattr__(study, "_source_text", text)
    object.__setattr__(study, "_taken", tuple((one.path, one.value) for one in used))
    return study


def document(values: list[Value], about: Mapping[str, Any]) -> dict[str, Any]:
    """The file as plain data, what is known about it first."""
    return {
        **about,
        "status": STATUS,
        "values": [value.model_dump(exclude_none=True) for value in values],
    }
