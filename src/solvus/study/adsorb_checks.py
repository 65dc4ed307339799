"""What must hold between the entries of a study of adsorption, and what a reader should know.

The checks look at plain data part by part, so that a fault in one part hides none in another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from solvus.atoms.engines import engine
from solvus.atoms.plan import Level, Plan
from solvus.atoms.surface import Surface, solute_sites
from solvus.base.errors import MissingExtra
from solvus.study.adsorb_fields import read_engine
from solvus.study.adsorb_schema import SlabBlock, SurfaceBlock
from solvus.study.blocks import Block
from solvus.study.fields import described
from solvus.study.sentences import Path, Slip

WITH_MPI = "gpaw"
GOOD_FORCE, GOOD_MESH = 0.01, 8  # eV/angstrom; k-points along a side times cells along it
_MANY = 12  # elements, more than a sentence should list
B = TypeVar("B", bound=Block)


def slips_between(data: Mapping[str, Any]) -> list[Slip]:
    """Every fault between entries of the plain data of a study; parts that do not read are left
    to their own readers."""
    level, screen = _level(data.get("engine")), _level(data.get("screen"))
    found = _of_screening(data, level, screen) + _of_mpi(data, level)
    slab = _part(SlabBlock, data.get("slab") or {})
    listed = data.get("surfaces")
    names: list[Any] = []
    for index, one in enumerate(listed if isinstance(listed, list) else []):
        place: Path = ("surfaces", index)
        block = _part(SurfaceBlock, one)
        if block is None:
            continue
        if block.name in names:
            found.append(((*place, "name"), f"{described(block.name)} is the name of another "
                          "surface; give each its own"))  # fmt: skip
        names.append(block.name)
        slips = _of_solute(block)
        if slab is not None:
            surface = block.surface(slab)
            found += _held(block, surface, place)
            slips = slips or _unplaced(block, surface)
        slips += _of_element(block.solute, level, screen)
        found += [((*place, *below), text) for below, text in slips]
    return found


def _of_screening(data: Mapping[str, Any], level: Level | None, screen: Level | None) -> list[Slip]:
    if data.get("screen") is None:
        return [
            ((key,), "is for sites that a screening hands on, and nothing screens; add screen: "
             "chgnet, or remove this line")
            for key in ("refine", "best") if data.get(key) is not None
        ]  # fmt: skip
    if level is None or level != screen:
        return []
    return [(("screen",), "is the engine of the reported numbers itself; write a faster one, or "
             "remove this line")]  # fmt: skip


def _of_mpi(data: Mapping[str, Any], level: Level | None) -> list[Slip]:
    ranks = data.get("mpi", 1)
    if not isinstance(ranks, int) or ranks < 2 or level is None or level.engine == WITH_MPI:
        return []
    return [(("mpi",), f"{ranks} ranks: {level.engine} runs in one process; write mpi: 1, and "
             "--workers for calculations side by side")]  # fmt: skip


def _of_solute(block: SurfaceBlock) -> list[Slip]:
    """Keys that want another one beside them."""
    found: list[Slip] = []
    if block.solute is None:
        asked = block.model_fields_set & {"count", "placement", "sites", "random_layers", "seed"}
        return [((key,), "is of a solute, and none is given; add e.g. solute: Ag, or remove this "
                 "line") for key in SurfaceBlock.model_fields if key in asked]  # fmt: skip
    for key, placement, example in (
        ("sites", "pattern", "[[1, 0, 0]]"), ("random_layers", "random", "[1, 2]"),
        ("seed", "random", ""),
    ):  # fmt: skip
        given = getattr(block, key) is not None
        if given and block.placement != placement:
            found.append(((key,), f"is for placement: {placement}, and this one is "
                          f"{block.placement}; remove one of the two"))  # fmt: skip
        elif not given and block.placement == placement and example and key == "sites":
            found.append((("placement",), f"a {placement} wants its lattice sites; add e.g. "
                          f"{key}: {example}"))  # fmt: skip
    return found


def _held(block: SurfaceBlock, surface: Surface, place: Path) -> list[Slip]:
    """Where no layer of a slab is free: at the surface if it says so itself, else at the slab."""
    if surface.fixed is None or surface.fixed < surface.layers:
        return []
    own = [key for key in ("fixed", "layers") if key in block.model_fields_set]
    where: Path = (*place, own[0]) if own else ("slab", "fixed")
    return [(where, f"{surface.fixed} of {surface.layers} layers are held, and none is free; hold "
             "fewer, or write fixed: all")]  # fmt: skip


def _unplaced(block: SurfaceBlock, surface: Surface) -> list[Slip]:
    """Where the atoms of the solute find no place."""
    try:
        solute_sites(surface)
    except ValueError as error:
        key = {"pattern": "sites", "random": "random_layers"}.get(surface.placement, "count")
        where: Path = (key,) if key in block.model_fields_set else ()
        return [(where, f"{error}; write fewer atoms, other sites or more layers")]
    return []


def _of_element(solute: str | None, level: Level | None, screen: Level | None) -> list[Slip]:
    if solute is None:
        return []
    found: list[Slip] = []
    for name in dict.fromkeys(one.engine for one in (level, screen) if one is not None):
        known = known_to(name)
        if known and solute not in known:
            told = f"; it knows {', '.join(sorted(known))}" if len(known) < _MANY else ""
            found.append((("solute",), f"{name} does not know {solute}{told}; write another "
                          "element, or take another engine"))  # fmt: skip
    return found


def known_to(name: str) -> frozenset[str]:
    """The elements that an engine knows; none where that is not known, or it is not installed."""
    elements = engine(name).elements
    try:
        return elements() if elements is not None else frozenset()
    except (MissingExtra, ImportError):
        return frozenset()


def notices_of(plan: Plan) -> tuple[str, ...]:
    """What whoever reads the numbers should know, a sentence each."""
    levels = [one for one in (plan.level, plan.screen) if one is not None]
    kind = {one.engine: engine(one.engine).kind for one in levels}
    found = []
    if kind[plan.level.engine] == "toy":
        found.append("the toy is no physics: its numbers say nothing about any metal")
    if kind[plan.level.engine] == "potential":
        found.append(
            f"{plan.level.engine} is a learned potential, good for screening sites; check what is "
            "to be reported with density functional theory"
        )
    for one in levels:
        mesh = one.settings.get("k_times_n", GOOD_MESH)
        if mesh < GOOD_MESH:
            found.append(
                f"{one.engine}: k_times_n {mesh} is coarse; below {GOOD_MESH} adsorption energies "
                "move by 0.04 to 0.13 eV"
            )
    if plan.fmax > GOOD_FORCE * (1.0 + 1e-9):
        found.append(
            f"relaxations end at {plan.fmax:g} eV/A; reported values want {GOOD_FORCE:g} eV/A"
        )
    if plan.screen is not None and plan.refine == "single":
        found.append(
            f"the slabs keep the geometry that {plan.screen.engine} found; at {plan.level.engine} "
            "they are not relaxed"
        )
    found += _held_solutes(plan)
    if plan.reference == "atom":
        found.append(
            "against a lithium atom energies of adsorption are about -1.3 eV where against the "
            "metal they are about +0.3 eV: they count the cohesive energy"
        )
        for name in [name for name in kind if kind[name] == "potential"]:
            found.append(
                f"a single atom is far outside what {name} was trained on: its energies against "
                "an atom are worth nothing; write reference: bulk"
            )
    return tuple(found)


def _held_solutes(plan: Plan) -> list[str]:
    """Solutes in layers that do not move."""
    told = []
    for one in plan.surfaces:
        if one.fixed is None or one.solute is None:
            continue
        free = one.layers - one.fixed
        layers = {layer for layer, _, _ in solute_sites(one)}
        if max(layers, default=0) > free:
            told.append(
                f"{one.name}: its {one.solute} lies in a layer that is held; hold fewer layers, or "
                "take more of them"
            )
        elif plan.segregation and 1 in layers and free < 2:
            told.append(
                f"{one.name}: layer 2, where segregation puts the {one.solute}, is held; hold "
                "fewer layers, or take more of them"
            )
    return told


def _level(value: Any) -> Level | None:
    try:
        return read_engine(value) if value is not None else None
    except Exception:  # said where the entry itself is read
        return None


def _part(model: type[B], value: Any) -> B | None:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None
