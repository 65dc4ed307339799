"""What a cathode holds between cut-offs, as rows to print and columns to draw."""

from __future__ import annotations

import numpy as np

from solvus.materials import open_circuit
from solvus.materials.cathode_kinds import Cathode

CURVE_UNITS = {"x": "1", "capacity": "mAh/g", "potential": "V"}
"""Columns of `curve` and their units."""

_STEP = 0.1  # V between cut-offs
_CUT_OFFS = 5
_PER_GRAM = 3600.0  # C/kg in a mAh/g


def curve(cathode: Cathode, count: int = 201) -> dict[str, np.ndarray]:
    """Return x [1], capacity [mAh/g] and open-circuit potential [V] of a discharge.

    From `voltage_high` to `voltage_low` with the ends of the first cycle: evenly in x, and where
    the potential falls steeply also evenly in potential, so that straight lines may join the rows.
    """
    full, empty = open_circuit.window(cathode, cathode.voltage_low.si, cathode.voltage_high.si)
    half = max(count // 2, 2)
    lowest, highest = map(float, open_circuit.potential(cathode, np.array([full, empty])))
    volts = np.linspace(lowest, highest, count - half + 2)[1:-1]
    by_potential = open_circuit.lithium_at(cathode, volts)
    inside = by_potential[(by_potential > empty) & (by_potential < full)]
    x = np.union1d(np.linspace(empty, full, half), inside)
    capacity = cathode.specific_capacity.si / _PER_GRAM * (x - empty)
    return {"x": x, "capacity": capacity, "potential": open_circuit.potential(cathode, x)}


def cut_offs(cathode: Cathode) -> list[dict[str, float | str]]:
    """Return a row for each of some windows: voltages [V], discharge capacity [mAh/g], open-circuit
    potential in mid-capacity and on average [V], first half-cycle [mAh/g] and what comes back [1].

    The upper cut-off varies for a cathode made full, the lower one for one made empty.
    """
    low, high = cathode.voltage_low.si, cathode.voltage_high.si
    steps = _STEP * np.arange(_CUT_OFFS)
    if open_circuit.first_cycle(cathode, low, high).begins_with == "charge":
        windows = [(low, min(round(high - step, 6), high)) for step in steps[::-1]]
    else:
        windows = [(max(round(low + step, 6), low), high) for step in steps[::-1]]
    return [window_row(cathode, *window) for window in windows if _holds(cathode, *window)]


def window_row(cathode: Cathode, v_low: float, v_high: float) -> dict[str, float | str]:
    """Return the row of `cut_offs` for one window [V]."""
    first = open_circuit.first_cycle(cathode, v_low, v_high)
    return {
        "from_V": v_high,
        "to_V": v_low,
        "discharge_mAh_g": first.back / _PER_GRAM,
        "mid_V": open_circuit.mid_voltage(cathode, v_low, v_high),
        "mean_V": open_circuit.mean_voltage(cathode, v_low, v_high),
        "begins_with": first.begins_with,
        "first_mAh_g": first.first / _PER_GRAM,
        "efficiency": first.efficiency,
    }


def _holds(cathode: Cathode, v_low: float, v_high: float) -> bool:
    if v_low >= v_high:
        return False
    full = min(float(open_circuit.lithium_at(cathode, v_low)), cathode.lithium_returned.si)
    return full > max(float(open_circuit.lithium_at(cathode, v_high)), cathode.retained)
