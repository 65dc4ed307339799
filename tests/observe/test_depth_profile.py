"""The depth profile: what the blur keeps, where a slab ends, and the limit of no blur."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cells import HOUR, MA, cell, design
from solvus.model.electrode import Face
from solvus.observe import depth_profile

NM = 1e-9
SHARP = {"roughness": 1 * NM, "mixing": 0.5 * NM, "information_depth": 0.5 * NM}
LITERAL = {"floor": 0.0, "ratio": 1.0}


def values(**given: float) -> dict[str, float]:
    return depth_profile.INSTRUMENT.values("literal", given) | LITERAL


def slab(*layers: tuple[float, float], share: float = 1.0, matrix: float = 0.0) -> Face:
    """Layers of (thickness [nm], atom fraction) over a matrix."""
    depth, fraction = np.array([0.0, 25e-6]), np.full(2, matrix)
    made = tuple((nm * NM, x, x * 1e5) for nm, x in layers)
    return Face(share, made, depth, fraction, 0.0, fraction / 1.3e-5, covered=share)


def half_way(profile: depth_profile.Profile, level: float) -> float:
    """Depth [nm] at which the reading falls through a level."""
    below = int(np.flatnonzero(profile.reading < level)[0])
    d, y = profile.depth[below - 1 : below + 1] / NM, profile.reading[below - 1 : below + 1]
    return float(np.interp(-level, -y, d))


@pytest.mark.parametrize("scale", [0.7, 1.0, 1.5, 3.0])
def test_a_slab_is_as_wide_as_its_thickness_over_the_scale(scale: float) -> None:
    profile = depth_profile.read(slab((240, 0.5)), values(sputter_scale=scale, **SHARP))
    assert half_way(profile, 0.25) == pytest.approx(240 / scale, abs=1.0)


@pytest.mark.parametrize("width", [3.0, 10.0, 40.0, 111.0])
def test_the_blur_keeps_the_solute_of_a_buried_slab(width: float) -> None:
    """Away from the surface every kernel only moves the solute about."""
    face = slab((200, 0.0), (width, 0.6))
    profile = depth_profile.read(face, values(sputter_scale=1.0, roughness=12 * NM))
    assert np.sum(profile.reading) * depth_profile.STEP / NM == pytest.approx(0.6 * width, rel=1e-6)


def test_each_kernel_moves_the_slab_by_its_mean() -> None:
    """Mixing and roughness have no mean; electrons from below bring a layer up by lambda."""

    def centre(**given: float) -> float:
        face = slab((150, 0.0), (20, 0.5))
        profile = depth_profile.read(face, values(sputter_scale=1.0, **SHARP | given))
        return float(np.average(profile.depth, weights=profile.reading) / NM)

    sharp = centre()
    assert sharp == pytest.approx(160.0 - 0.5, abs=0.05)
    assert centre(roughness=15 * NM) == pytest.approx(sharp, abs=0.01)
    assert centre(mixing=10 * NM) == pytest.approx(sharp, abs=0.05)
    assert centre(information_depth=10 * NM) == pytest.approx(sharp - 9.5, abs=0.1)


def test_each_kernel_widens_the_slab_by_its_variance() -> None:
    def variance(**given: float) -> float:
        face = slab((180, 0.0), (10, 0.5))
        profile = depth_profile.read(face, values(sputter_scale=1.0, **SHARP | given))
        depth = profile.depth / NM
        centre = np.average(depth, weights=profile.reading)
        return float(np.average((depth - centre) ** 2, weights=profile.reading))

    sharp = variance()
    for name, start, length in (
        ("roughness", 1, 12),
        ("mixing", 0.5, 8),
        ("information_depth", 0.5, 6),
    ):
        grown = variance(**{name: length * NM}) - sharp
        assert grown == pytest.approx(length**2 - start**2, rel=0.03), name


def test_a_uniform_foil_reads_its_composition_everywhere() -> None:
    profile = depth_profile.read(slab(matrix=0.0071), values())
    assert profile.reading == pytest.approx(0.0071)


def test_no_blur_shows_the_true_profile() -> None:
    face = slab((60, 0.5), (90, 0.2), matrix=0.007)
    profile = depth_profile.read(face, values(sputter_scale=1.0, **SHARP))
    for depth, x in ((30, 0.5), (105, 0.2), (250, 0.007)):
        assert np.interp(depth * NM, *profile) == pytest.approx(x, abs=1e-6)


def test_the_reading_moves_smoothly_with_the_layer() -> None:
    def at(nm: float) -> float:
        profile = depth_profile.read(slab((nm, 0.5)), values(sputter_scale=1.0))
        return float(np.interp(100 * NM, *profile))

    steps = np.diff([at(nm) for nm in np.arange(90.0, 110.0, 0.1)])
    assert np.all(steps > 0.0)
    assert steps.max() < 1.3 * 0.5 * 0.1 / (17 * math.sqrt(2 * math.pi))


def test_places_with_and_without_a_skin_are_averaged_as_readings() -> None:
    law = depth_profile.INSTRUMENT.values("floor_ratio", {"ratio": 3.0})
    whole, none = slab((100, 0.5), matrix=0.01), slab(matrix=0.01)
    part = slab((100, 0.5), share=0.3, matrix=0.01)
    readings = [depth_profile.read(face, law).reading for face in (whole, none, part)]
    assert readings[2] == pytest.approx(0.3 * readings[0] + 0.7 * readings[1])


def test_a_deposit_is_sputtered_through_first() -> None:
    electrode = cell(design("Ag", "H2", solubility=0.0071), alone=True).working
    electrode.advance(MA, 3 * HOUR)
    electrode.advance(-MA, 0.02 * HOUR)  # 97 nm of lithium
    profile = depth_profile.read(electrode.face(), values(sputter_scale=1.0, **SHARP))
    assert profile.reading[profile.depth < 80 * NM].max() < 0.01
    assert np.interp(120 * NM, *profile) > 0.1


@pytest.mark.parametrize("reach", [20 * NM, 400 * NM])
def test_the_widest_blur_needs_no_longer_profile(reach: float) -> None:
    widest = values(roughness=100 * NM, mixing=20 * NM, information_depth=10 * NM)
    profile = depth_profile.read(slab((150, 0.5)), widest, reach)
    assert profile.depth[-1] <= reach
    assert len(profile.depth) == len(profile.reading) == round(reach / depth_profile.STEP)
    deep = depth_profile.read(slab((150, 0.5)), widest, 800 * NM)
    assert profile.reading == pytest.approx(deep.reading[: len(profile.reading)], abs=1e-6)
