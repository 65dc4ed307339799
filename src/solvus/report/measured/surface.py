"""Records of surfaces analysed: spectra, depth profiles, element maps, heights, sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvus.base.errors import Fault, InputError
from solvus.report.measured.part import Analysed
from solvus.report.measured.surface_areal import element_map, height, section_image
from solvus.report.measured.surface_asked import SurfaceAsked
from solvus.report.measured.surface_blocks import file_of
from solvus.report.measured.surface_depth import is_series, profile_over_depth
from solvus.report.measured.surface_spectrum import spectrum

if TYPE_CHECKING:
    import xarray as xr

KINDS = ("spectrum", "depth_profile", "map", "height", "image")


def analysed(record: xr.Dataset, asked: SurfaceAsked | None = None) -> Analysed:
    """The numbers, tables, figures and notices of a record of one of `KINDS`.

    Spectra taken again after times of etching are a depth profile. InputError, naming
    the setting to write, where the file leaves open what is needed, and for other kinds.
    """
    asked = asked or SurfaceAsked()
    kind = str(record.attrs.get("kind", ""))
    if kind == "spectrum" and not is_series(record):
        return spectrum(record, asked)
    if kind in ("spectrum", "depth_profile"):
        return profile_over_depth(record, asked)
    if kind == "map":
        return element_map(record, asked)
    if kind == "height":
        return height(record, asked)
    if kind == "image":
        return section_image(record, asked)
    words = f'a record of kind "{kind}" is none of {", ".join(KINDS)}'
    raise InputError(Fault(words, "kind", file_of(record)))
