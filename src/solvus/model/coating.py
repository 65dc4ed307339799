"""A cathode coating: from the loading of active material to its thickness and volume shares."""

from __future__ import annotations

from typing import NamedTuple

from solvus.materials.cathode_kinds import Cathode


class Recipe(NamedTuple):
    """Mass fractions of the dry coating [1] and its porosity [1]."""

    active: float
    carbon: float
    binder: float
    porosity: float


class Coating(NamedTuple):
    """One face of a coating: mass [kg/m2], thickness [m], volume share of active material [1],
    porosity [1], density [kg/m3]."""

    mass: float
    thickness: float
    active_volume: float
    porosity: float
    density: float


def recipe_of(cathode: Cathode) -> Recipe:
    """The slurry and porosity on file."""
    slurry = cathode.slurry
    return Recipe(slurry.active.si, slurry.carbon.si, slurry.binder.si, slurry.porosity.si)


def coat(cathode: Cathode, loading: float, recipe: Recipe) -> Coating:
    """The coating that carries `loading` [kg/m2] of active material on a face.

    m = m_AM/w_AM,   1/rho_solid = sum_i w_i/rho_i,   t = m/((1 - porosity) rho_solid)
    """
    slurry = cathode.slurry
    specific_volume = (
        recipe.active / cathode.density.si
        + recipe.carbon / slurry.carbon_density.si
        + recipe.binder / slurry.binder_density.si
    )
    mass = loading / recipe.active
    density = (1.0 - recipe.porosity) / specific_volume
    thickness = mass / density
    active = loading / (cathode.density.si * thickness) if thickness > 0.0 else 0.0
    return Coating(mass, thickness, active, recipe.porosity, density)
