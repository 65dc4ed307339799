"""The best point: SciPy least squares within bounds, from several starts, every optimum listed.

The first start is the user's, the others are the best points of a scrambled Sobol sequence. Every
start is followed for a few steps; the better half of them is followed to the end. The derivatives
at the best point are central differences over a part of the standard deviation, so that what is
said about uncertainty does not rest on the noise of a simulation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from solvus.infer.cost import loss_function, residuals
from solvus.infer.problem import Problem

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, how many are done, how many in all); may raise."""

STARTS, SEED, LOSS = 8, 1, "linear"
STEP = 2e-3  # of u, in the derivatives of the search
PER_START = 4  # Sobol points tried for each start
FEW, MANY = 4, 60  # steps of a first look, and of the whole way
SERVES, FORETOLD = 4, 0.5  # times that derivatives are carried on; share of a step they may miss
WITHIN = 0.3  # [sigma] a central difference looks each way
SMALLEST, LARGEST = 1e-4, 0.05  # of u, of that difference
EDGE = 0.02  # of u, that a random start keeps from a bound
AT_BOUND = 1e-3  # of u, from which on a parameter counts as being at its bound
SAME = 0.02  # of u, within which two optima are one
WORTH = 1e-3  # of chi2, that a last step must promise


class Optimum(NamedTuple):
    """Where one start ended: u, chi2 there (of the loss), whether followed to the end."""

    start: int
    u: np.ndarray
    cost: float
    finished: bool


@dataclass(frozen=True)
class Fit:
    """The best point of a problem, the derivatives there, and every optimum found.

    u : array (parameters,). sensitivity : d values/d u of data and predictions, array
    (asked, parameters). weights : what the loss makes of each residual, 1 for "linear".
    """

    problem: Problem
    u: np.ndarray
    sensitivity: np.ndarray
    weights: np.ndarray
    optima: tuple[Optimum, ...]
    loss: str = LOSS
    seed: int = SEED
    interrupted: bool = False

    @property
    def jacobian(self) -> np.ndarray:
        """d residuals/d u of data and priors, array (data + priors, parameters)."""
        return residual_jacobian(self.problem, self.u, self.sensitivity) * self.weights[:, None]

    @property
    def at_bound(self) -> dict[str, str]:
        """Parameters that ended at a bound: name -> "low" or "high"."""
        found = {}
        for name, u in zip(self.problem.names, self.u, strict=True):
            if u < AT_BOUND:
                found[name] = "low"
            elif u > 1.0 - AT_BOUND:
                found[name] = "high"
        return found


