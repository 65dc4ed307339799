"""The quantities that can be asked for, drawn and solved for: name, unit, how to read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from solvus.pouch.design import Values
from solvus.pouch.energy import BASES, Energies


class Quantity(NamedTuple):
    """A quantity: what it is called, its SI unit and the unit it is shown in, and its value.

    recognised : whether a target in this unit means this quantity where no name is given.
    """

    name: str
    title: str
    unit: str
    shown_in: str
    of: Callable[[Energies], Values]
    recognised: bool = False


STATES = {"built": "as built", "discharged": "discharged", "charged": "charged"}
"""States of a cell: as built, and after its first half-cycle."""


def density_name(basis: str, state: str) -> str:
    """Name of the energy per volume on a basis in one of `STATES`."""
    return f"energy_density.{basis}" + ("" if state == "built" else f".{state}")


def _density(basis: str, state: str) -> Quantity:
    name = density_name(basis, state)
    of = basis if basis != "tabs" else "envelope with tabs"
    title = f"energy density, {of}, {STATES[state]}"

    def value(found: Energies) -> Values:
        return getattr(getattr(found, state), basis)

    return Quantity(name, title, "J/m^3", "Wh/L", value)


_LISTED = (
    Quantity("capacity", "capacity", "C", "Ah", lambda e: e.charge, True),
    Quantity("energy", "energy", "J", "Wh", lambda e: e.energy, True),
    Quantity("mass", "mass", "kg", "g", lambda e: e.mass, True),
    Quantity("specific_energy", "specific energy", "J/kg", "Wh/kg",
             lambda e: e.specific_energy, True),
    *(_density(basis, state) for state in STATES for basis in BASES),
    Quantity("thickness", "thickness as built", "m", "mm", lambda e: e.thickness.as_built, True),
    Quantity("thickness.discharged", "thickness discharged", "m", "mm",
             lambda e: e.thickness.discharged),
    Quantity("thickness.charged", "thickness charged", "m", "mm", lambda e: e.thickness.charged),
    Quantity("areal_capacity", "capacity per face", "C/m^2", "mAh/cm2",
             lambda e: e.areal_capacity, True),
    Quantity("n_to_p", "N/P, declared basis", "1", "1", lambda e: e.n_to_p, True),
    Quantity("n_to_p.first_charge", "N/P by the first charge", "1", "1", lambda e: e.n_to_p_first),
    Quantity("n_to_p.reversible", "N/P by the reversible capacity", "1", "1",
             lambda e: e.n_to_p_reversible),
    Quantity("electrolyte_ratio", "electrolyte per capacity", "kg/C", "g/Ah",
             lambda e: e.electrolyte_ratio, True),
    Quantity("electrolyte_least", "electrolyte that fills the pores", "kg/C", "g/Ah",
             lambda e: e.electrolyte_least),
    Quantity("cost", "cost of materials", "1", "$", lambda e: e.cost),
    Quantity("cost_per_energy", "cost of materials per energy", "1/J", "$/kWh",
             lambda e: e.cost_per_energy),
)  # fmt: skip

QUANTITIES: dict[str, Quantity] = {one.name: one for one in _LISTED}
"""Every quantity by name. Energies per volume are ``energy_density.<basis>`` with bases stack,
body, envelope and tabs, by the thickness as built; ``.discharged`` or ``.charged`` after it by that
after the first half-cycle."""
