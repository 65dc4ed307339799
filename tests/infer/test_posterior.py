"""The sampled posterior: right where it is known, and nothing lost on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from toys import exact, line

from solvus.base.errors import InputError
from solvus.infer.fit import Fit, fit
from solvus.infer.posterior import Posterior, sample

pytest.importorskip("emcee")


@pytest.fixture(scope="module")
def found() -> Fit:
    return fit(line(), starts=1)


@pytest.fixture(scope="module")
def long(found: Fit, tmp_path_factory: pytest.TempPathFactory) -> Posterior:
    return sample(found, tmp_path_factory.mktemp("chain"), "key", steps=3000, every=500)


def test_a_linear_problem_has_its_gaussian(long: Posterior) -> None:
    best, covariance = exact(long.problem)
    sigma = np.sqrt(np.diag(covariance))
    error = 1.0 / np.sqrt(long.effective)  # of a mean, in sigma
    np.testing.assert_array_less(np.abs(long.thetas.mean(axis=0) - best) / sigma, 4 * error)
    sampled = np.cov(long.thetas, rowvar=False)
    np.testing.assert_allclose(sampled / np.outer(sigma, sigma),
                               covariance / np.outer(sigma, sigma), atol=0.15)  # fmt: skip


def test_predictions_are_sampled_with_it(long: Posterior) -> None:
    at = np.array([1.0, 10.0])
    predicted = long.answers[:, -1]
    np.testing.assert_allclose(predicted, long.thetas @ at, rtol=1e-12)
    _, covariance = exact(long.problem)
    low, high = long.percentiles(predicted[:, None])[[1, 3], 0]
    assert (high - low) / 2 == pytest.approx(np.sqrt(at @ covariance @ at), rel=0.1)


def test_a_long_chain_is_content_and_a_short_one_is_not(
    long: Posterior, found: Fit, tmp_path: Path
) -> None:
    assert long.cautions() == []
    assert 0.2 < long.acceptance < 0.75
    short = sample(found, tmp_path, "key", steps=30)
    assert any("short" in sentence for sentence in short.cautions())
    assert short.short
    assert not long.short


def test_no_chain_is_worth_more_than_its_samples(found: Fit) -> None:
    """The estimate for steps that swing to and fro falls below one step; it is held there."""
    swing = np.where(np.arange(40) % 2 == 0, 0.2, 0.8)[:, None, None]
    chain = np.broadcast_to(swing, (40, 12, 2)) + np.linspace(0, 1e-3, 12)[None, :, None]
    few = Posterior(found.problem, chain, np.zeros((40, 12)), np.zeros((40, 12, 1)))
    assert np.all(few.times == 1.0)
    assert np.all(few.effective <= len(few.samples))


def test_a_chain_that_stops_and_goes_on_is_the_same_to_the_bit(found: Fit, tmp_path: Path) -> None:
    whole = sample(found, tmp_path / "whole", "key", steps=57, every=10)
    sample(found, tmp_path / "parts", "key", steps=23, every=7)

    def stop(what: str, done: int, total: int) -> None:
        if done == 41:
            raise KeyboardInterrupt

    cut = sample(found, tmp_path / "parts", "key", steps=57, every=10, progress=stop)
    assert cut.interrupted
    assert cut.steps == 41  # the steps that were whole are kept
    rest = sample(found, tmp_path / "parts", "key", steps=57, every=4)
    for name in ("chain", "log", "values"):
        np.testing.assert_array_equal(getattr(rest, name), getattr(whole, name))


KILLED = """
import sys, time
sys.path.insert(0, {tests!r})
from pathlib import Path
from toys import line
from solvus.infer.fit import fit
from solvus.infer.posterior import sample
found = fit(line(), starts=1)
sample(found, Path({folder!r}), "key", steps=10**6, every=10, progress=lambda *a: time.sleep(0.002))
"""


def test_a_killed_run_loses_no_more_than_a_few_steps(found: Fit, tmp_path: Path) -> None:
    folder = tmp_path / "chain"
    script = KILLED.format(tests=str(Path(__file__).parent), folder=str(folder))
    run = subprocess.Popen([sys.executable, "-c", script], env=os.environ.copy())
    deadline = time.monotonic() + 60
    while len(list(folder.glob("part-*.npz"))) < 4:
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    run.wait()
    parts = len(list(folder.glob("part-*.npz")))
    on = sample(found, folder, "key", steps=10 * parts + 15)
    whole = sample(found, tmp_path / "whole", "key", steps=10 * parts + 15)
    np.testing.assert_array_equal(on.chain, whole.chain)


def test_a_chain_that_is_long_enough_is_only_read(found: Fit, tmp_path: Path) -> None:
    first = sample(found, tmp_path, "key", steps=20)
    count = found.problem.count
    again = sample(found, tmp_path, "key", steps=12)
    assert found.problem.count == count
    np.testing.assert_array_equal(again.chain, first.chain[:12])


@pytest.mark.parametrize("change", [{"key": "other"}, {"walkers": 20}, {"seed": 5}])
def test_a_chain_of_something_else_is_refused(
    found: Fit, tmp_path: Path, change: dict[str, object]
) -> None:
    sample(found, tmp_path, "key", steps=5)
    key = str(change.pop("key", "key"))
    with pytest.raises(InputError, match="holds a chain of another study"):
        sample(found, tmp_path, key, steps=10, **change)  # type: ignore[arg-type]


def test_a_broken_part_is_named(found: Fit, tmp_path: Path) -> None:
    sample(found, tmp_path, "key", steps=5)
    part = next(tmp_path.glob("part-*.npz"))
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(InputError, match="cannot be read as a chain"):
        sample(found, tmp_path, "key", steps=10)


def test_too_few_walkers_are_refused(found: Fit, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least 4 walkers"):
        sample(found, tmp_path, "key", walkers=2)


def test_no_walker_leaves_the_bounds(found: Fit, tmp_path: Path) -> None:
    near = fit(line(a=9.99, a_sigma=0.001), starts=1)
    chain = sample(near, tmp_path, "key", steps=200, every=50).chain
    assert np.all((chain >= 0.0) & (chain <= 1.0))
