"""Element maps and spectrum images of microscopes through RosettaSciIO (the readers of HyperSpy).

The library is under the GPL: it is imported in this module and nowhere else. An image is the map of
the element in its title. A spectrum image gives, for each element that the file names, the counts
of all channels within one FWHM of its strongest line,

    FWHM(E)^2 = (130 eV)^2 + 2.5 eV (E - 5898.7 eV)     (Fiori and Newbury 1978),

gross counts: nothing is subtracted for the continuum or for lines that overlap, and a notice says
so. Energies of lines: X-ray Data Booklet, LBNL 2009, to 1 eV; lithium has none above 54 eV.
"""

from __future__ import annotations

import importlib
import logging
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from solvus.analyse.readers.map_table import measured_maps
from solvus.analyse.readers.plain_text import element_in
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.base.errors import Fault, InputError, MissingExtra
from solvus.base.units import parse

PLUGINS = {
    ".hspy": "hspy", ".bcf": "bruker", ".emd": "emd", ".dm3": "digitalmicrograph",
    ".dm4": "digitalmicrograph",
}  # fmt: skip
LINES = {  # [eV]
    "C": 277.0, "N": 392.0, "O": 525.0, "F": 677.0, "Na": 1041.0, "Mg": 1254.0, "Al": 1487.0,
    "Si": 1740.0, "P": 2014.0, "S": 2308.0, "Cl": 2622.0, "Ti": 4511.0, "Mn": 5899.0, "Fe": 6404.0,
    "Co": 6930.0, "Ni": 7478.0, "Cu": 8048.0, "Zn": 8639.0, "Zr": 2042.0, "Ag": 2984.0,
    "In": 3287.0, "Sn": 3444.0, "La": 4651.0, "Au": 2123.0,
}  # fmt: skip
TO_EV = {"eV": 1.0, "keV": 1e3}
OBLONG = 0.01  # by which the sides of a pixel may differ


def sniff(head: bytes, path: Path) -> bool:
    """Whether the suffix is one of these; what it holds is seen on reading."""
    return path.suffix.lower() in PLUGINS


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The maps. InputError for a file without any, MissingExtra without the library."""
    maps: dict[str, np.ndarray] = {}
    pixel, notices = None, []
    for signal in _signals(path):
        made, side, said = _maps_of(signal, path)
        same = {grid.shape for grid in (*maps.values(), *made.values())}
        if len(same) > 1:
            notices.append("images of another size than the first map are left out")
            continue
        maps |= {name: grid for name, grid in made.items() if name not in maps}
        pixel = pixel if pixel is not None else side
        notices += said
    if progress is not None:
        progress(1.0)
    if not maps:
        why = "; ".join(dict.fromkeys(notices)) or "neither an image nor a spectrum image"
        raise InputError(Fault(f"there is no element map in it: {why}", file=str(path)))
    return measured_maps(maps, pixel, list(dict.fromkeys(notices)), path)


def _signals(path: Path) -> list[dict[str, Any]]:
    if path.stat().st_size == 0:
        raise InputError(Fault("the file is empty", file=str(path)))
    plugin = PLUGINS.get(path.suffix.lower(), "")
    if not plugin:
        listed = ", ".join(PLUGINS)
        raise InputError(Fault(f"is none of {listed}, which are read here", file=str(path)))
    try:
        reader = importlib.import_module(f"rsciio.{plugin}")
    except ImportError:
        raise MissingExtra("RosettaSciIO", "maps") from None
    logging.getLogger("rsciio").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = reader.file_reader(str(path))
            return [dict(one) | {"data": np.asarray(one["data"])} for one in found]
    except Exception as error:  # the library and what it stands on raise many kinds for bad bytes
        words = " ".join(str(error).split())[:160] or type(error).__name__
        raise InputError(Fault(f"cannot be read as {plugin}: {words}", file=str(path))) from None


def _maps_of(
    signal: Mapping[str, Any], path: Path
) -> tuple[dict[str, np.ndarray], float | None, list[str]]:
    """Maps of one signal, side of a pixel [m], sentences."""
    data, axes = signal["data"], list(signal["axes"])
    energy = [place for place, axis in enumerate(axes) if str(axis.get("units")) in TO_EV]
    about = signal.get("metadata", {})
    if data.dtype.kind not in "uif" or data.ndim != len(axes):
        return {}, None, ["an array that is not of numbers is left out"]
    if data.ndim == 2 and not energy:
        title = str(about.get("General", {}).get("title", ""))
        name = element_in(title) or element_in(path.stem) or "intensity"
        return {name: data}, *_pixel(axes)
    if data.ndim == 3 and len(energy) == 1:
        cube, axis = np.moveaxis(data, energy[0], -1), axes[energy[0]]
        made, said = _lines(cube, axis, about)
        side, more = _pixel([one for place, one in enumerate(axes) if place != energy[0]])
        return made, side, [*said, *more]
    return {}, None, [f"an array of {data.ndim} dimensions is left out"]


def _lines(
    cube: np.ndarray, axis: Mapping[str, Any], about: Mapping[str, Any]
) -> tuple[dict[str, np.ndarray], list[str]]:
    """Gross counts around the line of each element that the file names."""
    scale = TO_EV[str(axis["units"])]
    ev = scale * (float(axis["offset"]) + float(axis["scale"]) * np.arange(cube.shape[-1]))
    named = [str(one) for one in np.atleast_1d(about.get("Sample", {}).get("elements", []))]
    made, notices = {}, []
    for element in named:
        line = LINES.get(element)
        if line is None or not ev[0] < line < ev[-1]:
            notices.append(f"{element}: no line of it lies in the spectra")
            continue
        half = float(np.sqrt(max(130.0**2 + 2.5 * (line - 5898.7), 0.0)))
        within = np.abs(ev - line) <= half
        made[element] = cube[..., within].sum(axis=-1, dtype=float)
        notices.append(
            f"{element}: gross counts from {line - half:.0f} to {line + half:.0f} eV, continuum "
            "and lines that overlap included"
        )
    if not named:
        notices.append("the file of spectra names no elements")
    return made, notices


def _pixel(axes: list[Mapping[str, Any]]) -> tuple[float | None, list[str]]:
    """The side of a pixel [m], None where the file states none."""
    try:
        sides = [abs(float(one["scale"])) * parse(f"1 {one['units']}", "m") for one in axes]
    except (ValueError, KeyError, TypeError):
        return None, []
    if not all(side > 0.0 for side in sides):
        return None, []
    if abs(sides[0] - sides[1]) > OBLONG * sides[1]:
        return None, [f"the pixels are not square: {sides[1]:.3g} m by {sides[0]:.3g} m"]
    return sides[1], []


READER = Reader(
    "hyperspy", "element map of a microscope", tuple(PLUGINS), sniff, read, text=False
)
