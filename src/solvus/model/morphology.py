"""The height of a foil's face, cycle by cycle: a map of nuclei that come and go at random.

A square of the face, repeated on all sides, is followed through the platings and strippings of a
run. Each plating of mean thickness t = V_Li q/F

    starts from nuclei at random places, as many as a law of their density says (see `nuclei`), of
        which a share m (the memory) are those of the plating before,
    grows a cap sqrt(r^2 - d^2) on each, d being the distance to the nearest, with the one r that
        makes the mean t,
    leaves the share 1 - CE of its deposit behind as residue, where it was plated.

Each stripping takes its mean thickness back everywhere alike, after the relief of the metal is
smoothed by exp(-(k l_c)^4), once a plating: capillarity and surface diffusion. The residue, which
does not flow, is not smoothed. With M and R the heights of metal and residue (as dense lithium),

    mean M = sum CE t - sum of what was stripped,    mean R = sum (1 - CE) t

to round-off; what an instrument sees is M + R/packing. Relative to the face as made.

N, m and l_c are free: no reading constrains them, and absolute roughness after cycling is not a
prediction. What is robust is the coverage of one plating, see `coverage`.

What a map resolves. Heights are those at the centres of pixels, not means over them. With less
than about ten nuclei on the square its roughness is a matter of chance (one nucleus at least is
put on it). Where there are more than four a pixel, neighbouring pixels see different nuclei, and
the distance to the nearest is drawn from its law, P(> d) = exp(-pi N d^2), pixel by pixel: the
heights have the right distribution, and no lateral structure is left to resolve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solvus.base.parameters import Parameter
from solvus.kernels.morphology import nearest_squared, patches
from solvus.model.nuclei import UNCONSTRAINED, Values

DENSE = 4.0  # nuclei per pixel from which on pixels are drawn one by one
FEW = 10.0  # nuclei on the square below which its roughness is a matter of chance

PARAMETERS = (
    Parameter(
        "memory", "1", "0.5", "0", "1", "assumed", UNCONSTRAINED,
        "m, share of the nuclei that come again at the next plating",
    ),
    Parameter(
        "smoothing_length", "m", "5 um", "0 um", "30 um", "assumed", UNCONSTRAINED,
        "l_c, below which relief is smoothed away in a cycle",
    ),
)  # fmt: skip

LEAST_DEPOSIT = 1e-15  # [m]: of less, a millionth of an atom, its patches are drawn, thinner


@dataclass(frozen=True)
class Domain:
    """A square of `pixels` x `pixels` and of length `side` [m]."""

    pixels: int = 256
    side: float = 256e-6

    @property
    def pixel(self) -> float:
        """Side of a pixel [m]."""
        return self.side / self.pixels

    def nuclei(self, density: float) -> float:
        """Nuclei on the square in the mean [1] at a density [1/m2]."""
        return density * self.side**2

    def resolution(self, density: float) -> str:
        """What the map can say of so many nuclei: "by chance", "resolved" or "sub-pixel"."""
        if self.nuclei(density) < FEW:
            return "by chance"
        return "resolved" if density * self.pixel**2 <= DENSE else "sub-pixel"


class Plating(NamedTuple):
    """What came of one plating: density N of its nuclei [1/m2], mean deposit t [m], share of the
    square covered [1], radius r of the patches [m]."""

    density: float
    deposit: float
    coverage: float
    radius: float


class HeightMap(NamedTuple):
    """Heights [m] of metal and of residue (as dense lithium), arrays (pixels, pixels), rows along
    y, relative to the face as made; `pixel` is the side of a pixel [m]."""

    metal: np.ndarray
    residue: np.ndarray
    pixel: float

    def surface(self, packing: float = 1.0) -> np.ndarray:
        """Height [m] of the outer surface, the residue filling the share `packing` of its room."""
        return np.asarray(self.metal + self.residue / packing)


class Surface:
    """The map on its way through a run. The same seed gives the same map, to the last bit."""

    def __init__(self, domain: Domain, values: Values, seed: int = 0) -> None:
        """A flat face; `values` holds memory and smoothing_length (SI)."""
        self.domain = domain
        self.metal = np.zeros((domain.pixels, domain.pixels))
        self.residue = np.zeros_like(self.metal)
        self.last: Plating | None = None
        self._rng = np.random.default_rng(seed)
        self._memory = values["memory"]
        self._kept = _transmission(domain, values["smoothing_length"])
        self._nuclei: _Nuclei | None = None
        self._squared = np.zeros_like(self.metal)
        self._deposit = np.zeros_like(self.metal)
        self._plating = False

    def plate(self, deposit: float, lost: float, density: float) -> Plating:
        """Plate the mean thickness `deposit` [m], of which the share `lost` [1] becomes residue.

        density : of the nuclei [1/m2]; without effect where the last step was a plating too, which
        is then continued on its nuclei. Raises ValueError for values that cannot be.
        """
        if deposit < 0.0 or not 0.0 <= lost <= 1.0:
            raise ValueError("a deposit is not negative, and the share lost is from 0 to 1")
        if not self._plating or self.last is None:
            self._nucleate(density)
            before = 0.0
            self._deposit[:] = 0.0
        else:
            before, density = self.last.deposit, self.last.density
        held = before + deposit
        grown = np.empty_like(self._deposit)
        drawn = max(held, LEAST_DEPOSIT) if held > 0.0 else 0.0
        radius, covered = patches(self._squared, drawn, grown)
        if held < drawn:  # thinned, so that nowhere is more than what grows out of it later
            grown *= held / drawn
        self._deposit, grown = grown, grown - self._deposit
        self.metal += (1.0 - lost) * grown
        self.residue += lost * grown
        self._plating = True
        self.last = Plating(density, held, covered, radius)
        return self.last

    def strip(self, thickness: float) -> None:
        """Take the mean thickness [m] back everywhere alike; smooth what the plating left."""
        if self._plating:
            self.smooth()
        self.metal -= thickness
        self._plating = False

    def smooth(self) -> None:
        """Multiply the spectrum of the metal's relief by exp(-(k l_c)^4)."""
        spectrum = np.fft.rfft2(self.metal)
        self.metal = np.fft.irfft2(spectrum * self._kept, s=self.metal.shape)

    def map(self) -> HeightMap:
        """The map as it is now."""
        return HeightMap(self.metal.copy(), self.residue.copy(), self.domain.pixel)

    def _nucleate(self, density: float) -> None:
        """Places of the nuclei of a new plating, and the distances to them."""
        if not 0.0 < density < np.inf:
            raise ValueError("the density of nuclei must be positive and finite")
        kept = 0.0
        if self.last is not None:
            kept = min(self._memory, density / self.last.density)
            fresh = max(density - kept * self.last.density, 0.0)
        else:
            fresh = density
        domain = self.domain
        if density * domain.pixel**2 > DENSE:
            old = self.last.density if self.last is not None else 0.0
            self._squared = _drawn(self._squared, old, kept, fresh, self._rng)
            self._nuclei = None
            return
        self._nuclei = _renewed(self._nuclei, kept, fresh, density, domain, self._rng)
        nearest_squared(self._nuclei.x, self._nuclei.y, domain.side, self._squared)


