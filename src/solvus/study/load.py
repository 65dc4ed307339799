"""Reads a study file: every fault of the file at once, each with its line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.model.protocol import Protocol
from solvus.study import checks
from solvus.study.file_kinds import STUDY, mistaken
from solvus.study.fitted import taken_over
from solvus.study.measured_block import missing_files
from solvus.study.protocol_list import read_protocol
from solvus.study.registries import Registries
from solvus.study.schema import Foil, Study
from solvus.study.sentences import Slip, slips_of


def load(path: str | Path, known: Registries) -> Study:
    """Read the study file at ``path``; ``known`` are the names a study may use.

    :func:`solvus.study.installed.read_study` is the same with the names of the package.

    Raises InputError with one fault for each thing that is wrong: the file cannot be read, is
    not YAML, or does not describe a study.
    """
    name = str(path)
    return load_text(yaml_source.read_text(Path(path), name), known, name)


def load_text(text: str, known: Registries, name: str = "study") -> Study:
    """Read a study from its text; ``name`` stands for the file in messages."""
    data, marks = yaml_source.load(text, name)
    return load_data(data, marks, known, text, name)


def load_data(
    data: dict[str, Any], marks: yaml_source.Marks, known: Registries, text: str, name: str
) -> Study:
    """Read a study from the plain data of its file, the place of each key, and its text."""
    mistake = mistaken(data, STUDY, name)
    if mistake:
        raise InputError(Fault(mistake, "", name))
    study, slips = _read(data, known)
    slips += missing_files(data.get("measured"), Path(name).parent)
    if slips or study is None:
        faults = {yaml_source.fault_at(message, path, marks, name): None for path, message in slips}
        raise InputError(*sorted(faults, key=lambda fault: (fault.line, fault.column)))
    object.__setattr__(study, "_source_text", text)
    object.__setattr__(study, "_source_name", name)
    return taken_over(study, known, name, marks) if study.use else study


def _read(data: dict[str, Any], known: Registries) -> tuple[Study | None, list[Slip]]:
    context = {"registries": known}
    try:
        study = Study.model_validate(data, context=context)
    except ValidationError as error:
        slips = slips_of(error, Study)
        return None, slips + _checks_of_the_rest(data, slips, context)
    cell = study.cell
    return study, [
        *checks.verb_slips(cell.kind, study.protocol),
        *checks.voltage_slips(cell.kind, study.protocol, study.model_fields_set),
        *checks.efficiency_slips(
            cell.kind, study.layer.efficiency, known.layer_laws.get("efficiency", {})
        ),
        *(
            known.full_cell_faults(study)
            if cell.kind == "full"
            else checks.charge_slips(study.protocol, cell.working, cell.counter, known.capacity)
        ),
    ]


def _checks_of_the_rest(
    data: dict[str, Any], slips: list[Slip], context: dict[str, Registries]
) -> list[Slip]:
    """The checks across parts, as far as the parts they need are without fault."""
    cell = data.get("cell")
    if not isinstance(cell, dict) or ("cell", "kind") in {path for path, _ in slips}:
        return []
    protocol: Protocol
    protocol, wrong = read_protocol(data.get("protocol"))
    if wrong:
        return []
    kind = str(cell.get("kind", "symmetric")).lower()
    found = checks.verb_slips(kind, protocol) + checks.voltage_slips(kind, protocol, data)
    working = _foil(cell, "working", context)
    if working is None or kind == "full":
        return found
    counter: Foil | None = None
    if kind != "foil" and cell.get("counter") is not None:
        counter = _foil(cell, "counter", context)
    elif kind == "symmetric":
        counter = working
    known = context["registries"]
    return found + checks.charge_slips(protocol, working, counter, known.capacity)


def _foil(cell: dict[str, Any], which: str, context: dict[str, Registries]) -> Foil | None:
    try:
        return Foil.model_validate(cell.get(which), context=context)
    except ValidationError:
        return None
