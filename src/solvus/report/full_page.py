"""What the page on a run shows of a full cell: the cell, its curves, its cycles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from solvus.base.constants import SECONDS_PER_HOUR
from solvus.report.blocks import Block, Card, Cards, Figure, Row, Section, Table, Text
from solvus.report.figures.capacity_cycles import CapacityCycles, capacity_cycles
from solvus.report.figures.cycle_trends import CycleTrends, Trend, cycle_trends
from solvus.report.figures.differential_capacity import (
    DifferentialCapacity,
    differential_capacity,
)
from solvus.report.figures.first_charge_bump import first_charge_bump
from solvus.report.figures.full_cell_stack import full_cell_stack
from solvus.report.figures.layer_growth import LayerGrowth, layer_growth
from solvus.report.figures.polarisation_cycles import PolarisationCycles, polarisation_cycles
from solvus.report.figures.voltage_capacity import VoltageCapacity, voltage_capacity
from solvus.report.full_figures import (
    MAH_PER_G,
    MG_PER_CM2,
    capacity_cell,
    cell_curves,
    cell_dqdv,
    first_charges,
    kept_cycles,
    last_discharge,
    loading_of,
    polarisation_cell,
    stack_of,
)
from solvus.report.run_figures import MAH, PERCENT, UM, last_of_cycles, layer_cell, spread
from solvus.report.run_measured import CURVES_NOTE, NOTE, passed_curves, points
from solvus.report.run_tables import CATHODE_MODELS, NO_CURVES
from solvus.report.series import Line
from solvus.study.full_cell import Balance, balance_of
from solvus.study.full_cycles import full_cycles, main_reference
from solvus.study.full_notices import notices_of_run
from solvus.study.measured import SPECIFIC, MeasuredCell
from solvus.study.run import StudyRun

FEW = 3  # cycles from which on a course over cycles says something
MOST_CYCLES = 300  # points of a line over cycles
FEW_TICKS = 8  # cycles up to which each of them has its tick


def full_sections(
    done: StudyRun,
    title: str,
    system: str,
    folder: Path | None = None,
    measured: Sequence[MeasuredCell] = (),
) -> list[Section]:
    """The sections of a full cell ahead of what every run shows; measured : files beside it."""
    found = [
        _short(done, folder),
        _cell(done, folder),
        _curves(done, title, system, measured),
        _cycles(done, title, system, measured),
    ]
    return [section for section in found if section is not None]


def _short(done: StudyRun, folder: Path | None) -> Section:
    run, life, found = done.run, done.run.life, full_cycles(done.run)
    hours = sum(half.duration for half in run.half_cycles) / SECONDS_PER_HOUR
    count = len(found.number)
    cards = [Card(f"{hours:.4g} h", f"simulated, {count} cycle{'s' * (count != 1)}")]
    if not life.censored:
        cards.append(Card(str(life.cycles), f"cycle in which the life ended: {life.rule}"))
    place = last_discharge(found)
    if place is not None:
        charge, number = found.cycles.discharge[place], int(found.number[place])
        words = f"discharged in cycle {number}, {MAH * charge:.3f} mAh/cm²"
        cards.append(Card(f"{charge / loading_of(done) * MAH_PER_G:.1f} mAh/g", words))
        against = int(found.reference[place])
        if against not in (0, number):
            kept = f"{PERCENT * found.retention[place]:.1f} %"
            cards.append(Card(kept, f"of the discharge of cycle {against} in cycle {number}"))
        mean = found.cycles.mean_discharge[place]
        if np.isfinite(mean) and life.censored:
            cards.append(Card(f"{mean:.3f} V", f"mean voltage of the discharge of cycle {number}"))
    balance = balance_of(done.study, folder)
    cards.append(Card(f"{balance.n_to_p:.2f}", "N/P, of the reversible capacity"))
    left = UM * run.half_cycles[-1].working.thickness
    cards.append(Card(f"{left:.2f} µm", "foil at the end"))
    blocks: list[Block] = [Cards(cards)]
    if run.events:
        rows: list[Row] = [
            [one.name, one.cycle, f"{one.time / SECONDS_PER_HOUR:.4g}", one.sentence]
            for one in run.events
        ]
        columns = ("event", "cycle", "time [h]", "what happened")
        blocks.append(Table(columns, rows, "What ended the life of the cell."))
    blocks += [Text(f"Notice: {sentence}.") for sentence in notices_of_run(done, folder)]
    return Section("In short", "short", f"{run.ended[:1].upper()}{run.ended[1:]}.", blocks)


def _cell(done: StudyRun, folder: Path | None) -> Section:
    """The cell to scale and in numbers."""
    figure = Figure(
        full_cell_stack(stack_of(done)),
        "One face of the cell to scale, thickness in µm, without the current collector of the "
        "cathode and without the skin. Charging brings lithium from the cathode to the foil. The "
        "cathode is taken to keep its thickness.",
        "The cell to scale",
    )
    return Section("The cell", "cell", "", (figure, _facts(done, folder)))


def _facts(done: StudyRun, folder: Path | None) -> Table:
    assert done.cell.cathode is not None
    design, balance = done.cell.cathode.design, balance_of(done.study, folder)
    coating, gap = design.coating, design.separator
    rows: list[Row] = [
        ["Cathode", f"{design.material.name}, {design.material.composition}"],
        ["Model", f"{design.model}: {CATHODE_MODELS[design.model]}"],
        ["Active material", f"{MG_PER_CM2 * design.loading:.4g} mg/cm² on a face"],
        ["Coating", f"{UM * coating.thickness:.3g} µm, {PERCENT * coating.porosity:.3g} % pores"],
        ["Separator", f"{UM * gap.thickness:.3g} µm, {PERCENT * gap.porosity:.3g} % pores"],
        ["1C", f"{design.nominal / 3.6e4:.4g} mA/cm²"],
        ["First half-cycle", f"{MAH * balance.first:.3g} mAh/cm², N/P {balance.n_to_p_first:.2f}"],
        ["Later half-cycles", f"{MAH * balance.reversible:.3g} mAh/cm² between {balance.v_low:g} "
         f"and {balance.v_high:g} V at rest, N/P {balance.n_to_p:.2f}"],
        ["Lithium of the foil", f"{MAH * balance.foil:.3g} mAh/cm²"],
        ["Electrolyte", _electrolyte(balance)],
    ]  # fmt: skip
    return Table(("what", "value"), rows, "The cell in numbers.")


def _electrolyte(balance: Balance) -> str:
    pores = f"{1e5 * balance.pores:.3g} µL/cm²"
    if not np.isfinite(balance.amount):
        return f"fills the pores of coating and separator, {pores}"
    return f"{1e5 * balance.amount:.3g} µL/cm², of which the pores hold {pores}"


def _curves(done: StudyRun, title: str, system: str, measured: Sequence[MeasuredCell]) -> Section:
    kept = kept_cycles(done)
    if not kept:
        text = NO_CURVES
        if done.run.curves:
            text = "No cycle has both a charge and a discharge."
        return Section("Voltage", "voltage", text)
    numbers = _chosen(done, kept)
    said = ", ".join(map(str, numbers[:-1])) + f" and {numbers[-1]}" if numbers[1:] else numbers[0]
    seen = passed_curves(done, measured, numbers)
    blocks = [Figure(
        voltage_capacity(VoltageCapacity([cell_curves(done, title, numbers, seen)])),
        f"Charge (dashed) and discharge (solid) of cycle{'s' * (len(numbers) > 1)} {said}, each "
        "from its own beginning; per active material below, per area above."
        + CURVES_NOTE * bool(seen),
        "Voltage against charge passed",
    )]  # fmt: skip
    slopes = cell_dqdv(done, title, numbers)
    if slopes is not None:
        blocks.append(Figure(
            differential_capacity(DifferentialCapacity([slopes])),
            "The charge passed while the voltage was in a bin of 20 mV, over the width of the bin; "
            "charge upwards, discharge downwards. What polarises a cell moves the peaks apart.",
            "dQ/dV",
        ))  # fmt: skip
    cycle = _first_charge(done, kept)
    bump = first_charges([(done, title, system, cycle)])
    if bump is not None:
        blocks.append(Figure(
            first_charge_bump(bump),
            f"The first minutes of the charge of cycle {cycle}. A bump is the largest fall from "
            "one moment to a later one; part of it may be the cathode's own, where it begins full. "
            "Below, what the foil adds, as a reference electrode would read it: its tip is "
            "nucleation.",
            "The beginning of a charge",
        ))  # fmt: skip
    return Section("Voltage", "voltage", "", blocks)


def _chosen(done: StudyRun, kept: list[int]) -> list[int]:
    """The first cycle kept, the first of those that most are written like, the middle of these and
    the last."""
    found = full_cycles(done.run)
    main = main_reference(found)
    like = [n for n in kept if found.reference[found.at(n) or 0] == main]
    three = [like[place - 1] for place in spread(len(like), 3)] if like else []
    return sorted({kept[0], *three, kept[-1]})


def _first_charge(done: StudyRun, kept: list[int]) -> int:
    """The first cycle kept at the current that most cycles have: nucleation shows there most."""
    found = full_cycles(done.run)
    main = main_reference(found)
    return next((n for n in kept if found.reference[found.at(n) or 0] == main), kept[0])


def _cycles(
    done: StudyRun, title: str, system: str, measured: Sequence[MeasuredCell]
) -> Section | None:
    found = full_cycles(done.run)
    if np.isfinite(found.cycles.discharge).sum() < FEW:
        return None
    count = len(found.number)
    drawn = (SPECIFIC, "cycle_efficiency", "polarisation")
    seen = {what: points(done, measured, what) for what in drawn}
    cell = capacity_cell(done, title, system, measured=seen[SPECIFIC])
    cell = cell._replace(measured_efficiency=seen["cycle_efficiency"])
    blocks: list[Block] = [Figure(
        _ticked(capacity_cycles(CapacityCycles([cell])), count),
        "Discharge capacity per active material as made, and below the discharge over the charge "
        "before it. As long as the foil has lithium to spare, that efficiency is the cathode's. "
        "The lowest tenth of the efficiencies, that of a first cycle among them, may lie outside."
        + NOTE * bool(seen[SPECIFIC] or seen["cycle_efficiency"]),
        "Capacity",
    )]  # fmt: skip
    polar = polarisation_cell(done, title, system, seen["polarisation"])
    if polar is not None:
        blocks.append(Figure(
            _ticked(polarisation_cycles(PolarisationCycles([polar])), count),
            "Mid voltage of the charge less that of the discharge of a cycle, each at half of its "
            "own charge. A first cycle whose two halves pass different charges may lie below zero."
            + NOTE * bool(seen["polarisation"]),
            "Polarisation",
        ))  # fmt: skip
    blocks += _aged(done, title, system)
    return Section("Cycle by cycle", "cycles", "", blocks)


def _aged(done: StudyRun, title: str, system: str) -> list[Block]:
    """The reaction layer with the books of lithium; pores, foil and cathode."""
    rows = last_of_cycles(done.run)
    if len(rows) < FEW:
        return []
    picked = [rows[place - 1] for place in spread(len(rows), MOST_CYCLES)]
    x = [row.cycle for row in picked]
    blocks: list[Block] = []
    if rows[-1].layers is not None and rows[-1].layers[0].lost > 0.0:
        line = Line(title, x, [UM * r.layers[0].thickness for r in picked if r.layers], key=system)
        blocks.append(Figure(
            _ticked(layer_growth(LayerGrowth([layer_cell(done, line)])), len(rows)),
            "Thickness of the layer that lost lithium leaves on the foil, and where the lithium of "
            "the foil is at the end of each cycle. How much of the loss is metal and how much is "
            "compounds is an assumption.",
            "Reaction layer",
        ))  # fmt: skip

    def trend(quantity: str, unit: str, values: list[float]) -> Trend:
        return Trend(quantity, unit, [Line(title, x, values, key=system)])

    active = [PERCENT * r.cathode.active for r in picked if r.cathode is not None]
    trends = [
        trend("Foil at the end of the cycle", "µm", [UM * r.working.thickness for r in picked]),
        trend("Active material still connected", "%", active),
    ]
    layers = done.cell.layers
    if layers is not None and layers.closure.closes and blocks:
        shares = [PERCENT * r.layers[0].open_share for r in picked if r.layers]
        trends.append(trend("Pores of the layer that are open", "%", shares))
    blocks.append(Figure(
        _ticked(cycle_trends(CycleTrends(trends)), len(rows)),
        "What is left of the foil, without layer and skin; of the cathode; and of the pores that "
        "the salt passes.",
        "What is left",
    ))  # fmt: skip
    return blocks


def _ticked(figure: go.Figure, cycles: int) -> go.Figure:
    """A figure over few cycles with ticks at whole numbers."""
    return figure.update_xaxes(dtick=1) if cycles <= FEW_TICKS else figure
