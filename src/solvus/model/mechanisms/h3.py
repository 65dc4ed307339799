"""H3: a skin drained by the Li flux, that stays at the surface when Li is plated.

As H2, with riding = 1. What the face shows is set by the product of current and solute held: a
thicker skin or a larger current pushes the outside to Li-poorer phases. When the current stops the
skin takes its Li back from the matrix within minutes.
"""

from __future__ import annotations

from dataclasses import replace

from solvus.model.mechanisms import h2
from solvus.model.mechanisms.kinds import riding

MECHANISM = replace(
    h2.MECHANISM,
    name="H3",
    title="skin drained by the Li flux, riding on plated Li",
    parameters=tuple(
        riding("1", "definition of H3") if p.name == "riding" else p
        for p in h2.MECHANISM.parameters
    ),
    status="rejected for every D_Li: current scaling, depth profile and ex-situ time",
)
