"""Small invented inputs for the figures of many designs."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from solvus.report.figures.design_courses import DesignCourses, design_courses
from solvus.report.figures.design_grid import DesignGrid, Ranged, design_grid


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


BUILDERS = {"design_grid": _grid, "design_courses": _courses}
