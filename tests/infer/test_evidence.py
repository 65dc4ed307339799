"""The evidence against the closed form of a linear problem."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from toys import ROOM, SIGMA, exact, line, product, read_of

from solvus.infer.evidence import importance, laplace
from solvus.infer.fit import fit
from solvus.infer.posterior import sample
from solvus.infer.problem import Problem
from solvus.infer.result import result_of

pytest.importorskip("emcee")


def _exact(problem: Problem) -> float:
    """ln Z of `line` with flat priors: the Gaussian integral over the room of both parameters."""
    best, covariance = exact(problem)
    theta = {"a": best[0], "b": best[1]}
    away = (np.asarray(problem.model(theta))[:12] - read_of(problem)) / SIGMA  # type: ignore[operator]
    log_likelihood = -0.5 * np.sum(away**2) - 12 * math.log(SIGMA * math.sqrt(2 * math.pi))
    volume = math.log(2 * math.pi) + 0.5 * math.log(np.linalg.det(covariance))
    return float(log_likelihood) + volume - 2 * math.log(ROOM)


def test_laplace_is_exact_for_a_line() -> None:
    problem = line()
    found = laplace(result_of(fit(problem, starts=1)))
    assert found.log == pytest.approx(_exact(problem), abs=1e-6)


def test_importance_sampling_agrees_within_its_error(tmp_path: Path) -> None:
    problem = line()
    posterior = sample(fit(problem, starts=1), tmp_path, "key", steps=800, every=200)
    found = importance(posterior, draws=2000)
    assert found.log == pytest.approx(_exact(problem), abs=4 * found.error)
    assert 0.0 < found.error < 0.05
    assert found.effective > 0.5 * 2000
    assert found.caution == ""


def test_a_prior_is_part_of_the_evidence() -> None:
    """With a narrow prior on a: the product of both Gaussians, integrated."""
    problem = line(a=1.3, a_sigma=0.05)
    best, covariance = exact(problem)
    wide = covariance[0, 0] + 0.05**2
    overlap = -0.5 * (best[0] - 1.3) ** 2 / wide - 0.5 * math.log(2 * math.pi * wide)
    due = _exact(problem) + math.log(ROOM) + overlap
    assert laplace(result_of(fit(problem, starts=1))).log == pytest.approx(due, abs=1e-4)


def test_laplace_says_where_it_does_not_hold() -> None:
    assert "no Gaussian" in laplace(result_of(fit(product(), starts=2))).caution


def test_samples_on_a_line_span_no_volume(tmp_path: Path) -> None:
    posterior = sample(fit(line(), starts=1), tmp_path, "key", steps=2)
    flat = posterior.chain.copy()
    flat[..., 1] = flat[..., 0]
    object.__setattr__(posterior, "chain", flat)
    with pytest.raises(ValueError, match="span no volume"):
        importance(posterior)
