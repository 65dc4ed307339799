"""What a study of adsorption asks for, in angstrom and eV."""

from __future__ import annotations

from typing import Any, NamedTuple

from solvus.atoms.engines import engine
from solvus.atoms.sites import KINDS, Site, enumerate_sites
from solvus.atoms.surface import HOST, Surface

_LATTICE_GUESS = 3.44  # angstrom; where the search for an engine's own constant begins


class Level(NamedTuple):
    """An engine with its settings."""

    engine: str
    settings: dict[str, Any]

    def for_slab(self, n: int) -> dict[str, Any]:
        """The settings with the k-points of a slab n cells wide."""
        k = -(-int(self.settings.get("k_times_n", 0)) // n)
        return self._with((k, k, 1))

    def for_bulk(self) -> dict[str, Any]:
        """The settings with the k-points of the primitive bulk cell."""
        k = int(self.settings.get("bulk_k", 0))
        return self._periodic((k, k, k))

    def for_atom(self) -> dict[str, Any]:
        """The settings for one atom alone in a box."""
        return self._periodic((1, 1, 1))

    def _periodic(self, kpts: tuple[int, int, int]) -> dict[str, Any]:
        """The settings for a cell without a vacuum to correct a dipole across."""
        made = self._with(kpts)
        return made | {"dipole": "no"} if "dipole" in made else made

    def _with(self, kpts: tuple[int, int, int]) -> dict[str, Any]:
        """The settings with a mesh; what the mesh came from is left out."""
        if not engine(self.engine).sampled:
            return dict(self.settings)
        kept = {k: v for k, v in self.settings.items() if k not in ("k_times_n", "bulk_k")}
        return kept | {"kpts": list(kpts)}


class Plan(NamedTuple):
    """Surfaces, the engine of the reported numbers, and how far to go.

    screen : a fast engine that tries every site first; the `best` sites it finds are then refined
    with `level`, by relaxation (`refine` "relax") or at their geometry ("single");
    kinds, most_sites : which sites are tried; fmax [eV/angstrom], steps : of relaxations;
    rattle [angstrom], seed : of the start; symmetry : relaxations keep the symmetry of the slab;
    segregation : also compute each slab with the solute one layer down;
    reference : "bulk" or "atom".
    """

    surfaces: tuple[Surface, ...]
    level: Level
    screen: Level | None = None
    refine: str = "relax"
    best: int = 2
    kinds: tuple[str, ...] = KINDS
    most_sites: int | None = None
    fmax: float = 0.01
    steps: int = 200
    rattle: float = 0.02
    seed: int = 0
    symmetry: bool = True
    segregation: bool = True
    reference: str = "bulk"
    ranks: int = 1
    lattice_guess: float = _LATTICE_GUESS

    @property
    def elements(self) -> set[str]:
        """Every element that the slabs hold."""
        return {HOST} | {s.solute for s in self.surfaces if s.solute is not None}


def chosen_sites(plan: Plan, surface: Surface) -> tuple[Site, ...]:
    """The sites of a surface that a plan tries: of its kinds, the first of each kind first."""
    found = [site for site in enumerate_sites(surface) if site.kind in plan.kinds]
    if plan.most_sites is None or len(found) <= plan.most_sites:
        return tuple(found)
    by_kind = [[site for site in found if site.kind == kind] for kind in plan.kinds]
    ranked = sorted(
        ((place, order, site) for order, kind in enumerate(by_kind)
         for place, site in enumerate(kind)),
        key=lambda one: one[:2],
    )  # fmt: skip
    keep = {site.label for _, _, site in ranked[: plan.most_sites]}
    return tuple(site for site in found if site.label in keep)
