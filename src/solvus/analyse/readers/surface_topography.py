"""Height maps of instruments, Keyence included, through SurfaceTopography; the one door to it.

Confocal microscopes and interferometers write forty formats that this library (MIT) reads. Two of
them are known to come out wrong there, and a notice says so: the field of .nms is a million times
too wide, the heights of MetroPro .dat have been found 8 times too small. The size of a map is
taken as points times step, as the library does; other programs take (points - 1) times step.

Formats that may hold anything (.txt, .csv, .npy, .mat, .h5, .nc, .tiff) are not taken from here.
"""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import numpy as np

from solvus.analyse.readers.height_grid import measured, metres
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.base.errors import Fault, InputError, MissingExtra

SUFFIXES = (
    ".al3d", ".vk3", ".vk4", ".vk6", ".vk7", ".zon", ".zmg", ".sdf", ".x3p", ".sur", ".opd",
    ".opdx", ".datx", ".plu", ".plux", ".apx", ".frt", ".lext", ".oir", ".poir", ".os3d", ".mnt",
    ".spm", ".mdt", ".ibw", ".gwy", ".jpk", ".nms", ".qep", ".tmd", ".bcr", ".bcrf", ".ezd", ".nid",
    ".metropro",
)  # fmt: skip
MAGICS = (b"AliconaImaging", b"VK3_", b"VK4_", b"VK6", b"VK7", b"bISO-1.0", b"bBCR-1.0",
          b"DIGITAL SURF", b"DSCOMPRESSED", b"GWYO", b"GWYP", b"FRTM_GLIDERV")  # fmt: skip
LOGGERS = ("SurfaceTopography", "igor2")  # which print the bytes that they do not understand
_SILENT = logging.NullHandler()
DOUBTS = {
    "nms": "the field of .nms files comes out a million times too wide in SurfaceTopography 1.27: "
    "check the size",
    "metropro": "heights of MetroPro files have come out 8 times too small in SurfaceTopography "
    "1.27: check them against another program",
}


def sniff(head: bytes, path: Path) -> bool:
    """Whether the first bytes are those of a known format, or the suffix is one and it is no
    text."""
    if head.startswith(MAGICS):
        return True
    return path.suffix.lower() in SUFFIXES and not head.startswith((b"aISO", b"aBCR"))


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The first channel of heights. InputError for what it cannot read, MissingExtra without it."""
    if path.stat().st_size == 0:
        raise InputError(Fault("the file is empty", file=str(path)))
    try:
        import SurfaceTopography
    except ImportError:
        raise MissingExtra("SurfaceTopography", "surface") from None
    for name in LOGGERS:
        logging.getLogger(name).addHandler(_SILENT)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = SurfaceTopography.open_topography(str(path))
            name = opened.format()
            channels = [c for c in opened.channels if getattr(c, "data_kind", "height") == "height"]
            chosen = channels[0] if channels else opened.default_channel
            topography = chosen.topography()
            if topography.dim != 2:
                raise InputError(Fault("this is a line of heights, no map", file=str(path)))
            heights: np.ndarray = np.ma.filled(np.ma.asarray(topography.heights(), float), np.nan)
            sizes, unit = topography.physical_sizes, topography.unit
    except InputError:
        raise
    except Exception as error:  # the library and what it stands on raise many kinds for bad bytes
        words = " ".join(str(error).split())[:160] or type(error).__name__
        raise InputError(
            Fault(f"cannot be read as a height map: {words}", file=str(path))
        ) from None
    if progress is not None:
        progress(1.0)
    if sizes is None or any(size is None for size in sizes):
        raise InputError(Fault("the file states no size of the map", file=str(path)))
    z = heights.T  # the library has x first
    pixel = (float(sizes[0]) / heights.shape[0], float(sizes[1]) / heights.shape[1])
    notices = [DOUBTS[name]] if name in DOUBTS else []
    if len(channels) > 1:
        notices.append(f'the file has {len(channels)} channels of heights: "{chosen.name}" read')
    scale = metres(str(unit), path, 0, "unit") if unit else None
    vendor = (getattr(topography, "info", None) or {}).get("instrument", {})
    instrument = " ".join(str(vendor[k]) for k in ("vendor", "name") if k in vendor)
    attrs = {"instrument": instrument, "file_format": name, "reader_library": "SurfaceTopography"}
    return measured(z, pixel, scale, path, attrs, notices)


READER = Reader("surface-topography", "height map of an instrument", SUFFIXES, sniff, read,
                text=False)  # fmt: skip
