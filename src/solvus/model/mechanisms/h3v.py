"""H3v: a riding skin that loses contact to the matrix beyond a stripped charge Q_v.

Up to Q_v the skin is the Li-richest compound, in equilibrium with the matrix. Beyond, its Li is
drained to LiAg and it no longer takes Li back; solute goes on gathering while Li is stripped, and
nothing is exchanged at rest. Plating restores contact. LiAg beside Li is not an equilibrium: this
is a description of the readings with one number, Q_v, that lies between two samples.
"""

from __future__ import annotations

from solvus.base.parameters import Parameter
from solvus.kernels.skin import CONTACT_LOST
from solvus.model.mechanisms.kinds import KEPT_SHARE, SKIN, Mechanism, riding

CONTACT_CHARGE = Parameter(
    "contact_charge", "C/m^2", "4 mAh/cm2", "0.1 mAh/cm2", "20 mAh/cm2", "fitted",
    "any value above 3 and up to 5 mAh/cm2 serves the AES readings after 3 and 5 mAh/cm2",
    "charge Q_v stripped at which skin and matrix lose contact",
)  # fmt: skip

MECHANISM = Mechanism(
    name="H3v",
    title="riding skin, contact to the matrix lost beyond Q_v",
    kind=CONTACT_LOST,
    parameters=(
        *SKIN,
        riding("1", "the reading after re-plating asks for 0.4 to 1"),
        CONTACT_CHARGE,
        KEPT_SHARE,
    ),
    status="descriptive: agrees with the readings, is not an equilibrium, Q_v is not predicted",
    ladder=("Li11Ag2",),
    held=("",),
    drained="LiAg",
)
