"""``solvus check``: is a study without fault, and what does it ask for; or its JSON Schema."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from solvus.cli.outcome import BAD_INPUT, AsJson, Debug, ending
from solvus.cli.terminal import emit, say

if TYPE_CHECKING:
    from solvus.model.protocol import Loop, Step
    from solvus.study.pouch_load import Pouch

T = TypeVar("T")


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
                for notice in one.get("notices", ()):
                    say(f"{one['study']}: notice: {notice}")
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


def longest_time_of_full_cell(
    protocol: Sequence[Step | Loop], nominal: float, whole: float, area: float = math.nan
) -> float:
    """The longest time [s] a protocol can take in a full cell.

    nominal : charge [C/m2] that a C-rate counts in.  whole : charge [C/m2] of the cathode, which a
    step that only a voltage ends passes at most.  area : [m2].  A hold that only a current ends has
    no longest time, and is not counted.
    """
    from solvus.model.protocol import Loop

    total = 0.0
    for entry in protocol:
        if isinstance(entry, Loop):
            once = longest_time_of_full_cell(entry.body, nominal, whole, area)
            total += entry.times * once
            continue
        step = entry.resolved(nominal, area)
        if step.sign:
            total += min(step.longest, whole / step.current)
        elif math.isfinite(step.duration):
            total += step.duration
    return total


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
    from solvus.study.file_kinds import ADSORPTION, PLAN, POUCH, kind_of_file
    from solvus.study.full_cell import balance_of, design_of
    from solvus.study.full_notices import notices
    from solvus.study.installed import read_study

    kind = kind_of_file(name)
    others = {POUCH: _checked_pouch, PLAN: _checked_plan, ADSORPTION: _checked_adsorption}
    if kind in others:
        return others[kind](name)
    try:
        study = read_study(name)
        if study.calibration is not None:
            from solvus.infer.plan import plan_of

            plan_of(study, Path(name).parent)
        if study.measured:
            from solvus.study.measured import measured_of

            measured_of(study, Path(name).parent)
        if study.sweep is not None:
            from solvus.designs.plan import read_sweep

            read_sweep(name)
    except InputError as error:
        return {"study": name, "valid": False, "faults": list(error.faults)}
    folder = Path(name).parent
    capacity = areal_capacity(study.cell.working, folder)
    about_cathode: dict[str, Any] = {}
    if study.cell.kind == "full":
        design = design_of(study.cell, folder)
        nominal, whole = design.nominal, design.full
        longest = longest_time_of_full_cell(
            study.protocol, nominal, whole, study.cell.area or math.nan
        )
        balance = balance_of(study, folder)
        about_cathode = {
            "one_c_mAh_per_cm2": from_si(nominal, "C/m^2", "mAh/cm2"),
            "n_to_p": balance.n_to_p,
            "n_to_p_first": balance.n_to_p_first,
            "notices": notices(study, folder),
        }
    else:
        longest = longest_time(study.protocol, capacity)
    return {
        "study": name,
        "valid": True,
        "faults": [],
        "title": study.title,
        "steps": count_steps(study.protocol),
        "foil_capacity_mAh_per_cm2": from_si(capacity, "C/m^2", "mAh/cm2"),
        **about_cathode,
        "longest_simulated_time_h": from_si(longest, "s", "h"),
    }


def _checked_pouch(name: str) -> dict[str, Any]:
    """The same of a pouch file, which `solvus pouch` reads."""

    def about(pouch: Pouch) -> dict[str, Any]:
        found = pouch.energies
        return {
            "title": pouch.file.title,
            "capacity_Ah": float(found.charge) / 3600.0,
            "specific_energy_Wh_per_kg": float(found.specific_energy) / 3600.0,
            "notices": [notice.text for notice in pouch.notices],
        }

    return _read(name, _read_pouch_and_sweep, about)


def _read_pouch_and_sweep(name: str) -> Pouch:
    from solvus.study.pouch_load import read_pouch

    found = read_pouch(name)
    if found.file.sweep is not None:
        from solvus.designs.plan import read_sweep

        read_sweep(name)
    return found


def _checked_plan(name: str) -> dict[str, Any]:
    """The same of a plan of experiments, which `solvus decide` reads."""
    from solvus.infer.deciding_plan import Plan, read_plan

    def about(plan: Plan) -> dict[str, Any]:
        return {
            "title": plan.title,
            "models": len(plan.models),
            "candidates": len(plan.candidates),
        }

    return _read(name, read_plan, about)


def _checked_adsorption(name: str) -> dict[str, Any]:
    """The same of a study of adsorption, which `solvus adsorb` runs."""
    from solvus.study.adsorb_load import Adsorption, calculations, read_adsorption

    def about(study: Adsorption) -> dict[str, Any]:
        return {
            "title": study.title,
            "surfaces": len(study.plan.surfaces),
            "engine": study.plan.level.engine,
            "most_calculations": calculations(study.plan),
            "variants": len(study.variants),
            "notices": list(study.notices),
        }

    return _read(name, read_adsorption, about)


def _read(
    name: str, read: Callable[[str], T], about: Callable[[T], dict[str, Any]]
) -> dict[str, Any]:
    """What there is to say of a file, or every fault of it."""
    from solvus.base.errors import InputError

    try:
        found = read(name)
    except InputError as error:
        return {"study": name, "valid": False, "faults": list(error.faults)}
    return {"study": name, "valid": True, "faults": [], **about(found)}

def _sentence(one: dict[str, Any]) -> str:
    if "candidates" in one:
        return (
            f"{one['study']}: valid; a plan of {one['candidates']} candidate measurements for "
            f"{one['models']} models (solvus decide ranks them)"
        )
    if "surfaces" in one:
        surfaces = "1 surface" if one["surfaces"] == 1 else f"{one['surfaces']} surfaces"
        variants = f", and those of {one['variants']} variants" if one["variants"] else ""
        return (
            f"{one['study']}: valid; adsorption on {surfaces} with {one['engine']}, at most "
            f"{one['most_calculations']} calculations{variants} (solvus adsorb runs them)"
        )
    if "capacity_Ah" in one:
        return (
            f"{one['study']}: valid; a pouch cell of {one['capacity_Ah']:.4g} Ah, "
            f"{one['specific_energy_Wh_per_kg']:.4g} Wh/kg (solvus pouch shows the rest)"
        )
    steps = "1 step" if one["steps"] == 1 else f"{one['steps']} steps"
    nominal = one.get("one_c_mAh_per_cm2")
    cathode = ""
    if nominal is not None:
        cathode = f"1C of the cathode {nominal:.3g} mAh/cm2, N/P {one['n_to_p']:.2f}, "
    return (
        f"{one['study']}: valid; {steps}, foil capacity {one['foil_capacity_mAh_per_cm2']:.3g} "
        f"mAh/cm2, {cathode}longest simulated time {one['longest_simulated_time_h']:.4g} h"
    )
