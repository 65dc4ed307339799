"""Measured files of a study beside its run: points over the simulated lines, numbers in tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvus.analyse.average_ledger import ledger_of
from solvus.analyse.per_cycle import PerCycle
from solvus.base.constants import SECONDS_PER_HOUR
from solvus.report.blocks import Block, Column, Row, Section, Table, Text
from solvus.report.figures.chosen_cycles import CycleCurve
from solvus.report.figures.nyquist import Spectrum
from solvus.report.figures.voltage_capacity import CycleCurves, Passed
from solvus.report.measured.words import with_error
from solvus.report.run_figures import MV, OHM, PERCENT, cell_ledger, spread, whole_cycles
from solvus.report.series import Measured
from solvus.report.thinning import thinned
from solvus.study.features import FEATURES, NotReached
from solvus.study.measured import (
    SPECIFIC,
    MeasuredCell,
    Readings,
    differences,
    features_beside,
    per_active,
    readings_of,
    simulated,
)
from solvus.study.run import StudyRun

MAH_PER_G = 1.0 / 3.6e3  # in 1 C/kg
SHOWN = {  # feature -> factor to the unit that the page shows it in, and that unit
    "hysteresis": (MV, "mV"), SPECIFIC: (MAH_PER_G, "mAh/g"), "cycle_efficiency": (PERCENT, "%"),
    "polarisation": (MV, "mV"), "mid_voltage": (1.0, "V"), "mean_voltage": (1.0, "V"),
}  # fmt: skip
ROLE = "beside"  # of measured points
MOST_CYCLES = 300  # measured points over cycles
POINTS, PEAKS = 120, 60  # of a measured curve: evenly, and where it bends
BENT = 0.01  # of its range
NOTE = " Points: measured, with one standard error."
CURVES_NOTE = " Open points: measured."


def points(
    done: StudyRun, cells: Sequence[MeasuredCell], feature: str, *, above_zero: bool = False
) -> list[Measured]:
    """A feature of measured cells at cycles that the run has, in the unit of the page.

    above_zero : without what a logarithmic axis cannot show.
    """
    factor, found = SHOWN[feature][0], []
    for cell in cells:
        read = _within(done, readings_of(done.study, cell, feature))
        picked = spread(read.cycle.size, MOST_CYCLES) - 1 if read.cycle.size else ()
        for place in picked:
            value, sigma = factor * read.value[place], factor * read.sigma[place]
            if value > 0.0 or not above_zero:
                cycle = int(read.cycle[place])
                found.append(Measured(f"{cell.name}, cycle {cycle}", cycle, value, sigma, ROLE))
    return found


def _within(done: StudyRun, read: Readings) -> Readings:
    """The cycles that the run has as well."""
    here = read.cycle <= _last(done)
    return Readings(*(part[here] for part in read))


def _last(done: StudyRun) -> int:
    return max(whole_cycles(done.run), done.run.half_cycles[-1].cycle)


def average_reading(cells: Sequence[MeasuredCell]) -> Measured | None:
    """The average coulombic efficiency [%] of the first file whose protocol measures one."""
    for cell in cells:
        if cell.found is None:
            continue
        try:
            found = ledger_of(cell.found).efficiency
        except ValueError:
            continue
        return Measured(cell.name, 0.0, PERCENT * found.value, PERCENT * found.sigma, ROLE)
    return None


def cycle_curves(
    cells: Sequence[MeasuredCell], numbers: Sequence[int]
) -> list[tuple[str, CycleCurve]]:
    """Voltage [mV] against time [h] in cycles of the study, by file."""
    drawn = []
    for cell, row in _rows(cells, numbers):
        assert cell.found is not None
        trace, first = cell.found.rows.trace, _first_rows(cell.found)
        here = slice(first[row], first[row + 1])
        time, voltage = _fewer(trace.time[here] - trace.time[first[row]], trace.voltage[here])
        cycle = row - cell.first + 2
        curve = CycleCurve(cycle, time / SECONDS_PER_HOUR, MV * voltage)
        drawn.append((cell.name, curve))
    return drawn


def _first_rows(found: PerCycle) -> list[int]:
    """The row of the record at which each cycle begins, and how many rows there are."""
    begun = [int(found.halves.first[pair[pair >= 0].min()]) for pair in found.places]
    return [*begun, found.rows.trace.time.size]


def passed_curves(
    done: StudyRun, cells: Sequence[MeasuredCell], numbers: Sequence[int]
) -> list[tuple[str, CycleCurves]]:
    """Voltage [V] against charge [mAh/g] in cycles of the study, by file."""
    drawn = []
    for cell, row in _rows(cells, numbers):
        per_mass = per_active(done.study, cell)
        if per_mass is None:
            continue
        charge, discharge = (_passed(cell, row, word, per_mass) for word in ("charge", "discharge"))
        if charge is not None or discharge is not None:
            drawn.append((cell.name, CycleCurves(row - cell.first + 2, charge, discharge)))
    return drawn


def _rows(cells: Sequence[MeasuredCell], numbers: Sequence[int]) -> list[tuple[MeasuredCell, int]]:
    """Row of the measured table for each cycle of the study that a file has."""
    return [
        (cell, number + cell.first - 2)
        for cell in cells
        for number in numbers
        if cell.found is not None and number + cell.first - 2 < cell.found.cycles
    ]


def _passed(cell: MeasuredCell, row: int, word: str, per_mass: float) -> Passed | None:
    assert cell.found is not None
    try:
        charge, voltage = cell.found.curve(row + 1, word)
    except IndexError:
        return None
    x, y = _fewer(charge * per_mass * MAH_PER_G, voltage)
    return Passed(x, y)


def _fewer(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of a measured curve: some at even distances, more where it bends."""
    span = float(np.ptp(y)) or 1.0
    bends = thinned(x, y, BENT * span, PEAKS) if x.size > 1 else np.arange(x.size)
    at = np.union1d(spread(x.size, POINTS) - 1, bends)
    return x[at], y[at]


