"""A cell: two electrodes and the interface between them, or a single foil without a voltage."""

from __future__ import annotations

from dataclasses import dataclass

from solvus.base.parameters import resolve
from solvus.materials import library
from solvus.model.electrode import AlloyFoil, Electrode, Substrate, Window, values_of_solute
from solvus.model.foil import Foil
from solvus.model.mechanisms import NAMES
from solvus.model.voltage import Interface

DEFAULT_OF_LITHIUM = "H1"


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
    """Electrodes in motion. `counter` and `interface` are None for a single foil."""

    working: Electrode
    counter: Electrode | None
    interface: Interface | None
    temperature: float
    retention: tuple[float, float] = (1.0, 1.0)

    @property
    def v_li(self) -> float:
        """Molar volume of Li [m3/mol]."""
        return library.lithium().molar_volume.si


def default_mechanism(solute: str | None) -> str:
    """The mechanism that a solute's file names; one phase for pure lithium."""
    return DEFAULT_OF_LITHIUM if solute is None else library.solute(solute).default_mechanism


def parameters_for(design: FoilDesign, temperature: float) -> dict[str, float]:
    """Every parameter of the mechanism [SI]: given, else from the material, else the default."""
    solute = design.foil.composition.solute
    known = values_of_solute(solute, temperature) | design.parameters
    if solute is None:
        known.setdefault("solubility", 0.0)
    table = NAMES[design.mechanism].parameters
    names = {p.name for p in table}
    return resolve(table, {}, given={k: v for k, v in known.items() if k in names})


def make_electrode(
    design: FoilDesign, window: Window, temperature: float, numerics: Numerics
) -> Electrode:
    """The electrode of a design, as made."""
    solute = design.foil.composition.solute
    if solute is not None and design.foil.composition.is_substrate:
        return Substrate(solute, design.efficiency)
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
    )
