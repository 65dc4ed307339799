"""Which of several models the readings prefer.

    AIC = chi2 + 2 k,   AICc = AIC + 2 k (k + 1)/(n - k - 1),   BIC = chi2 + k ln n

for known sigmas; k parameters, n effective readings. The Akaike weight exp(-AIC/2)/sum is a share
of belief among the models of the list and of no others. Evidence, where a posterior gave it, is
the likelihood averaged over the prior: it needs no count of parameters, but rests on the bounds.

Sources: Akaike 1974; Burnham and Anderson 2002; Schwarz 1978 (all recalled, not re-read).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

EVEN, HOPELESS = 2.0, 10.0  # Delta AIC: below it about as good, from it on far worse


class Score(NamedTuple):
    """How a model fits.

    chi2 : at its best; parameters : k, thresholds chosen by hand included; readings : n as listed;
    effective : n with all that repeat each other counted as one.
    evidence, evidence_error : ln Z and its standard error, nan where no posterior gave it.
    """

    model: str
    chi2: float
    parameters: int
    readings: int
    effective: float
    evidence: float = math.nan
    evidence_error: float = math.nan

    @property
    def aic(self) -> float:
        """chi2 + 2 k."""
        return self.chi2 + 2.0 * self.parameters

    @property
    def aicc(self) -> float:
        """AIC for few readings; inf where there are not enough of them to say."""
        k, n = self.parameters, self.effective
        return self.aic + 2.0 * k * (k + 1) / (n - k - 1) if n > k + 1 else math.inf

    @property
    def bic(self) -> float:
        """chi2 + k ln n."""
        return self.chi2 + self.parameters * math.log(max(self.effective, 1.0))

    @property
    def freedom(self) -> float:
        """Effective readings minus parameters."""
        return self.effective - self.parameters

    @property
    def p_value(self) -> float:
        """Chance of so large a chi2 if the model is right; nan without a degree of freedom."""
        from scipy.stats import chi2

        return float(chi2.sf(self.chi2, self.freedom)) if self.freedom > 0 else math.nan


def comparable(scores: Sequence[Score]) -> bool:
    """Whether the models were fitted to as many readings, without which no criterion compares."""
    return len({(one.readings, one.effective) for one in scores}) <= 1


def above_best(values: Sequence[float]) -> list[float]:
    """How far each criterion lies above the least; nan where all are infinite."""
    least = min(values, default=math.inf)
    return [value - least if math.isfinite(least) else math.nan for value in values]


def akaike_weights(values: Sequence[float]) -> list[float]:
    """exp(-Delta/2) of each criterion, over their sum; nan where all are infinite."""
    odds = [math.exp(-0.5 * above) for above in above_best(values)]
    return [one / sum(odds) for one in odds]


def log_evidence_ratios(scores: Sequence[Score]) -> list[tuple[float, float] | None]:
    """ln(Z/Z of the best) with its standard error for each model, None where Z is not known.

    Without two models of known evidence there is no ratio.
    """
    known = [one for one in scores if math.isfinite(one.evidence)]
    if len(known) < 2:
        return [None] * len(scores)
    best = max(known, key=lambda one: one.evidence)
    return [
        (one.evidence - best.evidence, 0.0 if one is best else _joint(one, best))
        if math.isfinite(one.evidence)
        else None
        for one in scores
    ]


def _joint(one: Score, other: Score) -> float:
    errors = [error for error in (one.evidence_error, other.evidence_error) if error == error]
    return math.hypot(*errors) if errors else 0.0


def cautions(scores: Sequence[Score]) -> list[str]:
    """What keeps these criteria from deciding, in sentences."""
    said = []
    if not comparable(scores):
        said.append(
            "The models were not fitted to the same readings: their criteria cannot be compared."
        )
    for one in scores:
        if one.effective < one.readings:
            said.append(
                f"{one.model}: {one.readings} readings count as {one.effective:g}, because some "
                "repeat each other."
            )
        if math.isinf(one.aicc):
            said.append(
                f"{one.model}: {one.parameters} parameters are too many for AICc of "
                f"{one.effective:g} readings."
            )
    if comparable(scores) and len(scores) > 1:
        near = [
            one.model
            for one, above in zip(scores, above_best([one.aic for one in scores]), strict=True)
            if above < EVEN
        ]
        if len(near) > 1:
            said.append(f"By AIC the readings hardly prefer one of {', '.join(near)}.")
    return said
