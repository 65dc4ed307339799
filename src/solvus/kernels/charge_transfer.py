"""Butler-Volmer kinetics behind a resistive film (SEI), symmetric transfer coefficients.

i = 2 j0 sinh(F (eta - i R)/(2 R_gas T))
"""

from __future__ import annotations

import numpy as np

from solvus.kernels.jit import njit


@njit
def overpotential(i: float, j0: float, film: float, volt: float) -> float:
    """eta [V] that drives i [A/m2]; j0 [A/m2], film [ohm m2], volt = 2 R T/F [V]."""
    return film * i + volt * np.arcsinh(i / (2.0 * j0))


@njit
def current(eta: float, j0: float, film: float, volt: float) -> tuple:
    """(i [A/m2], di/deta [S/m2]) that eta [V] drives through film and interface.

    Newton's method on the voltage across the interface, started from the smaller of the two limits
    (film alone, interface alone) and monotone from there.
    """
    bare = 2.0 * j0 * np.sinh(min(max(eta / volt, -40.0), 40.0))
    if film <= 0.0:
        return bare, 2.0 * j0 / volt * np.cosh(min(max(eta / volt, -40.0), 40.0))
    ohmic = eta / film
    i = bare if abs(bare) < abs(ohmic) else ohmic
    for _ in range(50):
        wrong = overpotential(i, j0, film, volt) - eta
        by_i = film + volt / np.sqrt(4.0 * j0 * j0 + i * i)
        step = wrong / by_i
        i -= step
        if abs(step) <= 1e-13 * (abs(i) + j0):
            break
    return i, 1.0 / (film + volt / np.sqrt(4.0 * j0 * j0 + i * i))
