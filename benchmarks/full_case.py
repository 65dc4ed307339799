"""The cathode that both codes run: NCM622, 15.2 mg/cm2, against lithium that costs no voltage.

Discharges begin evenly filled at the lithium content of 4.3 V and end at 2.8 V, charges begin at
CHARGE_FROM and end at 4.3 V. Nothing is fitted to either code: both read the same material files.
The lithium that a first cycle leaves out of reach is within reach here, on both sides, since the
models of PyBaMM know of no such end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvus.materials import library, open_circuit
from solvus.materials.values import Value
from solvus.model.cathode import CathodeDesign, Model

Array = NDArray[np.float64]

LOADING = 0.152  # kg/m2
WINDOW = (2.8, 4.3)  # V
RATES = (0.1, 0.2, 0.5, 1.0)  # 1/h
WAYS = ("discharge", "charge")
CHARGE_FROM = 0.9  # [1]
POINTS = 400  # at which two curves are compared
LAST_VOLT = 3.4  # V: below it a discharge has less than 1e-4 of its charge left
AREA = 1.0  # m2, so that amperes are A/m2
TEMPERATURE = 298.15  # K

Curve = tuple[Array, Array]
"""Charge passed [C/m2] and voltage [V]."""

ALL = Value(value=1.0, unit="1", low=0.0, high=1.0, status="assumed", si_unit="1")
MATERIAL = library.cathode("ncm622").model_copy(update={"lithium_returned": ALL})
ELECTROLYTE = library.electrolyte("lipf6_ec_dec_fec")


def design(model: Model) -> CathodeDesign:
    """The electrode and its separator."""
    return CathodeDesign(MATERIAL, LOADING, model=model)


def start_of(way: str) -> float:
    """Lithium content at which a charge or discharge begins."""
    if way == "charge":
        return CHARGE_FROM
    return float(open_circuit.lithium_at(MATERIAL, WINDOW[1]))


def apart(one: Curve, other: Curve) -> tuple[float, float]:
    """Root mean square of the difference [V] at equal charge, and that of all they pass [1].

    The voltages are compared down to LAST_VOLT, where curves turn vertical: what lies below is told
    by the charge that each has passed at its cut-off.
    """
    shared = min(charge[volts >= LAST_VOLT][-1] for charge, volts in (one, other))
    charge = np.linspace(0.0, shared, POINTS)
    difference = np.interp(charge, *one) - np.interp(charge, *other)
    return float(np.sqrt(np.mean(difference**2))), float(one[0][-1] / other[0][-1] - 1.0)
