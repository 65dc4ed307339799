"""Why designs failed, in as few sentences as there are reasons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from solvus.designs.columns import ERROR, FAILED, STATUS

if TYPE_CHECKING:
    import pandas as pd

MOST_REASONS = 10
_NUMBERS = re.compile(r"[-+]?\d[\d.]*(?:e[-+]?\d+)?")


def reasons_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The reasons of a table of designs, most frequent first: how many designs, and a sentence.

    Sentences that differ in their numbers alone count as one reason.
    """
    groups: dict[str, list[str]] = {}
    for sentence in frame[ERROR][frame[STATUS] == FAILED]:
        groups.setdefault(_NUMBERS.sub("#", sentence), []).append(sentence)
    most = sorted(groups.values(), key=len, reverse=True)[:MOST_REASONS]
    return [{"designs": len(group), "example": group[0]} for group in most]
