"""Files in the layout of EC-Lab's text export, written by the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

TOP = """\
EC-Lab ASCII FILE
Nb header lines : {lines}

Modulo Bat

Acquisition started on : 08/23/2021 11:44:40.646
Device : VMP3 (SN 1083)
Electrode surface area : {area} cm²
Characteristic mass : {mass} g
"""


def text(
    columns: Mapping[str, Sequence[object]],
    *,
    header: bool = True,
    decimal: str = ".",
    area: str = "0.500",
    mass: str = "0.001",
    more: str = "",
) -> str:
    """An export with these columns, in the locale of `decimal`."""
    rows = list(zip(*columns.values(), strict=True))
    lines = ["\t".join(columns) + "\t"]
    lines += ["\t".join(f"{cell:.9E}" if isinstance(cell, float) else str(cell) for cell in row)
              for row in rows]  # fmt: skip
    table = "\n".join(lines) + "\n"
    top = ""
    if header:
        top = TOP.format(lines=0, area=area, mass=mass) + more + "\n"
        top = top.replace("lines : 0", f"lines : {top.count(chr(10)) + 1}")
    body = top + table
    return body.replace(".", decimal) if decimal != "." else body


def save(path: Path, content: str) -> Path:
    """Write as EC-Lab does: latin-1, lines end in CR LF."""
    path.write_bytes(content.replace("\n", "\r\n").encode("latin-1"))
    return path
