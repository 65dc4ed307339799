"""Scanning electron microscopy of a cross-section: foil, reaction layer, outside, in grey.

A line of the height map is the profile of the foil; the layer of residue lies on it, as thick as
its dense residue by the packing there. Within the layer the solid (dead lithium, SEI) is bright
and pores are dark: a Gaussian random field of the given grain size, cut at the level that leaves
the porosity. Greys are illustrative throughout: no detector, no charging, no preparation; what is
simulated are the profile, the thickness and the porosity. Foil that is pierced by the relief is
drawn as pierced.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.base.parameters import Parameter
from solvus.model.morphology import HeightMap
from solvus.observe.kinds import Instrument, Values

OUTSIDE, PORE, FOIL, SOLID = 0.03, 0.13, 0.42, 0.80  # grey levels, 0 black and 1 white
TEXTURE_FOIL, TEXTURE_SOLID = 0.015, 0.07  # standard deviations of the levels
BRIGHT = 0.5 * (FOIL + SOLID)
"""Grey that parts the solid of the layer from foil, pores and outside."""

SEEN_FOIL, SEEN_OUTSIDE = 60e-6, 8e-6  # [m] of foil below and outside above the layer, at most
MOST_PIXELS = 4096  # along a side of the image
_STREAM = 2  # of random numbers: one an instrument, so that none repeats another's

PARAMETERS = (
    Parameter(
        "pixel", "m", "0.4 um", "0.02 um", "5 um", "assumed",
        "enough for layers of several micrometres", "side of a pixel",
    ),
    Parameter(
        "grain", "m", "1.5 um", "0.05 um", "20 um", "assumed",
        "illustrative: of the order of dead lithium in micrographs",
        "correlation length of solid and pores",
    ),
    Parameter(
        "grey_noise", "1", "0.03", "0", "0.2", "assumed", "illustrative",
        "standard deviation of the grey of a pixel",
    ),
    Parameter(
        "bridged_gap", "m", "8 um", "0 um", "50 um", "assumed",
        "a few grains", "pores and bays narrower than this are measured as layer",
    ),
)  # fmt: skip

INSTRUMENT = Instrument("sem", "scanning electron microscopy of a cross-section", PARAMETERS)


class Section(NamedTuple):
    """A cross-section in grey.

    image : array (rows, columns), 0 black to 1 white, first row on top; pixel : its side [m];
    bottom : height [m] of the lower edge of the image above the back of the foil; base, top :
    arrays (columns,), heights [m] of the lower and upper face of the layer, as drawn.
    """

    image: np.ndarray
    pixel: float
    bottom: float
    base: np.ndarray
    top: np.ndarray


class Inside(NamedTuple):
    """What the map does not know: mean thickness of the metal left [m], packing of the layer (its
    share that the lost lithium fills if dense) and its porosity [1]."""

    foil: float
    packing: float
    porosity: float


def section(
    face: HeightMap, inside: Inside, values: Values, row: int = 0, seed: int = 0
) -> Section:
    """The cross-section along a row of the map; the same seed gives the same texture.

    values : of `PARAMETERS` (SI). Raises ValueError for a row that the map does not have, or
    an image of more than `MOST_PIXELS` along a side.
    """
    if not 0 <= row < len(face.metal):
        raise ValueError(f"the map has rows 0 to {len(face.metal) - 1}, not {row}")
    step, rng = values["pixel"], np.random.default_rng((seed, _STREAM))
    base, top = _profiles(face, inside, row, step)
    low = max(0.0, float(base.min()) - SEEN_FOIL)
    rows = int(np.ceil((float(top.max()) + SEEN_OUTSIDE - low) / step))
    if max(rows, len(base)) > MOST_PIXELS:
        raise ValueError(
            f"a pixel of {1e6 * step:g} um gives an image of {rows} x {len(base)} pixels, more "
            f"than {MOST_PIXELS} along a side"
        )
    height = low + (rows - 0.5 - np.arange(rows)) * step  # of the centres, downwards
    z = height[:, None]
    foil, layer = z <= base[None, :], (z > base[None, :]) & (z <= top[None, :])
    field = _field((rows, len(base)), values["grain"] / step, rng)
    image = np.full(field.shape, OUTSIDE)
    fine = _field(field.shape, 1.0, rng)
    image[foil] = FOIL + TEXTURE_FOIL * fine[foil]
    if layer.any():
        pore = field < np.quantile(field[layer], inside.porosity)
        image[layer] = np.where(pore, PORE, SOLID + TEXTURE_SOLID * fine)[layer]
    image += values["grey_noise"] * rng.normal(size=image.shape)
    return Section(np.clip(image, 0.0, 1.0).astype(np.float32), step, low, base, top)


def _profiles(
    face: HeightMap, inside: Inside, row: int, step: float
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper face of the layer [m] at the columns of the image, above the back."""
    relief = face.metal - face.metal.mean()
    side = relief.shape[1] * face.pixel
    x = (np.arange(int(side / step * (1.0 + 1e-9))) + 0.5) * step
    centres = (np.arange(relief.shape[1]) + 0.5) * face.pixel
    base = np.interp(x, centres, inside.foil + relief[row], period=side)
    base = np.maximum(base, 0.0)
    return base, base + np.interp(x, centres, face.residue[row], period=side) / inside.packing


def _field(shape: tuple[int, int], length: float, rng: np.random.Generator) -> np.ndarray:
    """Gaussian random field of unit variance, correlation exp(-(d/length)^2), d in pixels."""
    f_y, f_x = np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None, :]
    # the square root of its spectrum, as the noise is filtered once
    passed = np.exp(-0.5 * (np.pi * length) ** 2 * (f_y**2 + f_x**2))
    made = np.fft.irfft2(np.fft.rfft2(rng.normal(size=shape)) * passed, s=shape)
    spread = float(made.std())
    return np.asarray(made / spread if spread > 0.0 else made)
