"""The search for the parameters of a circuit, within bounds and with exact derivatives.

Positive parameters are sought as logarithms, exponents as they are. The method is the
trust-region reflective one of scipy (Branch, Coleman, Li, SIAM J. Sci. Comput. 21 (1999) 1).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.analyse.circuits import Circuit
from solvus.analyse.kramers_kronig import order_of

MOST_STEPS = 100
AT_REST = 1e-3  # of chi2/degrees: a step that gains less moves nothing by a standard error
ROUND_OFF = 1e-9  # residuals that are a smaller share of |Z| are those of the arithmetic


class Problem(NamedTuple):
    """A spectrum and the circuit sought in it.

    f [Hz] (n,) falling; z (n,) complex; sigma (n,) complex: of the real and of the imaginary part;
    free : places of the parameters that are sought; fixed (p,) : values of all, used where not
    free; logarithmic, low, high : of the free ones, bounds in the coordinate of the search.
    """

    circuit: Circuit
    f: np.ndarray
    z: np.ndarray
    sigma: np.ndarray
    free: np.ndarray
    fixed: np.ndarray
    logarithmic: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Found(NamedTuple):
    """Where a search ended: coordinates (free,), sum of squares, derivatives of the residuals
    (2n, free), order of the residuals along the frequency, whether it came to rest."""

    u: np.ndarray
    chi2: float
    jacobian: np.ndarray
    order: float
    converged: bool


def search(
    problem: Problem, values: np.ndarray, steps: int = MOST_STEPS, tolerance: float = 1e-8
) -> Found:
    """Search from values (p,) of all parameters, which are moved inside the bounds.

    steps : after which it breaks off; tolerance : of chi2 and of the coordinates, relative, at
    which it rests.
    """
    from scipy.optimize import least_squares

    u = values[problem.free].astype(float)
    u[problem.logarithmic] = np.log(u[problem.logarithmic])
    inside = 1e-3 * (problem.high - problem.low)
    u = np.clip(u, problem.low + inside, problem.high - inside)
    cache: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}

    def both(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        key = at.tobytes()
        if key not in cache:
            cache.clear()
            cache[key] = _residuals(problem, at)
        return cache[key]

    done = least_squares(
        lambda at: both(at)[0], u, jac=lambda at: both(at)[1], method="trf",
        bounds=(problem.low, problem.high), x_scale="jac", max_nfev=steps,
        ftol=tolerance, xtol=tolerance, gtol=1e-12,
    )  # fmt: skip
    residuals, jacobian = _residuals(problem, done.x)
    half = len(problem.f)
    seen = np.abs(residuals) > ROUND_OFF * np.tile(np.abs(problem.z / problem.sigma.real), 2)
    order = order_of(residuals[:half], residuals[half:]) if seen.any() else 0.0
    chi2 = float(residuals @ residuals)
    rests = done.status > 0 or _gain(problem, done.x, residuals, jacobian) < AT_REST * chi2 / half
    return Found(done.x, chi2, jacobian, order, bool(rests))


def _gain(problem: Problem, u: np.ndarray, residuals: np.ndarray, jacobian: np.ndarray) -> float:
    """By how much chi2 would fall with a full step of the linearised problem inside the bounds."""
    close = 1e-6 * (problem.high - problem.low)
    inner = (u > problem.low + close) & (u < problem.high - close)
    if not inner.any():
        return 0.0
    own = jacobian[:, inner]
    step = np.linalg.lstsq(own, residuals, rcond=1e-8)[0]
    return float(np.sum((own @ step) ** 2))


def all_values(problem: Problem, u: np.ndarray) -> np.ndarray:
    """Values (p,) of all parameters from the coordinates of the free ones."""
    values = problem.fixed.copy()
    values[problem.free] = np.where(problem.logarithmic, np.exp(u), u)
    return values


def _residuals(problem: Problem, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weighted residuals (2n,) and their derivatives (2n, free)."""
    values = all_values(problem, u)
    with np.errstate(all="ignore"):
        z, slopes = problem.circuit.with_derivatives(problem.f, values)
    free = problem.free
    slopes = slopes[free] * np.where(problem.logarithmic, values[free], 1.0)[:, None]
    away = z - problem.z
    s = problem.sigma
    residuals = np.concatenate([away.real / s.real, away.imag / s.imag])
    jacobian = np.hstack([slopes.real / s.real, slopes.imag / s.imag]).T
    return np.nan_to_num(residuals, nan=1e8, posinf=1e8, neginf=-1e8), np.nan_to_num(jacobian)
