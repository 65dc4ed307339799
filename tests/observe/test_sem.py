"""The virtual section draws what the map and the run say, and is measured about right."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.section import Greys, layer_thickness
from solvus.model.morphology import HeightMap
from solvus.observe import sem

PIXEL = 1e-6
N = 200
GREYS = Greys(0.5 * (sem.PORE + sem.FOIL), sem.BRIGHT)


def face(layer: float, packing: float, relief: float = 0.0) -> HeightMap:
    x = (np.arange(N) + 0.5) * PIXEL
    metal = np.tile(relief * np.sin(2.0 * np.pi * x / (N * PIXEL)), (N, 1))
    return HeightMap(metal, np.full((N, N), layer * packing), PIXEL)


def drawn(made: HeightMap, inside: sem.Inside, seed: int = 0, **given: float) -> sem.Section:
    return sem.section(made, inside, sem.INSTRUMENT.values(given=given), row=3, seed=seed)


def test_faces_are_where_map_and_run_put_them() -> None:
    inside = sem.Inside(40e-6, 0.3, 0.6)
    section = drawn(face(20e-6, 0.3, 5e-6), inside)
    np.testing.assert_allclose(section.top - section.base, 20e-6, rtol=1e-9)
    assert section.base.mean() == pytest.approx(40e-6, rel=1e-3)
    assert np.ptp(section.base) == pytest.approx(10e-6, rel=1e-2)
    assert section.bottom == 0.0
    rows, columns = section.image.shape
    assert columns == round(N * PIXEL / section.pixel)
    assert rows * section.pixel >= section.top.max() + sem.SEEN_OUTSIDE


@pytest.mark.parametrize("porosity", [0.2, 0.5, 0.8])
def test_pores_fill_the_porosity(porosity: float) -> None:
    section = drawn(face(30e-6, 0.3), sem.Inside(20e-6, 0.3, porosity), grey_noise=0.0)
    height = section.bottom + (len(section.image) - 0.5 - np.arange(len(section.image))) * 0.4e-6
    inside = (height > 20.5e-6) & (height < 49.5e-6)
    assert np.mean(section.image[inside] < GREYS.dark) == pytest.approx(porosity, abs=0.02)


def test_grains_are_as_large_as_they_say() -> None:
    """Autocorrelation of the field exp(-(d/grain)^2): at one grain 1/e of the variance."""
    rng = np.random.default_rng(0)
    made = sem._field((512, 512), 8.0, rng)
    at_one = float(np.mean(made * np.roll(made, 8, axis=1)))
    assert made.std() == pytest.approx(1.0)
    assert at_one == pytest.approx(np.exp(-1.0), abs=0.05)


@pytest.mark.parametrize(
    ("layer", "packing", "porosity", "short"),
    [(40e-6, 0.25, 0.7, 0.06), (40e-6, 0.5, 0.4, 0.04), (9e-6, 0.45, 0.5, 0.12)],
)
def test_the_layer_is_measured_a_little_short(
    layer: float, packing: float, porosity: float, short: float
) -> None:
    """Pores that are open to the outside are not seen as layer; never more than a few per cent."""
    made, inside = face(layer, packing, 4e-6), sem.Inside(40e-6, packing, porosity)
    gap = sem.INSTRUMENT.values()["bridged_gap"]
    means = []
    for seed in range(3):
        section = drawn(made, inside, seed)
        means.append(layer_thickness(section.image, section.pixel, GREYS, gap).mean)
    assert (1.0 - short) * layer < np.mean(means) < 1.02 * layer


def test_the_same_seed_gives_the_same_image() -> None:
    made, inside = face(10e-6, 0.3), sem.Inside(40e-6, 0.3, 0.6)
    assert np.array_equal(drawn(made, inside, 2).image, drawn(made, inside, 2).image)
    assert not np.array_equal(drawn(made, inside, 2).image, drawn(made, inside, 3).image)


def test_a_thick_foil_is_cut_below_and_a_pierced_one_drawn_so() -> None:
    thick = drawn(face(10e-6, 0.3), sem.Inside(500e-6, 0.3, 0.6))
    assert thick.bottom == pytest.approx(500e-6 - sem.SEEN_FOIL)
    pierced = drawn(face(10e-6, 0.3, 30e-6), sem.Inside(20e-6, 0.3, 0.6))
    assert pierced.base.min() == 0.0


def test_greys_are_greys() -> None:
    image = drawn(face(10e-6, 0.3), sem.Inside(40e-6, 0.3, 0.6), grey_noise=0.2).image
    assert image.min() >= 0.0
    assert image.max() <= 1.0


def test_what_cannot_be_drawn_is_refused() -> None:
    made, inside = face(10e-6, 0.3), sem.Inside(40e-6, 0.3, 0.6)
    with pytest.raises(ValueError, match="rows 0 to 199"):
        sem.section(made, inside, sem.INSTRUMENT.values(), row=N)
    with pytest.raises(ValueError, match="more than"):
        drawn(made, inside, pixel=0.03e-6)
