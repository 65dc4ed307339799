"""A cycled cell: its table, what electrochemists draw of it, and its life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from solvus.analyse.average_ledger import ledger_of
from solvus.analyse.cycling_record import FOIL_KINDS
from solvus.analyse.features import Options, features_of, life_of
from solvus.analyse.per_cycle import PerCycle
from solvus.analyse.table_columns import told
from solvus.analyse.uncertain import Reading
from solvus.base.units import from_si
from solvus.report import blocks
from solvus.report.figures.differential_capacity import (
    CellDqDv,
    DifferentialCapacity,
    DqDv,
    differential_capacity,
)
from solvus.report.figures.measured_curves import (
    HalfCurve,
    Mark,
    MeasuredCurves,
    measured_curves,
)
from solvus.report.figures.measured_cycles import MeasuredCycles, Panel, Points, measured_cycles
from solvus.report.figures.measured_trace import MeasuredTrace, measured_trace
from solvus.report.measured.asked import Asked
from solvus.report.measured.part import Analysed
from solvus.report.measured.words import SIGNS, reading_table, words_of
from solvus.report.thinning import thinned

if TYPE_CHECKING:
    import xarray as xr

HOUR = 3600.0
MICROAMPERES = 1e-4  # [A] below which a current is in uA
MOST_DRAWN, MOST_CURVE = 20_000, 600  # points of the whole trace, of one half-cycle
CHOSEN, ROWS = 4, 12  # cycles of which curves are drawn, and rows of the table on the page
PANELS = {
    "symmetric": ("hysteresis_full", "tip_less_plateau_plate", "resistance_areal",
                  "charge_areal_plate"),
    "li_cu": ("efficiency", "charge_areal_plate", "hysteresis_full", "tip_less_plateau_plate"),
    "": ("charge_specific_discharge", "charge_areal_discharge", "charge_discharge", "retention",
         "efficiency", "mid_gap", "mean_discharge"),
}  # fmt: skip
QUANTITIES = {
    "hysteresis_full": "Voltage hysteresis, full",
    "tip_less_plateau_plate": "Tip less plateau, plating",
    "nucleation_plate": "Nucleation overpotential",
    "resistance_areal": "DC resistance",
    "resistance": "DC resistance",
    "charge_areal_plate": "Charge plated",
    "charge_plate": "Charge plated",
    "efficiency": "Coulombic efficiency",
    "charge_specific_discharge": "Discharge capacity",
    "charge_areal_discharge": "Discharge capacity",
    "charge_discharge": "Discharge capacity",
    "retention": "Retention",
    "mid_gap": "Gap of the mid voltages",
    "mean_discharge": "Mean discharge voltage",
}
FOIL_VOLTS = 1.0  # [V]
SPELLED = 6  # cycles that are named one by one
ON_CARDS = ("hysteresis_full", "efficiency", "nucleation_plate")
FROM_ZERO = ("hysteresis_full", "resistance", "resistance_areal", "mid_gap")
INSTEAD = {"resistance_areal": "resistance", "charge_areal_plate": "charge_plate"}
FIRST_READ = (
    ("hysteresis_full",), ("efficiency",), ("nucleation_plate",),
    ("resistance_areal", "resistance"),
    ("charge_specific_discharge", "charge_areal_discharge", "charge_discharge"),
    ("mean_discharge",), ("retention",),
)  # fmt: skip
"""Read of the first, a middle and the last cycle: of each group what there is, in this order."""


def analysed_cycling(record: xr.Dataset, asked: Asked) -> Analysed:
    """Table, figures and life of a cycled cell.

    Raises InputError for a record that cannot be read or a cell of which too little is said.
    """
    cell = asked.cell()
    found = features_of(record, cell, options=Options(reference_cycle=asked.reference_cycle))
    name = str(record.attrs.get("file", "record"))
    notices, readings = [*found.notices, *_doubts(found)], list(_readings(found))
    cards, tables = list(_cards(found, readings)), {"cycles": found.table(display=True)}
    try:
        life = life_of(
            found, limit=asked.limit, factor=asked.factor,
            least=None if cell.kind == "symmetric" else asked.least,
        )  # fmt: skip
        rule = life.rule
        if cell.kind != "symmetric":
            rule = f"retention below {100 * asked.least:g} % of cycle {asked.reference_cycle}"
        what = "cycles, and no end" if life.censored else "cycles of life"
        cards.append(blocks.Card(life.text, f"{what} (rule: {rule})"))
    except ValueError as error:
        notices.append(f"no life: {error}")
    figures = [_trace(found), _curves(found), *_nucleation(found), *_differential(found)]
    figures += [cycles_figure({name: found})] if found.cycles > 1 else []
    average = _average(found, readings, notices)
    return Analysed(
        name, "cycling", _headline(readings, found), tuple(readings), tables,
        (
            blocks.Section(
                f"{name}: cycles", "cycles", "",
                (
                    *([blocks.Cards(cards)] if cards else []), *figures, *average,
                    _page_table(found), reading_table(_of_some_cycles(readings, found.cycles)),
                    blocks.Details("Options and accuracy", [blocks.Listing(_options(found))]),
                ),
            ),
        ),
        tuple(notices), found,
    )  # fmt: skip


def cycles_figure(cells: dict[str, PerCycle]) -> blocks.Figure:
    """What the table says against cycle number, of one cell or several side by side."""
    panels = []
    kind = next(iter(cells.values())).cell.kind
    capacity_shown = False
    for asked in PANELS.get(kind, PANELS[""]):
        capacity = asked.startswith("charge") and kind not in FOIL_KINDS
        if capacity and capacity_shown:
            continue
        name = asked if all(asked in one.numbers for one in cells.values()) else ""
        name = name or INSTEAD.get(asked, asked)
        points = [
            made for title, one in cells.items() if (made := _points(title, one, name)) is not None
        ]
        if points:
            about = told(name, next(iter(cells.values())).cell)
            capacity_shown = capacity_shown or capacity
            panels.append(Panel(QUANTITIES[name], _unit(about.display), points, name in FROM_ZERO))
    return blocks.Figure(
        measured_cycles(MeasuredCycles(panels)),
        "Readings of each cycle with one standard error, noise and systematics; definitions in "
        "the table of readings.",
        "Cycle by cycle",
    )


def _points(title: str, one: PerCycle, name: str) -> Points | None:
    if name not in one.numbers:
        return None
    about, number = told(name, one.cell), one.numbers[name]
    factor = from_si(1.0, about.unit, about.display)
    value = number.value * factor
    if not np.isfinite(value).any():
        return None
    return Points(title, np.arange(1, one.cycles + 1), value, number.sigma * factor)


def _unit(display: str) -> str:
    return SIGNS.get(display, display)


def chosen(count: int, most: int) -> list[int]:
    """Up to `most` cycles of 1 ... count, first and last among them."""
    return sorted({round(float(at)) for at in np.linspace(1, count, min(most, count))})


def _readings(found: PerCycle) -> Iterator[tuple[str, Reading]]:
    def there(name: str, cycle: int) -> bool:
        return name in found.numbers and bool(np.isfinite(found.numbers[name].value[cycle - 1]))

    for cycle in range(1, found.cycles + 1):
        for group in FIRST_READ:
            name = next((name for name in group if there(name, cycle)), "")
            if name:
                yield f"cycle {cycle}", found.read(name, cycle)


def _of_some_cycles(
    readings: Sequence[tuple[str, Reading]], cycles: int
) -> list[tuple[str, Reading]]:
    """Those of a few cycles, and what belongs to none: the saved table has every cycle."""
    some = {f"cycle {one}" for one in chosen(cycles, SPELLED)}
    return [pair for pair in readings if pair[0] in some or not pair[0].startswith("cycle ")]


def _doubts(found: PerCycle) -> Iterator[str]:
    """What speaks against the kind of cell, or the electrode, that was said."""
    volts = found.rows.trace.voltage[found.rows.trace.current != 0.0]
    usual = float(np.median(volts)) if volts.size else 0.0
    foil = found.cell.kind in FOIL_KINDS
    if foil and float(np.median(np.abs(volts))) > FOIL_VOLTS:
        yield (f"half of all |V| lie above {FOIL_VOLTS:g} V: no {found.cell.kind} cell of lithium "
               "does so; is --cell right?")  # fmt: skip
    if not foil and usual < 0.0:
        yield (f"the median voltage of a {found.cell.kind} cell with the {found.cell.working} as "
               f"working electrode would be {usual:.3g} V: is --working right?")  # fmt: skip
    gap = found.numbers["hysteresis_full"]
    with np.errstate(invalid="ignore"):
        less = np.flatnonzero(gap.value < -3.0 * gap.sigma) + 1
    if less.size:
        yield (f"in cycle {', '.join(map(str, less[:SPELLED]))}{' ...' * (less.size > SPELLED)} "
               "the hysteresis is negative: its two half-cycles do not pass the same states, "
               "so that neither it nor the resistance is one")  # fmt: skip


def _cards(found: PerCycle, readings: Sequence[tuple[str, Reading]]) -> Iterator[blocks.Card]:
    hours = float(found.rows.trace.time[-1] - found.rows.trace.time[0]) / HOUR
    yield blocks.Card(str(found.cycles), f"cycles in {hours:.4g} h")
    last = readings[-1][0] if readings else ""
    for where, one in readings:
        if where == last and one.name in ON_CARDS:
            yield blocks.Card(words_of(one), f"{QUANTITIES.get(one.name, one.name)}, {where}")


def _headline(readings: Sequence[tuple[str, Reading]], found: PerCycle) -> str:
    """How many cycles, and the last of what matters most in such a cell."""
    first = "hysteresis_full" if found.cell.kind == "symmetric" else "efficiency"
    names = [first, *(name for group in FIRST_READ for name in group)]
    latest = list(reversed(readings))
    if latest:
        where, one = min(latest, key=lambda pair: names.index(pair[1].name))
        what = QUANTITIES.get(one.name, one.name)
        return f"{_count(found)}; {what[:1].lower()}{what[1:]} {words_of(one)} in {where}"
    return _count(found)


def _count(found: PerCycle) -> str:
    return f"{found.cycles} cycle{'s' * (found.cycles != 1)}"


def _trace(found: PerCycle) -> blocks.Figure:
    trace = found.rows.trace
    foil = found.cell.kind in FOIL_KINDS
    volts, v_unit = (1e3, "mV") if foil else (1.0, "V")
    amps, a_unit = (0.1, "mA/cm²") if _per_area(found) else (1e3, "mA")
    if not _per_area(found) and float(np.abs(trace.current).max()) < MICROAMPERES:
        amps, a_unit = 1e6, "µA"
    hours = trace.time / HOUR
    lines = []
    for values in (trace.voltage * volts, trace.current * amps):
        span = float(np.ptp(values)) or 1.0
        keep = thinned(hours, values, 5e-4 * span, MOST_DRAWN)
        lines.append((hours[keep], values[keep]))
    return blocks.Figure(
        measured_trace(MeasuredTrace(*lines[0], v_unit, *lines[1], a_unit)),
        "The record as the instrument wrote it; I > 0 "
        f"{'strips' if foil else 'charges'}.", "Voltage and current",
    )  # fmt: skip


def _per_area(found: PerCycle) -> bool:
    return found.rows.areal and found.rows.area is None


def _scales(found: PerCycle) -> tuple[float, str, float, str]:
    """Factors and units of charge and voltage of curves."""
    foil = found.cell.kind in FOIL_KINDS
    volts = (1e3, "mV") if foil else (1.0, "V")
    if found.cell.mass and not foil:
        return (1.0 / (3600.0 * found.cell.mass), "mAh/g", *volts)
    area = 1.0 if _per_area(found) else found.rows.area
    charge = (1.0 / 3.6, "mAh") if area is None else (1.0 / (3.6e4 * area), "mAh/cm²")
    return (*charge, *volts)


def _half_curves(found: PerCycle, cycles: Sequence[int], words: Sequence[str]) -> list[HalfCurve]:
    by_charge, _, by_volt, _ = _scales(found)
    curves = []
    for cycle in cycles:
        for word in words:
            try:
                charge, voltage = found.curve(cycle, word)
            except IndexError:
                continue
            charge, voltage = charge * by_charge, voltage * by_volt
            keep = thinned(charge, voltage, 1e-3 * (float(np.ptp(voltage)) or 1.0), MOST_CURVE)
            curves.append(HalfCurve(cycle, word, charge[keep], voltage[keep]))
    return curves


def _curves(found: PerCycle) -> blocks.Figure:
    _, q_unit, _, v_unit = _scales(found)
    words = (found.cell.negative, found.cell.positive)
    curves = _half_curves(found, chosen(found.cycles, CHOSEN), words)
    return blocks.Figure(
        measured_curves(MeasuredCurves(curves, q_unit, v_unit)),
        f"Both half-cycles of chosen cycles ({words[0]} and {words[1]}) against the charge passed "
        "in each.", "Voltage against charge",
    )  # fmt: skip


def _nucleation(found: PerCycle) -> Iterator[blocks.Figure]:
    """The first plating from close by, tip and plateau marked."""
    if found.cell.kind not in FOIL_KINDS:
        return
    by_charge, q_unit, by_volt, v_unit = _scales(found)
    halves = [half for half, one in enumerate(found.readings.spikes)
              if one is not None and found.halves.sign[half] < 0.0]  # fmt: skip
    if not halves:
        return
    spike = found.readings.spikes[halves[0]]
    assert spike is not None
    cycle = int(np.flatnonzero((found.places == halves[0]).any(axis=1))[0]) + 1
    words = "nucleation" if spike.found else "tip, no nucleation: below the threshold"
    marks = (
        Mark(words, spike.tip_charge * by_charge, -spike.tip * by_volt),
        Mark("late plateau", None, -spike.plateau * by_volt),
    )
    curves = _half_curves(found, [cycle], [found.cell.negative])
    yield blocks.Figure(
        measured_curves(MeasuredCurves(curves, q_unit, v_unit, marks)),
        f"Tip {1e3 * spike.tip:.4g} mV, plateau {1e3 * spike.plateau:.4g} mV, difference "
        f"{1e3 * spike.difference:.3g} ± {1e3 * spike.difference_error:.2g} mV (noise); it counts "
        f"as nucleation from {1e3 * spike.threshold:.2g} mV on.",
        f"First plating, cycle {cycle}",
    )


def _differential(found: PerCycle) -> Iterator[blocks.Figure]:
    mass = found.cell.mass
    if found.cell.kind in FOIL_KINDS or not mass:
        return
    made = []
    for cycle in chosen(found.cycles, CHOSEN):
        try:
            up = found.differential(cycle, found.cell.positive)
            down = found.differential(cycle, found.cell.negative)
        except (IndexError, ValueError):
            continue
        both = np.union1d(up.voltage, down.voltage)
        values = [np.interp(both, one.voltage, np.abs(one.value), 0.0, 0.0)
                  / (3600.0 * mass) for one in (up, down)]  # fmt: skip
        made.append(DqDv(cycle, both, *values))
    if made:
        yield blocks.Figure(
            differential_capacity(DifferentialCapacity([CellDqDv("measured", made)])),
            "dQ/dV in bins of 5 mV, smoothed over 5 mV; discharge downwards.",
            "Differential capacity",
        )


def _average(
    found: PerCycle, readings: list[tuple[str, Reading]], notices: list[str]
) -> list[blocks.Table]:
    """The charge ledger of an average efficiency, where the protocol is one."""
    if found.cell.kind != "li_cu":
        return []
    try:
        ledger = ledger_of(found)
    except ValueError as error:
        notices.append(f"no average efficiency: {error}")
        return []
    readings.append(("record", ledger.efficiency))
    rows = [
        (one.role, "plated" if one.plated else "stripped", f"{one.start / HOUR:.3f}",
         f"{one.charge / 3.6:.4g}", f"{one.sigma / 3.6:.2g}", f"{1e3 * one.end:.4g}")
        for one in ledger.rows
    ]  # fmt: skip
    columns = ("Role", "Way", blocks.Column("Start", "h", True),
               blocks.Column("Charge", "mAh", True), blocks.Column("Sigma", "mAh", True),
               blocks.Column("End", "mV", True))  # fmt: skip
    caption = f"{ledger.efficiency.definition}: {words_of(ledger.efficiency)}."
    return [blocks.Table(columns, rows, caption, "Charge ledger")]


def _page_table(found: PerCycle) -> blocks.Table:
    """The cycles that are shown; all of them are in the file of the table."""
    names = [name for name in found.numbers if name not in ("cycle", "noise", "class")]
    names = [name for name in names if np.isfinite(found.numbers[name].value).any()]
    table = found.table(display=True)
    columns = [
        blocks.Column("cycle", "", True),
        *(blocks.Column(name.replace("_", " "), _unit(table.units[name]), True) for name in names),
        blocks.Column("flags"),
    ]
    rows = []
    for cycle in chosen(found.cycles, ROWS):
        cells: list[blocks.Cell | str | float] = [str(cycle)]
        for name in names:
            value = float(table.columns[name][cycle - 1])
            sigma = table.columns.get(f"{name}_sigma")
            note = "" if sigma is None else f"± {float(sigma[cycle - 1]):.2g}"
            cells.append(blocks.Cell("–" if np.isnan(value) else f"{value:.5g}", note=note))
        rows.append([*cells, str(table.columns["flags"][cycle - 1])])
    caption = (
        f"{len(rows)} of {found.cycles} cycles; standard errors under the pointer and, with every "
        "cycle, in the saved table."
    )
    return blocks.Table(columns, rows, caption, "Table of cycles")


def _options(found: PerCycle) -> str:
    return "\n".join(f"{key}: {value}" for key, value in found.options.items())
