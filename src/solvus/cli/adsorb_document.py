"""What ``solvus adsorb`` found, or would compute, as one document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from solvus import __version__

if TYPE_CHECKING:
    from solvus.atoms.found import Solved
    from solvus.atoms.outcome import Outcome
    from solvus.atoms.plan import Plan
    from solvus.study.adsorb_load import Adsorption
    from solvus.study.adsorb_run import Done


def plan_document(study: Adsorption, name: str) -> dict[str, Any]:
    """What a study would compute: surfaces with their sites, and how many calculations."""
    return {
        "file": name,
        "title": study.title,
        **_plan(study.plan),
        "variants": {title: _plan(plan) for title, plan in study.variants.items()},
        "notices": list(study.notices),
    }


def _plan(plan: Plan) -> dict[str, Any]:
    from solvus.atoms.plan import chosen_sites
    from solvus.study.adsorb_load import calculations

    return {
        "engine": plan.level.engine,
        "screen": plan.screen.engine if plan.screen else None,
        "most_calculations": calculations(plan),
        "surfaces": [
            {
                "name": one.name,
                "atoms": one.atoms,
                "n": one.n,
                "layers": one.layers,
                "lithium_per_solute": one.lithium_per_solute,
                "coverage": one.coverage,
                "sites": [
                    {"label": site.label, "copies": site.copies} for site in chosen_sites(plan, one)
                ],
            }
            for one in plan.surfaces
        ],
    }


def result_document(study: Adsorption, done: Done) -> dict[str, Any]:
    """What is kept in adsorption.json."""
    from solvus.atoms.document import to_document

    return {
        "title": study.title,
        "study": study.source_text,
        "study_sha256": hashlib.sha256(study.source_text.encode()).hexdigest(),
        "solvus_version": __version__,
        "date_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "solved": to_document(done.solved),
        "variants": {name: to_document(one) for name, one in done.variants.items()},
        "notices": [
            *study.notices,
            *done.notices,
            *map(_failure, done.failed),
            *bounds(done.solved),
        ],
        "solubility_25degC": solubilities(study.plan),
    }


def bounds(solved: Solved) -> list[str]:
    """A sentence for each surface whose most stable site may be among those that failed."""
    return [
        f"{one.surface.name}: a site did not converge, and the most stable one may be among those: "
        "its energy of adsorption is an upper bound"
        for one in solved.surfaces
        if one.upper_bound and one.best is not None
    ]


def _failure(outcome: Outcome) -> str:
    from solvus.study.adsorb_run import advice

    return (
        f"{outcome.label} ({outcome.engine}) did not converge and is left out: "
        f"{outcome.trouble}; {advice(outcome)}"
    )


def solubilities(plan: Plan) -> dict[str, Mapping[str, Any]]:
    """How much of each solute bcc lithium takes up at 25 degC, where the library knows."""
    from solvus.materials import library

    found: dict[str, Mapping[str, Any]] = {}
    known = library.names("solute")
    for surface in plan.surfaces:
        if surface.solute in known and surface.solute not in found:
            limit = library.solute(surface.solute).solubility
            found[surface.solute] = {"at_percent": 100.0 * limit.si, "status": limit.status}
    return found
