"""Features that need no fit: what the paper's own numbers add up to."""

from __future__ import annotations

import pytest

from solvus.paper.claims import claim
from solvus.paper.features import FEATURES, find
from solvus.paper.laboratory import Laboratory

THETA = {
    "floor": 0.0687, "level_full": 0.0438, "level_slope": 0.0163, "sputter_scale": 1.5,
    "roughness": 17e-9, "solubility": 0.0075, "diffusivity_factor": 1.0, "contact_charge": 144e3,
}  # fmt: skip
LAB = Laboratory(THETA)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("foil.ag10.wt", 0.1),
        ("foil.ag10.capacity", 3475.7),  # 0.9 x 26.8 Ah/mol / 6.94 g/mol
        ("foil.li.capacity", 3861.9),
        ("foil.ag10.ratio", 139.9),  # not 127: that is the supercell of the calculation
        ("foil.ag30.ratio", 36.3),
    ],
)
def test_arithmetic(name: str, value: float) -> None:
    assert find(LAB, claim(name)).value == pytest.approx(value, rel=1e-3)


def test_what_cannot_be_decided_says_why() -> None:
    found = find(LAB, claim("foil.thinnest"))
    assert found.value is None
    assert found.holds is None
    assert "rolling is not modelled" in found.how


def test_readings_after_stripping() -> None:
    found = {
        name: find(LAB, claim(name)).value
        for name in ("aes.pristine", "aes.series.3", "aes.series.5", "aes.series.7", "aes.strip5")
    }
    assert found["aes.pristine"] == pytest.approx(100 * (0.0687 + 0.9313 * 0.0071), rel=0.01)
    assert found["aes.series.3"] == pytest.approx(100 * (0.0687 + 0.9313 * 2 / 13), rel=0.01)
    assert found["aes.series.5"] == pytest.approx(100 * (0.0687 + 0.9313 * 0.5), rel=0.01)
    assert found["aes.series.7"] == pytest.approx(found["aes.series.5"], rel=1e-3)
    # stripping 3 and then 2 is stripping 5
    assert found["aes.strip5"] == pytest.approx(found["aes.series.5"], rel=1e-3)


def test_rest_leaves_the_surface_alone_and_plating_brings_it_down() -> None:
    before, after = (find(LAB, claim(f"aes.rest.{when}")).value for when in ("before", "after"))
    assert before == pytest.approx(after, abs=1.0)
    stripped, plated = (find(LAB, claim(n)).value for n in ("aes.strip5", "aes.strip5.plate3"))
    assert stripped is not None
    assert plated is not None
    assert stripped > 2.0 * plated


def test_the_profile_falls_from_the_slab_to_the_foil() -> None:
    names = ("aes.depth.plateau", "aes.depth.160", "aes.depth.200")
    slab, edge, foil = (find(LAB, claim(name)).value for name in names)
    assert slab is not None
    assert edge is not None
    assert foil is not None
    assert slab > edge > foil > 7.0


def test_nucleation_falls_with_silver() -> None:
    tips = [find(LAB, claim(f"nuc.{q}")).value for q in ("0", "3", "5", "ag")]
    assert all(tip is not None for tip in tips)
    assert tips == sorted(tips, reverse=True)  # type: ignore[type-var]
    assert tips[3] == pytest.approx(43.8, abs=1.0)  # the level on pure solute


def test_cycled_foils_keep_their_silver_at_the_surface() -> None:
    steady = find(LAB, claim("epma.cycles"))
    assert steady.holds
    assert find(LAB, claim("epma.high.rate")).holds


def test_the_doublet_is_that_of_silver() -> None:
    found = find(LAB, claim("xps.ag3d"))
    assert found.holds
    wrong = claim("xps.ag3d").model_copy(update={"value": [369.6, 374.6]})
    assert find(LAB, wrong).holds is False


def test_every_feature_says_what_it_does() -> None:
    for feature in FEATURES.values():
        assert feature.__doc__
