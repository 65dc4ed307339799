"""``solvus check``: is a study without fault, and what does it ask for; or its JSON Schema."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvus.cli.outcome import BAD_INPUT, AsJson, Debug, ending
from solvus.cli.terminal import emit, say

if TYPE_CHECKING:
    from solvus.model.protocol import Loop, Step


def check(
    studies: Annotated[
        list[str] | None, typer.Argument(metavar="STUDY...", help="Study files.")
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a study, for editors.")
    ] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say whether studies are valid, without running them; every fault with its place."""
    with ending(as_json, debug):
        if schema:
            from solvus.study.installed import registries
            from solvus.study.json_schema import json_schema

            emit(json_schema(registries()))
            return
        if not studies:
            raise typer.BadParameter("name one study or more, or ask for --schema")
        found = [_checked(name) for name in studies]
        for one in found:
            if not as_json and one["valid"]:
                typer.echo(_sentence(one))
        faults = [fault for one in found for fault in one["faults"]]
        for fault in faults:
            say(str(fault))
        if as_json:
            listed = [one | {"faults": [asdict(f) for f in one["faults"]]} for one in found]
            emit({"faults": [asdict(fault) for fault in faults], "studies": listed})
        if faults:
            raise typer.Exit(BAD_INPUT)


def longest_time(protocol: Sequence[Step | Loop], capacity: float) -> float:
    """The longest time [s] a protocol can take on a foil of `capacity` [C/m2].

    A strip until the foil is exhausted takes at most the time for all that the foil can ever hold;
    a voltage limit may end a step earlier and is not counted.
    """
    from solvus.model.protocol import net_charge_extremes

    most = capacity - net_charge_extremes(protocol, capacity).plated.charge
    return _longest(protocol, capacity, most)


def _longest(protocol: Sequence[Step | Loop], capacity: float, most: float) -> float:
    from solvus.model.protocol import Loop

    total = 0.0
    for entry in protocol:
        if isinstance(entry, Loop):
            total += entry.times * _longest(entry.body, capacity, most)
            continue
        step = entry.resolved(capacity)
        emptied = most / step.current if step.until_exhausted else math.inf
        total += min(step.longest, emptied)
    return total


def _checked(name: str) -> dict[str, Any]:
    from solvus.base.errors import InputError
    from solvus.base.units import from_si
    from solvus.model.protocol import count_steps
    from solvus.study.composition import areal_capacity
    from solvus.study.installed import read_study

    try:
        study = read_study(name)
        if study.calibration is not None:
            from solvus.infer.plan import plan_of

            plan_of(study, Path(name).parent)
    except InputError as error:
        return {"study": name, "valid": False, "faults": list(error.faults)}
    capacity = areal_capacity(study.cell.working, Path(name).parent)
    return {
        "study": name,
        "valid": True,
        "faults": [],
        "title": study.title,
        "steps": count_steps(study.protocol),
        "foil_capacity_mAh_per_cm2": from_si(capacity, "C/m^2", "mAh/cm2"),
        "longest_simulated_time_h": from_si(longest_time(study.protocol, capacity), "s", "h"),
    }


def _sentence(one: dict[str, Any]) -> str:
    steps = "1 step" if one["steps"] == 1 else f"{one['steps']} steps"
    return (
        f"{one['study']}: valid; {steps}, foil capacity {one['foil_capacity_mAh_per_cm2']:.3g} "
        f"mAh/cm2, longest simulated time {one['longest_simulated_time_h']:.4g} h"
    )
