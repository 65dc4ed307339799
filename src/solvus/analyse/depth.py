"""Sputter depth profiles: time to depth, composition row by row, plateau, interface.

    depth = rate time,   rate on SiO2, so that depths are SiO2-equivalent

    interface   c(d) = c_1 + (c_2 - c_1) Phi((d - d_0)/s),   Phi the normal distribution
                position d_0, width d(84 %) - d(16 %) = 2 s  (the definition of ISO 18516)

The width is that of the instrument and of the sample together. The rate enters as a scale: its
error is common to all depths of a profile, and is given apart from that of the fit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from solvus.analyse.composition import Composition, composition
from solvus.analyse.sensitivity import Factor

LEAST_POINTS = 5  # of an interface
DEFINITION = "position at 50 %, width 16 to 84 % of a Gaussian step (ISO 18516)"


class Rate(NamedTuple):
    """Sputter rate on SiO2 [m/s], its relative standard error [1], and where it comes from."""

    value: float
    relative: float
    source: str


class Plateau(NamedTuple):
    """Mean over a stretch of depth: value, standard error of the mean, standard deviation of the
    points, points, slope [1/m] with its error, and the definition in words."""

    value: float
    error: float
    spread: float
    points: int
    slope: float
    slope_error: float
    words: str


class Interface(NamedTuple):
    """A step in a profile.

    position, width [m] with standard errors of the fit; scale [1]: relative error common to both,
    from the rate; before, after: levels on either side, with errors; chi2: reduced; words; notices.
    """

    position: float
    position_error: float
    width: float
    width_error: float
    scale: float
    before: float
    before_error: float
    after: float
    after_error: float
    chi2: float
    words: str
    notices: tuple[str, ...]

    @property
    def position_total(self) -> float:
        """Standard error of the position with that of the scale [m]."""
        return math.hypot(self.position_error, self.scale * self.position)


def depth_of(time: np.ndarray, rate: Rate) -> np.ndarray:
    """Depth [m], SiO2-equivalent, of sputter times [s]. ValueError for a rate not above zero."""
    if not (rate.value > 0.0 and rate.relative >= 0.0):
        raise ValueError("a sputter rate is positive, its relative error not less than 0")
    return rate.value * np.asarray(time, float)


def profile(
    intensity: Mapping[str, np.ndarray],
    sigma: Mapping[str, np.ndarray] | None = None,
    factors: Mapping[str, Factor] | None = None,
) -> Composition:
    """Composition of every row of a profile, see `composition`.

    intensity : by line, arrays (rows,); sigma : alike; left out: the square roots (counts).
    """
    if sigma is None:
        sigma = {line: np.sqrt(np.maximum(rows, 1.0)) for line, rows in intensity.items()}
    return composition(intensity, sigma, factors)


def plateau(
    depth: np.ndarray,
    value: np.ndarray,
    stretch: tuple[float, float],
    sigma: np.ndarray | None = None,
) -> Plateau:
    """Mean of a profile between two depths [m].

    sigma : errors of the points; left out: their scatter. The standard error is the larger of what
    the errors and what the scatter of the points give. ValueError for fewer than two points there.
    """
    low, high = sorted(stretch)
    d, c = np.asarray(depth, float), np.asarray(value, float)
    inside = (d >= low) & (d <= high) & np.isfinite(c)
    n = int(inside.sum())
    if n < 2:
        raise ValueError(
            f"{n} points lie between {1e9 * low:g} and {1e9 * high:g} nm, two are needed at least"
        )
    x, y = d[inside] - d[inside].mean(), c[inside]
    spread = float(y.std(ddof=1))
    error = spread / math.sqrt(n)
    if sigma is not None:
        own = np.asarray(sigma, float)[inside]
        error = max(error, float(np.sqrt(np.sum(own**2))) / n)
    sxx = float(np.sum(x**2))
    slope = float(np.sum(x * y)) / sxx if sxx > 0.0 else math.nan
    left = y - y.mean() - slope * x
    slope_error = math.nan
    if n > 2 and sxx > 0.0:
        slope_error = math.sqrt(float(np.sum(left**2)) / (n - 2) / sxx)
    words = f"mean of {n} points from {1e9 * low:g} to {1e9 * high:g} nm"
    return Plateau(float(y.mean()), error, spread, n, slope, slope_error, words)


def interface(
    depth: np.ndarray,
    value: np.ndarray,
    sigma: np.ndarray | float | None = None,
    stretch: tuple[float, float] | None = None,
    scale: float = 0.0,
) -> Interface:
    """Fit one step of a profile.

    depth [m], value : arrays (n,); sigma : standard errors of the values, left out: their scatter
    about the fit; stretch [m] : the part of the profile with the step; scale : `Rate.relative`.
    ValueError for fewer than `LEAST_POINTS` points, no step, or a fit that does not settle.
    """
    d, c = np.asarray(depth, float), np.asarray(value, float)
    use = np.isfinite(d) & np.isfinite(c)
    if stretch is not None:
        use &= (d >= min(stretch)) & (d <= max(stretch))
    x, y = d[use], c[use]
    if x.size < LEAST_POINTS:
        raise ValueError(f"{x.size} points do not fix an interface: {LEAST_POINTS} at least")
    if np.ptp(y) <= 0.0 or np.ptp(x) <= 0.0:
        raise ValueError("the profile does not change there: there is no interface")
    given = sigma is not None
    sd = np.broadcast_to(np.asarray(1.0 if sigma is None else sigma, float), c.shape)[use]
    if not (sd > 0.0).all():
        raise ValueError("the standard errors of a profile are positive")
    p, jacobian, chi2 = _fitted(x, y, sd)
    covariance = np.linalg.pinv(jacobian.T @ jacobian)
    widened = 1.0 if given and chi2 <= 1.0 else chi2
    errors = np.sqrt(np.maximum(np.diag(covariance) * widened, 0.0))
    span = float(np.ptp(x))
    before, after, where, s = p[0], p[1], x[0] + p[2] * span, abs(p[3]) * span
    words = f"{DEFINITION}, {1e9 * x[0]:g} to {1e9 * x[-1]:g} nm, {x.size} points"
    return Interface(
        float(where), float(errors[2] * span), float(2.0 * s), float(2.0 * errors[3] * span), scale,
        float(before), float(errors[0]), float(after), float(errors[1]), chi2, words,
        _notices(x, where, s, given, chi2),
    )  # fmt: skip


def _fitted(x: np.ndarray, y: np.ndarray, sd: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Levels before and after, position and s by the stretch; Jacobian; reduced chi squared."""
    from scipy.optimize import least_squares
    from scipy.special import ndtr

    span, unit = float(np.ptp(x)), (x - x[0]) / float(np.ptp(x))
    edge = max(1, x.size // 5)
    before, after = float(y[:edge].mean()), float(y[-edge:].mean())
    middle = 0.5 * (before + after)
    place = float(unit[np.argmin(np.abs(y - middle))])
    step = float(np.median(np.diff(np.sort(x)))) / span

    def left(p: np.ndarray) -> np.ndarray:
        return (p[0] + (p[1] - p[0]) * ndtr((unit - p[2]) / p[3]) - y) / sd

    bounds = ([-np.inf, -np.inf, -0.5, 0.02 * step], [np.inf, np.inf, 1.5, 3.0])
    best = None
    for width in (step, 0.1, 0.3):
        start = [before, after, np.clip(place, 0.0, 1.0), max(width, 0.03 * step)]
        done = least_squares(left, start, bounds=bounds, x_scale="jac", max_nfev=400)
        if best is None or done.cost < best.cost:
            best = done
    if best is None or best.status < 1 or not np.isfinite(best.x).all():
        raise ValueError("the fit of the interface does not settle: choose a stretch with one step")
    return best.x, best.jac, 2.0 * float(best.cost) / max(x.size - 4, 1)


def _notices(x: np.ndarray, where: float, s: float, given: bool, chi2: float) -> tuple[str, ...]:
    found = []
    step = float(np.median(np.diff(x)))
    if 2.0 * s < step:
        found.append("the interface is narrower than the points are apart: its width is a bound")
    if not x[0] + s <= where <= x[-1] - s:
        found.append("the interface is not wholly within the profile: its levels are extrapolated")
    if given and chi2 > 2.0:
        found.append(
            f"the step misses the points by more than their errors (chi squared {chi2:.1f}): it is "
            "not Gaussian, or the errors are too small; errors are widened"
        )
    return tuple(found)
