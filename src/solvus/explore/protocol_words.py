"""The steps of a study rewritten for another current, charge and number of cycles."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

_C_RATE = re.compile(r"\bat\s+(?:[\d.]+(?:e-?\d+)?\s*C\b|C\s*/\s*[\d.]+)", re.IGNORECASE)
_CYCLED = re.compile(r"^\s*(?:charge|discharge)\b", re.IGNORECASE)


def full_protocol(protocol: list[Any], rate: float, cycles: int) -> list[Any]:
    """The protocol of a full cell with its last loop at another C-rate and so many cycles long.

    rate : [C]. A protocol without a loop is taken at the rate throughout.
    """
    steps = deepcopy(protocol)
    loops = [step for step in steps if isinstance(step, dict) and "repeat" in step]
    if not loops:
        return list(_mapped(steps, lambda text: _at_rate(text, rate)))
    loops[-1]["steps"] = _mapped(loops[-1]["steps"], lambda text: _at_rate(text, rate))
    loops[-1]["repeat"] = cycles
    return steps


def foils_protocol(current: float, capacity: float, cycles: int) -> list[Any]:
    """Strip and plate the same charge, again and again: [mA/cm2], [mAh/cm2]."""
    how = f"at {current:.6g} mA/cm2 for {capacity:.6g} mAh/cm2"
    return [{"repeat": cycles, "steps": [f"Strip {how}", f"Plate {how}"]}]


def _mapped(steps: list[Any], change: Callable[[str], str]) -> list[Any]:
    made: list[Any] = []
    for step in steps:
        if isinstance(step, dict) and isinstance(step.get("steps"), list):
            made.append(step | {"steps": _mapped(step["steps"], change)})
        else:
            made.append(change(step) if isinstance(step, str) else step)
    return made


def _at_rate(text: str, rate: float) -> str:
    return _C_RATE.sub(f"at {rate:.6g}C", text, count=1) if _CYCLED.match(text) else text
