"""Grey values and pixel size of the first page of a TIFF image; the one door to tifffile.

Pixel sizes are taken from what microscopes write: Zeiss (tag CZ_SEM, ap_image_pixel_size), FEI and
Thermo Fisher ("PixelWidth"), ImageJ ("unit" with the resolution tags). Resolution tags alone are
those of a printer (72 dots an inch) and are not believed. Colours are averaged to grey.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from solvus.base.errors import Fault, InputError, MissingExtra

MOST_PIXELS = 1 << 28
_UNITS = {"nm": 1e-9, "um": 1e-6, "µm": 1e-6, "μm": 1e-6, "micron": 1e-6, "\\u00b5m": 1e-6,
          "mm": 1e-3, "cm": 1e-2, "m": 1.0, "pm": 1e-12}  # fmt: skip


def first_page(path: Path) -> tuple[np.ndarray, float | None, list[str]]:
    """Grey (rows, columns), side of a pixel [m] where the file states it, and notices.

    Raises InputError for a file that is no whole TIFF, MissingExtra without tifffile.
    """
    try:
        import tifffile
    except ImportError:
        raise MissingExtra("tifffile", "sections") from None
    try:
        with tifffile.TiffFile(path) as tiff:
            page = tiff.pages[0]
            if math.prod(page.shape) > MOST_PIXELS:
                raise InputError(Fault("the image is too large", file=str(path)))
            values = np.asarray(page.asarray())
            pixel = _pixel(tiff, page)
            pages = len(tiff.pages)
    except InputError:
        raise
    except Exception as error:  # tifffile and its codecs raise many kinds for damaged files
        words = " ".join(str(error).split())[:120] or type(error).__name__
        raise InputError(Fault(f"cannot be read as TIFF: {words}", file=str(path))) from None
    notices = [f"the file has {pages} pages: the first was read"] if pages > 1 else []
    grey, more = as_grey(values, path)
    return grey, pixel, notices + more


def as_grey(values: np.ndarray, path: Path) -> tuple[np.ndarray, list[str]]:
    """An image as grey values (rows, columns), as the file has them; notices of what was done."""
    values = np.squeeze(values)
    if values.ndim == 3 and values.shape[-1] in (3, 4):
        colours = values[..., :3].astype(float)
        same = bool((np.ptp(colours, axis=-1) <= 1).all())
        return colours.mean(axis=-1), [] if same else ["the colours were averaged to grey"]
    if values.ndim != 2 or values.dtype.kind not in "uifb":
        raise InputError(
            Fault(f"an image of {' x '.join(map(str, values.shape))} is not grey or of three "
                  "colours", file=str(path))
        )  # fmt: skip
    grey = values.astype(float)
    if not np.isfinite(grey).all():
        raise InputError(Fault("the image holds values that are no numbers", file=str(path)))
    return grey, []


def _pixel(tiff: Any, page: Any) -> float | None:
    """Side of a pixel [m] from the metadata of known microscopes, else None."""
    zeiss = tiff.sem_metadata or {}
    for key in ("ap_image_pixel_size", "ap_pixel_size"):
        found = zeiss.get(key)
        if isinstance(found, tuple) and len(found) >= 3:
            return _positive(found[1], _UNITS.get(str(found[2]).strip()))
    fei = tiff.fei_metadata or {}
    for section in ("Scan", "EScan", "IScan"):
        part = fei.get(section)
        if isinstance(part, dict) and "PixelWidth" in part:
            return _positive(part["PixelWidth"], 1.0)
    imagej = tiff.imagej_metadata or {}
    unit, tag = _UNITS.get(str(imagej.get("unit", ""))), page.tags.get("XResolution")
    if unit is not None and tag is not None:
        top, bottom = tag.value
        return _positive(bottom / top if top else 0.0, unit)
    return None


def _positive(value: Any, unit: float | None) -> float | None:
    try:
        size = float(value) * (unit or math.nan)
    except (TypeError, ValueError):
        return None
    return size if 1e-12 < size < 1e-2 else None
