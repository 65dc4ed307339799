"""The page on the sensitivities of a design space."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from solvus import __version__
from solvus.designs.columns import FAILED, STATUS
from solvus.designs.job import Job
from solvus.designs.reasons import reasons_of
from solvus.designs.sensitivity import Indices
from solvus.report.blocks import Column, Figure, Row, Section, Table
from solvus.report.figures.sobol_bars import Index, SobolBars, sobol_bars
from solvus.report.page import write_page

if TYPE_CHECKING:
    import pandas as pd

MOST_DRAWN = 6  # quantities
_MEANING = (
    "The variance of a quantity over the space falls into shares. The first-order index of an axis "
    "is what it does alone; the total one adds whatever it does together with others. Where both "
    "are alike the axis acts by itself; a total near zero means that it does not matter here."
)


def write_sensitivity_page(
    path: str | os.PathLike[str], job: Job, found: tuple[Indices, ...], frame: pd.DataFrame
) -> None:
    """Write the page to `path`, whole or not at all; frame : the designs."""
    failed = int((frame[STATUS] == FAILED).sum())
    lead = f"{len(frame)} designs over {len(job.axes)} axes, {failed} failed."
    about = [("File", job.name), ("Solvus", __version__), ("State of the code", job.code)]
    write_page(path, f"Sensitivity: {job.title}", lead, sections(job, found, reasons_of(frame)),
               about)  # fmt: skip


def sections(
    job: Job, found: tuple[Indices, ...], reasons: Sequence[Mapping[str, Any]] = ()
) -> list[Section]:
    """The sections of the page; reasons : why designs failed, see `designs.reasons`."""
    told = [one for one in found if one.first]
    made: list[Section] = []
    if told:
        made.append(Section("What moves what", "indices", _text(told), (_bars(job, told),)))
        made.append(Section("Numbers", "numbers", "", (_numbers(job, told),)))
    silent = [one for one in found if not one.first]
    if silent:
        rows: list[Row] = [[one.quantity, one.why] for one in silent]
        made.append(Section("Without indices", "without", "", (
            Table(["quantity", "why"], rows, "Quantities that have no indices here."),
        )))  # fmt: skip
    if reasons:
        rows = [[one["designs"], one["example"]] for one in reasons]
        heads: list[Column | str] = [Column("designs", "", True), "such as"]
        what = "Why designs could not be; sentences that differ in numbers alone are one."
        made.append(Section("Failures", "failures", "", (Table(heads, rows, what),)))
    return made


def _text(told: list[Indices]) -> str:
    text = _MEANING
    for one in told:
        if one.bounds:
            text += (f"\n\nOf {100.0 * one.bounds:.0f} % of the designs {one.quantity} is only a "
                     "bound: the protocol ended first. Beyond it nothing moves, which makes the "
                     "indices those of the shorter lives.")  # fmt: skip
    lost = max(one.lost for one in told)
    if lost:
        text += (f"\n\nUp to {lost} of {told[0].used + told[0].lost} base points are left out, for "
                 "a design of theirs failed or has no such quantity: the indices are of what is "
                 "left of the space.")  # fmt: skip
    return text


def _bars(job: Job, told: list[Indices]) -> Figure:
    titles = {one.name: one.title.partition(",")[0] for one in job.quantities}
    drawn = [
        (f"{one.quantity}: {titles[one.quantity]}", [
            Index(_short(axis.name), (first.value, first.low, first.high),
                  (total.value, total.low, total.high))
            for axis, first, total in zip(job.axes, one.first, one.total, strict=True)
        ])
        for one in told[:MOST_DRAWN]
    ]  # fmt: skip
    more = f" {len(told) - MOST_DRAWN} more are in the table." if len(told) > MOST_DRAWN else ""
    return Figure(sobol_bars(SobolBars(drawn)), f"Sobol indices with 95 % intervals.{more}")


def _numbers(job: Job, told: list[Indices]) -> Table:
    names = ("first", "low", "high", "total", "low", "high", "base points")
    heads: list[Column | str] = ["quantity", "axis", *(Column(name, "", True) for name in names)]
    rows: list[Row] = []
    for one in told:
        for axis, first, total in zip(job.axes, one.first, one.total, strict=True):
            numbers = ("–" if x != x else float(f"{x:.3f}") for x in (*first, *total))
            rows.append([one.quantity, axis.name, *numbers, one.used])
    return Table(heads, rows, "Indices and the ends of their 95 % intervals.")


def _short(name: str) -> str:
    return name.removeprefix("life.study.")
