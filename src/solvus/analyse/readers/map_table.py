"""Element maps as tables of numbers (.csv, .txt), as arrays (.npy, .npz) or as images (.tif,
.tiff).

A table is rows of equally many numbers without titles, the first row on top. The element comes
from the name of the file ("map_Ag_La.csv"); an .npz file holds one array an element, named after
it. None of these states the size of a pixel (a table may, in a comment: "# pixel 0.5 um"); without
it lengths are in pixels and a notice says so. Whole numbers that are not negative are counts;
anything else is not. Arrays are opened without pickle: a file that needs it is refused.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np

from solvus.analyse.readers.plain_text import bytes_of, element_in, row_of, table_below, text_lines
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_head import lines_of
from solvus.analyse.readers.tiff_pixels import first_page
from solvus.base.errors import Fault, InputError
from solvus.base.record import Variable
from solvus.base.units import parse

LEAST = 3  # rows and columns
MOST_PIXELS = 1 << 26
_PIXEL = re.compile(r"pixel[^\d\n]{0,20}([\d.]{1,12}(?:[eE][+-]?\d{1,2})?\s*[A-Za-zµμ]{1,3})")


def sniff(head: bytes, path: Path) -> bool:
    """Whether it is an array of numpy, or a table of numbers alone, at least 3 by 3; an image only
    where its name has an element with a line ("Ag_La.tif")."""
    if head.startswith(b"\x93NUMPY"):
        return True
    suffix = path.suffix.lower()
    if suffix == ".npz":
        return head.startswith(b"PK")
    if suffix in (".tif", ".tiff"):
        named = re.search(r"(?:^|[_\W])[A-Z][a-z]?[ _-]?[KLM][ab]?\d?(?:[_\W]|$)", path.stem)
        return head[:4] in (b"II*\x00", b"MM\x00*") and bool(named)
    if b"\x00" in head[:4096]:
        return False
    lines = [line for line in lines_of(head) if line.strip() and not line.lstrip().startswith("#")]
    rows = [row_of(line) for line in lines[:LEAST]]
    if len(rows) < LEAST or any(row is None for row in rows):
        return False
    widths = {len(row) for row in rows if row is not None}
    return len(widths) == 1 and widths.pop() > LEAST


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The map, or maps. InputError with line or byte for what is no map."""
    suffix = path.suffix.lower()
    pixel, notices = None, []
    with open(path, "rb") as file:
        head = file.read(8)
    if head.startswith(b"\x93NUMPY"):
        maps = {element_in(path.stem) or "intensity": _array(path)}
    elif suffix == ".npz":
        maps = _arrays(path)
    elif suffix in (".tif", ".tiff"):
        grey, pixel, more = first_page(path)
        maps = {element_in(path.stem) or "intensity": grey}
        notices += more
    else:
        lines = text_lines(path)
        first = next((i for i, line in enumerate(lines) if row_of(line)), None)
        if first is None:
            raise InputError(Fault("there are no rows of numbers", file=str(path), line=1))
        width = len(row_of(lines[first]) or ())
        maps = {element_in(path.stem) or "intensity": table_below(lines, first, width, path)}
        pixel = _pixel("\n".join(lines[:first])[:10_000], path)
    if progress is not None:
        progress(1.0)
    return measured_maps(maps, pixel, notices, path)


def measured_maps(
    maps: dict[str, np.ndarray], pixel: float | None, notices: list[str], path: Path
) -> Measured:
    """The measurement of maps by element, all of one size; pixel [m] or None.

    InputError for arrays that are no maps.
    """
    variables = {}
    shapes = {grid.shape for grid in maps.values()}
    if len(shapes) != 1:
        raise InputError(Fault("the maps of the file have different sizes", file=str(path)))
    shape = shapes.pop()
    if len(shape) != 2 or min(shape) < LEAST or shape[0] * shape[1] > MOST_PIXELS:
        raise InputError(
            Fault(f"an array of {' x '.join(map(str, shape)) or 'one number'} is no map: rows and "
                  f"columns are due, {LEAST} of each at least", file=str(path))
        )  # fmt: skip
    for name, grid in maps.items():
        values = np.asarray(grid, float)
        if np.isinf(values).any() or not np.isfinite(values).any():
            raise InputError(Fault(f"the map of {name} holds no finite numbers", file=str(path)))
        shown = values[np.isfinite(values)]
        whole = bool((shown >= 0.0).all() and np.array_equal(shown, np.round(shown)))
        unit = "counts" if whole else "1"
        variables[name] = Variable(("y", "x"), values, unit, f"intensity of {name}")
        if not whole:
            notices.append(f"{name}: not whole numbers, so that nothing is said of counting noise")
        if shown.size < values.size:
            notices.append(f"{name}: {values.size - shown.size} pixels have no value")
    if "intensity" in maps:
        notices.append('the name of the file has no element in it; name it like "map_Ag_La.csv"')
    attrs: dict[str, object] = {"instrument": "", "technique": "element map"}
    if pixel is None:
        notices.append("the file states no size of a pixel: lengths are in pixels")
    else:
        attrs["pixel_m"] = pixel
    return Measured("map", variables, attrs, tuple(notices))


def _array(path: Path) -> np.ndarray:
    try:
        made = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception as error:  # numpy parses the header with tokenize and ast, each with its own
        words = f"cannot be read as an array: {_short(error)}"
        raise InputError(Fault(words, file=str(path))) from None
    return _numbers(made, path)


def _arrays(path: Path) -> dict[str, np.ndarray]:
    bytes_of(path)
    try:
        with zipfile.ZipFile(path) as pack:
            if sum(info.file_size for info in pack.infolist()) > 8 * MOST_PIXELS:
                raise InputError(Fault("the arrays are too large for maps", file=str(path)))
        with np.load(path, allow_pickle=False) as pack_of_arrays:
            maps = {name: _numbers(pack_of_arrays[name], path) for name in pack_of_arrays.files}
    except InputError:
        raise
    except Exception as error:  # zlib, struct, zipfile and numpy each have their own for bad bytes
        raise InputError(
            Fault(f"cannot be read as arrays: {_short(error)}", file=str(path))
        ) from None
    if not maps:
        raise InputError(Fault("the file holds no array", file=str(path)))
    return maps


def _numbers(made: np.ndarray, path: Path) -> np.ndarray:
    if made.dtype.kind not in "uif" or made.size > MOST_PIXELS:
        raise InputError(
            Fault(f"an array of {made.size} {made.dtype} is no map of numbers", file=str(path))
        )
    return np.array(made)


def _pixel(top: str, path: Path) -> float | None:
    match = _PIXEL.search(top)
    if match is None:
        return None
    try:
        size = parse(match[1].replace("µ", "u").replace("μ", "u"), "m")
    except ValueError as error:
        raise InputError(Fault(str(error), "pixel", str(path), 1)) from None
    if size <= 0.0:
        raise InputError(Fault("a pixel has a positive side", "pixel", str(path), 1))
    return size


def _short(error: BaseException) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words[:120]


READER = Reader(
    "map", "element map", (".csv", ".npy", ".npz", ".tif", ".tiff", ".txt"), sniff, read
)
