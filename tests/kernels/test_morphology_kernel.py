"""Nearest nuclei against every nucleus and image; patches against their definition."""

import numpy as np
import pytest
import twins
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.kernels.morphology import nearest_squared, patches

SIDE = 3.0e-5


def by_all_images(x: np.ndarray, y: np.ndarray, side: float, pixels: int) -> np.ndarray:
    """The same by looking at every nucleus in the nine squares about the map."""
    centre = (np.arange(pixels) + 0.5) * side / pixels
    shifts = [(i, j) for i in (-side, 0.0, side) for j in (-side, 0.0, side)]
    all_x = np.concatenate([x + i for i, _ in shifts])
    all_y = np.concatenate([y + j for _, j in shifts])
    dx = centre[None, :, None] - all_x
    dy = centre[:, None, None] - all_y
    return (dx**2 + dy**2).min(axis=2)


def nearest(x: np.ndarray, y: np.ndarray, pixels: int, plain: bool = False) -> np.ndarray:
    out = np.empty((pixels, pixels))
    (twins.python_of(nearest_squared) if plain else nearest_squared)(x, y, SIDE, out)
    return out


@pytest.mark.nojit
@given(count=st.integers(1, 60), pixels=st.integers(1, 9), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_the_nearest_of_all_images_is_found(count: int, pixels: int, seed: int) -> None:
    x, y = np.random.default_rng(seed).random((2, count)) * SIDE
    expected = by_all_images(x, y, SIDE, pixels)
    found = nearest(x, y, pixels)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-15 * SIDE**2)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 17, 300, 4000])
def test_few_and_many_nuclei(count: int) -> None:
    """Many cells to a pixel, many pixels to a cell."""
    x, y = np.random.default_rng(count).random((2, count)) * SIDE
    found = nearest(x, y, 24)
    np.testing.assert_allclose(found, by_all_images(x, y, SIDE, 24), rtol=1e-9, atol=1e-24)


def test_all_nuclei_in_one_corner() -> None:
    """Empty cells almost everywhere: the search has to go on to the far side."""
    x, y = np.random.default_rng(1).random((2, 200)) * 0.01 * SIDE
    np.testing.assert_allclose(nearest(x, y, 16), by_all_images(x, y, SIDE, 16), rtol=1e-9)


def test_nuclei_on_the_edge_of_the_square() -> None:
    x, y = np.array([0.0, np.nextafter(SIDE, 0.0)]), np.array([np.nextafter(SIDE, 0.0), 0.0])
    np.testing.assert_allclose(nearest(x, y, 8), by_all_images(x, y, SIDE, 8), rtol=1e-9)


@pytest.mark.nojit
@pytest.mark.parametrize("mean", [1e-8, 1e-6, 1e-4])
def test_patches_are_caps_that_hold_the_deposit(mean: float) -> None:
    x, y = np.random.default_rng(3).random((2, 6)) * SIDE
    squared = nearest(x, y, 10)
    out = np.empty_like(squared)
    radius, covered = patches(squared, mean, out)
    assert out.mean() == pytest.approx(mean, rel=1e-14)
    caps = np.sqrt(np.maximum(radius**2 - squared, 0.0))
    # Where a single pixel at the edge of a patch decides, its cap is steep in r.
    np.testing.assert_allclose(out, caps, rtol=1e-6, atol=1e-9 * mean)
    assert covered == np.mean(caps > 0.0)


def test_the_compiler_changes_nothing() -> None:
    x, y = np.random.default_rng(5).random((2, 40)) * SIDE
    compiled, plain = nearest(x, y, 12), nearest(x, y, 12, plain=True)
    assert np.array_equal(compiled, plain)
    a, b = np.empty_like(plain), np.empty_like(plain)
    found = patches(compiled, 1e-6, a)
    again = twins.python_of(patches)(plain, 1e-6, b)
    np.testing.assert_allclose(a, b, rtol=1e-12)
    assert found == pytest.approx(again, rel=1e-12)


@pytest.mark.nojit
def test_no_deposit_is_no_patch() -> None:
    squared = nearest(np.array([0.0]), np.array([0.0]), 4)
    out = np.full_like(squared, 7.0)
    assert patches(squared, 0.0, out) == (0.0, 0.0)
    assert not out.any()
