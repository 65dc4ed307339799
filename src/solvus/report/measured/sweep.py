"""A cyclic voltammogram of a cell: its curve, and R_p and j0 where it is a symmetric cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvus.analyse.cycling_record import record_rows
from solvus.analyse.uncertain import Reading
from solvus.analyse.voltammetry import voltammetry_of
from solvus.base.errors import InputError
from solvus.base.record import Table
from solvus.report import blocks
from solvus.report.figures.voltammogram import Voltammogram, Voltammograms, voltammogram
from solvus.report.measured.asked import Asked
from solvus.report.measured.part import Analysed
from solvus.report.measured.words import reading_table, words_of

if TYPE_CHECKING:
    import xarray as xr

    from solvus.analyse.cycling_record import CyclerCell

MA_CM2 = 0.1  # A/m2 -> mA/cm2


def is_sweep(record: xr.Dataset) -> bool:
    """Whether the instrument calls the technique a voltammetry."""
    return "voltamm" in str(record.attrs.get("technique", "")).lower()


def analysed_sweep(record: xr.Dataset, asked: Asked) -> Analysed:
    """The curve, and what its slope at 0 V says. Without an area there is no current density.

    Raises InputError for a record that cannot be read, a cell of which too little is said and an
    area that is not known.
    """
    cell = asked.cell()
    rows = record_rows(record, cell)
    name = str(record.attrs.get("file", "record"))
    notices = list(rows.notices)
    readings = _readings(record, asked, cell, notices)
    whole = not rows.areal and rows.area is None
    density = rows.trace.current * (1.0 if rows.areal else 1.0 / (rows.area or 1.0))
    shown: list[blocks.Block] = []
    if whole:
        notices.append("no area is known, so that no current density is drawn: write --area")
    else:
        curve = Voltammogram(name, "", 1e3 * rows.trace.voltage, MA_CM2 * density)
        shown.append(
            blocks.Figure(
                voltammogram(Voltammograms((), [curve])),
                "Current density against voltage, working minus counter or reference.",
                "Voltammogram",
            )
        )
    columns = {"time": rows.trace.time, "voltage": rows.trace.voltage, "current": density}
    units = {"time": "s", "voltage": "V", "current": "A" if whole else "A/m^2"}
    headline = f"voltammogram of {rows.trace.time.size} points"
    if readings:
        headline += f"; {readings[0][1].name.replace('_', ' ')} {words_of(readings[0][1])}"
        shown.append(reading_table(readings))
    section = blocks.Section(f"{name}: voltammogram", "voltammogram", "", tuple(shown))
    return Analysed(name, "cycling", headline, tuple(readings), {"sweep": Table(columns, units)},
                    (section,), tuple(notices))  # fmt: skip


def _readings(
    record: xr.Dataset, asked: Asked, cell: CyclerCell, notices: list[str]
) -> list[tuple[str, Reading]]:
    if cell.kind != "symmetric":
        return []
    if asked.series is None:
        notices.append("R_p and j0 of the sweep are not read: give R_s of the cell with --series")
        return []
    try:
        found = voltammetry_of(record, cell, series=asked.series)
    except InputError as error:
        notices.append(f"R_p and j0 are not read: {error.faults[0].message}")
        return []
    return [("sweep", one) for one in found.values()]
