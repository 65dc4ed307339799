"""Reads a study of adsorption: every fault at once, with its line; and plans what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solvus.atoms.plan import Plan, chosen_sites
from solvus.atoms.surface import Surface, below
from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.study.adsorb_checks import notices_of, slips_between
from solvus.study.adsorb_schema import AdsorptionFile
from solvus.study.file_kinds import ADSORPTION, plainly_mistaken
from solvus.study.sentences import Slip, slips_of
from solvus.study.variant_list import read_variant, slips_of_variants


@dataclass(frozen=True)
class Adsorption:
    """A study of adsorption: what is to be computed, its variants by name, and what to know.

    source_name, source_text : the file as it was read.
    """

    title: str
    plan: Plan
    variants: dict[str, Plan]
    notices: tuple[str, ...]
    source_name: str
    source_text: str


def read_adsorption(path: str | Path) -> Adsorption:
    """Read the study of adsorption at `path`.

    Raises InputError with one fault for each thing that is wrong.
    """
    name = str(path)
    return read_text(yaml_source.read_text(Path(path), name), name)


def read_text(text: str, name: str = "study") -> Adsorption:
    """Read a study of adsorption from its text; `name` stands for the file in messages."""
    data, marks = yaml_source.load(text, name)
    mistake = plainly_mistaken(data, ADSORPTION, name)
    if mistake:
        raise InputError(Fault(mistake, "", name))
    data = _with_blocks(data)
    file, slips = _read(data)
    if file is not None:
        slips = slips_of_variants(file.variants, data, _read)
    if slips or file is None:
        faults = {yaml_source.fault_at(text, path, marks, name): None for path, text in slips}
        raise InputError(*sorted(faults, key=lambda fault: (fault.line, fault.column)))
    variants = {name: _varied(data, changes) for name, changes in file.variants.items()}
    plan = plan_of(file)
    notices = dict.fromkeys(notices_of(plan))
    for title, one in variants.items():
        notices |= {f"{title}: {told}": None for told in notices_of(one) if told not in notices}
    return Adsorption(file.title, plan, variants, tuple(notices), name, text)


def plan_of(file: AdsorptionFile) -> Plan:
    """What the file asks for."""
    return Plan(
        surfaces=tuple(one.surface(file.slab) for one in file.surfaces), level=file.engine,
        screen=file.screen, refine=file.refine, best=file.best or Plan._field_defaults["best"],
        kinds=file.sites, most_sites=file.most_sites, fmax=file.fmax, steps=file.steps,
        rattle=file.rattle, seed=file.seed, symmetry=file.symmetry == "keep",
        segregation=file.segregation == "yes", reference=file.reference, ranks=file.mpi,
    )  # fmt: skip


def calculations(plan: Plan) -> int:
    """How many calculations a plan comes to at most; sites that end at one place are refined once.

    For each surface: the clean slab twice, the one with its solute below, one a site; and the
    bulk, and the atom where it is the reference, once for each engine.
    """
    once = 2 if plan.reference == "atom" else 1
    total = once
    if plan.screen is not None:
        total += once + sum(_of_surface(plan, one, plan.best) for one in plan.surfaces)
    return total + sum(_of_surface(plan, one) for one in plan.surfaces)


def _of_surface(plan: Plan, surface: Surface, most: int | None = None) -> int:
    sites = len(chosen_sites(plan, surface))
    sunk = plan.segregation and below(surface) is not None
    return 2 + int(sunk) + (sites if most is None else min(sites, most))


def _with_blocks(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with engines as blocks, so that a variant may change one of their settings."""
    return {
        key: {"name": value} if key in ("engine", "screen") and isinstance(value, str) else value
        for key, value in data.items()
    }


def _read(data: dict[str, Any]) -> tuple[AdsorptionFile | None, list[Slip]]:
    try:
        file, slips = AdsorptionFile.model_validate(_with_blocks(data)), []
    except ValidationError as error:
        file, slips = None, slips_of(error, AdsorptionFile)
    slips = slips + slips_between(data)
    return (None if slips else file), slips


def _varied(data: dict[str, Any], changes: Mapping[str, Any]) -> Plan:
    file, _ = read_variant(data, changes, _read)
    assert file is not None  # checked when the file was read
    return plan_of(file)
