"""How much of a surface a plating covers, and how rough it leaves it: known exactly.

Nuclei lie at random (Poisson, density N), each with a cap sqrt(r^2 - d^2) of one radius r, where d
is the distance to the nearest nucleus. The share of the surface farther than d from all of them is
exp(-pi N d^2), so that with x = sqrt(pi N) r and Dawson's function D

    mean deposit    sqrt(pi N) t = x - D(x)
    coverage        1 - exp(-x^2)
    Sq^2            (2 x D(x) - D(x)^2 - 1 + exp(-x^2))/(pi N)

(by integration in parts; no fit). Everything follows from the one number sqrt(N) t: from
sqrt(N) t = 1.5 on the uncovered share is below 4e-4 and Sq below 8 % of t, which is called planar
here. N must grow as 1/t^2 for a thinner deposit to be as planar.

Holds for hemispheres on a flat face and one plating; SEI, crystal habit and the relief of earlier
cycles are not in it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

PLANAR = 1.5
"""sqrt(N) t [1] from which on a deposit counts as planar."""

LARGEST_DAWSON = 0.5411  # of D(x), at x = 0.924
_ITERATIONS = 60
_TOLERANCE = 1e-14


class Coverage(NamedTuple):
    """One plating on a flat face: sqrt(N) t [1], r [m], coverage [1], Sq [m]."""

    planarity: np.ndarray
    radius: np.ndarray
    coverage: np.ndarray
    sq: np.ndarray

    @property
    def planar(self) -> np.ndarray:
        """Whether sqrt(N) t reaches `PLANAR`."""
        return np.asarray(self.planarity >= PLANAR)


def coverage(density: np.ndarray | float, deposit: np.ndarray | float) -> Coverage:
    """Coverage and roughness of one plating of mean thickness t from nuclei of density N.

    density : N [1/m2] > 0; deposit : t [m] > 0; arrays of shapes that fit one another, or floats.
    Raises ValueError for values that are not positive.
    """
    from scipy.special import dawsn

    n, t = np.asarray(density, float), np.asarray(deposit, float)
    if not (np.all(n > 0.0) and np.all(t > 0.0)):
        raise ValueError("density and deposit must be positive")
    scale = np.sqrt(np.pi * n)
    x = reach(scale * t)
    d = dawsn(x)
    variance = 2.0 * x * d - d * d + np.expm1(-x * x)
    return Coverage(
        np.sqrt(n) * t, x / scale, -np.expm1(-x * x), np.sqrt(np.maximum(variance, 0.0)) / scale
    )


def reach(tau: np.ndarray | float) -> np.ndarray:
    """x >= 0 with x - D(x) = tau [1], by Newton's method; D' = 1 - 2 x D."""
    from scipy.special import dawsn

    tau = np.asarray(tau, float)
    low, high = tau, tau + LARGEST_DAWSON  # as 0 <= D <= its largest value
    x = np.clip(np.cbrt(1.5 * tau), low, high)  # x - D(x) = 2/3 x^3 - ...
    for _ in range(_ITERATIONS):
        d = dawsn(x)
        step = np.divide(x - d - tau, 2.0 * x * d, out=np.zeros_like(x), where=x > 0.0)
        x = np.clip(x - step, low, high)
        if np.all(np.abs(step) <= _TOLERANCE * x):
            break
    return x


def density_needed(deposit: float) -> float:
    """Least N [1/m2] at which a deposit of mean thickness t [m] is planar: (1.5/t)^2."""
    return (PLANAR / deposit) ** 2
