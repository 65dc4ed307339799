"""Nucleation level of the rate type: the surface found is an energy barrier, not a resistor.

    eta_n(y, j) - rest(j) = eta_n(y, 1 mA/cm2) - rest(1 mA/cm2) + b ln(j/1 mA/cm2)

with eta_n(y, 1 mA/cm2) = eta_1 - b ln y the logarithmic level, and rest(j) what the cell without
that surface takes. One slope b for both: nuclei appear at the rate Z exp(F n eta/RT) from sites
Z ~ y, and at twice the current twice as many have to (Milchev; recalled, not re-read). At
1 mA/cm2 nothing tells this law from the logarithmic one, where the surface found is a film of
resistance R_n and the dip grows as the current does. A reading at a second current does, and none
has been published for these foils. Where the law leaves no overpotential, at small currents, there
is no dip. The law sets the tip; while the deposit grows, the surface found carries its share as a
resistor of that tip, and under potential control (a sweep) as the resistor it is at 1 mA/cm2.
"""

from __future__ import annotations

import math

from solvus.model.interface import level_log
from solvus.model.interface.kinds import REFERENCE_CURRENT, Level, Values


def _rise(current: float, values: Values) -> float:
    return values["level_slope"] * math.log(current / REFERENCE_CURRENT)


LAW = Level(
    "rate",
    "eta_1 - b ln y + b ln j, a barrier and no resistor",
    level_log.LAW.parameters,
    level_log.LAW.level,
    _rise,
)
