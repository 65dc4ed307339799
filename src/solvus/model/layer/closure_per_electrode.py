"""Closure per electrode: what an electrode has lost fills or dries the pores of its own layer.

    s = 1 - Q_lost/Q_c
"""

from __future__ import annotations

from solvus.base.parameters import Parameter
from solvus.model.layer.kinds import POROUS, Closure, Values

PARAMETERS = (
    Parameter(
        "closing_charge", "C/m^2", "7.3 mAh/cm2", "0.1 mAh/cm2", "1000 mAh/cm2", "fitted",
        "hysteresis of Li || Li of role fit with a prior on the fresh layer (solvus reproduce)",
        "Q_c, charge lost at which the pores of the layer are closed",
    ),
)  # fmt: skip


def _open_shares(lost: tuple[float, float], values: Values) -> tuple[float, float]:
    per = 1.0 / values["closing_charge"]
    return 1.0 - lost[0] * per, 1.0 - lost[1] * per


LAW = Closure(
    "per_electrode", "each electrode closes its own pores", (*POROUS, *PARAMETERS), _open_shares
)
