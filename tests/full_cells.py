"""Full cells to try the model on: a cathode on file against a foil, in the units of the trade."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cells import HOUR, layers, lithium
from solvus.materials import library
from solvus.model.cathode import (
    CathodeDesign,
    CathodeElectrode,
    Mesh,
    Model,
    SaltTables,
    salt_constant,
)
from solvus.model.cell import Cell, FoilDesign, Numerics, make_cell
from solvus.model.electrode import Window
from solvus.model.half_cycle import Keep, Run
from solvus.model.layer.reaction_layer import ReactionLayers
from solvus.model.protocol import Step
from solvus.model.simulate import simulate
from solvus.model.voltage import make_interface

ROOM = 298.15
LOADING = 0.152  # kg/m2, 15.2 mg/cm2


def salt() -> SaltTables:
    """The electrolyte on file."""
    known = library.electrolyte("lipf6_ec_dec_fec")
    return salt_constant(
        known.conductivity.si, known.salt_diffusivity.si, known.thermodynamic_factor.si,
        known.transference_number.si, known.salt_concentration.si,
    )  # fmt: skip


def cathode(
    name: str = "ncm622", model: Model = "particle", loading: float = LOADING,
    fade: float | None = 0.0, resistance: float | None = None, tolerance: float = 1e-3,
    mesh: Mesh | None = None, **more: float,
) -> CathodeElectrode:  # fmt: skip
    """A cathode as made, without fade unless given."""
    material = library.cathode(name)
    design = CathodeDesign(material, loading, None, model, fade=fade, resistance=resistance)
    return CathodeElectrode(replace(design, **more), salt(), ROOM, tolerance, mesh)  # type: ignore[arg-type]


def full(
    working: FoilDesign | None = None, positive: CathodeElectrode | None = None,
    made: ReactionLayers | None = None, *, transient: str = "none", kinetics: str = "butler_volmer",
    cells: int = 20, least_share: float = 0.8, bare: bool = False, **given: float,
) -> Cell:  # fmt: skip
    """A full cell, with reaction layers unless it is to be `bare` of them."""
    return make_cell(
        working or lithium(50.0),
        None,
        make_interface("log", transient, kinetics, given),
        Window(20.0, 10 * HOUR),
        numerics=Numerics(cells, 1e-3),
        layers=None if bare else made or layers(),
        cathode=positive or cathode(),
        least_share=least_share,
    )


def nominal(cell: Cell) -> float:
    """1C [A/m2]."""
    assert cell.cathode is not None
    return cell.cathode.design.nominal / HOUR


def charge(cell: Cell, c_rate: float, limit: float = 4.3, **ends: float) -> Step:
    """Charge to a voltage [V], nan for none."""
    text = f"Charge at {c_rate:g}C until {limit:g} V"
    return Step("charge", c_rate * nominal(cell), voltage_limit=limit, text=text, **ends)  # type: ignore[arg-type]


def discharge(cell: Cell, c_rate: float, limit: float = 2.8, **ends: float) -> Step:
    """Discharge to a voltage [V], nan for none."""
    text = f"Discharge at {c_rate:g}C until {limit:g} V"
    return Step("discharge", c_rate * nominal(cell), voltage_limit=limit, text=text, **ends)  # type: ignore[arg-type]


def hold(cell: Cell, voltage: float = 4.3, cut: float = math.nan, hours: float = math.inf) -> Step:
    """Hold a voltage [V] down to a C-rate, for some hours, or whichever comes first."""
    return Step(
        "hold", voltage_limit=voltage, cut_current=cut * nominal(cell), duration=hours * HOUR,
        text=f"Hold at {voltage:g} V",
    )  # fmt: skip


def rest(hours: float) -> Step:
    """Rest so many hours."""
    return Step("rest", duration=hours * HOUR, text=f"Rest for {hours:g} h")


def cycles(cell: Cell, c_rate: float, count: int) -> list[Step]:
    """Charge and discharge so many times."""
    return [charge(cell, c_rate), discharge(cell, c_rate)] * count


def done(cell: Cell, steps: Sequence[Step], keep: Keep | None = None) -> Run:
    """A run that has to reach the end of its protocol."""
    run = simulate(cell, steps, keep)
    assert run.complete, run.ended
    return run


def lithium_of(cell: Cell) -> float:
    """All the lithium there is [mol/m2]: foil and cathode, with what either has lost."""
    assert cell.cathode is not None
    inside, _, lost, _ = cell.working.books()
    return float(inside + lost + cell.cathode.lithium + cell.cathode.lost)


def charges(run: Run, sign: int) -> np.ndarray:
    """Charge [C/m2] of every half-cycle of that sign."""
    return np.array([
        abs(h.current) * h.duration for h in run.half_cycles if np.sign(h.current) == sign
    ])  # fmt: skip
