"""The case of `full_case.py` in Solvus: its cathode alone, and the full cell with an alloy foil."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from full_case import ELECTROLYTE, TEMPERATURE, WINDOW, Array, Curve, design, start_of

from solvus.base.units import Fraction
from solvus.kernels import porous_step
from solvus.materials import library
from solvus.model.cathode import NODES, CathodeElectrode, Mesh, Model, salt_constant
from solvus.model.cell import FoilDesign, Numerics, make_cell
from solvus.model.electrode import Window
from solvus.model.foil import Foil, compose
from solvus.model.layer.reaction_layer import make_layers, salt_values
from solvus.model.protocol import Loop, Step, expand
from solvus.model.simulate import Keep, simulate
from solvus.model.voltage import make_interface

TOLERANCE = 1e-4
FOIL_THICKNESS = 40e-6  # m
EFFICIENCY = 0.985
ON_FILE = library.cathode("ncm622")
SALT = salt_constant(
    ELECTROLYTE.conductivity.si,
    ELECTROLYTE.salt_diffusivity.si,
    ELECTROLYTE.thermodynamic_factor.si,
    ELECTROLYTE.transference_number.si,
    ELECTROLYTE.salt_concentration.si,
)


def electrode(
    model: Model, tolerance: float = TOLERANCE, mesh: Mesh | None = None, nodes: int = NODES
) -> CathodeElectrode:
    """The cathode as made."""
    return CathodeElectrode(design(model), SALT, TEMPERATURE, tolerance, mesh, nodes)


def current(rate: float) -> float:
    """Current density [A/m2] of a C-rate [1/h]."""
    return rate * design("particle").nominal / 3600.0


def resistance(model: Model) -> float:
    """What stands in series [ohm m2]; in the particle model pores and separator too."""
    return electrode(model).resistance


def curve(
    model: Model, rate: float, way: str, tolerance: float = TOLERANCE, mesh: Mesh | None = None,
    nodes: int = NODES,
) -> Curve:  # fmt: skip
    """Voltage over charge at a C-rate [1/h], from start to the cut-off."""
    made = electrode(model, tolerance, mesh, nodes)
    made.theta[:] = start_of(way)
    low, high = WINDOW
    sign, limit = (1.0, high) if way == "charge" else (-1.0, low)
    j = current(rate)
    rows = made.advance(sign * j, 1.6 * 3600.0 / rate, limit=limit).rows
    return j * rows[:, porous_step.TIME], rows[:, porous_step.VOLTAGE]


def cathode_cycles(cycles: int, rate: float, model: Model) -> tuple[float, Array]:
    """Cycles of the cathode alone between the cut-offs: CPU time [s], charge discharged [C/m2]."""
    began = time.process_time()
    made, (low, high), j = electrode(model), WINDOW, current(rate)
    made.theta[:] = start_of("discharge")
    given = np.empty(cycles)
    for cycle in range(cycles):
        given[cycle] = j * made.advance(-j, 2.0 * 3600.0 / rate, limit=low).time
        made.advance(j, 2.0 * 3600.0 / rate, limit=high)
    return time.process_time() - began, given


def full_cycles(
    cycles: int, rate: float, model: Model, *, curves: int = 1, transient: str = "full",
    cells: int = 100,
) -> tuple[float, Array]:  # fmt: skip
    """Cycles of a full cell with a Li-Ag foil, its skin, nuclei and layer, as `cathode_cycles`.

    Its cathode is the one on file, which loses lithium in the first cycle and fades.
    """
    began = time.process_time()
    silver = library.solute("Ag")
    foil = Foil(compose(silver, Fraction(0.1, "mass")), FOIL_THICKNESS)
    made = FoilDesign(foil, silver.default_mechanism, {}, EFFICIENCY, EFFICIENCY)
    low, high = WINDOW
    cell = make_cell(
        made,
        None,
        make_interface(transient=transient),
        Window(current(rate), 1.2 * 3600.0 / rate),
        numerics=Numerics(cells),
        layers=make_layers(salt_values(ELECTROLYTE), given={"closing_charge": 2.6e5}),
        cathode=CathodeElectrode(replace(design(model), material=ON_FILE), SALT, TEMPERATURE),
    )
    cycle = (
        Step("charge", np.nan, rate, voltage_limit=high, text=f"Charge at {rate}C until {high} V"),
        Step("discharge", np.nan, rate, voltage_limit=low, text=f"Discharge at {rate}C"),
    )
    run = simulate(cell, expand([Loop(cycles, cycle)], design(model).nominal), Keep(curves))
    spent = time.process_time() - began
    if not run.complete:
        raise SystemExit(f"the run ended early: {run.ended}")
    given = [half.current * half.duration for half in run.half_cycles]
    return spent, np.array(given[1::2])