def fit(
    problem: Problem,
    starts: int = STARTS,
    seed: int = SEED,
    loss: str = LOSS,
    progress: Progress | None = None,
) -> Fit:
    """Find the parameters that cost least.

    progress : told about the starts; a KeyboardInterrupt from it (or from the model) ends the
        search, and what was found so far is kept if at least one start had its first look.

    Raises KeyboardInterrupt where nothing was found yet, ValueError for an unknown loss.
    """
    tell = progress or (lambda what, done, total: None)
    seen: list[Optimum] = []
    interrupted = False
    points = _starts(problem, starts, seed)
    try:
        looks = [partial(_followed, problem, i, u, loss, FEW) for i, u in enumerate(points)]
        _collect(problem, looks, seen, tell, "first look")
        better = sorted(seen, key=_order)[: max(2, (len(seen) + 1) // 2)]
        rest = [
            partial(_followed, problem, one.start, one.u, loss, MANY)
            for one in better
            if not one.finished
        ]
        _collect(problem, rest, seen, tell, "to the end")
        best = min(seen, key=_order)
        best = _polished(problem, best, loss)
        sensitivity = sensitivities(problem, best.u)
    except KeyboardInterrupt:
        if not seen:
            raise
        interrupted = True
        best = min(seen, key=_order)
        watch, problem.watch = problem.watch, lambda count: None
        sensitivity = sensitivities(problem, best.u)
        problem.watch = watch
    seen.append(best)
    return Fit(
        problem, best.u, sensitivity, _loss_weights(problem, best.u, loss),
        _distinct(seen), loss, seed, interrupted,
    )  # fmt: skip


def sensitivities(
    problem: Problem, u: np.ndarray, step: float | np.ndarray | None = None
) -> np.ndarray:
    """d values/d u of data and predictions at u, array (asked, parameters), central differences.

    step : half of the difference in u; left out, a part of the standard deviation of each
        parameter as a first, coarser difference gives it.
    A value that the model cannot give on one side is differenced on the other; 0 if on neither.
    """
    if step is None:
        first = residual_jacobian(problem, u, sensitivities(problem, u, 5.0 * STEP))
        alone = np.sqrt(np.sum(first**2, axis=0))
        with np.errstate(divide="ignore"):
            step = np.clip(WITHIN / alone, SMALLEST, LARGEST)
    steps = np.broadcast_to(np.asarray(step, float), u.shape)
    points = [u]
    for i, size in enumerate(steps):
        for sign in (-1.0, 1.0):
            moved = u.copy()
            moved[i] = min(max(u[i] + sign * size, 0.0), 1.0)
            points.append(moved)
    values = [found.values for found in problem.evaluate_many(points)]
    columns = []
    for i in range(len(u)):
        low, high = values[1 + 2 * i], values[2 + 2 * i]
        at = (points[1 + 2 * i][i], u[i], points[2 + 2 * i][i])
        columns.append(_slope(at, low, values[0], high))
    return np.stack(columns, axis=1)


def residual_jacobian(problem: Problem, u: np.ndarray, sensitivity: np.ndarray) -> np.ndarray:
    """d residuals/d u from d values/d u: divided by sigma, weighted, the priors below."""
    n = len(problem.data)
    sigma = np.array([datum.sigma for datum in problem.data])
    scale = np.sqrt(problem.weights) / sigma
    rows = sensitivity[:n] * scale[:, None]
    bound = np.array([datum.bound for datum in problem.data], bool)
    if bound.any():  # a bound that is kept pulls nowhere
        rows = np.where((bound & (residuals(problem, u)[:n] == 0.0))[:, None], 0.0, rows)
    priors = np.zeros((len(problem.priors), len(u)))
    for row, i in enumerate(problem.priors):
        one = problem.parameters[i]
        assert one.prior_sigma is not None
        priors[row, i] = one.slope(float(u[i])) / one.prior_sigma
    return np.concatenate([rows, priors])


def _slope(
    at: tuple[float, float, float], low: np.ndarray, here: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Central difference; where one side has no value, that of the other side; else 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        both = (high - low) / (at[2] - at[0])
        left = (here - low) / (at[1] - at[0])
        right = (high - here) / (at[2] - at[1])
    for other in (right, left):
        both = np.where(np.isfinite(both), both, other)
    return np.where(np.isfinite(both), both, 0.0)


def _starts(problem: Problem, count: int, seed: int) -> list[np.ndarray]:
    """The user's start and the better ones of some Sobol points."""
    points = [np.clip(problem.start, 0.0, 1.0)]
    if count < 2:
        return points
    from scipy.stats import qmc

    tried = int(np.ceil(np.log2(PER_START * (count - 1))))
    drawn = qmc.Sobol(len(problem.parameters), seed=seed).random_base2(tried)
    drawn = EDGE + (1.0 - 2.0 * EDGE) * drawn
    problem.evaluate_many(list(drawn))
    order = np.argsort([np.sum(residuals(problem, u) ** 2) for u in drawn], kind="stable")
    return points + [drawn[i] for i in order[: count - 1]]


class _Derivatives:
    """d residuals/d u on the way of a descent.

    One-sided differences at the first point; from there Broyden's rank-one rule, which costs no
    evaluation, until it foretells a step badly or has served a few times. With `exact` differences
    at every point.
    """

    def __init__(self, problem: Problem, exact: bool) -> None:
        self.problem, self.exact = problem, exact
        self.served = 0
        self.last: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None

    def __call__(self, u: np.ndarray) -> np.ndarray:
        here = residuals(self.problem, u)
        jacobian = None if self.exact else self._carried(u, here)
        if jacobian is None:
            jacobian, self.served = _forward(self.problem, u), 0
        self.last = u.copy(), here, jacobian
        return jacobian

    def _carried(self, u: np.ndarray, here: np.ndarray) -> np.ndarray | None:
        if self.last is None or self.served >= SERVES:
            return None
        before, there, jacobian = self.last
        step = u - before
        missed = here - there - jacobian @ step
        if np.sum(missed**2) > FORETOLD**2 * np.sum((here - there) ** 2):
            return None
        self.served += 1
        norm = float(step @ step)
        return jacobian + np.outer(missed, step) / norm if norm > 0.0 else jacobian


def _followed(
    problem: Problem, start: int, u: np.ndarray, loss: str, most: int, exact: bool = False
) -> Optimum:
    """One descent of at most `most` steps."""
    from scipy.optimize import least_squares

    done = least_squares(
        lambda x: residuals(problem, x),
        u,
        jac=_Derivatives(problem, exact),
        bounds=(np.zeros(len(u)), np.ones(len(u))),
        loss=loss_function(problem, loss),
        ftol=1e-5 if exact else 1e-3,
        xtol=1e-5 if exact else 1e-4,
        gtol=1e-9,
        max_nfev=most,
    )
    return Optimum(start, np.clip(done.x, 0.0, 1.0), 2.0 * float(done.cost), done.status > 0)


def _forward(problem: Problem, u: np.ndarray) -> np.ndarray:
    """d residuals/d u by one-sided differences, all columns asked for at once."""
    steps = np.where(u + STEP <= 1.0, STEP, -STEP)
    points = [u, *(u + step * np.eye(len(u))[i] for i, step in enumerate(steps))]
    problem.evaluate_many(points)
    here = residuals(problem, u)
    columns = [
        (residuals(problem, moved) - here) / step
        for moved, step in zip(points[1:], steps, strict=True)
    ]
    return np.stack(columns, axis=1)


def _polished(problem: Problem, best: Optimum, loss: str) -> Optimum:
    """The last steps, on fresh derivatives, and one on the finer ones if it promises anything."""
    best = _followed(problem, best.start, best.u, loss, MANY, exact=True)
    rho = _loss_weights(problem, best.u, loss)
    jacobian = residual_jacobian(problem, best.u, sensitivities(problem, best.u)) * rho[:, None]
    here = residuals(problem, best.u) * rho
    step = np.linalg.lstsq(jacobian, -here, rcond=1e-8)[0]
    u = np.clip(best.u + step, 0.0, 1.0)
    promised = np.sum(here**2) - np.sum((here + jacobian @ (u - best.u)) ** 2)
    if promised < WORTH:
        return best
    cost = cost_of(problem, u, loss)
    return best._replace(u=u, cost=cost) if cost < best.cost else best


def cost_of(problem: Problem, u: np.ndarray, loss: str = LOSS) -> float:
    """What u costs under a loss; chi2 for "linear"."""
    squared = residuals(problem, u) ** 2
    rho = loss_function(problem, loss)
    return float(np.sum(squared if isinstance(rho, str) else rho(squared)[0]))


def _loss_weights(problem: Problem, u: np.ndarray, loss: str) -> np.ndarray:
    """sqrt(rho') of each residual: what it still weighs."""
    squared = residuals(problem, u) ** 2
    rho = loss_function(problem, loss)
    return np.ones_like(squared) if isinstance(rho, str) else np.sqrt(rho(squared)[1])


def _order(one: Optimum) -> tuple[float, int]:
    return one.cost, one.start


def _collect(
    problem: Problem,
    tasks: list[partial[Optimum]],
    seen: list[Optimum],
    tell: Progress,
    what: str,
) -> None:
    """Carry out descents; each is in `seen` as soon as it is done."""
    done = 0

    def told(task: partial[Optimum]) -> None:
        nonlocal done
        seen.append(task())
        done += 1
        least = min(one.cost for one in seen)
        tell(f"{what}, chi2 {least:.4g}", done, len(tasks))

    tell(what, 0, len(tasks))
    problem.together([partial(told, task) for task in tasks])


def _distinct(seen: list[Optimum]) -> tuple[Optimum, ...]:
    """The last state of each start, best first, those at one place once."""
    last = {one.start: one for one in seen}
    kept: list[Optimum] = []
    for one in sorted(last.values(), key=_order):
        if all(np.max(np.abs(one.u - other.u)) > SAME for other in kept):
            kept.append(one)
    return tuple(kept)


def refitted(found: Fit, u: np.ndarray) -> Fit:
    """The fit continued from a lower point that was met later (by a profile, say)."""
    best = _followed(found.problem, -1, u, found.loss, MANY)
    best = _polished(found.problem, best, found.loss)
    return replace(
        found,
        u=best.u,
        sensitivity=sensitivities(found.problem, best.u),
        weights=_loss_weights(found.problem, best.u, found.loss),
        optima=_distinct([*found.optima, best]),
    )
