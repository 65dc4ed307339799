"""What a foil of a study holds, from its recipe and the material files.

Only what the loader needs to say that a foil cannot be described or that a protocol asks for more
lithium than there is; the model works out its own state.
"""

from __future__ import annotations

from pathlib import Path

from solvus.base.errors import InputError
from solvus.base.units import Fraction
from solvus.materials import library
from solvus.model.cell import FoilDesign, parameters_for
from solvus.model.electrode import misfit
from solvus.model.foil import Foil, compose
from solvus.model.mechanisms import NAMES
from solvus.study import schema
from solvus.study.registries import FoilLike

_ROUND_OFF = 1e-9
ROOM_TEMPERATURE = 298.15  # [K]: whether a value is known does not depend on it


def areal_capacity(foil: FoilLike, folder: Path | None = None) -> float:
    """Charge of all lithium metal in the foil of a study per area of worked face [C/m2].

    Raises ValueError where a chloride melt has no lithium to spare.
    """
    solute = None if foil.solute is None else library.solute(foil.solute, folder)
    made = compose(solute, foil.content, foil.route)
    return Foil(made, foil.thickness, foil.sides).capacity


def content_fault(
    name: str, route: str, content: Fraction, folder: Path | None = None
) -> str | None:
    """Why a foil with that content cannot be described, or None when it can.

    It can when lithium solid solution is left: up to the end of the solute's thermodynamic table,
    else up to its Li-richest compound, else up to its solubility.  The pure solute is a substrate
    and always allowed.
    """
    solute = library.solute(name, folder)
    try:
        x = compose(solute, content, route).atom_fraction
    except ValueError as error:
        return f"{error}; write less"
    if x >= 1.0 - _ROUND_OFF:
        return None
    if solute.thermodynamics is not None:
        most = solute.thermodynamics.x[-1]
        why = f"the table of lithium with {solute.symbol} ends there"
    elif solute.phases:
        most = solute.phases[0].solute_fraction
        why = f"beyond it there is no lithium metal, only {solute.phases[0].formula} and richer"
    else:
        most = solute.solubility.si
        why = f"lithium dissolves no more {solute.symbol}, and no compound of the two is on file"
    if x <= most * (1.0 + _ROUND_OFF):
        return None
    pure = f", or 100 wt% for a substrate of pure {solute.symbol}" if route == "metal" else ""
    return (
        f"that is {100 * x:.3g} at% {solute.symbol} in the metal, and the most is "
        f"{100 * most:.3g} at%: {why}; write less{pure}"
    )


def foil_faults(foil: schema.Foil, folder: Path | None = None) -> list[tuple[str, str]]:
    """Where mechanism, parameters and solute of a foil do not fit: (key, sentence)."""
    solute = None if foil.solute is None else library.solute(foil.solute, folder)
    made = Foil(compose(solute, foil.content, foil.route), foil.thickness, foil.sides)
    if made.composition.is_substrate:
        return []
    fault = misfit(NAMES[foil.mechanism], solute)
    if fault:
        return [("mechanism", fault)]
    try:
        parameters_for(FoilDesign(made, foil.mechanism, dict(foil.parameters)), ROOM_TEMPERATURE)
    except InputError as error:
        return [("parameters", f"{one.key}: {one.message}") for one in error.faults]
    return []
