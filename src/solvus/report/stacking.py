"""Panels that stand side by side where there is room, one below the other where there is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

GAP = 84  # [px] between panels: the axis of one, the title of the next


def stacked(panels: Sequence[int], rest: int, gap: int = GAP) -> dict[str, Any]:
    """Narrow settings (see `theme.new_figure`) that put panels one below the other.

    panels : height [px] of each; panel n has axes xaxis n, yaxis n and the n-th annotation as its
    title. rest : what else the figure needs above and below [px].
    """
    area = sum(panels) + gap * (len(panels) - 1)
    narrow: dict[str, Any] = {"height": area + rest}
    top = area
    for number, height in enumerate(panels):
        axis = "axis" + (str(number + 1) if number else "")
        narrow[f"x{axis}.domain"] = [0.0, 1.0]
        narrow[f"y{axis}.domain"] = [max(0.0, (top - height) / area), top / area]
        narrow[f"y{axis}.showticklabels"] = True
        narrow[f"annotations.{number}.x"] = 0.5
        narrow[f"annotations.{number}.y"] = top / area
        top -= height + gap
    return narrow
