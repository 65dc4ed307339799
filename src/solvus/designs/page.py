"""The page on a folder of designs: what they are, what they come to, why some failed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from solvus import __version__
from solvus.designs.columns import LIFE, LIFE_REACHED, QUANTITY, TEXT, Column
from solvus.designs.course import UNITS
from solvus.designs.reasons import reasons_of
from solvus.designs.results import Results
from solvus.designs.solute_map import solute_maps
from solvus.designs.store import CURVES
from solvus.report.blocks import Block, Card, Cards, Figure, Listing, Row, Section, Table
from solvus.report.blocks import Column as Head
from solvus.report.figures.design_courses import DesignCourses, design_courses
from solvus.report.figures.design_grid import DesignGrid, Ranged, design_grid
from solvus.report.page import write_page

FIRST_LOOK = (
    LIFE, "specific_energy", "energy_density.body", "cost_per_energy", "retention_last",
    "hysteresis_last", "layer_thickness_last", "foil_left",
)  # fmt: skip
MOST_DRAWN = 4  # quantities
SHOWN_ROWS, MOST_POINTS = 200, 1500


def write_sweep_page(path: str | os.PathLike[str], found: Results) -> None:
    """Write the page to `path`, whole or not at all."""
    told = found.about
    about = [("File", str(told["file"])), ("Solvus", __version__),
             ("State of the code", str(told["code"])), ("Begun", str(told["begun"]))]  # fmt: skip
    many = len(found.frame)
    lead = f"{many} designs over {len(found.about['axes'])} axes; {found.failures} could not be."
    write_page(path, f"Designs: {found.about['title']}", lead, sections(found), about)


def sections(found: Results) -> list[Section]:
    """The sections of the page."""
    made = [Section("In short", "short", "", _short(found))]
    if len(found.ok):
        maps = solute_maps(found)
        if maps:
            made.append(Section("Solute map", "solutes", _MAP, maps))
        if drawn(found):
            made.append(Section("Over the axes", "axes", _AXES, (grid_of(found),)))
        courses = courses_of(found)
        if courses:
            made.append(Section("Over the cycles", "cycles", "", courses))
        made.append(Section("Quantities", "quantities", "", (_quantities(found),)))
        made.append(Section("Designs", "designs", "", (_designs(found),)))
    if found.failures:
        made.append(Section("Failures", "failures", "", (_failures(found),)))
    return [*made, Section("The file", "file", "", (Listing(found.about["text"], "The file"),))]


_AXES = (
    "Every design that could be run is a point in each panel. Triangles are designs whose life is "
    "only known to be longer than the protocol."
)

_MAP = (
    "A panel for each solute and current, all on one colour scale; the steps of content and "
    "thickness are drawn equally wide. Under the pointer: the values of a cell, or why it could "
    "not be."
)


def _short(found: Results) -> list[Block]:
    ok = found.ok
    cards = [Card(f"{len(ok)}", "designs"), Card(f"{found.failures}", "failed")]
    for name in drawn(found)[:3]:
        column = found.columns[name]
        low, high = ok[name].min(), ok[name].max()
        cards.append(Card(f"{low:.3g} to {high:.3g} {_unit(column)}".rstrip(),
                          _short_title(column)))
    return [Cards(cards)]


def drawn(found: Results) -> list[str]:
    """The quantities that a first look is at: those that differ between designs."""
    ok = found.ok
    names = [*FIRST_LOOK, *(n for n, c in found.columns.items() if c.kind == QUANTITY)]
    seen = dict.fromkeys(n for n in names if n in found.columns and n != LIFE_REACHED)
    moved = [n for n in seen if ok[n].nunique(dropna=True) > 1]
    return moved[:MOST_DRAWN]


def grid_of(found: Results) -> Figure:
    """Quantities over axes; of very many designs evenly spread ones are drawn."""
    step = -(-len(found.ok) // MOST_POINTS)
    ok = found.ok.iloc[::step]
    axes = [found.columns[axis["name"]] for axis in found.about["axes"]]
    names = drawn(found)
    bound = None
    if names[:1] == [LIFE]:
        bound = (ok[LIFE_REACHED] == 0.0).to_numpy()
    quantities = [Ranged(_short_title(found.columns[n]), _unit(found.columns[n]), ok[n].to_numpy())
                  for n in names]  # fmt: skip
    data = DesignGrid([Ranged(_last(a.name), a.unit, ok[a.name].to_numpy()) for a in axes],
                      quantities, bound)  # fmt: skip
    told = "Quantities of the designs over each axis."
    if step > 1:
        told += f" One design in {step} is drawn."
    return Figure(design_grid(data), told, "What the axes move")


def courses_of(found: Results) -> list[Block]:
    """What happens over the cycles, where the curves were kept."""
    path = Path(found.folder) / CURVES
    if not path.exists():
        return []
    import zarr

    group: Any = zarr.open_group(path, mode="r")
    blocks: list[Block] = []
    for name in UNITS:
        values = np.asarray(group[name])
        known = values[np.isfinite(values)]
        if not known.size or np.ptp(known) <= 1e-6 * np.abs(known).max():
            continue  # the same in every cycle of every design
        told = str(group[name].attrs["long_name"])
        title = _capital(told.partition(" of a cycle")[0].partition(" at ")[0].partition(" by ")[0])
        data = DesignCourses(title.partition(",")[0], str(group[name].attrs["units"]), values)
        blocks.append(Figure(design_courses(data), f"{_capital(told)}, of all designs."))
    return blocks


def _quantities(found: Results) -> Table:
    rows: list[Row] = []
    for column in found.columns.values():
        if column.kind != QUANTITY:
            continue
        values = found.ok[column.name].dropna()
        if len(values):
            middle = values.quantile([0.0, 0.05, 0.5, 0.95, 1.0])
            rows.append([column.name, column.title, *(float(f"{x:.5g}") for x in middle),
                         _unit(column)])  # fmt: skip
    spread = [Head(h, "", True) for h in ("lowest", "5 %", "median", "95 %", "highest")]
    heads: list[Head | str] = ["name", "quantity", *spread, "unit"]
    return Table(heads, rows, "The spread of each quantity over the designs that could be run.")


def _designs(found: Results) -> Table:
    names = [*(axis["name"] for axis in found.about["axes"]), *drawn(found)]
    heads = [Head("design", "", True), *(
        Head(_last(n), _unit(found.columns[n]), found.columns[n].kind != TEXT) for n in names
    )]  # fmt: skip
    rows = [
        [int(number), *(one if isinstance(one, str) else float(f"{one:.5g}") for one in row)]
        for number, *row in found.ok[["design", *names]].head(SHOWN_ROWS).itertuples(index=False)
    ]
    more = len(found.ok) - len(rows)
    told = f" {more} more are in the part files of the folder." if more > 0 else ""
    return Table(heads, rows, f"The designs by number.{told}")


def _failures(found: Results) -> Table:
    rows = [[one["designs"], one["example"]] for one in reasons_of(found.frame)]
    told = "Why designs could not be; sentences that differ in numbers alone are one."
    return Table([Head("designs", "", True), "such as"], rows, told)


def _unit(column: Column) -> str:
    return "" if column.unit in ("", "1") else column.unit


def _last(name: str) -> str:
    """The last part of a key path, which is what an axis is called."""
    return name.rpartition(".")[2].replace("_", " ")


def _short_title(column: Column) -> str:
    return _capital(column.title.partition(",")[0])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
