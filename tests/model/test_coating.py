"""A coating: its volumes add up, its mass is that of its parts."""

from __future__ import annotations

import pytest

from solvus.materials import library
from solvus.model.coating import Recipe, coat, recipe_of

NAMES = ("ncm622", "ncm811", "span")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("loading", [0.01, 0.152, 0.4])
def test_volumes_and_masses_add_up(name: str, loading: float) -> None:
    cathode = library.cathode(name)
    recipe = recipe_of(cathode)
    made = coat(cathode, loading, recipe)
    slurry = cathode.slurry
    additives = (
        made.mass * recipe.carbon / slurry.carbon_density.si
        + made.mass * recipe.binder / slurry.binder_density.si
    )
    filled = made.active_volume + made.porosity + additives / made.thickness
    assert filled == pytest.approx(1.0, rel=1e-12)
    assert made.mass * recipe.active == pytest.approx(loading)
    assert made.density * made.thickness == pytest.approx(made.mass)


def test_ncm622_at_the_loading_of_the_paper_by_hand() -> None:
    """15.2 mg/cm2 at 92 %: 16.52 mg/cm2 of 4.28 g/cm3 solid and 27 % pores are 52.9 um."""
    cathode = library.cathode("ncm622")
    made = coat(cathode, 0.152, recipe_of(cathode))
    solid = 1.0 / (0.92 / 4700.0 + 0.04 / 1900.0 + 0.04 / 1780.0)
    assert made.thickness == pytest.approx(0.152 / 0.92 / solid / 0.73)
    assert 45e-6 < made.thickness < 60e-6


def test_more_pores_make_a_thicker_coating_of_the_same_mass() -> None:
    cathode = library.cathode("ncm622")
    known = recipe_of(cathode)
    tight, open_ = (coat(cathode, 0.1, known._replace(porosity=p)) for p in (0.2, 0.4))
    assert open_.thickness == pytest.approx(tight.thickness * 0.8 / 0.6)
    assert open_.mass == pytest.approx(tight.mass)
    assert open_.active_volume * open_.thickness == pytest.approx(
        tight.active_volume * tight.thickness
    )


def test_pure_active_material_without_pores_is_a_film() -> None:
    cathode = library.cathode("ncm622")
    made = coat(cathode, 0.047, Recipe(1.0, 0.0, 0.0, 0.0))
    assert made.thickness == pytest.approx(10e-6)
    assert made.active_volume == pytest.approx(1.0)
