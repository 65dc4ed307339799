"""What comes of one measured file: numbers with error bars, tables, and sections of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from solvus.analyse.per_cycle import PerCycle
from solvus.analyse.uncertain import Reading
from solvus.base.record import Table
from solvus.report.blocks import Section


class Analysed(NamedTuple):
    """One kind of measurement of one file.

    file : its name. kind : "cycling", "impedance", "spectrum", "depth_profile", "map", "height",
    "image". headline : the most important result in one line. readings : (where, number), where
    "" or a cycle, spectrum or region. tables : name -> columns, to be saved. sections : of the
    page. notices : sentences that must be seen. cycles : the whole table of a cycled cell, so that
    cells can be set side by side.
    """

    file: str
    kind: str
    headline: str
    readings: tuple[tuple[str, Reading], ...]
    tables: Mapping[str, Table]
    sections: tuple[Section, ...]
    notices: tuple[str, ...]
    cycles: PerCycle | None = None
