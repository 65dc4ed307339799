"""A pouch cell as numbers: what the bill of materials and the energies are worked out from.

Every entry is a float in SI units or an array; arrays of one shape describe as many designs.
"Per face" is one side of an electrode. Choices are numbers too (1 yes, 0 no), so that they vary
over an array like everything else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

Values = float | np.ndarray

METAL_DENSITIES = {"Al": 2700.0, "Ni": 8900.0, "Cu": 8960.0}
"""Density [kg/m3] of the metals that tabs and foils are made of (handbook values)."""


class Stack(NamedTuple):
    """Electrodes and footprint: number of cathodes, whether anodes end it, width, height [m]."""

    cathodes: Values
    anode_ended: Values
    width: Values
    height: Values


class CathodeSide(NamedTuple):
    """The cathode.

    loading : active material per face [kg/m2]; active : its mass share of the coating [1]
    specific_capacity : discharged again and again, of the active material [C/kg]; first_charge :
    of the first charge, or of the first discharge where the foil brings the lithium [C/kg]
    voltage : that energy is charge times [V], half-way through the discharge or its mean
    coating_density : of the porous coating [kg/m3]; porosity [1]
    foil_thickness [m], foil_density [kg/m3], ear : bare foil that reaches to the tab [m2]
    holds_lithium : 1 where the cathode is made with its lithium, 0 where the foil brings it all
    formation : share of the capacity that formation leaves [1]
    """

    loading: Values
    active: Values
    specific_capacity: Values
    first_charge: Values
    voltage: Values
    coating_density: Values
    porosity: Values
    foil_thickness: Values
    foil_density: Values
    ear: Values
    holds_lithium: Values
    formation: Values


class AnodeSide(NamedTuple):
    """The alloy foil.

    thickness : of one foil [m]; shared : 1 where one foil lies between two cathodes and serves
    both, 0 where each face has a foil of its own
    density [kg/m3] and capacity [C/m3] of the foil, solute : its mass share [1]
    collector_thickness [m] (0: the foil stands free), collector_density [kg/m3], ear [m2]
    overhang : by which the anode is larger than the cathode, each side [m]
    outer_faces : 1 where the two end anodes carry foil on their outer face as well
    residual : share of the lithium that cannot be used [1]
    first_charge_basis : 1 where N/P counts the first charge, 0 where the reversible capacity
    """

    thickness: Values
    shared: Values
    density: Values
    capacity: Values
    solute: Values
    collector_thickness: Values
    collector_density: Values
    ear: Values
    overhang: Values
    outer_faces: Values
    residual: Values
    first_charge_basis: Values


class SeparatorLayer(NamedTuple):
    """The separator: thickness [m], porosity [1], density of its solid [kg/m3], ceramic [kg/m2],
    overhang over the cathode [m], outer wraps (number of extra layers)."""

    thickness: Values
    porosity: Values
    density: Values
    ceramic: Values
    overhang: Values
    wraps: Values


class ElectrolyteFill(NamedTuple):
    """The electrolyte: mass per charge of the cell [kg/C], volume per charge [m3/C] (one of the
    two is zero), density [kg/m3]."""

    mass_per_charge: Values
    volume_per_charge: Values
    density: Values


class Envelope(NamedTuple):
    """The pouch: laminate thickness [m] and mass per area [kg/m2], widths of the seals [m] at the
    sides, top and bottom, drawn : 1 where a cup is drawn whose walls count."""

    laminate_thickness: Values
    laminate_mass: Values
    side: Values
    top: Values
    bottom: Values
    drawn: Values


class Tab(NamedTuple):
    """A tab: width, thickness, length outside the seal [m], density [kg/m3], sealant [kg]."""

    width: Values
    thickness: Values
    length: Values
    density: Values
    sealant: Values


class Prices(NamedTuple):
    """Prices in money per kg; of separator and laminate in money per m2."""

    active: Values
    additives: Values
    aluminium: Values
    copper: Values
    lithium: Values
    solute: Values
    separator: Values
    electrolyte: Values
    laminate: Values
    tabs: Values


class Design(NamedTuple):
    """A pouch cell. `extra_mass` [kg] is what has no part of its own: tape, glue."""

    stack: Stack
    cathode: CathodeSide
    anode: AnodeSide
    separator: SeparatorLayer
    electrolyte: ElectrolyteFill
    envelope: Envelope
    positive_tab: Tab
    negative_tab: Tab
    prices: Prices
    extra_mass: Values


def shape_of(design: Design) -> tuple[int, ...]:
    """The common shape of all entries; () for one design. ValueError where they do not fit."""
    shapes = [np.shape(value) for part in design for value in _values(part)]
    return np.broadcast_shapes(*shapes)


def _values(part: object) -> tuple[Values, ...]:
    return part if isinstance(part, tuple) else (part,)
