"""The case that every benchmark of one foil runs, and how errors are measured on it.

A 50 um Li-Ag foil (one Ag in 128 atoms) is stripped and plated for 1 h each at 1 mA/cm2. Both
elements have the same constant atomic volume, plating adds pure lithium, and no silver leaves
through the moving face. y is the atom fraction of silver, depth is counted from that face.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FARADAY = 96485.33212  # C/mol, CODATA 2018
THICKNESS = 50e-6  # m
START_FRACTION = 1.0 / 128.0
ATOMIC_VOLUME = 13.0e-6  # m3/mol
DIFFUSIVITY = 1e-15  # m2/s, of the dilute alloy
DIFFUSIVITY_SLOPE = 5.0  # D = DIFFUSIVITY * exp(-DIFFUSIVITY_SLOPE * y)
CURRENT = 10.0  # A/m2
HALF_CYCLE = 3600.0  # s
FACE_SPEED = ATOMIC_VOLUME * CURRENT / FARADAY  # m/s

Array = NDArray[np.float64]


def graded_edges(cells: int, stretch: float = 4.5) -> Array:
    """Edges on 0..1 of cells that widen exponentially from the face at 0, shape (cells+1,)."""
    edges = np.expm1(stretch * np.arange(cells + 1) / cells) / np.expm1(stretch)
    edges[-1] = 1.0
    return edges


def uniform_edges(cells: int) -> Array:
    """Edges of equal cells on 0..1, shape (cells+1,)."""
    return np.linspace(0.0, 1.0, cells + 1)


def error(values: Array, reference: Array) -> float:
    """Largest difference after any half-cycle, over the largest reference value [1]."""
    return float(np.max(np.abs(values - reference)) / np.max(np.abs(reference)))
