"""No closure: the pores stay as open as they were, and lithium is all that can run out."""

from __future__ import annotations

from solvus.model.layer.kinds import POROUS, Closure, Values


def _open_shares(lost: tuple[float, float], values: Values) -> tuple[float, float]:
    return 1.0, 1.0


LAW = Closure(
    "inventory", "nothing closes, only lithium runs out", POROUS, _open_shares, closes=False
)
