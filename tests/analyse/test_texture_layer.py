"""A rough layer between a smooth foil and a smooth outside, as drawn and as found."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.texture_layer import Edges, otsu, texture, texture_layer

PIXEL = 0.2e-6
ROWS, COLUMNS = 260, 400


def smooth(values: np.ndarray, grain: float) -> np.ndarray:
    f = np.hypot(
        np.fft.fftfreq(values.shape[0])[:, None], np.fft.rfftfreq(values.shape[1])[None, :]
    )
    passed = np.exp(-0.5 * (np.pi * grain * f) ** 2)
    made = np.fft.irfft2(np.fft.rfft2(values) * passed, s=values.shape)
    return made / made.std()


def picture(
    top: np.ndarray, base: np.ndarray, seed: int = 0, grain: float = 4.0, outside: float = 90.0
) -> np.ndarray:
    """Foil of grey 110 below row `base`, porous layer from `top`, `outside` above; 8 bits."""
    rng = np.random.default_rng(seed)
    row = np.arange(ROWS)[:, None]
    image = np.full((ROWS, COLUMNS), outside)
    image[row >= base] = 110.0
    layer = (row >= top) & (row < base)
    grains = smooth(rng.normal(size=image.shape), grain)
    image[layer] = (110.0 + 45.0 * grains)[layer]
    image += 3.0 * rng.normal(size=image.shape)
    return np.clip(np.round(image), 0, 255)


X = np.arange(COLUMNS)
BASE = np.full(COLUMNS, 190.0) + 6.0 * np.sin(X / 40.0)
TOP = np.full(COLUMNS, 90.0) + 8.0 * np.sin(X / 25.0)
WINDOW = 11 * PIXEL


def test_texture_is_the_local_standard_deviation() -> None:
    stripes = np.tile([0.0, 2.0], (40, 20))
    inside = texture(stripes, 8)[10:30, 10:30]
    assert inside == pytest.approx(np.ones_like(inside))
    assert texture(np.full((20, 20), 7.0), 5) == pytest.approx(np.zeros((20, 20)))


def test_otsu_parts_two_heaps() -> None:
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(0.0, 1.0, 4000), rng.normal(10.0, 1.0, 4000)])
    level, low, high = otsu(values)
    assert 3.0 < level < 7.0
    assert (low, high) == (pytest.approx(0.0, abs=0.1), pytest.approx(10.0, abs=0.1))
    with pytest.raises(ValueError, match="the same everywhere"):
        otsu(np.full(10, 3.0))


def test_the_thickness_that_was_drawn_is_found_within_its_error() -> None:
    true = (BASE - TOP).mean() * PIXEL
    pulls = []
    for seed in range(8):
        found = texture_layer(picture(TOP, BASE, seed), PIXEL, WINDOW)
        assert found.mean == pytest.approx(true, rel=0.03)
        assert found.share > 0.98
        pulls.append((found.mean - true) / found.error)
    assert np.sqrt(np.mean(np.square(pulls))) < 2.0
    assert found.low < found.median < found.high
    assert found.thickness.sd == pytest.approx((BASE - TOP).std() * PIXEL, rel=0.5)


def test_the_same_seed_gives_the_same_error_bar() -> None:
    image = picture(TOP, BASE)
    one, two, other = (texture_layer(image, PIXEL, WINDOW, seed=s) for s in (1, 1, 2))
    assert one.sampling == two.sampling != other.sampling
    assert one.mean == other.mean
    assert "seed 1" in one.words


def test_drawn_edges_keep_other_rough_things_out() -> None:
    image = picture(TOP, BASE)
    rng = np.random.default_rng(9)
    image[:60] = np.clip(110.0 + 60.0 * rng.normal(size=(60, COLUMNS)), 0, 255)  # torn resin
    edges = Edges(upper=[(0.0, 70 * PIXEL), (COLUMNS * PIXEL, 70 * PIXEL)])
    found = texture_layer(image, PIXEL, WINDOW, edges)
    assert found.mean == pytest.approx((BASE - TOP).mean() * PIXEL, rel=0.04)
    assert not found.mask[:70].any()
    assert "between drawn edges" in found.words


def test_an_edge_that_cuts_the_layer_is_told() -> None:
    cut = Edges(lower=[(0.0, 150 * PIXEL), (COLUMNS * PIXEL, 150 * PIXEL)])
    found = texture_layer(picture(TOP, BASE), PIXEL, WINDOW, cut)
    assert found.mean == pytest.approx((150.0 - TOP.mean()) * PIXEL, rel=0.05)
    assert any("reaches an edge" in words for words in found.notices)


def test_a_slanted_edge_is_followed() -> None:
    slanted = Edges(lower=[(0.0, 120 * PIXEL), (COLUMNS * PIXEL, 180 * PIXEL)])
    found = texture_layer(picture(TOP, BASE), PIXEL, WINDOW, slanted)
    left, right = (
        np.nanmean(found.thickness.lower[part]) for part in (slice(0, 50), slice(-50, None))
    )
    assert right - left == pytest.approx(60.0 * 350 / 400, abs=4.0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"window": PIXEL}, "write 3 to"),
        ({"overlap": 2.0}, "share of the window"),
        ({"level": 50.0}, "rougher than the level"),
        ({"edges": Edges(upper=[(0.0, 0.0)])}, "one point"),
        ({"edges": Edges(upper=[(0.0, 1.0), (1.0, 1.0)])}, "no room"),
        ({"image": np.full((50, 50), 3.0), "window": 5 * PIXEL}, "same everywhere"),
        ({"image": np.zeros(9)}, "rows and columns"),
        ({"pixel": 0.0}, "positive side"),
    ],
)
def test_orders_that_cannot_be_met_are_refused(given: dict, words: str) -> None:
    asked = {"image": picture(TOP, BASE), "pixel": PIXEL, "window": WINDOW} | given
    with pytest.raises(ValueError, match=words):
        texture_layer(**asked)
