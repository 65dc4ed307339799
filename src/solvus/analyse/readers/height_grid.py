"""A grid of heights as a measurement of kind "height": what every reader of height maps ends
with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from solvus.analyse.readers.reader import Measured
from solvus.base.errors import Fault, InputError
from solvus.base.record import Variable
from solvus.base.units import parse

LEAST = 3  # rows and columns
LONGEST, SHORTEST = 1e-2, 1e-12  # [m] sides of a pixel that are believed
MOST_POINTS = 1 << 27


def measured(
    height: np.ndarray,
    pixel: tuple[float, float],
    unit: float | None,
    path: Path,
    attrs: Mapping[str, Any],
    notices: Sequence[str] = (),
) -> Measured:
    """Heights (rows along y, columns along x) with the sides of a pixel along x and y.

    unit [m] : of heights and pixels; None where the file states none: numbers stay in its own unit,
    which a notice says. nan is a hole. InputError for what is no such grid.
    """
    z = np.asarray(height, float)
    told = list(notices)
    if z.ndim != 2 or min(z.shape) < LEAST or z.size > MOST_POINTS:
        raise InputError(
            Fault(f"heights on {' x '.join(map(str, z.shape))} points are no map: {LEAST} rows and "
                  "columns are due at least", file=str(path))
        )  # fmt: skip
    if np.isinf(z).any() or not np.isfinite(z).any():
        raise InputError(Fault("the map holds no finite heights", file=str(path)))
    if not all(math.isfinite(side) and side > 0.0 for side in pixel):
        raise InputError(Fault("the file states no positive size of a pixel", file=str(path)))
    holes = int(np.isnan(z).sum())
    if holes:
        told.append(f"{holes} of {z.size} pixels ({100 * holes / z.size:.2g} %) have no height")
    if unit is None:
        told.append("the file states no unit of length: give it before anything is measured")
        more: dict[str, Any] = {"pixel_x_file_unit": pixel[0], "pixel_y_file_unit": pixel[1]}
    else:
        sides = tuple(side * unit for side in pixel)
        z = z * unit
        more = {"pixel_x_m": sides[0], "pixel_y_m": sides[1]}
        told += _doubts(z, sides)
    name = Variable(("y", "x"), z, "1" if unit is None else "m", "height")
    kept = {"instrument": "", "technique": "height map"} | dict(attrs) | more
    return Measured("height", {"height": name}, kept, tuple(told))


def metres(unit: str, path: Path, line: int = 0, what: str = "") -> float:
    """The length of a unit as text, [m]; InputError for one that is no length."""
    tidy = unit.strip().replace("µ", "u").replace("μ", "u").replace("~", "")
    tidy = {"Å": "angstrom", "A": "angstrom", "micron": "um", "microns": "um"}.get(tidy, tidy)
    try:
        return parse(f"1 {tidy}", "m")
    except ValueError as error:
        raise InputError(Fault(str(error), what, str(path), line)) from None


def _doubts(z: np.ndarray, sides: tuple[float, ...]) -> list[str]:
    """Sentences on sizes that a microscope hardly has."""
    found = []
    if not all(SHORTEST < side < LONGEST for side in sides):
        found.append(
            f"a pixel of {sides[0]:.3g} x {sides[1]:.3g} m is hardly one of a microscope: check "
            "the unit of the file"
        )
    width = min(z.shape[1] * sides[0], z.shape[0] * sides[1])
    rise = float(np.nanmax(z) - np.nanmin(z))
    if rise > 2.0 * width:
        found.append(
            f"the heights range over {rise:.3g} m on a field of {width:.3g} m: check the unit "
            "of the heights"
        )
    return found
