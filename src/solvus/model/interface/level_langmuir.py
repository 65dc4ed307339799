"""Two-site nucleation level with Langmuir occupation:

    eta_n(y) = eta_A + (eta_Li - eta_A) (1 - y)/(1 + y/K)

The average of a lithiophilic and a bare surface. Invariant to an unknown AES ratio k: with y read
through the ratio law, K becomes K/(k + K (k - 1)) and the curve is the same. Three parameters; the
end point eta_A is the reading on pure Ag, so that this law cannot predict it.
"""

from __future__ import annotations

from solvus.base.parameters import Parameter
from solvus.model.interface.kinds import READING, Level, Values

_SOURCE = "least squares on all five nucleation readings, eta_A held at the reading on pure Ag"

PARAMETERS = (
    Parameter("level_solute", "V", "47 mV", "0 mV", "300 mV", "measured",
              "reading on a 1 um Ag foil (input, not a prediction)", "eta_A, pure solute"),
    Parameter("level_lithium", "V", "98 mV", "0 mV", "500 mV", "fitted", _SOURCE,
              "eta_Li, pure Li (an extrapolation: 89 to 113 mV)"),
    Parameter("level_affinity", "1", "0.33", "0.001", "100", "fitted", _SOURCE,
              "K, signal at which half of the lithiophilic sites count"),
)  # fmt: skip


def _level(y: float, values: Values) -> float:
    low, high = values["level_solute"], values["level_lithium"]
    return low + (high - low) * (1.0 - y) / (1.0 + y / values["level_affinity"])


LAW = Level("langmuir", "two-site average", (*PARAMETERS, *READING), _level)
