"""The map of nuclei: books to round-off, theory of one plating, memory, smoothing, limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from solvus.model.coverage import coverage
from solvus.model.morphology import DENSE, Domain, Surface

PER_CM2 = 1e4
T = 4.85e-6
SMALL = Domain(48, 48e-6)


def surface(domain: Domain = SMALL, memory: float = 0.5, length: float = 5e-6, seed: int = 0):
    return Surface(domain, {"memory": memory, "smoothing_length": length}, seed)


moves = st.lists(
    st.tuples(
        # shares of next to nothing are subnormal, and have hardly any digits to be right in
        st.floats(-1e-5, 1e-5).map(lambda x: x if abs(x) > 1e-100 else 0.0),
        st.floats(0.0, 0.3),
        st.floats(8.0, 14.0),
    ),
    min_size=1,
    max_size=12,
)


@example([(1.01600736517872e-16, 0.0, 8.0), (2.6852028018606715e-06, 0.25, 8.0)], 0.0, 0.0, 0)
@given(moves=moves, memory=st.floats(0.0, 1.0), length=st.floats(0.0, 3e-5), seed=st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_books_close_to_round_off(moves: list, memory: float, length: float, seed: int) -> None:
    """Mean of the metal = deposit kept less what was stripped; of the residue = what was lost."""
    domain = Domain(16, 16e-6)
    own = surface(domain, memory, length, seed)
    metal = residue = gross = 0.0
    for thickness, lost, log_density in moves:
        if thickness > 0.0:
            own.plate(thickness, lost, 10.0**log_density)
            metal += (1.0 - lost) * thickness
            residue += lost * thickness
        else:
            own.strip(-thickness)
            metal += thickness
        gross += abs(thickness)
    peak = float(np.abs(own.metal).max())
    assert own.metal.mean() == pytest.approx(metal, abs=1e-14 * (gross + peak))
    assert own.residue.mean() == pytest.approx(residue, abs=1e-14 * gross)
    assert own.residue.min() >= -1e-14 * gross
    seen = own.map().surface(0.25)
    assert seen.mean() == pytest.approx(metal + 4.0 * residue, abs=1e-13 * (gross + peak))


def test_the_same_seed_gives_the_same_map() -> None:
    def grown(seed: int) -> np.ndarray:
        own = surface(seed=seed)
        for _ in range(4):
            own.plate(T, 0.02, 1e6 * PER_CM2)
            own.strip(0.98 * T)
        return own.map().surface(0.3)

    assert np.array_equal(grown(3), grown(3))
    assert not np.array_equal(grown(3), grown(4))


@pytest.mark.parametrize("per_cm2", [1e6, 1e7, 1e8, 1e9])
def test_one_plating_is_what_theory_says(per_cm2: float) -> None:
    """Mean over seeds; 1e9 per cm2 is drawn pixel by pixel, the others by their places."""
    domain = Domain(128, 128e-6)
    sq, covered = [], []
    for seed in range(12):
        own = surface(domain, seed=seed)
        covered.append(own.plate(T, 0.0, per_cm2 * PER_CM2).coverage)
        sq.append(own.metal.std())
    exact = coverage(per_cm2 * PER_CM2, T)
    error = 4.0 * np.std(sq) / np.sqrt(len(sq))
    assert np.mean(sq) == pytest.approx(float(exact.sq), abs=error + 0.01 * float(exact.sq))
    assert np.mean(covered) == pytest.approx(float(exact.coverage), abs=0.02)


def test_what_is_resolved() -> None:
    domain = Domain(100, 100e-6)  # 1e-4 cm2, pixels of 1e-8 cm2
    assert domain.nuclei(1e6 * PER_CM2) == pytest.approx(100.0)
    assert domain.resolution(1e4 * PER_CM2) == "by chance"
    assert domain.resolution(1e6 * PER_CM2) == "resolved"
    assert domain.resolution(1e9 * PER_CM2) == "sub-pixel"


@pytest.mark.parametrize("per_cm2", [1e2, 1e4])
def test_a_square_on_which_no_nucleus_falls_gets_one(per_cm2: float) -> None:
    own = surface(Domain(32, 10e-6))
    own.plate(T, 0.0, per_cm2 * PER_CM2)
    assert own.metal.mean() == pytest.approx(T, rel=1e-13)
    assert own.metal.std() > 0.0


def likeness(domain: Domain, density: float, memory: float, seed: int = 1) -> float:
    """Correlation of two deposits that follow one another."""
    own = surface(domain, memory, 0.0, seed)
    own.plate(T, 0.0, density)
    first = own.metal.copy()
    own.strip(T)
    before = own.metal.copy()
    own.plate(T, 0.0, density)
    return float(np.corrcoef(first.ravel(), (own.metal - before).ravel())[0, 1])


def test_memory_keeps_nuclei() -> None:
    domain, density = Domain(64, 64e-6), 1e7 * PER_CM2
    assert likeness(domain, density, 1.0) == pytest.approx(1.0, abs=1e-9)
    assert abs(likeness(domain, density, 0.0)) < 0.1
    assert 0.2 < likeness(domain, density, 0.5) < 0.8


@pytest.mark.parametrize("memory", [0.0, 0.3, 0.6, 0.9, 1.0])
def test_memory_is_the_same_where_pixels_are_drawn_one_by_one(memory: float) -> None:
    """Just as many nuclei a pixel as the switch asks for, followed or drawn."""
    domain = Domain(128, 128e-6)
    switch = DENSE / domain.pixel**2
    followed = likeness(domain, 0.99 * switch, memory)
    drawn = likeness(domain, 1.01 * switch, memory)
    assert drawn == pytest.approx(followed, abs=0.03)


def test_neighbouring_pixels_see_different_nuclei_at_the_switch() -> None:
    """What allows them to be drawn one by one."""
    domain = Domain(128, 128e-6)
    own = surface(domain)
    own.plate(T, 0.0, 0.99 * DENSE / domain.pixel**2)
    z = own.metal
    assert abs(np.corrcoef(z[:, 1:].ravel(), z[:, :-1].ravel())[0, 1]) < 0.03


def test_the_number_of_nuclei_follows_the_law_when_it_changes() -> None:
    """A share m of the old ones comes again, but never more than the law asks for."""
    domain = Domain(64, 200e-6)
    own = surface(domain, memory=1.0)
    own.plate(T, 0.0, 1e7 * PER_CM2)
    own.strip(T)
    own.plate(T, 0.0, 1e6 * PER_CM2)
    nuclei = own._nuclei
    assert nuclei is not None
    assert nuclei.x.size == pytest.approx(domain.nuclei(1e6 * PER_CM2), rel=0.2)
    own.strip(T)
    own.plate(T, 0.0, 1e7 * PER_CM2)
    assert own._nuclei is not None
    assert own._nuclei.x.size == pytest.approx(domain.nuclei(1e7 * PER_CM2), rel=0.1)


@pytest.mark.parametrize(("first", "then"), [(1e8, 1e9), (1e9, 1e8)])
def test_a_density_may_cross_the_resolution(first: float, then: float) -> None:
    domain = Domain(64, 64e-6)
    own = surface(domain, memory=0.5, length=0.0)
    own.plate(T, 0.0, first * PER_CM2)
    own.strip(T)
    before = own.metal.copy()
    own.plate(T, 0.0, then * PER_CM2)
    exact = coverage(then * PER_CM2, T)
    assert (own.metal - before).std() == pytest.approx(float(exact.sq), rel=0.1)


def test_a_plating_in_two_steps_is_one_plating() -> None:
    whole, parts = surface(), surface()
    once = whole.plate(T, 0.1, 1e6 * PER_CM2)
    parts.plate(0.3 * T, 0.1, 1e6 * PER_CM2)
    twice = parts.plate(0.7 * T, 0.1, 5e6 * PER_CM2)  # its nuclei are there already
    np.testing.assert_allclose(parts.metal, whole.metal, atol=1e-9 * T)
    np.testing.assert_allclose(parts.residue, whole.residue, atol=1e-9 * T)
    assert twice.deposit == pytest.approx(once.deposit)
    assert twice.density == once.density


def test_smoothing_takes_waves_by_their_length() -> None:
    domain, length = Domain(64, 64e-6), 3e-6
    own = surface(domain, length=length)
    x = (np.arange(64) + 0.5) * domain.pixel
    for waves in (1, 3, 8):
        k = 2.0 * np.pi * waves / domain.side
        own.metal = np.tile(np.sin(k * x), (64, 1))
        own.smooth()
        left = own.metal[0] @ np.sin(k * x) / 32.0
        assert left == pytest.approx(np.exp(-((k * length) ** 4)), abs=1e-12)


def test_relief_is_smoothed_once_a_plating_and_residue_never() -> None:
    own = surface(length=8e-6)
    own.plate(T, 0.1, 1e6 * PER_CM2)
    rough, residue = own.metal.std(), own.residue.copy()
    own.strip(0.1 * T)
    once = own.metal.std()
    own.strip(0.1 * T)
    assert once < 0.9 * rough
    assert own.metal.std() == pytest.approx(once, rel=1e-9)
    assert np.array_equal(own.residue, residue)


def test_more_nuclei_stay_smoother_over_cycles() -> None:
    def rough(per_cm2: float) -> float:
        own = surface(Domain(64, 128e-6))
        for _ in range(10):
            own.plate(T, 0.02, per_cm2 * PER_CM2)
            own.strip(0.98 * T)
        return float(own.map().surface(0.3).std())

    assert rough(1e5) > 2.0 * rough(1e6) > 4.0 * rough(1e7)


def test_what_cannot_be_is_refused() -> None:
    own = surface()
    wrong = ((-T, 0.0, 1e10), (T, 1.1, 1e10), (T, 0.0, 0.0), (T, 0.0, np.nan))
    for deposit, lost, density in wrong:
        with pytest.raises(ValueError, match=r"deposit|density"):
            own.plate(deposit, lost, density)
