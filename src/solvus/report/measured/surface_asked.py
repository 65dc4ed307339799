"""What is asked of spectra, profiles, maps, heights and sections, and how refusals are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from solvus.analyse.doublet import Reference
from solvus.analyse.sensitivity import Factor
from solvus.analyse.texture_layer import Point
from solvus.base.errors import Fault, InputError

Pair = tuple[float, float]


class SurfaceAsked(NamedTuple):
    """What the user says beyond the file, in SI units but for energies, which are in eV.

    pixel [m] : side of a pixel of a map or image that states none; height_unit [m] : of heights.
    factors : sensitivity factors by line ("Ag 3d"), before those on file.

    Spectra. photon_energy [eV] : where a file has kinetic energies alone; reference : ties the
    energies down; level : the doublet, "" for the one that is seen; background : "shirley",
    "tougaard", "linear", "none"; states : doublets; ratio : of areas (None: fitted); window [eV].
    Profiles. rate [m/s], rate_error [1] : of sputtering; element : whose interface is fitted, ""
    for the one that changes most; step, plateau [m] : stretches of depth, found where left out.
    Maps. box (x0, y0, x1, y1) [m, or pixels] : the region whose enrichment is wanted.
    Heights. form, s_index, l_index [m] : F-operator, S- and L-filter; lateral [m] : resolution.
    Sections. texture_window [m] : a few grains wide; upper, lower : edges as points (x, y) [m];
    texture_level : of the log texture (None: Otsu's); seed : of the bootstrap.
    """

    pixel: float | None = None
    height_unit: float | None = None
    factors: Mapping[str, Factor] = {}
    photon_energy: float | None = None
    reference: Reference | None = None
    level: str = ""
    background: str = "shirley"
    states: int = 1
    ratio: float | None = None
    window: Pair | None = None
    rate: float | None = None
    rate_error: float = 0.0
    element: str = ""
    step: Pair | None = None
    plateau: Pair | None = None
    box: tuple[float, float, float, float] | None = None
    form: str = "plane"
    s_index: float | None = None
    l_index: float | None = None
    lateral: float | None = None
    texture_window: float | None = None
    upper: tuple[Point, ...] = ()
    lower: tuple[Point, ...] = ()
    texture_level: float | None = None
    seed: int = 0


@contextmanager
def told(file: str, key: str = "") -> Iterator[None]:
    """What the analysis refuses with a ValueError becomes an InputError that names the file."""
    try:
        yield
    except ValueError as error:
        raise InputError(Fault(str(error), key, file)) from None
