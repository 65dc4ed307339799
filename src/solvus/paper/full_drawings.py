"""The figures of the full cells: capacity and retention with bands, curves, bump, closures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from solvus.base.units import parse
from solvus.model.layer import CLOSURES
from solvus.model.layer.kinds import Closure
from solvus.paper.claims import claim
from solvus.paper.cycling import band
from solvus.paper.full_cells import ACTIVATION, MAH_PER_G, FullCells
from solvus.paper.laboratory import STUDIES, study, with_cycling
from solvus.report.figures.capacity_cycles import CapacityCycles, CellCapacity, capacity_cycles
from solvus.report.figures.first_charge_bump import first_charge_bump
from solvus.report.figures.polarisation_cycles import PolarisationCycles, polarisation_cycles
from solvus.report.figures.voltage_capacity import VoltageCapacity, voltage_capacity
from solvus.report.full_figures import capacity_cell, cell_curves, first_charges, polarisation_cell
from solvus.report.series import Measured
from solvus.study.run import StudyRun, run_study

if TYPE_CHECKING:
    import plotly.graph_objects as go

# study -> (what it is called, what colours it)
CELLS = {
    "full_li": ("NCM622 || Li", "Li"),
    "full_ag": ("NCM622 || Li-Ag", "Li-Ag"),
    "full_span_li": ("SPAN || Li", "Li"),
    "full_span_ag": ("SPAN || Li-Ag", "Li-Ag"),
    "pouch_ag": ("NCM622 || Li-Ag, 30 um, 0.2C", "Li-Ag"),
}
PRINTED_CAPACITY = {
    "full_li": ("full.ncm622.li.q1",), "full_ag": ("full.ncm622.liag.q1",),
}  # fmt: skip
PRINTED_RETENTION = {
    "full_li": ("full.ncm622.li.ret",), "full_ag": ("full.ncm622.liag.ret",),
    "full_span_ag": ("full.span.liag.ret",), "pouch_ag": ("pouch.ret.50",),
}  # fmt: skip
# closure -> how its line is drawn
DASHES = {"per_electrode": "solid", "shared_electrolyte": "7px,3px", "inventory": "2px,3px"}
USABLE = 80.0  # % of the first capacity at which a life is over


def capacities(full: FullCells, names: Sequence[str], *, retention: bool = False) -> go.Figure:
    """Discharge capacity [mAh/g] or retention [%] with the 68 % band of the draws."""
    cells = [_with_band(full, name, retention) for name in names]
    if retention:
        return capacity_cycles(CapacityCycles(cells, "Retention", "%", USABLE))
    return capacity_cycles(CapacityCycles(cells))


def _with_band(full: FullCells, name: str, retention: bool) -> CellCapacity:
    title, system = CELLS[name]
    printed = (PRINTED_RETENTION if retention else PRINTED_CAPACITY).get(name, ())
    before = 0 if retention else ACTIVATION[name]
    measured = [_measured(one, before) for one in printed]
    cell = capacity_cell(
        full.laboratory.run(name), title, system, share=retention, measured=measured
    )
    aged = full.aged[name].capacity
    asked = study(name).cell.cathode
    assert asked is not None
    scale = asked.loading * MAH_PER_G
    values = 100.0 * aged / aged[:, :1] if retention else aged / scale
    low, high = band(np.nan_to_num(values))
    numbers = np.arange(1, aged.shape[1] + 1) + before
    x = np.asarray(cell.line.x, float)
    line = cell.line._replace(
        low=np.interp(x, numbers, low, left=np.nan), high=np.interp(x, numbers, high, left=np.nan)
    )
    return cell._replace(line=line)


def _measured(name: str, before: int) -> Measured:
    one = claim(name)
    cycle = int(one.feature.rpartition(":")[2]) + before
    return Measured("printed", float(cycle), one.number, float(one.sigma or 0.0), one.role)


def curves_of(full: FullCells, names: Sequence[str], cycles: Sequence[int]) -> go.Figure:
    """Charge and discharge of chosen cycles after activation over the charge passed."""
    drawn = [
        cell_curves(full.laboratory.run(name), CELLS[name][0], [n + ACTIVATION[name]
                    for n in cycles])
        for name in names
    ]  # fmt: skip
    return voltage_capacity(VoltageCapacity(drawn))


def polarisations(full: FullCells, names: Sequence[str]) -> go.Figure:
    """The gap between charge and discharge at half the charge."""
    cells = [polarisation_cell(full.laboratory.run(name), *CELLS[name]) for name in names]
    return polarisation_cycles(PolarisationCycles([cell for cell in cells if cell is not None]))


def first_charge(full: FullCells) -> go.Figure:
    """The beginning of the first charge on both foils."""
    asked = [(full.laboratory.run(name), *CELLS[name], 1) for name in ("full_li", "full_ag")]
    drawn = first_charges(asked)
    assert drawn is not None
    return first_charge_bump(drawn)


def rivals(full: FullCells) -> dict[str, StudyRun]:
    """NCM622 || Li under each closure, at the fitted values."""
    asked = study("full_li")
    made = {}
    for name, closure in CLOSURES.items():
        layer = asked.layer.model_copy(update={"closure": name, "parameters": _filling(closure)})
        moved = with_cycling(asked.model_copy(update={"layer": layer}), full.theta)
        quick = moved.run.model_copy(update={"curves": 0})
        made[name] = run_study(moved.model_copy(update={"run": quick}), STUDIES)
    return made


def _filling(closure: Closure) -> dict[str, float]:
    """The electrolyte of a coin cell, as the table of the closure has it: the paper states none."""
    rows = {row.name: row for row in closure.parameters}
    row = rows.get("electrolyte_volume")
    return {} if row is None or row.default is None else {row.name: parse(row.default, row.unit)}


def knees(runs: dict[str, StudyRun]) -> go.Figure:
    """Retention of NCM622 || Li under each closure, with the reading."""
    cells = [
        capacity_cell(
            done, f"closure {name.replace('_', ' ')}", "", share=True, dash=DASHES[name],
            measured=[_measured("full.ncm622.li.ret", 0)] if name == "per_electrode" else (),
        )
        for name, done in runs.items()
    ]  # fmt: skip
    return capacity_cycles(CapacityCycles(cells, "Retention", "%", USABLE))
