"""From what was found to the figures of adsorption."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from solvus.atoms.found import Found, Solved, Tried
from solvus.atoms.sites import Site, enumerate_sites
from solvus.atoms.surface import HOST, Surface, solute_sites
from solvus.report.adsorption_ranking import Ranked
from solvus.report.adsorption_words import (
    cell_text,
    drawn,
    energy_text,
    held_layers,
    level_name,
    subscripted,
)
from solvus.report.blocks import Figure
from solvus.report.figures.adsorption_energies import (
    AdsorptionEnergies,
    EnergyLevel,
    SiteEnergy,
    SurfaceEnergies,
    adsorption_energies,
)
from solvus.report.figures.adsorption_variants import (
    AdsorptionVariants,
    Variant,
    adsorption_variants,
)
from solvus.report.figures.relaxed_slabs import MOST, SlabPicture, relaxed_slabs
from solvus.report.figures.site_map import FaceAtom, MarkedSite, SiteMap, site_map
from solvus.report.figures.solute_ranking import SoluteRanking, solute_ranking
from solvus.report.figures.solute_shift import solute_shift


def energies_figure(
    levels: Sequence[Sequence[Found]], printed: Mapping[str, float] | None = None,
    by: str = "printed", reference: str = "bulk",
) -> Figure:  # fmt: skip
    """Every site of every surface at one or several levels; printed : [eV] by name of surface."""
    kept = [level for level in levels if level]
    data = AdsorptionEnergies(
        [EnergyLevel(level_name(level[0]), [_energies_of(one) for one in level])
         for level in kept],
        {drawn(name): value for name, value in (printed or {}).items()},
        by, zero_of(reference),
    )  # fmt: skip
    caption = (
        f"Energy of adsorption of one lithium atom against {zero_of(reference)}: each site that "
        "was tried, the most stable one filled. Below zero the atom binds."
    )
    lost = sum(not one.converged for level in data.levels for surface in level.surfaces
               for one in surface.sites)  # fmt: skip
    if lost:
        caption += f" Crosses at the foot: {lost} that did not converge, and so have no value."
    return Figure(adsorption_energies(data), caption, "Every site")


def zero_of(reference: str) -> str:
    """What an energy of adsorption is counted from."""
    return "bulk lithium" if reference == "bulk" else "an isolated lithium atom"


def _energies_of(found: Found) -> SurfaceEnergies:
    sites = [
        SiteEnergy(tried.site.label, tried.site.kind, tried.energy,
                   math.isfinite(tried.energy), tried.ends_at, tried.outcome.trouble)
        for tried in found.tried
    ]  # fmt: skip
    return SurfaceEnergies(drawn(found.surface.name), sites)


def slab_figures(surfaces: Sequence[Found]) -> list[Figure]:
    """The relaxed slabs with the atom at its most stable site, a few a figure."""
    figures = []
    share, left = divmod(len(surfaces), max(1, math.ceil(len(surfaces) / MOST)))
    start = 0
    while start < len(surfaces):  # figures of nearly equal width
        some = surfaces[start : start + share + (left > 0)]
        start, left = start + len(some), left - 1
        names = ", ".join(subscripted(one.surface.name) for one in some)
        figures.append(Figure(
            relaxed_slabs([slab_picture(one) for one in some]),
            "Where the atoms ended, from the side and from above: the cell (dashed) with the rim "
            "of its neighbours, atoms at their metallic radii, paler the further behind.",
            alt=f"Relaxed slabs of {names}",
        ))  # fmt: skip
    return figures


def slab_picture(found: Found) -> SlabPicture:
    """The slab at its most stable site; the clean one where no site converged."""
    surface, best = found.surface, found.best
    symbols = slab_symbols(surface)
    if best is None:
        words, positions = "clean: no site converged", found.clean.positions
    else:
        words, positions = f"{best.site.label}: {energy_text(best.energy)} eV", \
            best.outcome.positions  # fmt: skip
        if best.ends_at != best.site.kind:
            words += f", ends at {best.ends_at}"
        symbols = [*symbols, HOST]
    return SlabPicture(
        drawn(surface.name), words, symbols, np.array(positions), surface.layers,
        held_layers(surface), surface.n * found.lattice, best is not None,
    )  # fmt: skip


def slab_symbols(surface: Surface) -> list[str]:
    """The element of every atom of a slab, in order of layer, i, j."""
    taken = set(solute_sites(surface))
    lattice = itertools.product(range(1, surface.layers + 1), range(surface.n), range(surface.n))
    return [str(surface.solute) if site in taken else HOST for site in lattice]


def site_figure(found: Found, screened: Found | None = None) -> Figure:
    """A face from above with its distinct sites; screened : the same face at the level of the
    screening, for sites that were not refined."""
    surface, a = found.surface, found.lattice
    refined = {tried.site.label: tried for tried in found.tried}
    quick = {tried.site.label: tried for tried in screened.tried} if screened else {}
    best = found.best.site.label if found.best is not None else ""
    sites = [
        MarkedSite(site.label, site.kind, site.x * a, site.y * a, site.copies,
                   _outcome_words(site, refined.get(site.label), quick.get(site.label)),
                   site.label == best)
        for site in enumerate_sites(surface)
    ]  # fmt: skip
    data = SiteMap(_face_atoms(surface, a), sites, surface.n * a, a)
    caption = (
        f"{subscripted(surface.name)}, {cell_text(surface)}: the sites that no symmetry of the "
        "slab brings onto one another, on its ideal lattice; the second layer is paler."
    )
    return Figure(site_map(data), caption, f"Sites of {subscripted(surface.name)}")


def _outcome_words(site: Site, refined: Tried | None, quick: Tried | None) -> str:
    """What became of a site: its energy, and where the atom went if it left."""
    tried = refined or quick
    if tried is None:
        return "not tried"
    words = f"{energy_text(tried.energy)} eV" if math.isfinite(tried.energy) else "did not converge"
    if tried.ends_at != site.kind:
        words += f", ends at {tried.ends_at}"
    return words if refined is not None else f"{words} (screening)"


def _face_atoms(surface: Surface, a: float) -> list[FaceAtom]:
    """The first two layers of the ideal slab of lattice constant `a` [angstrom]."""
    lattice = itertools.product(range(1, 3), range(surface.n), range(surface.n))
    # zip ends with the second layer
    return [
        FaceAtom(symbol, layer, (i + 0.5 * (layer - 1)) * a, (j + 0.5 * (layer - 1)) * a)
        for (layer, i, j), symbol in zip(lattice, slab_symbols(surface), strict=False)
    ]


def ranking_figures(ranked: Sequence[Ranked], lithium: float) -> list[Figure]:
    """Solutes by what they do to adsorption and whether they stay in the face; lithium : its own
    energy of adsorption [eV]."""
    figures = []
    if any(math.isfinite(one.segregation) and math.isfinite(one.energy) for one in ranked):
        figures.append(Figure(
            solute_ranking(SoluteRanking(ranked, lithium)),
            "Adsorption on a face that holds the solute, against the energy that the solute costs "
            "there over one layer down. Left of zero it stays in the face by itself. Coloured by "
            "the solubility in lithium at 25 °C, grey where none is known.",
            "Binding against staying",
        ))  # fmt: skip
    figures.append(Figure(
        solute_shift(ranked),
        "What the solute in the face changes: its energy of adsorption less that of pure lithium. "
        "Below zero lithium binds more strongly.",
        "By the change",
    ))  # fmt: skip
    return figures


def variants_figure(solved: Solved, variants: Mapping[str, Solved]) -> Figure:
    """How far each variant moves the energies of adsorption."""
    names = [found.surface.name for found in solved.surfaces]
    base = [found.energy for found in solved.surfaces]
    rows = [
        Variant(escape(name, quote=False), energies_by_name(one, names))
        for name, one in variants.items()
    ]
    data = AdsorptionVariants([drawn(name) for name in names], base, rows)
    return Figure(
        adsorption_variants(data),
        "Energy of adsorption of each variant less that of the study as it stands; the first "
        "surface filled. Shaded: 0.01 eV either way.",
    )


def energies_by_name(solved: Solved, names: Sequence[str]) -> list[float]:
    """The energies of adsorption of surfaces by their names [eV], nan for one that is not there."""
    found = {one.surface.name: one.energy for one in solved.surfaces}
    return [found.get(name, math.nan) for name in names]
