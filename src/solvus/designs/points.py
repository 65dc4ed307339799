"""The designs of a sweep as points of the unit cube, by number.

Listed axes form a grid, the others are drawn together; design k is draw k // G at place k % G of
the grid of G places, so that more draws leave the designs before them as they were.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from solvus.base.errors import Fault, InputError
from solvus.study.axes import Axis
from solvus.study.sweep_block import MOST_DRAWS

MOST_DESIGNS = 10_000_000


class Points:
    """The points of a sweep over `axes`; `draws` of the drawn axes by `method` from `seed`."""

    def __init__(self, axes: Sequence[Axis], draws: int, method: str, seed: int) -> None:
        """Raises InputError where that is more than can be held."""
        self.axes, self.method, self.seed = tuple(axes), method, seed
        self.counts = [axis.count for axis in self.axes]
        self.places = math.prod(count for count in self.counts if count is not None)
        self.draws = min(draws, MOST_DRAWS) if None in self.counts else 1
        if len(self) > MOST_DESIGNS:
            raise InputError(Fault(
                f"comes to {len(self)} designs, more than {MOST_DESIGNS}; write fewer values or "
                "draws", "sweep.over",
            ))  # fmt: skip

    def __len__(self) -> int:
        return self.places * self.draws

    @property
    def extends(self) -> bool:
        """Whether more draws leave the first ones as they are."""
        return self.method != "latin"

    @cached_property
    def _drawn(self) -> np.ndarray:
        """Points of the drawn axes, array (draws, drawn axes)."""
        from scipy.stats import qmc

        many = self.counts.count(None)
        if many == 0:
            return np.empty((1, 0))
        if self.method == "random":
            return np.random.default_rng(self.seed).random((self.draws, many))
        if self.method == "latin":
            return qmc.LatinHypercube(many, rng=self.seed).random(self.draws)
        # drawn in whole powers of two, which keeps the sequence even and its start the same
        whole = 1 << max(self.draws - 1, 0).bit_length()
        return qmc.Sobol(many, rng=self.seed).random(whole)[: self.draws]

    def at(self, numbers: Sequence[int] | np.ndarray) -> np.ndarray:
        """The points of designs by number, array (designs, axes) over 0 to 1.

        A listed axis has the middle of the part of the interval that is its value's.
        """
        asked = np.asarray(numbers, dtype=np.int64)
        rows, rest = asked // self.places, asked % self.places
        found = np.empty((len(asked), len(self.axes)))
        drawn = self.counts.count(None)
        for column in reversed(range(len(self.axes))):
            count = self.counts[column]
            if count is None:
                drawn -= 1
                found[:, column] = self._drawn[rows, drawn]
            else:
                rest, index = np.divmod(rest, count)
                found[:, column] = (index + 0.5) / count
        return found
