"""Solutes ranked on one model of a face: what they do to adsorption, and whether they stay."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from solvus.atoms.energies import level_of
from solvus.atoms.found import Found
from solvus.atoms.surface import Surface


class Ranked(NamedTuple):
    """A solute in the face: energy of adsorption, its shift from pure lithium and energy of
    segregation (positive: it prefers to sink) [eV], solubility in lithium [at%], nan where not
    known; note : what a reader should know of it, "" if nothing."""

    solute: str
    energy: float
    shift: float
    segregation: float
    solubility: float
    note: str


class Ranking(NamedTuple):
    """Solutes, the strongest binding first, and pure lithium on the same model."""

    lithium: Found
    ranked: tuple[Ranked, ...]


def rank_solutes(surfaces: Sequence[Found], solubility: Mapping[str, float]) -> Ranking | None:
    """Rank the solutes that share a model, solubility : [at%] by solute.

    A model is a cell, a depth, a vacuum, an engine with its settings, and how many atoms of the
    solute sit where. The model with the most solutes is taken; None where fewer than two share
    one with pure lithium. E(Li31Ag) and E(Li127Ag) are never put in one ranking: the dilution
    would be taken for the solute.
    """
    pure = {_slab(one): one for one in reversed(surfaces) if not one.surface.solute_count}
    groups: dict[Any, dict[str, Found]] = {}
    for one in surfaces:
        if one.surface.solute_count and _slab(one) in pure:
            groups.setdefault((_slab(one), _placed(one.surface)), {}).setdefault(
                str(one.surface.solute), one
            )
    if not groups:
        return None
    (slab, _), members = max(groups.items(), key=lambda item: len(item[1]))
    if len(members) < 2:
        return None
    lithium = pure[slab]
    made = [_ranked(one, lithium, solubility) for one in members.values()]
    # what has no value comes last
    made.sort(key=lambda one: (math.isnan(one.shift), one.shift))
    return Ranking(lithium, tuple(made))


def _slab(found: Found) -> tuple[Any, ...]:
    surface = found.surface
    settings = level_of(found.bulk) | {"kpts": str(found.first.settings.get("kpts"))}
    level = tuple(sorted((key, str(value)) for key, value in settings.items()))
    return (surface.n, surface.layers, surface.fixed, surface.vacuum, found.first.kind, level)


def _placed(surface: Surface) -> tuple[Any, ...]:
    more = (surface.random_layers, surface.seed) if surface.placement == "random" else ()
    return (surface.solute_count, surface.placement, surface.pattern, more)


def _ranked(found: Found, lithium: Found, solubility: Mapping[str, float]) -> Ranked:
    solute = str(found.surface.solute)
    notes = []
    if found.best is None:
        notes.append("no site converged")
    elif found.best.ends_at != found.best.site.kind:
        notes.append(f"the atom ends at {found.best.ends_at}")
    if found.sunk is None:
        notes.append("not tried one layer down")
    elif math.isnan(found.segregation):
        notes.append("the slab with the solute below did not converge")
    return Ranked(
        solute, found.energy, found.energy - lithium.energy, found.segregation,
        solubility.get(solute, math.nan), "; ".join(notes),
    )  # fmt: skip
