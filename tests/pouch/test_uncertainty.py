"""Bands and Sobol indices against functions whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from solvus.pouch.uncertainty import Uncertain, contributions, samples_of, spread_of


def test_samples_keep_to_their_laws() -> None:
    drawn = samples_of({"a": Uncertain(2.0, 4.0), "b": Uncertain(-10.0, 10.0, 1.0, 0.5)}, 4096)
    a, b = drawn["a"], drawn["b"]
    assert a.size == 4096
    assert (a.min(), a.max()) == pytest.approx((2.0, 4.0), abs=2e-3)
    assert a.mean() == pytest.approx(3.0, abs=1e-3)
    assert (b.mean(), b.std()) == pytest.approx((1.0, 0.5), rel=1e-2)
    assert stats.kstest(b, stats.norm(1.0, 0.5).cdf).statistic < 0.01


def test_samples_are_the_same_each_time() -> None:
    inputs = {"a": Uncertain(0.0, 1.0)}
    assert np.array_equal(samples_of(inputs, 64)["a"], samples_of(inputs, 64)["a"])


def test_a_normal_input_keeps_within_its_range() -> None:
    drawn = samples_of({"a": Uncertain(0.0, 10.0, 0.5, 2.0)}, 1024)["a"]
    assert drawn.min() >= 0.0


def test_band_of_a_uniform_sum() -> None:
    drawn = samples_of({"a": Uncertain(0.0, 1.0)}, 8192)
    found = spread_of(10.0 + 2.0 * drawn["a"])
    assert (found.low, found.median, found.high) == pytest.approx((10.1, 11.0, 11.9), abs=5e-3)
    assert found.sd == pytest.approx(2.0 / np.sqrt(12.0), rel=1e-2)
    with pytest.raises(ValueError, match="no sample"):
        spread_of(np.array([np.nan, np.inf]))


def test_shares_of_a_sum_go_as_the_variances() -> None:
    inputs = {"small": Uncertain(0.0, 1.0), "large": Uncertain(0.0, 2.0),
              "idle": Uncertain(0.0, 1.0)}  # fmt: skip
    found = contributions(lambda x: x["small"] + x["large"], inputs, 2048)
    assert [one.name for one in found] == ["large", "small", "idle"]
    assert [one.total for one in found] == pytest.approx([0.8, 0.2, 0.0], abs=0.02)
    assert [one.first for one in found] == pytest.approx([0.8, 0.2, 0.0], abs=0.02)


def test_a_product_shows_what_inputs_do_together() -> None:
    inputs = {"a": Uncertain(-1.0, 1.0), "b": Uncertain(-1.0, 1.0)}
    found = contributions(lambda x: x["a"] * x["b"], inputs, 4096)
    for one in found:
        assert one.first == pytest.approx(0.0, abs=0.03)
        assert one.total == pytest.approx(1.0, abs=0.05)


def test_a_constant_has_no_contributions() -> None:
    found = contributions(lambda x: np.ones(x["a"].shape), {"a": Uncertain(0.0, 1.0)}, 64)
    assert (found[0].first, found[0].total) == (0.0, 0.0)


def test_one_input_brings_everything() -> None:
    (one,) = contributions(lambda x: np.exp(x["a"]), {"a": Uncertain(0.0, 1.0)}, 1024)
    assert one.first == pytest.approx(1.0, abs=0.02)
    assert one.total == pytest.approx(1.0, abs=0.02)
