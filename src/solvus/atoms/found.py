"""What a study of adsorption found: energies of adsorption, of segregation, and how sound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from solvus.atoms.energies import adsorption_energy, segregation_energy
from solvus.atoms.outcome import RELAX, Outcome
from solvus.atoms.plan import Level, Plan
from solvus.atoms.sites import Site
from solvus.atoms.surface import Surface, solute_sites


class Tried(NamedTuple):
    """A site after its calculation: its energy of adsorption [eV], nan where it did not converge;
    ends_at : the kind of site that the atom is at in the end."""

    site: Site
    outcome: Outcome
    energy: float
    ends_at: str


class Found(NamedTuple):
    """A surface at one level.

    clean : the lower of `first`, relaxed from the ideal slab, and `again`, relaxed from the
    adsorbed geometry (None where that was not done); sunk : the slab with the solute of its face
    one layer down; segregation : per atom so moved [eV], nan without; tried : every site;
    bulk : bcc lithium; reference : what E(Li) is, the bulk or an atom.
    """

    surface: Surface
    level: Level
    bulk: Outcome
    reference: Outcome
    first: Outcome
    again: Outcome | None
    clean: Outcome
    sunk: Outcome | None
    segregation: float
    tried: tuple[Tried, ...]

    @property
    def lattice(self) -> float:
        """Lattice constant of the slab [angstrom], that of the engine."""
        return self.bulk.lattice

    @property
    def best(self) -> Tried | None:
        """The most stable site; None if none converged."""
        sound = [one for one in self.tried if math.isfinite(one.energy)]
        return min(sound, key=lambda one: one.energy) if sound else None

    @property
    def energy(self) -> float:
        """Energy of adsorption at the most stable site [eV], nan if there is none."""
        return self.best.energy if self.best is not None else math.nan

    @property
    def upper_bound(self) -> bool:
        """Whether a site did not converge, so that a more stable one may be among those."""
        return any(not one.outcome.converged for one in self.tried)

    @property
    def gained_again(self) -> float:
        """How much lower the clean slab came out from the adsorbed geometry [eV]; nan where it
        was not relaxed again."""
        if self.again is None or self.first.kind != RELAX:
            return math.nan
        if not (self.again.converged and self.first.converged):
            return math.nan
        return self.first.energy - self.again.energy

    @property
    def outcomes(self) -> list[Outcome]:
        """Every calculation behind this surface."""
        some = (self.bulk, self.reference, self.first, self.again, self.sunk)
        made = [one for one in some if one is not None]
        return list({one.key: one for one in (*made, *(t.outcome for t in self.tried))}.values())


class Solved(NamedTuple):
    """Every surface at the level of the plan, and at that of the screening if there was one."""

    plan: Plan
    surfaces: tuple[Found, ...]
    screened: tuple[Found, ...]


def found_of(
    surface: Surface, level: Level, bulk: Outcome, reference: Outcome, first: Outcome,
    again: Outcome | None, sunk: Outcome | None,
    tried: Sequence[tuple[Site, Outcome, str]],
) -> Found:  # fmt: skip
    """Put the calculations of a surface together; `tried` are (site, outcome, kind it ends at).

    What did not converge gives nan, never a number. Raises ``energies.Mismatch`` if energies of
    different settings would be subtracted.
    """
    sound = [one for one in (first, again) if one is not None and one.converged]
    clean = min(sound, key=lambda one: one.energy) if sound else first
    segregation = math.nan
    if sunk is not None and sunk.converged and clean.converged:
        segregation = segregation_energy(clean, sunk) / _in_face(surface)
    sites = []
    for site, outcome, ends_at in tried:
        energy = math.nan
        if outcome.converged and clean.converged and reference.converged:
            energy = adsorption_energy(outcome, clean, reference)
        sites.append(Tried(site, outcome, energy, ends_at))
    return Found(
        surface, level, bulk, reference, first, again, clean, sunk, segregation, tuple(sites)
    )


def _in_face(surface: Surface) -> int:
    """Atoms of the solute in the face: those that a sunk slab has one layer down."""
    return sum(layer == 1 for layer, _, _ in solute_sites(surface))
