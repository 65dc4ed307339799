"""A sweep in words: what it means, and what each slip is told."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.model.protocol import count_steps, net_charge_extremes
from solvus.study.protocol_text import parse_step
from solvus.study.sweep_text import is_sweep, parse_sweep


@pytest.mark.parametrize(
    ("text", "start", "end", "rate", "duration"),
    [
        ("Sweep from 0 V to 100 mV at 0.1 mV/s", 0.0, 0.1, 1e-4, 1000.0),
        ("Sweep from 0.1 V to -0.1 V at 0.1 mV/s", 0.1, -0.1, 1e-4, 2000.0),
        ("  sWEEP  FROM -50 mV TO 0 V AT 1 V/h ", -0.05, 0.0, 1 / 3600, 180.0),
        ("Sweep from -5 V to 5 V at 1 V/s", -5.0, 5.0, 1.0, 10.0),
    ],
)
def test_what_a_sweep_means(
    text: str, start: float, end: float, rate: float, duration: float
) -> None:
    step = parse_step(text)
    assert step.kind == "sweep"
    assert [step.v_from, step.v_to, step.rate] == pytest.approx([start, end, rate])
    assert step.duration == step.longest == pytest.approx(duration)
    assert step.text == text
    # its current is not given: no sign, no charge before it is run, no voltage limit, no C-rate
    assert (step.sign, step.current, step.largest_charge) == (0, 0.0, 0.0)
    assert math.isnan(step.voltage_limit)
    assert step.resolved(0.0) == step
    assert count_steps((step,)) == 1
    assert net_charge_extremes((step,), 100.0).end == 0.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sweep", 'write e.g. "Sweep from 0 V to 100 mV at 0.1 mV/s"'),
        ("Sweep from 0 V", "needs a start, an end and a rate"),
        ("Sweep from 0 V to 0.1 V", "needs a start, an end and a rate"),
        ("Sweep at 1 mV/s from 0 V to 0.1 V", "needs a start, an end and a rate"),
        ("Sweep from 0 to 0.1 V at 1 mV/s", '"0" is not a voltage'),
        ("Sweep from 0 V to 1 mA/cm2 at 1 mV/s", '"1 mA/cm2" is not a voltage'),
        ("Sweep from nan V to 0.1 V at 1 mV/s", '"nan V" is not a voltage'),
        ("Sweep from 0 V to 7 V at 1 mV/s", "7 V is beyond 5 V"),
        ("Sweep from 0 V to 0.1 V at 1 mV", '"1 mV" is not a rate'),
        ("Sweep from 0 V to 0.1 V at 0.1", '"0.1" is not a rate'),
        ("Sweep from 0 V to 0.1 V at -0.1 mV/s", "the voltages give the direction"),
        ("Sweep from 0 V to 0.1 V at 0 mV/s", "out of range"),
        ("Sweep from 0 V to 0.1 V at 2 V/s", "0.001 mV/s to 1 V/s"),
        ("Sweep from 0 V to 0 V at 1 mV/s", "begins where it ends"),
        ("Sweep from 0 V to 0.1 V at 1 mV/s or until 1 V", "is not a rate"),
        ("Swep from 0 V to 0.1 V at 1 mV/s", 'Did you mean "Sweep"'),
    ],
)
def test_what_a_slip_is_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parse_step(text)


WORDS = ("sweep", "from", "to", "at", "0", "-1", "V", "mV", "0.1 V", "2 mV", "1 mV/s", "nan V/s")


@given(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_words_are_a_sweep_that_ends_or_a_sentence(text: str) -> None:
    text = f"Sweep {text}"
    assert is_sweep(text)
    step, told = None, ""
    try:
        step = parse_sweep(text)
    except ValueError as error:
        told = str(error)
    if step is None:
        assert len(told) > 10
    else:
        assert 0.0 < step.duration < math.inf


def test_other_steps_are_no_sweeps() -> None:
    assert not is_sweep("Rest for 1 h")
    assert not is_sweep("")
    assert not is_sweep("   ")
