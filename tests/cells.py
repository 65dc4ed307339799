"""Foils, cells and steps to try the model on, in the units of the trade."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from solvus.base.constants import F
from solvus.base.units import Fraction
from solvus.materials import library
from solvus.model.cell import Cell, FoilDesign, Numerics, make_cell
from solvus.model.electrode import Electrode, Window
from solvus.model.foil import Foil, compose
from solvus.model.layer.reaction_layer import ReactionLayers, make_layers, salt_values
from solvus.model.protocol import Step
from solvus.model.simulate import Keep, Run, simulate
from solvus.model.voltage import Interface, make_interface

MAH = 36000.0  # C/m2 in 1 mAh/cm2
MA = 10.0  # A/m2 in 1 mA/cm2
HOUR = 3600.0
UMOL = 1e-2  # mol/m2 in 1 umol/cm2


def design(
    solute: str | None = "Ag",
    mechanism: str = "H3v",
    um: float = 50.0,
    mass_fraction: float = 0.1,
    sides: int = 1,
    efficiency: float = 1.0,
    retention: float = 1.0,
    **parameters: float,
) -> FoilDesign:
    """A foil; Ag of near its solubility unless said otherwise."""
    metal = library.solute(solute) if solute else None
    if solute == "Ag" and mechanism != "H1":
        parameters.setdefault("solubility", 0.0075)
    made = Foil(compose(metal, Fraction(mass_fraction, "mass")), um * 1e-6, sides)
    return FoilDesign(made, mechanism, parameters, efficiency, retention)


def lithium(um: float = 50.0) -> FoilDesign:
    """A foil of pure lithium."""
    return design(None, "H1", um)


def silver(um: float = 1.0) -> FoilDesign:
    """A foil of pure silver."""
    return design("Ag", "H3v", um, mass_fraction=1.0)


def cell(
    working: FoilDesign,
    counter: FoilDesign | None = None,
    interface: Interface | None = None,
    *,
    alone: bool = False,
    cells: int = 60,
    tolerance: float = 1e-4,
    current: float = MA,
) -> Cell:
    """A cell of two foils, alike unless `counter` is given, or a single foil if `alone`."""
    other = None if alone else counter or working
    return make_cell(
        working,
        other,
        None if alone else interface or make_interface(),
        Window(current, 5 * HOUR),
        numerics=Numerics(cells, tolerance),
    )


def copper(um: float = 10.0, efficiency: float = 1.0) -> FoilDesign:
    """A copper foil, bare of lithium."""
    return design("Cu", "H1", um, mass_fraction=1.0, efficiency=efficiency)


def layers(
    closure: str = "per_electrode", efficiency: str = "constant", packing: float = 0.25,
    **given: float,
) -> ReactionLayers:  # fmt: skip
    """Reaction layers in the electrolyte on file, both of one packing; parameters [SI]."""
    known = salt_values(library.electrolyte("lipf6_ec_dec_fec"))
    return make_layers(
        known, closure=closure, efficiency=efficiency, given=given, packing=(packing, packing)
    )


def layered(
    working: FoilDesign,
    counter: FoilDesign | None = None,
    made: ReactionLayers | None = None,
    *,
    dead: float = math.inf,
    transient: str = "none",
    cells: int = 30,
    tolerance: float = 1e-3,
    current: float = MA,
    **given: float,
) -> Cell:
    """A cell with reaction layers, whose life ends at |V| above `dead` [V]."""
    return make_cell(
        working,
        counter or working,
        make_interface("log", transient, given=given),
        Window(current, 5 * HOUR),
        numerics=Numerics(cells, tolerance),
        layers=made or layers(),
        voltage_of_death=dead,
    )


def strip(mah: float = math.inf, ma: float = 1.0, **ends: float | bool) -> Step:
    """Strip so many mAh/cm2 at so many mA/cm2."""
    return Step("strip", current=ma * MA, charge=mah * MAH, text=f"Strip {mah}", **ends)  # type: ignore[arg-type]


def plate(mah: float = math.inf, ma: float = 1.0, **ends: float | bool) -> Step:
    """Plate so many mAh/cm2 at so many mA/cm2."""
    return Step("plate", current=ma * MA, charge=mah * MAH, text=f"Plate {mah}", **ends)  # type: ignore[arg-type]


def rest(hours: float) -> Step:
    """Rest so many hours."""
    return Step("rest", duration=hours * HOUR, text=f"Rest {hours}")


EXHAUST = strip(until_exhausted=True)


def done(made: Cell, steps: Sequence[Step], keep: Keep | None = None) -> Run:
    """A run that has to reach the end of its protocol."""
    run = simulate(made, steps, keep)
    assert run.complete, run.ended
    return run


def books(electrode: Electrode) -> tuple[float, float]:
    """(Li, solute) [mol/m2] with what was lost."""
    lithium, solute, lost_lithium, lost_solute = electrode.books()
    return float(lithium + lost_lithium), float(solute + lost_solute)


def passed(run: Run) -> float:
    """Net Li stripped from the working electrode by the charge that flowed [mol/m2]."""
    return sum(half.current * half.duration for half in run.half_cycles) / F


def table(run: Run) -> np.ndarray:
    """Every number of the table of half-cycles, array (half-cycles, columns)."""
    rows = []
    for half in run.half_cycles:
        sides = [*half.working, *(half.counter or ())]
        numbers = [half.cycle, half.current, half.start, half.duration, half.tip, half.end]
        rows.append([*numbers, half.mean, half.signal_found, *sides])
    return np.array(rows, dtype=float)
