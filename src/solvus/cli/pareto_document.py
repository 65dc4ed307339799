"""What ``solvus pareto`` prints with --json and leaves in its folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvus.designs.pareto import Front
    from solvus.designs.uncertain_front import UncertainFront

DOCUMENT, TABLE = "pareto.json", "front.parquet"


def front_document(
    source: str, found: Front, spread: UncertainFront | None, notes: Sequence[str] = ()
) -> dict[str, Any]:
    """The front, its knee, and how the search went; notes : what else has to be known."""
    from solvus.designs.columns import FAILED, STATUS
    from solvus.designs.front_notes import notes_of
    from solvus.designs.pareto import table_of
    from solvus.designs.reasons import reasons_of
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
        "failed": int((found.frame[STATUS] == FAILED).sum()),
        "reasons": reasons_of(found.frame),
        "notes": [*notes, *notes_of(found, spread)],
    })  # fmt: skip


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
