"""What a point costs: residuals in standard deviations, chi-squared, likelihood and prior.

    chi2(theta) = sum_i w_i (prediction_i - value_i)^2/sigma_i^2 + sum_k (theta_k - prior_k)^2/s_k^2

with w_i = 1/m for m readings that repeat each other. A prior is one more reading. A bound costs
only where the prediction lies on its wrong side.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from solvus.infer.problem import Evaluation, Problem

MISSED = 10.0  # [sigma] that a reading costs which the model never came to; up to twice that
LOSSES = ("linear", "soft_l1")
_POINTS = 2001  # of the quadrature over one prior


def deviations(problem: Problem, found: Evaluation) -> np.ndarray:
    """(prediction - value)/sigma of each datum, array (data,); repeats not yet weighed.

    A reading without a prediction costs `MISSED`, and more the further away the model ended.
    """
    n = len(problem.data)
    value = np.array([datum.value for datum in problem.data])
    sigma = np.array([datum.sigma for datum in problem.data])
    bound = np.array([datum.bound for datum in problem.data])
    read = (found.values[:n] - value) / sigma
    read = np.where(bound > 0, np.minimum(read, 0.0), read)
    read = np.where(bound < 0, np.maximum(read, 0.0), read)
    return np.where(np.isfinite(read), read, MISSED * (1.0 + found.short[:n]))


def prior_deviations(problem: Problem, u: np.ndarray) -> np.ndarray:
    """(theta - prior)/sigma of each parameter that has a prior, array (priors,)."""
    return np.array([_from_prior(problem, i, float(u[i])) for i in problem.priors])


def residuals(problem: Problem, u: np.ndarray) -> np.ndarray:
    """Weighted residuals of data, then of priors, array (data + priors,); chi2 is their square."""
    read = deviations(problem, problem.evaluate(u)) * np.sqrt(problem.weights)
    return np.concatenate([read, prior_deviations(problem, u)])


def chi2(problem: Problem, u: np.ndarray) -> float:
    """Chi-squared of data and priors at u."""
    return float(np.sum(residuals(problem, u) ** 2))


def log_likelihood(problem: Problem, found: Evaluation) -> float:
    """ln of the Gaussian likelihood of the data, its normalisation included.

    Repeats are weighed as in chi2; a bound adds nothing to the normalisation.
    """
    weights = problem.weights
    cost = float(np.sum(weights * deviations(problem, found) ** 2))
    sigma = [
        w * math.log(datum.sigma * math.sqrt(2.0 * math.pi))
        for w, datum in zip(weights, problem.data, strict=True)
        if not datum.bound
    ]
    return -0.5 * cost - sum(sigma)


def log_prior_norms(problem: Problem) -> float:
    """ln of the integral over u from 0 to 1 of exp(-(theta - prior)^2/(2 s^2)), all priors."""
    grid = np.linspace(0.0, 1.0, _POINTS)
    total = 0.0
    for i in problem.priors:
        one = problem.parameters[i]
        # the grid follows the prior, which may be much narrower than the bounds
        assert one.prior is not None
        assert one.prior_sigma is not None
        centre = one.to_unit(min(max(one.prior, one.low), one.high))
        reach = 12.0 * one.prior_sigma / one.slope(centre)
        fine = np.clip(centre + reach * np.linspace(-1.0, 1.0, _POINTS), 0.0, 1.0)
        u = np.unique(np.concatenate([grid, fine]))
        height = np.exp(-0.5 * np.array([_from_prior(problem, i, float(x)) for x in u]) ** 2)
        area = float(np.sum(0.5 * (height[1:] + height[:-1]) * np.diff(u)))
        total += math.log(area) if area > 0.0 else -math.inf
    return total


def log_prior(problem: Problem, u: np.ndarray, norms: float) -> float:
    """ln of the prior density over u: flat between the bounds times each Gaussian prior.

    `norms` is `log_prior_norms`. -inf outside the bounds.
    """
    if np.any(u < 0.0) or np.any(u > 1.0):
        return -math.inf
    return -0.5 * float(np.sum(prior_deviations(problem, u) ** 2)) - norms


def loss_function(problem: Problem, name: str) -> str | Callable[[np.ndarray], np.ndarray]:
    """The loss as SciPy takes it: "soft_l1" tempers the data and leaves the priors Gaussian.

        rho(z) = 2 (sqrt(1 + z) - 1), z the squared residual

    Returns a function of z, array (residuals,), giving rho, rho', rho'' as array (3, residuals).
    """
    if name == "linear":
        return name
    if name not in LOSSES:
        raise ValueError(f'loss "{name}" is none of {", ".join(LOSSES)}')
    n = len(problem.data)

    def tempered(z: np.ndarray) -> np.ndarray:
        rho = np.array([z, np.ones_like(z), np.zeros_like(z)])
        root = np.sqrt(1.0 + z[:n])
        rho[:, :n] = [2.0 * (root - 1.0), 1.0 / root, -0.5 / root**3]
        return rho

    return tempered


def tempered_residuals(
    problem: Problem, u: np.ndarray, loss: str
) -> tuple[np.ndarray, np.ndarray]:
    """Residuals whose squares are rho of the loss, and their derivative by the plain residuals.

        t = sign(r) sqrt(rho(r^2)),   dt/dr = rho'(r^2) r/t, 1 at r = 0

    Arrays (residuals,); for "linear" the residuals themselves and ones.
    """
    plain = residuals(problem, u)
    rho = loss_function(problem, loss)
    if isinstance(rho, str):
        return plain, np.ones_like(plain)
    value, first, _ = rho(plain**2)
    made = np.sign(plain) * np.sqrt(value)
    small = np.abs(plain) < 1e-9
    slope = np.where(small, 1.0, first * plain / np.where(small, 1.0, made))
    return made, slope


def _from_prior(problem: Problem, i: int, u: float) -> float:
    one = problem.parameters[i]
    assert one.prior is not None
    assert one.prior_sigma is not None
    return (one.from_unit(u) - one.prior) / one.prior_sigma
