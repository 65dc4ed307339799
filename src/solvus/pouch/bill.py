"""The bill of materials: every part of a pouch cell with count, mass, thickness, volume, cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.pouch.design import Design, Tab, Values
from solvus.pouch.geometry import (
    Areas,
    Counts,
    Outline,
    areas,
    built_thickness,
    coating_thickness,
    counts,
    foil_per_face,
    outline,
)


class Item(NamedTuple):
    """A part: their number, mass [kg], thickness of one [m] (0 where it has none), volume
    of the material [m3], cost [money]."""

    number: Values
    mass: Values
    thickness: Values
    volume: Values
    cost: Values


class Bill(NamedTuple):
    """The parts of a cell. `tabs` include their sealant; `extra` is what has no part of its own."""

    cathode_coating: Item
    cathode_foil: Item
    anode_foil: Item
    anode_collector: Item
    separator: Item
    electrolyte: Item
    laminate: Item
    tabs: Item
    extra: Item

    @property
    def mass(self) -> Values:
        """Mass of the cell [kg]."""
        return sum((item.mass for item in self[1:]), start=self[0].mass)

    @property
    def cost(self) -> Values:
        """Cost of the materials [money]."""
        return sum((item.cost for item in self[1:]), start=self[0].cost)


TITLES: dict[str, str] = {
    "cathode_coating": "cathode coating",
    "cathode_foil": "cathode foil",
    "anode_foil": "anode foil",
    "anode_collector": "anode collector",
    "separator": "separator",
    "electrolyte": "electrolyte",
    "laminate": "laminate",
    "tabs": "tabs",
    "extra": "tape and the rest",
}
"""What the parts are called in tables and figures."""


class Capacity(NamedTuple):
    """Capacity of a facing pair [C/m2] of the cathode and of the foil, what the first half-cycle
    moves, what is used from then on, and the charge of the cell [C]."""

    cathode: Values
    foil: Values
    first: Values
    used: Values
    cell: Values


def capacity(design: Design) -> Capacity:
    """Capacity of the cell.

    The cathode gives loading x specific capacity x formation. Where it holds its lithium, that is
    plated on the first charge and the foil sets no limit to it. Where it is made without, the first
    discharge takes no more than the foil gives, and what the cathode retains of that
    (first_charge - specific_capacity) is not there any longer.
    """
    cathode, anode = design.cathode, design.anode
    q_c, q_1 = cathode.loading * cathode.specific_capacity, cathode.loading * cathode.first_charge
    q_a = foil_per_face(design) * anode.capacity
    short = np.maximum(q_1 - q_a * (1.0 - anode.residual), 0.0) * (1.0 - cathode.holds_lithium)
    used = np.maximum(q_c - short, 0.0) * cathode.formation
    return Capacity(
        q_c, q_a, q_1 - short, used, counts(design).pairs * areas(design).cathode * used
    )


def bill(design: Design) -> Bill:
    """The bill of materials of a design, or of an array of designs."""
    n, a, plan, held = counts(design), areas(design), outline(design), capacity(design)
    cathode, anode, prices = design.cathode, design.anode, design.prices
    coat = coating_thickness(design)
    coated = n.coated * a.cathode
    active = coated * cathode.loading
    coating = Item(
        n.coated, active / cathode.active, coat, coated * coat,
        active * prices.active + active * (1.0 / cathode.active - 1.0) * prices.additives,
    )  # fmt: skip
    return Bill(
        coating,
        _sheet(n.cathodes, a.cathode + cathode.ear, cathode.foil_thickness,
               cathode.foil_density, prices.aluminium),
        _alloy(design, n, a),
        _sheet(n.anodes, a.anode + anode.ear, anode.collector_thickness,
               anode.collector_density, prices.copper),
        _separator(design, n, a),
        _electrolyte(design, held.cell),
        _laminate(design, plan),
        _tabs(design),
        Item(1.0, design.extra_mass, 0.0, 0.0, 0.0),
    )  # fmt: skip


def _sheet(count: Values, area: Values, thickness: Values, density: Values, price: Values) -> Item:
    volume = count * area * thickness
    mass = volume * density
    return Item(count, mass, thickness, volume, mass * price)


def _alloy(design: Design, n: Counts, a: Areas) -> Item:
    anode, prices = design.anode, design.prices
    foils = n.foil_faces * (1.0 - 0.5 * anode.shared)
    price = (1.0 - anode.solute) * prices.lithium + anode.solute * prices.solute
    return _sheet(foils, a.anode, anode.thickness, anode.density, price)


def _separator(design: Design, n: Counts, a: Areas) -> Item:
    layer = design.separator
    area = n.separators * a.separator
    mass = area * (layer.thickness * (1.0 - layer.porosity) * layer.density + layer.ceramic)
    volume = area * layer.thickness
    return Item(n.separators, mass, layer.thickness, volume, area * design.prices.separator)


def _electrolyte(design: Design, charge: Values) -> Item:
    fill = design.electrolyte
    mass = charge * (fill.mass_per_charge + fill.volume_per_charge * fill.density)
    return Item(1.0, mass, 0.0, mass / fill.density, mass * design.prices.electrolyte)


def _laminate(design: Design, plan: Outline) -> Item:
    """Two sheets as large as the envelope and, where a cup is drawn, its four walls."""
    pouch = design.envelope
    body = built_thickness(design)
    wall = 2.0 * (plan.body_width + plan.body_height) * body * pouch.drawn
    area = 2.0 * plan.envelope_width * plan.envelope_height + wall
    thickness = pouch.laminate_thickness
    return Item(
        2.0, area * pouch.laminate_mass, thickness, area * thickness, area * design.prices.laminate
    )


def _tabs(design: Design) -> Item:
    """Each tab reaches from its end outside through the top seal."""

    def metal(tab: Tab) -> Values:
        return tab.width * tab.thickness * (tab.length + design.envelope.top)

    one, other = design.positive_tab, design.negative_tab
    mass = metal(one) * one.density + metal(other) * other.density
    whole = mass + one.sealant + other.sealant
    volume = metal(one) + metal(other)
    return Item(2.0, whole, one.thickness, volume, mass * design.prices.tabs)


def pore_volume(design: Design) -> Values:
    """Volume of the pores of cathode and separator [m3]: what the electrolyte has to fill."""
    n, a = counts(design), areas(design)
    coating = n.coated * a.cathode * coating_thickness(design) * design.cathode.porosity
    return coating + n.separators * a.separator * (
        design.separator.thickness * design.separator.porosity
    )
