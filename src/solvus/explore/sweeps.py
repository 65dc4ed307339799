"""Folders of designs that were swept before: a table, and two quantities against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from solvus.base.errors import Fault, InputError
from solvus.designs.front import non_dominated
from solvus.designs.results import Results, read_results
from solvus.report.figures.design_scatter import DesignGroup, DesignScatter, design_scatter
from solvus.report.theme import axis_title

MOST_ROWS = 60
LARGE_IS_GOOD, SMALL_IS_GOOD, NEITHER = "more", "less", "none"
SENSES = {LARGE_IS_GOOD: "more is better", SMALL_IS_GOOD: "less is better", NEITHER: "no front"}
FLAG = 2  # values of a column that says yes or no, and is no axis to begin with
LIFE = "life"
FIRST = ("specific_energy", LIFE, "energy_density.body")
LESS = ("cost", "mass", "thickness", "lost", "hysteresis", "tip", "electrolyte_ratio")


class Swept(NamedTuple):
    """A folder of designs: its name and what it holds."""

    name: str
    results: Results


def read_sweeps(folders: Sequence[Path]) -> tuple[Swept, ...]:
    """Read folders of results. Raises InputError with the faults of all of them."""
    found: list[Swept] = []
    faults: list[Fault] = []
    for folder in folders:
        try:
            found.append(Swept(folder.name or str(folder), read_results(folder)))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(*faults)
    return tuple(found)


def axes_of(sweeps: Sequence[Swept]) -> dict[str, str]:
    """Columns of numbers that every folder has: name -> title with unit."""
    named: dict[str, str] = {}
    for name, column in (sweeps[0].results.columns if sweeps else {}).items():
        if column.kind in ("input", "quantity") and all(
            name in one.results.frame and _numbers(one, name).size for one in sweeps
        ):
            unit = column.unit.replace("um", "µm").replace("cm2", "cm²")
            named[name] = axis_title(_title(column.title), unit)
    return named


def _title(text: str) -> str:
    """A title as an axis has it; a key path stays as it is written."""
    return text if "." in text.split()[0] else text[:1].upper() + text[1:]


def _numbers(one: Swept, name: str) -> np.ndarray:
    values = np.asarray(_good(one)[name], dtype=float)
    return values[np.isfinite(values)]


def _good(one: Swept) -> Any:
    frame = one.results.frame
    return frame[frame["status"] == "ok"]


def first_axes(sweeps: Sequence[Swept]) -> tuple[str | None, str | None]:
    """Two axes to begin with: what is mostly asked for, then quantities that differ, then the rest.

    A life stands upright.
    """
    axes = axes_of(sweeps)
    columns = sweeps[0].results.columns if sweeps else {}
    asked = [name for name in FIRST if name in axes]
    moved = [name for name in axes if columns[name].kind == "quantity"
             and any(np.unique(_numbers(one, name)).size > FLAG for one in sweeps)]  # fmt: skip
    order = list(dict.fromkeys([*asked, *moved, *axes]))
    first = [*order[:2], None, None][:2]
    if first[0] == LIFE:
        first.reverse()
    return first[0], first[1]


def sense_of(name: str | None) -> str:
    """Whether more or less of a column is mostly wanted."""
    return SMALL_IS_GOOD if any(word in (name or "") for word in LESS) else LARGE_IS_GOOD


def scatter(
    sweeps: Sequence[Swept], x: str, y: str, x_sense: str, y_sense: str
) -> tuple[go.Figure, int]:
    """The designs over two columns with their front, and how many are on it.

    A sense is one of `SENSES`; with "no front" on either axis none is drawn.
    """
    axes = axes_of(sweeps)
    groups, points = [], []
    for one in sweeps:
        frame = _good(one)
        xs, ys = (np.asarray(frame[name], dtype=float) for name in (x, y))
        known = np.isfinite(xs) & np.isfinite(ys)
        labels = [f"{one.name}, design {number}" for number in frame["design"][known]]
        groups.append(DesignGroup(one.name, xs[known], ys[known], labels))
        points.append(np.column_stack([xs[known], ys[known]]))
    every = np.concatenate(points) if points else np.empty((0, 2))
    front = None
    if len(every) and NEITHER not in (x_sense, y_sense):
        signs = np.array([-1.0 if s == LARGE_IS_GOOD else 1.0 for s in (x_sense, y_sense)])
        best = every[non_dominated(every * signs)]
        front = (best[:, 0], best[:, 1])
    figure = design_scatter(DesignScatter(groups, axes[x], axes[y], front))
    return figure, 0 if front is None else len(front[0])


def rows_of(
    sweeps: Sequence[Swept], x: str, y: str, y_sense: str
) -> tuple[list[str], list[list[Any]], int]:
    """Heads and rows of the table, the best in y first, and how many designs there are."""
    axes = axes_of(sweeps)
    inputs = [name for name, column in sweeps[0].results.columns.items()
              if column.kind == "input" and name in axes]  # fmt: skip
    names = list(dict.fromkeys([x, y, *inputs]))
    rows: list[tuple[float, list[Any]]] = []
    for one in sweeps:
        frame = _good(one)
        for number, *values in zip(
            frame["design"], *(frame[name] for name in names), strict=True
        ):
            key = float(values[1] if len(values) > 1 else values[0])
            rows.append((key, [one.name, int(number), *(float(value) for value in values)]))
    rows.sort(key=lambda row: row[0] if np.isfinite(row[0]) else -np.inf,
              reverse=y_sense != SMALL_IS_GOOD)  # fmt: skip
    heads = ["folder", "design", *(axes[name] for name in names)]
    return heads, [row for _, row in rows[:MOST_ROWS]], len(rows)


def failures(sweeps: Sequence[Swept]) -> list[str]:
    """A sentence for each folder in which designs failed."""
    told = []
    for one in sweeps:
        frame = one.results.frame
        failed = frame[frame["status"] == "failed"]
        if len(failed):
            first = str(failed["error"].iloc[0])
            told.append(
                f"{one.name}: {len(failed)} of {len(frame)} designs failed, the first with: {first}"
            )
    return told
