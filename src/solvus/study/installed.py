"""The names that a study may use: everything this installation of Solvus knows."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from solvus import observe
from solvus.materials import library
from solvus.model import interface, layer, mechanisms
from solvus.study import composition, full_cell
from solvus.study.load import load
from solvus.study.registries import Registries
from solvus.study.schema import Study

PURE_LITHIUM_MECHANISM = "H1"
"""Without a solute there is nothing to move: any mechanism does, and this one has least to ask."""


def registries(folder: Path | None = None) -> Registries:
    """The registries of the package; ``folder`` is where material files of a study are sought."""

    def default_mechanism(solute: str | None) -> str:
        if solute is None:
            return PURE_LITHIUM_MECHANISM
        return library.solute(solute, folder).default_mechanism

    def check_material(kind: str, name: str) -> None:
        library.find(kind, name, folder)

    return Registries(
        solutes=library.names("solute"),
        electrolytes=library.names("electrolyte"),
        check_material=check_material,
        mechanisms=mechanisms.NAMES,
        default_mechanism=default_mechanism,
        interface_laws=interface.LAWS,
        layer_laws=layer.LAWS,
        instruments=observe.INSTRUMENTS,
        capacity=partial(composition.areal_capacity, folder=folder),
        content_fault=partial(composition.content_fault, folder=folder),
        foil_faults=partial(composition.foil_faults, folder=folder),
        cathodes=library.names("cathode"),
        full_cell_faults=partial(full_cell.faults, folder=folder),
    )


def read_study(path: str | Path) -> Study:
    """Read the study file at ``path``; material files it names are sought beside it.

    Raises InputError with every fault of the file.
    """
    return load(path, registries(Path(path).parent))
