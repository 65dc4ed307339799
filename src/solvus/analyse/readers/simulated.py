"""The mark of a simulated record: how files carry it, and what a record says of it.

A text has ``simulated by Solvus 0.1.0`` among its comments; Battery Data Format has a column
``Simulated by Solvus 0.1.0 / 1`` of ones, which other programs pass over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_MARK = re.compile(r"simulated[ _]by[ _]([^/;]{1,80}?)\s*(?:/ 1|;.*)?", re.IGNORECASE)


def simulated_by(maker: str) -> dict[str, Any]:
    """Attributes of a record that `maker` simulated, and under ``notice`` the sentence of it."""
    return {
        "simulated": 1,
        "simulated_by": maker,
        "notice": f"simulated by {maker}; nothing in it was measured",
    }


def comment(attrs: Any) -> str:
    """What a text file says of a simulated record, "" of a measured one."""
    maker = str(attrs.get("simulated_by", "an unknown program"))
    return f"simulated by {maker}; nothing was measured" if attrs.get("simulated") else ""


def column_title(attrs: Any, machine: bool = False) -> str:
    """Title of the column of ones that marks a simulated table, "" for a measured one."""
    if not attrs.get("simulated"):
        return ""
    maker = " ".join(str(attrs.get("simulated_by", "an unknown program")).split())
    if machine:
        return "simulated_by_" + re.sub(r"[^0-9A-Za-z.]+", "_", maker).casefold()
    return f"Simulated by {maker.replace('/', ' ')} / 1"


def mark_in(texts: Sequence[str]) -> dict[str, Any]:
    """The attributes and the notice of `simulated_by`, if one of the texts is the mark; else {}."""
    for text in texts:
        found = _MARK.fullmatch(text.strip())
        if found is not None:
            maker = re.sub(r"^solvus[ _]", "Solvus ", found[1])
            return simulated_by(maker)
    return {}
