"""Thickness of a layer on images whose layer is known."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.section import Greys, layer_thickness, thickness_by_column

GREYS = Greys(0.28, 0.6)
DARK, FOIL, SOLID = 0.1, 0.42, 0.8
PIXEL = 0.5e-6


def picture(top: np.ndarray, base: np.ndarray, rows: int = 100) -> np.ndarray:
    """Foil below row `base`, solid down from row `top`, by column."""
    row = np.arange(rows)[:, None]
    image = np.full((rows, len(top)), DARK)
    image[row >= base[None, :]] = FOIL
    image[(row >= top[None, :]) & (row < base[None, :])] = SOLID
    return image


def test_a_dense_layer_is_as_thick_as_it_is() -> None:
    columns = np.arange(80)
    base = np.full(80, 70) + (columns // 20)
    top = 30 + (columns // 10)
    found = layer_thickness(picture(top, base), PIXEL, GREYS, gap=0.0)
    inside = (columns % 10 > 0) & (columns % 10 < 9)  # a median rounds the steps
    true = (base - top) * PIXEL
    np.testing.assert_allclose(found.by_column[inside], true[inside])
    assert found.mean == pytest.approx(true.mean(), rel=0.01)
    assert found.sd == pytest.approx(true.std(), rel=0.05)
    assert found.missing == 0.0


def test_noise_does_no_harm() -> None:
    image = picture(np.full(60, 30), np.full(60, 70))
    noisy = image + 0.05 * np.random.default_rng(0).normal(size=image.shape)
    found = layer_thickness(noisy, PIXEL, GREYS, gap=0.0)
    assert found.mean == pytest.approx(40 * PIXEL, rel=0.01)


def test_bays_narrower_than_the_gap_are_bridged() -> None:
    top = np.full(60, 30)
    top[20:26] = 70  # the layer is open down to the foil, 6 columns wide
    image = picture(top, np.full(60, 70))
    open_ = layer_thickness(image, PIXEL, GREYS, gap=2.0 * PIXEL)
    closed = layer_thickness(image, PIXEL, GREYS, gap=12.0 * PIXEL)
    assert open_.missing == pytest.approx(6 / 60, abs=0.04)
    assert closed.missing == 0.0
    assert closed.mean == pytest.approx(40 * PIXEL, rel=0.01)


def test_pores_are_layer() -> None:
    rng = np.random.default_rng(1)
    image = picture(np.full(200, 20), np.full(200, 80))
    for _ in range(150):  # dark holes of 4 x 4 pixels
        r, c = rng.integers(20, 76), rng.integers(0, 196)
        image[r : r + 4, c : c + 4] = DARK
    found = layer_thickness(image, PIXEL, GREYS, gap=12 * PIXEL)
    assert found.mean == pytest.approx(60 * PIXEL, rel=0.02)


def test_where_no_foil_is_left_the_lowest_solid_counts() -> None:
    base = np.full(40, 70)
    base[10:30] = 100  # pierced: layer down to the lower edge of the image
    found = layer_thickness(picture(np.full(40, 30), base), PIXEL, GREYS, gap=0.0)
    assert found.by_column[20] == pytest.approx(70 * PIXEL)
    assert found.by_column[5] == pytest.approx(40 * PIXEL)


def test_a_mask_is_measured_as_drawn() -> None:
    mask = np.zeros((20, 5), bool)
    mask[4:10, :4] = True
    mask[6:8, 1] = False  # a pore
    found = thickness_by_column(mask, PIXEL)
    np.testing.assert_allclose(found.by_column[:4], 6 * PIXEL)
    assert np.isnan(found.by_column[4])
    assert (found.mean, found.sd) == pytest.approx((6 * PIXEL, 0.0))
    assert found.missing == pytest.approx(0.2)


def test_what_shows_no_layer_is_refused() -> None:
    image = picture(np.full(10, 70), np.full(10, 70))
    with pytest.raises(ValueError, match="no layer"):
        layer_thickness(image, PIXEL, GREYS, 0.0)
    with pytest.raises(ValueError, match="no column"):
        thickness_by_column(np.zeros((5, 5), bool), PIXEL)
    with pytest.raises(ValueError, match="above that of pores"):
        layer_thickness(image, PIXEL, Greys(0.6, 0.3), 0.0)
    for pixel, gap in ((0.0, 0.0), (PIXEL, -1.0)):
        with pytest.raises(ValueError, match="pixel"):
            layer_thickness(image, pixel, GREYS, gap)
    with pytest.raises(ValueError, match="rows and columns"):
        layer_thickness(image[0], PIXEL, GREYS, 0.0)
