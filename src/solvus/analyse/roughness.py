"""Areal roughness of a height map by ISO 25178-2, with the settings it was taken at.

The operations are applied in the order of ISO 25178-3:

    S-filter    areal Gaussian (ISO 16610-61) of nesting index S takes the finest structure away
    F-operator  the form: nothing, the least-squares plane, or the least-squares paraboloid
    L-filter    what a Gaussian of nesting index L lets pass is taken away: waviness

The Gaussian passes the share exp(-pi (alpha lambda_c f)^2), alpha = sqrt(ln 2/pi), of a wave of
frequency f: one half at the wavelength equal to the nesting index lambda_c. It is applied in
Fourier space, so that this holds however few pixels there are to a wavelength.

Edges and holes. With edges "normalised" the weights that fall outside the map or on a hole (nan)
are left out and the rest scaled up; the plane is set aside while filtering, as a Gaussian would
pass it unchanged. With "periodic" the map repeats itself on all sides, as simulated ones do.

Every parameter refers to the heights counted from their mean. From Sa to Sz holes are passed over;
Sdr passes over the quadruples of pixels that have one.

Roughness depends on all of this: compare numbers taken with the same settings only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

FORMS = ("none", "plane", "second-order")
EDGES = ("normalised", "periodic")
STANDARD = "ISO 25178-2"
LEAST_PIXELS = 3  # along an edge of the map
LEAST_INDEX = 2.0  # pixels: the shortest wave that a map can hold
_ALPHA_SQUARED = math.log(2.0) / math.pi
_DEGREES = {"none": 0, "plane": 1, "second-order": 2}


class Settings(NamedTuple):
    """How a roughness was taken: form removed, nesting indices S and L [m] (None: no filter),
    what is done at the edges, and the sides of a pixel [m] along x and y."""

    form: str = "plane"
    s_index: float | None = None
    l_index: float | None = None
    edges: str = "normalised"
    pixel: tuple[float, float] = (1.0, 1.0)

    @property
    def words(self) -> str:
        """The settings in words, for whatever prints the numbers."""
        filters = [
            f"{name}-filter Gaussian {1e6 * index:g} um" if index else f"no {name}-filter"
            for name, index in (("S", self.s_index), ("L", self.l_index))
        ]
        form = "mean only" if self.form == "none" else self.form
        x, y = (f"{1e6 * p:.3g}" for p in self.pixel)
        size = f"{x} um" if x == y else f"{x} x {y} um"
        return f"{STANDARD}, {', '.join(filters)}, form: {form}, edges {self.edges}, pixel {size}"


class Roughness(NamedTuple):
    """Parameters of ISO 25178-2 and the settings they were taken at.

    sa, sq, sz, sp, sv [m]: arithmetic mean and root mean square height, highest peak to lowest
    pit, highest peak, lowest pit (positive). ssk, sku [1]: skewness and kurtosis, nan for a flat
    map. sdr [1]: developed area less its projection, by the projection. missing [1]: share of
    pixels without a height.
    """

    sa: float
    sq: float
    sz: float
    sp: float
    sv: float
    ssk: float
    sku: float
    sdr: float
    missing: float
    settings: Settings


def roughness(
    height: np.ndarray,
    pixel: float | Sequence[float],
    form: str = "plane",
    s_index: float | None = None,
    l_index: float | None = None,
    edges: str = "normalised",
) -> Roughness:
    """Roughness of a height map.

    height : array (rows along y, columns along x) [m], nan where there is none. pixel : its side
    [m], or the two along x and y. form : one of `FORMS`. s_index, l_index : nesting indices [m].
    Raises ValueError for settings or maps of which it cannot be taken.
    """
    dx, dy = _pixel(pixel)
    settings = Settings(form, s_index, l_index, edges, (dx, dy))
    z = scale_limited(height, settings)
    valid = z[np.isfinite(z)]
    sq = float(np.sqrt(np.mean(valid**2)))
    flat = sq <= 1e-15 * max(1e-9, float(np.nanmax(np.abs(height))))
    cubed, fourth = (float(np.mean(valid**p)) for p in (3, 4))
    sp, sv = float(valid.max()), float(-valid.min())
    return Roughness(
        sa=float(np.mean(np.abs(valid))),
        sq=sq,
        sz=sp + sv,
        sp=sp,
        sv=sv,
        ssk=math.nan if flat else cubed / sq**3,
        sku=math.nan if flat else fourth / sq**4,
        sdr=developed_ratio(z, dx, dy),
        missing=1.0 - valid.size / z.size,
        settings=settings,
    )


def scale_limited(height: np.ndarray, settings: Settings) -> np.ndarray:
    """The map after S-filter, F-operator and L-filter, its mean taken off [m]."""
    z = np.asarray(height, float)
    _check(z, settings)
    if settings.s_index is not None:
        z = smoothed(z, settings.pixel, settings.s_index, settings.edges)
    z = z - form_of(z, settings.form)
    if settings.l_index is not None:
        z = z - smoothed(z, settings.pixel, settings.l_index, settings.edges)
        z = z - np.nanmean(z)
    return z


def form_of(height: np.ndarray, form: str) -> np.ndarray:
    """The form of a map [m]: polynomial of degree 0, 1 or 2, least squares over what has a height.

    Raises ValueError for an unknown form, or too few heights to find it.
    """
    if form not in _DEGREES:
        raise ValueError(f'form "{form}" is none of {", ".join(FORMS)}')
    rows, columns = height.shape
    y, x = np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij")
    degree = _DEGREES[form]
    terms = [x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)]
    valid = np.isfinite(height)
    design = np.stack([term[valid] for term in terms], axis=1)
    level = height[valid].mean() if valid.any() else 0.0
    found, _, rank, _ = np.linalg.lstsq(design, height[valid] - level, rcond=None)
    if rank < len(terms):
        raise ValueError(f"there are too few heights to find the form ({form})")
    return np.asarray(level + sum(c * term for c, term in zip(found, terms, strict=True)))


def smoothed(
    height: np.ndarray, pixel: tuple[float, float], index: float, edges: str = "normalised"
) -> np.ndarray:
    """The map after an areal Gaussian low-pass of nesting index `index` [m]; holes stay holes."""
    z = np.asarray(height, float)
    valid = np.isfinite(z)
    if edges == "periodic" and valid.all():
        return _passed(z, pixel, index)
    # A margin of one nesting index is enough: the Gaussian has fallen to 1e-6 there.
    margin = (0, 0) if edges == "periodic" else (_pixels(index, pixel[1]), _pixels(index, pixel[0]))
    plane = form_of(z, "none" if edges == "periodic" else "plane")
    room = tuple(n + m for n, m in zip(z.shape, margin, strict=True))
    values, weights = np.zeros(room), np.zeros(room)
    values[: z.shape[0], : z.shape[1]] = np.where(valid, z - plane, 0.0)
    weights[: z.shape[0], : z.shape[1]] = valid
    both = [_passed(a, pixel, index)[: z.shape[0], : z.shape[1]] for a in (values, weights)]
    out = np.full(z.shape, np.nan)
    out[valid] = plane[valid] + both[0][valid] / both[1][valid]
    return out


def developed_ratio(height: np.ndarray, dx: float, dy: float) -> float:
    """Sdr [1]: area of the triangles over the map by its projection, less one.

    Each quadruple of neighbouring pixels is cut into two triangles along either diagonal, and the
    mean of the two ways taken. nan where no quadruple is whole.
    """
    a, b = height[:-1, :-1], height[:-1, 1:]
    c, d = height[1:, :-1], height[1:, 1:]
    area = dx * dy

    def triangle(rise_x: np.ndarray, rise_y: np.ndarray) -> np.ndarray:
        return 0.5 * np.sqrt(area**2 + (dy * rise_x) ** 2 + (dx * rise_y) ** 2)

    total = triangle(b - a, c - a) + triangle(c - d, b - d)
    total += triangle(a - b, d - b) + triangle(d - c, a - c)
    whole = np.isfinite(total)
    return float(np.mean(0.5 * total[whole]) / area - 1.0) if whole.any() else math.nan


def _passed(values: np.ndarray, pixel: tuple[float, float], index: float) -> np.ndarray:
    dx, dy = pixel
    f_y = np.fft.fftfreq(values.shape[0], dy)[:, None]
    f_x = np.fft.rfftfreq(values.shape[1], dx)[None, :]
    share = np.exp(-np.pi * _ALPHA_SQUARED * index**2 * (f_x**2 + f_y**2))
    return np.asarray(np.fft.irfft2(np.fft.rfft2(values) * share, s=values.shape))


def _pixels(length: float, step: float) -> int:
    return math.ceil(length / step)


def _pixel(pixel: float | Sequence[float]) -> tuple[float, float]:
    sides = (pixel, pixel) if isinstance(pixel, int | float) else tuple(pixel)
    if len(sides) != 2 or not all(0.0 < side < math.inf for side in sides):
        raise ValueError("a pixel has one or two sides, positive and finite")
    return float(sides[0]), float(sides[1])


def _check(z: np.ndarray, settings: Settings) -> None:
    if z.ndim != 2 or min(z.shape) < LEAST_PIXELS:
        raise ValueError(f"a height map has two dimensions and {LEAST_PIXELS} pixels along each")
    if np.isinf(z).any() or not np.isfinite(z).any():
        raise ValueError("a height map holds heights, and nan where there is none")
    if settings.edges not in EDGES:
        raise ValueError(f'edges "{settings.edges}" is none of {", ".join(EDGES)}')
    dx, dy = settings.pixel
    least, most = LEAST_INDEX * max(dx, dy), min(z.shape[0] * dy, z.shape[1] * dx)
    for name, index in (("S", settings.s_index), ("L", settings.l_index)):
        if index is not None and not least <= index <= most:
            raise ValueError(
                f"a nesting index {name} of {1e6 * index:g} um does not suit this map: write "
                f"{1e6 * least:.3g} um (two pixels) to {1e6 * most:.3g} um (its side)"
            )
    s, long = settings.s_index, settings.l_index
    if s is not None and long is not None and s >= long:
        raise ValueError("the nesting index S must be below L")
