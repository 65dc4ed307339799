"""The page on a front of designs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from solvus import __version__
from solvus.designs.columns import QUANTITY, TEXT, Column
from solvus.designs.pareto import Front, table_of
from solvus.designs.uncertain_front import UncertainFront
from solvus.designs.wanted import Objective, costs_of
from solvus.report.blocks import Block, Card, Cards, Cell, Figure, Row, Section, Table
from solvus.report.blocks import Column as Head
from solvus.report.figures.front_pairs import FrontPairs, front_pairs
from solvus.report.figures.front_pairs import Objective as Drawn
from solvus.report.page import write_page

MOST_ROWS = 200


def write_front_page(
    path: str | os.PathLike[str], source: str, found: Front, spread: UncertainFront | None,
    reported: Mapping[str, float] | None = None,
) -> None:  # fmt: skip
    """Write the page to `path`, whole or not at all.

    reported : quantity -> what somebody printed for such a cell, in the unit of its column
    """
    wanted = ", ".join(one.text for one in found.objectives)
    lead = f"{len(found.front)} of {found.allowed} designs that are allowed; wanted: {wanted}."
    about = [("Source", source), ("Solvus", __version__)]
    if spread is not None:
        about.append(("Uncertainty", f"{spread.draws} draws from {spread.source}: "
                      f"{', '.join(spread.parameters)}"))  # fmt: skip
    write_page(path, "Front of designs", lead, sections(found, spread, reported or {}), about)


def sections(
    found: Front, spread: UncertainFront | None, reported: Mapping[str, float]
) -> list[Section]:
    """The sections of the page."""
    made = [Section("In short", "short", "", (_short(found),))]
    if not len(found.front):
        return made
    drawn = pairs_of(found, spread, reported)
    made.append(Section("The front", "front", _text(found, spread), (drawn,)))
    made.append(Section("Designs on the front", "designs", "", (_table(found, spread),)))
    if len(found.volume) > 1:
        made.append(Section("The search", "search", _SEARCH, (_search(found),)))
    return made


_SEARCH = (
    "The share of the box between the best of the front and the worst of what is allowed that the "
    "designs known by then dominate. The first row is the Sobol points, each further one a "
    "generation of NSGA-II."
)


def _text(found: Front, spread: UncertainFront | None) -> str:
    told = (
        "Nobody on the front is beaten in everything by another design. The knee is where it "
        "bulges most towards the best of everything: the least sum of the objectives, each scaled "
        "from 0, its best on the front, to 1, its worst."
    )
    if found.bounds.any():
        told += (
            f"\n\n{int(found.bounds.sum())} of {len(found.front)} lives are only bounds: the "
            "protocol ended first, and longer ones are not told apart."
        )
    if spread is not None:
        told += (
            "\n\nBars are 95 % intervals over the draws, at the inputs of each design; how often a "
            "design stays on the front is counted among the designs shown."
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
        low = high = None
        if spread is not None:
            low = np.array([row[k].low_95 for row in spread.intervals])
            high = np.array([row[k].high_95 for row in spread.intervals])
        values = found.frame[one.column.name].to_numpy(float)
        drawn.append(Drawn(_title(one), _unit(one.column), values, low, high))
    told = [reported.get(one.column.name, np.nan) for one in found.objectives]
    figure = front_pairs(FrontPairs(drawn, allowed, found.front, found.knee, found.bounds, told))
    return Figure(figure, "All designs that are allowed, in every pair of objectives.")


def _table(found: Front, spread: UncertainFront | None) -> Table:
    table = table_of(found)
    names = [str(name) for name in table.columns if name in found.columns]
    heads = [Head("design", "", True), *(
        Head(n.rpartition(".")[2] if found.columns[n].kind != QUANTITY else n,
             _unit(found.columns[n]), found.columns[n].kind != TEXT) for n in names
    )]  # fmt: skip
    if spread is not None:
        heads.append(Head("stays on the front", "%", True))
    rows: list[Row] = []
    for number, one in enumerate(table.head(MOST_ROWS).to_dict("records")):
        row: list[Any] = [int(one["design"]), *(_cell(one[name], name, one) for name in names)]
        if spread is not None:
            row.append(float(f"{100.0 * spread.on_front[number]:.3g}"))
        if one["knee"]:
            row[0] = Cell(f"{one['design']} (knee)", "strong", sort=float(one["design"]))
        rows.append(row)
    return Table(heads, rows, "The designs of the front, by the first objective.")


def _cell(value: Any, name: str, row: dict[Any, Any]) -> Any:
    if isinstance(value, str):
        return value
    if name == "life" and row["bound"]:
        return Cell(f">{value:.0f}", sort=float(value))
    return float(f"{value:.5g}")


def _search(found: Front) -> Block:
    rows: list[Row] = [[n, float(f"{100.0 * share:.4g}")] for n, share in found.volume]
    heads = [Head("designs", "", True), Head("dominated", "%", True)]
    return Table(heads, rows, "How the front grew.")


def _title(one: Objective) -> str:
    title = one.column.title.partition(",")[0]
    return title[:1].upper() + title[1:]


def _unit(column: Column) -> str:
    return "" if column.unit in ("", "1") else column.unit
