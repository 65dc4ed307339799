"""Spectra of circuits whose resistances are known."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.analyse.spectrum import (
    CROSSING,
    GIVEN,
    HIGHEST,
    LOWEST,
    MINIMUM,
    per_electrode,
    read_spectrum,
    within,
)

F = np.geomspace(1e6, 1e-2, 81)
W = 2j * np.pi * F


def arc(resistance: float, tau: float, exponent: float = 1.0) -> np.ndarray:
    return resistance / (1.0 + (W * tau) ** exponent)


def tail(resistance: float, tau: float) -> np.ndarray:
    return resistance * np.tanh(np.sqrt(W * tau)) / np.sqrt(W * tau)


def test_an_arc_that_closes_at_both_ends() -> None:
    found = read_spectrum(F, 4.0 + arc(20.0, 1e-3))
    assert found.intercept.resistance == pytest.approx(4.0, abs=1e-3)
    assert found.intercept.method == HIGHEST
    assert found.interface == pytest.approx(20.0, abs=1e-3)
    assert (found.method, found.minima) == (LOWEST, 0)
    assert found.total == pytest.approx(24.0, abs=1e-6)
    assert found.apex == pytest.approx(159.0, rel=0.13)
    assert found.left == pytest.approx(0.0, abs=2e-3)


def test_the_arc_ends_where_diffusion_begins() -> None:
    found = read_spectrum(F, 4.0 + arc(20.0, 1e-4) + tail(12.0, 90.0))
    assert found.method == MINIMUM
    assert found.minima == 1
    assert found.interface == pytest.approx(20.0, rel=0.05)
    assert 0.0 < found.left < 1.0
    assert found.total > 24.0 + 2.0
    # a spectrum of twenty times the points says the same: the minimum is not one of the points
    finer = np.geomspace(1e6, 1e-2, 1601)
    w = 2j * np.pi * finer
    fine = 4.0 + 20.0 / (1.0 + w * 1e-4)
    fine = fine + 12.0 * np.tanh(np.sqrt(w * 90.0)) / np.sqrt(w * 90.0)
    exact = read_spectrum(finer, fine)
    assert found.interface == pytest.approx(exact.interface, rel=1e-3)
    assert found.arc_end == pytest.approx(exact.arc_end, rel=0.05)


def test_inductance_moves_the_first_point_and_not_the_intercept() -> None:
    z = 4.0 + arc(20.0, 1e-3) + W * 1e-6
    found = read_spectrum(F, z)
    assert found.intercept.method == CROSSING
    # where 20 w tau/(1 + (w tau)2) = 1e-6 w, the arc has 1e-3 left
    assert found.intercept.resistance == pytest.approx(4.001, abs=2e-3)
    assert found.intercept.frequency == pytest.approx(np.sqrt(2e4) / 1e-3 / (2 * np.pi), rel=0.02)
    assert z[0].real == pytest.approx(4.0, abs=1e-3)
    assert found.interface == pytest.approx(20.0, rel=1e-3)


def test_the_band_may_cut_an_arc_off_and_the_reading_says_so() -> None:
    fast = 4.0 + arc(20.0, 1e-6)  # apex at 159 kHz
    found = read_spectrum(F, fast)
    assert found.intercept.method == HIGHEST
    assert 4.0 < found.intercept.resistance < 5.0
    slow = read_spectrum(F, 4.0 + arc(20.0, 5.0))  # apex at 32 mHz
    assert slow.method == LOWEST
    assert slow.left > 4.0
    assert slow.interface < 20.0


def test_two_arcs_are_read_together_or_up_to_where_the_reader_says() -> None:
    """Apart by a shallow minimum; the deeper one stands before diffusion."""
    z = 4.0 + arc(8.0, 1e-5) + arc(20.0, 1e-3) + tail(30.0, 900.0)
    found = read_spectrum(F, z)
    assert found.minima == 2
    assert found.interface == pytest.approx(28.0, rel=0.05)
    assert found.apex == pytest.approx(159.0, rel=0.13)
    first = read_spectrum(F, z, arc_end=2e3)
    assert (first.method, first.arc_end) == (GIVEN, pytest.approx(2e3))
    assert first.interface == pytest.approx(8.0, rel=0.1)


def test_noise_does_not_break_the_reading() -> None:
    z = 4.0 + arc(20.0, 1e-4, 0.9) + tail(12.0, 90.0)
    clean = read_spectrum(F, z)
    for seed in range(30):
        rng = np.random.default_rng(seed)
        noisy = z * (1.0 + 0.003 * (rng.normal(size=81) + 1j * rng.normal(size=81)))
        found = read_spectrum(F, noisy)
        assert found.interface == pytest.approx(clean.interface, rel=0.03)
        assert found.method == MINIMUM


def test_order_and_unit_do_not_matter() -> None:
    z = 4.0 + arc(20.0, 1e-4) + tail(12.0, 90.0)
    found = read_spectrum(F, z)
    mixed = np.random.default_rng(1).permutation(81)
    assert read_spectrum(F[mixed], z[mixed]) == found
    scaled = read_spectrum(F, 1e-4 * z)
    assert scaled.interface == pytest.approx(1e-4 * found.interface)
    assert scaled.arc_end == pytest.approx(found.arc_end)


def test_the_share_of_an_electrode() -> None:
    assert per_electrode(20.0, 1.13e-4) == pytest.approx(1.13e-3)
    assert per_electrode(2e-3) == 1e-3
    for area in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="no area"):
            per_electrode(20.0, area)


@pytest.mark.parametrize(
    ("frequency", "impedance", "sentence"),
    [
        ([1.0, 2.0], [1.0, 2.0], "2 points is too short"),
        ([1.0, 2.0, 3.0], [1.0, 2.0], "do not pair up"),
        ([1.0, 2.0, 2.0], [1.0, 2.0, 3.0], "each occurs once"),
        ([0.0, 1.0, 2.0], [1.0, 2.0, 3.0], "positive"),
        ([1.0, 2.0, 3.0], [1.0, np.nan, 3.0], "not numbers"),
        ([1.0, 2.0, 3.0], [1.0, np.inf, 3.0], "not numbers"),
    ],
)
def test_what_is_no_spectrum_is_refused(
    frequency: list[float], impedance: list[complex], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_spectrum(frequency, impedance)


def test_an_end_outside_the_band_is_refused() -> None:
    with pytest.raises(ValueError, match=r"cannot end at 1e-05 Hz; measured were 0.01 to"):
        read_spectrum(F, 4.0 + arc(20.0, 1e-4), arc_end=1e-5)


def test_a_resistor_has_no_arc() -> None:
    found = read_spectrum(F, np.full(81, 4.0 + 0j))
    assert found.intercept.resistance == found.total == 4.0
    assert found.interface == 0.0
    assert found.minima == 0


def test_part_of_a_spectrum_with_what_was_left_out() -> None:
    z = 4.0 + arc(20.0, 1e-3) + W * 1e-6
    f, part, gone = within(F[::-1], z[::-1], 1.0, 1e5)
    assert (f[0], f[-1]) == (pytest.approx(1e5), pytest.approx(1.0))
    assert len(f) + gone == len(part) + gone == 81
    f, part, gone = within(F, z, capacitive=True)
    assert gone == (z.imag > 0.0).sum() > 0
    assert (part.imag <= 0.0).all()
    with pytest.raises(ValueError, match="0 of 81 points lie between 3 and 2 Hz and are cap"):
        within(F, z, 3.0, 2.0, capacitive=True)
