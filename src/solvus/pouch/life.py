"""A design along its life: reaction layers that thicken it, capacity that it loses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.pouch.bill import bill, capacity
from solvus.pouch.design import Design, Values
from solvus.pouch.energy import Volumes, density_on, volumes
from solvus.pouch.geometry import built_thickness, counts, lithium_volume_per_charge, outline


class Life(NamedTuple):
    """A design cycle by cycle; arrays of one length, SI units.

    thickness of the whole cell discharged and charged [m]; breath : their difference [m]
    share : capacity over that of the design [1]; charge [C], energy [J], specific_energy [J/kg]
    discharged, charged : energy per volume [J/m3] on each basis at either thickness
    """

    cycle: np.ndarray
    thickness_discharged: np.ndarray
    thickness_charged: np.ndarray
    breath: np.ndarray
    share: np.ndarray
    charge: np.ndarray
    energy: np.ndarray
    specific_energy: np.ndarray
    discharged: Volumes
    charged: Volumes


def along_life(
    design: Design,
    cycle: Values,
    growth: Values,
    capacity_share: Values,
    voltage_share: Values = 1.0,
) -> Life:
    """A design at the cycles of a life.

    cycle : cycle numbers
    growth : by how much each face that is worked is thicker when discharged than it was built [m]:
        what the reaction layer adds, and the metal gained or lost; below zero where the foil brings
        the lithium that the cathode then holds
    capacity_share, voltage_share : capacity and mean voltage over those of the design [1]

    discharged = as built + pairs x growth, whoever brings the lithium; charged = discharged + the
    lithium that the cycle moves. Nothing leaves the cell: its mass stays.
    """
    number, grown, share, level = np.broadcast_arrays(cycle, growth, capacity_share, voltage_share)
    held = capacity(design)
    pairs = counts(design).pairs
    plan = outline(design)
    low = built_thickness(design) + pairs * grown
    breath = pairs * held.used * share * lithium_volume_per_charge()
    charge = held.cell * share
    energy = charge * design.cathode.voltage * level
    return Life(
        np.asarray(number, float), low, low + breath, breath,
        np.asarray(share, float), charge, energy,
        energy / bill(design).mass,
        density_on(energy, volumes(design, low, plan)),
        density_on(energy, volumes(design, low + breath, plan)),
    )  # fmt: skip
