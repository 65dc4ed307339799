"""A small study of adsorption, run once with the toy engine, and inputs of its figures."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import plotly.graph_objects as go

from solvus.atoms.engines import engine
from solvus.atoms.found import Found, Solved, Tried
from solvus.atoms.plan import Level, Plan
from solvus.atoms.pool import Runner
from solvus.atoms.store import Store
from solvus.atoms.surface import Surface
from solvus.atoms.workflow import solve
from solvus.report.adsorption_figures import (
    energies_figure,
    ranking_figures,
    site_figure,
    slab_figures,
    variants_figure,
)
from solvus.report.adsorption_ranking import Ranking, rank_solutes
from solvus.report.figures.nucleation_rank import (
    NucleationPoint,
    NucleationRank,
    nucleation_rank,
)

NUCLEATION = [
    NucleationPoint("Li", "Li", 0.26, 86.0, 4.0, 0.13),
    NucleationPoint("Li-Ag", "Ag", 0.01, 47.0, 3.0, -0.12),
]


@cache
def toy() -> Solved:
    """Pure lithium and two solutes in the face of a p(1x1) cell of three layers, in a second."""
    surfaces = [Surface("Li(100)", 1, 3)]
    surfaces += [Surface(f"Li2{solute}(100)", 1, 3, solute, 1) for solute in ("Ag", "Mg")]
    plan = Plan(tuple(surfaces), Level("toy", engine("toy").defaults()), fmax=0.03)
    with tempfile.TemporaryDirectory() as folder:
        return solve(plan, Runner(Store(Path(folder)), 0).run)


def lost(found: Found, number: int = -1) -> Found:
    """The same surface with one site whose calculation did not converge."""
    tried = list(found.tried)
    outcome = tried[number].outcome._replace(converged=False, trouble="gave up after 200 steps")
    tried[number] = Tried(tried[number].site, outcome, float("nan"), tried[number].ends_at)
    return found._replace(tried=tuple(tried))


def shifted(solved: Solved, by: float) -> Solved:
    """The same study with the energy of every site moved [eV], as a variant would move it."""
    surfaces = [
        found._replace(
            tried=tuple(one._replace(energy=one.energy + by * place) for one in found.tried)
        )
        for place, found in enumerate(solved.surfaces, 1)
    ]
    return solved._replace(surfaces=tuple(surfaces))


def toy_ranking() -> Ranking:
    """Silver and magnesium on the toy's slab; the solubility of magnesium is left out."""
    found = rank_solutes(toy().surfaces, {"Ag": 0.75})
    assert found is not None
    return found


def _ranking(number: int) -> go.Figure:
    made = toy_ranking()
    return ranking_figures(made.ranked, made.lithium.energy)[number].figure


def _energies() -> go.Figure:
    first, *others = toy().surfaces
    levels = [[lost(first), *others], shifted(toy(), 0.1).surfaces]
    return energies_figure(levels, {"Li2Ag(100)": -0.2, "Li7Ag(100)": 0.0}, "Wang et al.").figure


BUILDERS = {
    "adsorption_energies": _energies,
    "relaxed_slabs": lambda: slab_figures(toy().surfaces)[0].figure,
    "site_map": lambda: site_figure(toy().surfaces[1]).figure,
    "solute_ranking": lambda: _ranking(0),
    "solute_shift": lambda: _ranking(1),
    "adsorption_variants": lambda: (
        variants_figure(
            toy(), {"cut-off": shifted(toy(), 0.01), "none": toy()._replace(surfaces=())}
        ).figure
    ),
    "nucleation_rank": lambda: nucleation_rank(NucleationRank(NUCLEATION, "Wang et al.")),
}
