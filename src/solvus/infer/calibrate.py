"""A whole calibration: fit, profiles, posterior, evidence, each kept as soon as it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from solvus.infer.evidence import Evidence, importance, laplace
from solvus.infer.fit import LOSS, Progress, fit, refitted
from solvus.infer.identify import cautions
from solvus.infer.plan import OpenPlan, Plan
from solvus.infer.posterior import STEPS, Posterior, require_emcee, sample
from solvus.infer.profile import Profile, open_ends, profiles
from solvus.infer.result import Result, result_of

CHAIN = "chain"  # folder of the posterior's part files


@dataclass(frozen=True)
class Wishes:
    """What is asked for; None takes what the study says, or the usual."""

    starts: int | None = None
    seed: int | None = None
    profile: bool = True
    posterior: bool = False
    steps: int = STEPS
    walkers: int | None = None


@dataclass(frozen=True)
class Calibrated:
    """What came of it, as far as it went.

    seconds : wall time by stage. runs : studies run. interrupted : the stage in which it was
    stopped, "" if it was not.
    """

    plan: Plan
    result: Result
    profiles: tuple[Profile, ...] = ()
    posterior: Posterior | None = None
    evidence: tuple[Evidence, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    runs: int = 0
    interrupted: str = ""

    @property
    def cautions(self) -> list[str]:
        """Everything to be known before the values are used, one sentence each."""
        said = cautions(self.result)
        for one in self.profiles:
            said += open_ends(one, self.result.fit.at_bound.get(one.name, ""))
        if self.posterior is not None:
            said += self.posterior.cautions()
            if self.result.fit.loss != LOSS:
                said.append("The posterior takes the readings as Gaussian, the fit did not.")
        said += [f"ln Z by {one.method}: {one.caution}." for one in self.evidence if one.caution]
        return said


def calibrate(
    plan: Plan,
    folder: Path,
    wishes: Wishes | None = None,
    *,
    progress: Progress | None = None,
    stop: Callable[[], None] | None = None,
    keep: Callable[[Calibrated], None] | None = None,
) -> Calibrated:
    """Carry out a plan.

    folder : where the chain of the posterior is kept. progress : told what is being done.
    stop : called between evaluations; a KeyboardInterrupt from it ends the calibration with what
    there is. keep : given the state after each stage, to be written.

    Raises KeyboardInterrupt where it is stopped before anything was found, MissingExtra for a
    posterior without emcee, InputError for a chain of something else.
    """
    asked = wishes or Wishes()
    if asked.posterior:
        require_emcee()
    begun = time.perf_counter()
    with plan.opened() as opened:
        opened.problem.watch = lambda count: stop() if stop is not None else None
        stages = _Stages(opened, folder, asked, progress, keep or (lambda now: None))
        stages.seconds["first runs"] = time.perf_counter() - begun
        return stages.run()


class _Stages:
    """The stages one after the other; the state after each is kept."""

    def __init__(
        self,
        opened: OpenPlan,
        folder: Path,
        wishes: Wishes,
        progress: Progress | None,
        keep: Callable[[Calibrated], None],
    ) -> None:
        self.opened, self.folder, self.wishes = opened, folder, wishes
        self.progress, self.keep = progress, keep
        self.seconds: dict[str, float] = {}

    def run(self) -> Calibrated:
        now = self._timed("fit", self._fit)
        self.keep(now)
        stages: list[tuple[str, Callable[[Calibrated], Calibrated]]] = []
        if self.wishes.profile:
            stages.append(("profiles", self._profiles))
        if self.wishes.posterior:
            stages.append(("posterior", self._posterior))
        for name, stage in stages:
            if now.interrupted:
                break
            try:
                now = self._timed(name, partial(stage, now))
            except KeyboardInterrupt:
                now = replace(now, interrupted=name)
            self.keep(now)
        return now

    def _timed(self, name: str, stage: Callable[[], Calibrated]) -> Calibrated:
        begun = time.perf_counter()
        done = stage()
        self.seconds[name] = time.perf_counter() - begun
        return replace(done, seconds=dict(self.seconds), runs=self.opened.model.runs)

    def _fit(self) -> Calibrated:
        search = self.opened.plan.search
        starts = search.starts if self.wishes.starts is None else self.wishes.starts
        found = fit(self.opened.problem, starts, self._seed, search.loss, self.progress)
        stopped = "fit" if found.interrupted else ""
        result = result_of(found)
        return Calibrated(
            self.opened.plan, result, evidence=(laplace(result),), interrupted=stopped
        )

    @property
    def _seed(self) -> int:
        return self.opened.plan.search.seed if self.wishes.seed is None else self.wishes.seed

    def _profiles(self, now: Calibrated) -> Calibrated:
        """The profiles; where one meets a lower point, the fit goes on from there, once."""
        found = profiles(now.result.fit, self.progress)
        lower = [one for one in found if one.better is not None]
        if not lower:
            return replace(now, profiles=found)
        best = min(lower, key=lambda one: float(one.delta.min()))
        assert best.better is not None
        again = refitted(now.result.fit, best.better)
        result = result_of(again)
        return replace(
            now, result=result, profiles=profiles(again, self.progress),
            evidence=(laplace(result),),
        )  # fmt: skip

    def _posterior(self, now: Calibrated) -> Calibrated:
        sampled = sample(
            now.result.fit, self.folder / CHAIN, self.opened.plan.key,
            steps=self.wishes.steps, walkers=self.wishes.walkers, seed=self._seed,
            progress=self.progress,
        )  # fmt: skip
        now = replace(now, posterior=sampled)
        if sampled.interrupted:
            return replace(now, interrupted="posterior")
        if self.progress is not None:
            self.progress("evidence", 0, 1)
        return replace(now, evidence=(*now.evidence, importance(sampled, self._seed)))
