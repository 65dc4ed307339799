"""Reads a pouch file: every fault at once, with its line; and works out what it describes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.pouch.bill import Bill, bill
from solvus.pouch.design import Design
from solvus.pouch.energy import Energies, energies
from solvus.study import pouch_checks
from solvus.study.file_kinds import POUCH, kind_of_file, plainly_mistaken
from solvus.study.installed import registries
from solvus.study.pouch_checks import Notice
from solvus.study.pouch_design import design_of
from solvus.study.pouch_places import uncertain_of
from solvus.study.pouch_schema import CathodeBlock, PouchFile
from solvus.study.sentences import Slip, slips_of
from solvus.study.variant_list import read_variant, slips_of_variants

_BESIDE_THE_CELL = ("variants", "uncertain", "reported", "sweep")


@dataclass(frozen=True)
class Pouch:
    """A pouch file and what it comes to: design, bill, energies, and what there is to know."""

    file: PouchFile
    design: Design
    bill: Bill
    energies: Energies
    notices: tuple[Notice, ...]


def read_pouch(path: str | Path) -> Pouch:
    """Read the pouch file at `path`; material files it names are sought beside it.

    Raises InputError with one fault for each thing that is wrong.
    """
    name = str(path)
    return read_text(yaml_source.read_text(Path(path), name), name, Path(path).parent)


def is_pouch(path: str | Path) -> bool:
    """Whether a file describes a pouch cell and no study: it has an anode and no protocol.

    False where it cannot be read: whoever reads it then says why.
    """
    return kind_of_file(path) == POUCH


def read_text(text: str, name: str = "pouch", folder: Path | None = None) -> Pouch:
    """Read a pouch file from its text; `name` stands for the file in messages."""
    data, marks = yaml_source.load(text, name)
    folder = folder or Path()
    mistake = plainly_mistaken(data, POUCH, name)
    if mistake:
        raise InputError(Fault(mistake, "", name))
    made, slips = _read(data, folder)
    if made is not None:
        read = partial(_read, folder=folder)
        slips = [*slips, *slips_of_variants(made.file.variants, data, read)]
    if slips or made is None:
        faults = {yaml_source.fault_at(text, path, marks, name): None for path, text in slips}
        raise InputError(*sorted(faults, key=lambda fault: (fault.line, fault.column)))
    object.__setattr__(made.file, "_source", (name, text))
    return made


def read_data(data: dict[str, Any], folder: Path) -> Pouch:
    """The cell of the plain data of a file; what the file lists besides the cell is left out.

    Raises InputError with every fault, by key path.
    """
    cell = {key: entry for key, entry in data.items() if key not in _BESIDE_THE_CELL}
    made, slips = _read(cell, folder)
    if slips or made is None:
        raise InputError(*(Fault(text, yaml_source.key_text(path)) for path, text in slips))
    return made


def variants_of(pouch: Pouch) -> dict[str, Pouch]:
    """The variants that a file lists, each a cell of its own."""
    found = {}
    for name, changes in pouch.file.variants.items():
        data, _ = yaml_source.load(pouch.file.source_text, pouch.file.source_name)
        made, _ = read_variant(data, changes, partial(_read, folder=pouch.file.folder))
        assert made is not None  # checked when the file was read
        found[name] = made
    return found


def _read(data: dict[str, Any], folder: Path) -> tuple[Pouch | None, list[Slip]]:
    """The cell of plain data, and every fault; None where there are faults that hide the rest."""
    context = {"registries": registries(folder)}
    try:
        file = PouchFile.model_validate(data, context=context)
    except ValidationError as error:
        slips = slips_of(error, PouchFile)
        return None, slips + _of_the_cathode(data, context, folder)
    object.__setattr__(file, "_folder", folder)
    found = pouch_checks.cathode_slips(file.cathode, folder, file.energy_by)
    slips = [(("cathode", *path), text) for path, text in found]
    if slips:
        return None, slips
    slips = pouch_checks.geometry_slips(file) + _uncertain_slips(file)
    if slips:
        return None, slips
    design = design_of(file)
    slips = pouch_checks.empty_slips(file, design)
    if slips:
        return None, slips
    parts = bill(design)
    worth = energies(design, parts)
    refused, told = pouch_checks.answers(file, design, worth)
    return Pouch(file, design, parts, worth, tuple(told)), refused


def _uncertain_slips(file: PouchFile) -> list[Slip]:
    try:
        uncertain_of(file)
    except InputError as error:
        return [(tuple(fault.key.split(".", 1)), fault.message) for fault in error.faults]
    return []


def _of_the_cathode(data: dict[str, Any], context: dict[str, Any], folder: Path) -> list[Slip]:
    """The checks across the cathode block where the fault lies elsewhere."""
    try:
        block = CathodeBlock.model_validate(data.get("cathode"), context=context)
    except ValidationError:
        return []
    energy_by = "mean" if data.get("energy_by") == "mean" else "mid"
    found = pouch_checks.cathode_slips(block, folder, energy_by)
    return [(("cathode", *path), text) for path, text in found]
