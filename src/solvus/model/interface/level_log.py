"""Logarithmic nucleation level: eta_n(y) = eta_1 - b ln y.

Atomistic nucleation at a fixed rate from sites of density Z ~ y: rate ~ Z exp(F n eta/RT) gives
b = RT/(n_eff F) (Milchev; recalled, not re-read). Two parameters, which the two readings of role
fit determine. Diverges for y -> 0; y never falls below the floor of the surface signal.
"""

from __future__ import annotations

import math

from solvus.base.parameters import Parameter
from solvus.model.interface.kinds import READING, Level, Values

LEAST_SIGNAL = 1e-3

PARAMETERS = (
    Parameter(
        "level_full", "V", "43.8 mV", "0 mV", "300 mV", "fitted",
        "nucleation overpotentials of role fit (0 and 5 mAh/cm2), solvus reproduce",
        "eta_1, level on a surface of pure solute (y = 1)",
    ),
    Parameter(
        "level_slope", "V", "16.3 mV", "0 mV", "200 mV", "fitted",
        "nucleation overpotentials of role fit (0 and 5 mAh/cm2), solvus reproduce",
        "b, fall of the level per e-fold of y",
    ),
)  # fmt: skip


def _level(y: float, values: Values) -> float:
    return values["level_full"] - values["level_slope"] * math.log(max(y, LEAST_SIGNAL))


LAW = Level("log", "eta_1 - b ln y", (*PARAMETERS, *READING), _level)
