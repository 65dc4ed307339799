"""The page on adsorption: Figure 4j, how far its numbers can be trusted, and which solute next."""

from __future__ import annotations

import math
from collections.abc import Sequence

from solvus.atoms.choices import CONVERGENCE, missed_by_points, spreads
from solvus.atoms.found import Found
from solvus.atoms.shipped import Calculation, calculation, names
from solvus.paper.claims import claim
from solvus.paper.full_page import short, table_of
from solvus.paper.verdict import Verdict
from solvus.report import adsorption_page as parts
from solvus.report.adsorption_figures import energies_figure, slab_figures, variants_figure
from solvus.report.adsorption_tables import (
    segregation_table,
    sites_table,
    surfaces_table,
    variants_table,
)
from solvus.report.adsorption_words import cell_text, level_name, subscripted
from solvus.report.blocks import Column, Figure, Row, Section, Table, Text
from solvus.report.figures.nucleation_rank import NucleationPoint, NucleationRank, nucleation_rank

SMALL, FIFTEEN, LARGE = "li31ag_gpaw", "li15ag_gpaw", "li127ag_gpaw"
DEPTH, SOLUTES, POINTS = "ag_depth_gpaw", "solutes_gpaw", "solutes_points_gpaw"
AUTHORS = "Wang et al."
# Which surface of the paper stands for which state of its foil: 90/10 wt% is the foil as made,
# 70/30 what AES read after 5 mAh/cm2.
_STATES = (("dft.li127ag", "nuc.0"), ("dft.li31ag", "nuc.5"))


def sections(verdicts: list[Verdict]) -> list[Section]:
    """The sections of the page."""
    mine = [v for v in verdicts if v.claim.group == "adsorption"]
    return [
        short(mine, _short(mine)),
        _figure_4j(),
        _slabs(),
        _below(),
        _solutes(),
        _nucleation(mine),
        _trust(),
        _provenance(),
        table_of(mine),
    ]


def _short(verdicts: list[Verdict]) -> str:
    by_id = {v.claim.id: v.computed for v in verdicts if v.computed is not None}
    text = (
        "The paper says that a lithium atom binds more strongly to a face that holds more silver. "
        "These are real calculations of density functional theory, kept with the package and "
        "subtracted here; nothing was fitted."
    )
    if {"dft.li", "dft.li31ag"} <= by_id.keys():
        shift = by_id["dft.li31ag"] - by_id["dft.li"]
        printed = claim("dft.li31ag").number - claim("dft.li").number
        text += (
            f" From Li to Li31Ag the energy moves by {shift:+.2f} eV; the paper's moves by "
            f"{printed:+.2f} eV. The paper names neither its code nor its functional, cell, "
            "k-points, fixed layers or where its silver sits."
        )
    if {"dft.li15ag", "dft.li31ag"} <= by_id.keys():
        more = by_id["dft.li15ag"] - by_id["dft.li31ag"]
        word = "less" if more > 0.0 else "more"
        text += (
            f" Twice as much silver in the face (Li15Ag) then binds {word} strongly, by "
            f"{abs(more):.2f} eV."
        )
    return text


def _figure_4j() -> Section:
    relaxed = [*calculation(SMALL).solved.surfaces, *calculation(FIFTEEN).solved.surfaces]
    large = calculation(LARGE).solved
    printed = {one.says: one.number for one in map(claim, ("dft.li", "dft.li127ag", "dft.li31ag"))}
    figure = energies_figure([large.surfaces, relaxed, large.screened], printed, AUTHORS)
    text = (
        "Every site that was tried, the most stable one filled, against bulk lithium. The small "
        f"cells ({cell_text(relaxed[0].surface)}) hold exactly Li31Ag and Li15Ag and are relaxed "
        "with density functional theory; Li127Ag takes 128 atoms "
        f"({cell_text(large.surfaces[0].surface)}), relaxed by a learned potential and then given "
        "single points. Li15Ag is named in the paper without a value: ours is a prediction."
    )
    blocks = (
        Figure(figure.figure, figure.caption, "Energies of adsorption (Figure 4j)"),
        surfaces_table(relaxed),
        surfaces_table(large.surfaces),
        sites_table(relaxed, level_name(relaxed[0])),
    )
    return Section("Figure 4j redrawn", "figure-4j", text, blocks)


def _slabs() -> Section:
    shown = [*calculation(SMALL).solved.surfaces, *calculation(FIFTEEN).solved.surfaces]
    shown.insert(1, calculation(LARGE).solved.surfaces[-1])
    return Section("The slabs", "slabs", "", slab_figures(shown))


def _below() -> Section:
    faces = [
        one for name in (SMALL, FIFTEEN) for one in calculation(name).solved.surfaces
        if one.surface.solute
    ]  # fmt: skip
    deep = calculation(DEPTH).solved.surfaces
    text = (
        "Silver binds lithium while it is in the outermost layer. One or two layers down it does "
        "much less, and in the metal at rest it would rather be there: the segregation energy is "
        f"what it costs in the face{_when_covered(faces, deep)}. So part of the strong binding is "
        "the adsorbed atom burying a silver atom that sits too high; what the paper shows is that "
        "stripping puts it there."
    )
    blocks = [
        table for table in (segregation_table(faces), surfaces_table(deep)) if table is not None
    ]
    return Section("Silver below the face", "below", text, blocks)


