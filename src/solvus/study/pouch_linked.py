"""The study of a pouch cell's life kept in step with the cell, where a design moves the cell."""

from __future__ import annotations

import math
import re
from typing import Any

from solvus.base.units import show
from solvus.base.yaml_source import key_text
from solvus.model.protocol import written_steps
from solvus.pouch.geometry import foil_per_face
from solvus.study.pouch_load import Pouch
from solvus.study.pouch_schema import PouchFile
from solvus.study.schema import Study

_SAME = 1e-9
_OF_CUT_OFF = {
    "charge": re.compile(r"(?i)(\buntil\s+)[-+.\deE]+\s*m?V\b"),
    "hold": re.compile(r"(?i)(\bhold\s+at\s+)[-+.\deE]+\s*m?V\b"),
}


def linked(pouch: Pouch, before: Pouch, study: Study) -> dict[str, Any]:
    """What the study has to change because the cell is not that of `before`: key path -> entry.

    Foil, alloy, loading, cathode, separator, the upper cut-off and, where the study states it, the
    amount of electrolyte follow the cell where it moves; what the cell leaves as it was stays as
    the study has it, also where the two never agreed.
    """
    file, old = pouch.file, before.file
    found: dict[str, Any] = {}
    per_face, was = float(foil_per_face(pouch.design)), float(foil_per_face(before.design))
    if not _same(per_face, was):
        sides = study.cell.working.sides
        found["cell.working.thickness"] = _written(per_face * sides, "m", "um")
    found |= _alloy(file, old)
    for name in ("thickness", "porosity"):
        ours = getattr(pouch.design.separator, name)
        if not _same(ours, getattr(before.design.separator, name)):
            unit = ("m", "um") if name == "thickness" else ("1", "%")
            found[f"cell.separator.{name}"] = _written(float(ours), *unit)
    loading = float(pouch.design.cathode.loading)
    if not _same(loading, before.design.cathode.loading):
        found["cell.cathode.loading"] = _written(loading, "kg/m^2", "mg/cm2")
    if file.cathode.material != old.cathode.material and file.cathode.material:
        found["cell.cathode.material"] = file.cathode.material
    cutoff = file.cathode.upper_cutoff
    if cutoff is not None and not _same(cutoff, old.cathode.upper_cutoff or math.nan):
        found |= at_cut_off(study, cutoff)
    ratio = float(pouch.energies.electrolyte_ratio)
    stated = study.cell.electrolyte_amount is not None
    if stated and not _same(ratio, before.energies.electrolyte_ratio):
        found["cell.electrolyte_amount"] = _written(ratio, "kg/C", "g/Ah")
    return found


def _same(one: Any, other: Any) -> bool:
    return math.isclose(float(one), float(other), rel_tol=_SAME)


def _written(value: float, unit: str, shown_in: str) -> str:
    return show(value, unit, shown_in, 12)


def _alloy(file: PouchFile, old: PouchFile) -> dict[str, Any]:
    ours, theirs = file.anode, old.anode
    found: dict[str, Any] = {}
    if (ours.solute, ours.route, ours.content) == (theirs.solute, theirs.route, theirs.content):
        return found
    found["cell.working.solute"] = ours.solute
    found["cell.working.route"] = ours.route
    content = ours.content
    basis = "wt%" if content is not None and content.basis == "mass" else "at%"
    found["cell.working.content"] = (
        None if content is None else f"{100.0 * content.value:.12g} {basis}"
    )
    if ours.solute != theirs.solute:  # a mechanism and its parameters are of a solute
        found["cell.working.mechanism"] = found["cell.working.parameters"] = None
    return found


def at_cut_off(study: Study, cutoff: float) -> dict[str, str]:
    """The steps of a full cell's protocol that the upper cut-off [V] ends or holds, at another one:
    key path -> step as written. A hold at the end of a discharge stays."""
    steps = [(at, step) for at, step in written_steps(study.protocol)
             if not math.isnan(step.voltage_limit)]  # fmt: skip
    low = max((step.voltage_limit for _, step in steps if step.kind == "discharge"),
              default=-math.inf)  # fmt: skip
    found = {}
    for at, step in steps:
        form = _OF_CUT_OFF.get(step.kind)
        if form is not None and (step.kind == "charge" or step.voltage_limit > low):
            found[key_text(("protocol", *at))] = form.sub(rf"\g<1>{cutoff:.12g} V", step.text)
    return found
