"""Composition arithmetic of a foil: from what is weighed into the melt to what it can deliver.

Pure functions of floats in SI units; fractions run from 0 to 1. The solute is A.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from solvus.base.constants import F


def mass_to_atom_fraction(w: float, molar_mass: float, molar_mass_li: float) -> float:
    """Return the atom fraction x of A for its mass fraction w.

    x = (w/M_A) / (w/M_A + (1-w)/M_Li), with molar masses [kg/mol], both for 0 <= w <= 1.
    Raises ValueError outside that range.
    """
    _check_fraction(w, "mass fraction")
    solute = w / molar_mass
    return solute / (solute + (1.0 - w) / molar_mass_li)


def atom_to_mass_fraction(x: float, molar_mass: float, molar_mass_li: float) -> float:
    """Return the mass fraction w of A for its atom fraction x: the inverse of the above."""
    _check_fraction(x, "atom fraction")
    solute = x * molar_mass
    return solute / (solute + (1.0 - x) * molar_mass_li)


def lithium_to_solute_ratio(x: float) -> float:
    """Return atoms of Li per atom of A, (1-x)/x; inf without solute."""
    _check_fraction(x, "atom fraction")
    return math.inf if x == 0 else (1.0 - x) / x


def ideal_molar_volume(x: float, volume: float, volume_li: float) -> float:
    """Return the volume [m3] per mole of atoms of an ideal solution, x V_A + (1-x) V_Li.

    `volume` is the partial molar volume of A in lithium [m3/mol]. Li-Ag contracts, so that its
    true volume is smaller.
    """
    _check_fraction(x, "atom fraction")
    return x * volume + (1.0 - x) * volume_li


def ideal_density(
    x: float, molar_mass: float, molar_mass_li: float, volume: float, volume_li: float
) -> float:
    """Return the density [kg/m3] of the ideal solution: additive volumes, as above."""
    mass = x * molar_mass + (1.0 - x) * molar_mass_li
    return mass / ideal_molar_volume(x, volume, volume_li)


def specific_capacity(w: float, molar_mass_li: float) -> float:
    """Return the capacity [C/kg of alloy] of all its lithium, F (1-w)/M_Li."""
    _check_fraction(w, "mass fraction")
    return F * (1.0 - w) / molar_mass_li


def specific_capacity_to_compound(
    w: float, molar_mass: float, molar_mass_li: float, lithium_per_solute: float
) -> float:
    """Return the capacity [C/kg of alloy] if Li_n A stays behind: F [(1-w)/M_Li - n w/M_A].

    Zero where the alloy holds less lithium than the compound.
    """
    _check_fraction(w, "mass fraction")
    lithium = (1.0 - w) / molar_mass_li - lithium_per_solute * w / molar_mass
    return F * max(0.0, lithium)


class ChlorideMelt(NamedTuple):
    """What becomes of 1 kg of melt when AgCl + Li -> LiCl + Ag has run to its end."""

    solute_atom_fraction: float
    """Atom fraction of the solute in the metal [1]."""
    solute_mass_fraction: float
    """Mass fraction of the solute in the metal [1]."""
    salt_mass_fraction: float
    """Mass of LiCl per mass of metal and LiCl together [1]."""
    salt_volume_fraction: float
    """Volume of LiCl per volume of metal and LiCl together [1]."""
    lithium_consumed: float
    """Lithium bound in LiCl per kg of melt [mol/kg]."""
    lithium_left: float
    """Lithium metal left per kg of melt [mol/kg]."""


def chloride_melt(
    w: float,
    molar_mass_chloride: float,
    molar_mass_salt: float,
    density_salt: float,
    molar_mass: float,
    molar_mass_li: float,
    volume: float,
    volume_li: float,
) -> ChlorideMelt:
    """Return the products of a melt with mass fraction `w` of a chloride ACl in lithium.

    ACl + Li -> LiCl + A goes to its end as long as lithium is in excess; w/M_ACl moles of Li per
    kg are consumed. The metal is the ideal solution of A in the lithium left. Molar masses
    [kg/mol], density [kg/m3], partial molar volumes of A and Li in the metal [m3/mol].

    Raises ValueError if there is not more lithium than chloride.
    """
    _check_fraction(w, "mass fraction")
    chloride = w / molar_mass_chloride
    left = (1.0 - w) / molar_mass_li - chloride
    if left <= 0.0:
        raise ValueError(f"a melt with {100 * w:.4g} wt% of the chloride has no lithium to spare")
    metal_mass = chloride * molar_mass + left * molar_mass_li
    metal_volume = chloride * volume + left * volume_li
    salt_mass = chloride * molar_mass_salt
    salt_volume = salt_mass / density_salt
    return ChlorideMelt(
        solute_atom_fraction=chloride / (chloride + left),
        solute_mass_fraction=chloride * molar_mass / metal_mass,
        salt_mass_fraction=salt_mass / (salt_mass + metal_mass),
        salt_volume_fraction=salt_volume / (salt_volume + metal_volume),
        lithium_consumed=chloride,
        lithium_left=left,
    )


def _check_fraction(value: float, name: str) -> None:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{name} {value:g} lies outside 0 to 1")
