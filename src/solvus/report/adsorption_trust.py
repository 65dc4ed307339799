"""How far energies of adsorption can be trusted: what was asked, what was met, what moved them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from solvus.atoms.engines import ENGINES
from solvus.atoms.found import Found, Solved
from solvus.atoms.outcome import RELAX
from solvus.atoms.surface import Surface
from solvus.base.constants import F, R
from solvus.materials.library import lithium
from solvus.report.adsorption_figures import energies_by_name
from solvus.report.adsorption_words import (
    cell_text,
    energy_text,
    engine_name,
    held_layers,
    level_name,
    subscripted,
)
from solvus.report.blocks import Block, Cell, Row, Table, Text

_MEV, _ANGSTROM = 1e3, 1e-10
_AVOGADRO = F / 1.602176634e-19
_ENOUGH_K = 8  # k-points along a side times cells along it
_ROOM_TEMPERATURE = 298.15
_KINDS = {
    "dft": "density functional theory",
    "potential": "a learned potential: it can rank sites, its values are not those of the theory "
                 "that it was taught",
    "toy": "no physics: for tests and for trying things out; nothing here says anything of lithium",
    "external": "a calculator that the study names; what it rests on is not known here",
}  # fmt: skip


class Moved(NamedTuple):
    """A change of an energy of adsorption: by which variant, on which surface, by how much [eV]."""

    variant: str
    surface: str
    change: float


def trust_blocks(solved: Solved, variants: Mapping[str, Solved]) -> list[Block]:
    """What bears on the numbers, a row each, and what the variants say."""
    rows: list[Row] = [
        [Cell(what, "strong"), here, means] for what, here, means in _rows(solved, variants)
    ]
    table = Table(["what", "here", "what that means"], rows, "Made from the calculations.")
    return [table, Text(variants_text(solved, variants))]


def variants_text(solved: Solved, variants: Mapping[str, Solved]) -> str:
    """What moved most among the variants, or that there were none."""
    if not variants:
        return (
            "The study has no variants, so nothing here says how far its settings, its depth and "
            "its coverage move the numbers."
        )
    moved = changes(solved, variants)
    if not moved:
        return "No variant has a value to compare."
    most = max(moved, key=lambda one: abs(one.change))
    text = (
        f"Of {len(variants)} variants, {most.variant} moved most: "
        if len(variants) > 1
        else f"The only variant, {most.variant}, moved "
    ) + f"{energy_text(most.change)} eV on {subscripted(most.surface)}."
    spread = spread_of_difference(solved, variants)
    if spread is not None:
        least, greatest = spread
        first, second = (subscripted(one.surface.name) for one in solved.surfaces[:2])
        text += (
            f" The difference of the first two surfaces, {second} less {first}, lies between "
            f"{energy_text(least)} and {energy_text(greatest)} eV over all of them."
        )
    return text


def changes(solved: Solved, variants: Mapping[str, Solved]) -> list[Moved]:
    """What each variant changes on each surface; what has no value on either side is left out."""
    names = [one.surface.name for one in solved.surfaces]
    base = [one.energy for one in solved.surfaces]
    return [
        Moved(variant, name, energy - old)
        for variant, one in variants.items()
        for name, energy, old in zip(names, energies_by_name(one, names), base, strict=True)
        if math.isfinite(energy - old)
    ]


def spread_of_difference(
    solved: Solved, variants: Mapping[str, Solved]
) -> tuple[float, float] | None:
    """The range of E_ad(second surface) - E_ad(first) [eV] over the study and its variants.

    Errors that both surfaces share cancel in it. None where there are not two such values.
    """
    names = [one.surface.name for one in solved.surfaces[:2]]
    if len(names) < 2:
        return None
    pairs = [energies_by_name(one, names) for one in (solved, *variants.values())]
    sound = [second - first for first, second in pairs if math.isfinite(second - first)]
    return (min(sound), max(sound)) if len(sound) > 1 else None


def _rows(solved: Solved, variants: Mapping[str, Solved]) -> Iterator[tuple[str, str, str]]:
    plan, found = solved.plan, solved.surfaces
    kind = ENGINES[plan.level.engine].kind if plan.level.engine in ENGINES else "external"
    yield "engine", engine_name(plan.level), _KINDS[kind]
    if found:
        yield "lattice constant", f"{found[0].lattice:.3f} Å", _lattice_words(found[0].lattice)
        yield from _mesh(found)
        yield (
            "slabs",
            _depths(found),
            _others_words("layers", {one.surface.layers for one in found}, variants),
        )
        yield (
            "coverage",
            _coverages(found),
            "the atom sees its own images at that distance; "
            + (_others_words("n", {one.surface.n for one in found}, variants)),
        )
        yield "geometry", level_name(found[0]), _geometry_words(solved)
        yield from _met(solved)
        yield from _clean(found)
    yield "reference", _reference_words(plan.reference), (
        "at zero the atom is bound as in the metal itself" if plan.reference == "bulk"
        else "counts the cohesive energy of lithium too, so that everything binds; only "
        "differences of surfaces can be compared with numbers against bulk lithium"
    )  # fmt: skip
    if solved.screened and found:
        yield from _screening(solved)
    yield (
        "temperature",
        "none",
        "energies at rest, without vibration or entropy, in vacuum: no electrolyte, no field",
    )


def _lattice_words(lattice: float) -> str:
    measured = measured_lattice()
    off = 100.0 * (lattice / measured - 1.0)
    return (
        f"the engine's own, {abs(off):.1f} % {'above' if off > 0 else 'below'} the {measured:.2f} "
        "Å that the molar volume gives at 25 °C; slabs are built with it, so they are not strained"
    )


def measured_lattice() -> float:
    """Lattice constant of bcc lithium [angstrom], of its molar volume: a = (2 V / N_A)^(1/3)."""
    return float(2.0 * lithium().molar_volume.si / _AVOGADRO) ** (1.0 / 3.0) / _ANGSTROM


def _mesh(found: Sequence[Found]) -> Iterator[tuple[str, str, str]]:
    meshes = {
        one.surface.n: one.first.settings["kpts"] for one in found if "kpts" in one.first.settings
    }
    if not meshes:
        return
    here = "; ".join(f"p({n}×{n}): {'×'.join(map(str, k))}" for n, k in meshes.items())
    least = min(n * k[0] for n, k in meshes.items())
    words = f"k-points along a side times cells along it: {least}"
    if least < _ENOUGH_K:
        words += f"; below {_ENOUGH_K} energies of adsorption are still off by some 0.1 eV"
    yield "k-points", here, words


def _depths(found: Sequence[Found]) -> str:
    def told(surface: Surface) -> str:
        held = held_layers(surface)
        return f"{cell_text(surface)}, {'all' if held >= surface.layers else held} held"

    return "; ".join(dict.fromkeys(told(one.surface) for one in found))


def _others_words(what: str, here: set[int], variants: Mapping[str, Solved]) -> str:
    """Which other depths ("layers") or widths ("n") the variants tried."""
    tried = {getattr(found.surface, what) for one in variants.values() for found in one.surfaces}
    others = sorted(tried - here)
    if what == "layers":
        return f"tried beside: {_listed(others)} layers" if others else "no other depth was tried"
    cells = _listed([f"p({n}×{n})" for n in others])
    return f"tried beside: {cells}" if others else "no other width was tried"


def _listed(some: Sequence[object]) -> str:
    return ", ".join(map(str, some))


def _coverages(found: Sequence[Found]) -> str:
    return "; ".join(dict.fromkeys(
        f"1/{one.surface.n**2}, images {one.surface.n * one.lattice:.1f} Å apart" for one in found
    ))  # fmt: skip


def _geometry_words(solved: Solved) -> str:
    plan = solved.plan
    if solved.screened and plan.refine != "relax":
        return "energies at the geometry of the screening: no force of the engine acted on it"
    if plan.symmetry:
        return (
            "relaxed with the symmetry that the start has: an atom on an element of it cannot "
            "leave it, so that any of the sites may be a saddle with a lower place beside it"
        )
    return "relaxed without symmetry: an atom may leave its site, and the table says where it ends"


def _met(solved: Solved) -> Iterator[tuple[str, str, str]]:
    """Forces and convergence of everything at the reported level."""
    outcomes = {o.key: o for found in solved.surfaces for o in found.outcomes}.values()
    forces = [o.fmax for o in outcomes if o.kind == RELAX and o.converged]
    if forces:
        yield (
            "forces",
            f"at most {_MEV * max(forces):.2g} meV/Å left",
            f"asked for: {_MEV * solved.plan.fmax:g} meV/Å",
        )
    lost = [o for o in outcomes if not o.converged]
    yield "converged", f"{len(outcomes) - len(lost)} of {len(outcomes)} calculations", (
        "all of them" if not lost
        else "the others have no energy here; where they are sites, the most stable one may be "
        "among them, and the energy of the surface is an upper bound: "
        + ", ".join(subscripted(o.label) for o in lost)
    )  # fmt: skip
    tried = [t for found in solved.surfaces for t in found.tried if t.outcome.converged]
    left = sum(t.ends_at != t.site.kind for t in tried)
    yield "sites", f"{left} of {len(tried)} atoms ended at another kind of site", (
        "a site is named after where the atom began" if left
        else "every atom stayed where it was put"
    )  # fmt: skip


def _clean(found: Sequence[Found]) -> Iterator[tuple[str, str, str]]:
    gained = [(one.gained_again, one.surface.name) for one in found
              if math.isfinite(one.gained_again)]  # fmt: skip
    if not gained:
        return
    most, name = max(gained)
    when = "when relaxed again" if found[0].first.kind == RELAX else "in the other geometry"
    if most < 1e-3:
        yield (
            "clean slab",
            f"gained less than 1 meV {when}",
            "no relaxation of the slab counts as adsorption",
        )
    else:
        gain = f"{subscripted(name)} gained {_MEV * most:.0f} meV {when}"
        yield (
            "clean slab",
            gain,
            "from the adsorbed geometry, the most of all; the lower slab is used, or that much "
            "of its own relaxation would count as adsorption",
        )


def _reference_words(reference: str) -> str:
    return "bulk lithium, per atom" if reference == "bulk" else "an isolated lithium atom"


def _screening(solved: Solved) -> Iterator[tuple[str, str, str]]:
    """Whether the screening puts the surfaces in the order of the reported level."""
    quick = {one.surface.name: one.energy for one in solved.screened}
    pairs = [
        (one.energy, quick[one.surface.name]) for one in solved.surfaces
        if one.surface.name in quick and math.isfinite(one.energy + quick[one.surface.name])
    ]  # fmt: skip
    if not pairs:
        return
    off = max((slow - fast for slow, fast in pairs), key=abs)
    words = f"the most that the two differ by on a surface: {energy_text(off)} eV"
    if len(pairs) > 1:
        ordered = [fast for _, fast in sorted(pairs)]
        same = ordered == sorted(ordered)
        words += "; they put the surfaces in " + ("the same order" if same else "another order")
    yield (
        "screening",
        level_name(solved.screened[0]),
        (f"{words}; only the sites that it found best were refined"),
    )


def thermal_energy() -> float:
    """k T at 25 degC [eV], to hold differences against."""
    return R * _ROOM_TEMPERATURE / F
