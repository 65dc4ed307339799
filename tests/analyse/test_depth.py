"""Depth profiles whose plateau and interface are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from solvus.analyse.depth import Rate, depth_of, interface, plateau, profile
from solvus.analyse.sensitivity import Factor

NM = 1e-9
D = np.arange(0.0, 400.0, 5.0) * NM
TRUE = (160.0 * NM, 24.0 * NM)  # position and s


def step(before: float = 0.5, after: float = 0.1) -> np.ndarray:
    return before + (after - before) * ndtr((D - TRUE[0]) / TRUE[1])


def test_depth_is_rate_times_time() -> None:
    rate = Rate(2.0 * NM / 60.0, 0.1, "SiO2 on Si, measured that day")
    assert depth_of(np.array([0.0, 600.0]), rate) == pytest.approx([0.0, 20.0 * NM])
    with pytest.raises(ValueError, match="positive"):
        depth_of(np.array([1.0]), Rate(0.0, 0.1, ""))


def test_a_step_without_noise_is_found() -> None:
    found = interface(D, step(), 0.01, scale=0.1)
    assert found.position == pytest.approx(TRUE[0], rel=1e-4)
    assert found.width == pytest.approx(2.0 * TRUE[1], rel=1e-4)
    assert (found.before, found.after) == (
        pytest.approx(0.5, abs=1e-4),
        pytest.approx(0.1, abs=1e-4),
    )
    share = ndtr(np.array([-1.0, 1.0]))
    assert share == pytest.approx([0.159, 0.841], abs=1e-3)  # 2 s is 16 to 84 %
    assert found.position_total == pytest.approx(np.hypot(found.position_error, 0.1 * TRUE[0]))
    assert "16 to 84 %" in found.words
    assert not found.notices


@pytest.mark.parametrize("told", [True, False])
def test_error_bars_of_an_interface_cover(told: bool) -> None:
    rng = np.random.default_rng(7)
    pulls = []
    for _ in range(150):
        noisy = step() + 0.02 * rng.normal(size=D.size)
        found = interface(D, noisy, 0.02 if told else None)
        pulls.append(
            [
                (found.position - TRUE[0]) / found.position_error,
                (found.width - 2.0 * TRUE[1]) / found.width_error,
                (found.before - 0.5) / found.before_error,
                (found.after - 0.1) / found.after_error,
            ]
        )
    assert (np.abs(np.mean(pulls, axis=0)) < 0.3).all()
    assert np.std(pulls, axis=0) == pytest.approx(np.ones(4), abs=0.2)


def test_rising_and_falling_steps_alike() -> None:
    up, down = interface(D, step(0.1, 0.5), 0.01), interface(D, step(0.5, 0.1), 0.01)
    assert up.position == pytest.approx(down.position, rel=1e-6)
    assert up.width == pytest.approx(down.width, rel=1e-5)


def test_an_interface_sharper_than_the_points_is_a_bound() -> None:
    sharp = np.where(D < 161.0 * NM, 0.5, 0.1)
    found = interface(D, sharp, 0.01)
    assert 160.0 * NM - 5e-9 < found.position < 166.0 * NM
    assert any("bound" in words for words in found.notices)


def test_a_step_at_the_end_is_told() -> None:
    found = interface(D, step(), 0.01, stretch=(0.0, 165.0 * NM))
    assert any("not wholly within" in words for words in found.notices)


def test_a_profile_that_is_no_gaussian_step_is_told() -> None:
    found = interface(D, step() + 0.05 * np.sin(D / (20.0 * NM)), 0.005)
    assert found.chi2 > 2.0
    assert any("not Gaussian" in words for words in found.notices)


def test_a_plateau_is_the_mean_with_its_error() -> None:
    rng = np.random.default_rng(1)
    pulls = []
    for _ in range(300):
        found = plateau(D, 0.5 + 0.03 * rng.normal(size=D.size), (0.0, 200.0 * NM))
        pulls.append((found.value - 0.5) / found.error)
    assert np.std(pulls) == pytest.approx(1.0, abs=0.12)
    assert found.points == 41
    sloped = plateau(D, 0.5 + 1e6 * D, (0.0, 200.0 * NM), sigma=np.full(D.size, 0.03))
    assert sloped.slope == pytest.approx(1e6)
    assert sloped.error >= 0.03 / np.sqrt(41)


@pytest.mark.parametrize(
    ("values", "words"),
    [(np.full(D.size, 0.3), "does not change"), (np.full(D.size, np.nan), "0 points")],
)
def test_no_interface_no_number(values: np.ndarray, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        interface(D, values)


def test_bad_errors_and_stretches_are_refused() -> None:
    with pytest.raises(ValueError, match="standard errors"):
        interface(D, step(), 0.0)
    with pytest.raises(ValueError, match="1 points lie between"):
        plateau(D, step(), (0.0, 4.0 * NM))


def test_counts_become_fractions_row_by_row() -> None:
    factors = {"Li": Factor(0.5, 0.0, "test", ""), "Ag": Factor(1.0, 0.0, "test", "")}
    rows = {"Li": np.array([50.0, 100.0]), "Ag": np.array([100.0, 0.0])}
    made = profile(rows, None, factors)
    assert made.fraction["Ag"] == pytest.approx([0.5, 0.0])
    assert made.from_intensity["Ag"][0] > 0.0
