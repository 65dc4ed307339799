"""From a record, whatever it holds, to what is shown and saved of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from solvus.report.measured import surface
from solvus.report.measured.asked import Asked
from solvus.report.measured.cycling import analysed_cycling
from solvus.report.measured.impedance import analysed_impedance
from solvus.report.measured.part import Analysed
from solvus.report.measured.sweep import analysed_sweep, is_sweep

if TYPE_CHECKING:
    import xarray as xr


def _cycled(record: xr.Dataset, asked: Asked) -> Analysed:
    return analysed_sweep(record, asked) if is_sweep(record) else analysed_cycling(record, asked)


def _surface(record: xr.Dataset, asked: Asked) -> Analysed:
    return surface.analysed(record, asked.surface)


ANALYSES: dict[str, Callable[[xr.Dataset, Asked], Analysed]] = {
    "cycling": _cycled,
    "impedance": analysed_impedance,
    **dict.fromkeys(surface.KINDS, _surface),
}
"""What is done with each kind of measurement."""


def analysed(record: xr.Dataset, asked: Asked, anchor: str = "file") -> list[Analysed]:
    """Everything that a record holds; `anchor` begins the anchors of the sections.

    Raises InputError where one of its measurements cannot be read.
    """
    kinds = str(record.attrs["kind"]).split("+")
    return [_anchored(ANALYSES[kind](record, asked), anchor) for kind in kinds]


def _anchored(part: Analysed, anchor: str) -> Analysed:
    sections = (replace(one, anchor=f"{anchor}-{one.anchor}") for one in part.sections)
    return part._replace(sections=tuple(sections))
