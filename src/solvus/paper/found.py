"""What a feature of a claim gives."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """A number in the claim's unit, or `holds` for a statement; neither if not decidable.

    censored : the number is a lower bound (a life that did not end).
    """

    value: float | None
    how: str
    holds: bool | None = None
    censored: bool = False
