"""What ``solvus pareto`` prints with --json and leaves in its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvus.designs.pareto import Front
    from solvus.designs.uncertain_front import UncertainFront

DOCUMENT, TABLE = "pareto.json", "front.parquet"


def front_document(source: str, found: Front, spread: UncertainFront | None) -> dict[str, Any]:
    """The front, its knee, and how the search went."""
    from solvus.designs.pareto import table_of
    from solvus.study.records import finite

    table = table_of(found)
    rows = table.to_dict("records")
    for row, number in zip(rows, range(len(rows)), strict=True):
        if spread is not None:
            row["on_front_percent"] = 100.0 * spread.on_front[number]
            row["intervals"] = {
                one.column.name: spread.intervals[number][k]._asdict()
                for k, one in enumerate(found.objectives)
            }
    knee = next((row for row in rows if row["knee"]), None)
    return finite({
        "source": source,
        "designs": len(found.frame),
        "allowed": found.allowed,
        "objectives": [{"name": o.column.name, "direction": o.direction, "unit": o.column.unit}
                       for o in found.objectives],
        "rules": [rule.text for rule in found.rules],
        "knee": knee,
        "front": rows,
        "units": {str(name): found.columns[str(name)].unit for name in table
                  if name in found.columns and name != "design"},
        "dominated_share": [{"designs": n, "share": share} for n, share in found.volume],
        "posterior": None if spread is None else {"draws": spread.draws, "from": spread.source,
                                                  "parameters": list(spread.parameters)},
        "notes": notes_of(found, spread),
    })  # fmt: skip


def notes_of(found: Front, spread: UncertainFront | None) -> list[str]:
    """What has to be known to read the front."""
    notes = []
    if found.bounds.any():
        notes.append(
            f"{int(found.bounds.sum())} of {len(found.front)} lives on the front are only bounds: "
            "the protocol ended first, and longer lives are not told apart"
        )
    if spread is not None:
        notes += spread.notes
    if not len(found.front):
        notes.append("no design could be run and meets every rule")
    return notes


def save_front(folder: Path, found: Front, about: dict[str, Any]) -> dict[str, str]:
    """Write the document and the table of the front; what -> path."""
    from solvus.base.files import write_text
    from solvus.base.record import save_table
    from solvus.designs.pareto import table_of

    write_text(folder / DOCUMENT, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    table = table_of(found)
    names = [str(name) for name in table]
    known = [found.columns[name] for name in names if name in found.columns]
    units = {one.name: one.unit for one in known if one.unit}
    columns = {name: table[name] for name in names}
    save_table(columns, folder / TABLE, units, {"source": about["source"]})
    return {"front": str(folder / TABLE), "document": str(folder / DOCUMENT)}
