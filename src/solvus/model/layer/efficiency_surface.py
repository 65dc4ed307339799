"""Efficiency by the surface plated on: the lower its nucleation level, the less is lost.

    1 - CE = l exp((eta_n - eta_ref)/w)

A design extrapolation and no more: two average efficiencies, read on copper and taken for the foils
cycled at 1 mAh/cm2, whose levels are 87 and 69 mV, fix two parameters, and nothing tests the form.
It replaces the efficiency of the foil. Not for a half cell: the level of bare copper lies so far
above these two that most of a plating would count as lost.
"""

from __future__ import annotations

import math

from solvus.base.parameters import Parameter
from solvus.model.layer.kinds import Efficiency, Values

_SOURCE = (
    "average efficiencies of role fit (96.2 % Li, 98.5 % Li-Ag) at the levels of both foils in "
    "cycles of 1 mAh/cm2 (87, 69 mV); two readings, no degree of freedom"
)

PARAMETERS = (
    Parameter("loss_reference", "1", "3.8 %", "0.001 %", "50 %", "fitted", _SOURCE,
              "l, share lost when plating on pure lithium"),
    Parameter("loss_level", "V", "87 mV", "0 mV", "300 mV", "fitted", _SOURCE,
              "eta_ref, nucleation level of pure lithium"),
    Parameter("loss_fold", "V", "20 mV", "1 mV", "1000 mV", "fitted", _SOURCE,
              "w, rise of the level that multiplies the loss by e"),
)  # fmt: skip


def _efficiency(of_foil: float, level: float, values: Values) -> float:
    loss = values["loss_reference"] * math.exp(
        (level - values["loss_level"]) / values["loss_fold"]
    )
    return 1.0 - min(loss, 1.0)


LAW = Efficiency(
    "surface",
    "by the nucleation level of the surface",
    PARAMETERS,
    _efficiency,
    on_substrates=False,
)
