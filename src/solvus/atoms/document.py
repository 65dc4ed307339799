"""What was found as plain data and back: enough to take every difference again without an engine.

The document holds total energies, settings and structures; energies of adsorption stand in it for
the reader only and are computed afresh when it is read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from solvus.atoms.found import Found, Solved, found_of
from solvus.atoms.outcome import Outcome
from solvus.atoms.plan import Level, Plan
from solvus.atoms.sites import Site
from solvus.atoms.surface import Surface

FORMAT = 1


def to_document(solved: Solved) -> dict[str, Any]:
    """Everything found, as data that JSON can hold; a number that is not finite is null."""
    outcomes: dict[str, Outcome] = {}
    levels = [
        [_found(found, outcomes) for found in one] for one in (solved.surfaces, solved.screened)
    ]
    plan: dict[str, Any] = solved.plan._asdict() | {
        "surfaces": [surface._asdict() for surface in solved.plan.surfaces],
        "level": solved.plan.level._asdict(),
        "screen": solved.plan.screen._asdict() if solved.plan.screen else None,
    }
    document = {
        "format": FORMAT,
        "plan": plan,
        "surfaces": levels[0],
        "screened": levels[1],
        "calculations": {key: outcome._asdict() for key, outcome in outcomes.items()},
    }
    finite: dict[str, Any] = _finite(document)
    return finite


def from_document(document: Mapping[str, Any]) -> Solved:
    """What a document holds, its differences of energies taken again.

    Raises KeyError, TypeError or ValueError where it is not such a document, and
    ``energies.Mismatch`` where it would subtract energies of different settings.
    """
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']} is not known; this reads {FORMAT}")
    outcomes = {key: _outcome(row) for key, row in document["calculations"].items()}
    given = dict(document["plan"])
    given["surfaces"] = tuple(map(_surface, given["surfaces"]))
    given["level"] = Level(**given["level"])
    given["screen"] = Level(**given["screen"]) if given["screen"] else None
    given["kinds"] = tuple(given["kinds"])
    plan = Plan(**given)
    return Solved(
        plan,
        tuple(_read_found(row, outcomes) for row in document["surfaces"]),
        tuple(_read_found(row, outcomes) for row in document["screened"]),
    )


def _found(found: Found, outcomes: dict[str, Outcome]) -> dict[str, Any]:
    outcomes |= {outcome.key: outcome for outcome in found.outcomes}
    return {
        "surface": found.surface._asdict(),
        "level": found.level._asdict(),
        "bulk": found.bulk.key,
        "reference": found.reference.key,
        "first": found.first.key,
        "again": found.again.key if found.again else None,
        "sunk": found.sunk.key if found.sunk else None,
        "adsorption_energy_eV": found.energy,
        "upper_bound": found.upper_bound,
        "segregation_energy_eV": found.segregation,
        "clean_gained_again_eV": found.gained_again,
        "sites": [
            {
                "site": tried.site._asdict(),
                "calculation": tried.outcome.key,
                "ends_at": tried.ends_at,
                "adsorption_energy_eV": tried.energy,
                "converged": tried.outcome.converged,
            }
            for tried in found.tried
        ],
    }


def _read_found(row: Mapping[str, Any], outcomes: Mapping[str, Outcome]) -> Found:
    def named(key: str) -> Outcome | None:
        return outcomes[row[key]] if row[key] is not None else None

    return found_of(
        _surface(row["surface"]), Level(**row["level"]), outcomes[row["bulk"]],
        outcomes[row["reference"]], outcomes[row["first"]], named("again"), named("sunk"),
        [
            (Site(**_unfinite(one["site"], "distance")), outcomes[one["calculation"]],
             one["ends_at"])
            for one in row["sites"]
        ],
    )  # fmt: skip


def _surface(row: Mapping[str, Any]) -> Surface:
    given = dict(row)
    given["pattern"] = tuple(tuple(site) for site in given["pattern"])
    given["random_layers"] = tuple(given["random_layers"])
    return Surface(**given)


def _outcome(row: Mapping[str, Any]) -> Outcome:
    plain: dict[str, Any] = {k: math.nan if v is None else v for k, v in row.items()}
    return Outcome(**plain)


def _unfinite(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A site of pure lithium is infinitely far from a solute."""
    return dict(row) | {name: math.inf if row[name] is None else row[name]}


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value
