"""Coverage: traces with known features, read by instruments drawn at random again and again.

The share of readings whose error bar holds the truth is binomial; it is held against the share that
a normal error promises, with four standard errors of the count as room. Bars that are on purpose
too wide (a median beyond its own theory, a threshold) may hold the truth more often.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from synthetic_traces import HOUR, flat, noisy, sloped, spiked, stepwise

from solvus.analyse.average_ledger import ledger_of
from solvus.analyse.capacity import smoothed_differential
from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import Options, features_of
from solvus.analyse.hysteresis import median_error, sampled
from solvus.analyse.nucleation import spike
from solvus.analyse.uncertain import Accuracy
from solvus.analyse.voltammetry import voltammetry_of

ROUNDS = 300
COPPER = CyclerCell("li_cu", "substrate")
ONE, TWO = 0.6827, 0.9545  # shares of a normal distribution within one and two errors
ACCURACY = Accuracy(2e-3, 2e-3, 1e-3, 2e-3, 2e-3, 0.02, "made up")


def held(away: np.ndarray, *, wide: bool = False) -> None:
    """Errors in units of their bars: as many within one and two as should be."""
    assert np.isfinite(away).all()
    for bound, share in ((1.0, ONE), (2.0, TWO)):
        inside = float(np.mean(np.abs(away) <= bound))
        room = 4.0 * np.sqrt(share * (1.0 - share) / away.size)
        assert inside >= share - room
        assert wide or inside <= share + room


def drawn(rng: np.random.Generator) -> tuple[float, ...]:
    """Gains and offsets as normal as the analysis takes them to be."""
    return tuple(float(s * rng.normal()) for s in ACCURACY.sources(1e-3)[:4])


def rounds(
    read: Callable[[np.random.Generator], tuple[float, float]], truth: float, seed: int = 1
) -> np.ndarray:
    rng = np.random.default_rng(seed)
    got = np.array([read(rng) for _ in range(ROUNDS)])
    return (got[:, 0] - truth) / got[:, 1]


SYMMETRIC = stepwise(
    [(-1e-3, HOUR, lambda s: -spiked(0.025, 0.080, 0.03, 0.02)(s)), (1e-3, HOUR, flat(0.031))] * 2,
    rows=400,
)


@pytest.mark.parametrize(
    ("name", "truth"),
    [
        ("charge_plate", 3.6), ("plateau_plate", -0.025), ("hysteresis_full", 0.056),
        ("tip_plate", 0.080), ("nucleation_plate", 0.055), ("resistance", 28.0),
        ("resistance_areal", 28.0e-4), ("mean_strip", 0.031), ("mid_strip", 0.031),
        ("end_strip", 0.031), ("energy_strip", 0.1116), ("current_strip", 1e-3),
        ("charge_areal_strip", 3.6e4),
    ],
)  # fmt: skip
def test_error_bars_of_a_symmetric_cell(name: str, truth: float) -> None:
    def read(rng: np.random.Generator) -> tuple[float, float]:
        record = noisy(SYMMETRIC, rng, 2e-4, 1e-6, drawn(rng))
        area = 1e-4 * (1.0 + ACCURACY.area * rng.normal())
        cell = CyclerCell("symmetric", area=area)
        one = features_of(record, cell, options=Options(ACCURACY)).read(name, 2)
        return one.value, one.sigma

    held(rounds(read, truth))


def test_error_bars_of_an_efficiency_in_which_the_offset_counts_twice() -> None:
    cycle = [(-1e-3, HOUR, flat(-0.02)), (1e-3, 0.9 * HOUR, flat(0.02))]
    clean = stepwise(cycle * 2, 100)

    def read(rng: np.random.Generator) -> tuple[float, float]:
        record = noisy(clean, rng, 1e-4, 1e-6, drawn(rng))
        found = features_of(record, COPPER, options=Options(ACCURACY))
        one = found.read("efficiency", 2)
        assert abs(one.systematic["current gain"]) < 1e-12
        return one.value, one.sigma

    held(rounds(read, 0.9))


def test_error_bars_of_an_average_efficiency() -> None:
    short = [(1e-3, HOUR, flat(0.02)), (-1e-3, HOUR, flat(-0.02))]
    steps = [(-1e-3, 5 * HOUR, flat(-0.02)), *short * 4, (1e-3, 4.6 * HOUR, sloped(0.02, 1.0))]
    clean, truth = stepwise(steps, 60), (4 + 4.6) / (4 + 5)

    def read(rng: np.random.Generator) -> tuple[float, float]:
        record = noisy(clean, rng, 1e-4, 1e-6, drawn(rng))
        found = features_of(record, COPPER, options=Options(ACCURACY))
        one = ledger_of(found).efficiency
        return one.value, one.sigma

    held(rounds(read, truth))


@pytest.mark.parametrize("spread", [0.0, 2e-3, 5e-2])
@pytest.mark.parametrize("rows", [40, 101, 3000])
def test_the_error_of_a_median_on_flat_and_tilted_plateaus(spread: float, rows: int) -> None:
    charge, noise = np.linspace(0.0, 1.0, rows), 1e-3
    level = 0.1 + spread * (charge - 0.5)

    def read(rng: np.random.Generator) -> tuple[float, float]:
        levels = sampled(charge, level + noise * rng.normal(size=rows))
        return float(np.median(levels)), median_error(levels, noise, rows)

    # between two rows a line averages them, which narrows the truth below its bar
    held(rounds(read, 0.1), wide=True)
    assert median_error(np.full(101, 0.1), 1e-3, 101) == pytest.approx(
        1e-3 * np.sqrt(0.5 * np.pi / 101.0)
    )
    assert median_error(np.full(101, 0.1), 0.0, 101) == 0.0


@pytest.mark.parametrize("rows", [200, 1000, 8000])
def test_the_tip_is_not_read_too_high_in_noise(rows: int) -> None:
    """The largest of many noisy readings is too high; the parabola through them is not."""
    charge = np.linspace(0.0, 1.0, rows)
    clean = spiked(0.025, 0.080, 0.05, 0.03)(charge)

    def read(rng: np.random.Generator) -> tuple[float, float]:
        found = spike(charge, clean + 1e-3 * rng.normal(size=rows), 1e-3)
        assert found.found
        return found.tip, found.tip_error

    away = rounds(read, 0.080)
    assert abs(away.mean()) < 0.6
    assert np.mean(np.abs(away) <= 2.0) > 0.88


@pytest.mark.parametrize("rows", [100, 1000, 10000])
def test_noise_alone_has_no_nucleation_overpotential(rows: int) -> None:
    charge, rng = np.linspace(0.0, 1.0, rows), np.random.default_rng(5)
    invented = [
        spike(charge, 0.025 + 1e-3 * rng.normal(size=rows), 1e-3).found for _ in range(ROUNDS)
    ]
    assert sum(invented) <= 3  # 3 sigma: 0.4 of 300


def test_error_bars_of_a_differential_capacity() -> None:
    charge = np.linspace(0.0, 1.0, 4000)
    volts = 3.0 + charge
    rng, noise, away = np.random.default_rng(6), 1e-3, []
    for _ in range(ROUNDS):
        found = smoothed_differential(
            charge, volts + noise * rng.normal(size=volts.size), 0.02, 0.0, noise
        )
        place = int(np.argmin(np.abs(found.voltage - 3.51)))
        away.append((found.value[place] - 1.0) / found.error[place])
    held(np.array(away), wide=True)
    assert np.std(away) > 0.1


def test_error_bars_of_resistance_and_exchange_current_from_a_sweep() -> None:
    series, r_p, area = 20.0, 60.0, 1e-4  # ohm, ohm, m2
    sweep = np.concatenate((np.linspace(-0.05, 0.05, 400), np.linspace(0.05, -0.05, 400)))
    clean = {"time": np.arange(800.0), "voltage": sweep, "current": sweep / (series + r_p)}
    r_sigma = 1.0
    truth = {"polarisation_resistance": r_p * area, "exchange_current": 0.0}
    truth["exchange_current"] = 2 * 8.314462618 * 298.15 / (96485.33212 * r_p * area)
    for name, value in truth.items():
        def read(rng: np.random.Generator, name: str = name) -> tuple[float, float]:
            record = noisy(clean, rng, 0.0, 2e-6, drawn(rng))
            cell = CyclerCell("symmetric", area=area * (1.0 + ACCURACY.area * rng.normal()))
            one = voltammetry_of(
                record, cell, series=series + r_sigma * rng.normal(), series_error=r_sigma,
                accuracy=ACCURACY,
            )[name]  # fmt: skip
            return one.value, one.sigma

        held(rounds(read, value))
