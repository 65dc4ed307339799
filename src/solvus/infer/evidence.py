"""The evidence of a model: the likelihood averaged over its prior, by two honest estimates.

    Z = integral of L(u) p(u) du over the unit cube, p flat between the bounds times the priors

Laplace takes the posterior as the Gaussian of the fit. Importance sampling draws from a Student-t
shaped like the posterior samples and weighs each draw by what it stands for; its effective number
of draws says whether to believe it. ln Z of two models may be compared only on the same data, and
it depends on the bounds: twice the room of a parameter that the data fix costs ln 2.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from solvus.infer.cost import log_likelihood, log_prior, log_prior_norms
from solvus.infer.posterior import Posterior
from solvus.infer.problem import Problem
from solvus.infer.result import Result

DRAWS, HEAVINESS, WIDER = 500, 5.0, 1.15  # draws, degrees of freedom, factor on the spread
TRUSTED = 0.1  # share of the draws that must count


class Evidence(NamedTuple):
    """ln Z, its standard error (nan for Laplace), effective draws, how it was estimated."""

    log: float
    error: float
    effective: float
    method: str
    caution: str = ""


def laplace(result: Result) -> Evidence:
    """ln Z = ln L + ln p + (k/2) ln 2 pi + ln det(C)/2 at the best point."""
    problem, u = result.problem, result.fit.u
    peak = log_likelihood(problem, problem.evaluate(u)) + log_prior(
        problem, u, log_prior_norms(problem)
    )
    sign, determinant = np.linalg.slogdet(result.covariance)
    value = peak + 0.5 * len(u) * math.log(2.0 * math.pi) + 0.5 * float(determinant)
    caution = ""
    if any(one.open for one in result.directions) or result.fit.at_bound:
        caution = "a parameter is open or at its bound, where the posterior is no Gaussian"
    return Evidence(value if sign > 0 else math.nan, math.nan, math.nan, "Laplace", caution)


def importance(posterior: Posterior, seed: int = 1, draws: int = DRAWS) -> Evidence:
    """ln Z from draws of a Student-t with mean and covariance of the posterior samples.

    Costs `draws` evaluations of the model. Raises ValueError where the samples span no volume.
    """
    problem, samples = posterior.problem, posterior.samples
    size = samples.shape[1]
    mean = samples.mean(axis=0)
    spread = WIDER**2 * np.atleast_2d(np.cov(samples, rowvar=False))
    try:
        root = np.linalg.cholesky(spread)
    except np.linalg.LinAlgError:
        raise ValueError("the posterior samples span no volume; take more steps") from None
    drawn = np.random.default_rng(seed)
    normal = drawn.standard_normal((draws, size)) @ root.T
    stretch = np.sqrt(HEAVINESS / drawn.chisquare(HEAVINESS, draws))
    u = mean + normal * stretch[:, None]
    weights = _log_target(problem, u) - _log_student(u - mean, root)
    top = float(np.max(weights))
    if not math.isfinite(top):
        return Evidence(-math.inf, math.nan, 0.0, "importance sampling", "no draw was possible")
    scaled = np.exp(weights - top)
    effective = float(scaled.sum() ** 2 / np.sum(scaled**2))
    error = float(np.std(scaled, ddof=1) / scaled.mean() / math.sqrt(draws))
    caution = ""
    if effective < TRUSTED * draws:
        caution = f"only {effective:.0f} of {draws} draws count; do not rely on it"
    return Evidence(
        top + math.log(float(scaled.mean())), error, effective, "importance sampling", caution
    )


def _log_target(problem: Problem, u: np.ndarray) -> np.ndarray:
    norms = log_prior_norms(problem)
    inside = np.all((u >= 0.0) & (u <= 1.0), axis=1)
    logs = np.full(len(u), -np.inf)
    places = np.flatnonzero(inside)
    for i, found in zip(places, problem.evaluate_many([u[i] for i in places]), strict=True):
        logs[i] = log_likelihood(problem, found) + log_prior(problem, u[i], norms)
    return logs


def _log_student(away: np.ndarray, root: np.ndarray) -> np.ndarray:
    """ln density of the Student-t at `away` from its centre."""
    size = root.shape[0]
    scaled = np.linalg.solve(root, away.T)
    distance = np.sum(scaled**2, axis=0)
    norm = (
        math.lgamma(0.5 * (HEAVINESS + size))
        - math.lgamma(0.5 * HEAVINESS)
        - 0.5 * size * math.log(HEAVINESS * math.pi)
        - float(np.sum(np.log(np.diag(root))))
    )
    return norm - 0.5 * (HEAVINESS + size) * np.log1p(distance / HEAVINESS)
