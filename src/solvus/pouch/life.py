"""A design along its life: reaction layers that thicken it, capacity that it loses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.pouch.bill import bill, capacity
from solvus.pouch.design import Design, Values
from solvus.pouch.energy import Volumes, density_on, volumes
from solvus.pouch.geometry import counts, lithium_volume_per_charge, outline, thicknesses


class Life(NamedTuple):
    """A design cycle by cycle; arrays of one length, SI units.

    thickness of the whole cell discharged and charged [m]; breath : their difference [m]
    charge [C], energy [J], specific_energy [J/kg]
    discharged, charged : energy per volume [J/m3] on each basis at either thickness
    """

    cycle: np.ndarray
    thickness_discharged: np.ndarray
    thickness_charged: np.ndarray
    breath: np.ndarray
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
    growth : by how much each face that is worked has become thicker since it was built [m], what
        the reaction layer adds less what the metal loses. The thickness of the layer alone is an
        upper bound: it takes all the metal for still there.
    capacity_share, voltage_share : capacity and mean voltage over those of the design [1]

    The thickness discharged is that of the design plus one growth per facing pair; a charge adds
    the lithium that it plates. Nothing leaves the cell: its mass stays.
    """
    number, grown, share, level = np.broadcast_arrays(cycle, growth, capacity_share, voltage_share)
    held = capacity(design)
    pairs = counts(design).pairs
    plan = outline(design)
    low = thicknesses(design, held.used).discharged + pairs * grown
    breath = pairs * held.used * share * lithium_volume_per_charge()
    charge = held.cell * share
    energy = charge * design.cathode.mid_voltage * level
    return Life(
        np.asarray(number, float), low, low + breath, breath, charge, energy,
        energy / bill(design).mass,
        density_on(energy, volumes(design, low, plan)),
        density_on(energy, volumes(design, low + breath, plan)),
    )  # fmt: skip
