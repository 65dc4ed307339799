"""The virtual confocal blurs, samples and adds noise, each as it says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from solvus.model.morphology import HeightMap
from solvus.observe import confocal

PIXEL = 1e-6
N = 96


def values(**given: float) -> dict[str, float]:
    """Sharper than any objective, so that one thing is looked at at a time."""
    sharp = {"lateral_resolution": 1e-12, "pixel": PIXEL, "height_noise": 0.0}
    return confocal.INSTRUMENT.values() | sharp | given


def face(height: np.ndarray) -> HeightMap:
    return HeightMap(height, np.zeros_like(height), PIXEL)


def wave(length: float) -> np.ndarray:
    x = (np.arange(N) + 0.5) * PIXEL
    return np.tile(1e-6 * np.cos(2.0 * math.pi * x / length), (N, 1))


def test_a_perfect_instrument_shows_the_face() -> None:
    made = np.random.default_rng(0).normal(size=(N, N)) * 1e-6
    read = confocal.read(face(made), 1.0, values(), 3)
    np.testing.assert_allclose(read.height, made, atol=1e-12)
    assert read.pixel == PIXEL


def test_residue_counts_at_its_packing() -> None:
    made = HeightMap(np.zeros((N, N)), wave(24e-6) + 2e-6, PIXEL)
    read = confocal.read(made, 0.25, values())
    np.testing.assert_allclose(read.height, 4.0 * made.residue, atol=1e-12)


@pytest.mark.parametrize("length", [8e-6, 16e-6])
def test_the_objective_passes_what_a_gaussian_passes(length: float) -> None:
    """exp(-(pi w/length)^2/(4 ln 2)) for a full width w at half maximum."""
    width = 4e-6
    read = confocal.read(face(wave(length)), 1.0, values(lateral_resolution=width))
    passed = float(np.ptp(read.height) / np.ptp(wave(length)))
    expected = math.exp(-((math.pi * width / length) ** 2) / (4.0 * math.log(2.0)))
    assert passed == pytest.approx(expected, rel=1e-6)


def test_coarse_pixels_keep_their_places() -> None:
    """Every third pixel of the face, from the centre of the first three on."""
    made = wave(48e-6)
    read = confocal.read(face(made), 1.0, values(pixel=3.0 * PIXEL))
    assert read.height.shape == (N // 3, N // 3)
    np.testing.assert_allclose(read.height, made[1::3, 1::3], atol=1e-12)


def test_noise_is_as_large_as_it_says_and_repeats() -> None:
    flat = face(np.zeros((N, N)))
    read = confocal.read(flat, 1.0, values(height_noise=5e-8), seed=4)
    assert read.height.std() == pytest.approx(5e-8, rel=0.05)
    again = confocal.read(flat, 1.0, values(height_noise=5e-8), seed=4)
    other = confocal.read(flat, 1.0, values(height_noise=5e-8), seed=5)
    assert np.array_equal(read.height, again.height)
    assert not np.array_equal(read.height, other.height)


@pytest.mark.parametrize("pixel", [40e-6, 1e-8])
def test_too_few_or_many_readings_are_no_map(pixel: float) -> None:
    with pytest.raises(ValueError, match="readings"):
        confocal.read(face(wave(48e-6)), 1.0, values(pixel=pixel))


def test_every_number_is_marked_assumed() -> None:
    assert {p.status for p in confocal.PARAMETERS} == {"assumed"}