class _Nuclei(NamedTuple):
    """Places of the nuclei on the square [m], arrays (n,)."""

    x: np.ndarray
    y: np.ndarray


def _transmission(domain: Domain, length: float) -> np.ndarray:
    """exp(-(k l_c)^4) on the wave numbers of `rfft2`; 1 at k = 0, so that no volume is lost."""
    k_y = 2.0 * np.pi * np.fft.fftfreq(domain.pixels, domain.pixel)
    k_x = 2.0 * np.pi * np.fft.rfftfreq(domain.pixels, domain.pixel)
    return np.asarray(np.exp(-(((k_x[None, :] ** 2 + k_y[:, None] ** 2) * length**2) ** 2)))


def _renewed(
    before: _Nuclei | None,
    kept: float,
    fresh: float,
    density: float,
    domain: Domain,
    rng: np.random.Generator,
) -> _Nuclei:
    """A share `kept` of the nuclei before, and new ones of density `fresh` [1/m2].

    Where those before were not followed one by one, none is known to be kept.
    """
    if before is None:
        old, fresh = _Nuclei(np.empty(0), np.empty(0)), density
    else:
        stay = rng.random(before.x.size) < kept
        old = _Nuclei(before.x[stay], before.y[stay])
    count = int(rng.poisson(domain.nuclei(fresh)))
    if not old.x.size + count:
        count = 1  # a plating goes somewhere
    x, y = rng.random((2, count)) * domain.side
    return _Nuclei(np.concatenate((old.x, x)), np.concatenate((old.y, y)))


def _drawn(
    before: np.ndarray, old: float, kept: float, fresh: float, rng: np.random.Generator
) -> np.ndarray:
    """Squared distances [m2] to the nearest nucleus, drawn pixel by pixel.

    The nearest nucleus before, at `before`, stays with the chance `kept`; if it goes, the nearest
    of those that stay lies further out by an exponential step of rate pi `kept` `old`. Right for
    two platings in a row; the memory of what lay behind the nearest is lost.
    """
    shape = before.shape
    nearest = np.full(shape, np.inf)
    if kept * old > 0.0:
        further = rng.exponential(1.0 / (np.pi * kept * old), shape)
        nearest = before + np.where(rng.random(shape) < kept, 0.0, further)
    if fresh > 0.0:
        nearest = np.minimum(nearest, rng.exponential(1.0 / (np.pi * fresh), shape))
    return nearest
