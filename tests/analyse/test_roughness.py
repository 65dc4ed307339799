"""Roughness of surfaces whose parameters are known: waves, planes, steps; filters and holes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ellipe

from solvus.analyse.roughness import (
    EDGES,
    FORMS,
    Settings,
    developed_ratio,
    form_of,
    roughness,
    scale_limited,
    smoothed,
)

N = 128
PIXEL = 0.5e-6
A = 1.5e-6
WAVE = 16e-6  # a whole number of times in the map


def grid(n: int = N, pixel: float = PIXEL) -> tuple[np.ndarray, np.ndarray]:
    at = (np.arange(n) + 0.5) * pixel
    return np.meshgrid(at, at)


def sine(n: int = N, pixel: float = PIXEL) -> np.ndarray:
    return A * np.sin(2.0 * math.pi * grid(n, pixel)[0] / WAVE)


def test_a_sine_is_known() -> None:
    found = roughness(sine(n=512, pixel=0.125e-6), 0.125e-6, "none")
    assert found.sa == pytest.approx(2.0 * A / math.pi, rel=1e-3)
    assert found.sq == pytest.approx(A / math.sqrt(2.0), rel=1e-12)
    assert found.sz == pytest.approx(2.0 * A, rel=1e-3)
    assert found.sp == pytest.approx(found.sv, rel=1e-9)
    assert found.ssk == pytest.approx(0.0, abs=1e-12)
    assert found.sku == pytest.approx(1.5, rel=1e-12)
    assert found.missing == 0.0


def test_developed_area_of_a_sine() -> None:
    """Exact: the mean of sqrt(1 + m cos^2) is (2/pi) sqrt(1 + m) E(m/(1 + m)); second order."""
    m = (2.0 * math.pi * A / WAVE) ** 2
    exact = 2.0 / math.pi * math.sqrt(1.0 + m) * float(ellipe(m / (1.0 + m))) - 1.0
    errors = []
    for finer in (1, 2, 4):
        step = PIXEL / finer
        x = np.arange(N * finer + 1) * step  # to the end of the last wave
        z = np.tile(A * np.sin(2.0 * math.pi * x / WAVE), (3, 1))
        errors.append(abs(developed_ratio(z, step, step) / exact - 1.0))
    assert errors[0] < 0.01
    assert errors[1] == pytest.approx(errors[0] / 4.0, rel=0.02)
    assert errors[2] == pytest.approx(errors[1] / 4.0, rel=0.02)
    small = 1e-3 * np.tile(A * np.sin(2.0 * math.pi * x / WAVE), (3, 1))
    assert developed_ratio(small, step, step) == pytest.approx(1e-6 * m / 4.0, rel=2e-3)


@pytest.mark.parametrize(("along_x", "along_y"), [(0.3, 0.0), (0.0, -1.2), (0.7, 0.4)])
def test_a_tilted_plane(along_x: float, along_y: float) -> None:
    x, y = grid()
    plane = along_x * x + along_y * y
    slope = along_x**2 + along_y**2
    assert roughness(plane, PIXEL, "none").sdr == pytest.approx(math.sqrt(1.0 + slope) - 1.0)
    for form in ("plane", "second-order"):
        level = roughness(plane, PIXEL, form)
        assert level.sdr == pytest.approx(0.0, abs=1e-12)
        assert level.sz < 1e-12 * np.ptp(plane)


def test_pixels_need_not_be_square() -> None:
    x, y = np.meshgrid(np.arange(40) * 0.2e-6, np.arange(30) * 0.9e-6)
    plane = 0.5 * x + 0.25 * y
    found = roughness(plane, (0.2e-6, 0.9e-6), "none")
    assert found.sdr == pytest.approx(math.sqrt(1.0 + 0.25 + 0.0625) - 1.0)


def test_a_bowl_is_a_form() -> None:
    x, y = grid()
    bowl = 300.0 * (x - 1e-5) ** 2 + 200.0 * x * y - 100.0 * y**2
    assert roughness(bowl, PIXEL, "second-order").sq < 1e-12
    assert roughness(bowl, PIXEL, "plane").sq > 1e-8
    together = roughness(bowl + sine(), PIXEL, "second-order")
    assert together.sq == pytest.approx(A / math.sqrt(2.0), rel=0.03)


def test_steps() -> None:
    """A checkerboard of +-A: Sa = Sq = A, Sz = 2 A, kurtosis 1."""
    z = A * np.where((np.add.outer(np.arange(8), np.arange(8)) % 2) == 0, 1.0, -1.0)
    found = roughness(z, PIXEL, "none")
    assert (found.sa, found.sq, found.sz) == pytest.approx((A, A, 2.0 * A))
    assert (found.ssk, found.sku) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("pixels", [3, 4, 8, 16, 64])
def test_half_of_a_wave_passes_at_the_nesting_index(edges: str, pixels: int) -> None:
    index = pixels * PIXEL
    n = 6 * pixels if edges == "periodic" else 10 * pixels
    x, _ = grid(n)
    for ratio, share in ((1.0, 0.5), (2.0, 0.5**0.25)):
        if ratio * pixels < 2.0 or n % (ratio * pixels):
            continue
        passed = smoothed(np.cos(2.0 * math.pi * x / (ratio * index)), (PIXEL, PIXEL), index, edges)
        middle = passed[n // 3 : -n // 3, n // 3 : -n // 3]
        reference = np.cos(2.0 * math.pi * x / (ratio * index))[n // 3 : -n // 3, n // 3 : -n // 3]
        gain = float((middle * reference).sum() / (reference**2).sum())
        # short of the edges by one index and more, where the kernel is whole
        assert gain == pytest.approx(share, abs=2e-3 if edges == "normalised" else 1e-9)


def test_an_l_filter_takes_what_an_s_filter_leaves() -> None:
    z = sine() + 0.2 * A * np.cos(2.0 * math.pi * grid()[1] / (4e-6))
    low = smoothed(z, (PIXEL, PIXEL), 8e-6, "periodic")
    high = scale_limited(z, Settings("none", None, 8e-6, "periodic", (PIXEL, PIXEL)))
    np.testing.assert_allclose(low + high, z, atol=1e-12 * A)
    assert roughness(z, PIXEL, "none", s_index=8e-6, edges="periodic").sq == pytest.approx(
        low.std(), rel=1e-9
    )


def test_a_plane_passes_the_gaussian_edges_and_all() -> None:
    x, y = grid()
    plane = 0.3 * x - 0.2 * y + 1e-6
    np.testing.assert_allclose(smoothed(plane, (PIXEL, PIXEL), 10e-6), plane, atol=1e-15)


def test_holes_are_passed_over() -> None:
    rng = np.random.default_rng(0)
    z = sine() + 0.1 * grid()[0]
    holed = np.where(rng.random(z.shape) < 0.1, np.nan, z)
    whole, found = roughness(z, PIXEL), roughness(holed, PIXEL)
    assert found.missing == pytest.approx(0.1, abs=0.01)
    for name in ("sa", "sq", "sz", "sdr"):
        assert getattr(found, name) == pytest.approx(getattr(whole, name), rel=0.03)
    filtered = roughness(holed, PIXEL, s_index=3e-6)
    assert filtered.missing == found.missing
    assert filtered.sq == pytest.approx(roughness(z, PIXEL, s_index=3e-6).sq, rel=0.03)
    assert math.isnan(developed_ratio(np.where(np.eye(4) == 1.0, np.nan, 0.0)[:2, :2], 1.0, 1.0))


@given(
    heights=st.lists(st.floats(-1e-5, 1e-5), min_size=25, max_size=25),
    scale=st.floats(0.01, 100.0),
    shift=st.floats(-1e-3, 1e-3),
)
@settings(max_examples=60, deadline=None)
def test_laws_that_hold_for_every_map(heights: list[float], scale: float, shift: float) -> None:
    """Sa <= Sq <= Sz; a shift changes nothing, a factor all heights alike; Sdr >= 0."""
    z = np.reshape(heights, (5, 5))
    found = roughness(z, 1e-6, "none")
    other = roughness(scale * z + shift, 1e-6, "none")
    assert 0.0 <= found.sa <= found.sq * (1.0 + 1e-12) + 1e-100  # squares may underflow
    assert found.sq <= found.sz * (1.0 + 1e-12) + 1e-100
    assert found.sdr >= -1e-12
    for name in ("sa", "sq", "sz"):
        expected = scale * getattr(found, name)
        assert getattr(other, name) == pytest.approx(expected, rel=1e-6, abs=1e-15)


def test_a_flat_map_has_no_shape() -> None:
    found = roughness(np.full((5, 5), 3.2e-6), PIXEL)
    assert (found.sa, found.sq, found.sz) == pytest.approx((0.0, 0.0, 0.0), abs=1e-18)
    assert math.isnan(found.ssk)
    assert math.isnan(found.sku)


def test_the_settings_are_told() -> None:
    words = roughness(sine(), PIXEL, s_index=2.5e-6, l_index=20e-6).settings.words
    for part in ("ISO 25178-2", "S-filter Gaussian 2.5 um", "L-filter Gaussian 20 um", "plane",
                 "edges normalised", "pixel 0.5 um"):  # fmt: skip
        assert part in words
    bare = Settings("none", pixel=(1e-6, 2e-6)).words
    assert "no S-filter, no L-filter" in bare
    assert "1 x 2 um" in bare


@pytest.mark.parametrize(
    ("height", "how", "says"),
    [
        (np.zeros(9), {}, "two dimensions"),
        (np.zeros((2, 9)), {}, "pixels along each"),
        (np.full((4, 4), np.nan), {}, "holds heights"),
        (np.full((4, 4), np.inf), {}, "holds heights"),
        (np.zeros((9, 9)), {"form": "sphere"}, "none, plane, second-order"),
        (np.zeros((9, 9)), {"edges": "mirror"}, "normalised, periodic"),
        (np.zeros((9, 9)), {"s_index": 0.9e-6}, "two pixels"),
        (np.zeros((9, 9)), {"l_index": 1e-3}, "its side"),
        (np.zeros((9, 9)), {"s_index": 4e-6, "l_index": 2e-6}, "below L"),
    ],
)
def test_what_has_no_roughness_is_refused(height: np.ndarray, how: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        roughness(height, PIXEL, **how)


@pytest.mark.parametrize("pixel", [0.0, -1.0, math.nan, (1.0, 2.0, 3.0), (1.0, 0.0)])
def test_a_pixel_has_positive_sides(pixel: object) -> None:
    with pytest.raises(ValueError, match="pixel"):
        roughness(np.zeros((4, 4)), pixel)  # type: ignore[arg-type]


def test_too_few_heights_have_no_form() -> None:
    z = np.full((6, 6), np.nan)
    z[2, 1:4] = 1.0
    with pytest.raises(ValueError, match="too few"):
        form_of(z, "plane")
    assert set(FORMS) == {"none", "plane", "second-order"}
