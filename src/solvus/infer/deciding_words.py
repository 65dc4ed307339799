"""A decision in words and as plain data, for the terminal, the page and programs."""

from __future__ import annotations

import math
from typing import Any

from solvus.infer import criteria
from solvus.infer.decide import Decision, Distance
from solvus.infer.deciding_plan import Candidate, Pair
from solvus.infer.display import number, told, unit_word
from solvus.infer.predictions import Prediction
from solvus.study.records import finite

SIGMA = "σ"


def shown(candidate: Candidate, one: Prediction) -> str:
    """A prediction with its standard deviation, and what else it could be: ``53.2 ± 0.6 % or
    20.9 %``."""
    if not one.is_made:
        return "none"
    others = [_rounded(candidate, other, ".3g") for other in one.others]
    return " or ".join([told(one.value, one.sigma, candidate.asked), *others])


def error_shown(candidate: Candidate) -> str:
    """The error of a reading as the plan gives it."""
    if candidate.relative:
        return f"{100.0 * candidate.error:.3g} % of the reading"
    return _rounded(candidate, candidate.error, ".3g")


def needed(candidate: Candidate, one: Distance) -> str:
    """The error of a reading with which this measurement alone would separate a pair."""
    if math.isnan(one.error_needed):
        return "none is small enough"
    return _rounded(candidate, one.error_needed, ".2g")


def of_pair(pair: Pair) -> str:
    """A pair in words."""
    return f"{pair[0]} or {pair[1]}"


def _rounded(candidate: Candidate, value: float, digits: str) -> str:
    asked = candidate.asked
    return f"{number(value, asked):{digits}} {unit_word(asked)}".rstrip()


def summary(decision: Decision) -> str:
    """What to do, in a few sentences."""
    plan = decision.plan
    labels = [plan.candidates[one.candidate].name for one in decision.steps]
    enough = f"{plan.separate:g} {SIGMA}"
    if labels:
        what = labels[0] if len(labels) == 1 else "; then ".join(labels)
        open_pairs = decision.open_pairs
        pairs = "every pair" if not open_pairs else "every pair that can be told apart"
        said = f"To separate {pairs} by {enough} or more: {what}."
    else:
        said = f"None of these measurements separates a pair by {enough}, nor do all together."
    left = "; ".join(f"{of_pair(pair)} ({decision.apart[pair]:.1f} {SIGMA} by all together)"
                     for pair in decision.open_pairs)  # fmt: skip
    return f"{said} Not told apart by any list of them: {left}." if left else said


def document(decision: Decision) -> dict[str, Any]:
    """The decision as plain data; numbers in the unit that stands beside them."""
    plan = decision.plan
    labels = [one.name for one in plan.candidates]
    return finite(
        {
            "plan": plan.file,
            "title": plan.title,
            "separated_at_sigma": plan.separate,
            "cost_unit": plan.cost_unit,
            "models": [
                {"name": one.name, "title": one.title, "uncertain": [k.name for k in one.knobs]}
                for one in plan.models
            ],
            "fits": fits(decision),
            "measurements": [_measurement(decision, i) for i in range(len(labels))],
            "ranking": [
                {"measurement": labels[one.candidate], "least_sigma": one.least, "pair": one.pair}
                for one in decision.ranking
            ],
            "not_ranked": [labels[i] for i in decision.unranked],
            "pairs": [_pair(decision, pair) for pair in plan.pairs],
            "list": [
                {
                    "measurement": labels[one.candidate],
                    "after": [{"pair": p, "sigma": apart} for p, apart in one.after.items()],
                }
                for one in decision.steps
            ],
            "summary": summary(decision),
            "remarks": [*decision.remarks, *criteria.cautions(plan.scores)],
        }
    )


def fits(decision: Decision) -> list[dict[str, Any]]:
    """How the models fit what is measured, one row each of those that say it."""
    scores = decision.plan.scores
    if not scores:
        return []
    nothing = [math.nan] * len(scores)
    weights, above = nothing, nothing
    ratios: list[tuple[float, float] | None] = [None] * len(scores)
    if criteria.comparable(scores):
        weights = criteria.akaike_weights([one.aic for one in scores])
        above = criteria.above_best([one.aic for one in scores])
        ratios = criteria.log_evidence_ratios(scores)
    return [
        {
            "model": one.model,
            "chi2": one.chi2,
            "parameters": one.parameters,
            "readings": one.readings,
            "effective_readings": one.effective,
            "p_value": one.p_value,
            "aic": one.aic,
            "delta_aic": delta,
            "akaike_weight": weight,
            "aicc": one.aicc,
            "bic": one.bic,
            "log_evidence_ratio": ratio[0] if ratio else None,
            "log_evidence_error": ratio[1] if ratio else None,
        }
        for one, delta, weight, ratio in zip(scores, above, weights, ratios, strict=True)
    ]


def _measurement(decision: Decision, i: int) -> dict[str, Any]:
    plan, candidate = decision.plan, decision.plan.candidates[i]
    asked = candidate.asked
    return {
        "name": candidate.name,
        "feature": candidate.feature.name,
        "place": candidate.place or None,
        "unit": unit_word(asked),
        "error": error_shown(candidate),
        "cost": candidate.cost,
        "repeats": candidate.repeats or None,
        "predictions": [
            {
                "model": model.name,
                "value": number(one.value, asked),
                "sigma": number(one.sigma, asked) if one.is_made else None,
                "or": [number(x, asked) for x in one.others],
                "sigma_from": {name: number(x, asked) for name, x in one.by.items()},
                "why_none": one.why or None,
            }
            for model in plan.models
            for one in (decision.predictions[model.name, i],)
        ],
        "distances": [
            {"pair": pair, "sigma": one.sigma, "error_needed": number(one.error_needed, asked)}
            for pair in plan.pairs
            for one in (decision.distances[i, pair],)
        ],
    }


def _pair(decision: Decision, pair: Pair) -> dict[str, Any]:
    best = decision.best(pair)
    plan = decision.plan
    return {
        "pair": pair,
        "best_measurement": plan.candidates[best.candidate].name if best else None,
        "sigma": best.sigma if best else None,
        "error_needed": needed(plan.candidates[best.candidate], best) if best else None,
        "all_together_sigma": decision.apart[pair],
        "separated": pair not in decision.open_pairs,
    }
