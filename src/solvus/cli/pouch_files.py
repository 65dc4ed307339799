"""The files that ``solvus pouch --out`` writes, each whole or not there."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from solvus.cli.run_files import check_folder


def save(folder: Path, document: dict[str, Any]) -> dict[str, str]:
    """Write pouch.json, bill.csv and, where there was a sweep, sweep.csv; what -> path."""
    from solvus.base.files import write_text

    check_folder(folder)
    texts = {
        "document": ("pouch.json", json.dumps(document, indent=1, allow_nan=False) + "\n"),
        "bill": ("bill.csv", _csv(
            list(document["bill"][0]), [list(row.values()) for row in document["bill"]]
        )),
    }  # fmt: skip
    if "sweep" in document:
        columns = document["sweep"]["columns"]
        heads = [f"{name} [{one['unit']}]" if one["unit"] not in ("", "1") else name
                 for name, one in columns.items()]  # fmt: skip
        rows = list(zip(*(one["values"] for one in columns.values()), strict=True))
        texts["sweep"] = ("sweep.csv", _csv(heads, rows))
    for name, text in texts.values():
        write_text(folder / name, text)
    return {what: str(folder / name) for what, (name, _) in texts.items()}


def _csv(heads: list[str], rows: list[Any]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue()
