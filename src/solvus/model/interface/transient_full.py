"""The full transient: double layer, surface found and growing deposit in parallel.

See `kernels.nucleation`. The tip is close to j R_n; the recovery is set by the density of nuclei.
The double layer starts without charge, eta = 0. Where the equations cannot be solved to the end of
the plating, eta is nan from there on.
"""

from __future__ import annotations

import numpy as np

from solvus.base.constants import F
from solvus.base.parameters import Parameter
from solvus.kernels.nucleation import NUCLEI, SIZE, Drive, Surface, transient
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
FIRST_PIECE, LATER_PIECE = 1e4, 9.0  # [s, share of the time reached] integrated in one go

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
        "nucleation_order", "1", "1.58", "0", "20", "fitted",
        "RT/(b F) of the logarithmic level, rounded", "m in exp(m F eta/RT) of the rate",
    ),
)  # fmt: skip


def surface_of(plating: Plating, values: Values, kinetics: Kinetics) -> Surface:
    """What the kernel asks of the surface found and of the deposit."""
    stretch = kinetics.stretch
    return Surface(
        r_found=plating.r_found,
        r_deposit=values["film_resistance"],
        j0=values["exchange_current"] * stretch,
        volt=thermal_voltage(plating.temperature) * stretch,
        double_layer=values["double_layer"],
        nuclei=values["nuclei"],
        rate=values["nucleation_rate"],
        order=values["nucleation_order"] * stretch,
        growth=plating.v_li / F,
    )


def _run(plating: Plating, values: Values, kinetics: Kinetics) -> Overpotential:
    surface = surface_of(plating, values, kinetics)
    drive = Drive(False, plating.current)
    state, out = np.zeros(SIZE), np.zeros((ROWS, 3))
    state[NUCLEI] = surface.nuclei
    parts, reached, finished = [np.zeros((1, 3))], 0.0, True
    while finished and reached < plating.duration:
        # a step may be no shorter than a share of what is asked for: ask for decades of time
        piece = min(plating.duration - reached, max(FIRST_PIECE, LATER_PIECE * reached))
        count, finished = transient(state, drive, piece, surface, TOLERANCE, out)
        parts.append(out[:count] + np.array([reached, 0.0, 0.0]))
        reached = reached + piece if piece < plating.duration - reached else plating.duration
    if not finished:
        parts.append(np.array([[plating.duration, np.nan, np.nan]]))
    rows = np.concatenate(parts)
    rows[-1, 0] = plating.duration
    return Overpotential(rows[:, 0], rows[:, 1], rows[:, 2])


LAW = Transient("full", "double layer and growing nuclei", PARAMETERS, _run)
