"""Readings of a calibration from a measured file of a study: one row a cycle.

They are those that the page of a run draws (`study.measured.readings_of`), each with its sigma: the
noise of the reading, and what instrument and area add. The latter is the same for all cycles of a
file, and a fit takes readings as independent: many cycles make its bands narrower than they are.
"""

from __future__ import annotations

import math

from solvus.analyse.average_ledger import CONDITIONING, ledger_of
from solvus.base.errors import Fault, InputError, suggestion
from solvus.infer.readings_file import Row
from solvus.infer.sources import Source
from solvus.study.features import Feature
from solvus.study.measured import (
    MeasuredCell,
    column_of,
    features_beside,
    read_measured,
    readings_of,
)

AVERAGE = "efficiency"
NOT_FITTED = ("above_one", "hard_short", "soft_short")  # flags of cycles that say nothing


def measured_rows(
    source: Source, name: str, feature: Feature, cycle: int | None = None
) -> list[Row]:
    """A feature in the measured file `name` of a study, or in one cycle of it.

    Cycles that are not whole, that the protocol of the study does not come to, and those with a
    short or an efficiency above 1 by more than three errors, are left out. Raises InputError with
    the key of the datum ("measured", "feature", "cycle") where a fault is no line of a file.
    """
    known = source.study.measured
    if name not in known:
        hint = suggestion(name, known) or " Name it in the block measured: of the study."
        text = f'"{name}" is not a measured file of {source.file}.{hint}'
        raise InputError(Fault(text, "measured"))
    half = source.study.cell.kind == "half"
    features = [*features_beside(source.study), *([AVERAGE] if half else [])]
    if feature.name not in features:
        text = f"{feature.name} is not read from a measured file; it gives {', '.join(features)}"
        raise InputError(Fault(text, "feature"))
    try:
        cell = read_measured(source.study, name, source.folder)
    except InputError as error:
        raise InputError(
            *(one if one.line else Fault(f"{name}: {one.message}", "measured")
              for one in error.faults)
        ) from None  # fmt: skip
    if feature.name == AVERAGE:
        return [_average(cell, name, feature)]
    if cell.found is not None and column_of(source.study, cell, feature.name) is None:
        text = f"{name}: a {feature.title} needs the area of the cell; write area: with its file"
        raise InputError(Fault(text, "measured"))
    rows = _cycles(source, cell, feature, cycle)
    if not rows:
        where = "no whole cycle that the protocol comes to"
        where = where if cycle is None else f"no cycle {cycle}"
        key = "measured" if cycle is None else "cycle"
        raise InputError(Fault(f"{name} has {where} with a {feature.title}", key))
    return rows


def _cycles(source: Source, cell: MeasuredCell, feature: Feature, cycle: int | None) -> list[Row]:
    read = readings_of(source.study, cell, feature.name)
    most = source.reach.cycles if cycle is None else math.inf
    flags = () if cell.found is None else cell.found.flags
    poor = [any(word in NOT_FITTED for word in words) for words in flags]
    return [
        Row(int(number), float(value), float(sigma), feature.display, 0)
        for number, value, sigma in zip(*read, strict=True)
        if number <= most and cycle in (None, number) and not poor[number + cell.first - 2]
        and sigma > 0.0
    ]  # fmt: skip


def _average(cell: MeasuredCell, name: str, feature: Feature) -> Row:
    """The average efficiency, at the number of conditioning cycles that the file shows."""
    if cell.found is None:
        raise InputError(Fault(f"{name}: holds no cycles", "measured"))
    try:
        ledger = ledger_of(cell.found)
    except ValueError as error:
        raise InputError(Fault(f"{name}: {error}", "measured")) from None
    conditioning = sum(row.role == CONDITIONING for row in ledger.rows) // 2
    found = ledger.efficiency
    return Row(conditioning, found.value, found.sigma, feature.display, 0)
