"""H1: one phase. The solute stays in solution, however rich the surface grows.

    dc/dt = d/dz(D dc/dz),   -D dc/dz = c v at the face

Right for Li-Mg (bcc to 66.9 at% Mg). For Li-Ag it is rejected: the readings after 3, 5 and
7 mAh/cm2 jump and then stop, the profile is a slab, and 72 h of rest leave the surface unchanged.
"""

from __future__ import annotations

from solvus.kernels.skin import NO_SKIN
from solvus.model.mechanisms.kinds import DIFFUSION, Mechanism

MECHANISM = Mechanism(
    name="H1",
    title="one phase, solute stays in solution",
    kind=NO_SKIN,
    parameters=DIFFUSION,
    status="right for one-phase alloys (Li-Mg)",
)
