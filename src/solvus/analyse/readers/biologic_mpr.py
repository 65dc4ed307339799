"""Bio-Logic's own files (.mpr), by the library galvani, which is GPL and comes as an extra.

The columns are those of the text export; `biologic_columns` says what they mean. The electrode area
is a number of the settings (at byte 529, in cm2: so it is in every file at hand); the mass has no
unit there and is not taken. Nothing of the library is used anywhere else.
"""

from __future__ import annotations

import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from solvus.analyse.readers import biologic_columns
from solvus.analyse.readers.biologic_mpt import measured
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.base.errors import Fault, InputError, MissingExtra

MAGIC = b"BIO-LOGIC MODULAR FILE"
_AREA_AT = 529
# first byte of the settings, as in the files at hand beside their text exports
_TECHNIQUES = {4: "GCPL", 29: "PEIS", 127: "Modulo Bat"}
_AREAS = (0.01, 1e4)  # [cm2] that somebody will have set; EC-Lab writes 0.001 or 0 otherwise


def sniff(head: bytes, path: Path) -> bool:
    """Its first bytes say so."""
    return head.startswith(MAGIC)


def read(path: Path, progress: Progress | None = None) -> Measured:
    """Read a .mpr file; MissingExtra without galvani, InputError for a file it cannot read."""
    try:
        from galvani import BioLogic
    except ImportError:
        raise MissingExtra("galvani", "biologic") from None
    with open(path, "rb") as file:
        if not file.read(len(MAGIC)).startswith(MAGIC):
            raise InputError(Fault("is no .mpr file: byte 0 does not begin one", file=str(path)))
        file.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                opened = BioLogic.MPRfile(file)
                titles = [str(name) for name in opened.data.dtype.names]
                data = opened.data
        except Exception as error:  # reverse-engineered: it fails in any way it likes
            raise InputError(_refused(path, error)) from None
    if not len(data):
        raise InputError(Fault("there are no points in the file", file=str(path)))
    if progress is not None:
        progress(1.0)
    if "flags" in titles:
        titles.append("mode")
    found = biologic_columns.find(titles, str(path))

    def values(index: int) -> np.ndarray:
        if titles[index] == "mode":
            return (data["flags"] & 3).astype(float)
        return np.asarray(data[titles[index]], float)

    have = biologic_columns.to_si(found.columns, values)
    attrs, notices = _facts(opened)
    unknown = [title for title in titles if title.startswith("unknown")]
    if unknown:
        notices.append(
            f"{len(unknown)} columns are not known ({', '.join(unknown)}); if one is wider than "
            "supposed, what follows it in each row is wrong: compare with the text export"
        )
    return measured(have, attrs, [*notices, *found.notices], str(path))


def _facts(opened: Any) -> tuple[dict[str, Any], list[str]]:
    """Start and area of an opened file: attributes and notices."""
    attrs: dict[str, Any] = {"instrument": "Bio-Logic"}
    if (started := getattr(opened, "timestamp", None)) is not None:
        attrs["started"] = started.isoformat()
    settings = next((bytes(one["data"]) for one in opened.modules
                     if one["shortname"].strip() == b"VMP Set"), b"")  # fmt: skip
    if len(settings) < _AREA_AT + 4:
        return attrs, []
    if settings[0] in _TECHNIQUES:
        attrs["technique"] = _TECHNIQUES[settings[0]]
    (area,) = struct.unpack_from("<f", settings, _AREA_AT)
    if _AREAS[0] <= area <= _AREAS[1]:
        attrs["area_m2"] = float(f"{area:.6g}e-4")
        return attrs, [f"the electrode area {area:.6g} cm2 is read from the settings of the file"]
    return attrs, ["no electrode surface area was set in the file"]


def _refused(path: Path, error: Exception) -> Fault:
    what = " ".join(str(error).split())[:120] or type(error).__name__
    return Fault(
        f"cannot be read ({what}): it is cut off, damaged or of a version that is not known; "
        "export it from EC-Lab as text (.mpt)", file=str(path),
    )  # fmt: skip


READER = Reader("biologic-mpr", "Bio-Logic binary file", (".mpr",), sniff, read, text=False)
