"""Designs as a map of solutes: which axis is which, and what stands in each cell of the panels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np

from solvus.base import yaml_source
from solvus.designs.columns import ERROR, FAILED, LIFE, LIFE_REACHED, STATUS
from solvus.designs.results import Results
from solvus.report.blocks import Block, Figure
from solvus.report.figures.solute_map import Named, Panel, SoluteMap, solute_map

FOILS = ("anode", "working")  # blocks of a foil that has a solute
PURE = "Li"
SOLUTE, CONTENT, THICKNESS, CURRENT = "solute", "content", "thickness", "current"
EFFICIENCY = "coulombic_efficiency"
DENSE, SPECIFIC = "energy_density.body", "specific_energy"  # of a pouch, as built
LOSSES = ("lost_charge_last", "hysteresis_last")  # of other cells: the first that differs
MOST_COLUMNS, MOST_ROWS, MOST_VALUES = 8, 6, 40
MEASURED = (
    "Measured were 96.2 % of lithium and 98.5 % of Li-Ag with 10 wt% (Wang et al. 2023, doi "
    "10.1002/adfm.202307281); every other one is assumed unless the file names a source. The map "
    "does not say which solute loses least."
)
_QUANTITY = re.compile(r"\s*([-+.\deE]+)\s*(.*?)\s*")


@dataclass(frozen=True)
class Places:
    """Where each design stands: the values along each direction, and its indices into them.

    solutes : titles ("Li-Ag"); contents : of each solute; efficiencies : title -> as written
    at : array (designs, 4) of the indices of current, thickness, solute, content; -1 where a
        design has no place
    """

    solutes: list[str]
    contents: list[list[float]]
    content_unit: str
    thickness: list[float]
    thickness_unit: str
    currents: list[str]
    at: np.ndarray
    efficiencies: dict[str, str]


def solute_maps(found: Results) -> list[Block]:
    """The maps of a folder: life, and an energy or a loss. Empty where the axes do not suit."""
    places = places_of(found)
    if places is None:
        return []
    told = _given(places)
    blocks: list[Block] = []
    lines = DENSE if _differs(found, DENSE) else ""
    if _differs(found, LIFE):
        data = map_of(found, places, LIFE, lines)
        blocks.append(Figure(solute_map(data), f"{_caption(data)} {told}".rstrip(), "Life"))
    other = next((name for name in (SPECIFIC, *LOSSES) if _differs(found, name)), "")
    if other:
        data = map_of(found, places, other, lines if other == SPECIFIC else "")
        title = "Energy as built" if other == SPECIFIC else data.quantity.title.partition(",")[0]
        blocks.append(Figure(solute_map(data), _caption(data), title))
    return blocks


def places_of(found: Results) -> Places | None:
    """Which axis is which, and where each design stands; None where they do not span such a map.

    Content and thickness of a foil must have more than one value each; solute and current may have
    one alone; any other axis makes several designs of one cell, and no map.
    """
    parts = _parts(found)
    if parts is None:
        return None
    # lithium with a content is refused by the file's reader: no place on a map
    placed = [k for k, one in enumerate(parts)
              if one[SOLUTE] is not None or one[CONTENT] is None]  # fmt: skip
    real = [parts[k] for k in placed]
    units = {one[CONTENT][1] for one in real if one[SOLUTE] is not None}
    widths = {one[THICKNESS][1] for one in real}
    if len(units) != 1 or len(widths) != 1:
        return None
    solutes = list(dict.fromkeys(one[SOLUTE] for one in real))
    solutes.sort(key=lambda one: one is not None)  # lithium first, the others as the file has them
    contents = [
        sorted({one[CONTENT][0] for one in real if one[SOLUTE] == solute}) if solute else []
        for solute in solutes
    ]
    thickness = sorted({one[THICKNESS][0] for one in real})
    currents = _in_order(one[CURRENT] for one in real)
    fits = all(1 < many <= MOST_VALUES for many in (max(map(len, contents)), len(thickness)))
    if not fits or len(solutes) > MOST_COLUMNS or len(currents) > MOST_ROWS:
        return None
    at = np.full((len(parts), 4), -1)
    for k, one in zip(placed, real, strict=True):
        column = solutes.index(one[SOLUTE])
        across = contents[column].index(one[CONTENT][0]) if contents[column] else 0
        at[k] = (currents.index(one[CURRENT]), thickness.index(one[THICKNESS][0]), column, across)
    if len(np.unique(at[placed], axis=0)) < len(placed):
        return None
    written = {_title(one[SOLUTE]): one[EFFICIENCY] for one in real if one[EFFICIENCY]}
    return Places(
        [_title(one) for one in solutes], contents, units.pop(), thickness, widths.pop(),
        [_current(one) for one in currents], at, written,
    )  # fmt: skip


def _in_order(currents: Iterable[Any]) -> list[Any]:
    """Each once: numbers rising, texts as they come."""
    found = list(dict.fromkeys(currents))
    return sorted(found) if all(isinstance(one, tuple) for one in found) else found


def map_of(found: Results, places: Places, name: str, lines: str = "") -> SoluteMap:
    """One quantity in its panels, with isolines of another; rows that are the same are one row."""
    shown = [name, *([lines] if lines else [])]
    panels = [[_panel(found, places, shown, row, column) for column in range(len(places.solutes))]
              for row in range(len(places.currents))]  # fmt: skip
    currents = places.currents
    if len(panels) > 1 and all(_same(panels[0], other) for other in panels[1:]):
        panels, currents = panels[:1], [""]
    named = [_named(found, one) for one in shown]
    return SoluteMap(
        places.solutes, places.contents, places.content_unit, currents, places.thickness,
        places.thickness_unit, named[0], panels, named[1] if lines else None,
    )  # fmt: skip


def _panel(found: Results, places: Places, names: Sequence[str], row: int, column: int) -> Panel:
    shape = (len(places.thickness), max(len(places.contents[column]), 1))
    here = (places.at[:, 0] == row) & (places.at[:, 2] == column)
    at = places.at[here, 1], places.at[here, 3]
    frame = found.frame[here]
    quantities = []
    for name in names:
        values = np.full(shape, math.nan)
        values[at] = frame[name].to_numpy(float)
        quantities.append(values)
    bound, why = np.zeros(shape, bool), np.full(shape, "", object)
    if names[0] == LIFE:
        bound[at] = frame[LIFE_REACHED].to_numpy(float) == 0.0
    failed = (frame[STATUS] == FAILED).to_numpy()
    why[at] = np.where(failed, frame[ERROR].to_numpy(object), "")
    return Panel(quantities[0], bound, why, quantities[1] if len(names) > 1 else None)


def _same(row: Sequence[Panel], other: Sequence[Panel]) -> bool:
    return all(
        np.array_equal(one.values, two.values, equal_nan=True)
        and np.array_equal(one.bound, two.bound) and np.array_equal(one.why, two.why)
        and (one.lines is None or two.lines is None
             or np.array_equal(one.lines, two.lines, equal_nan=True))
        for one, two in zip(row, other, strict=True)
    )  # fmt: skip


def _parts(found: Results) -> list[dict[str, Any]] | None:
    """Solute, content, thickness and current of each design; None where an axis is of none."""
    written = _written(found.about)
    columns = []
    for axis in found.about["axes"]:
        alternatives = axis.get("alternatives", {})
        kinds = {_kind(path) for path in (*axis["sets"], *(p for one in alternatives.values()
                                                           for p in one))}  # fmt: skip
        told = kinds - {""}
        if axis["values"] is None or not told & {SOLUTE, CONTENT, THICKNESS, CURRENT}:
            return None
        if len(told - {EFFICIENCY}) > 1 and not told <= {SOLUTE, CONTENT, EFFICIENCY}:
            return None
        values = found.frame[axis["name"]].tolist()
        columns.append([_told(one, axis, told, alternatives) for one in values])
    made = [written | {k: v for one in row for k, v in one.items()}
            for row in zip(*columns, strict=True)]  # fmt: skip
    if not made or any(one[THICKNESS] is None for one in made):
        return None
    if any(one[SOLUTE] is not None and one[CONTENT] is None for one in made):
        return None
    return made


def _told(
    value: float | str, axis: Mapping[str, Any], kinds: Iterable[str],
    alternatives: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """What one value of an axis says of a design."""
    entries = alternatives.get(str(value))
    if entries is not None:
        made = {kind: _part(kind, entry) for path, entry in entries.items()
                if (kind := _kind(path))}  # fmt: skip
        return made | ({CURRENT: value} if CURRENT in made else {})
    read = (value, axis["unit"]) if isinstance(value, float) else value
    return {kind: _part(kind, read) for kind in kinds}


def _part(kind: str, entry: Any) -> Any:
    if isinstance(entry, tuple) or entry is None:
        return entry
    if kind in (CONTENT, THICKNESS):
        match = _QUANTITY.fullmatch(str(entry))
        return (float(match[1]), match[2]) if match else None
    return entry


def _kind(path: str) -> str:
    """What an entry says of a design, by its key path; "" for anything else."""
    last = path.rpartition(".")[2]
    block = path.split(".")[-2] if "." in path else ""
    if block in FOILS and last in (SOLUTE, CONTENT, THICKNESS, EFFICIENCY):
        return last
    return CURRENT if "protocol" in re.split(r"[.\[]", path) else ""


def _written(about: Mapping[str, Any]) -> dict[str, Any]:
    """What the file itself says of its foil, which stands where no axis moves it."""
    text = yaml_source.load(about["text"])[0]
    life = yaml_source.load(about["life_text"])[0] if about["life_text"] else {}
    foil = text.get("anode") or text.get("cell", {}).get("working") or {}
    lived = (life or text).get("cell", {}).get("working") or {}
    found = {kind: _part(kind, foil.get(kind)) for kind in (SOLUTE, CONTENT, THICKNESS)}
    return found | {CURRENT: "", EFFICIENCY: lived.get(EFFICIENCY)}


def _title(solute: str | None) -> str:
    return PURE if solute in (None, "none") else f"{PURE}-{PurePath(str(solute)).stem}"


def _current(one: Any) -> str:
    if not isinstance(one, tuple):
        return str(one)
    value, unit = one
    return f"{value:g}{unit}" if unit == "C" else f"{value:g} {unit}"  # 0.5C, 1 mA/cm2


def _differs(found: Results, name: str) -> bool:
    return name in found.columns and found.ok[name].nunique(dropna=True) > 1


def _named(found: Results, name: str) -> Named:
    column = found.columns[name]
    title = column.title.partition(", at least")[0]
    return Named(title[:1].upper() + title[1:], column.unit)


def _caption(data: SoluteMap) -> str:
    told = f"{data.quantity.title} over content and thickness of the foils, on one scale."
    if data.lines is not None:
        told += f" Lines: {data.lines.title}."
    if data.currents == [""]:
        return told
    return f"{told} A column is a solute, a row a current."


def _given(places: Places) -> str:
    """The efficiencies that the designs were given: what a life rests on first of all."""
    by_value: dict[str, list[str]] = {}
    for solute, written in places.efficiencies.items():
        by_value.setdefault(str(written), []).append(solute)
    if not by_value:
        return ""
    given = "; ".join(f"{value} for {', '.join(names)}" for value, names in by_value.items())
    return f"Coulombic efficiencies are given, not computed: {given}. {MEASURED}"
