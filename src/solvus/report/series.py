"""What figures are made of: computed lines with their uncertainty, measured points with a role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

Array = Sequence[float] | np.ndarray


class Line(NamedTuple):
    """A computed line in display units.

    name : as in the legend; the name of a mechanism or system ("H3v", "Li-Ag") sets the colour.
    x, y : coordinates, same length.
    low, high : bounds of the uncertainty band at x, or None.
    colour, dash : override the style that follows from the name ("" leaves it).
    key : what the style follows from where the name in the legend is longer, e.g. key "H3v".
    """

    name: str
    x: Array
    y: Array
    low: Array | None = None
    high: Array | None = None
    colour: str = ""
    dash: str = ""
    key: str = ""


class Measured(NamedTuple):
    """A measured point: label, coordinates, standard deviation, role.

    role : "fit" (used to calibrate), "predict" (kept out of every fit), "check", "limit", or
    "beside" (drawn beside a run, whatever it was used for).
    """

    name: str
    x: float
    y: float
    sigma: float = 0.0
    role: str = "predict"
