"""What leaves the outermost nanometres: amounts weighted by exp(-depth/length).

    seen(d) = integral over z > d of c(z) exp(-(z - d)/length) dz/length

for d the depth sputtered off. A uniform c is seen as c. The matrix is taken as straight lines
between its face and the centres of its cells, the layers as uniform, both integrated exactly, so
that lengths far below a cell of the mesh are no matter.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solvus.materials import library
from solvus.model.electrode import Face

Layers = tuple[tuple[float, float, float], ...]
Amount = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Concentration [mol/m3] that is asked for, from the solute's atom fraction and concentration."""


def solute(fraction: np.ndarray, concentration: np.ndarray) -> np.ndarray:
    """The solute itself [mol/m3]."""
    return concentration


def lithium(fraction: np.ndarray, concentration: np.ndarray) -> np.ndarray:
    """The lithium [mol/m3] that belongs to the solute; that of the metal where there is none."""
    pure = 1.0 / library.lithium().molar_volume.si
    some = fraction > 0.0
    per_solute = np.divide(1.0 - fraction, fraction, out=np.zeros_like(fraction), where=some)
    return np.where(some, per_solute * concentration, pure)


def seen(
    face: Face, length: float, amount: Amount = solute, depth: np.ndarray | None = None
) -> np.ndarray:
    """Weighted concentration [mol/m3], mean over the area; array (n,) at depths sputtered off [m].

    length [m] > 0; depth left out is the surface as it is, array (1,).
    """
    parts = seen_at_places(face, length, amount, depth)
    return np.asarray(sum(area * part for area, part in parts))


def seen_at_places(
    face: Face, length: float, amount: Amount = solute, depth: np.ndarray | None = None
) -> list[tuple[float, np.ndarray]]:
    """(share of the area, weighted concentration) of each sort of place, see `Face.columns`."""
    d = np.zeros(1) if depth is None else np.asarray(depth, float)
    inside = amount(face.fraction, face.concentration)
    found = []
    for area, layers in face.columns():
        total, top = np.zeros_like(d), 0.0
        for thickness, fraction, concentration in layers:
            c = float(amount(np.array([fraction]), np.array([concentration]))[0])
            total += c * (_faded(top - d, length) - _faded(top + thickness - d, length))
            top += thickness
        below = _beneath(face.depth, inside, face.edges[-1], length, np.maximum(d - top, 0.0))
        found.append((area, total + _faded(top - d, length) * below))
    return found


def _faded(depth: np.ndarray, length: float) -> np.ndarray:
    """exp(-depth/length), 1 above the surface."""
    return np.asarray(np.exp(-np.maximum(depth, 0.0) / length))


def _beneath(
    z: np.ndarray, c: np.ndarray, back: float, length: float, start: np.ndarray
) -> np.ndarray:
    """Weighted c beneath depths `start` of the matrix, 0 behind its back.

    By parts: seen(y) = c(y) + g(y), where along a line of slope s to the next point z1
    g(y) = s length (1 - e) + e g(z1), e = exp(-(z1 - y)/length).
    """
    slope = np.append(np.diff(c) / np.diff(z), 0.0)
    ends = np.append(z[1:], max(back, z[-1]))
    g = np.zeros(len(z) + 1)
    g[-1] = -c[-1]
    for i in range(len(z) - 1, -1, -1):
        e = np.exp(-(ends[i] - z[i]) / length)
        g[i] = slope[i] * length * (1.0 - e) + e * g[i + 1]
    at = np.clip(np.searchsorted(z, start, side="right") - 1, 0, len(z) - 1)
    e = _faded(ends[at] - start, length)
    found = np.interp(start, z, c) + slope[at] * length * (1.0 - e) + e * g[at + 1]
    return np.where(start < ends[-1], found, 0.0)
