"""Composition from intensities: exact values, error bars that cover, sentences for bad input."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.composition import closure, composition
from solvus.analyse.sensitivity import FACTORS, Factor, factor

LI = Factor(0.2, 0.04, "assumed", "a guess for this test")
AG = Factor(1.0, 0.0, "assumed", "definition")


def test_half_and_half() -> None:
    made = composition(
        {"Li KLL": 200.0, "Ag MNN": 1000.0}, {"Li KLL": 0.0, "Ag MNN": 0.0},
        {"Li KLL": LI, "Ag MNN": AG},
    )  # fmt: skip
    assert made.fraction["Ag MNN"] == pytest.approx(0.5)
    assert sum(float(x) for x in made.fraction.values()) == pytest.approx(1.0)
    # dx = x (1 - x) dS/S of the one factor that has an error
    assert made.error["Ag MNN"] == pytest.approx(0.25 * 0.2)
    assert made.from_intensity["Ag MNN"] == 0.0
    assert "S(Li KLL) = 0.2 ± 0.04 (assumed: a guess for this test)" in made.words


def test_error_bars_cover() -> None:
    rng = np.random.default_rng(0)
    counts = {"Ag 3d": 5000.0, "O 1s": 900.0, "C 1s": 400.0}
    sharp = {n: Factor(v.value, 0.0, "assumed", "test") for n, v in FACTORS.items()}
    true = composition(counts, dict.fromkeys(counts, 0.0), sharp).fraction
    noisy = {n: rng.poisson(v, 2000).astype(float) for n, v in counts.items()}
    made = composition(noisy, {n: np.sqrt(v) for n, v in noisy.items()}, sharp)
    for line in counts:
        pulls = (made.fraction[line] - true[line]) / made.from_intensity[line]
        assert np.std(pulls) == pytest.approx(1.0, abs=0.06)
        assert abs(pulls.mean()) < 0.1


def test_errors_of_factors_cover() -> None:
    rng = np.random.default_rng(1)
    counts = {"Ag 3d": 5000.0, "O 1s": 900.0}
    factors = {"Ag 3d": Factor(18.0, 0.9, "test", ""), "O 1s": Factor(2.9, 0.15, "test", "")}
    told = composition(counts, dict.fromkeys(counts, 0.0), factors).from_factors["Ag 3d"]
    tried = []
    for _ in range(2000):
        moved = {n: f._replace(value=rng.normal(f.value, f.sigma)) for n, f in factors.items()}
        tried.append(
            float(composition(counts, dict.fromkeys(counts, 0.0), moved).fraction["Ag 3d"])
        )
    assert np.std(tried) == pytest.approx(float(told), rel=0.06)


def test_rows_of_a_profile_go_through_at_once() -> None:
    rows = {"Ag 3d": np.array([0.0, 18.04]), "C 1s": np.array([5.0, 1.0])}
    made = composition(rows, {"Ag 3d": np.ones(2), "C 1s": 1.0})
    assert made.fraction["Ag 3d"] == pytest.approx([0.0, 0.5])
    assert made.error["Ag 3d"].shape == (2,)
    assert made.error["Ag 3d"][0] > 0.0


@pytest.mark.parametrize(
    ("intensity", "sigma", "words"),
    [
        ({"Ag 3d": 1.0}, {"Ag 3d": 0.0}, "two lines"),
        ({"Ag 3d": 1.0, "Li KLL": 1.0}, {"Ag 3d": 0.0, "Li KLL": 0.0}, "differ by factors"),
        ({"Ag 3d": 1.0, "Ag 3p": 1.0}, {"Ag 3d": 0.0, "Ag 3p": 0.0}, 'Did you mean "Ag 3d"'),
        ({"Ag 3d": 1.0, "C 1s": -1.0}, {"Ag 3d": 0.0, "C 1s": 0.0}, "below zero"),
        ({"Ag 3d": 0.0, "C 1s": 0.0}, {"Ag 3d": 0.0, "C 1s": 0.0}, "nothing is seen"),
        ({"Ag 3d": 1.0, "C 1s": 1.0}, {"Ag 3d": 0.0}, "C 1s has no error"),
    ],
)
def test_bad_input_has_its_sentence(intensity: dict, sigma: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        composition(intensity, sigma)


def test_a_factor_must_be_positive() -> None:
    bad = {"Ag 3d": Factor(0.0, 0.0, "test", "")}
    with pytest.raises(ValueError, match="must be positive"):
        composition({"Ag 3d": 1.0, "C 1s": 1.0}, {"Ag 3d": 0.0, "C 1s": 0.0}, bad)


def test_every_factor_on_file_says_where_it_is_from() -> None:
    for line, one in FACTORS.items():
        assert factor(line) is one
        assert one.value > 0.0
        assert one.source
        assert one.status in ("compiled", "assumed")


def test_a_printed_composition_that_does_not_close_is_told() -> None:
    assert "101 %" in closure({"Li": 0.811, "Ag": 0.199})
    assert closure({"Li": 0.801, "Ag": 0.199}) == ""
