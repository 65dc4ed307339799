"""What ``solvus sweep`` prints with --json, and shows a part of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvus.designs.plan import Sweep
    from solvus.designs.results import Results

FIRST = 8  # designs that a plan shows


def plan_document(asked: Sweep) -> dict[str, Any]:
    """A sweep before it is run: axes, how many designs, the first of them."""
    from solvus.designs.design import inputs_of

    job, points = asked.job, asked.points
    first = points.at(range(min(FIRST, len(points))))
    return {
        "file": job.name,
        "title": job.title,
        "job": job.key,
        "designs": len(points),
        "draws": points.draws,
        "method": points.method if None in points.counts else None,
        "axes": [
            {"name": axis.name, "unit": axis.unit, "values": axis.count,
             "low": axis.value(0.0), "high": axis.value(1.0)} if axis.count is not None else
            {"name": axis.name, "unit": axis.unit, "values": None,
             "low": axis.value(0.025), "high": axis.value(0.975)}
            for axis in job.axes
        ],
        "first": [inputs_of(job, point.tolist()) for point in first],
        "quantities": [{"name": c.name, "unit": c.unit, "title": c.title} for c in job.quantities],
    }  # fmt: skip


def results_document(found: Results) -> dict[str, Any]:
    """The designs of a folder in short: how many, why some failed, the range of each quantity."""
    from solvus.designs.columns import QUANTITY, SECONDS
    from solvus.designs.reasons import reasons_of
    from solvus.study.records import finite

    frame, ok = found.frame, found.ok
    rows = []
    for column in found.columns.values():
        if column.kind != QUANTITY:
            continue
        values = ok[column.name].dropna()
        row: dict[str, Any] = column._asdict() | {"known": len(values)}
        if len(values):
            row |= {"low": float(values.min()), "median": float(values.median()),
                    "high": float(values.max())}  # fmt: skip
        rows.append(row)
    return finite({
        "folder": str(found.folder),
        "title": found.about["title"],
        "file": found.about["file"],
        "designs": len(frame),
        "ok": len(ok),
        "failed": found.failures,
        "reasons": reasons_of(frame),
        "seconds": float(frame[SECONDS].sum()),
        "axes": found.about["axes"],
        "quantities": rows,
    })  # fmt: skip


def status_document(folder: Path) -> dict[str, Any]:
    """How far the sweep of a folder is, from what it holds now."""
    from solvus.designs.results import read_results
    from solvus.study.folder_lock import is_locked

    found = read_results(folder)
    about = results_document(found)
    asked = found.about["plan"].get("_designs")
    about |= {
        "asked": asked,
        "begun": found.about["begun"],
        "running": is_locked(folder),
        "complete": asked is not None and len(found.frame) >= asked,
        "solvus_version": found.about["solvus_version"],
    }
    return about
