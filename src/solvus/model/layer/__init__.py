"""Laws of the reaction layer: one file of content each, by role."""

from __future__ import annotations

from solvus.model.layer import (
    closure_inventory,
    closure_per_electrode,
    closure_shared_electrolyte,
    efficiency_constant,
    efficiency_surface,
)
from solvus.model.layer.kinds import Closure, Efficiency

CLOSURES: dict[str, Closure] = {
    m.LAW.name: m.LAW
    for m in (closure_per_electrode, closure_shared_electrolyte, closure_inventory)
}
EFFICIENCIES: dict[str, Efficiency] = {
    m.LAW.name: m.LAW for m in (efficiency_constant, efficiency_surface)
}

LAWS: dict[str, dict[str, Closure] | dict[str, Efficiency]] = {
    "closure": CLOSURES,
    "efficiency": EFFICIENCIES,
}
