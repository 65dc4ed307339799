"""Loops are counted and balanced without unrolling; unrolling is the judge."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.model.protocol import (
    Loop,
    Step,
    count_steps,
    expand,
    net_charge_extremes,
    written_steps,
)

CAPACITY = 100.0


def strip(charge: float = math.inf, until_exhausted: bool = False) -> Step:
    return Step("strip", current=2.0, charge=charge, until_exhausted=until_exhausted)


def plate(charge: float) -> Step:
    return Step("plate", current=2.0, charge=charge)


def step_charges(protocol: Sequence[Step | Loop]) -> list[float]:
    """The net charge after each step, by doing them one after the other."""
    now, seen = 0.0, []
    for step in expand(protocol, CAPACITY):
        now += step.sign * step.largest_charge if step.kind != "rest" else 0.0
        if step.until_exhausted:
            now = min(now, CAPACITY)
        seen.append(now)
    return seen


whole = st.integers(1, 60).map(float)
steps = st.one_of(
    whole.map(plate),
    whole.map(strip),
    whole.map(lambda charge: strip(charge, until_exhausted=True)),
    st.just(strip(until_exhausted=True)),
    st.just(Step("rest", duration=10.0)),
    st.integers(1, 60).map(lambda s: Step("plate", c_rate=3600.0 / CAPACITY, duration=float(s))),
)
entries = st.recursive(
    steps,
    lambda inner: st.builds(
        Loop, st.integers(1, 4), st.lists(inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=6,
)
protocols = st.lists(entries, min_size=1, max_size=4).map(tuple)


@given(protocols)
@settings(max_examples=300, deadline=None)
def test_count_and_extremes_agree_with_unrolling(protocol: tuple[Step | Loop, ...]) -> None:
    charges = step_charges(protocol)
    extremes = net_charge_extremes(protocol, CAPACITY)
    assert count_steps(protocol) == len(charges)
    assert extremes.stripped.charge == max(0.0, *charges, 0.0)
    assert extremes.plated.charge == min(0.0, *charges, 0.0)
    assert extremes.end == charges[-1]


@given(protocols)
@settings(max_examples=50, deadline=None)
def test_the_place_of_an_extreme_is_a_written_step(protocol: tuple[Step | Loop, ...]) -> None:
    places = dict(written_steps(protocol))
    for extreme in net_charge_extremes(protocol, CAPACITY)[:2]:
        assert extreme.at == () if extreme.charge == 0.0 else extreme.at in places


def test_a_million_cycles_cost_nothing() -> None:
    cycle = Loop(1000, (strip(5.0), Loop(1000, (plate(3.0), strip(2.0)))))
    protocol = (Loop(1000, (cycle,)),)
    assert count_steps(protocol) == 1000 * 1000 * (1 + 2 * 1000)
    extremes = net_charge_extremes(protocol, CAPACITY)
    assert extremes.end == 1e6 * (5.0 - 1000.0)
    assert extremes.stripped == (5.0, (0, "steps", 0, "steps", 0))


def test_stripping_is_positive_and_plating_negative() -> None:
    currents = [step.signed_current for step in (strip(1.0), plate(1.0), Step("rest"))]
    assert currents == [2.0, -2.0, 0.0]


def test_a_c_rate_counts_in_the_capacity() -> None:
    [step] = expand((Step("strip", current=math.nan, c_rate=0.2, duration=7200.0),), 36000.0)
    assert step.current == pytest.approx(2.0)  # 0.2/h of 10 A.h/m2
    assert step.largest_charge == pytest.approx(0.4 * 36000.0)


def test_a_c_rate_on_a_foil_without_lithium_is_refused() -> None:
    step = Step("strip", current=math.nan, c_rate=0.2, duration=1.0, text="Strip at 0.2C for 1 s")
    with pytest.raises(ValueError, match="no lithium"):
        next(expand((step,), 0.0))


def test_a_step_ends_at_whichever_comes_first() -> None:
    by_time = Step("strip", current=2.0, duration=3.0, charge=100.0)
    by_charge = Step("strip", current=2.0, duration=300.0, charge=100.0)
    assert (by_time.longest, by_time.largest_charge) == (3.0, 6.0)
    assert (by_charge.longest, by_charge.largest_charge) == (50.0, 100.0)
