"""The designs that a search begins with: each of them once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvus.designs.points import Points
from solvus.study.axes import Axis


def snapped(axes: Sequence[Axis], points: np.ndarray) -> np.ndarray:
    """The same designs, array (designs, axes), with the coordinate of each listed axis in the
    middle of its value's part, so that equal designs are equal points."""
    made = np.array(points, float)
    for column, axis in enumerate(axes):
        if axis.count is not None:
            place = np.minimum(np.floor(made[:, column] * axis.count), axis.count - 1)
            made[:, column] = (place + 0.5) / axis.count
    return made


def grid_of(axes: Sequence[Axis], most: int) -> np.ndarray | None:
    """Every design of a space whose axes are all listed, array (designs, axes); None where one is
    drawn or there are more than `most`."""
    counts = [axis.count for axis in axes if axis.count is not None]
    if len(counts) < len(axes) or np.prod(counts, dtype=float) > most:
        return None
    grid = Points(axes, 1, "sobol", 0)
    return grid.at(np.arange(len(grid)))


def begin(axes: Sequence[Axis], samples: int, seed: int) -> np.ndarray:
    """Sobol points over the unit cube, array (designs, axes), less those that repeat a design."""
    from scipy.stats import qmc

    # whole powers of two keep the sequence even
    drawn = qmc.Sobol(len(axes), rng=seed).random(1 << max(samples - 1, 0).bit_length())[:samples]
    points = snapped(axes, drawn)
    _, first = np.unique(points, axis=0, return_index=True)
    return points[np.sort(first)]
