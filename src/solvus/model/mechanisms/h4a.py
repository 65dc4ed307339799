"""H4a: patches of LiAg that grow together, f = 1 - exp(-(Gamma/G1)^p).

One composition, partial coverage; AES averages over patches and bare matrix. Read literally the
patches are LiAg, which beside Li is not an equilibrium.
"""

from __future__ import annotations

from solvus.kernels.skin import SATURATED
from solvus.model.mechanisms.kinds import KEPT_SHARE, SKIN, Mechanism, avrami, patches, riding

_SOURCE = "fit to all surface readings (mechanism page)"

MECHANISM = Mechanism(
    name="H4a",
    title="patches of LiAg, partial coverage",
    kind=SATURATED,
    parameters=(
        *SKIN,
        riding("0.2", _SOURCE),
        *patches("0.95 umol/cm2", "7.5", _SOURCE),
        KEPT_SHARE,
    ),
    status="agrees with the readings; needs LiAg to survive beside Li for hours",
    ladder=("LiAg",),
    held=("",),
    coverage=avrami,
)
