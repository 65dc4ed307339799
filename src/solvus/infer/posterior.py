"""The posterior by an ensemble of walkers (emcee), kept in a folder so that nothing is lost.

The walkers move over u, 0 to 1 between the bounds of each parameter in its own scale: where there
is no prior, the prior is flat in that scale. Every few steps a part file is written, whole or not
at all, with the state of the random numbers: a run that was interrupted or killed loses at most
those few steps, and continued it gives bit for bit the chain of a run that was not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np

from solvus.base.errors import Fault, InputError, MissingExtra
from solvus.base.files import temporary_beside
from solvus.infer.cost import log_likelihood, log_prior, log_prior_norms
from solvus.infer.fit import Fit, Progress
from solvus.infer.problem import Problem
from solvus.infer.result import covariance_of

STEPS, EVERY = 1000, 20  # steps of every walker; steps between two part files
PER_PARAMETER, FEWEST = 4, 12  # walkers
INSIDE = 1e-3  # of u, from a bound, where a walker may begin
BURN, LONG = 5.0, 50.0  # autocorrelation times left away; that a chain should be long
LEAST_ACCEPTED, MOST_ACCEPTED = 0.15, 0.75
PERCENTILES = (2.5, 16.0, 50.0, 84.0, 97.5)


class _State(NamedTuple):
    u: np.ndarray
    log: np.ndarray
    values: np.ndarray
    random: tuple[Any, ...]


@dataclass(frozen=True)
class Posterior:
    """A chain: u (steps, walkers, parameters), ln posterior (steps, walkers), and what the model
    said there, values (steps, walkers, asked) [SI]."""

    problem: Problem
    chain: np.ndarray
    log: np.ndarray
    values: np.ndarray
    interrupted: bool = False

    @property
    def steps(self) -> int:
        """Steps of every walker."""
        return len(self.chain)

    @property
    def times(self) -> np.ndarray:
        """Autocorrelation time of each parameter [steps], array (parameters,); nan if too short.

        The estimate of a short chain may fall below the one step that independent samples have,
        and is held there.
        """
        emcee = require_emcee()
        if self.steps < 4:
            return np.full(self.chain.shape[2], np.nan)
        times = np.asarray(emcee.autocorr.integrated_time(self.chain, quiet=True, tol=0))
        return np.maximum(times, 1.0)

    @property
    def burn(self) -> int:
        """Steps left away at the beginning: a few autocorrelation times, at most half."""
        longest = float(np.max(self.times))
        if not math.isfinite(longest):
            return self.steps // 2
        return min(math.ceil(BURN * longest), self.steps // 2)

    @property
    def samples(self) -> np.ndarray:
        """The walkers after the burn-in as u, array (samples, parameters)."""
        return self.chain[self.burn :].reshape(-1, self.chain.shape[2])

    @property
    def thetas(self) -> np.ndarray:
        """The same as values [SI], array (samples, parameters)."""
        free = self.problem.parameters
        columns = [
            np.array([one.from_unit(float(x)) for x in column])
            for one, column in zip(free, self.samples.T, strict=True)
        ]
        return np.stack(columns, axis=1)

    @property
    def answers(self) -> np.ndarray:
        """What the model said at the samples, data then predictions [SI], (samples, asked)."""
        return self.values[self.burn :].reshape(-1, self.values.shape[2])

    @property
    def effective(self) -> np.ndarray:
        """Effective number of samples of each parameter, array (parameters,).

        No more than an upper limit while the chain is `short`.
        """
        return len(self.samples) / self.times

    @property
    def short(self) -> bool:
        """Whether the chain is shorter than 50 of its longest autocorrelation time."""
        longest = float(np.max(self.times))
        return not math.isfinite(longest) or self.steps < LONG * longest

    @property
    def acceptance(self) -> float:
        """Share of the moves that were accepted."""
        if self.steps < 2:
            return math.nan
        moved = np.any(self.chain[1:] != self.chain[:-1], axis=2)
        return float(np.mean(moved))

    def percentiles(self, of: np.ndarray) -> np.ndarray:
        """2.5, 16, 50, 84, 97.5 % of each column of `of` (samples, n); array (5, n).

        Samples without an answer are left out.
        """
        return np.nanpercentile(of, PERCENTILES, axis=0)

    def cautions(self) -> list[str]:
        """What is wrong with the chain, in sentences; none if nothing."""
        said = []
        longest = float(np.max(self.times))
        if self.short:
            wanted = f"; {LONG * longest:.0f} would do" if math.isfinite(longest) else ""
            said.append(
                f"The chain is short: {self.steps} steps at an autocorrelation time of "
                f"{longest:.0f}{wanted}. Run the same command with more --steps to continue it."
            )
        accepted = self.acceptance
        if not LEAST_ACCEPTED <= accepted <= MOST_ACCEPTED:
            said.append(
                f"{100 * accepted:.0f} % of the moves were accepted, where 20 to 50 % is usual: "
                "the walkers explore badly."
            )
        return said


def sample(
    found: Fit,
    folder: Path,
    key: str,
    *,
    steps: int = STEPS,
    walkers: int | None = None,
    seed: int = 1,
    every: int = EVERY,
    progress: Progress | None = None,
) -> Posterior:
    """Sample the posterior around a fit, or continue the chain that `folder` holds.

    steps : of each walker in all; a chain that has them already is only read.
    key : hash of everything the posterior depends on; a chain of another key is refused.
    every : steps between two part files.

    An interrupt (KeyboardInterrupt) writes what is there and returns it marked so. Raises
    InputError for a chain of something else, MissingExtra without emcee.
    """
    emcee = require_emcee()
    problem = found.problem
    size = len(problem.parameters)
    count = walkers or max(PER_PARAMETER * size, FEWEST)
    count += count % 2
    if count < 2 * size:
        raise InputError(f"{size} parameters need at least {2 * size} walkers; write --walkers "
                         f"{2 * size} or more")  # fmt: skip
    tell = progress or (lambda what, done, total: None)
    key = f"{key} walkers {count} seed {seed}"
    norms = log_prior_norms(problem)
    parts = read_parts(folder, key)
    done = sum(len(part["log"]) for part in parts)
    sampler = emcee.EnsembleSampler(count, size, lambda u: _rows(problem, u, norms), vectorize=True)
    now = _last(parts[-1]) if parts else _begin(found, count, seed, norms)
    interrupted, fresh = False, list[_State]()
    tell("posterior", done, steps)
    # emcee prints what is raised inside it: the watch is asked between two steps instead
    watch, problem.watch = problem.watch, lambda count: None
    try:
        while done < steps:
            for state in sampler.sample(
                emcee.State(now.u, log_prob=now.log, blobs=now.values, random_state=now.random),
                iterations=min(every, steps - done),
                store=False,
                skip_initial_state_check=True,
            ):
                now = _kept(state, now.values.shape)
                fresh.append(now)
                watch(problem.count)
                tell("posterior", done + len(fresh), steps)
            done += len(fresh)
            parts.append(_write(folder, len(parts), fresh, key))
            fresh = []
    except KeyboardInterrupt:
        interrupted = True
        if fresh:
            parts.append(_write(folder, len(parts), fresh, key))
    finally:
        problem.watch = watch
    return _joined(problem, parts, steps, interrupted, count)


def read_parts(folder: Path, key: str) -> list[dict[str, np.ndarray]]:
    """The part files of a chain in order; none where there is no chain.

    Raises InputError where they belong to something else or cannot be read.
    """
    parts = []
    for path in sorted(folder.glob("part-*.npz")):
        try:
            with np.load(path, allow_pickle=False) as file:
                parts.append({name: file[name] for name in file.files})
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise InputError(Fault(f"cannot be read as a chain: {error}", file=str(path))) from None
        if str(parts[-1]["key"]) != key:
            raise InputError(
                Fault(
                    "holds a chain of another study, other data, walkers or seed; remove this "
                    "folder or name another with --out",
                    file=str(folder),
                )
            )
    return parts


def _rows(problem: Problem, u: np.ndarray, norms: float) -> np.ndarray:
    """ln posterior and the values behind it of each walker, array (walkers, 1 + asked)."""
    rows = np.full((len(u), 1 + len(problem.asked)), np.nan)
    rows[:, 0] = -np.inf
    inside = [i for i, one in enumerate(u) if np.all(one >= 0.0) and np.all(one <= 1.0)]
    for i, found in zip(inside, problem.evaluate_many([u[i] for i in inside]), strict=True):
        rows[i, 0] = log_likelihood(problem, found) + log_prior(problem, u[i], norms)
        rows[i, 1:] = found.values
    return rows


def _begin(found: Fit, count: int, seed: int, norms: float) -> _State:
    """Walkers drawn from the Gaussian of the fit, inside the bounds."""
    drawn = np.random.default_rng(seed)
    covariance, _ = covariance_of(found.problem, found.jacobian)
    u = drawn.multivariate_normal(found.u, covariance, count, method="eigh")
    u = np.abs(u - INSIDE) + INSIDE  # mirrored at the bounds
    u = 1.0 - INSIDE - np.abs(1.0 - INSIDE - u)
    rows = _rows(found.problem, np.clip(u, INSIDE, 1.0 - INSIDE), norms)
    random: Any = np.random.RandomState(seed).get_state()  # emcee's own kind
    return _State(np.clip(u, INSIDE, 1.0 - INSIDE), rows[:, 0], rows[:, 1:], random)


def _kept(state: Any, shape: tuple[int, ...]) -> _State:
    return _State(
        state.coords.copy(),
        state.log_prob.copy(),
        np.asarray(state.blobs, float).reshape(shape).copy(),
        state.random_state,
    )


def _write(folder: Path, number: int, fresh: list[_State], key: str) -> dict[str, np.ndarray]:
    name, keys, at, has_gauss, gauss = fresh[-1].random
    assert name == "MT19937"
    part = {
        "u": np.array([one.u for one in fresh]),
        "log": np.array([one.log for one in fresh]),
        "values": np.array([one.values for one in fresh]),
        "random_keys": np.asarray(keys),
        "random_rest": np.array([at, has_gauss, gauss], float),
        "key": np.array(key),
    }
    with temporary_beside(folder / f"part-{number:06d}.npz") as path:
        # the stub of NumPy takes the names of the arrays for its own `allow_pickle`
        np.savez(path, **part)  # type: ignore[arg-type]
    return part


def _last(part: dict[str, np.ndarray]) -> _State:
    at, has_gauss, gauss = part["random_rest"]
    random = ("MT19937", part["random_keys"], int(at), int(has_gauss), float(gauss))
    return _State(part["u"][-1], part["log"][-1], part["values"][-1], random)


def _joined(
    problem: Problem,
    parts: list[dict[str, np.ndarray]],
    steps: int,
    interrupted: bool,
    walkers: int,
) -> Posterior:
    if not parts:
        free, asked = len(problem.parameters), len(problem.asked)
        chain, values = np.empty((0, walkers, free)), np.empty((0, walkers, asked))
        return Posterior(problem, chain, np.empty((0, walkers)), values, interrupted)
    chain, log, values = (
        np.concatenate([part[name] for part in parts])[:steps] for name in ("u", "log", "values")
    )
    return Posterior(problem, chain, log, values, interrupted)


def require_emcee() -> Any:
    """The library emcee; MissingExtra where it is not installed."""
    try:
        import emcee
    except ModuleNotFoundError:
        raise MissingExtra("emcee", "bayes") from None
    return emcee
