"""Closure by the electrolyte both electrodes share: the pores dry out as it is consumed.

    s = 1 - (Q_1 + Q_2)/Q_e,   Q_e = V_e F/(nu V_solvent)

with V_e the electrolyte per area, nu the solvent molecules consumed per lithium lost.
"""

from __future__ import annotations

from solvus.base.constants import F
from solvus.base.parameters import Parameter
from solvus.model.layer.kinds import POROUS, Closure, Values

PARAMETERS = (
    Parameter(
        "electrolyte_volume", "m", "35 uL/cm2", "1 uL/cm2", "1000 uL/cm2", "assumed",
        "filling of a coin cell; the paper states none", "electrolyte per area of one face, V_e",
    ),
    Parameter(
        "solvent_per_lithium", "1", "1", "0.01", "20", "assumed",
        "between one electron per solvent molecule and losses without any solvent",
        "nu, solvent molecules consumed per lithium lost",
    ),
    Parameter(
        "solvent_molar_volume", "m^3/mol", "85 cm3/mol", "30 cm3/mol", "200 cm3/mol", "compiled",
        "mean of ethylene carbonate (67) and diethyl carbonate (121) by volume, rounded",
        "molar volume of the solvent",
    ),
)  # fmt: skip


def _open_shares(lost: tuple[float, float], values: Values) -> tuple[float, float]:
    per_volume = F / (values["solvent_per_lithium"] * values["solvent_molar_volume"])
    s = 1.0 - (lost[0] + lost[1]) / (values["electrolyte_volume"] * per_volume)
    return s, s


LAW = Closure(
    "shared_electrolyte",
    "both electrodes dry out one electrolyte",
    (*POROUS, *PARAMETERS),
    _open_shares,
)
