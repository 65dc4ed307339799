"""The symmetric cells: their calibration on readings of role fit, and what it predicts with bands.

The calibration is that of `studies/symmetric_fit.yaml`, by the machinery of `solvus calibrate`.
Bands come from runs at values drawn from its covariance. A second fit adds the reading at cycle
120, which is of role predict: it shows what a reader who had it would find, and no verdict rests on
it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from solvus.analyse.life import Life
from solvus.base import yaml_source
from solvus.infer.fit import fit
from solvus.infer.plan import Plan, plan_of
from solvus.infer.problem import Problem
from solvus.infer.result import Result, result_of
from solvus.paper.claims import Claim, claim
from solvus.paper.laboratory import STUDIES, Laboratory, study, with_cycling
from solvus.study.features import FEATURES
from solvus.study.installed import read_study
from solvus.study.run import run_study
from solvus.study.schema import Study
from solvus.study.variant import changed

FIT_STUDY = STUDIES / "symmetric_fit.yaml"
CELLS = {"life_li": "Li", "life_ag": "Li-Ag", "life_mg": "Li-Mg"}
DRAWN = ("life_li", "life_ag")
DRAWS, SEED = 80, 120
CYCLES = 240
BAND = (16.0, 84.0)
WIDE = (2.5, 97.5)
LATER = "sym.li.hys.120"  # the reading that the second fit adds

SCALES = {
    "hysteresis": ("hysteresis", 1e3), "layer": ("layer_thickness", 1e6), "life": ("life", 1.0),
}  # fmt: skip

Theta = Mapping[str, float]


class Lives(NamedTuple):
    """A cell at every draw: hysteresis [V] and layer [m] by cycle, arrays (draws, cycles); the
    cycle in which each ended, inf where none did, array (draws,).

    From the end of a life on, the hysteresis is inf, as it has passed every limit, and the layer
    nan, as nothing grows any more.
    """

    hysteresis: np.ndarray
    layer: np.ndarray
    ends: np.ndarray


@dataclass(frozen=True)
class Cycling:
    """The calibration of the symmetric cells and what follows from it."""

    result: Result
    later: Result
    surface: dict[str, float]
    """theta of the surface and of nucleation, calibrated before."""

    @property
    def fitted(self) -> int:
        """How many parameters readings alone fix: those without a prior."""
        return sum(one.free.prior is None for one in self.result.estimates)

    @property
    def theta(self) -> dict[str, float]:
        """Everything a laboratory needs for these cells."""
        return self.surface | self.result.values

    @property
    def laboratory(self) -> Laboratory:
        """Runs at the fitted values."""
        return Laboratory(self.theta)

    @property
    def life_with_later(self) -> Life:
        """The life of Li at the values of the second fit."""
        return Laboratory(self.surface | self.later.values).run("life_li").run.life

    @cached_property
    def lives(self) -> dict[str, Lives]:
        """The cells of DRAWN at values drawn from the covariance of the fit."""
        thetas = draws(self.result)
        return {name: _lives(study(name), [self.surface | t for t in thetas]) for name in DRAWN}

    def values(self, name: str, feature: str, cycle: int) -> np.ndarray:
        """A feature of a cell at every draw [SI], as in `Lives`; array (draws,)."""
        lives = self.lives[name]
        if feature == "life":
            return lives.ends
        table = {"hysteresis": lives.hysteresis, "layer_thickness": lives.layer}[feature]
        return table[:, cycle - 1]

    def sigma(self, claim: Claim) -> float:
        """Half the width of the 68 % band of a claim, in its unit.

        Where the upper end of the band is beyond all bounds (too many draws have ended, or have
        not), its lower half alone counts; 0 where that has no width either, and without draws.
        """
        name, _, which = claim.feature.removeprefix("cycles.").partition(":")
        feature, scale = SCALES.get(name, ("", 0.0))
        if name == "efficiency":
            system = claim.study.rpartition("_")[2]
            return 100.0 * self.result.sigmas[f"efficiency_{system}"]
        if not feature or claim.study not in DRAWN:
            return 0.0
        values = self.values(claim.study, feature, int(which or 1))[:, None]
        (low,), (high,) = band(values)
        middle = band(values, (50.0, 50.0))[0][0]
        if np.isfinite(high):
            return float(0.5 * scale * (high - low))
        return float(scale * (middle - low)) if np.isfinite(middle) else 0.0

    def remark(self, claim: Claim) -> str:
        """In how many draws a life ended before what is claimed of it; "" of any other claim."""
        if claim.feature != "cycles.life" or claim.op != ">" or claim.study not in DRAWN:
            return ""
        early = int(np.sum(self.lives[claim.study].ends <= claim.number))
        return f"; in {early} of {DRAWS} draws from the fit it ends by then"


def calibrate_cycling(
    surface: dict[str, float], progress: Callable[[str], None] | None = None
) -> Cycling:
    """Fit the six parameters, then again with the reading at cycle 120."""
    tell = progress or (lambda what: None)
    tell("calibrating the symmetric cells")
    result = _fitted(plan_of(read_study(FIT_STUDY), STUDIES))
    tell("calibrating them with cycle 120 as well")
    return Cycling(result, _fitted(plan_of(with_later(), STUDIES)), surface)


def _fitted(plan: Plan) -> Result:
    with plan.opened() as made:
        return result_of(fit(made.problem, starts=plan.search.starts, seed=plan.search.seed))


def with_later() -> Study:
    """The study of the calibration with one reading more, that at cycle 120."""
    one = claim(LATER)
    data, _ = yaml_source.load(FIT_STUDY.read_text(encoding="utf-8"), FIT_STUDY.name)
    row = {
        "feature": "hysteresis", "cycle": 120, "value": f"{one.number} mV",
        "sigma": f"{one.sigma} mV", "source": LATER,
    }  # fmt: skip
    rows = [*data["calibration"]["data"], row]
    return changed(FIT_STUDY, {"calibration.data": rows, "protocol[0].repeat": 120})


def draws(result: Result) -> list[dict[str, float]]:
    """Parameters drawn from the covariance of a fit, within their bounds; always the same."""
    random = np.random.default_rng(SEED)
    problem: Problem = result.problem
    centre = problem.unit(result.values)
    kept: list[dict[str, float]] = []
    while len(kept) < DRAWS:  # the Gaussian cut off at the bounds: what lies outside is drawn again
        u = random.multivariate_normal(centre, result.covariance)
        if np.all((u >= 0.0) & (u <= 1.0)):
            kept.append(problem.theta(u))
    return kept


def band(
    values: np.ndarray, levels: tuple[float, float] = BAND
) -> tuple[np.ndarray, np.ndarray]:
    """Two percentiles over the draws, array (draws, n) -> arrays (n,); draws without a value (nan)
    are left out, nan where none has one. The nearest rank is taken, as values may be inf."""
    low, high = np.full((2, values.shape[1]), np.nan)
    some = ~np.isnan(values).all(axis=0)
    if some.any():
        low[some], high[some] = np.nanpercentile(values[:, some], levels, axis=0, method="nearest")
    return low, high


def _lives(asked: Study, thetas: list[dict[str, float]]) -> Lives:
    """Runs without transients and with 40 cells, which hysteresis and layer do not notice."""
    interface = asked.interface.model_copy(update={"nucleation_transient": "none"})
    quick = asked.run.model_copy(update={"cells": 40, "curves": 0})
    asked = asked.model_copy(update={"interface": interface, "run": quick})
    hysteresis = np.full((len(thetas), CYCLES), np.inf)
    layer, ends = np.full_like(hysteresis, np.nan), np.full(len(thetas), np.inf)
    for row, theta in enumerate(thetas):
        done = run_study(with_cycling(asked, theta), STUDIES)
        life = done.run.life
        whole = life.cycles - (0 if life.censored else 1)
        for cycle in range(1, whole + 1):
            hysteresis[row, cycle - 1] = FEATURES["hysteresis"].read(done, cycle)
            layer[row, cycle - 1] = FEATURES["layer_thickness"].read(done, cycle)
        if not life.censored:
            ends[row] = life.cycles
    return Lives(hysteresis, layer, ends)
