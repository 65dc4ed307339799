"""A cathode coating: from the loading of active material to its thickness and volume shares.

Every number may be an array, of as many coatings.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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


class Densities(NamedTuple):
    """True densities of what a coating is made of [kg/m3]."""

    active: float
    carbon: float
    binder: float


def recipe_of(cathode: Cathode) -> Recipe:
    """The slurry and porosity on file."""
    slurry = cathode.slurry
    return Recipe(slurry.active.si, slurry.carbon.si, slurry.binder.si, slurry.porosity.si)


def densities_of(cathode: Cathode) -> Densities:
    """The densities on file."""
    slurry = cathode.slurry
    return Densities(cathode.density.si, slurry.carbon_density.si, slurry.binder_density.si)


def solid_density(recipe: Recipe, of: Densities) -> float:
    """Density of the coating without its pores [kg/m3]: 1/rho = sum_i w_i/rho_i."""
    volume = recipe.active / of.active + recipe.carbon / of.carbon + recipe.binder / of.binder
    return 1.0 / volume


def thickness_of(loading: Any, active: Any, density: Any) -> Any:
    """Thickness [m] of a coating of `density` [kg/m3] with pores: t = m_AM/(w_AM rho)."""
    return loading / (active * density)


def coat(
    cathode: Cathode, loading: float, recipe: Recipe, of: Densities | None = None
) -> Coating:
    """The coating that carries `loading` [kg/m2] of active material on a face.

    m = m_AM/w_AM,   rho = (1 - porosity) rho_solid,   t = m/rho,   active volume = w_AM rho/rho_AM

    of : densities, those on file where left out
    """
    of = of or densities_of(cathode)
    density = (1.0 - recipe.porosity) * solid_density(recipe, of)
    return Coating(
        loading / recipe.active, thickness_of(loading, recipe.active, density),
        recipe.active * density / of.active, recipe.porosity, density,
    )  # fmt: skip
