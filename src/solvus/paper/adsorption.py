"""The paper's adsorption energies beside those of the calculations that the package carries."""

from __future__ import annotations

import math

from solvus.atoms.choices import sigma
from solvus.atoms.found import Found as OnSurface
from solvus.atoms.plan import Plan
from solvus.atoms.shipped import calculation
from solvus.paper.claims import Claim
from solvus.paper.found import Found


def judge_adsorption(claim: Claim) -> tuple[Found, float]:
    """The energy of adsorption [eV] of the surface that a claim names, and its sigma."""
    made = calculation(claim.study)
    wanted = claim.feature.partition(":")[2]
    surface = next(one for one in made.solved.surfaces if one.surface.name == wanted)
    if not math.isfinite(surface.energy):
        return Found(None, f"the calculation of {wanted} is not finished"), 0.0
    return Found(surface.energy, told(surface, made.solved.plan)), sigma(surface)


def told(found: OnSurface, plan: Plan) -> str:
    """Engine and settings of an energy, in words."""
    surface, settings, best = found.surface, found.level.settings, found.best
    assert best is not None
    cell = f"p({surface.n}x{surface.n}), {surface.layers} layers, {surface.atoms} + 1 atoms"
    single = plan.screen is not None and plan.refine == "single"
    geometry = (
        f"single points at the geometry of {plan.screen.engine}, scaled to the lattice constant"
        if single and plan.screen is not None
        else f"relaxed to {plan.fmax:g} eV/A"
    )
    words = [
        f"{found.bulk.version}, {settings['xc']}, {settings['cutoff']:g} eV, "
        f"k x n = {found.clean.settings['kpts'][0] * surface.n}",
        cell,
        geometry,
        f"most stable{' of those that converged' if found.upper_bound else ''}: {best.site.label}",
        "E(Li) of bcc lithium",
    ]
    if math.isfinite(found.segregation):
        words.append(
            f"the solute in the face lies {found.segregation:+.2f} eV above one layer down"
        )
    return "; ".join(words)
