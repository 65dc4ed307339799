"""The page on a study of adsorption: energies, slabs, sites, and how far to trust them.

Every part is a function that gives blocks, so that other pages can take single ones.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any

from solvus import __version__
from solvus.atoms.engines import ENGINES
from solvus.atoms.found import Found, Solved
from solvus.atoms.outcome import RELAX, Outcome
from solvus.atoms.plan import Level
from solvus.materials.library import names, solute
from solvus.report.adsorption_figures import (
    energies_figure,
    ranking_figures,
    site_figure,
    slab_figures,
    variants_figure,
    zero_of,
)
from solvus.report.adsorption_ranking import rank_solutes
from solvus.report.adsorption_tables import (
    calculations_table,
    ranking_table,
    segregation_table,
    sites_table,
    surfaces_table,
    variants_table,
)
from solvus.report.adsorption_trust import thermal_energy, trust_blocks
from solvus.report.adsorption_words import energy_text, engine_name, level_name, subscripted
from solvus.report.blocks import Block, Card, Cards, Column, Details, Row, Section, Table, Text
from solvus.report.page import write_page

MOST_MAPS = 3  # faces whose sites are drawn
MOST_CARDS = 3


def write_adsorption_page(
    path: str | os.PathLike[str], title: str, source_name: str, solved: Solved,
    variants: Mapping[str, Solved],
) -> None:  # fmt: skip
    """Write the page on a study of adsorption to `path`, whole or not at all.

    source_name : of the file of the study; variants : what its variants found, by name.
    """
    lead = (
        f"One lithium atom on (100) faces: {engine_name(solved.plan.level)}, energies against "
        f"{zero_of(solved.plan.reference)}."
    )
    about = [("File", source_name), *about_rows(solved, variants), ("Solvus", __version__)]
    write_page(path, title, lead, sections(solved, variants), about)


def sections(solved: Solved, variants: Mapping[str, Solved]) -> list[Section]:
    """The sections of the page; what was not computed is left out."""
    made = [Section("In short", "short", "", short_blocks(solved, variants))]
    if solved.surfaces:
        made += [
            Section("Energies of adsorption", "energies", "", energies_blocks(solved)),
            Section("The slabs", "slabs", "", slab_figures(solved.surfaces)),
            Section("Sites", "sites", "", sites_blocks(solved)),
        ]
    made += segregation_sections(solved.surfaces)
    made += ranking_sections(solved.surfaces, library_solubility(solved))
    if variants and solved.surfaces:
        blocks = (variants_figure(solved, variants), variants_table(solved, variants))
        made.append(Section("Variants", "variants", "", blocks))
    return [
        *made,
        Section("How far these numbers can be trusted", "trust", "",
                trust_blocks(solved, variants)),
        Section("Settings and calculations", "provenance", "",
                provenance_blocks(solved, variants)),
    ]  # fmt: skip


def short_blocks(solved: Solved, variants: Mapping[str, Solved]) -> list[Block]:
    """A card a surface with its energy of adsorption, and what it cost."""
    if not solved.surfaces:
        return [Text("Bulk lithium did not converge, so that nothing could be built on it.")]
    shown = solved.surfaces[:MOST_CARDS]
    cards = [
        Card(f"{energy_text(one.energy, 2)}\u00a0eV" if math.isfinite(one.energy) else "no value",
             f"{subscripted(one.surface.name)}"
             + (f", {one.best.site.label}" if one.best is not None else ", no site converged"))
        for one in shown
    ]  # fmt: skip
    cards.append(Card(f"{core_hours(every_outcome(solved, variants)):.3g} h", "core hours"))
    blocks: list[Block] = [Cards(cards)]
    if solved.plan.level.engine == "toy":
        blocks.append(Text("The toy knows no physics: these numbers say nothing of lithium."))
    return blocks


def energies_blocks(solved: Solved) -> list[Block]:
    """Figure and table of the energies."""
    levels = [solved.surfaces, solved.screened]
    figure = energies_figure(levels, reference=solved.plan.reference)
    scale = f"For scale, kT at 25 °C is {thermal_energy():.3f} eV."
    return [figure, Text(scale), surfaces_table(solved.surfaces)]


def sites_blocks(solved: Solved) -> list[Block]:
    """Maps of the first faces, and every site at every level."""
    quick = {one.surface.name: one for one in solved.screened}
    blocks: list[Block] = [
        site_figure(one, quick.get(one.surface.name)) for one in solved.surfaces[:MOST_MAPS]
    ]
    blocks.append(sites_table(solved.surfaces, level_name(solved.surfaces[0])))
    if solved.screened:
        table = sites_table(solved.screened, level_name(solved.screened[0]))
        blocks.append(Details(f"The screening: {len(table.rows)} sites", (table,)))
    return blocks


def segregation_sections(surfaces: Sequence[Found]) -> list[Section]:
    """Whether the solute stays in the face; nothing where that was not asked."""
    table = segregation_table(surfaces)
    if table is None:
        return []
    text = (
        "A solute that binds lithium helps only while it is in the face. Positive: it costs energy "
        "there, and at rest it would sink as fast as it can move."
    )
    return [Section("Segregation", "segregation", text, (table,))]


def ranking_sections(surfaces: Sequence[Found], solubility: Mapping[str, float]) -> list[Section]:
    """Solutes beside one another, where several share a model with pure lithium."""
    ranking = rank_solutes(surfaces, solubility)
    if ranking is None:
        return []
    figures = ranking_figures(ranking.ranked, ranking.lithium.energy)
    text = solubility_words([one.solute for one in ranking.ranked if one.solute in solubility])
    return [Section("Solutes compared", "ranking", text, (*figures, ranking_table(ranking)))]


def library_solubility(solved: Solved) -> dict[str, float]:
    """Solubility in lithium near 25 degC [at%] of the solutes that the library knows."""
    asked = {one.surface.solute for one in solved.surfaces} & set(names("solute"))
    return {name: 100.0 * solute(name).solubility.si for name in asked if name is not None}


def solubility_words(solutes: Sequence[str]) -> str:
    """How the solubilities of the library are known."""
    known: dict[str, list[str]] = {}
    for name in sorted(set(solutes) & set(names("solute"))):
        known.setdefault(solute(name).solubility.status, []).append(name)
    told = "; ".join(f"{status}: {', '.join(of)}" for status, of in known.items())
    return f"How the solubilities are known: {told}." if told else ""


def provenance_blocks(solved: Solved, variants: Mapping[str, Solved]) -> list[Block]:
    """Settings of each level, and every calculation with its key."""
    levels = [solved.plan.level, *([solved.plan.screen] if solved.plan.screen else [])]
    outcomes = every_outcome(solved, variants)
    table = calculations_table(outcomes)
    return [
        *(settings_table(level, _version(level, outcomes)) for level in levels),
        Details(f"{len(outcomes)} calculations", (table,)),
    ]


def settings_table(level: Level, version: str) -> Table:
    """The settings of an engine, with their units and what they mean."""
    known = ENGINES[level.engine].settings if level.engine in ENGINES else ()
    told = {one.name: one for one in known}
    rows: list[Row] = []
    for name, value in level.settings.items():
        unit = told[name].unit if name in told else ""
        text = f"{value:g}" if isinstance(value, float) else str(value)
        rows.append([name, f"{text} {unit if unit != '1' else ''}".strip().replace("^2", "²"),
                     told[name].about if name in told else ""])  # fmt: skip
    if not rows:
        rows = [["none", "", "this engine has no settings of its own"]]
    source = f" {ENGINES[level.engine].source}." if level.engine in ENGINES else ""
    return Table([Column("setting"), Column("value"), Column("what it is")], rows,
                 f"{engine_name(level)}: {version}.{source}")  # fmt: skip


def about_rows(solved: Solved, variants: Mapping[str, Solved]) -> list[tuple[str, str]]:
    """Terms for the foot of a page: engine, cost, dates, relaxation."""
    outcomes = every_outcome(solved, variants)
    rows = [("Engines", ", ".join(dict.fromkeys(one.version for one in outcomes)))]
    plan = solved.plan
    if any(one.kind == RELAX for one in outcomes):
        symmetry = "kept" if plan.symmetry else "off"
        rows.append((
            "Relaxation",
            f"to {plan.fmax:g} eV/Å in at most {plan.steps} steps, symmetry {symmetry}, rattle "
            f"{plan.rattle:g} Å",
        ))  # fmt: skip
    rows.append(("Core hours", f"{core_hours(outcomes):.3g} in {len(outcomes)} calculations"))
    dates = sorted(one.finished[:10] for one in outcomes if one.finished)
    if dates:
        rows.append(("Computed", dates[0] if dates[0] == dates[-1]
                     else f"{dates[0]} to {dates[-1]}"))  # fmt: skip
    return rows


def every_outcome(solved: Solved, variants: Mapping[str, Solved]) -> list[Outcome]:
    """Every calculation behind a study and its variants, each once."""
    found: dict[str, Outcome] = {}
    for one in (solved, *variants.values()):
        for surface in (*one.surfaces, *one.screened):
            found |= {outcome.key: outcome for outcome in surface.outcomes}
    return list(found.values())


def core_hours(outcomes: Sequence[Outcome]) -> float:
    """Core hours of calculations [h]."""
    return sum(one.seconds * one.ranks for one in outcomes) / 3600.0


def _version(level: Level, outcomes: Sequence[Outcome]) -> str:
    versions: dict[str, Any] = {one.engine: one.version for one in outcomes}
    return str(versions.get(level.engine, "not run"))
