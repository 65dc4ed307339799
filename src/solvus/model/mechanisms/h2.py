"""H2: a skin drained by the Li flux, buried by what is plated.

Below the skin the matrix is at the solubility limit. In quasi-steady state each phase of the skin
holds Gamma_p = K_p F/j of solute, counted from the base, and the outer face shows the phase in
which Gamma falls. Li plates on top (riding = 0), so that the surface reads as matrix again.
"""

from __future__ import annotations

from solvus.kernels.skin import FLUX_DRAINED
from solvus.model.mechanisms.kinds import SKIN, Mechanism, held_by, riding

_SOURCE = "bracket of the 3 and 5 mAh/cm2 readings if the current was the same"

MECHANISM = Mechanism(
    name="H2",
    title="skin drained by the Li flux, buried on plating",
    kind=FLUX_DRAINED,
    parameters=(
        *SKIN,
        riding("0", "definition of H2"),
        held_by("Li11Ag2", "0.9 umol/cm2", _SOURCE),
        held_by("Li9Ag4", "0.02 umol/cm2", "assumed thin"),
        held_by("LiAg", "1000 umol/cm2", "not limiting"),
    ),
    status="rejected by the reading after re-plating",
    ladder=("Li11Ag2", "Li9Ag4", "LiAg"),
    held=("held_li11ag2", "held_li9ag4", "held_liag"),
)
