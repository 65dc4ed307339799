"""Energies of a pouch cell on named bases, and the ratios that go with them."""

from __future__ import annotations

from typing import NamedTuple

from solvus.pouch.bill import Bill, Capacity, bill, capacity, pore_volume
from solvus.pouch.design import Design, Values
from solvus.pouch.geometry import Outline, Thicknesses, areas, outline, thicknesses

BASES = ("stack", "body", "envelope", "tabs")
"""What a volume counts: see `Volumes`."""


class Volumes(NamedTuple):
    """Volumes [m3] of one cell at one thickness.

    stack : cathode area times thickness without laminate
    body : separator and laminate around it, seals folded flat
    envelope : seals as they lie; tabs : that, and as high as the tabs reach
    """

    stack: Values
    body: Values
    envelope: Values
    tabs: Values


class Energies(NamedTuple):
    """What a design comes to; SI units, money as in its prices.

    charge [C], energy [J], mass [kg], specific_energy [J/kg]
    built, discharged, charged : energy per volume [J/m3] on each basis, by each `thickness` [m]
    areal_capacity [C/m2] of a facing pair
    n_to_p : foil over cathode by the declared basis; n_to_p_first, n_to_p_reversible : by both
    electrolyte_ratio [kg/C] and the least that fills the pores
    cost [money], cost_per_energy [money/J]
    """

    charge: Values
    energy: Values
    mass: Values
    specific_energy: Values
    built: Volumes
    discharged: Volumes
    charged: Volumes
    thickness: Thicknesses
    areal_capacity: Values
    n_to_p: Values
    n_to_p_first: Values
    n_to_p_reversible: Values
    electrolyte_ratio: Values
    electrolyte_least: Values
    cost: Values
    cost_per_energy: Values


def volumes(design: Design, thickness: Values, plan: Outline | None = None) -> Volumes:
    """Volume of the cell on each basis at a thickness of the whole cell [m]."""
    plan = plan or outline(design)
    inside = thickness - 2.0 * design.envelope.laminate_thickness
    high = plan.envelope_height + plan.tab_length
    return Volumes(
        areas(design).cathode * inside,
        plan.body_width * plan.body_height * thickness,
        plan.envelope_width * plan.envelope_height * thickness,
        plan.envelope_width * high * thickness,
    )


def density_on(energy: Values, of: Volumes) -> Volumes:
    """Energy per volume [J/m3] on each basis."""
    return Volumes(*(energy / volume for volume in of))


def energies(design: Design, parts: Bill | None = None) -> Energies:
    """What a design comes to. Energy is charge times voltage; the mass is that of the bill."""
    parts = parts or bill(design)
    held = capacity(design)
    thick = thicknesses(design, held.first, held.used)
    plan = outline(design)
    energy = held.cell * design.cathode.voltage
    first, reversible = _ratios(design, held)
    basis = design.anode.first_charge_basis
    return Energies(
        charge=held.cell,
        energy=energy,
        mass=parts.mass,
        specific_energy=energy / parts.mass,
        built=density_on(energy, volumes(design, thick.as_built, plan)),
        discharged=density_on(energy, volumes(design, thick.discharged, plan)),
        charged=density_on(energy, volumes(design, thick.charged, plan)),
        thickness=thick,
        areal_capacity=held.used,
        n_to_p=basis * first + (1.0 - basis) * reversible,
        n_to_p_first=first,
        n_to_p_reversible=reversible,
        electrolyte_ratio=parts.electrolyte.mass / held.cell,
        electrolyte_least=design.electrolyte.density * pore_volume(design) / held.cell,
        cost=parts.cost,
        cost_per_energy=parts.cost / energy,
    )


def _ratios(design: Design, held: Capacity) -> tuple[Values, Values]:
    """N/P by the first charge (the first discharge where the foil brings the lithium) and by the
    reversible capacity, all lithium of the foil counted."""
    first = design.cathode.loading * design.cathode.first_charge
    return held.foil / first, held.foil / held.cathode
