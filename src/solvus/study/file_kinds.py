"""What a YAML file of a user is, by the keys at its top: a study, a pouch cell, a plan, ..."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from solvus.base import yaml_source
from solvus.base.errors import InputError


class FileKind(NamedTuple):
    """A kind of file: what it is called, and the command that reads it."""

    name: str
    command: str


STUDY = FileKind("a study", "solvus run")
POUCH = FileKind("a pouch file", "solvus pouch")
PLAN = FileKind("a plan of deciding experiments", "solvus decide")
ADSORPTION = FileKind("a study of adsorption", "solvus adsorb")


def kind_of(data: Mapping[str, Any]) -> FileKind:
    """The kind of a file; what cannot be told is taken for a study."""
    if "protocol" in data:
        return STUDY
    if "models" in data:
        return PLAN
    if "surfaces" in data:
        return ADSORPTION
    return POUCH if "anode" in data else STUDY


def kind_of_file(path: str | Path) -> FileKind:
    """The kind of the file at `path`; one that cannot be read is taken for a study, whose reader
    says why."""
    try:
        data, _ = yaml_source.load(Path(path))
    except InputError:
        return STUDY
    return kind_of(data)


def mistaken(data: Mapping[str, Any], due: FileKind, name: str) -> str:
    """A sentence where a file is of another kind than the one due, else "" (name : of the file)."""
    found = kind_of(data)
    if found == due:
        return ""
    return f"is {found.name}, not {due.name}; write: {found.command} {name}"


def plainly_mistaken(data: Mapping[str, Any], due: FileKind, name: str) -> str:
    """As `mistaken`, but a file that cannot be told is left to the reader of the kind due."""
    told = kind_of(data) != STUDY or "protocol" in data
    return mistaken(data, due, name) if told else ""