def _when_covered(faces: Sequence[Found], deep: Sequence[Found]) -> str:
    """What of the segregation energy is left once an atom is adsorbed: E_seg + E_ad(face) less
    E_ad(layer 2), of the same cell."""
    face = next(one for one in faces if math.isfinite(one.segregation))
    below = next(one for one in deep if one.surface.placement == "second")
    left = face.segregation + face.energy - below.energy
    return (
        f", {face.segregation:.2f} eV on {subscripted(face.surface.name)} while it is bare and "
        f"{left:.2f} eV with an atom on it"
    )


def _solutes() -> Section:
    points, relaxed = calculation(POINTS), calculation(SOLUTES)
    known = parts.library_solubility(points.solved)
    ranked = parts.ranking_sections(points.solved.surfaces, known)
    text = (
        "One atom of each solute in the face of the same small cell, the lithium atom in the "
        "hollow beside it. All solutes at one level: single points at the geometry of the learned "
        "potential. The second table has those that were also relaxed with density functional "
        "theory. A ranking, not a prediction: these energies say which face holds lithium "
        "better, not how a cell will cycle."
    )
    blocks = [block for section in ranked for block in section.blocks]
    notes = [section.text for section in ranked if section.text]
    finished = [one for one in relaxed.solved.surfaces if math.isfinite(one.energy)]
    return Section(
        "Which solute", "solutes", " ".join([text, *notes]),
        (*blocks, surfaces_table(finished)),
    )  # fmt: skip


def _nucleation(verdicts: list[Verdict]) -> Section:
    computed = {v.claim.id: v.computed for v in verdicts}
    points = []
    for energy, level in _STATES:
        printed, tip = claim(energy), claim(level)
        value = computed[energy]
        points.append(
            NucleationPoint(
                subscripted(printed.says), "Ag", math.nan if value is None else value, tip.number,
                float(tip.sigma or 0.0), printed.number,
            )
        )  # fmt: skip
    text = (
        "Energies of adsorption of two surfaces beside the nucleation overpotential that the paper "
        "measured on the foil in the state that each stands for (as made, and after 5 mAh/cm2). "
        "If all of the energy went into the overpotential the two would differ by as many mV as "
        "meV; they differ by a small part of that. The level laws of the cell are therefore fitted "
        "to overpotentials and take nothing from here."
    )
    if not any(math.isfinite(point.energy) for point in points):
        return Section("Against nucleation", "nucleation", text, ())
    figure = Figure(
        nucleation_rank(NucleationRank(points, AUTHORS)),
        "Computed (filled) and printed (open) energy of adsorption against the measured "
        "overpotential.",
        "Adsorption against nucleation",
    )
    return Section("Against nucleation", "nucleation", text, (figure,))


def _trust() -> Section:
    made = calculation(CONVERGENCE)
    text = (
        "One choice changed at a time, on pure lithium with a rigid slab. The sigma of our "
        "energies in the verdicts is made of these: half the range of each choice among settings "
        "no coarser than the calculation's own, in quadrature. That of single points also holds "
        f"{missed_by_points():.3f} eV, the most that they missed where a surface was relaxed too."
    )
    surface = calculation(SMALL).solved.surfaces[0]
    blocks = (
        variants_figure(made.solved, made.variants),
        variants_table(made.solved, made.variants),
        _spreads(surface),
    )
    return Section("How far the numbers can be trusted", "trust", text, blocks)


def _spreads(surface: Found) -> Table:
    rows: list[Row] = [
        [one.choice, f"{one.half_range:.3f}", ", ".join(one.variants)] for one in spreads(surface)
    ]
    return Table(
        [Column("choice"), Column("half its range", "eV", True), Column("among")], rows,
        "What makes the sigma of the energies relaxed on eight layers.",
    )  # fmt: skip


def _provenance() -> Section:
    rows: list[Row] = []
    for made in map(calculation, names()):
        outcomes = parts.every_outcome(made.solved, made.variants)
        done = sum(one.converged for one in outcomes)
        rows.append(
            [
                f"solvus adsorb examples/{made.name}.yaml",
                ", ".join(dict.fromkeys(one.version for one in outcomes)),
                f"{done} of {len(outcomes)}",
                f"{parts.core_hours(outcomes):.1f}",
                _dates(made),
            ]
        )
    table = Table(
        ["what makes it", "engines", "converged", Column("core hours", "h", True), "computed"],
        rows,
        "The calculations that the package carries, and the command that computes each again.",
    )
    text = Text(
        "Total energies, settings and structures are kept; every difference above was taken in "
        "this run. Times are of a machine shared with other work."
    )
    return Section("Calculations", "calculations", "", (table, text))


def _dates(made: Calculation) -> str:
    outcomes = parts.every_outcome(made.solved, made.variants)
    days = sorted(one.finished[:10] for one in outcomes if one.finished)
    return "" if not days else days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
