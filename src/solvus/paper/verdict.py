"""From a claim and what was computed to a verdict."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from solvus.paper.adsorption import judge_adsorption
from solvus.paper.calibrate import Calibration, predict
from solvus.paper.claims import Claim
from solvus.paper.cycling import Cycling
from solvus.paper.features import find
from solvus.paper.found import Found
from solvus.paper.full_cells import FullCells
from solvus.paper.full_features import judge_full
from solvus.paper.laboratory import Laboratory

AGREES_WITHIN = 2.0  # sigma, of reading and model together
WEAK_BEYOND = 2.0  # a model less certain than this many sigma of the reading is hardly tested

AGREES, DIFFERS = "agrees", "differs"
BOUND_MET, BOUND_MISSED = "bound met", "bound missed"
NOT_DECIDABLE, NOT_PRINTED = "not decidable", "not printed"


class Verdict(NamedTuple):
    """A claim judged: computed value and its sigma in the claim's unit, distance in sigma.

    `bound_only` says that the computed value is itself a lower bound.
    """

    claim: Claim
    kind: str
    computed: float | None
    model_sigma: float
    distance: float | None
    how: str
    bound_only: bool = False

    @property
    def text(self) -> str:
        """The verdict in words."""
        if self.kind == DIFFERS and self.distance is not None:
            if math.isinf(self.distance):
                return "differs (arithmetic)"
            return f"differs by {self.distance:.1f} sigma"
        if self.kind == BOUND_MISSED and self.distance is not None:
            return f"bound missed by {self.distance:.1f} sigma"
        if self.kind == BOUND_MET and self.bound_only:
            return "bound met (no end seen)"
        if self.kind == AGREES and self.claim.role == "fit":
            return "agrees (fitted)"
        if self.kind == AGREES and self.model_sigma > WEAK_BEYOND * (self.claim.sigma or math.inf):
            return "agrees (weak test)"
        if self.kind == NOT_DECIDABLE:
            return "not decidable here"
        if self.kind == NOT_PRINTED:
            return "predicted, none printed"
        return self.kind

    def row(self) -> dict[str, Any]:
        """A row for tables."""
        return {
            "group": self.claim.group,
            "id": self.claim.id,
            "says": self.claim.says,
            "where": self.claim.where,
            "role": self.claim.role,
            "printed": self.claim.printed,
            "computed": self.computed,
            "reading_sigma": self.claim.sigma,
            "sigma": self.model_sigma,
            "unit": self.claim.unit,
            "verdict": self.text,
            "distance": self.distance,
            "how": self.how,
            "note": self.claim.note,
        }


def judge(
    claim: Claim, calibration: Calibration, cycling: Cycling, full: FullCells
) -> Verdict:
    """Decide one claim."""
    if claim.group == "adsorption":
        return _judged(claim, *judge_adsorption(claim))
    if claim.group in ("full", "pouch"):
        return _judged(claim, *judge_full(full, claim))
    cycles = claim.group == "symmetric"
    found = find(cycling.laboratory if cycles else Laboratory(calibration.theta), claim)
    if found.holds is not None or found.value is None:
        return _judged(claim, found, 0.0)
    model_sigma = 0.0
    if cycles:
        model_sigma = cycling.sigma(claim)
        found = found._replace(how=found.how + cycling.remark(claim))
    elif claim.study:
        _, model_sigma = predict(calibration, claim)
    return _judged(claim, found, model_sigma)


def _judged(claim: Claim, found: Found, model_sigma: float) -> Verdict:
    if found.holds is not None:
        kind = AGREES if found.holds else DIFFERS
        return Verdict(claim, kind, None, 0.0, None, found.how)
    if found.value is None:
        return Verdict(claim, NOT_DECIDABLE, None, 0.0, None, found.how)
    if isinstance(claim.value, str):  # what the paper computed and does not print
        return Verdict(claim, NOT_PRINTED, found.value, model_sigma, None, found.how)
    return _compared(claim, found.value, model_sigma, found.how, bound_only=found.censored)


def _compared(
    claim: Claim, value: float, model_sigma: float, how: str, *, bound_only: bool = False
) -> Verdict:
    if claim.op is not None:
        return _bound(claim, value, model_sigma, how, bound_only=bound_only)
    if claim.sigma is None:  # arithmetic: it must come out to the printed digits
        half_digit = 0.5 * 10.0 ** -_decimals(claim.printed)
        agrees = abs(value - claim.number) <= half_digit * (1.0 + 1e-9)
        distance = 0.0 if agrees else math.inf
        return Verdict(claim, AGREES if agrees else DIFFERS, value, 0.0, distance, how)
    # a fitted reading has pulled the model with it: only its own error may excuse the distance
    allowed = claim.sigma if claim.role == "fit" else math.hypot(claim.sigma, model_sigma)
    distance = abs(value - claim.number) / allowed
    kind = AGREES if distance <= AGREES_WITHIN else DIFFERS
    return Verdict(claim, kind, value, model_sigma, distance, how)


def _bound(
    claim: Claim, value: float, model_sigma: float, how: str, *, bound_only: bool
) -> Verdict:
    """A value that is itself a lower bound meets "> x" from x on, and never "< x"."""
    if claim.op == ">":
        met = value >= claim.number if bound_only else value > claim.number
    else:
        met = value < claim.number and not bound_only
    distance = None
    if not met and model_sigma > 0.0:
        distance = abs(value - claim.number) / model_sigma
    kind = BOUND_MET if met else BOUND_MISSED
    return Verdict(claim, kind, value, model_sigma, distance, how, bound_only and met)


def _decimals(printed: str) -> int:
    digits = printed.split()[0].partition(".")[2]
    return len(digits)
