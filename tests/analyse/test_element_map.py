"""Maps whose statistics are known: even ones, spotted ones, with holes; error bars that cover."""

from __future__ import annotations

import numpy as np
import pytest

from instrument_files import instrument_file
from solvus.analyse.element_map import enrichment, line_scan, radial_correlation, uniformity
from solvus.analyse.readers import map_table

N = 64


def field(length: float, rng: np.random.Generator, n: int = N) -> np.ndarray:
    """Gaussian random field of unit variance with correlation exp(-(d/length)^2)."""
    big = 2 * n
    f = np.hypot(np.fft.fftfreq(big)[:, None], np.fft.rfftfreq(big)[None, :])
    passed = np.exp(-0.5 * (np.pi * length * f) ** 2)
    made = np.fft.irfft2(np.fft.rfft2(rng.normal(size=(big, big))) * passed, s=(big, big))
    return made[:n, :n] / np.sqrt(np.mean(passed**2) if length < 1 else made.std() ** 2)


def test_an_even_sample_is_even() -> None:
    rng = np.random.default_rng(0)
    excess, dispersion = [], []
    for _ in range(600):
        found = uniformity(rng.poisson(40.0, (N, N)))
        excess.append(found.excess / found.excess_error)
        dispersion.append((found.dispersion - 1.0) / found.even_error)
    assert abs(np.mean(excess)) < 0.25
    assert np.std(excess) == pytest.approx(1.0, abs=0.12)
    assert np.std(dispersion) == pytest.approx(1.0, abs=0.12)


@pytest.mark.parametrize("spread", [0.1, 0.3])
def test_the_spread_of_the_sample_is_found_below_the_counting_noise(spread: float) -> None:
    rng = np.random.default_rng(1)
    pulls = []
    for _ in range(150):
        amounts = 20.0 * rng.gamma(1.0 / spread**2, spread**2, (N, N))
        found = uniformity(rng.poisson(amounts))
        pulls.append((found.spread - spread) / found.error)
    assert abs(np.mean(pulls)) < 0.3
    assert np.std(pulls) == pytest.approx(1.0, abs=0.2)


def test_blocks_add_counts_up() -> None:
    found = uniformity(np.full((9, 10), 7.0), block=4)
    assert found.mean == pytest.approx(7.0)
    assert found.dispersion == 0.0
    assert found.spread == 0.0
    assert found.excess < 0.0
    assert "4 blocks, 112 counts each" in found.words


def test_enrichment_and_its_counting_error() -> None:
    rng = np.random.default_rng(2)
    region = np.zeros((N, N), bool)
    region[:, :8] = True
    pulls = []
    for _ in range(300):
        counts = rng.poisson(np.where(region, 12.0, 3.0)).astype(float)
        counts[rng.random((N, N)) < 0.1] = np.nan
        found = enrichment(counts, region)
        pulls.append((found.value - 4.0) / found.error)
    assert abs(np.mean(pulls)) < 0.2
    assert np.std(pulls) == pytest.approx(1.0, abs=0.12)
    scatter = enrichment(counts, region, poisson=False)
    assert scatter.error == pytest.approx(found.error, rel=0.2)
    none = enrichment(np.where(region, 0.0, 3.0), region)
    assert none.value == 0.0
    assert none.error > 0.0


def test_correlation_of_a_known_field() -> None:
    """exp(-(d/l)^2) falls to 1/e at l; counting noise must not shorten it."""
    rng = np.random.default_rng(3)
    lengths, pulls = [], []
    for _ in range(12):
        amounts = 30.0 * np.exp(0.3 * field(5.0, rng, 96))
        found = radial_correlation(rng.poisson(amounts), 0.5)
        lengths.append(found.length)
        pulls.append((found.length - 2.5) / found.length_error)
    assert np.mean(lengths) == pytest.approx(2.5, rel=0.06)
    assert 0.5 < np.std(pulls) < 1.7
    assert found.value[0] == pytest.approx(np.exp(-((1.0 / 5.0) ** 2)), abs=0.1)


def test_an_even_map_has_no_structure_to_correlate() -> None:
    with pytest.raises(ValueError, match="as even as counting"):
        radial_correlation(np.full((N, N), 5.0))


def test_holes_do_no_harm_to_a_correlation() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson(30.0 * np.exp(0.3 * field(5.0, rng, 96))).astype(float)
    whole = radial_correlation(counts)
    counts[rng.random(counts.shape) < 0.2] = np.nan
    holed = radial_correlation(counts)
    assert holed.value[:8] == pytest.approx(whole.value[:8], abs=0.1)


def test_a_line_scan_counts_every_pixel_once() -> None:
    counts = np.tile(np.arange(10.0), (6, 1))
    found = line_scan(counts, (0.0, 3.0), (10.0, 3.0), width=6.0)
    assert found.value == pytest.approx(np.arange(10.0))
    assert found.pixels.tolist() == [6] * 10
    assert found.error[4] == pytest.approx(np.sqrt(24.0) / 6.0)
    slanted = line_scan(counts, (0.0, 0.0), (10.0, 6.0), width=2.0)
    near = slanted.pixels.sum()
    assert 0 < near < 60
    assert (slanted.value[slanted.pixels > 0] * slanted.pixels[slanted.pixels > 0]).sum() > 0


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: uniformity(np.full((2, 2), 1.0)), "4 of each"),
        (lambda: uniformity(np.full((8, 8), -1.0)), "not negative"),
        (lambda: uniformity(np.zeros((8, 8))), "no counts"),
        (lambda: uniformity(np.ones((8, 8)), block=8), "too few"),
        (lambda: enrichment(np.ones((8, 8)), np.zeros((8, 8), bool)), "pixels in both"),
        (lambda: enrichment(np.zeros((8, 8)), np.eye(8, dtype=bool)), "no counts"),
        (lambda: line_scan(np.ones((8, 8)), (0, 0), (0, 0), 1.0), "a length"),
        (lambda: line_scan(np.ones((8, 8)), (50, 50), (60, 60), 1.0), "no pixel"),
        (lambda: radial_correlation(np.ones((8, 8)), reach=20.0), "does not suit"),
    ],
)
def test_maps_that_do_not_suit_are_refused(act: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        act()  # type: ignore[operator]


def test_silver_and_aluminium_of_a_real_map() -> None:
    read = {
        e: map_table.read(instrument_file(f"derived/bcf_v2_{e}_{line}_gross_counts.csv"))
        for e, line in (("Ag", "La"), ("Al", "Ka"))
    }
    silver, aluminium = (read[e].variables[e].values for e in ("Ag", "Al"))
    assert silver.shape == aluminium.shape == (50, 50)
    assert read["Ag"].variables["Ag"].unit == "counts"
    assert uniformity(silver).spread > 10.0 * uniformity(silver).error
    top = enrichment(silver, silver > np.quantile(silver, 0.9))
    assert top.value > 1.0 + 5.0 * top.error
