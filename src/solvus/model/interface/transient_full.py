"""The full transient: double layer, surface found and growing deposit in parallel.

See `kernels.nucleation`. The tip is close to j R_n; the recovery is set by the density of nuclei.
"""

from __future__ import annotations

import numpy as np

from solvus.base.constants import F
from solvus.base.parameters import Parameter
from solvus.kernels.nucleation import NUCLEI, SIZE, Surface, transient
from solvus.model.interface.kinds import (
    Kinetics,
    Overpotential,
    Plating,
    Transient,
    Values,
    thermal_voltage,
)

ROWS = 2000
TOLERANCE = 1e-4

PARAMETERS = (
    Parameter(
        "double_layer", "F/m^2", "20 uF/cm2", "0.1 uF/cm2", "1000 uF/cm2", "compiled",
        "Xu et al. 2019 parameter set of PyBaMM, 0.2 F/m2", "double-layer capacitance",
    ),
    Parameter(
        "nuclei", "1/m^2", "1e8 1/cm2", "1e3 1/cm2", "1e13 1/cm2", "assumed",
        "not identifiable without the time axis of the paper's figure; 1e7 to 1e9 1/cm2",
        "nuclei there from the start",
    ),
    Parameter(
        "nucleation_rate", "1/(m^2 s)", "0 1/(cm2 s)", "0 1/(cm2 s)", "1e15 1/(cm2 s)", "assumed",
        "instantaneous nucleation unless given", "further nuclei per area and time at eta = 0",
    ),
    Parameter(
        "nucleation_order", "1", "1.7", "0", "20", "fitted",
        "RT/(b F) of the logarithmic level", "m in exp(m F eta/RT) of the rate",
    ),
)  # fmt: skip


def _run(plating: Plating, values: Values, kinetics: Kinetics) -> Overpotential:
    surface = Surface(
        r_found=plating.r_found,
        r_deposit=values["film_resistance"],
        j0=values["exchange_current"],
        volt=thermal_voltage(plating.temperature),
        double_layer=values["double_layer"],
        nuclei=values["nuclei"],
        rate=values["nucleation_rate"],
        order=values["nucleation_order"],
        growth=plating.v_li / F,
    )
    state, out = np.zeros(SIZE), np.zeros((ROWS, 3))
    state[NUCLEI] = surface.nuclei
    count, _ = transient(state, plating.current, plating.duration, surface, TOLERANCE, out)
    rows = out[:count]
    return Overpotential(rows[:, 0], rows[:, 1], rows[:, 2])


LAW = Transient("full", "double layer and growing nuclei", PARAMETERS, _run)
