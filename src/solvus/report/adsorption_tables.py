"""Tables of the pages on adsorption: surfaces, sites, segregation, variants, calculations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from solvus.atoms.found import Found, Solved, Tried
from solvus.atoms.outcome import Outcome
from solvus.report.adsorption_figures import energies_by_name
from solvus.report.adsorption_ranking import Ranking
from solvus.report.adsorption_words import (
    cell_text,
    energy_text,
    number_text,
    subscripted,
    whole,
)
from solvus.report.blocks import Cell, Column, Row, Table

_MEV = 1e3
_LAST = 1e99


def surfaces_table(surfaces: Sequence[Found]) -> Table:
    """A row a surface: composition, cell, the most stable site and its energy."""
    columns = [
        Column("surface"), Column("cell"), Column("best site"),
        Column("adsorption", "eV", True), Column("segregation", "eV", True),
        Column("gained again", "meV", True),
    ]  # fmt: skip
    rows: list[Row] = [
        [
            Cell(subscripted(one.surface.name), "strong"),
            f"p({one.surface.n}×{one.surface.n})×{one.surface.layers}",
            whole(one.best.site.label) if one.best else Cell("none converged", "muted"),
            Cell(energy_text(one.energy), "strong", sort=_sort(one.energy)),
            _energy(one.segregation),
            _number(_MEV * one.gained_again, ".1f"),
        ]
        for one in surfaces
    ]
    return Table(
        columns, rows,
        "Cell: its width, then its layers. Segregation: the solute in the face less one layer "
        "down, per atom. The last column is what the clean slab gained when it was relaxed again "
        "from the adsorbed geometry; the lower of the two is used.",
    )  # fmt: skip


def sites_table(surfaces: Sequence[Found], level: str) -> Table:
    """A row a site of every surface; `level` names the level of theory."""
    columns = [
        Column("surface"), Column("site"), Column("adsorption", "eV", True),
        Column("converged"), Column("ends at"),
        Column("force", "meV/Å", True), Column("steps", "", True),
    ]  # fmt: skip
    rows = [_site_row(found, tried) for found in surfaces for tried in found.tried]
    caption = (
        f"Every site that was tried: {level}. The most stable of each surface is bold; force: the "
        "largest that was left on a free atom."
    )
    return Table(columns, rows, caption)


def _site_row(found: Found, tried: Tried) -> Row:
    outcome, site = tried.outcome, tried.site
    kind = "strong" if found.best is not None and tried is found.best else ""
    converged = Cell("yes") if outcome.converged else Cell("no", "strong", note=outcome.trouble)
    moved = tried.ends_at != site.kind
    return [
        subscripted(found.surface.name), Cell(whole(site.label), kind),
        Cell(energy_text(tried.energy), kind, sort=_sort(tried.energy)), converged,
        Cell(tried.ends_at, "strong" if moved else "",
             note="not the kind of site where it began" if moved else ""),
        _number(_MEV * outcome.fmax, ".3g"), str(outcome.steps),
    ]  # fmt: skip


def segregation_table(surfaces: Sequence[Found]) -> Table | None:
    """Where the solute would rather be; None where nothing was computed on that."""
    tried = [one for one in surfaces if one.sunk is not None]
    if not tried:
        return None
    columns = [
        Column("surface"), Column("solute"), Column("in the face", "eV", True),
        Column("one layer down", "eV", True), Column("per atom", "eV", True),
        Column("the solute"),
    ]  # fmt: skip
    rows: list[Row] = [
        [
            subscripted(one.surface.name), str(one.surface.solute),
            _number(one.clean.energy, ".3f"),
            _number(one.sunk.energy, ".3f") if one.sunk is not None else "–",
            Cell(energy_text(one.segregation), "strong", sort=_sort(one.segregation)),
            _wish(one.segregation),
        ]
        for one in tried
    ]  # fmt: skip
    return Table(
        columns, rows,
        "Total energies of the bare slab with the solute in its face and one layer down, and the "
        "difference per atom of the solute. No temperature, no other position and no mixing "
        "entropy is in it.",
    )  # fmt: skip


def _wish(segregation: float) -> str:
    if not math.isfinite(segregation):
        return "is not known: a slab did not converge"
    return "prefers to sink" if segregation > 0.0 else "prefers the face"


def ranking_table(ranking: Ranking) -> Table:
    """The solutes that share a model with pure lithium, the strongest binding first."""
    columns = [
        Column("solute"), Column("adsorption", "eV", True), Column("against Li", "eV", True),
        Column("segregation", "eV", True), Column("solubility", "at%", True), Column("note"),
    ]  # fmt: skip
    rows: list[Row] = [
        [
            Cell(one.solute, "strong"), _energy(one.energy), _energy(one.shift),
            _energy(one.segregation), _number(one.solubility, ".3g"), one.note,
        ]
        for one in ranking.ranked
    ]  # fmt: skip
    model = cell_text(ranking.lithium.surface)
    return Table(
        columns, rows,
        f"One model for all: {model}, as many solute atoms at the same places, the same engine "
        f"and settings. Pure lithium: {energy_text(ranking.lithium.energy)} eV.",
    )  # fmt: skip


def variants_table(solved: Solved, variants: Mapping[str, Solved]) -> Table:
    """The energy of each surface in each variant, with its change."""
    names = [one.surface.name for one in solved.surfaces]
    base = [one.energy for one in solved.surfaces]
    columns = [Column("variant"), *(Column(subscripted(name), "eV", True) for name in names)]
    rows: list[Row] = [
        [Cell("as the study stands", "strong"), *(Cell(energy_text(e), "strong") for e in base)]
    ]
    for name, one in variants.items():
        cells = [_changed(e, b) for e, b in zip(energies_by_name(one, names), base, strict=True)]
        rows.append([name, *cells])
    return Table(columns, rows, "Energies of adsorption, and in brackets what the variant changes.")


def _changed(energy: float, base: float) -> Cell:
    change = energy - base
    text = energy_text(energy)
    if math.isfinite(change):
        text += f" ({energy_text(change)})"
    return Cell(text, sort=_sort(change))


def calculations_table(outcomes: Sequence[Outcome]) -> Table:
    """Every calculation with its key, in the order in which they were finished."""
    columns = [
        Column("calculation"), Column("kind"), Column("version"),
        Column("total energy", "eV", True), Column("converged"), Column("core hours", "", True),
        Column("finished"), Column("key"),
    ]  # fmt: skip
    rows: list[Row] = [
        [
            subscripted(one.label), one.kind, one.version, _number(one.energy, ".4f"),
            Cell("yes") if one.converged else Cell("no", "strong", note=one.trouble),
            f"{one.seconds * one.ranks / 3600.0:.3f}", one.finished.replace("T", " ")[:16],
            one.key,
        ]
        for one in sorted(outcomes, key=lambda one: one.finished)
    ]  # fmt: skip
    return Table(
        columns, rows,
        "The key is a hash of the structure, the engine, its version and its settings: the same "
        "key is the same calculation. Energies of bulk lithium are per atom.",
    )  # fmt: skip


def _energy(value: float) -> Cell:
    return Cell(energy_text(value), sort=_sort(value))


def _number(value: float | None, form: str) -> Cell:
    if value is None:
        return Cell("–", "muted", sort=_LAST)
    return Cell(number_text(value, form), sort=_sort(value))


def _sort(value: float) -> float:
    """What has no value comes last."""
    return value if math.isfinite(value) else _LAST
