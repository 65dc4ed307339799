"""Finite-volume edges on 0 <= xi <= 1, graded to the moving face at xi = 0."""

from __future__ import annotations

import numpy as np

FIRST_CELL = 1.2  # first cell times number of cells, in units of the layer to be resolved


def graded_edges(cells: int, first: float) -> np.ndarray:
    """Edges of a geometric mesh, array (cells + 1,) [1].

    The widths are first, first r, first r^2, ... with r >= 1 such that they add up to 1. A first
    width of 1/cells or more gives the uniform mesh: a graded mesh is never coarser at the face
    than a uniform one.
    """
    if first * cells >= 1.0:
        return np.linspace(0.0, 1.0, cells + 1)
    low, high = 0.0, 1.0 / cells
    while first * np.expm1(cells * high) / np.expm1(high) < 1.0:
        high *= 2.0
    for _ in range(200):  # bisection on log r: monotone, and safe for any first width
        middle = 0.5 * (low + high)
        if first * np.expm1(cells * middle) / np.expm1(middle) < 1.0:
            low = middle
        else:
            high = middle
    edges = np.expm1(np.arange(cells + 1) * high) / np.expm1(cells * high)
    edges[0], edges[-1] = 0.0, 1.0
    return edges


def first_width(
    cells: int, thickness: float, diffusivity: float, speed: float, time: float
) -> float:
    """First width [1] for a boundary layer min(D/v, sqrt(D t)) [m] in a foil of given thickness.

    The layer that the front pushes ahead is D/v thick once D/v^2 has passed, and sqrt(D t) before
    (transport equation T4). A first cell of FIRST_CELL/cells of it resolves the layer without
    starving the rest; much finer cells at the face give a *larger* error for the same number.
    """
    layer = np.sqrt(diffusivity * time) if time > 0.0 else thickness
    if speed > 0.0:
        layer = min(layer, diffusivity / speed)
    return float(min(1.0 / cells, FIRST_CELL / cells * layer / thickness))
