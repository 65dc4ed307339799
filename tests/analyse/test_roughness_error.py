"""Error bars of roughness cover what other fields of the same surface give."""

from __future__ import annotations

import math

import numpy as np
import pytest

from solvus.analyse.roughness import roughness
from solvus.analyse.roughness_error import correlation_length, roughness_with_error

PIXEL = 0.5e-6


def surface(rng: np.random.Generator, length: float = 4.0, n: int = 160) -> np.ndarray:
    """Gaussian surface of Sq 1 um, correlation exp(-(d/length)^2), length in pixels."""
    big = 2 * n
    f = np.hypot(np.fft.fftfreq(big)[:, None], np.fft.rfftfreq(big)[None, :])
    passed = np.exp(-0.5 * (np.pi * length * f) ** 2)
    made = np.fft.irfft2(np.fft.rfft2(rng.normal(size=(big, big))) * passed, s=(big, big))
    full = np.hypot(np.fft.fftfreq(big)[:, None], np.fft.fftfreq(big)[None, :])
    scale = math.sqrt(np.mean(np.exp(-((np.pi * length * full) ** 2))))
    return 1e-6 * made[:n, :n] / scale


def test_error_bars_cover_other_fields() -> None:
    rng = np.random.default_rng(0)
    found = [roughness_with_error(surface(rng), PIXEL, s_index=2e-6) for _ in range(40)]
    sq = np.array([one.found.sq for one in found])
    assert np.std(sq) == pytest.approx(np.mean([one.sq for one in found]), rel=0.35)
    sa = np.array([one.found.sa for one in found])
    assert np.std(sa) == pytest.approx(np.mean([one.sa for one in found]), rel=0.35)
    sdr = np.array([one.found.sdr for one in found])
    assert np.std(sdr) == pytest.approx(np.mean([one.sdr for one in found]), rel=0.35)
    assert not found[0].notices


def test_numbers_are_those_without_error_bars() -> None:
    z = surface(np.random.default_rng(1))
    found = roughness_with_error(z, PIXEL, "second-order", 2e-6, 20e-6)
    assert found.found == roughness(z, PIXEL, "second-order", 2e-6, 20e-6)
    for words in ("S-filter Gaussian 2 um", "L-filter Gaussian 20 um", "second-order", "jackknife"):
        assert words in found.words


def test_the_correlation_length_is_that_of_the_surface() -> None:
    rng = np.random.default_rng(2)
    lengths = [correlation_length(surface(rng, 5.0), (PIXEL, PIXEL)) for _ in range(6)]
    assert np.mean(lengths) == pytest.approx(5.0 * PIXEL, rel=0.08)
    assert math.isnan(correlation_length(np.zeros((20, 20)), (1.0, 1.0)))


def test_what_must_be_known_is_told() -> None:
    rng = np.random.default_rng(3)
    wavy = surface(rng, 60.0)
    told = roughness_with_error(wavy, PIXEL, lateral=1e-6).notices
    assert any("error bars are too small" in words for words in told)
    assert any("no S-filter" in words for words in told)
    close = roughness_with_error(surface(rng), PIXEL, s_index=2e-6, lateral=1e-6).notices
    assert any("3 times the lateral" in words for words in close)
    holed = surface(rng)
    holed[rng.random(holed.shape) < 0.1] = np.nan
    assert any("no height" in words for words in roughness_with_error(holed, PIXEL).notices)


def test_a_map_too_small_for_tiles_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than 3 pixels"):
        roughness_with_error(np.random.default_rng(0).normal(size=(9, 9)), PIXEL)
