"""The current at which the salt between foil and cathode is used up at one end.

At steady state, with a reaction spread evenly over the coating and constant properties, the salt
falls by g L_s/b_s across the separator and by g L_c/(2 b_c) across the coating, g = j (1 - t+)/(F
D), b = porosity^1.5, and the salt there was is spread over both:

    discharge   c = 0 at the current collector   c0 = g (A + L_c/(2 b_c))
    charge      c = 0 at the foil                c0 = g (L_s/b_s - A)

    A = (e_s L_s^2/(2 b_s) - e_c L_c^2/(3 b_c))/(e_s L_s + e_c L_c)

A reaction that keeps to the separator needs less salt in depth, and a step may be over before the
salt is at steady state: beyond this current a cell may still work for a while.
"""

from __future__ import annotations

from typing import NamedTuple

from solvus.base.constants import F
from solvus.kernels import porous
from solvus.model.cathode import CathodeDesign, SaltTables


class SaltLimit(NamedTuple):
    """Limiting current densities [A/m2] of charge and discharge."""

    charge: float
    discharge: float


def salt_limit(design: CathodeDesign, salt: SaltTables) -> SaltLimit:
    """The currents [A/m2] that the salt carries at most at steady state (see above)."""
    coating, gap = design.coating, design.separator
    b_s, b_c = (e**design.bruggeman for e in (gap.porosity, coating.porosity))
    diffusivity = porous.look(salt.diffusivity, salt.filled)[0]
    pores = gap.porosity * gap.thickness + coating.porosity * coating.thickness
    shift = (
        gap.porosity * gap.thickness**2 / (2.0 * b_s)
        - coating.porosity * coating.thickness**2 / (3.0 * b_c)
    ) / pores
    per_length = F * diffusivity * salt.filled / (1.0 - salt.transference)
    return SaltLimit(
        per_length / (gap.thickness / b_s - shift),
        per_length / (shift + coating.thickness / (2.0 * b_c)),
    )
