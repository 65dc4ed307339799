"""Electron probe microanalysis: solute X-rays from the top micrometres.

The beam excites to the Kanaya-Okayama range less what is below the excitation energy,

    R [um] = 0.0276 A/(Z^0.889 rho) (E^1.67 - E_c^1.67),   E in keV, rho in g/cm3, here of Li

(recalled, not re-read), about 11 um at 15 kV for Ag L in Li: the map sees the solute per area
within R and not the composition of the surface. The depth distribution is taken as uniform. Below
the excitation energy nothing is seen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.base.parameters import Parameter
from solvus.materials import library
from solvus.model.electrode import Face
from solvus.observe.kinds import Instrument, Values

ATOMIC_NUMBER_LI = 3
JOULE_PER_KEV = 1.602176634e-16

PARAMETERS = (
    Parameter(
        "beam_energy", "J", "15 keV", "3.5 keV", "30 keV", "assumed",
        "usual for EPMA; the paper does not state it", "E, energy of the beam",
    ),
    Parameter(
        "excitation_energy", "J", "3.351 keV", "0.1 keV", "25 keV", "compiled",
        "Ag L3 absorption edge (recalled, not re-read: Bearden and Burr 1967)", "E_c, X-ray line",
    ),
    Parameter(
        "line_resolution", "m", "1 um", "0.1 um", "20 um", "assumed",
        "of the order of the lateral range in the section", "sigma of a line scan",
    ),
)  # fmt: skip

INSTRUMENT = Instrument("epma", "electron probe microanalysis", PARAMETERS)


class Line(NamedTuple):
    """Solute signal [mol/m3] along a section, against depth [m] from the outer surface."""

    depth: np.ndarray
    signal: np.ndarray


def sampling_depth(values: Values) -> float:
    """R [m], depth from which the X-rays come."""
    lithium = library.lithium()
    weight = 0.0276 * lithium.molar_mass.si * 1e3
    weight /= ATOMIC_NUMBER_LI**0.889 * lithium.density.si * 1e-3
    e, e_c = (values[k] / JOULE_PER_KEV for k in ("beam_energy", "excitation_energy"))
    return 1e-6 * weight * max(e**1.67 - e_c**1.67, 0.0)


def read(face: Face, values: Values) -> float:
    """Solute within the sampling depth [mol/m2], what the brightness of the map is relative to."""
    return _within(face, sampling_depth(values))


def _within(face: Face, reach: float) -> float:
    """Solute above a depth `reach` [m] below the outer surface [mol/m2], mean over the area."""
    edges = face.edges
    above = np.concatenate(([0.0], np.cumsum(np.diff(edges) * face.concentration[1:])))
    total = 0.0
    for area, layers in face.columns():
        left = reach
        for thickness, _, concentration in layers:
            total += area * min(max(left, 0.0), thickness) * concentration
            left -= thickness
        total += area * float(np.interp(left, edges, above))
    return total


def line(face: Face, values: Values, reach: float = 30e-6) -> Line:
    """The line scan across a section, blurred by the resolution."""
    sigma = values["line_resolution"]
    step = sigma / 20.0
    depth = np.arange(0.0, reach, step)
    bounds = np.append(depth, reach)
    raw = np.diff([_within(face, z) for z in bounds]) / np.diff(bounds)
    offsets = np.arange(-80, 81) * step
    kernel = np.exp(-0.5 * (offsets / sigma) ** 2)
    whole = np.convolve(raw, kernel / kernel.sum(), mode="full")[80:-80]
    return Line(depth, whole[: len(depth)])
