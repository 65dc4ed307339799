"""Profile likelihood: how far a parameter can go while all others make the best of it.

From the optimum outwards, one parameter is held at each point of a walk and the others are
re-optimised from where the last point left them. Delta chi2 reaches 1 at the 68 % limit and 4 at
the 95 % limit; a walk that meets a bound first leaves its end open. Unlike the standard deviation
this needs no linear model, only a Gaussian error of the readings.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from solvus.infer.cost import tempered_residuals
from solvus.infer.fit import Fit, Progress, residual_jacobian
from solvus.infer.problem import Problem
from solvus.infer.result import covariance_of

ONE, TWO = 1.0, 4.0  # Delta chi2 of the 68 % and 95 % limits
BEYOND = 4.5  # Delta chi2 at which a walk ends
STRIDE = 0.5  # aimed at in sqrt(Delta chi2)
SHORTEST, LONGEST, MOST = 1e-4, 0.1, 30  # of u, of a stride; strides each way
GAIN, TRIALS = 0.01, 10  # of chi2, not worth another trial; trials at one point
BETTER = 0.05  # of chi2, by which a point must be lower to be a better optimum


class Profile(NamedTuple):
    """chi2 along one parameter, the others at their best.

    values : [SI], ascending; delta : chi2 above the best one; others : (points, parameters) u.
    low, high : 68 % limits; low2, high2 : 95 % limits [SI]; nan where the end is open: the bound
    was met before.
    """

    name: str
    values: np.ndarray
    delta: np.ndarray
    others: np.ndarray
    low: float
    high: float
    low2: float
    high2: float

    @property
    def better(self) -> np.ndarray | None:
        """A point u lower than the optimum it began from, None if there is none."""
        at = int(np.argmin(self.delta))
        return self.others[at] if self.delta[at] < -BETTER else None


class _Point(NamedTuple):
    u: np.ndarray
    delta: float
    jacobian: np.ndarray


def profiles(found: Fit, progress: Progress | None = None) -> tuple[Profile, ...]:
    """The profile of every parameter; with another loss than "linear", of what that loss costs.

    Raises KeyboardInterrupt as `progress` or the model does.
    """
    tell = progress or (lambda what, done, total: None)
    problem = found.problem
    total, done = 2 * len(problem.parameters), 0

    def told(walk: Callable[[], list[_Point]]) -> list[_Point]:
        nonlocal done
        points = walk()
        done += 1
        tell("profiles", done, total)
        return points

    tell("profiles", 0, total)
    walks = [
        partial(told, partial(_walk, found, i, sign))
        for i in range(len(problem.parameters))
        for sign in (-1, 1)
    ]
    sides = problem.together(walks)
    return tuple(
        _profile(problem, i, *sides[2 * i : 2 * i + 2]) for i in range(len(problem.parameters))
    )


def _walk(found: Fit, i: int, sign: int) -> list[_Point]:
    """Points from the optimum outwards on one side."""
    problem, u, loss = found.problem, found.u, found.loss
    here, slope = tempered_residuals(problem, u, loss)
    jacobian = residual_jacobian(problem, u, found.sensitivity) * slope[:, None]
    base = float(here @ here)
    covariance, _ = covariance_of(problem, jacobian)
    along = covariance[i] / covariance[i, i]  # how the others follow, in the linear problem
    stride = float(np.clip(STRIDE * math.sqrt(covariance[i, i]), SHORTEST, LONGEST))
    points = [_Point(u, 0.0, jacobian)]
    edge = 0.0 if sign < 0 else 1.0
    while len(points) <= MOST and points[-1].u[i] != edge and points[-1].delta < BEYOND:
        last = points[-1]
        to = float(np.clip(last.u[i] + sign * stride, 0.0, 1.0))
        if len(points) > 1:
            before = points[-2]
            along = (last.u - before.u) / (last.u[i] - before.u[i])
        guess = np.clip(last.u + along * (to - last.u[i]), 0.0, 1.0)
        guess[i] = to
        best, cost, jacobian = _settled(problem, i, guess, last.jacobian, loss)
        points.append(_Point(best, cost - base, jacobian))
        rise = _root(points[-1].delta) - _root(last.delta)
        factor = STRIDE / rise if rise > 0.0 else 1.0  # downhill: no stepping over a valley
        stride = float(np.clip(stride * np.clip(factor, 0.3, 2.0), SHORTEST, LONGEST))
    return points


def _settled(
    problem: Problem, i: int, u: np.ndarray, jacobian: np.ndarray, loss: str
) -> tuple[np.ndarray, float, np.ndarray]:
    """The others re-optimised with u[i] held: damped Gauss-Newton.

    The derivatives are carried on from point to point by Broyden's rank-one rule, which costs no
    evaluation; a trial that does not gain is damped.
    """
    rest = [k for k in range(len(u)) if k != i]
    jacobian = jacobian.copy()
    here, _ = tempered_residuals(problem, u, loss)
    cost, damping = float(here @ here), 1e-9
    if not rest:
        return u, cost, jacobian
    for _ in range(TRIALS):
        step = _step(jacobian[:, rest], here, u[rest], damping)
        hoped = cost - float(np.sum((here + jacobian[:, rest] @ step) ** 2))
        if hoped < GAIN:
            break
        moved = u.copy()
        moved[rest] = np.clip(u[rest] + step, 0.0, 1.0)
        there, _ = tempered_residuals(problem, moved, loss)
        change = moved - u
        norm = float(change @ change)
        if norm > 0.0:
            jacobian += np.outer(there - here - jacobian @ change, change) / norm
        new = float(there @ there)
        if new < cost:
            u, here, cost, damping = moved, there, new, max(damping / 10.0, 1e-9)
        else:
            damping = max(damping * 10.0, 1e-3)
    return u, cost, jacobian


def _step(jacobian: np.ndarray, here: np.ndarray, u: np.ndarray, damping: float) -> np.ndarray:
    """Levenberg-Marquardt step of the free ones; one that would leave its bound stays there."""
    step = np.zeros(len(u))
    free = np.ones(len(u), bool)
    for _ in range(len(u)):
        part = jacobian[:, free]
        right = here + jacobian[:, ~free] @ step[~free]
        normal = part.T @ part
        scale = np.diag(normal) + 1e-12 * float(np.trace(normal)) + 1e-300
        step[free] = np.linalg.lstsq(normal + damping * np.diag(scale), -part.T @ right, None)[0]
        out = free & ((u + step < -1e-12) | (u + step > 1.0 + 1e-12))
        if not out.any():
            break
        step[out] = np.clip(u[out] + step[out], 0.0, 1.0) - u[out]
        free &= ~out
        if not free.any():
            break
    return step


def _root(delta: float) -> float:
    return math.sqrt(max(delta, 0.0))


def _profile(problem: Problem, i: int, down: list[_Point], up: list[_Point]) -> Profile:
    free = problem.parameters[i]
    points = [*reversed(down), *up[1:]]
    limits = [
        _limit([point.u[i] for point in side], [point.delta for point in side], level)
        for level in (ONE, TWO)
        for side in (down, up)
    ]
    low, high, low2, high2 = (math.nan if x is None else free.from_unit(x) for x in limits)
    return Profile(
        free.name,
        np.array([free.from_unit(float(point.u[i])) for point in points]),
        np.array([point.delta for point in points]),
        np.array([point.u for point in points]),
        low, high, low2, high2,
    )  # fmt: skip


def _limit(u: list[float], delta: list[float], level: float) -> float | None:
    """Where the walk first crosses a level; the root of delta is near a straight line in u."""
    roots, goal = [_root(one) for one in delta], math.sqrt(level)
    for k in range(1, len(u)):
        if roots[k] >= goal > roots[k - 1]:
            share = (goal - roots[k - 1]) / (roots[k] - roots[k - 1])
            return u[k - 1] + share * (u[k] - u[k - 1])
    return None


def open_ends(one: Profile, at_bound: str = "") -> list[str]:
    """What the profile of a parameter leaves open, in sentences; nothing at its own bound.

    at_bound : "low" or "high" where the parameter ended at a bound.
    """
    said = []
    ends = (("low", "below", one.low, one.low2), ("high", "above", one.high, one.high2))
    for end, side, limit, limit2 in ends:
        if end == at_bound:
            continue
        if math.isnan(limit):
            said.append(f"{one.name} is not limited {side}: its bound is met at less than 1 sigma.")
        elif math.isnan(limit2):
            said.append(f"{one.name} has no 95 % limit {side}: its bound is met before.")
    return said
