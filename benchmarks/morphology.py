"""A height map over 50 cycles: the kernels, and the same map with a search tree from SciPy.

The twin draws the same nuclei, finds the nearest with `scipy.spatial.cKDTree` on the periodic
square and solves for the radius with `scipy.optimize.brentq`; all else is shared. Both runs end in
the same map, which is checked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
from scipy.optimize import brentq
from scipy.spatial import cKDTree

from solvus.model import morphology
from solvus.model.morphology import Domain, Surface

DOMAIN = Domain(256, 256e-6)
VALUES = {"memory": 0.5, "smoothing_length": 5e-6}
DEPOSIT = 4.85e-6  # [m], 1 mAh/cm2
LOST = 0.02
DENSITIES = (1e6, 1e7, 1e8)  # [1/cm2]


def run(density: float, cycles: int) -> tuple[np.ndarray, float]:
    """The outer surface after so many cycles, and the CPU time [s]."""
    cpu = time.process_time()
    surface = Surface(DOMAIN, VALUES, seed=1)
    for _ in range(cycles):
        surface.plate(DEPOSIT, LOST, 1e4 * density)
        surface.strip((1.0 - LOST) * DEPOSIT)
    return surface.map().surface(0.25), time.process_time() - cpu


def tree_nearest(x: np.ndarray, y: np.ndarray, side: float, out: np.ndarray) -> None:
    """What `kernels.morphology.nearest_squared` does, with a search tree."""
    centre = (np.arange(len(out)) + 0.5) * side / len(out)
    rows, columns = np.meshgrid(centre, centre, indexing="ij")
    tree = cKDTree(np.column_stack((x, y)), boxsize=side)
    distance, _ = tree.query(np.column_stack((columns.ravel(), rows.ravel())))
    out[:] = (distance**2).reshape(out.shape)


def numpy_patches(squared: np.ndarray, mean: float, out: np.ndarray) -> tuple[float, float]:
    """What `kernels.morphology.patches` does, in NumPy."""

    def wrong(r_squared: float) -> float:
        return float(np.sqrt(np.maximum(r_squared - squared, 0.0)).mean()) - mean

    low = mean * mean
    r_squared = brentq(wrong, low, low + squared.max(), xtol=1e-12 * low, rtol=1e-12)
    out[:] = np.sqrt(np.maximum(r_squared - squared, 0.0))
    out *= mean / out.mean()
    return float(np.sqrt(r_squared)), float(np.mean(out > 0.0))


def with_twin(density: float, cycles: int) -> tuple[np.ndarray, float]:
    """`run` with the twins in the place of the kernels."""
    kernels: dict[str, Callable] = {
        name: getattr(morphology, name) for name in ("nearest_squared", "patches")
    }
    morphology.nearest_squared, morphology.patches = tree_nearest, numpy_patches
    try:
        return run(density, cycles)
    finally:
        for name, kernel in kernels.items():
            setattr(morphology, name, kernel)


def main(cycles: int = 50, repeats: int = 3) -> list[str]:
    """A line for each density of nuclei."""
    run(DENSITIES[0], 1)  # compiles, or loads the cache
    lines = []
    for density in DENSITIES:
        own = [run(density, cycles) for _ in range(repeats)]
        twin, slow = with_twin(density, cycles)
        difference = float(np.abs(own[0][0] - twin).max() / twin.std())
        if difference > 1e-6:
            raise SystemExit(f"the maps differ by {difference:.1e} of their relief")
        seconds = median(cpu for _, cpu in own)
        lines.append(
            f"height map {DOMAIN.pixels} x {DOMAIN.pixels}, {cycles} cycles, {density:.0e} nuclei "
            f"per cm2: {seconds:.2f} s CPU; the same with a SciPy tree {slow:.2f} s "
            f"({slow / seconds:.1f} times)"
        )
    return lines


if __name__ == "__main__":
    print("\n".join(main()))
