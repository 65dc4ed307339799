"""Laser scanning confocal microscopy: the height map that the instrument would show.

The objective averages heights over its lateral resolution, taken as a Gaussian of that full width
at half maximum; the scanner reads them at the places of its own pixels, and each reading has a
random error. Steep flanks, which a real objective loses, and multiple reflections are not in it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from solvus.base.parameters import Parameter
from solvus.model.morphology import HeightMap
from solvus.observe.kinds import Instrument, Values

SIGMA_OF_WIDTH = 1.0 / math.sqrt(8.0 * math.log(2.0))  # of a Gaussian of full width 1 at half
MOST_PIXELS = 2048  # along a side of the map read

PARAMETERS = (
    Parameter(
        "lateral_resolution", "m", "0.6 um", "0.1 um", "10 um", "assumed",
        "0.61 x 408 nm/0.46 for an objective of 20x (recalled); Wang 2023 names the microscope, "
        "Keyence VK-X200K, and no objective",
        "full width at half maximum of what a reading averages over",
    ),
    Parameter(
        "pixel", "m", "0.7 um", "0.05 um", "20 um", "assumed",
        "of the order of a 20x field of 0.7 mm on 1024 pixels", "distance between two readings",
    ),
    Parameter(
        "height_noise", "m", "0.05 um", "0 um", "5 um", "assumed",
        "of the order of the repeatability of heights at 20x", "standard deviation of a reading",
    ),
)  # fmt: skip

INSTRUMENT = Instrument("confocal", "laser scanning confocal microscopy", PARAMETERS)


class HeightReading(NamedTuple):
    """Heights [m] as read, array (rows along y, columns along x), and the side of a pixel [m]."""

    height: np.ndarray
    pixel: float


def read(face: HeightMap, packing: float, values: Values, seed: int = 0) -> HeightReading:
    """The map of a face as the instrument shows it.

    packing : share of its room that the residue fills [1]; values : of `PARAMETERS` (SI); the same
    seed gives the same noise. The map is cut to whole pixels; where these are finer than those of
    the face, heights are interpolated linearly. Raises ValueError for a pixel that leaves less
    than three readings, or more than `MOST_PIXELS`, along a side.
    """
    from scipy.ndimage import map_coordinates

    height = blurred(face.surface(packing), face.pixel, values["lateral_resolution"])
    step = values["pixel"] / face.pixel
    count = int(len(height) / step * (1.0 + 1e-9))
    if not 3 <= count <= MOST_PIXELS:
        raise ValueError(
            f"a pixel of {1e6 * values['pixel']:g} um gives {count} readings along a map of "
            f"{1e6 * len(height) * face.pixel:g} um; 3 to {MOST_PIXELS} make a map"
        )
    at = (np.arange(count) + 0.5) * step - 0.5  # in pixels of the face, from the first centre
    rows, columns = np.meshgrid(at, at, indexing="ij")
    read_at = map_coordinates(height, [rows, columns], order=1, mode="grid-wrap")
    noise = np.random.default_rng((seed, _STREAM)).normal(size=read_at.shape)
    return HeightReading(read_at + values["height_noise"] * noise, values["pixel"])


def blurred(height: np.ndarray, pixel: float, width: float) -> np.ndarray:
    """A periodic map [m] averaged with a Gaussian of full width at half maximum `width` [m]."""
    sigma = SIGMA_OF_WIDTH * width
    k_y = 2.0 * np.pi * np.fft.fftfreq(height.shape[0], pixel)[:, None]
    k_x = 2.0 * np.pi * np.fft.rfftfreq(height.shape[1], pixel)[None, :]
    passed = np.exp(-0.5 * sigma**2 * (k_x**2 + k_y**2))
    return np.asarray(np.fft.irfft2(np.fft.rfft2(height) * passed, s=height.shape))


_STREAM = 1  # of random numbers: one an instrument, so that none repeats another's
