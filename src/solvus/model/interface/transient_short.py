"""The transient in closed form, for fast runs: two resistances and a coverage by charge.

    theta = 1 - exp(-(Q/Q_N)^(2/3)),   eta = j/((1 - theta)/R_n + theta/R_p)

R_p is the resistance of the deposit at this current. No double layer: the tip is at t = 0.
"""

from __future__ import annotations

import numpy as np

from solvus.base.parameters import Parameter
from solvus.model.interface.kinds import Kinetics, Overpotential, Plating, Transient, Values

POINTS = 40

PARAMETERS = (
    Parameter(
        "recovery_charge", "C/m^2", "10 uAh/cm2", "0.01 uAh/cm2", "10 mAh/cm2", "assumed",
        "about the full transient at 1e8 nuclei per cm2", "Q_N, charge that covers the surface",
    ),
)  # fmt: skip


def _run(plating: Plating, values: Values, kinetics: Kinetics) -> Overpotential:
    j = plating.current
    start = min(1e-3, 1e-3 * plating.duration)
    time = np.concatenate(([0.0], np.geomspace(start, plating.duration, POINTS)))
    covered = -np.expm1(-((j * time / values["recovery_charge"]) ** (2.0 / 3.0)))
    r_deposit = kinetics.overpotential(j, values, plating.temperature) / j
    eta = j / ((1.0 - covered) / plating.r_found + covered / r_deposit)
    return Overpotential(time, eta, covered)


LAW = Transient("short", "two resistances, coverage by charge", PARAMETERS, _run)
