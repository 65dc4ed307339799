"""Depth profiles out of spectra: the same lines taken again after each time of sputtering.

A VAMAS file of a depth profile is a row of blocks, one a line and time, each with its etch time as
an experimental variable. The area of each line above its background makes the intensity of the
profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvus.analyse.background import CROSS_SECTIONS, CrossSection, cut, line_area
from solvus.analyse.surface_records import Spectrum, regions_of

if TYPE_CHECKING:
    import xarray as xr


class Series(NamedTuple):
    """A line along an experimental variable.

    at : values of the variable as the file has them, rising, array (n,); variable : its name and
    unit ("Etch Time [s]"); area, error [counts eV], arrays (n,); words : the definition.
    """

    at: np.ndarray
    variable: str
    area: np.ndarray
    error: np.ndarray
    words: str


def series_of(
    record: xr.Dataset,
    variable: str = "",
    background: str = "shirley",
    windows: Mapping[str, tuple[float, float]] | None = None,
    ends: int = 3,
    cross_section: CrossSection = CROSS_SECTIONS["polymer"],
) -> dict[str, Series]:
    """Areas of every line of a record of spectra, by species ("Ag 3d").

    variable : part of the name of the experimental variable ("Etch"), the first where left out.
    windows [eV] : by species, the whole region where left out. Errors are of counting where the
    record has counts, else from the scatter of neighbours.

    Raises ValueError where regions have no such variable, lines were taken at different values, or
    a window or background does not suit, with the region.
    """
    groups: dict[str, list[tuple[float, str, Spectrum]]] = {}
    for region in regions_of(record):
        known = region.about.get("experimental") or {}
        name = next((key for key in known if variable.casefold() in key.casefold()), None)
        if name is None or known[name] is None:
            wanted = f'variable "{variable}"' if variable else "experimental variable"
            raise ValueError(f'the region "{region.name}" has no {wanted}')
        species = str(region.about.get("species") or region.name)
        groups.setdefault(species, []).append((float(known[name]), name, region))
    found = {}
    for species, rows in groups.items():
        rows.sort(key=lambda row: row[0])
        areas = []
        for at, name, region in rows:
            try:
                energy, counts = region.energy, region.counts
                if windows and species in windows:
                    energy, counts = cut(energy, counts, windows[species])
                noise = None if region.unit == "counts" else _scatter(counts)
                areas.append(line_area(background, energy, counts, ends, cross_section, noise))
            except ValueError as error:
                raise ValueError(f"{species} at {name} {at:g}: {error}") from None
        found[species] = Series(
            np.array([row[0] for row in rows]), rows[0][1], np.array([a.area for a in areas]),
            np.array([a.error for a in areas]), f"area above a {areas[0].words}",
        )  # fmt: skip
    first = next(iter(found.values()))
    if any(not np.array_equal(one.at, first.at) for one in found.values()):
        raise ValueError("the lines were not taken at the same values: they make no profile")
    return found


def _scatter(counts: np.ndarray) -> np.ndarray:
    """Noise of each point, the same for all: what a point is off the mean of its neighbours by."""
    off = counts[1:-1] - 0.5 * (counts[2:] + counts[:-2])
    spread = 1.4826 * float(np.median(np.abs(off))) / np.sqrt(1.5)
    return np.full(counts.size, max(spread, 1e-12))
