"""A riding skin of the Li-richest compound, always in contact with the matrix.

The least that a solute with compounds and little solubility must do; for solutes of which no
surface readings exist.
"""

from __future__ import annotations

from solvus.kernels.skin import SATURATED
from solvus.model.mechanisms.kinds import KEPT_SHARE, SKIN, Mechanism, riding

MECHANISM = Mechanism(
    name="saturated",
    title="riding skin of the Li-richest compound",
    kind=SATURATED,
    parameters=(*SKIN, riding("1", "as for Ag"), KEPT_SHARE),
    status="a default by analogy with Ag; no surface reading of this alloy was used",
)
