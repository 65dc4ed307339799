"""Inputs of the figures that draw a measured cell."""

from __future__ import annotations

import numpy as np

from solvus.report.figures.measured_curves import (
    HalfCurve,
    Mark,
    MeasuredCurves,
    measured_curves,
)
from solvus.report.figures.measured_cycles import MeasuredCycles, Panel, Points, measured_cycles
from solvus.report.figures.measured_trace import MeasuredTrace, measured_trace

_X = np.linspace(0.0, 2.0, 9)
_CYCLES = np.arange(1, 10)
_MARKS = (Mark("nucleation", 0.25, -30.0), Mark("late plateau", None, -20.0))
_CELLS = [Points("one", _CYCLES, 20.0 + _X, 0.5 + 0.0 * _X), Points("two", _CYCLES, 25.0 + _X)]

BUILDERS = {
    "measured_trace": lambda: measured_trace(
        MeasuredTrace(_X, 20.0 * np.sign(_X - 1.0), "mV", _X, np.sign(_X - 1.0), "mA")
    ),
    "measured_cycles": lambda: measured_cycles(
        MeasuredCycles([Panel("Voltage hysteresis, full", "mV", _CELLS, True)])
    ),
    "measured_curves": lambda: measured_curves(
        MeasuredCurves([HalfCurve(1, "plate", _X, -20.0 - _X)], "mAh/cm²", "mV", _MARKS)
    ),
}
