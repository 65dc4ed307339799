"""The page on one run: what happened over time and cycle by cycle, and everything it rests on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from solvus.base import record
from solvus.model.protocol import written_steps
from solvus.report.blocks import (
    Block,
    Card,
    Cards,
    Figure,
    Row,
    Section,
    Table,
)
from solvus.report.figures.chosen_cycles import CellCycles, ChosenCycles, chosen_cycles
from solvus.report.figures.closures import Closures, closures
from solvus.report.figures.cycle_trends import CycleTrends, Trend, cycle_trends
from solvus.report.figures.efficiency_ledger import EfficiencyLedger, efficiency_ledger
from solvus.report.figures.layer_growth import LayerGrowth, layer_growth
from solvus.report.figures.life_voltage import CYCLES_SHOWN, LifeVoltage, life_voltage
from solvus.report.figures.voltammogram import Voltammograms, voltammogram
from solvus.report.full_page import full_sections
from solvus.report.page import write_page
from solvus.report.run_figures import (
    MV,
    PERCENT,
    UM,
    cell_ledger,
    cell_life,
    cycle_curve,
    hysteresis_line,
    last_of_cycles,
    layer_cell,
    per_cycle,
    spread,
    voltammogram_of,
    whole_cycles,
)
from solvus.report.run_measured import (
    CURVES_NOTE,
    NOTE,
    average_reading,
    cycle_curves,
    measured_section,
    points,
)
from solvus.report.run_surface import foil_in_motion, impedance_section, label, surface_section
from solvus.report.run_tables import NO_CURVES, half_cycle_table, rests_on, software
from solvus.report.series import Line
from solvus.study.features import FEATURES, NotReached
from solvus.study.measured import MeasuredCell, measured_of
from solvus.study.run import StudyRun

FEW = 3  # cycles from which on a course over cycles, or a choice of them, says something
MOST_CYCLES = 300  # points of a line over cycles
ROOM = 1.5  # of a half cell's plating voltage that its axis shows
HEAD = 1.4  # of the largest voltage: room for the name of the cell above it
FEW_TICKS = 8  # cycles up to which each of them has its tick


def write_run_page(
    path: str | os.PathLike[str],
    done: StudyRun,
    name: str,
    folder: Path | None = None,
    measured: Sequence[MeasuredCell] | None = None,
) -> None:
    """Write the page on a run to `path`, whole or not at all.

    name : of the study file; folder : where material files of the study, and measured files where
    they are not given read, are sought.
    """
    known = record.provenance(done.study.source_text, done.materials, done.run.ended)
    about = [
        ("Study", name),
        ("Study text, SHA-256", known["study_sha256"]),
        ("Ended", done.run.ended),
        *software(known),
    ]
    shown = sections(done, folder, measured)
    write_page(path, done.study.title, cell_name(done, folder), shown, about)


def sections(
    done: StudyRun, folder: Path | None = None, measured: Sequence[MeasuredCell] | None = None
) -> list[Section]:
    """The sections of the page: only what this run has something to show for.

    Raises ValueError for a run without a half-cycle, of which there is nothing to show.
    """
    if not done.run.half_cycles:
        raise ValueError("a run without a half-cycle has nothing to show")
    title, system = cell_name(done, folder), system_of(done, folder)
    full = done.cell.cathode is not None
    cells = measured_of(done.study, folder) if measured is None else measured
    found = [
        *(
            full_sections(done, title, system, folder, cells)
            if full
            else _of_foils(done, title, system, cells)
        ),
        impedance_section(done, system, cells),
        measured_section(done, cells),
        surface_section(done, folder),
        foil_in_motion(done, folder),
        Section("Half-cycles", "half-cycles", _FULL_HALF_CYCLES if full else _HALF_CYCLES,
                (half_cycle_table(done),)),
        *rests_on(done, folder),
    ]  # fmt: skip
    return [section for section in found if section is not None]


def _of_foils(
    done: StudyRun, title: str, system: str, cells: Sequence[MeasuredCell]
) -> list[Section | None]:
    """What is shown of foils alone: voltage against each other, cycles, efficiency."""
    return [
        _short(done),
        _voltage(done, title, system, cells),
        _cycles(done, title, system, cells),
        _efficiency(done, title, system, cells),
    ]


def system_of(done: StudyRun, folder: Path | None = None) -> str:
    """What sets the colour of the cell: "Li-Ag", of a half cell the foil opposite the substrate."""
    cell = done.study.cell
    foil = cell.counter if cell.kind == "half" and cell.counter is not None else cell.working
    return label(foil, folder)


def cell_name(done: StudyRun, folder: Path | None = None) -> str:
    """The cell in a word: "Li-Ag || Li-Ag", "Li || Cu" (working electrode last), "Li foil",
    "NCM622 || Li-Ag"."""
    cell = done.study.cell
    working = label(cell.working, folder)
    if done.cell.cathode is not None:
        return f"{done.cell.cathode.design.material.name} || {working}"
    return f"{label(cell.counter, folder)} || {working}" if cell.counter else f"{working} foil"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _short(done: StudyRun) -> Section:
    run, life = done.run, done.run.life
    hours = sum(half.duration for half in run.half_cycles) / 3600.0
    count = len(run.half_cycles)
    cards = [Card(f"{hours:.4g} h", f"simulated, {count} half-cycle{'s' * (count != 1)}")]
    if not life.censored:
        cards.append(Card(str(life.cycles), f"cycle in which the life ended: {life.rule}"))
    else:
        cards.append(Card(str(life.cycles), f"cycle{'s' * (life.cycles != 1)}, nothing ended it"))
    rows = last_of_cycles(run)
    if len(rows) >= FEW and not _sweeps(done):
        first, last = (
            MV * per_cycle(done, "hysteresis", [row.cycle])[0] for row in (rows[0], rows[-1])
        )
        if np.isfinite([first, last]).all():
            words = f"hysteresis in cycle {rows[-1].cycle}; {first:.1f} mV in cycle {rows[0].cycle}"
            cards.append(Card(f"{last:.1f} mV", words))
    tip = max((half.tip for half in run.half_cycles if np.isfinite(half.tip)), default=np.nan)
    if len(rows) < FEW and np.isfinite(tip) and not _sweeps(done):
        cards.append(Card(f"{MV * tip:.1f} mV", "largest voltage"))
    left = run.half_cycles[-1].working
    if done.study.cell.kind != "half":
        cards.append(Card(f"{UM * left.thickness:.2f} µm", "working foil at the end"))
    blocks: list[Block] = [Cards(cards)]
    if run.events:
        rows_of: list[Row] = [
            [event.name, event.cycle, f"{event.time / 3600.0:.4g}", event.sentence]
            for event in run.events
        ]
        blocks.append(_events(rows_of))
    return Section("In short", "short", _sentence(run.ended), blocks)


def _events(rows: list[Row]) -> Table:
    columns = ("event", "cycle", "time [h]", "what happened")
    return Table(columns, rows, "What ended the life of the cell.")


def _sweeps(done: StudyRun) -> set[str]:
    """The texts of the steps that sweep the potential."""
    return {step.text for _, step in written_steps(done.study.protocol) if step.kind == "sweep"}


def _kept_cycles(done: StudyRun) -> list[int]:
    """Whole cycles of which curves were kept."""
    run, whole = done.run, whole_cycles(done.run)
    kept = dict.fromkeys(run.half_cycles[curve.half_cycle].cycle for curve in run.curves)
    return [cycle for cycle in kept if cycle <= whole]


def _reach(done: StudyRun) -> float | None:
    """Half-width [mV] of the axis of voltage: all of it, None where a life ends beyond it.

    The strip of a half cell ends at a limit far above the voltage it works at, which it may leave.
    """
    voltage = MV * np.concatenate([curve.voltage for curve in done.run.curves])
    highest, lowest = float(np.nanmax(np.abs(voltage))), -float(np.nanmin(voltage))
    if done.study.cell.kind == "half" and 0.0 < ROOM * lowest < highest:
        return ROOM * lowest
    if done.run.events:
        return None
    return HEAD * highest or 1.0  # a cell at rest has no voltage


def _voltage(
    done: StudyRun, title: str, system: str, cells: Sequence[MeasuredCell]
) -> Section | None:
    """Voltage over time, chosen cycles, current against voltage."""
    run = done.run
    if done.cell.counter is None:
        return None
    if not run.curves:
        return Section("Voltage", "voltage", NO_CURVES)
    reach, kept = _reach(done), _kept_cycles(done)
    stops: list[int] = []
    if whole_cycles(run) > 2 * CYCLES_SHOWN:
        later = [cycle for cycle in kept if cycle <= max(whole_cycles(run) - CYCLES_SHOWN + 1, 1)]
        stops = _three(later)
    figure = life_voltage(LifeVoltage([cell_life(run, title, system)], reach, stops))
    every = done.study.run.curves
    caption = "Voltage over the whole run, working minus counter electrode."
    if every > 1:
        caption += f" Curves of every {every}th cycle were kept"
        caption += "; the shade between them is their reach." if stops else "."
    if reach is not None and reach < MV * max(float(np.nanmax(c.voltage)) for c in run.curves):
        caption += " On stripping the voltage leaves the axis on the way to the cut-off."
    blocks = [Figure(figure, caption, "Voltage against time")]
    sweeps = _sweeps(done)
    if len(kept) >= FEW and not sweeps:
        blocks.append(_chosen(done, title, kept, cells))
    swept = [c for c in run.curves if run.half_cycles[c.half_cycle].text in sweeps]
    if swept:
        drawn = voltammogram(Voltammograms([voltammogram_of(swept, title, system)]))
        caption = "Current against voltage of all sweeps; the arrow shows the way of the first."
        blocks.append(Figure(drawn, caption, "Current against voltage"))
    return Section("Voltage", "voltage", "", blocks)


def _three(kept: list[int]) -> list[int]:
    """The first, the middle and the last of some cycles."""
    return [kept[number - 1] for number in spread(len(kept), 3)] if kept else []


def _chosen(done: StudyRun, title: str, kept: list[int], cells: Sequence[MeasuredCell]) -> Figure:
    """The first, the middle and the last of the cycles kept."""
    numbers = _three(kept)
    found = [cycle_curve(done.run, cycle) for cycle in numbers]
    curves = [curve for curve in found if curve is not None]
    reach = _reach(done) if done.study.cell.kind == "half" else None
    seen = cycle_curves(cells, numbers)
    return Figure(
        chosen_cycles(ChosenCycles([CellCycles(title, curves, seen)], reach)),
        f"Cycles {numbers[0]}, {numbers[1]} and {numbers[2]}, each from its beginning."
        + CURVES_NOTE * bool(seen),
        "Chosen cycles",
    )


def _cycles(
    done: StudyRun, title: str, system: str, cells: Sequence[MeasuredCell]
) -> Section | None:
    """What changes from cycle to cycle: hysteresis, layer, pores, foil."""
    rows, cell = last_of_cycles(done.run), done.cell
    if len(rows) < FEW or cell.counter is None:
        return None
    blocks: list[Block] = []
    drawn = hysteresis_line(done, title, MOST_CYCLES)
    if not _sweeps(done) and len(drawn.line.x) >= FEW:
        drawn = drawn._replace(line=drawn.line._replace(key=system))
        seen = points(done, cells, "hysteresis", above_zero=True)
        limit = MV * cell.voltage_of_death
        blocks.append(Figure(
            _ticked(closures(Closures([drawn], seen, limit)), len(rows)),
            "Median |V| of the half-cycles of a cycle, their first and last 5 % left out."
            + NOTE * bool(seen),
            "Hysteresis",
        ))  # fmt: skip
    lost = rows[-1].layers is not None and any(one.lost > 0.0 for one in rows[-1].layers)
    if lost and done.study.cell.kind == "symmetric":
        blocks += _lost(done, title, system)
    return Section("Cycle by cycle", "cycles", "", blocks) if blocks else None


def _lost(done: StudyRun, title: str, system: str) -> list[Block]:
    """The reaction layer, where the lithium is, what is left of pores and foils."""
    rows = last_of_cycles(done.run)
    picked = [rows[place - 1] for place in spread(len(rows), MOST_CYCLES)]
    x = [row.cycle for row in picked]
    line = Line(title, x, UM * per_cycle(done, "layer_thickness", x), key=system)
    foils = [
        Line("working electrode", x, [UM * row.working.thickness for row in picked]),
        Line("counter electrode", x, [UM * row.counter.thickness for row in picked if row.counter]),
    ]
    trends = [Trend("Foil left", "µm", foils)]
    layers = done.cell.layers
    if layers is not None and layers.closure.closes:
        pores = [
            Line(foil.name, x, [PERCENT * r.layers[own].open_share for r in picked if r.layers])
            for own, foil in enumerate(foils)
        ]
        trends.insert(0, Trend("Pores of the layer that are open", "%", pores))
    return [
        Figure(
            _ticked(layer_growth(LayerGrowth([layer_cell(done, line)])), len(rows)),
            "Thickness of the layer that lost lithium leaves on the working electrode, and where "
            "the lithium of this electrode is. How much of the loss is metal and how much is "
            "compounds is an assumption.",
            "Reaction layer",
        ),
        Figure(
            _ticked(cycle_trends(CycleTrends(trends)), len(rows)),
            "At the end of each cycle: how much of the pores is open to the salt, and how thick "
            "what is left of the foils is, without layer and skin.",
            "Pores and foils",
        ),
    ]


def _ticked(figure: go.Figure, cycles: int) -> go.Figure:
    """A figure over few cycles with ticks at whole numbers."""
    return figure.update_xaxes(dtick=1) if cycles <= FEW_TICKS else figure


def _efficiency(
    done: StudyRun, title: str, system: str, cells: Sequence[MeasuredCell]
) -> Section | None:
    """The average coulombic efficiency of a half cell, where its protocol measures one."""
    if done.study.cell.kind != "half":
        return None
    try:
        ledger = cell_ledger(done, title, system, average_reading(cells))
    except NotReached as missing:
        return Section("Coulombic efficiency", "efficiency", _sentence(str(missing)))
    limit = [step for _, step in written_steps(done.study.protocol)][-1].voltage_limit
    figure = Figure(
        efficiency_ledger(EfficiencyLedger([ledger], cut_off=limit)),
        "Voltage of the protocol, and the charges that enter the efficiency: all that was plated "
        "after conditioning, and what came back.",
        FEATURES["efficiency"].title.capitalize(),
    )
    text = (
        "In the model the result is the efficiency that the study puts in, whatever the protocol."
    )
    return Section("Coulombic efficiency", "efficiency", text, (figure,))


_HALF_CYCLES = (
    "Tip is the largest |V| of the step, flat its median without the first and last 5 % of the "
    "time, end its last value. Foil, skin, layer and open share are those of the working electrode "
    "unless the head says otherwise. Columns without anything in them are left out."
)

_FULL_HALF_CYCLES = (
    "Current is positive on charge. Mid is the voltage at half of the charge, end the last one; "
    "the content of the cathode is its lithium, 1 where it is full. Foil, skin, layer and open "
    "share are those of the foil. Columns without anything in them are left out."
)
