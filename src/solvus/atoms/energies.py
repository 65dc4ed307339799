"""Differences of energies, only between calculations that may be subtracted."""

from __future__ import annotations

from typing import Any

from solvus.atoms.engines import ENGINES
from solvus.atoms.outcome import ATOM, BULK, Outcome


class Mismatch(ValueError):
    """Energies of different settings were to be subtracted."""


def level_of(outcome: Outcome) -> dict[str, Any]:
    """The settings that must be equal for energies to be subtracted, engine and version too.

    The k-points of slabs are among them, those of a bulk are not: its cell asks for others.
    """
    engine = ENGINES.get(outcome.engine)
    free = {s.name for s in engine.settings if not s.level} if engine else set()
    level = {k: v for k, v in outcome.settings.items() if k not in free and k != "kpts"}
    return {"engine": outcome.engine, "version": outcome.version, **level}


def check_same(first: Outcome, *others: Outcome) -> None:
    """Raise Mismatch unless all may be subtracted from one another."""
    for other in others:
        one, two = level_of(first), level_of(other)
        slabs = BULK not in (first.kind, other.kind) and ATOM not in (first.kind, other.kind)
        if slabs:
            one["k-points"] = first.settings.get("kpts")
            two["k-points"] = other.settings.get("kpts")
        else:  # a bulk has no vacuum to correct a dipole across
            one.pop("dipole", None)
            two.pop("dipole", None)
        differing = sorted(k for k in one.keys() | two.keys() if one.get(k) != two.get(k))
        if differing:
            told = "; ".join(f"{k}: {one.get(k)} and {two.get(k)}" for k in differing)
            raise Mismatch(
                f'the energies of "{first.label}" and "{other.label}" were computed with '
                f"different settings ({told}) and may not be subtracted"
            )


def adsorption_energy(with_atom: Outcome, clean: Outcome, reference: Outcome) -> float:
    """E_ad = E(slab + Li) - E(slab) - E(Li) [eV]; negative where the atom binds.

    E(Li) is the energy per atom of bcc lithium, or of an isolated atom, at the same settings.
    Raises Mismatch if the three may not be subtracted.
    """
    check_same(with_atom, clean, reference)
    return with_atom.energy - clean.energy - reference.energy


def segregation_energy(at_face: Outcome, below: Outcome) -> float:
    """E(solute in the face) - E(solute one layer down) [eV]; positive where it prefers to sink."""
    check_same(at_face, below)
    return at_face.energy - below.energy
