"""The grammar of a step: what it means, and what each slip is told."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.study.protocol_text import parse_step

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("text", "kind", "current", "c_rate", "duration", "charge", "volts", "exhausted"),
    [
        ("Strip at 1 mA/cm2 for 5 mAh/cm2", "strip", 10, NAN, INF, 1.8e5, NAN, False),
        ("Plate at 1 mA/cm2 for 1 h or until -0.5 V", "plate", 10, NAN, 3600, INF, -0.5, False),
        ("Rest for 72 h", "rest", 0, NAN, 259200, INF, NAN, False),
        ("Strip at 0.2C for 2 h", "strip", NAN, 0.2, 7200, INF, NAN, False),
        ("Strip at C/5 for 1 h", "strip", NAN, 0.2, 3600, INF, NAN, False),
        ("Strip at 1 mA/cm2 until exhausted", "strip", 10, NAN, INF, INF, NAN, True),
        (
            "Strip at 1 mA/cm2 for 20 h or until 0.5 V or until exhausted",
            *("strip", 10, NAN, 72000, INF, 0.5, True),
        ),
        ("  sTRIP   AT 1mA/cm^2  FOR 30min ", "strip", 10, NAN, 1800, INF, NAN, False),
        ("plate at 100 A/m2 for 2 C/cm2", "plate", 100, NAN, INF, 2e4, NAN, False),
        ("Strip until EXHAUSTED at 2 mA/cm2", "strip", 20, NAN, INF, INF, NAN, True),
        ("Plate at c/10 for 1 mA.h/cm2", "plate", NAN, 0.1, INF, 36000, NAN, False),
        ("Strip at 1 A/cm2 for 1 s or for 1 mAh/cm2", "strip", 1e4, NAN, 1, 36000, NAN, False),
    ],
)
def test_what_a_step_means(
    text: str,
    kind: str,
    current: float,
    c_rate: float,
    duration: float,
    charge: float,
    volts: float,
    exhausted: bool,
) -> None:
    step = parse_step(text)
    assert step.kind == kind
    assert step.until_exhausted is exhausted
    assert [step.current, step.c_rate, step.duration, step.charge, step.voltage_limit] == (
        pytest.approx([current, c_rate, duration, charge, volts], nan_ok=True)
    )
    assert step.text == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty step"),
        ("Stripp at 1 mA/cm2 for 1 h", 'Did you mean "Strip"'),
        ("Plat at 1 mA/cm2 for 1 h", 'Did you mean "Plate"'),
        ("Wait for 1 h", '"Rest"'),
        ("at 1 mA/cm2 for 1 h", "has no verb"),
        ("Strip 1 mA/cm2 for 1 h", 'where "at" is due'),
        ("Strip for 1 h", "has no current"),
        ("Strip at 5 mA for 1 h", "divide it by the electrode area"),
        ("Strip at 1 mA/cm2 for 5 mAh", "divide it by the electrode area"),
        ("Strip at 1 for 1 h", 'has no unit; write e.g. "1 mA/cm2"'),
        ("Strip at 1 mA/cm2 for 5", "has no unit"),
        ("Rest for 72", 'has no unit; write e.g. "72 h"'),
        ("Strip at 1 mA/cm for 1 h", "current density is due"),
        ("Strip at 1 maA/cm2 for 1 h", "unknown unit"),
        ("Strip at -1 mA/cm2 for 1 h", "the verb gives the direction"),
        ("Strip at 0 mA/cm2 for 1 h", "is zero"),
        ("Strip at 2 A/cm2 for 1 h", "1 nA/cm2 to 1 A/cm2"),
        ("Strip at 1 pA/cm2 for 1 h", "1 nA/cm2 to 1 A/cm2"),
        ("Strip at 5000C for 1 h", "C-rate"),
        ("Strip at -0.2C for 1 h", "not a positive C-rate"),
        ("Strip at nan mA/cm2 for 1 h", "not a finite number"),
        ("Strip at 1e999 mA/cm2 for 1 h", "too large"),
        ("Strip at 1 mA/cm2 for 0 h", "time"),
        ("Strip at 1 mA/cm2 for -2 h", "is negative; write a positive time"),
        ("Strip at 1 mA/cm2 for 1e9 h", "100000 h"),
        ("Strip at 1 mA/cm2 for 3000 mAh/cm2", "2 Ah/cm2"),
        ("Strip at 2 nA/cm2 for 5 mAh/cm2", "the longest step is 100000 h"),
        ("Strip at 1 mA/cm2", 'has no end; write e.g. "for 1 h"'),
        ("Plate at 1 mA/cm2 until -0.5 V", "may never end"),
        ("Strip at 1 mA/cm2 until 0.5 V", "until exhausted"),
        ("Strip at 1 mA/cm2 for 1 h or until -0.5 V", "above zero"),
        ("Plate at 1 mA/cm2 for 1 h or until 0.5 V", 'write "until -0.5 V"'),
        ("Plate at 1 mA/cm2 for 1 h or until 0 V", "below zero"),
        ("Strip at 1 mA/cm2 for 1 h or until 50 V", "10 V"),
        ("Strip at 1 mA/cm2 for 1 h or until 0.5", "has no unit"),
        ("Plate at 1 mA/cm2 until exhausted", "only a strip"),
        ("Strip at 1 mA/cm2 until exausted", 'Did you mean "exhausted"'),
        ("Strip at 1 mA/cm2 until done", "is not an end"),
        ("Strip at 1 mA/cm2 for 1 h until 0.5 V", 'put "or" between'),
        ("Strip at 1 mA/cm2 for 1 h or", 'ends with "or"'),
        ("Strip at 1 mA/cm2 or for 1 h", "without an end before it"),
        ("Strip at 1 mA/cm2 for 1 h or 0.5 V", 'after "or" came'),
        ("Strip at 1 mA/cm2 for 1 h or for 2 h", "two ends of the same sort"),
        ("Strip at 1 mA/cm2 at 2 mA/cm2 for 1 h", "two currents"),
        ("Strip at for 1 h", 'nothing after "at"'),
        ("Strip at 1 mA/cm2 fro 1 h", 'Did you mean "for"'),
        ("Strip at 1 mA/cm2 for 1 mA/cm2", 'a current stands after "at"'),
        ("Strip at 1 h for 1 h", "current density is due"),
        ("Rest", "a rest needs one time"),
        ("Rest 1 h", 'where "for" is due'),
        ("Rest at 1 mA/cm2 for 1 h", "a rest has no current"),
        ("Rest until 0.5 V", "a rest needs one time"),
        ("Rest for 5 mAh/cm2", "a time is due"),
        ("Rest for 1 h or for 2 h", "a rest needs one time"),
    ],
)
def test_what_a_slip_is_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parse_step(text)


WORDS = (
    *("Strip", "Plate", "Rest", "strip", "at", "for", "until", "or", "exhausted"),
    *("1", "-2", "0.5", "1e5", "10", "nan", "for,", "²", "/", ".", "%"),
    *("mA/cm2", "mAh/cm2", "mA", "h", "s", "V", "mV", "C", "C/5", "0.2C", "µA", "ohm"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=40))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_step_that_ends_or_a_sentence(text: str) -> None:
    step, told = None, ""
    try:
        step = parse_step(text)
    except ValueError as error:
        told = str(error)
    if step is None:
        assert len(told) > 10
    else:
        assert step.until_exhausted or math.isfinite(min(step.duration, step.charge))
        assert not step.current < 0.0
