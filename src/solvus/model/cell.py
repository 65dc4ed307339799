"""A cell: two foils, or a foil and a cathode, and the interface between; or a single foil."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solvus.base.errors import Fault, InputError, suggestion
from solvus.base.parameters import resolve
from solvus.materials import library
from solvus.model.cathode import CathodeElectrode
from solvus.model.electrode import AlloyFoil, Electrode, Window, misfit, values_of_solute
from solvus.model.foil import Foil
from solvus.model.layer.reaction_layer import ReactionLayers
from solvus.model.mechanisms import NAMES
from solvus.model.substrate import Substrate
from solvus.model.voltage import Interface


@dataclass(frozen=True)
class FoilDesign:
    """A foil and how it behaves: mechanism, its given parameters [SI], losses per cycle [1]."""

    foil: Foil
    mechanism: str
    parameters: dict[str, float]
    efficiency: float = 1.0
    retention: float = 1.0


@dataclass(frozen=True)
class Numerics:
    """Cells per foil and relative tolerance of a step."""

    cells: int = 100
    tolerance: float = 1e-3


@dataclass
class Cell:
    """Electrodes in motion. `counter` and `interface` are None for a single foil.

    `retention` and `efficiency` are of (working, counter); `layers` are the reaction layers, None
    where what is lost leaves none; |V| of `voltage_of_death` [V] ends the cell's life. In a full
    cell the counter electrode is a `cathode`; its life ends when a discharge gives less than
    `least_share` [1] of the first one at its current.
    """

    working: Electrode
    counter: Electrode | None
    interface: Interface | None
    temperature: float
    retention: tuple[float, float] = (1.0, 1.0)
    efficiency: tuple[float, float] = (1.0, 1.0)
    layers: ReactionLayers | None = None
    voltage_of_death: float = np.inf
    cathode: CathodeElectrode | None = None
    least_share: float = 0.8

    @cached_property
    def v_li(self) -> float:
        """Molar volume of Li [m3/mol]."""
        return library.lithium().molar_volume.si


def parameters_for(design: FoilDesign, temperature: float) -> dict[str, float]:
    """Every parameter of the mechanism [SI]: given, else from the material, else the default.

    Raises InputError for a given name that is no parameter of the mechanism and for a parameter
    without a value.
    """
    solute = design.foil.composition.solute
    known = values_of_solute(solute, temperature) | design.parameters
    if solute is None:
        known.setdefault("solubility", 0.0)
    table = NAMES[design.mechanism].parameters
    names = [parameter.name for parameter in table]
    unknown = [name for name in design.parameters if name not in names]
    if unknown:
        raise InputError(
            *(
                Fault(f"is no parameter of {design.mechanism}.{suggestion(name, names)}", name)
                for name in unknown
            )
        )
    return resolve(table, {}, given=known)


def make_electrode(
    design: FoilDesign, window: Window, temperature: float, numerics: Numerics
) -> Electrode:
    """The electrode of a design, as made.

    Raises InputError where the mechanism needs a compound that the solute does not form, and as
    `parameters_for`.
    """
    solute = design.foil.composition.solute
    if solute is not None and design.foil.composition.is_substrate:
        return Substrate(solute, design.foil.depth, design.efficiency)
    fault = misfit(NAMES[design.mechanism], solute)
    if fault:
        raise InputError(Fault(fault, "mechanism"))
    return AlloyFoil(
        design.foil,
        design.mechanism,
        parameters_for(design, temperature),
        window,
        efficiency=design.efficiency,
        cells=numerics.cells,
        tolerance=numerics.tolerance,
    )


def make_cell(
    working: FoilDesign,
    counter: FoilDesign | None,
    interface: Interface | None,
    window: Window,
    *,
    temperature: float = 298.15,
    numerics: Numerics | None = None,
    layers: ReactionLayers | None = None,
    voltage_of_death: float = np.inf,
    cathode: CathodeElectrode | None = None,
    least_share: float = 0.8,
) -> Cell:
    """Put a cell together. `window` tells the meshes what the protocol will ask."""
    chosen = numerics or Numerics()
    other = make_electrode(counter, window, temperature, chosen) if counter else None
    return Cell(
        make_electrode(working, window, temperature, chosen),
        other,
        interface,
        temperature,
        (working.retention, counter.retention if counter else 1.0),
        (working.efficiency, counter.efficiency if counter else 1.0),
        layers,
        voltage_of_death,
        cathode,
        least_share,
    )
