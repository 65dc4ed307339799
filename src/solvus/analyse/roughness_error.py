"""How sure a roughness is: the error bars of Sa, Sq and Sdr of one map.

The map is filtered once, with the settings printed, and its parameters taken on all of it. What
another field of the same surface would give is estimated by a jackknife over tiles: with the value
theta without tile k, of g tiles,

    error^2 = (g - 1)/g sum over k of (theta_k - mean)^2

This holds if structures are smaller than a tile (an L-filter below a tile's side sees to it), and
a notice says where they are not. It does not hold the error of the instrument: noise raises Sq to
sqrt(Sq^2 + noise^2), and Sdr more. Sz, Sp and Sv are extremes of the field and grow with it: they
have no error bar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solvus.analyse.roughness import Roughness, developed_ratio, roughness, scale_limited

TILES = 4
LEAST_LATERAL = 3.0  # S-filter by the lateral resolution, as makers of confocal microscopes advise


class RoughnessError(NamedTuple):
    """A roughness, standard errors of sa, sq [m] and sdr [1], correlation length of the heights
    [m] (nan: longer than the map shows), the definition with its settings, and notices."""

    found: Roughness
    sa: float
    sq: float
    sdr: float
    correlation: float
    words: str
    notices: tuple[str, ...]


def roughness_with_error(
    height: np.ndarray,
    pixel: float | Sequence[float],
    form: str = "plane",
    s_index: float | None = None,
    l_index: float | None = None,
    edges: str = "normalised",
    lateral: float | None = None,
    tiles: int = TILES,
) -> RoughnessError:
    """Roughness of a map with its error bars; arguments as `roughness.roughness` has them.

    lateral [m] : resolution of the instrument, against which the S-filter is judged; tiles : along
    either side. ValueError as `roughness` raises it, or for tiles of fewer than 3 pixels.
    """
    found = roughness(height, pixel, form, s_index, l_index, edges)
    z = scale_limited(height, found.settings)
    if tiles < 2 or min(z.shape) // tiles < 3:
        raise ValueError(f"{tiles} tiles along a side leave fewer than 3 pixels to each")
    dx, dy = found.settings.pixel
    rows = np.array_split(np.arange(z.shape[0]), tiles)
    columns = np.array_split(np.arange(z.shape[1]), tiles)
    without = []
    for r in rows:
        for c in columns:
            rest = z.copy()
            rest[np.ix_(r, c)] = np.nan
            valid = rest[np.isfinite(rest)]
            if valid.size:
                sq = math.sqrt(float(np.mean(valid**2)))
                without.append((float(np.mean(np.abs(valid))), sq, developed_ratio(rest, dx, dy)))
    left = np.array(without)
    g = len(left)
    error = np.sqrt((g - 1) / g * np.sum((left - left.mean(axis=0)) ** 2, axis=0))
    length = correlation_length(z, (dx, dy))
    side = min(z.shape[0] * dy, z.shape[1] * dx)
    words = f"{found.settings.words}; errors by jackknife over {tiles} x {tiles} tiles"
    notices = _notices(found, length, side / tiles, lateral)
    sa, sq, sdr = (float(e) for e in error)
    return RoughnessError(found, sa, sq, sdr, length, words, notices)


def correlation_length(height: np.ndarray, pixel: tuple[float, float]) -> float:
    """Distance [m] at which the autocorrelation of the heights, over all directions, has fallen to
    1/e; nan where it does not within half the shorter side. Holes count as the mean."""
    z = np.where(np.isfinite(height), height, np.nanmean(height))
    z = z - z.mean()
    room = (2 * z.shape[0], 2 * z.shape[1])
    products = np.fft.irfft2(np.abs(np.fft.rfft2(z, s=room)) ** 2, s=room)
    pairs = np.fft.irfft2(np.abs(np.fft.rfft2(np.ones_like(z), s=room)) ** 2, s=room)
    if not products[0, 0] > 0.0:
        return math.nan
    y = np.fft.fftfreq(room[0], 1.0 / room[0])[:, None] * pixel[1]
    x = np.fft.fftfreq(room[1], 1.0 / room[1])[None, :] * pixel[0]
    step = max(pixel)
    ring = np.rint(np.hypot(y, x) / step).astype(int)
    most = int(0.5 * min(z.shape[0] * pixel[1], z.shape[1] * pixel[0]) / step)
    use = (ring <= most) & (pairs > 0.5)
    total = np.bincount(ring[use], products[use], most + 1)
    count = np.bincount(ring[use], pairs[use], most + 1)
    r = total / np.maximum(count, 1.0)
    r = r / r[0]
    below = np.flatnonzero(r < math.exp(-1.0))
    if not below.size:
        return math.nan
    k = int(below[0])
    return float(step * (k - 1 + (r[k - 1] - math.exp(-1.0)) / (r[k - 1] - r[k])))


def _notices(
    found: Roughness, length: float, tile: float, lateral: float | None
) -> tuple[str, ...]:
    told, s_index = [], found.settings.s_index
    if not length <= 0.5 * tile:
        seen = "longer than the map shows" if math.isnan(length) else f"{1e6 * length:.3g} um"
        told.append(
            f"the heights are correlated over {seen}, tiles are {1e6 * tile:.3g} um wide: the "
            "error bars are too small; take an L-filter or a larger field"
        )
    if s_index is None:
        told.append("no S-filter: Sdr and Sz hold the noise of the instrument")
    elif lateral is not None and s_index < LEAST_LATERAL * lateral:
        told.append(
            f"the S-filter of {1e6 * s_index:.3g} um is below {LEAST_LATERAL:g} times the lateral "
            f"resolution of {1e6 * lateral:.3g} um"
        )
    if found.missing > 0.05:
        told.append(f"{100 * found.missing:.1f} % of the pixels have no height")
    return tuple(told)
