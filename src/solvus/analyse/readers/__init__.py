"""Readers of instrument files: whatever the instrument, one record comes out.

`read` finds out the format by what the file holds, by its name only where that does not decide.
To add a format, see CONTRIBUTING: one module with a ``READER``, and its row here.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from solvus.analyse.readers import (
    arbin_text,
    basytec_text,
    bdf,
    biologic_mpr,
    biologic_mpt,
    casaxps_table,
    depth_text,
    eis_gamry,
    eis_text,
    eis_versastudio,
    eis_zplot,
    gwyddion_text,
    hyperspy_map,
    image,
    landt_text,
    maccor_text,
    map_table,
    neware_nda,
    neware_text,
    novonix_text,
    phi,
    scienta_text,
    sdf_text,
    surface_topography,
    vamas,
    xy_text,
    xyz_text,
)
from solvus.analyse.readers.plausibility import implausible
from solvus.analyse.readers.reader import Measured, Progress, Reader
from solvus.analyse.readers.text_head import head_of, unfinished
from solvus.base.errors import Fault, InputError, suggestion
from solvus.base.record import dataset

if TYPE_CHECKING:
    import xarray as xr

REGISTRY: tuple[Reader, ...] = (
    biologic_mpt.READER,
    biologic_mpr.READER,
    neware_nda.READER,
    bdf.READER,
    novonix_text.READER,
    basytec_text.READER,
    maccor_text.READER,
    landt_text.READER,
    arbin_text.READER,
    neware_text.READER,
    eis_gamry.READER,
    eis_versastudio.READER,
    eis_zplot.ZPLOT,
    eis_zplot.AUTOLAB,
    eis_text.READER,
    vamas.READER,
    phi.READER,
    scienta_text.READER,
    casaxps_table.READER,
    sdf_text.READER,
    gwyddion_text.READER,
    surface_topography.READER,
    hyperspy_map.READER,
    map_table.READER,
    image.READER,
    depth_text.READER,
    xyz_text.READER,
    xy_text.READER,
)
"""Every format, the most particular first: the first that knows a file by its content reads it."""


def read(
    path: str | os.PathLike[str], *, form: str = "", progress: Progress | None = None
) -> xr.Dataset:
    """Read an instrument's file into a record.

    form : name of the format, where it is not to be found out. progress : told the share read.

    The record has `Measured.variables`, and attributes kind, file, sha256, form, instrument,
    technique, started, sign_convention, notices (sentences as JSON text), and area_m2 and mass_kg
    where the file states them credibly.

    Raises InputError for a file that is not there, is empty, is of no known format or cannot be
    had whole, with line or byte; MissingExtra if its library is not installed.
    """
    file = Path(path)
    reader = find_reader(file, form)
    with np.errstate(all="ignore"):  # a file may hold any number
        measured = reader.read(file, progress)
        cut = unfinished(file) if reader.text else []
        notices = [*measured.notices, *cut, *_doubts(measured)]
    attrs = {
        "instrument": "",
        "technique": "",
        **measured.attrs,
        "kind": measured.kind,
        "file": file.name,
        "sha256": _hash(file),
        "form": reader.name,
        "notices": json.dumps(notices, ensure_ascii=False),
    }
    return dataset(measured.variables, attrs)


def find_reader(path: str | os.PathLike[str], form: str = "") -> Reader:
    """The reader that `form` names, or else the one that knows the file.

    Raises InputError if there is no such file or format, or none knows it.
    """
    file = Path(path)
    head = _head(file)
    if form:
        for reader in REGISTRY:
            if reader.name == form:
                return reader
        names = [reader.name for reader in REGISTRY]
        raise InputError(Fault(f'there is no format "{form}".{suggestion(form, names)}'))
    suffix = file.suffix.lower()
    knowing = [reader for reader in REGISTRY if reader.sniff(head, file)]
    named = [reader for reader in knowing or REGISTRY if suffix in reader.suffixes]
    # Nobody knows its content: a format that alone has this ending says best what is wrong.
    if knowing:
        return (named or knowing)[0]
    if len(named) == 1 and suffix not in (".txt", ".csv"):
        return named[0]
    if eis_text.names_impedance(head):
        return eis_text.READER  # which says what is missing
    raise InputError(
        Fault("is of no format that is known here (docs/reading.md lists them); if you know which "
              "it is, name it with --form", file=str(file))
    )  # fmt: skip


def notices_of(record: xr.Dataset) -> list[str]:
    """The sentences of a record that its user must see."""
    return list(json.loads(record.attrs.get("notices", "[]")))


def _head(file: Path) -> bytes:
    if not file.exists():
        raise InputError(Fault("there is no such file", file=str(file)))
    if not file.is_file():
        raise InputError(Fault("is not a file", file=str(file)))
    head = head_of(file)
    if not head:
        raise InputError(Fault("the file is empty", file=str(file)))
    return head


def _doubts(measured: Measured) -> list[str]:
    if "cycling" not in measured.kind.split("+"):
        return []
    return implausible({name: one.values for name, one in measured.variables.items()
                        if one.dims == ("point",)})  # fmt: skip


def _hash(file: Path) -> str:
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
