"""The dip read from time and voltage alone, on signals whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvus.analyse.nucleation import bump, dip, spike

TIME = np.concatenate(([0.0], np.geomspace(1e-3, 3600.0, 400)))


def signal(tip: float, plateau: float, recovery: float = 60.0, rise: float = 0.02) -> np.ndarray:
    """A double layer that charges, then a surface that is covered."""
    return (1 - np.exp(-TIME / rise)) * (plateau + (tip - plateau) * np.exp(-TIME / recovery))


def test_tip_and_plateau_of_a_dip() -> None:
    read = dip(TIME, -signal(0.086, 0.025))
    assert read.found
    assert read.tip == pytest.approx(0.086, abs=1e-3)
    assert read.plateau == pytest.approx(0.025, abs=1e-5)
    assert 0.05 < read.tip_time < 1.0


@given(st.floats(-1e4, 1e4), st.floats(0.01, 100.0), st.sampled_from((1.0, -1.0)))
def test_the_start_and_the_sign_do_not_matter_and_the_scale_carries_over(
    start: float, scale: float, sign: float
) -> None:
    plain = dip(TIME, signal(0.086, 0.025))
    moved = dip(TIME + start, sign * scale * signal(0.086, 0.025))
    assert moved.tip == pytest.approx(scale * plain.tip, rel=1e-9)
    assert moved.plateau == pytest.approx(scale * plain.plateau, rel=1e-6)
    assert moved.found == plain.found


def test_sparse_and_uneven_points_give_the_same_plateau() -> None:
    voltage = signal(0.086, 0.025)
    keep = np.unique(np.concatenate((np.arange(0, 200, 7), np.arange(200, len(TIME), 3), [400])))
    sparse = dip(TIME[keep], voltage[keep])
    assert sparse.plateau == pytest.approx(dip(TIME, voltage).plateau, rel=1e-3)


def test_a_flat_signal_has_no_dip() -> None:
    read = dip(TIME, np.full(TIME.size, -0.025))
    assert not read.found
    assert read.tip == read.plateau == 0.025


def test_a_voltage_that_rises_to_its_end_has_no_dip() -> None:
    assert not dip(TIME, 0.02 + 1e-6 * TIME).found


def test_noise_is_not_a_dip_and_a_dip_stands_out_of_noise() -> None:
    noise = 1e-3
    missed = invented = 0
    for seed in range(50):
        added = np.random.default_rng(seed).normal(0.0, noise, TIME.size)
        missed += not dip(TIME, signal(0.086, 0.025) + added, 5 * noise).found
        invented += dip(TIME, signal(0.025, 0.025) + added, 5 * noise).found
    assert missed == invented == 0


@pytest.mark.parametrize(("time", "voltage"), [([], []), ([0.0], [0.1]), ([0.0, 1.0], [0.1])])
def test_too_few_points_are_refused(time: list[float], voltage: list[float]) -> None:
    with pytest.raises(ValueError, match=r"no dip to read|do not pair up"):
        dip(np.array(time), np.array(voltage))


def test_a_bump_on_the_way_up() -> None:
    """A plating dip of 61 mV on top of a voltage that rises by itself."""
    rising = 3.6 + 0.02 * TIME / 3600.0
    read = bump(TIME, rising + signal(0.086, 0.025, recovery=20.0))
    assert read.height == pytest.approx(0.061, abs=0.002)
    assert 0.02 < read.top_time < read.foot_time < 200.0
    assert bump(TIME, rising).height == 0.0


def test_a_fall_after_a_late_top_is_a_bump_too_and_a_rise_before_it_none() -> None:
    read = bump(np.arange(5.0), np.array([3.0, 3.5, 3.4, 3.9, 3.6]))
    assert read == pytest.approx((0.3, 3.0, 4.0))


@pytest.mark.parametrize(("time", "told"), [([0.0], "no bump"), ([0.0, 1.0, 2.0], "pair up")])
def test_a_bump_needs_points(time: list[float], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        bump(np.array(time), np.zeros(min(len(time), 2)))


def test_a_spike_over_the_charge() -> None:
    charge = np.linspace(5.0, 6.0, 2001)  # where the count begins does not matter
    over = 0.025 + 0.055 * np.exp(-0.5 * ((charge - 5.05) / 0.01) ** 2)
    read = spike(charge, over)
    assert read.found
    assert read.tip == pytest.approx(0.080)
    assert read.nucleation == pytest.approx(0.055)
    assert read.tip_charge == pytest.approx(0.05)
    assert read.tip_error == read.difference_error == 0.0
    # a spike that comes later than the early part is not the tip
    late = spike(charge, 0.025 + 0.055 * np.exp(-0.5 * ((charge - 5.3) / 0.01) ** 2))
    assert not late.found
    assert np.isnan(late.nucleation)
    assert spike(charge, 0.02 - 0.01 * (charge - 5.0)).found is False


def test_a_spike_below_the_noise_is_none_and_its_numbers_are_given() -> None:
    charge = np.linspace(0.0, 1.0, 400)
    rng = np.random.default_rng(8)
    over = 0.025 + 0.001 * np.exp(-0.5 * ((charge - 0.05) / 0.01) ** 2)
    read = spike(charge, over + 2e-3 * rng.normal(size=charge.size), 2e-3)
    assert not read.found
    assert read.threshold > 3 * read.difference_error
    assert np.isfinite(read.difference)


@pytest.mark.parametrize(
    ("charge", "over", "options", "told"),
    [
        ([0.0], [0.1], {}, "no dip to read"),
        ([0.0, 1.0], [0.1], {}, "do not pair up"),
        ([0.0, 0.0], [0.1, 0.1], {}, "no charge passes"),
        ([0.0, 1.0], [0.1, 0.1], {"early": 0.0}, "early 0"),
        ([0.0, 1.0], [0.1, 0.1], {"noise": -1.0}, "noise -1"),
    ],
)
def test_a_spike_that_cannot_be_read(
    charge: list[float], over: list[float], options: dict[str, float], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        spike(np.array(charge), np.array(over), **options)


def test_a_tip_of_few_readings_is_not_cut_off_by_its_parabola() -> None:
    """Four readings around a narrow tip lie on a parabola that passes far below it."""
    place = np.arange(120.0)
    voltage = 0.025 + 0.060 * np.exp(-(((place - 4.0) / 2.0) ** 2))
    found = spike(place, voltage, noise=2e-5)
    assert found.difference == pytest.approx(0.060, abs=1e-12)
    assert found.tip_error == pytest.approx(2e-5)


def test_the_charge_of_a_tip_is_as_good_as_the_rows_are_dense() -> None:
    """Where the maximum lies between rows, the error bar reaches it."""
    for step in (0.5, 1.0, 2.0):
        place = np.arange(0.0, 120.0, step)
        voltage = 0.025 + 0.060 * np.exp(-(((place - 4.3) / 3.0) ** 2))
        found = spike(place, voltage)
        assert found.charge_error == pytest.approx(2.0 * step / np.sqrt(12.0))
        assert abs(found.tip_charge - 4.3) <= found.charge_error
