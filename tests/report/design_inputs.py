"""Small invented inputs for the figures of many designs."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from solvus.report.figures.design_courses import DesignCourses, design_courses
from solvus.report.figures.design_grid import DesignGrid, Ranged, design_grid
from solvus.report.figures.front_pairs import FrontPairs, Objective, Spread, front_pairs
from solvus.report.figures.sobol_bars import Index, SobolBars, sobol_bars
from solvus.report.figures.solute_map import Named, Panel, SoluteMap, solute_map

ENDS = (-10.0, -4.0, 5.0, 20.0)  # of intervals about a value


def _grid() -> go.Figure:
    thickness = np.linspace(20.0, 60.0, 8)
    axes = [Ranged("thickness", "um", thickness), Ranged("solute", "", ["Ag", "Mg"] * 4)]
    life = np.array([100.0, 150.0, 240.0, 240.0] * 2)
    voltage = Ranged("Hysteresis", "mV", 60.0 - thickness)
    quantities = [Ranged("Cycle life", "cycles", life), voltage]
    return design_grid(DesignGrid(axes, quantities, life == 240.0))


def _courses() -> go.Figure:
    values = np.outer(np.arange(1.0, 5.0), np.linspace(1.0, 2.0, 6))
    values[2, 4:] = np.nan
    return design_courses(DesignCourses("Hysteresis", "mV", values))


def _front() -> go.Figure:
    x = np.linspace(0.0, 1.0, 9)
    energy = 300.0 + 100.0 * x
    objectives = [
        Objective("Specific energy", "Wh/kg", energy, Spread(*(energy[:3] + d for d in ENDS))),
        Objective("Life", "cycles", 240.0 - 200.0 * x**2),
        Objective("Cost", "$/kWh", 90.0 - 10.0 * x),
    ]  # fmt: skip
    bound = np.array([True, False, False])
    return front_pairs(
        FrontPairs(objectives, np.ones(9, bool), np.arange(3), 1, bound, (333.0, 150.0, np.nan))
    )


def _sobol() -> go.Figure:
    indices = [Index("thickness", (0.6, 0.5, 0.7), (0.8, 0.7, 0.9)),
               Index("content", (0.1, 0.0, 0.2), (0.2, np.nan, np.nan))]  # fmt: skip
    return sobol_bars(SobolBars([("life: cycle life", indices), ("cost: cost", indices)]))


def small_map(*, lines: bool = True) -> SoluteMap:
    """Lithium and two alloys at two currents: one cell is a bound, one could not be."""

    def panel(contents: int, row: int) -> Panel:
        life = np.outer([1.0, 2.0, 3.0], 70.0 - 10.0 * np.arange(contents)) + row
        bound, why = np.zeros_like(life, bool), np.full_like(life, "", dtype=object)
        bound[2, 0] = True
        if contents > 1:
            why[0, -1], life[0, -1] = "no lithium", np.nan
        energy = np.outer([900.0, 800.0, 700.0], 1.0 - 0.01 * np.arange(contents))
        return Panel(life, bound, why, energy if lines else None)

    panels = [[panel(many, row) for many in (1, 3, 2)] for row in (0, 1)]
    return SoluteMap(
        ["Li", "Li-Ag", "Li-Mg"], [[], [2.0, 10.0, 30.0], [2.0, 10.0]], "wt%", ["0.2C", "1C"],
        [15.0, 20.0, 60.0], "um", Named("Cycle life", "cycles"), panels,
        Named("Energy density", "Wh/L") if lines else None,
    )  # fmt: skip


BUILDERS = {
    "design_grid": _grid,
    "design_courses": _courses,
    "front_pairs": _front,
    "sobol_bars": _sobol,
    "solute_map": lambda: solute_map(small_map()),
}
