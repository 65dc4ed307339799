"""Images of sections and faces: TIFF through tifffile; PNG, JPEG and BMP through Pillow.

Grey values are kept as the file has them (8 or 16 bits); the first row is on top. A bar with text
at the lower edge belongs to the image until it is cut off. The pixel size comes from the metadata
of Zeiss, FEI and ImageJ, or from the file JEOL writes beside the image ($$SM_MICRON_BAR, _MARKER);
else it has to be given.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from solvus.analyse.readers.plain_text import bytes_of
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.tiff_pixels import MOST_PIXELS, as_grey, first_page
from solvus.base.errors import Fault, InputError, MissingExtra
from solvus.base.record import Variable
from solvus.base.units import parse

MAGICS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM")
FORMATS = ("PNG", "JPEG", "BMP")
KEPT_MODES = ("1", "L", "I", "I;16", "I;16B", "F", "RGB")
TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def sniff(head: bytes, path: Path) -> bool:
    """Whether the first bytes are those of a TIFF, PNG or JPEG, or of a BMP so named."""
    if head.startswith(b"BM"):
        return path.suffix.lower() == ".bmp"
    return head.startswith((*MAGICS, *TIFF))


def read(path: Path, progress: Progress | None = None) -> Measured:
    """The image. InputError for damaged bytes, MissingExtra without the libraries."""
    data = bytes_of(path)
    if data.startswith(TIFF):
        grey, pixel, notices = first_page(path)
    else:
        (grey, notices), pixel = _picture(data, path), None
    if min(grey.shape) < 2:
        raise InputError(Fault("the image has no two rows and columns", file=str(path)))
    pixel = pixel or _jeol(path)
    attrs: dict[str, object] = {"instrument": "", "technique": "image"}
    if pixel is None:
        notices.append("the file states no size of a pixel: give it before lengths are measured")
    else:
        attrs["pixel_m"] = pixel
    if progress is not None:
        progress(1.0)
    kept = grey.astype(np.float32)
    return Measured(
        "image", {"grey": Variable(("y", "x"), kept, "1", "grey value")}, attrs, tuple(notices)
    )


def _picture(data: bytes, path: Path) -> tuple[np.ndarray, list[str]]:
    size = _size_of_png(data)
    if size is not None and size[0] * size[1] > MOST_PIXELS:
        raise InputError(Fault(f"an image of {size[0]} x {size[1]} is too large", file=str(path)))
    try:
        from PIL import Image
    except ImportError:
        raise MissingExtra("pillow", "sections") from None
    try:
        # Three decoders and no other: some formats that Pillow knows start other programs.
        with Image.open(path, formats=FORMATS) as opened:
            plain = opened.convert("RGB") if opened.mode not in KEPT_MODES else opened
            values = np.asarray(plain)
    except Exception as error:  # each decoder has its own for damaged bytes
        words = " ".join(str(error).split())[:120] or type(error).__name__
        raise InputError(Fault(f"cannot be read as an image: {words}", file=str(path))) from None
    return as_grey(values, path)


def _size_of_png(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(MAGICS[0]) or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jeol(path: Path) -> float | None:
    """Side of a pixel [m] from the text file that JEOL microscopes write beside an image."""
    beside = path.with_suffix(".txt")
    try:
        text = beside.read_bytes()[: 1 << 16].decode("latin-1")
    except OSError:
        return None
    bar = re.search(r"\$\$SM_MICRON_BAR\s+(\d{1,6})", text)
    marker = re.search(r"\$\$SM_MICRON_MARKER\s+([\d.]{1,8}\s*[a-z]{1,2})", text)
    if bar is None or marker is None or int(bar[1]) == 0:
        return None
    try:
        return parse(marker[1], "m") / int(bar[1])
    except ValueError:
        return None


READER = Reader("image", "image of a section or face",
                (".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp"), sniff, read,
                text=False)  # fmt: skip
