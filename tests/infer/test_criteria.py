"""Information criteria, weights and evidence."""

from __future__ import annotations

import math

import pytest

from solvus.infer import criteria
from solvus.infer.criteria import Score


def score(model: str = "a", chi2: float = 5.0, k: int = 2, n: int = 11, **more: float) -> Score:
    return Score(model, chi2, k, n, **({"effective": float(n)} | more))


def test_criteria_by_hand() -> None:
    one = score(chi2=5.0, k=2, n=11, effective=8.0)
    assert one.aic == 9.0
    assert one.aicc == pytest.approx(9.0 + 2 * 2 * 3 / (8 - 2 - 1))
    assert one.bic == pytest.approx(5.0 + 2 * math.log(8.0))
    assert one.freedom == 6.0
    # chi2 of 2 at 2 degrees of freedom is exceeded by chance in exp(-1) of cases
    assert score(chi2=2.0, k=2, n=4).p_value == pytest.approx(math.exp(-1.0))


def test_too_few_readings_say_nothing() -> None:
    assert math.isinf(score(k=6, n=7).aicc)
    assert math.isnan(score(k=4, n=4).p_value)


def test_weights_are_shares_of_belief() -> None:
    weights = criteria.akaike_weights([10.0, 12.0, 400.0])
    assert sum(weights) == pytest.approx(1.0)
    assert weights[0] / weights[1] == pytest.approx(math.e)
    assert weights[2] < 1e-50
    assert criteria.akaike_weights([10.0, math.inf]) == [1.0, 0.0]
    assert all(map(math.isnan, criteria.above_best([math.inf, math.inf])))


def test_evidence_is_compared_where_two_have_it() -> None:
    both = [
        score("a", evidence=-3.0, evidence_error=0.3),
        score("b", evidence=-5.0, evidence_error=0.4),
        score("c"),
    ]
    best, other, unknown = criteria.log_evidence_ratios(both)
    assert best == (0.0, 0.0)
    assert other == pytest.approx((-2.0, 0.5))
    assert unknown is None
    assert criteria.log_evidence_ratios([both[0], both[2]]) == [None, None]


def test_cautions_name_what_keeps_criteria_from_deciding() -> None:
    said = " ".join(
        criteria.cautions([score("a", effective=8.0), score("b", chi2=4.5, effective=8.0)])
    )
    assert "a: 11 readings count as 8" in said
    assert "hardly prefer one of a, b" in said
    said = " ".join(criteria.cautions([score("a"), score("b", n=4, k=3)]))
    assert "not fitted to the same readings" in said
    assert "b: 3 parameters are too many for AICc of 4 readings" in said
    assert criteria.cautions([score("a"), score("b", chi2=50.0)]) == []
    assert criteria.cautions([]) == []
    assert criteria.akaike_weights([]) == []
