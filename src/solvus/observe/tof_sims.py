"""TOF-SIMS: secondary ions of the solute and of lithium from the top one to two nanometres.

Signals are concentrations weighted by the escape depth (see `escape`), each relative to the pure
element. They are relative only: ion yields depend on what surrounds the atom, so only ratios of one
ion on one series of samples mean something, and the film is taken as sputtered off.

The model has one dimension: laterally a foil is uniform, except for places with and without a skin
or with and without lithium on top of it. Of those it knows the shares of the area and not the
size or the place. A line scan therefore shows the shares as regular patches of an assumed period,
blurred by the beam; where there is one sort of place the line is flat because the model is, which
is no prediction of uniformity.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.base.parameters import Parameter
from solvus.materials import library
from solvus.materials.kinds import Solute
from solvus.model.electrode import Face
from solvus.observe import escape
from solvus.observe.kinds import Instrument, Values

POINTS_PER_BEAM = 4.0  # of the line scan, per beam width
BEAM_REACH = 5.0  # of the beam's Gaussian, in its widths

PARAMETERS = (
    Parameter(
        "escape_depth", "m", "1.5 nm", "0.3 nm", "5 nm", "assumed",
        "1 to 2 nm, the outermost atomic layers (recalled, not re-read)",
        "depth from which the secondary ions come",
    ),
    Parameter(
        "beam_width", "m", "0.3 um", "0.05 um", "10 um", "assumed",
        "0.1 to 1 um for a liquid-metal ion gun (recalled, not re-read)",
        "standard deviation of the beam along a line",
    ),
    Parameter(
        "patch_period", "m", "10 um", "0.1 um", "1000 um", "assumed",
        "unknown; the model has the shares of the area only",
        "distance from patch to patch of a line scan",
    ),
)  # fmt: skip

INSTRUMENT = Instrument("tof_sims", "time-of-flight secondary-ion mass spectrometry", PARAMETERS)


class Signals(NamedTuple):
    """Signals of the solute and of lithium at the surface, each relative to the pure element [1];
    mean over the area."""

    solute: float
    lithium: float


class Depth(NamedTuple):
    """Signals [1] against the depth sputtered off [m, of the metal itself]; arrays (n,)."""

    depth: np.ndarray
    solute: np.ndarray
    lithium: np.ndarray


class Line(NamedTuple):
    """Signals [1] along the surface, position [m]; arrays (n,).

    shares : of the area, of each sort of place; with one alone the line is flat by construction.
    """

    position: np.ndarray
    solute: np.ndarray
    lithium: np.ndarray
    shares: tuple[float, ...]


def read(face: Face, values: Values, solute: Solute) -> Signals:
    """The surface as it is; `values` from `INSTRUMENT.values`."""
    found = depth(face, values, solute, np.zeros(1))
    return Signals(float(found.solute[0]), float(found.lithium[0]))


def depth(face: Face, values: Values, solute: Solute, at: np.ndarray) -> Depth:
    """Signals after sputtering to depths `at` [m], array (n,), without mixing or roughness."""
    length = values["escape_depth"]
    return Depth(
        np.asarray(at, float),
        solute.molar_volume.si * escape.seen(face, length, escape.solute, at),
        library.lithium().molar_volume.si * escape.seen(face, length, escape.lithium, at),
    )


def line(face: Face, values: Values, solute: Solute, length: float = 50e-6) -> Line:
    """A line scan of a length [m] over the surface.

    The sorts of place follow each other in the proportion of their areas within each period, which
    is what a straight line through patches at random meets on average. Raises ValueError for a
    length that is not positive.
    """
    if not 0.0 < length < np.inf:
        raise ValueError(f"a line of {length:g} m cannot be scanned")
    width, period = values["beam_width"], values["patch_period"]
    step = width / POINTS_PER_BEAM
    position = np.arange(0.0, length + 0.5 * step, step)
    found = []
    for amount, volume in (
        (escape.solute, solute.molar_volume.si),
        (escape.lithium, library.lithium().molar_volume.si),
    ):
        places = escape.seen_at_places(face, values["escape_depth"], amount)
        shares = np.array([area for area, _ in places])
        levels = volume * np.array([float(level[0]) for _, level in places])
        found.append(_scanned(position, shares, levels, width, period))
    return Line(position, found[0], found[1], tuple(float(share) for share in shares))


def _scanned(
    position: np.ndarray, shares: np.ndarray, levels: np.ndarray, width: float, period: float
) -> np.ndarray:
    """Patches seen through the beam: differences of their integral, smoothed by the Gaussian."""
    step = width / POINTS_PER_BEAM
    half = int(np.ceil(BEAM_REACH * POINTS_PER_BEAM))
    offsets = np.arange(-half, half + 1) * step
    beam = np.exp(-0.5 * (offsets / width) ** 2)
    reached = np.arange(-half, len(position) + half + 1) * step - 0.5 * step
    ends = np.concatenate(([0.0], np.cumsum(shares)))
    integral = np.concatenate(([0.0], np.cumsum(shares * levels)))
    whole, part = np.divmod(reached / period, 1.0)
    below = whole * integral[-1] + np.interp(part, ends, integral)
    means = np.diff(below) * period / step
    return np.asarray(np.convolve(means, beam / beam.sum(), mode="valid"))
