"""The page on a front of designs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from solvus import __version__
from solvus.designs.columns import QUANTITY, TEXT, Column
from solvus.designs.front import evenly
from solvus.designs.front_notes import notes_of
from solvus.designs.pareto import Front, table_of
from solvus.designs.reasons import reasons_of
from solvus.designs.uncertain_front import Interval, UncertainFront
from solvus.designs.wanted import Objective, costs_of
from solvus.report.blocks import Block, Card, Cards, Cell, Figure, Row, Section, Table
from solvus.report.blocks import Column as Head
from solvus.report.figures.front_pairs import FrontPairs, Spread, front_pairs
from solvus.report.figures.front_pairs import Objective as Drawn
from solvus.report.page import write_page

MOST_ROWS = 50


def write_front_page(
    path: str | os.PathLike[str], source: str, found: Front, spread: UncertainFront | None,
    reported: Mapping[str, float] | None = None, notes: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write the page to `path`, whole or not at all.

    reported : quantity -> what somebody printed for such a cell, in the unit of its column
    notes : what else has to be known to read the front
    """
    wanted = ", ".join(one.text for one in found.objectives)
    lead = f"{len(found.front)} of {found.allowed} designs that are allowed; wanted: {wanted}."
    about = [("Source", source), ("Solvus", __version__)]
    if spread is not None:
        about.append(("Uncertainty", f"{spread.draws} draws from {spread.source}: "
                      f"{', '.join(spread.parameters)}"))  # fmt: skip
    write_page(path, "Front of designs", lead, sections(found, spread, reported or {}, notes),
               about)  # fmt: skip


def sections(
    found: Front, spread: UncertainFront | None, reported: Mapping[str, float],
    notes: Sequence[str] = (),
) -> list[Section]:  # fmt: skip
    """The sections of the page."""
    notes = [*notes, *notes_of(found, spread)]
    told = "\n\n".join(f"{note[:1].upper()}{note[1:]}." for note in notes)
    made = [Section("In short", "short", told, (_short(found),))]
    if not len(found.front):
        return made
    drawn = pairs_of(found, spread, reported)
    made.append(Section("The front", "front", _text(spread), (drawn,)))
    made.append(Section("Designs on the front", "designs", "", (_table(found, spread),)))
    if len(found.volume) > 1:
        made.append(Section("The search", "search", _SEARCH, (_search(found),)))
    reasons = reasons_of(found.frame)
    if reasons:
        made.append(Section("Failures", "failures", "", (_failures(reasons),)))
    return made


_SEARCH = (
    "The share of the box between the best of the front and the worst of what is allowed that the "
    "designs known by then dominate. The first row is the Sobol points, each further one a "
    "generation of NSGA-II."
)


def _text(spread: UncertainFront | None) -> str:
    told = (
        "Of a design on the front no other is as good in everything and better in something. The "
        "knee is where the front bulges most towards the best of everything: the least sum of the "
        "objectives, each scaled from 0, its best on the front, to 1, its worst."
    )
    if spread is not None:
        told += (
            "\n\nBars are intervals of 95 % and 68 % of the draws, at the inputs of each design; "
            "how often a design stays on the front is counted among the designs of the front."
        )
    return told


def _short(found: Front) -> Cards:
    cards = [Card(f"{len(found.front)}", "designs on the front"),
             Card(f"{found.allowed}", "allowed"),
             Card(f"{len(found.frame)}", "computed")]  # fmt: skip
    if found.knee is not None:
        row = found.frame.loc[found.knee]
        cards += [
            Card(f"{row[o.column.name]:.4g} {_unit(o.column)}".rstrip(),
                 f"{_title(o)}, at the knee")
            for o in found.objectives
        ]  # fmt: skip
    return Cards(cards)


def pairs_of(
    found: Front, spread: UncertainFront | None, reported: Mapping[str, float]
) -> Figure:
    """The objectives in pairs."""
    _, missed = costs_of(found.frame, found.objectives, found.rules)
    allowed = np.asarray((missed <= 0.0).all(axis=1))
    drawn = []
    for k, one in enumerate(found.objectives):
        ends = None
        if spread is not None:
            ends = Spread(*(np.array([getattr(row[k], end) for row in spread.intervals])
                            for end in Spread._fields))  # fmt: skip
        values = found.frame[one.column.name].to_numpy(float)
        drawn.append(Drawn(_title(one), _unit(one.column), values, ends))
    told = [reported.get(one.column.name, np.nan) for one in found.objectives]
    figure = front_pairs(FrontPairs(drawn, allowed, found.front, found.knee, found.bounds, told))
    shown = [v for v in told if np.isfinite(v)]
    also = " Reported: as the file says of its cell." if shown else ""
    return Figure(figure, f"All designs that are allowed, in every pair of objectives.{also}")


def _table(found: Front, spread: UncertainFront | None) -> Table:
    table = table_of(found)
    names = [str(name) for name in table.columns if name in found.columns]
    heads = [Head("design", "", True), *(
        Head(n.rpartition(".")[2] if found.columns[n].kind != QUANTITY else n,
             _unit(found.columns[n]), found.columns[n].kind != TEXT) for n in names
    )]  # fmt: skip
    if spread is not None:
        heads.append(Head("stays on the front", "%", True))
        heads += [Head(f"95 % of {o.column.name}", _unit(o.column)) for o in found.objectives]
    rows: list[Row] = []
    records = table.to_dict("records")
    at = next((k for k, one in enumerate(records) if one["knee"]), None)
    chosen = evenly(len(records), MOST_ROWS, at)
    for number in chosen:
        one = records[number]
        row: list[Any] = [int(one["design"]), *(_cell(one[name], name, one) for name in names)]
        if spread is not None:
            row.append(float(f"{100.0 * spread.on_front[number]:.3g}"))
            row += [_ends(one) for one in spread.intervals[number]]
        if one["knee"]:
            row[0] = Cell(f"{one['design']} (knee)", "strong", sort=float(one["design"]))
        rows.append(row)
    told = "The designs of the front, by the first objective."
    if len(chosen) < len(records):
        told += f" {len(chosen)} of {len(records)}, evenly along it; all are in the file beside."
    return Table(heads, rows, told)


def _ends(one: Interval) -> str:
    return "–" if one.low_95 != one.low_95 else f"{one.low_95:.4g} to {one.high_95:.4g}"


def _cell(value: Any, name: str, row: dict[Any, Any]) -> Any:
    if isinstance(value, str):
        return value
    if name == "life" and row["bound"]:
        return Cell(f">{value:.0f}", sort=float(value))
    return float(f"{value:.5g}")


def _failures(reasons: list[dict[str, Any]]) -> Block:
    rows: list[Row] = [[one["designs"], one["example"]] for one in reasons]
    told = "Why designs could not be; sentences that differ in numbers alone are one."
    return Table([Head("designs", "", True), "such as"], rows, told)


def _search(found: Front) -> Block:
    rows: list[Row] = [[n, float(f"{100.0 * share:.4g}")] for n, share in found.volume]
    heads = [Head("designs", "", True), Head("dominated", "%", True)]
    return Table(heads, rows, "How the front grew.")


def _title(one: Objective) -> str:
    title = one.column.title.partition(",")[0]
    return title[:1].upper() + title[1:]


def _unit(column: Column) -> str:
    return "" if column.unit in ("", "1") else column.unit
