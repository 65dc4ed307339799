"""Shorts put into traces, found where they are; and traces without any, in which none is."""

from __future__ import annotations

import numpy as np
import pytest
from synthetic_traces import HOUR, Shape, flat, noisy, spiked, stepwise, symmetric

from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import Options, features_of, life_of
from solvus.analyse.per_cycle import PerCycle
from solvus.analyse.shorts import HARD, SOFT, ShortRules
from solvus.analyse.uncertain import EXACT

CELL = CyclerCell("symmetric")


def signed(sign: float, shape: Shape) -> tuple[float, float, Shape]:
    return sign * 1e-3, HOUR, lambda share: sign * shape(share)


def falling(share_at: float, low: float, level: float = 0.025) -> Shape:
    return lambda share: np.where(share < share_at, level, low)


def read(steps: list, rules: ShortRules | None = None, noise: float = 1e-4) -> PerCycle:  # type: ignore[type-arg]
    record = noisy(stepwise(steps, 300), np.random.default_rng(2), noise)
    return features_of(record, CELL, options=Options(EXACT, shorts=rules or ShortRules()))


def test_a_sound_cell_has_no_short_and_its_life_is_a_bound() -> None:
    for level, tip in ((0.025, 0.080), (0.025, 0.025)):
        found = read(symmetric(20, level, tip))
        assert found.events == ()
        assert life_of(found).text == ">20"
        assert life_of(found, factor=3.0, soft_ends=True).censored
    # polarisation that grows is none either, nor one that settles in the first cycles
    growing = [step for k in range(15) for step in symmetric(1, 0.02 + 0.004 * k, 0.2)]
    assert read(growing).events == ()
    settling = [step for k in range(10) for step in symmetric(1, 0.02 + 0.08 * 0.6**k, 0.2)]
    assert read(settling).events == ()


def test_a_hard_short_stays() -> None:
    steps = [*symmetric(6), signed(-1, flat(0.025)), signed(1, falling(0.4, 0.001)),
             *symmetric(4, 0.001, 0.001)]  # fmt: skip
    found = read(steps)
    (event,) = found.events
    assert event.kind == HARD
    assert event.time == pytest.approx(13.4 * HOUR, abs=30.0)
    assert event.before == pytest.approx(0.025, rel=0.05)
    assert event.after == pytest.approx(0.001, abs=2e-4)
    assert found.flagged("hard_short").tolist() == [False] * 6 + [True] + [False] * 4
    assert (life_of(found).cycles, life_of(found).censored) == (7, False)
    assert "stays" in life_of(found).rule
    assert any("hard short" in line for line in found.notices)


def test_a_short_between_half_cycles_is_one_too() -> None:
    found = read([*symmetric(6), *symmetric(3, 0.001, 0.001)])
    assert [event.kind for event in found.events] == [HARD]
    assert life_of(found).cycles == 7


def test_a_short_that_heals_is_soft() -> None:
    steps = [*symmetric(5), signed(-1, falling(0.5, 0.001)), signed(1, flat(0.025)), *symmetric(3)]
    found = read(steps)
    (event,) = found.events
    assert event.kind == SOFT
    assert event.time == pytest.approx(10.5 * HOUR, abs=30.0)
    assert life_of(found).censored
    assert life_of(found, soft_ends=True).cycles == 6


def test_a_sudden_partial_fall_is_soft_and_may_recover() -> None:
    def bitten(share: np.ndarray) -> np.ndarray:
        return np.where((share > 0.5) & (share < 0.7), 0.015, 0.025)

    (event,) = read([*symmetric(5), signed(-1, bitten), signed(1, flat(0.025))]).events
    assert (event.kind, event.recovers) == (SOFT, True)
    assert event.before == pytest.approx(0.025, rel=0.02)
    assert event.after == pytest.approx(0.015, rel=0.02)
    assert "40 % within 60 s" in event.rule
    steps = [*symmetric(5), signed(-1, falling(0.5, 0.015)), signed(1, flat(0.025))]
    assert not read(steps).events[0].recovers
    # thresholds are options: half of the voltage is not lost
    assert read(steps, ShortRules(soft=0.5)).events == ()


def test_a_plateau_that_falls_and_grows_noisy_is_soft() -> None:
    rng = np.random.default_rng(3)

    def rough(share: np.ndarray) -> np.ndarray:
        return 0.015 + 2e-3 * rng.normal(size=share.size)

    found = read([*symmetric(6), signed(-1, rough), signed(1, flat(0.025)), *symmetric(2)])
    assert [event.kind for event in found.events] == [SOFT]
    assert "times the noise" in found.events[0].rule
    assert found.events[0].recovers
    # the fall alone, from one half-cycle to the next, is not called a short
    assert read([*symmetric(6), signed(-1, flat(0.018)), signed(1, flat(0.025))]).events == ()


def test_a_voltage_below_that_of_the_electrolyte_is_a_short_from_the_first_cycle() -> None:
    steps = symmetric(3, 0.001, 0.001)
    assert read(steps).events == ()
    (event,) = read(steps, ShortRules(series=5.0)).events
    assert event.kind == HARD
    assert life_of(read(steps, ShortRules(series=5.0))).cycles == 1
    assert "5 ohm" in ShortRules(series=5.0).words


def test_a_change_of_current_is_no_short() -> None:
    steps = symmetric(4, 0.1, 0.2, 4e-3) + symmetric(4, 0.005, 0.02, 2e-4) + symmetric(4, 0.1, 0.2)
    assert read(steps).events == ()
    spike = [signed(sign, spiked(0.025, 0.5, 0.0, 0.02)) for sign in (-1, 1)] * 5
    assert read(spike).events == ()


def test_life_takes_what_comes_first() -> None:
    growing = [step for k in range(12) for step in symmetric(1, 0.02 + 0.01 * k, 0.2)]
    found = read(growing)
    assert life_of(found, factor=2.0).cycles < 12
    assert life_of(found, limit=0.095).cycles == 9
    assert "|V| >" in life_of(found, limit=0.095).rule
    assert life_of(found, limit=5.0).text == ">12"
