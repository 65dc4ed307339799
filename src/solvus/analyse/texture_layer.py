"""Reaction layer on a section by its texture, between edges that the user has drawn.

Greys differ from one microscope and sample to the next; what parts a reaction layer from foil and
resin is that it is rough where they are smooth. Over a square of `window` pixels

    texture = sqrt(mean of squares of the grey - its local mean)

and the layer is where log(texture) exceeds a level: Otsu's, which parts the two classes best, or
one given. Within the edges (lines of points from left to right; nothing is measured outside of
them) the largest connected piece is kept, its holes are filled, and its thickness read column by
column by `section.thickness_by_column`. A window that only partly overlaps the layer may already
look rough: with the share f of it inside, texture^2 = s^2 + f (r^2 - s^2), s and r the textures of
the two classes, so that a face is found where f is at the level t. Both faces are moved inwards by

    overlap = 1/2 - (t^2 - s^2)/(r^2 - s^2)   windows

The error of the mean has two parts, both found by doing it again:

    sampling   bootstrap over stretches of columns as long as the thickness is correlated
    choices    window times 0.7 and 1.4, level by a fifth of the distance between the classes:
               half the range of the means

The same seed gives the same error bar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solvus.analyse.section import LayerThickness, thickness_by_column

Point = tuple[float, float]
DRAWS = 400
LEAST_WINDOW = 3
_WIDER, _LEVEL_SHIFT = (0.7, 1.4), 0.2


class TextureLayer(NamedTuple):
    """A layer and its thickness [m].

    thickness : by column, with its faces; mean, median, low (10 %), high (90 %) over columns [m];
    sampling, choices, error : standard errors of the mean and both together [m]; level : of the
    log texture; share : of columns that show the layer; independent : stretches that count as
    independent; mask : array (rows, columns); words; notices.
    """

    thickness: LayerThickness
    mean: float
    median: float
    low: float
    high: float
    sampling: float
    choices: float
    error: float
    level: float
    share: float
    independent: float
    mask: np.ndarray
    words: str
    notices: tuple[str, ...]


class Edges(NamedTuple):
    """Lines within which the layer is looked for, as points (x, y) [m] from the upper left corner,
    y downwards: the upper one, and the lower one; an empty one is the edge of the image."""

    upper: Sequence[Point] = ()
    lower: Sequence[Point] = ()


def texture_layer(
    image: np.ndarray,
    pixel: float,
    window: float,
    edges: Edges | None = None,
    level: float | None = None,
    overlap: float | None = None,
    seed: int = 0,
) -> TextureLayer:
    """Find and measure the layer.

    image : grey (rows, columns); pixel, window : side [m], the window a few grains wide; level : of
    the log texture, Otsu's where left out; overlap [windows] : as above where left out. Raises
    ValueError for an image or window that does not suit, edges that leave nothing between them, or
    where nothing rough is found.
    """
    grey = np.asarray(image, float)
    if grey.ndim != 2 or not pixel > 0.0 or not np.isfinite(grey).all():
        raise ValueError("an image has rows and columns of greys, a pixel a positive side")
    side = round(window / pixel)
    if not LEAST_WINDOW <= side <= min(grey.shape) // 2:
        raise ValueError(
            f"a window of {1e6 * window:.3g} um is {side} pixels: write {LEAST_WINDOW} to "
            f"{min(grey.shape) // 2} of them"
        )
    if overlap is not None and not 0.0 <= overlap <= 1.0:
        raise ValueError("the overlap is a share of the window, 0 to 1")
    allowed = _allowed(grey.shape, pixel, edges or Edges())
    mask, used, gap, moved = _found(grey, side, allowed, level, overlap)
    found = thickness_by_column(mask, pixel)
    shown = found.by_column[np.isfinite(found.by_column)]
    sampling, independent = _sampling(found.by_column, seed)
    choices, failed = _choices(grey, side, allowed, used, gap, overlap, pixel)
    low, median, high = (float(q) for q in np.quantile(shown, (0.1, 0.5, 0.9)))
    words = (
        f"thickness by column of the largest region whose texture over {side} x {side} pixels "
        f"exceeds exp({used:.3f}) ({'Otsu' if level is None else 'given'}), faces moved in by "
        f"{moved:.2f} windows, "
        f"{'between drawn edges' if edges and (edges.upper or edges.lower) else 'whole image'}, "
        f"error from {DRAWS} bootstraps (seed {seed}) and from other windows and levels"
    )
    share = shown.size / grey.shape[1]
    error = math.hypot(sampling, choices)
    return TextureLayer(
        found, found.mean, median, low, high, sampling, choices, error, used, share,
        independent, mask, words, _notices(found, gap, share, failed, independent, allowed),
    )  # fmt: skip


def texture(image: np.ndarray, side: int) -> np.ndarray:
    """Standard deviation of the grey over `side` by `side` pixels about each pixel."""
    from scipy import ndimage

    grey = np.asarray(image, float) - float(np.mean(image))
    mean = ndimage.uniform_filter(grey, side, mode="reflect")
    square = ndimage.uniform_filter(grey**2, side, mode="reflect")
    return np.sqrt(np.maximum(square - mean**2, 0.0))


def otsu(values: np.ndarray, bins: int = 256) -> tuple[float, float, float]:
    """Level that parts values into two classes with the least spread within (Otsu 1979), and the
    means of the classes. ValueError for values that are all the same."""
    v = np.asarray(values, float).ravel()
    if v.size < 2 or not np.ptp(v) > 0.0:
        raise ValueError("the image is the same everywhere: nothing parts a layer from the rest")
    count, at = np.histogram(v, bins)
    middle = 0.5 * (at[1:] + at[:-1])
    below, moment = np.cumsum(count), np.cumsum(count * middle)
    above = below[-1] - below
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = moment / below, (moment[-1] - moment) / above
        between = below * above * (high - low) ** 2
    between = np.where(np.isfinite(between), between, -1.0)
    best = float(between.max())
    k = int(np.mean(np.flatnonzero(between >= best * (1.0 - 1e-9))))  # the middle of a gap
    return float(at[k + 1]), float(low[k]), float(high[k])


def _found(
    grey: np.ndarray, side: int, allowed: np.ndarray, level: float | None, overlap: float | None
) -> tuple[np.ndarray, float, float, float]:
    """Mask of the layer, level used, distance of the two classes in log texture, overlap used."""
    from scipy import ndimage

    rough = texture(grey, side)
    floor = 1e-3 * float(rough.max())
    if not floor > 0.0:
        raise ValueError("the image is the same everywhere: nothing parts a layer from the rest")
    log = np.log(np.maximum(rough, floor))
    parted, low, high = otsu(log[allowed])
    used = parted if level is None else level
    if overlap is None:
        smooth, above = math.exp(2.0 * low), math.exp(2.0 * used)
        overlap = 0.5 - (above - smooth) / (math.exp(2.0 * high) - smooth)
        overlap = min(max(overlap, 0.0), 0.5)
    mask = (log > used) & allowed
    labels, count = ndimage.label(mask)
    if not count:
        raise ValueError("nothing between the edges is rougher than the level: no layer found")
    sizes = np.bincount(labels.ravel())[1:]
    mask = ndimage.binary_fill_holes(labels == 1 + int(sizes.argmax()))
    trim = round(overlap * side)
    if trim:
        # faces only: what the edges cut off is not a face of the layer
        line = np.zeros((2 * trim + 1, 1), bool)
        line[:, 0] = True
        mask = ndimage.binary_erosion(mask | ~allowed, line, border_value=1) & allowed & mask
    if not mask.any():
        raise ValueError("the layer is thinner than the window: take a smaller one")
    return mask, used, high - low, overlap


def _allowed(shape: tuple[int, ...], pixel: float, edges: Edges) -> np.ndarray:
    """Pixels between the drawn edges."""
    rows, columns = shape
    x = (np.arange(columns) + 0.5) * pixel
    limits = []
    for name, line, default in (
        ("upper", edges.upper, 0.0),
        ("lower", edges.lower, rows * pixel),
    ):
        if len(line) == 1:
            raise ValueError(f"the {name} edge has one point: two are needed at least")
        points = np.array(sorted(line), float).reshape(-1, 2)
        if not np.isfinite(points).all():
            raise ValueError(f"the {name} edge has points that are no numbers")
        flat = np.full(columns, default)
        limits.append(np.interp(x, points[:, 0], points[:, 1]) if len(line) else flat)
    y = (np.arange(rows)[:, None] + 0.5) * pixel
    allowed = (y >= limits[0][None, :]) & (y <= limits[1][None, :])
    if allowed.sum() < 4 * LEAST_WINDOW**2:
        raise ValueError("the edges leave no room between them: y counts downwards")
    return allowed


def _sampling(by_column: np.ndarray, seed: int) -> tuple[float, float]:
    """Bootstrap error of the mean over stretches of columns, and how many are independent."""
    shown = by_column[np.isfinite(by_column)]
    n = shown.size
    stretch = _correlated(shown)
    if n < 2 * stretch:
        return float(shown.std()), 1.0
    rng = np.random.default_rng(seed)
    blocks = math.ceil(n / stretch)
    starts = rng.integers(0, n - stretch + 1, size=(DRAWS, blocks))
    sums = np.concatenate([[0.0], np.cumsum(shown)])
    means = (sums[starts + stretch] - sums[starts]).sum(axis=1) / (blocks * stretch)
    return float(means.std(ddof=1)), n / stretch


def _correlated(values: np.ndarray) -> int:
    """Columns over which the thickness is correlated: twice the sum of its autocorrelation up to
    where that first meets zero, and not less than one."""
    z = values - values.mean()
    power = float(np.sum(z**2))
    if power <= 0.0:
        return 1
    padded = np.fft.rfft(z, 2 * z.size)
    r = np.fft.irfft(np.abs(padded) ** 2)[: z.size] / power
    end = int(np.argmax(r <= 0.0)) or z.size
    return max(1, min(z.size, math.ceil(2.0 * float(r[:end].sum()) - 1.0)))


def _choices(
    grey: np.ndarray, side: int, allowed: np.ndarray, level: float, gap: float,
    overlap: float | None, pixel: float,
) -> tuple[float, int]:  # fmt: skip
    """Half the range of the mean thickness over other windows and levels, and how many failed."""
    means, failed = [], 0
    others = [(max(LEAST_WINDOW, round(f * side)), level) for f in _WIDER]
    others += [(side, level + f * _LEVEL_SHIFT * gap) for f in (-1.0, 1.0)]
    for other_side, other_level in [(side, level), *others]:
        try:
            mask, *_ = _found(grey, other_side, allowed, other_level, overlap)
            means.append(thickness_by_column(mask, pixel).mean)
        except ValueError:
            failed += 1
    return 0.5 * (max(means) - min(means)) if means else math.nan, failed


def _notices(
    found: LayerThickness, gap: float, share: float, failed: int, independent: float,
    allowed: np.ndarray,
) -> tuple[str, ...]:  # fmt: skip
    told = []
    if gap < math.log(2.0):
        told.append(
            f"the rough part is only {math.exp(gap):.1f} times as rough as the rest: see the mask"
        )
    if share < 0.9:
        told.append(f"the layer was found on {100 * share:.0f} % of the columns")
    if failed:
        told.append(
            f"{failed} of the other windows and levels found no layer: the error is too small"
        )
    if independent < 10.0:
        told.append(
            f"the image shows about {independent:.0f} independent stretches of layer: its error "
            "bar is uncertain, take more images"
        )
    shown = np.isfinite(found.lower)
    lowest = np.where(allowed.any(axis=0), len(allowed) - allowed[::-1].argmax(axis=0), 0)
    touching = (found.lower[shown] >= lowest[shown]) | (
        found.upper[shown] <= allowed.argmax(axis=0)[shown]
    )
    if touching.mean() > 0.05:
        told.append(
            f"on {100 * touching.mean():.0f} % of the columns the layer reaches an edge: there the "
            "edge and not the texture says where it ends"
        )
    return tuple(told)
