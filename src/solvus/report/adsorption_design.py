"""What a design page says of other solutes: a ranking by adsorption, and why it is no more."""

from __future__ import annotations

import math

from solvus.atoms.choices import POINTS, missed_by_points
from solvus.atoms.shipped import calculation
from solvus.report.adsorption_page import library_solubility
from solvus.report.adsorption_ranking import Ranking, rank_solutes
from solvus.report.adsorption_tables import ranking_table
from solvus.report.blocks import Section

RANKED = POINTS
# Nucleation overpotential of Li-Ag as made and of a silver foil, Wang et al. 2023 [mV].
_MEASURED = (86.0, 47.0)


def which_solute(solute: str | None) -> Section:
    """Solutes by how strongly a face that holds them binds lithium; solute : that of the design.

    From the calculations that the package carries. Nothing of the design is computed from it.
    """
    solved = calculation(RANKED).solved
    ranking = rank_solutes(solved.surfaces, library_solubility(solved))
    assert ranking is not None  # the package carries it, and a test reads it
    text = (
        f"{_place(ranking, solute)}The energies below span {_span(ranking):.2f} eV, while the "
        "nucleation overpotentials that were measured between a Li-Ag foil as made and pure "
        f"silver span {_MEASURED[0] - _MEASURED[1]:.0f} mV: they rank solutes and do not predict "
        "a cell. They are single points, which missed up to "
        f"{missed_by_points():.2f} eV where a surface was relaxed too: less than that between two "
        "solutes ranks nothing. Nothing on this page is computed from them."
    )
    return Section("Another solute", "solute", text, (ranking_table(ranking),))


def _span(ranking: Ranking) -> float:
    energies = [one.energy for one in ranking.ranked if math.isfinite(one.energy)]
    return max(energies) - min(energies)


def _place(ranking: Ranking, solute: str | None) -> str:
    """Where the solute of the design stands, a sentence; nothing where it was not computed."""
    order = [one.solute for one in ranking.ranked if math.isfinite(one.energy)]
    if solute not in order:
        return ""
    return (
        f"{solute} is number {order.index(solute) + 1} of the {len(order)} that were computed by "
        "how strongly its face binds lithium. "
    )
