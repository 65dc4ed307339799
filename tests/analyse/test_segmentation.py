"""Half-cycles found in traces as instruments leave them, and the charge of each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_traces import HOUR, flat, gridded, named, sloped, stepwise, symmetric

from solvus.analyse.segmentation import Halves, Trace, segmented, stretches


def halves_of(record: dict[str, np.ndarray], **options: float) -> Halves:
    return segmented(Trace(**record), **options)  # type: ignore[arg-type]


def test_the_sign_of_the_current_makes_the_halves() -> None:
    found = halves_of(stepwise(symmetric(3)))
    assert found.sign.tolist() == [-1, 1] * 3
    assert found.charge == pytest.approx(3.6, rel=1e-12)
    assert found.active == pytest.approx(HOUR)
    assert not found.gap_error.any()


def test_rests_holds_and_other_rates_of_one_sign_stay_together() -> None:
    steps = [
        (1e-3, HOUR, sloped(3.0, 4.2)), (0.0, HOUR, flat(4.1)), (5e-4, HOUR, flat(4.2)),
        (0.0, HOUR, flat(4.1)), (-1e-3, HOUR, sloped(4.1, 3.0)), (-1e-4, HOUR, flat(3.0)),
    ]  # fmt: skip
    found = halves_of(stepwise(steps))
    assert found.sign.tolist() == [1, -1]
    assert found.charge == pytest.approx([5.4, 3.96], rel=1e-12)
    assert found.active == pytest.approx(2 * HOUR)  # the rest between two steps is none of it


def test_noise_around_zero_is_a_rest() -> None:
    rest = (0.0, 10 * HOUR, flat(0.0))
    steps = [(-1e-3, HOUR, flat(-0.02)), rest, (1e-3, HOUR, flat(0.02)), rest]
    record = stepwise(steps, rows=400)
    still = record["current"] == 0.0
    for size in (2e-7, 5e-6):  # below and above the threshold of a thousandth
        record["current"][still] = np.random.default_rng(1).normal(0.0, size, still.sum())
        found = halves_of(record)
        assert found.sign.tolist() == [-1, 1]
        assert found.charge == pytest.approx(3.6, rel=2e-2)
    assert found.dropped > 10


def test_a_leak_at_rest_is_a_rest_where_it_is_said_to_be() -> None:
    record = stepwise([(1e-3, HOUR, flat(0.02)), (-5e-6, 10 * HOUR, flat(0.0)),
                       (1e-3, HOUR, flat(0.02))])  # fmt: skip
    assert halves_of(record).sign.tolist() == [1, -1, 1]
    assert halves_of(record, rest=1e-5).sign.tolist() == [1]
    mode = np.repeat([1.0, 0.0, 1.0], 200)
    assert segmented(Trace(**record, mode=mode)).sign.tolist() == [1]
    set_current = np.repeat([1e-3, 0.0, 1e-3], 200)
    assert segmented(Trace(**record, set_current=set_current)).sign.tolist() == [1]
    # a set current of 0 in a hold is no rest
    hold = np.repeat([1.0, 2.0, 1.0], 200)
    found = segmented(Trace(**record, set_current=set_current, mode=hold))
    assert found.sign.tolist() == [1, -1, 1]


def test_a_step_of_a_single_row_is_a_half_cycle() -> None:
    record = gridded([(-1e-3, 600.0, flat(-0.02)), (1e-3, 60.0, flat(0.02)),
                      (-1e-3, 600.0, flat(-0.02))], every=60.0, start=30.0)  # fmt: skip
    found = halves_of(record)
    assert found.sign.tolist() == [-1, 1, -1]
    assert found.first[1] == found.last[1]
    assert found.charge[1] == pytest.approx(0.06)
    assert found.charge[2] == pytest.approx(0.57)  # the record ends half a minute before the step


@given(st.floats(1.0, 59.0), st.floats(3000.0, 4000.0))
def test_an_unknown_moment_of_turning_lies_within_its_error(start: float, length: float) -> None:
    """An even distribution over the gap: the truth is never more than sqrt 3 errors away."""
    steps = [(sign * 1e-3, length, flat(sign * 0.02)) for sign in (-1, 1, -1, 1)]
    found = halves_of(gridded(steps, every=60.0, start=start))
    middle = slice(1, 3)
    away = np.abs(found.charge[middle] - 1e-3 * length)
    assert (away <= np.sqrt(6.0) * found.gap_error[middle] + 1e-9).all()
    assert found.gap_error[1] == pytest.approx(1e-3 * 60.0 / np.sqrt(6.0))


@given(st.floats(1.0, 59.0), st.floats(3000.0, 4000.0))
def test_a_charge_counter_knows_when_the_current_turned(start: float, length: float) -> None:
    signs = (-1, 1, -1, 1)
    steps = [(sign * 1e-3, length, flat(sign * 0.02)) for sign in signs]
    record = gridded(steps, every=60.0, start=start)
    edges = np.cumsum([0.0, *(length for _ in signs)])
    counted = np.interp(record["time"], edges, [0.0, -1.0, 0.0, -1.0, 0.0]) * 1e-3 * length
    found = segmented(Trace(**record, charge=counted))
    assert found.counted.all()
    assert found.charge[1:3] == pytest.approx(1e-3 * length, rel=1e-9)
    assert not found.gap_error[1:3].any()


def test_a_counter_that_contradicts_the_current_is_not_used() -> None:
    record = stepwise(symmetric(2))
    net = np.concatenate(([0.0], np.cumsum(record["current"][1:] * np.diff(record["time"]))))
    wrong = segmented(Trace(**record, charge=1e-3 * net))
    assert wrong.disagrees.all()
    assert wrong.charge == pytest.approx(3.6, rel=1e-9)
    right = segmented(Trace(**record, charge=net))
    assert not right.disagrees.any()
    assert right.charge == pytest.approx(3.6, rel=1e-3)


def test_a_spectrum_within_a_half_cycle_passes_nothing() -> None:
    one, other = stepwise([(1e-3, HOUR, flat(0.02))]), stepwise([(1e-3, HOUR, flat(0.02))])
    pause = 1800.0
    record = {name: np.concatenate((one[name], other[name] + (HOUR + pause) * (name == "time")))
              for name in one}  # fmt: skip
    plain = segmented(Trace(**record))
    assert plain.charge == pytest.approx(9.0)
    told = segmented(Trace(**record, spectra=np.array([HOUR + 900.0])))
    assert told.charge == pytest.approx(7.2)
    assert told.interrupted.all()
    # between a rest and a current it passes nothing either
    rested = named(*(np.concatenate(([value], column)) for value, column in
                     zip((-pause, 0.0, 0.0), one.values(), strict=True)))  # fmt: skip
    found = segmented(Trace(**rested, spectra=np.array([-900.0])))
    assert found.charge == pytest.approx(3.6)


def test_half_cycles_that_were_not_kept_part_what_is_of_one_sign() -> None:
    sign = np.array([1.0, 1.0, 0.0, 1.0, -1.0])
    assert stretches(sign) == [(0, 3), (4, 4)]
    assert stretches(sign, np.array([3])) == [(0, 1), (3, 3), (4, 4)]
    assert stretches(np.zeros(3)) == []


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=2, max_size=60))
def test_whatever_the_signs_no_charge_is_lost_or_counted_twice(signs: list[float]) -> None:
    """Between rows that carry a current the halves together pass the integral of |I|."""
    current = np.repeat(signs, 4) * 1e-3
    time = np.arange(current.size) * 10.0
    found = segmented(Trace(time, current, np.zeros(current.size)), blip=0.0)
    assert (np.diff(found.sign) != 0.0).all()
    held = 0.5 * (np.abs(current[1:]) + np.abs(current[:-1])) * 10.0
    assert found.charge.sum() == pytest.approx(held.sum())
