"""H4f: patches of a Li-saturated compound seen through an AES ratio law.

As H4a, but the patches are in equilibrium with the matrix, and AES overstates Ag/Li by a factor k.
It needs no arrested relithiation, but holds only a part of the solute set free (kept_share).
"""

from __future__ import annotations

from solvus.kernels.skin import SATURATED
from solvus.model.mechanisms.kinds import KEPT_SHARE, SKIN, Mechanism, avrami, patches, riding

_SOURCE = "fit to all surface readings (mechanism page)"

MECHANISM = Mechanism(
    name="H4f",
    title="patches of a Li-saturated compound, AES ratio law",
    kind=SATURATED,
    parameters=(
        *SKIN,
        riding("0.21", _SOURCE),
        *patches("1.07 umol/cm2", "4", _SOURCE),
        KEPT_SHARE,
    ),
    status="agrees with the readings; two thirds of the solute set free are not accounted for",
    ladder=("Li9Ag4",),
    held=("",),
    coverage=avrami,
)
