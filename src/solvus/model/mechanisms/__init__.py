"""Mechanisms of solute transport: one file of content each."""

from __future__ import annotations

from solvus.model.mechanisms import h1, h2, h3, h3v, h4a, h4f, saturated
from solvus.model.mechanisms.kinds import Mechanism

NAMES: dict[str, Mechanism] = {
    module.MECHANISM.name: module.MECHANISM for module in (h1, h2, h3, h3v, h4a, h4f, saturated)
}
