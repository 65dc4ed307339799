"""Cathodes as the series that their figure takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvus.materials import open_circuit
from solvus.materials.kinds import Cathode
from solvus.report.figures.open_circuit import CathodeCurve, OpenCircuits
from solvus.report.series import Line, Measured

_POINTS = 400
_CUT_OFF_POINTS = 60
_SHOWN_BELOW = 0.3  # V of cut-offs below the lowest of the highest
_PER_GRAM = 3600.0  # C/kg in a mAh/g


def open_circuit_data(
    windows: Sequence[tuple[Cathode, float, float]], measured: Sequence[Measured] = ()
) -> OpenCircuits:
    """Return curves and capacities of cathodes, each with the window [V] it is cycled in.

    Capacities over the upper cut-off are those of cathodes made full; one made empty is bounded
    from below.
    """
    curves = [_curve(*window) for window in windows]
    made_full = [
        window for window in windows if open_circuit.first_cycle(*window).begins_with == "charge"
    ]
    least = min((one.voltage_high.si for one, _, _ in made_full), default=0.0) - _SHOWN_BELOW
    return OpenCircuits(curves, [_capacity(one, low, least) for one, low, _ in made_full], measured)


def _curve(cathode: Cathode, v_low: float, v_high: float) -> CathodeCurve:
    low, high = open_circuit.limits(cathode)
    volts = np.linspace(cathode.voltage_high.si, cathode.voltage_low.si, _POINTS // 2)
    by_potential = open_circuit.lithium_at(cathode, volts)
    x = np.union1d(np.linspace(low, high, _POINTS // 2), by_potential)
    full, empty = open_circuit.window(cathode, v_low, v_high)
    return CathodeCurve(cathode.name, x, open_circuit.potential(cathode, x), (empty, full))


def _capacity(cathode: Cathode, v_low: float, least: float) -> Line:
    cut_offs = np.linspace(least, cathode.voltage_high.si, _CUT_OFF_POINTS)
    charges = [open_circuit.capacity_between(cathode, v_low, float(v)) for v in cut_offs]
    return Line(cathode.name, cut_offs, np.array(charges) / _PER_GRAM)
