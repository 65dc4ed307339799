"""From composition to the signal of a surface-sensitive instrument.

    y(x) = y0 + (1 - y0) k x/(1 + (k - 1) x)

`literal` y0 = 0 and k = 1; `floor` k = 1 (a constant background of solute signal); `ratio` y0 = 0
(every Ag:Li ratio overstated by k). Nucleation is a function of this signal and not of the true
composition, so that a level fitted to readings needs no decision on y0 and k as long as the same y
is used on both sides.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

Shares = TypeVar("Shares", float, np.ndarray)


def signal(x: Shares, floor: float, ratio: float) -> Shares:
    """y [1] of atom fraction x [1]."""
    return floor + (1.0 - floor) * ratio * x / (1.0 + (ratio - 1.0) * x)


def averaged(x_matrix: Shares, x_skin: Shares, share: Shares, floor: float, ratio: float) -> Shares:
    """y [1] of a surface of which `share` shows the skin and the rest the matrix."""
    on_skin, elsewhere = signal(x_skin, floor, ratio), signal(x_matrix, floor, ratio)
    return share * on_skin + (1.0 - share) * elsewhere
