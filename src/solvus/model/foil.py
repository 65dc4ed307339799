"""A foil as made: composition, mass, charge; and the numbers the kernel wants of it."""

from __future__ import annotations

from dataclasses import dataclass

from solvus.base.constants import F
from solvus.base.units import Fraction
from solvus.materials import library, melt
from solvus.materials.kinds import Solute
from solvus.model.diffusivity import concentration


@dataclass(frozen=True)
class Composition:
    """What a melt gives: fractions [1] of the metal, density [kg/m3], capacity [C/kg].

    `salt_share` is the volume share of LiCl (chloride route), which holds no charge; density and
    capacity are those of metal and salt together.
    """

    solute: Solute | None
    atom_fraction: float
    mass_fraction: float
    salt_share: float
    density: float
    specific_capacity: float

    @property
    def is_substrate(self) -> bool:
        """A foil of the solute alone, without lithium."""
        return self.atom_fraction >= 1.0


def compose(solute: Solute | None, content: Fraction | None, route: str = "metal") -> Composition:
    """The foil that a melt of Li with `content` of the solute (or of AgCl) gives.

    Volumes add. Raises ValueError where a chloride melt has no lithium to spare.
    """
    li = library.lithium()
    m_li, v_li = li.molar_mass.si, li.molar_volume.si
    if solute is None or content is None or content.value == 0.0:
        return Composition(None, 0.0, 0.0, 0.0, m_li / v_li, F / m_li)
    m_a, v_a = solute.molar_mass.si, solute.partial_molar_volume_in_lithium.si
    salt_share = 0.0
    if route == "chloride":
        chloride, salt = library.compound("AgCl"), library.compound("LiCl")
        w = content.value
        if content.basis == "atom":
            w = melt.atom_to_mass_fraction(w, chloride.molar_mass.si, m_li)
        made = melt.chloride_melt(
            w, chloride.molar_mass.si, salt.molar_mass.si, salt.density.si, m_a, m_li, v_a, v_li
        )
        x, salt_share = made.solute_atom_fraction, made.salt_volume_fraction
        salt_density = salt.density.si
    elif content.basis == "mass":
        x, salt_density = melt.mass_to_atom_fraction(content.value, m_a, m_li), 0.0
    else:
        x, salt_density = content.value, 0.0
    if x >= 1.0:
        return Composition(solute, 1.0, 1.0, 0.0, solute.density.si, 0.0)
    metal = melt.ideal_density(x, m_a, m_li, v_a, v_li)
    density = (1.0 - salt_share) * metal + salt_share * salt_density
    w_metal = melt.atom_to_mass_fraction(x, m_a, m_li)
    metal_mass = (1.0 - salt_share) * metal / density
    return Composition(
        solute, x, w_metal, salt_share, density, metal_mass * melt.specific_capacity(w_metal, m_li)
    )


@dataclass(frozen=True)
class Foil:
    """A foil of given composition and thickness [m], worked from `sides` faces."""

    composition: Composition
    thickness: float
    sides: int = 1

    @property
    def depth(self) -> float:
        """Thickness of metal behind one face [m]; the mid-plane is the wall if both are worked."""
        return self.thickness / self.sides * (1.0 - self.composition.salt_share)

    @property
    def initial_concentration(self) -> float:
        """Solute in the matrix as made [mol/m3]."""
        made = self.composition
        if made.solute is None:
            return 0.0
        v_a = made.solute.partial_molar_volume_in_lithium.si
        return concentration(made.atom_fraction, library.lithium().molar_volume.si, v_a)

    @property
    def capacity(self) -> float:
        """Charge of all lithium behind one face [C/m2]."""
        if self.composition.is_substrate:
            return 0.0
        v_a = 0.0
        if self.composition.solute is not None:
            v_a = self.composition.solute.partial_molar_volume_in_lithium.si
        v_li = library.lithium().molar_volume.si
        return F * self.depth * (1.0 - self.initial_concentration * v_a) / v_li

    @property
    def areal_mass(self) -> float:
        """Mass of the whole foil [kg/m2]."""
        return self.composition.density * self.thickness
