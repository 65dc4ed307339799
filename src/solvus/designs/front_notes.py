"""What has to be known to read a front."""

from __future__ import annotations

from solvus.designs.pareto import Front
from solvus.designs.uncertain_front import UncertainFront


def notes_of(found: Front, spread: UncertainFront | None) -> list[str]:
    """Sentences without a capital and a full stop."""
    if not len(found.front):
        return ["no design could be run and meets every rule"]
    notes = ["these are all designs of the space"] if found.whole else []
    ends = ", ".join(one.text for one in found.best_at_knee)
    if ends:
        notes.append(f"the knee is an end of the front: {ends}")
    if found.bounds.any():
        notes.append(
            f"{int(found.bounds.sum())} of {len(found.front)} lives on the front are only bounds: "
            "the protocol ended first, and longer lives are not told apart"
        )
    return [*notes, *(spread.notes if spread is not None else ())]
