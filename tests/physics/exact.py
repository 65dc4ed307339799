"""Closed forms for a foil thick enough to be half infinite, constant D and front speed v.

v > 0 strips and v < 0 plates. One derivation serves both: in the frame of the face

    c_t = D c_zz + v c_z,   D c_z + v c = 0 at z = 0,   c = c_0 at t = 0,

whose Laplace transform w = (c/c_0 - 1) is, with b = v/(2 sqrt D), X = z/sqrt D, q^2 = s + b^2,

    w = 2 b exp(-X (q + b)) / ((q - b)^2 (q + b)),

partial fractions in q.
"""

from __future__ import annotations

import numpy as np
from scipy.integrate import quad
from scipy.special import erf, erfc


def alpha_of(v: float, diffusivity: float, time: float) -> float:
    """alpha = v sqrt(t)/(2 sqrt D), of the sign of v."""
    return v * np.sqrt(time / diffusivity) / 2.0


def time_of(alpha: float, v: float, diffusivity: float) -> float:
    """The time [s] at which alpha is reached."""
    return (2.0 * np.sqrt(diffusivity) * alpha / v) ** 2


def face(alpha: float) -> float:
    """c(face)/c_0; at alpha > 0 this is (T4), at alpha < 0 its counterpart for plating on top."""
    a2 = alpha * alpha
    return (1 + 2 * a2) * (1 + erf(alpha)) + 2 * alpha / np.sqrt(np.pi) * np.exp(-a2)


def profile(z: np.ndarray, v: float, diffusivity: float, time: float) -> np.ndarray:
    """c/c_0 at depth z [m] beneath the face; `face` at z = 0."""
    alpha = alpha_of(v, diffusivity, time)
    y = np.asarray(z) / (2.0 * np.sqrt(diffusivity * time))
    # bX = 2 alpha y; far from the face both terms of the product leave the range of floats
    first = (0.5 - 2.0 * alpha * y + 2.0 * alpha**2) * np.exp(-4.0 * alpha * y) * erfc(y - alpha)
    second = 0.5 * erfc(y + alpha)
    third = 2.0 * alpha / np.sqrt(np.pi) * np.exp(-((y + alpha) ** 2))
    return 1.0 + first - second + third


def skin_growth(c_sol: float, c_0: float, v: float, diffusivity: float, time: float) -> float:
    """Gamma [mol/m2] of a skin present from the start, the integral of equation (4)."""

    def rate(root: float) -> float:  # t = root^2 takes the singularity at t = 0 away
        alpha = alpha_of(v, diffusivity, root * root)
        layer = np.sqrt(diffusivity / np.pi) * np.exp(-(alpha**2))
        layer += root * 0.5 * v * (1.0 + erf(alpha))
        return 2.0 * (root * c_sol * v - (c_sol - c_0) * layer)

    return quad(rate, 0.0, np.sqrt(time), epsabs=0.0, epsrel=1e-11)[0]


def relaxed(
    z: np.ndarray, start: object, thickness: float, diffusivity: float, time: float
) -> np.ndarray:
    """c at depth z after a rest of a foil with c = start(z), no flux at either end.

    Cosine series; the coefficients by the midpoint rule on a fine grid, graded to z = 0, which
    sums the profile's boundary layer to far below the error looked for.
    """
    edge = thickness * np.linspace(0.0, 1.0, 40001) ** 2
    middle, width = 0.5 * (edge[1:] + edge[:-1]), np.diff(edge)
    weighted = np.asarray(start(middle)) * width  # type: ignore[operator]
    c = np.full(np.shape(z), weighted.sum() / thickness)
    for k in range(1, 4000):
        wave = k * np.pi / thickness
        fade = np.exp(-diffusivity * wave**2 * time)
        if fade < 1e-14:
            break
        amplitude = 2.0 / thickness * (weighted * np.cos(wave * middle)).sum()
        c = c + amplitude * fade * np.cos(wave * np.asarray(z))
    return c
