"""X-ray photoelectron spectroscopy: a doublet of the solute from the top ten nanometres.

    area/area of the pure solute = V_A exp(-d/(lambda_f cos theta)) seen(lambda cos theta)

with `seen` [mol/m3] as in `escape`, V_A the molar volume of the metal, d the thickness of the film
over everything and lambda_f the attenuation length in it. 95 % of the signal without a film comes
from 3 lambda cos theta, about 12 nm. The two lines of a level with l > 0 have areas as l + 1 to l
(3d: 3 to 2). Binding energies are those of the metal on file: the shifts of the alloys, small for
Ag, are not known here, and `shift` moves the whole scale (charging, another reference).

Line widths, film and attenuation lengths are assumed; only ratios of areas on one series of samples
mean something, and a change of the film changes them as much as a change of the alloy.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from solvus.base.parameters import Parameter
from solvus.materials.kinds import Solute, XpsLine
from solvus.model.electrode import Face
from solvus.observe.escape import seen
from solvus.observe.kinds import Instrument, Values

JOULE_PER_EV = 1.602176634e-19
STEP = 0.02 * JOULE_PER_EV
MARGIN = 6.0 * JOULE_PER_EV  # of the energy window beyond the lines
ORBITALS = {"s": 0, "p": 1, "d": 2, "f": 3}
FWHM_PER_SIGMA = 2.0 * math.sqrt(2.0 * math.log(2.0))

PARAMETERS = (
    Parameter(
        "attenuation_length", "m", "4 nm", "1 nm", "8 nm", "assumed",
        "so that 10 nm of film leave 8 %; 1.5 to 2 nm in Ag, 4 nm and more in Li at 1.1 keV "
        "(recalled, not re-read)",
        "lambda, of the photoelectrons in the metal",
    ),
    Parameter(
        "film_attenuation_length", "m", "4 nm", "1 nm", "8 nm", "assumed",
        "3 to 4 nm in organic and salt films at 1.1 keV (recalled, not re-read)",
        "lambda_f, of the photoelectrons in the film",
    ),
    Parameter(
        "film_thickness", "m", "10 nm", "0 nm", "100 nm", "assumed",
        "order of the SEI on Li; not measured for these foils",
        "d, of the film (SEI) over the metal",
    ),
    Parameter(
        "emission_angle", "rad", "0 deg", "0 deg", "80 deg", "assumed", "along the normal",
        "theta, of the electrons taken in, from the normal",
    ),
    Parameter(
        "gaussian_width", "J", "0.9 eV", "0.1 eV", "4 eV", "assumed",
        "0.7 to 1.1 eV with a monochromated source", "full width at half maximum, Gaussian part",
    ),
    Parameter(
        "lorentzian_width", "J", "0.3 eV", "0.01 eV", "4 eV", "assumed",
        "life-time width of Ag 3d (recalled, not re-read)",
        "full width at half maximum, Lorentzian part",
    ),
    Parameter(
        "shift", "J", "0 eV", "-10 eV", "10 eV", "assumed",
        "0 is the scale of the material's file", "added to every binding energy",
    ),
)  # fmt: skip

INSTRUMENT = Instrument("xps", "X-ray photoelectron spectroscopy", PARAMETERS)


class Component(NamedTuple):
    """One line: binding energy [J] and share of the area of the level [1]."""

    energy: float
    share: float


class Doublet(NamedTuple):
    """The spectrum of a level.

    level : with the element, "Ag 3d"; area : relative to the bare pure solute [1]; energy [J],
    rising; intensity : relative to the peak of the bare pure solute [1], arrays (n,); components :
    the two lines (one of an s level); parts : their intensities, array (lines, n).
    """

    level: str
    area: float
    energy: np.ndarray
    intensity: np.ndarray
    components: tuple[Component, ...]
    parts: np.ndarray


def information_depth(values: Values) -> float:
    """3 lambda cos theta [m], from where 95 % of the signal of a surface without a film comes."""
    return 3.0 * values["attenuation_length"] * math.cos(values["emission_angle"])


def film_share(values: Values) -> float:
    """Share of the signal that the film lets through [1]."""
    path = values["film_attenuation_length"] * math.cos(values["emission_angle"])
    return math.exp(-values["film_thickness"] / path)


def area(face: Face, values: Values, solute: Solute) -> float:
    """Area of a line of the solute, relative to that of the bare pure solute [1]."""
    length = values["attenuation_length"] * math.cos(values["emission_angle"])
    return float(seen(face, length)[0]) * solute.molar_volume.si * film_share(values)


def read(face: Face, values: Values, solute: Solute, level: str | None = None) -> Doublet:
    """The doublet of the solute of a face; `values` from `INSTRUMENT.values`.

    level : "3d"; the first on the solute's file where left out. Raises ValueError where the file
    has none, or not that one.
    """
    line = _line(solute, level)
    components = _components(line, values["shift"])
    energy = np.arange(components[0].energy - MARGIN, components[-1].energy + MARGIN, STEP)
    shapes = np.array([c.share * _voigt(energy - c.energy, values) for c in components])
    found = area(face, values, solute)
    parts = found * shapes / shapes.sum(axis=0).max()
    name = f"{solute.symbol} {line.level}"
    return Doublet(name, found, energy, parts.sum(axis=0), components, parts)


def _line(solute: Solute, level: str | None) -> XpsLine:
    if not solute.xps:
        raise ValueError(f"{solute.symbol} has no photoelectron line on file")
    for line in solute.xps:
        if level in (None, line.level):
            return line
    known = ", ".join(line.level for line in solute.xps)
    raise ValueError(f"{solute.symbol} {level} is not on file; known: {known}")


def _components(line: XpsLine, shift: float) -> tuple[Component, ...]:
    """The stronger line, j = l + 1/2, and above it the weaker one, j = l - 1/2."""
    orbital = ORBITALS.get(line.level[-1])
    if orbital is None:
        raise ValueError(f'the level "{line.level}" must end in one of s, p, d, f, as in 3d')
    first = line.binding_energy.si + shift
    if orbital == 0:
        return (Component(first, 1.0),)
    strong = (orbital + 1.0) / (2.0 * orbital + 1.0)
    return (Component(first, strong), Component(first + line.splitting.si, 1.0 - strong))


def _voigt(offset: np.ndarray, values: Values) -> np.ndarray:
    """Voigt profile of unit height at offsets from its centre [J]."""
    from scipy.special import voigt_profile

    sigma = values["gaussian_width"] / FWHM_PER_SIGMA
    # in units of sigma: the function works near 1, not near 1e-19
    gamma = 0.5 * values["lorentzian_width"] / sigma
    return np.asarray(voigt_profile(offset / sigma, 1.0, gamma) / voigt_profile(0.0, 1.0, gamma))