def spectra(cells: Sequence[MeasuredCell], most: int) -> list[Spectrum]:
    """Measured spectra [ohm cm2], of each file with an area the first, the middle, the last."""
    drawn = []
    for cell in cells:
        if cell.area is None or not cell.spectra:
            continue
        for number in spread(len(cell.spectra), most):
            one = cell.spectra[number - 1]
            when = f"cycle {one.cycle:g} of the file" if np.isfinite(one.cycle) else f"{number}"
            z = OHM * cell.area * one.impedance
            name = f"{cell.name}, spectrum {when}" if when[0].isdigit() else f"{cell.name}, {when}"
            drawn.append(Spectrum(name, "", one.frequency, z.real, z.imag))
    return drawn


def measured_section(done: StudyRun, cells: Sequence[MeasuredCell]) -> Section | None:
    """What run and files say of the same numbers; None without files."""
    if not cells:
        return None
    blocks: list[Block] = []
    for cell in cells:
        rows = _table_rows(done, cell)
        if rows:
            blocks.append(_table(cell, rows))
        blocks += [Text(f"{cell.name}: {sentence}.") for sentence in _sentences(done, cell, rows)]
    text = (
        "The measured files of the study, read by the same definitions as the run. The difference "
        "is measured less simulated, in standard errors of the measurement; what the simulation "
        "itself is uncertain by is not in it."
    )
    return Section("Measured and simulated", "measured", text, blocks)


def _table(cell: MeasuredCell, rows: Sequence[Row]) -> Table:
    columns = (
        "what", Column("cycle", "", True), Column("simulated", "", True),
        Column("measured", "", True), Column("difference", "σ", True),
    )  # fmt: skip
    caption = f"{cell.name}: {cell.file}, read as {cell.form}."
    if cell.found is not None:
        caption += f" Accuracy: {cell.found.options['accuracy']}."
    return Table(columns, rows, caption, cell.name)


def _table_rows(done: StudyRun, cell: MeasuredCell) -> list[Row]:
    """First, middle and last cycle that both have, of each feature; the average efficiency."""
    rows: list[Row] = []
    for feature in (name for name in SHOWN if name in features_beside(done.study)):
        factor, unit = SHOWN[feature]
        read = _within(done, readings_of(done.study, cell, feature))
        own = np.array([simulated(done, feature, cycle) for cycle in read.cycle])
        both = np.flatnonzero(np.isfinite(own)) if own.size else np.zeros(0, int)
        for place in both[spread(both.size, 3) - 1] if both.size else ():
            own_value, value, sigma = (
                factor * float(part[place]) for part in (own, read.value, read.sigma)
            )
            title = FEATURES[feature].title
            rows.append(_row(title, f"{read.cycle[place]}", own_value, value, sigma, unit))
    average = average_reading([cell])
    if average is not None and done.study.cell.kind == "half":
        try:
            own_average = cell_ledger(done, cell.name, "").efficiency
        except NotReached:
            return rows
        title = FEATURES["efficiency"].title
        rows.append(_row(title, "all", own_average, average.y, average.sigma, "%"))
    return rows


def _row(title: str, cycle: str, own: float, value: float, sigma: float, unit: str) -> Row:
    apart = f"{round((value - own) / sigma, 1) + 0.0:+.1f}" if sigma > 0.0 else "–"
    return [title, cycle, f"{own:.4g} {unit}", with_error(value, sigma, unit), apart]


def _sentences(done: StudyRun, cell: MeasuredCell, rows: Sequence[Row]) -> list[str]:
    said = [*differences(done, cell), *(one.rstrip(".") for one in cell.notices)]
    if cell.found is not None:
        last, own = cell.found.cycles - cell.first + 1, _last(done)
        if last > own:
            said.append(f"it has {last} cycles, the run {own}; those beyond are not drawn")
        if not rows:
            said.append("it has no whole cycle that the run has as well")
    if cell.spectra and cell.area is None:
        said.append("its spectra are not drawn: give its area")
    return said
