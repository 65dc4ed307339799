"""Arrays out of records of spectra, profiles, maps, heights and images, with what must be known.

What a file leaves open (the size of a pixel, the unit of the heights) has to be given here; it is
never guessed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from solvus.base.errors import suggestion

if TYPE_CHECKING:
    import xarray as xr


class Spectrum(NamedTuple):
    """One region of a record: name, binding energy [eV] (kinetic where that is not known, and then
    `binding` is False), counts, unit of the counts, seconds per point (nan), what the file says."""

    name: str
    energy: np.ndarray
    counts: np.ndarray
    binding: bool
    unit: str
    seconds: float
    about: dict[str, Any]


class Grid(NamedTuple):
    """A map, image or height map: values (rows, columns) and the sides of a pixel along x and y
    [m], or in pixels where `scaled` is False."""

    values: np.ndarray
    pixel: tuple[float, float]
    scaled: bool


def regions_of(record: xr.Dataset) -> list[Spectrum]:
    """The spectra of a record of kind "spectrum". ValueError for a record of another kind."""
    _kind(record, "spectrum")
    told = json.loads(record.attrs.get("regions", "[]"))
    counts = np.atleast_2d(record["counts"].to_numpy())
    found = []
    for i, row in enumerate(counts):
        about = told[i] if i < len(told) else {}
        energy, binding = np.full(row.size, np.nan), True
        for name in ("binding_energy", "kinetic_energy"):
            if name in record:
                energy = np.atleast_2d(record[name].to_numpy())[i]
                binding = name == "binding_energy"
            if np.isfinite(energy).any():
                break
        use = np.isfinite(energy) & np.isfinite(row)
        found.append(
            Spectrum(
                str(about.get("name", i)),
                energy[use],
                row[use],
                binding,
                str(record["counts"].attrs.get("units", "1")),
                float(about.get("seconds_per_point") or np.nan),
                about,
            )
        )
    return found


def region_of(record: xr.Dataset, name: str = "") -> Spectrum:
    """The region of that name ("Ag3d" also finds "Ag 3d"), or the only one.

    ValueError, naming what there is, where none or several fit.
    """
    regions = regions_of(record)
    if not name and len(regions) == 1:
        return regions[0]
    plain = name.replace(" ", "").casefold()
    fitting = [r for r in regions if name and plain in r.name.replace(" ", "").casefold()]
    exact = [r for r in fitting if r.name.replace(" ", "").casefold() == plain]
    if len(exact or fitting) == 1:
        return (exact or fitting)[0]
    names = [region.name for region in regions]
    what = f'"{name}" is none or several' if name else "say which"
    raise ValueError(f"{what} of the regions of this file.{suggestion(name, names)}")


def elements_of(record: xr.Dataset) -> list[str]:
    """Names of the elements of a depth profile or a map, in the order of the file."""
    axes = ("depth", "sputter_time")
    return [str(name) for name in record.data_vars if name not in axes]


def element_map_of(record: xr.Dataset, element: str = "", pixel: float | None = None) -> Grid:
    """The map of an element (the only one where left out); pixel [m] where the file has none."""
    _kind(record, "map")
    names = elements_of(record)
    if not element and len(names) == 1:
        element = names[0]
    if element not in names:
        raise ValueError(f'there is no map of "{element}".{suggestion(element, names)}')
    side = pixel if pixel is not None else record.attrs.get("pixel_m")
    sides = (1.0, 1.0) if side is None else (float(side), float(side))
    return Grid(record[element].to_numpy(), sides, side is not None)


def height_of(record: xr.Dataset, unit: float | None = None) -> Grid:
    """Heights [m] and pixel [m]; unit [m] is needed where the file states none, and refused
    else."""
    _kind(record, "height")
    values = record["height"].to_numpy()
    if "pixel_x_m" in record.attrs:
        if unit is not None:
            raise ValueError("the file states its unit of length: none can be given")
        sides = (float(record.attrs["pixel_x_m"]), float(record.attrs["pixel_y_m"]))
        return Grid(values, sides, True)
    if unit is None or not unit > 0.0:
        raise ValueError("the file states no unit of length: give it, e.g. 1 um")
    dx, dy = (float(record.attrs[f"pixel_{k}_file_unit"]) * unit for k in "xy")
    return Grid(values * unit, (dx, dy), True)


def image_of(record: xr.Dataset, pixel: float | None = None) -> Grid:
    """Greys of an image; pixel [m] is needed where the file states none."""
    _kind(record, "image")
    side = pixel if pixel is not None else record.attrs.get("pixel_m")
    if side is None or not float(side) > 0.0:
        raise ValueError("the file states no size of a pixel: give it, e.g. 50 nm")
    return Grid(record["grey"].to_numpy(), (float(side), float(side)), True)


def _kind(record: xr.Dataset, wanted: str) -> None:
    kind = record.attrs.get("kind", "")
    if kind != wanted:
        raise ValueError(f'this is a record of kind "{kind}", one of kind "{wanted}" is due')
