"""Small invented inputs of the figures of full cells."""

from __future__ import annotations

import numpy as np

from solvus.report.figures.capacity_cycles import CapacityCycles, CellCapacity, capacity_cycles
from solvus.report.figures.differential_capacity import (
    CellDqDv,
    DifferentialCapacity,
    DqDv,
    differential_capacity,
)
from solvus.report.figures.first_charge_bump import BumpCell, FirstChargeBump, first_charge_bump
from solvus.report.figures.full_cell_stack import FullCellStack, Moment, full_cell_stack
from solvus.report.figures.polarisation_cycles import (
    CellPolarisation,
    PolarisationCycles,
    polarisation_cycles,
)
from solvus.report.figures.voltage_capacity import (
    CellCurves,
    CycleCurves,
    Passed,
    VoltageCapacity,
    voltage_capacity,
)
from solvus.report.series import Line, Measured

CYCLES = np.arange(1.0, 21.0)


def capacity() -> CapacityCycles:
    """Two cells, one of which ends; an efficiency that a first cycle has far below the others."""
    efficiency = np.append(89.0, np.full(19, 99.9))
    fading = CellCapacity(
        Line("NCM || Li", CYCLES, 170.0 - CYCLES, key="Li"), efficiency,
        [Measured("first", 1.0, 170.0, 4.0, "fit")], (12.0, 158.0, "cycle 12: capacity"),
    )  # fmt: skip
    lasting = CellCapacity(
        Line("NCM || Li-Ag", CYCLES, 165.0 - 0.1 * CYCLES, key="Li-Ag"), efficiency,
        [Measured("first", 1.0, 160.0, 4.0)],
    )  # fmt: skip
    return CapacityCycles([fading, lasting], least=136.0)


def curves(name: str = "NCM || Li-Ag") -> CellCurves:
    """A first cycle and a later one that was only charged."""
    x = np.linspace(0.0, 180.0, 50)
    up, down = Passed(x, 3.5 + x / 250.0), Passed(0.9 * x, 4.2 - x / 250.0)
    return CellCurves(name, 15.2, [CycleCurves(1, up, down), CycleCurves(50, up, None)])


def bump(foil: bool = True) -> FirstChargeBump:
    """A cell with a bump of 60 mV, one without."""
    time = np.geomspace(1e-3, 600.0, 60)
    rising = 3.6 + 1e-4 * time
    own = 60.0 * np.exp(-time / 20.0)
    return FirstChargeBump(
        [
            BumpCell(Line("NCM || Li", time, rising + 1e-3 * own, key="Li"),
                     (1e-3, 3.66), (300.0, 3.63), own if foil else None),
            BumpCell(Line("NCM || Li-Ag", time, rising, key="Li-Ag"), None, None,
                     0.0 * own if foil else None),
        ],
        500.0,
    )  # fmt: skip


def polarisation() -> PolarisationCycles:
    """A first cycle below zero, then a slow rise."""
    y = np.append(-2.0, 100.0 + CYCLES[1:])
    mid = 3.75 + 5e-4 * y
    cell = CellPolarisation(
        Line("NCM || Li-Ag", CYCLES, y, key="Li-Ag"), mid, mid - 1e-3 * y,
        [Measured("rise", 20.0, 125.0, 4.0)],
    )  # fmt: skip
    return PolarisationCycles([cell])


def slopes() -> DifferentialCapacity:
    """A peak on charge and one on discharge, and the spike of a hold in the last bin."""
    volts = np.linspace(3.0, 4.3, 131)
    up = 400.0 * np.exp(-(((volts - 3.75) / 0.05) ** 2))
    up[-1] = 5000.0
    down = 400.0 * np.exp(-(((volts - 3.70) / 0.05) ** 2))
    return DifferentialCapacity([CellDqDv("NCM || Li-Ag", [DqDv(1, volts, up, down)])])


FIXED = {"separator": 20.0, "coating": 54.0}
STACK = FullCellStack(
    [Moment("as made", {"foil": 40.0} | FIXED),
     Moment("charged, cycle 9", {"foil": 50.0, "lithium": 0.4, "layer": 12.0} | FIXED)]
)  # fmt: skip

BUILDERS = {
    "capacity_cycles": lambda: capacity_cycles(capacity()),
    "voltage_capacity": lambda: voltage_capacity(VoltageCapacity([curves()])),
    "first_charge_bump": lambda: first_charge_bump(bump()),
    "polarisation_cycles": lambda: polarisation_cycles(polarisation()),
    "differential_capacity": lambda: differential_capacity(slopes()),
    "full_cell_stack": lambda: full_cell_stack(STACK),
}
