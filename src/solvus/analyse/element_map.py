"""Element maps (EPMA, EDS, AES): enrichment, uniformity, autocorrelation, line scans, from counts.

Where pixels are counts N their variance is their mean (Poisson), and what exceeds it is the sample:

    enrichment     mean(N in A)/mean(N in B),   relative error sqrt(1/sum_A + 1/sum_B)
    uniformity     u^2 = (var N - mean N)/mean^2,   u the relative spread of the sample [1]
                   over blocks of b by b pixels likewise, with the counts of a block
    dispersion     var N/mean N: 1 +- sqrt(2/(n - 1)) for an even sample
    correlation    r(d) = mean over pairs a distance d apart of dN dN', by (var N - mean N):
                   the counting noise of a pixel is correlated with itself alone, and is left out

All errors of a map that is not counts come from tiles instead. Background under a line is not taken
off: a ratio of gross counts lies nearer to 1 than that of the amounts. Nothing here is at%.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

TILES = 4  # along either side, for the jackknife
LEAST = 4  # pixels along a side


class Ratio(NamedTuple):
    """A ratio [1], its standard error, the pixels above and below, and its definition."""

    value: float
    error: float
    pixels: int
    reference_pixels: int
    words: str


class Uniformity(NamedTuple):
    """Spread of a map at one size of block.

    spread [1] relative, of the sample alone, and its error; excess: the square of it before the
    root, negative where the map is more even than counting allows; dispersion [1] with the error
    that an even sample would have; block: side [pixels]; mean counts of a pixel; words.
    """

    spread: float
    error: float
    excess: float
    excess_error: float
    dispersion: float
    even_error: float
    block: int
    mean: float
    words: str


class Correlation(NamedTuple):
    """Radial autocorrelation.

    distance [unit of the pixel], value [1] and error by ring, arrays (rings,); length: where it has
    fallen to 1/e (nan if it does not within the map), with error; words.
    """

    distance: np.ndarray
    value: np.ndarray
    error: np.ndarray
    length: float
    length_error: float
    words: str


class LineScan(NamedTuple):
    """Counts along a line: distance [unit of the pixel], mean of a pixel, standard error, pixels in
    each bin; arrays (bins,), nan where a bin has none; words."""

    distance: np.ndarray
    value: np.ndarray
    error: np.ndarray
    pixels: np.ndarray
    words: str


def enrichment(
    counts: np.ndarray,
    region: np.ndarray,
    reference: np.ndarray | None = None,
    poisson: bool = True,
) -> Ratio:
    """Mean in a region by the mean in a reference region (all the rest where left out).

    counts : map (rows, columns), nan for holes; region, reference : masks alike. poisson False:
    errors from the scatter of pixels, as if they were independent. ValueError for empty regions, or
    a reference without counts.
    """
    grid = _map(counts, poisson)
    inside = np.asarray(region, bool) & np.isfinite(grid)
    outside = ~np.asarray(region, bool) if reference is None else np.asarray(reference, bool)
    outside = outside & np.isfinite(grid)
    if inside.shape != grid.shape or not inside.any() or not outside.any():
        raise ValueError("a region and its reference are masks of the map with pixels in both")
    a, b = grid[inside], grid[outside]
    if not b.mean() > 0.0:
        raise ValueError("the reference region has no counts: there is no enrichment against it")
    value = float(a.mean() / b.mean())
    relative = [
        (1.0 / max(float(part.sum()), 1.0)) if poisson
        else float(part.var(ddof=1)) / part.size / float(part.mean()) ** 2
        if part.size > 1 and part.mean() != 0.0 else math.nan
        for part in (a, b)
    ]  # fmt: skip
    error = value * math.sqrt(sum(relative)) if value else math.sqrt(relative[1])
    if poisson and not a.sum():
        error = 1.0 / a.size / float(b.mean())  # one count, had there been one
    against = "the rest of the map" if reference is None else "the reference region"
    noise = "counting errors" if poisson else "errors from the scatter of pixels"
    return Ratio(value, error, a.size, b.size, f"mean counts of the region by {against}, {noise}")


def uniformity(counts: np.ndarray, block: int = 1) -> Uniformity:
    """Relative spread of the sample, without the counting noise, over blocks of `block` pixels.

    ValueError for a map that is not counts, has none, or fewer than four whole blocks. Blocks with
    a hole are passed over. The error counts blocks as independent: for a sample with structure
    wider than a block it is too small.
    """
    grid = _map(counts, True)
    summed = _blocks(grid, block)
    summed = summed[np.isfinite(summed)]
    n = summed.size
    if n < 4:
        raise ValueError(f"{n} whole blocks of {block} pixels are too few for a spread: 4 at least")
    mean = float(summed.mean())
    if not mean > 0.0:
        raise ValueError("the map has no counts")
    var = float(summed.var(ddof=1))
    excess = (var - mean) / mean**2
    # var of a sample variance, fourth moment of the data: no shape is assumed
    fourth = float(np.mean((summed - mean) ** 4))
    var_error = math.sqrt(max(fourth - var**2 * (n - 3) / (n - 1), 0.0) / n)
    excess_error = math.hypot(var_error, math.sqrt(var / n)) / mean**2
    spread = math.sqrt(max(excess, 0.0))
    error = excess_error / (2.0 * spread) if spread**2 > excess_error else math.sqrt(excess_error)
    words = (
        f"relative spread of blocks of {block} x {block} pixels beyond counting noise, {n} blocks, "
        f"{mean:.4g} counts each"
    )
    return Uniformity(spread, error, excess, excess_error, var / mean, math.sqrt(2.0 / (n - 1)),
                      block, mean / block**2, words)  # fmt: skip


def radial_correlation(
    counts: np.ndarray, pixel: float = 1.0, reach: float | None = None, poisson: bool = True
) -> Correlation:
    """Autocorrelation of the sample against distance, over all directions.

    pixel : side [m, or 1]; reach : largest distance (left out: a quarter of the shorter side).
    Errors are those of a jackknife over 4 by 4 tiles, which holes and structure do not upset as
    long as it is smaller than a tile. ValueError for a map whose spread is not above its counting
    noise.
    """
    grid = _map(counts, poisson)
    if not pixel > 0.0:
        raise ValueError("a pixel has a positive side")
    most = min(grid.shape) // 4 if reach is None else int(reach / pixel)
    if not 1 <= most < min(grid.shape):
        raise ValueError(f"a reach of {most} pixels does not suit a map of {grid.shape}")
    whole = _rings(grid, most, poisson)
    if whole is None:
        raise ValueError("the map is as even as counting noise allows: it has no structure")
    left = []
    rows = np.array_split(np.arange(grid.shape[0]), TILES)
    columns = np.array_split(np.arange(grid.shape[1]), TILES)
    for r in rows:
        for c in columns:
            without = grid.copy()
            without[np.ix_(r, c)] = np.nan
            one = _rings(without, most, poisson)
            if one is not None:
                left.append(one)
    distance = pixel * np.arange(1, most + 1)
    jack = np.array(left)
    factor = (len(left) - 1) / len(left) if left else math.nan
    error = np.sqrt(factor * np.sum((jack - jack.mean(axis=0)) ** 2, axis=0))
    lengths = [_length(distance, one) for one in left]
    length = _length(distance, whole)
    length_error = math.sqrt(factor * float(np.sum((np.array(lengths) - np.mean(lengths)) ** 2)))
    noise = "counting noise left out" if poisson else "as it is"
    words = f"radial autocorrelation to {most} pixels, {noise}, errors by jackknife over 16 tiles"
    return Correlation(distance, whole, error, length, length_error, words)


def line_scan(
    counts: np.ndarray,
    start: tuple[float, float],
    stop: tuple[float, float],
    width: float,
    pixel: float = 1.0,
    step: float | None = None,
    poisson: bool = True,
) -> LineScan:
    """Mean of the pixels along a line from `start` to `stop` (x, y), at most width/2 off it.

    Each pixel counts once, in the bin its centre falls into, so that the error is that of the
    counts summed. start, stop, width, step : in the unit of `pixel`; step: of the bins, a pixel if
    left out. ValueError for a line without length, or that no pixel is near.
    """
    grid = _map(counts, poisson)
    step = pixel if step is None else step
    (x0, y0), (x1, y1) = start, stop
    length = math.hypot(x1 - x0, y1 - y0)
    if not (length > 0.0 and width > 0.0 and step > 0.0 and pixel > 0.0):
        raise ValueError("a line scan has a length, a width, a step and a pixel, all positive")
    x = (np.arange(grid.shape[1]) + 0.5) * pixel
    y = (np.arange(grid.shape[0])[:, None] + 0.5) * pixel
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length
    across = np.abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / length
    near = (along >= 0.0) & (along <= length) & (across <= 0.5 * width) & np.isfinite(grid)
    if not near.any():
        raise ValueError("no pixel of the map lies along the line")
    bins = max(1, math.ceil(length / step - 1e-9))
    place = np.minimum((along[near] / step).astype(int), bins - 1)
    n = np.bincount(place, minlength=bins).astype(float)
    total = np.bincount(place, grid[near], bins)
    square = np.bincount(place, grid[near] ** 2, bins)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = total / n
        if poisson:
            error = np.sqrt(np.maximum(total, 1.0)) / n
        else:
            error = np.sqrt(np.maximum(square / n - value**2, 0.0) / (n - 1.0))
        error = np.where(n > 0, error, np.nan)
    noise = "counting errors" if poisson else "errors from the scatter across the line"
    words = f"line scan, {length:.4g} long and {width:.4g} wide, bins of {step:.4g}, {noise}"
    return LineScan((np.arange(bins) + 0.5) * step, value, error, n.astype(int), words)


def _map(counts: np.ndarray, poisson: bool) -> np.ndarray:
    grid = np.asarray(counts, float)
    if grid.ndim != 2 or min(grid.shape) < LEAST:
        raise ValueError(f"a map has rows and columns, {LEAST} of each at least")
    if np.isinf(grid).any() or not np.isfinite(grid).any():
        raise ValueError("a map holds numbers, and nan where there is none")
    if poisson and np.nanmin(grid) < 0.0:
        raise ValueError("counts are not negative; for other maps take the scatter as the noise")
    return grid


def _blocks(grid: np.ndarray, block: int) -> np.ndarray:
    if block < 1:
        raise ValueError("a block has one pixel at least")
    rows, columns = (n // block for n in grid.shape)
    cut = grid[: rows * block, : columns * block]
    return cut.reshape(rows, block, columns, block).sum(axis=(1, 3))


def _rings(grid: np.ndarray, most: int, poisson: bool) -> np.ndarray | None:
    """Autocorrelation at distances 1 to `most` pixels; None without any structure."""
    valid = np.isfinite(grid)
    mean = float(grid[valid].mean())
    spread = float(grid[valid].var(ddof=1)) - (mean if poisson else 0.0)
    if not spread > 0.0:
        return None
    room = tuple(n + most + 1 for n in grid.shape)
    left = np.fft.rfft2(np.where(valid, grid - mean, 0.0), s=room)
    weight = np.fft.rfft2(valid.astype(float), s=room)
    products = np.fft.irfft2(np.abs(left) ** 2, s=room)
    pairs = np.round(np.fft.irfft2(np.abs(weight) ** 2, s=room))
    f_y = np.rint(np.fft.fftfreq(room[0], 1.0 / room[0]))[:, None]
    f_x = np.rint(np.fft.fftfreq(room[1], 1.0 / room[1]))[None, :]
    ring = np.rint(np.hypot(f_y, f_x)).astype(int)
    use = (ring >= 1) & (ring <= most) & (pairs > 0.5)
    total = np.bincount(ring[use], products[use], most + 1)[1:]
    count = np.bincount(ring[use], pairs[use], most + 1)[1:]
    with np.errstate(invalid="ignore"):
        return np.asarray(total / count / spread)


def _length(distance: np.ndarray, value: np.ndarray) -> float:
    """Distance at which the correlation has fallen to 1/e, linear between rings; 1 at none."""
    d, r = np.concatenate([[0.0], distance]), np.concatenate([[1.0], value])
    below = np.flatnonzero(r < math.exp(-1.0))
    if not below.size:
        return math.nan
    k = int(below[0])
    share = (r[k - 1] - math.exp(-1.0)) / (r[k - 1] - r[k])
    return float(d[k - 1] + share * (d[k] - d[k - 1]))
