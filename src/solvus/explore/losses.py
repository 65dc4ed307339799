"""What a foil loses at each plating, by its solute: the one thing that a design does not say.

Measured are pure lithium and Li-Ag with 10 wt% (the examples say by what); whatever else is shown
takes the numbers of Li-Ag and is told to be assumed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from solvus.explore.base import FULL, OF_FOILS, OF_FULL, Base
from solvus.explore.controls import NO_SOLUTE
from solvus.materials import library
from solvus.study.installed import read_study
from solvus.study.schema import Foil

MEASURED = ("", "Ag")  # solutes whose average coulombic efficiency was measured
NEAR = 1e-6


class Losses(NamedTuple):
    """Coulombic efficiency [1], packing of the layer [1], retention of the skin [1], and a sentence
    where they are assumed ("" where they are the foil's own)."""

    efficiency: float
    packing: float
    retention: float
    note: str


def losses_of(base: Base, cell: str, solute: str, content: float) -> Losses:
    """The losses of a foil with a solute (`NO_SOLUTE` for none) and a content [as the page counts].

    A foil like that of the study of the page keeps what the study says.
    """
    name = "" if solute == NO_SOLUTE else solute
    own = base.study(cell).cell.working
    if (own.solute or "") == name:
        return Losses(own.coulombic_efficiency, own.packing, own.retention, _diluted(own, content))
    shipped = OF_FULL if cell == FULL else OF_FOILS
    foil = _foil_of(shipped.get(name, shipped["Ag"]))
    note = _diluted(foil, content) if name in MEASURED else ""
    if name not in MEASURED:
        symbol = library.solute(name, base.pouch.folder).symbol
        note = (
            f"The coulombic efficiency of Li-{symbol} was not measured: that of Li-Ag "
            f"({100.0 * foil.coulombic_efficiency:.4g} %) is assumed, and the life rests on it."
        )
    return Losses(foil.coulombic_efficiency, foil.packing, foil.coulombic_efficiency, note)


def _foil_of(path: Path) -> Foil:
    return read_study(path).cell.working


def _diluted(foil: Foil, content: float) -> str:
    """A sentence where the content is not the one that was measured."""
    if foil.content is None or abs(0.01 * content - foil.content.value) < NEAR:
        return ""
    basis = "wt%" if foil.content.basis == "mass" else "at%"
    return (
        f"The coulombic efficiency ({100.0 * foil.coulombic_efficiency:.4g} %) is that of a foil "
        f"with {100.0 * foil.content.value:.4g} {basis}; that it holds at {content:.4g} {basis} is "
        "assumed."
    )
