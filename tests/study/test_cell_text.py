"""Charge, discharge and hold in words, as this house and as PyBaMM writes them."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvus.model.protocol import OF_A_FULL_CELL, Step
from solvus.study.protocol_text import parse_step

INF, NAN = math.inf, math.nan
MILLIAMPERE = 1e-3
HOUR = 3600.0


def same(step: Step, **due: float | str) -> None:
    """The step has these values, and for the rest what a step has by default."""
    wanted = {"current": 0.0 if due["kind"] in ("hold", "rest") else NAN, **due}
    for name in ("current", "c_rate", "amperes", "duration", "charge", "voltage_limit"):
        value = wanted.get(name, INF if name in ("duration", "charge") else NAN)
        assert getattr(step, name) == pytest.approx(value, nan_ok=True), name
    for name in ("cut_current", "cut_c_rate", "cut_amperes"):
        assert getattr(step, name) == pytest.approx(wanted.get(name, NAN), nan_ok=True), name
    assert step.kind == due["kind"]
    assert not step.until_exhausted


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Charge at C/10 until 4.3 V", {"kind": "charge", "c_rate": 0.1, "voltage_limit": 4.3}),
        (
            "Discharge at 1 mA/cm2 for 10 h or until 2.8 V",
            {"kind": "discharge", "current": 10.0, "duration": 10 * HOUR, "voltage_limit": 2.8},
        ),
        (
            "Charge at 0.5 mA/cm2 for 2 mAh/cm2 or until 4300 mV",
            {"kind": "charge", "current": 5.0, "charge": 72000.0, "voltage_limit": 4.3},
        ),
        (
            "charge until 4.3 V at 2C",
            {"kind": "charge", "c_rate": 2.0, "voltage_limit": 4.3},
        ),
        ("Charge at C/3 for 1 h", {"kind": "charge", "c_rate": 1 / 3, "duration": HOUR}),
        (
            "Hold at 4.3 V until C/20",
            {"kind": "hold", "voltage_limit": 4.3, "cut_c_rate": 0.05},
        ),
        ("Hold at 4.3 V for 1 h", {"kind": "hold", "voltage_limit": 4.3, "duration": HOUR}),
        (
            "Hold at 4.3 V until 0.1 mA/cm2 or for 2 h",
            {"kind": "hold", "voltage_limit": 4.3, "cut_current": 1.0, "duration": 2 * HOUR},
        ),
    ],
)
def test_what_a_step_means(text: str, due: dict[str, float | str]) -> None:
    step = parse_step(text)
    same(step, **due)
    assert step.text == text
    assert step.sign == {"charge": -1, "discharge": 1, "hold": 0}[step.kind]


# The sentences that PyBaMM gives as examples of its own, and what they say there.
OF_PYBAMM = [
    (
        "Discharge at 1C for 0.5 hours",
        {"kind": "discharge", "c_rate": 1.0, "duration": 0.5 * HOUR},
    ),
    ("Discharge at C/20 for 0.5 hours", {"kind": "discharge", "c_rate": 0.05, "duration": 1800.0}),
    ("Charge at 0.5 C for 45 minutes", {"kind": "charge", "c_rate": 0.5, "duration": 2700.0}),
    ("Discharge at 1 A for 0.5 hours", {"kind": "discharge", "amperes": 1.0, "duration": 1800.0}),
    ("Charge at 200 mA for 45 minutes", {"kind": "charge", "amperes": 0.2, "duration": 2700.0}),
    ("Rest for 10 minutes", {"kind": "rest", "duration": 600.0}),
    ("Rest for 1 hour", {"kind": "rest", "duration": HOUR}),
    ("Hold at 1V for 20 seconds", {"kind": "hold", "voltage_limit": 1.0, "duration": 20.0}),
    ("Charge at 1 C until 4.1V", {"kind": "charge", "c_rate": 1.0, "voltage_limit": 4.1}),
    ("Charge at 1 A until 4.1 V", {"kind": "charge", "amperes": 1.0, "voltage_limit": 4.1}),
    (
        "Hold at 4.1 V until 50mA",
        {"kind": "hold", "voltage_limit": 4.1, "cut_amperes": 50 * MILLIAMPERE},
    ),
    ("Hold at 3V until C/50", {"kind": "hold", "voltage_limit": 3.0, "cut_c_rate": 0.02}),
    (
        "Discharge at C/3 for 2 hours or until 2.5 V",
        {"kind": "discharge", "c_rate": 1 / 3, "duration": 7200.0, "voltage_limit": 2.5},
    ),
    (
        "Discharge at 0.5C until 2.8 V (5 minute period)",
        {"kind": "discharge", "c_rate": 0.5, "voltage_limit": 2.8},
    ),
    (
        "Discharge at 1C for 30 m or until <2.8V (10 sec period)",
        {"kind": "discharge", "c_rate": 1.0, "duration": 1800.0, "voltage_limit": 2.8},
    ),
    ("Charge at 1C until > 4.2 V", {"kind": "charge", "c_rate": 1.0, "voltage_limit": 4.2}),
    (
        "Hold at 4.2V until C/100 (1 hr period)",
        {"kind": "hold", "voltage_limit": 4.2, "cut_c_rate": 0.01},
    ),
]


@pytest.mark.parametrize(("text", "due"), OF_PYBAMM)
def test_what_a_sentence_of_pybamm_means(text: str, due: dict[str, float | str]) -> None:
    same(parse_step(text), **due)


@pytest.mark.parametrize(("text", "due"), OF_PYBAMM)
def test_pybamm_reads_the_same_in_it(text: str, due: dict[str, float | str]) -> None:
    pybamm = pytest.importorskip("pybamm", reason="PyBaMM is not installed; make bench has it")
    theirs = pybamm.step.string(text)
    unit = {"charge": -1.0, "discharge": 1.0, "hold": 1.0, "rest": 0.0}[str(due["kind"])]
    size = next((due[key] for key in ("c_rate", "amperes") if key in due), due.get("voltage_limit"))
    assert theirs.value == pytest.approx(unit * float(size or 0.0))
    if "duration" in due:
        assert theirs.duration == pytest.approx(due["duration"])
    ends = [end.value for end in theirs.termination]
    cut = next((due[key] for key in ("cut_c_rate", "cut_amperes") if key in due), None)
    limit = due.get("voltage_limit") if due["kind"] != "hold" else cut
    assert ends == ([] if limit is None else [pytest.approx(limit)])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Discharge at 1W for 0.5 hours", "constant power is not modelled"),
        ("Charge at 200mW for 45 minutes", "constant power is not modelled"),
        ("Discharge at 3 Ohm for 1 h", "constant resistance is not modelled"),
        ("Charge at 4.2 V until C/20", 'write e.g. "Charge at C/5 until 4.2 V"'),
        ("Charge until 4.3 V", 'has no current; write e.g. "Charge at C/5 until 4.3 V"'),
        ("Discharge at C/5", 'has no end; write e.g. "until 2.8 V"'),
        ("Charge at C/5 until C/20", '"Hold at 4.3 V until C/20" as the next step'),
        ("Charge at C/5 until 50 mA", '"Hold at 4.3 V until 50 mA" as the next step'),
        ("Charge at C/5 until -4.3 V", "the voltage of a full cell is positive"),
        ("Charge at C/5 until 0 V", "the voltage of a full cell is positive"),
        ("Charge at C/5 until 43 V", "beyond 10 V"),
        ("Charge at C/5 until 4.3", 'has no unit; write e.g. "4.3 V"'),
        ("Charge at C/5 until exhausted", 'is not an end of a charge; write e.g. "until 4.3 V"'),
        ("Discharge at C/5 until >2.8 V", "the voltage falls on a discharge"),
        ("Charge at C/5 until 4.2 V or until 4.3 V", "two ends of the same sort"),
        ("Charge at C/5 for 1 h until 4.2 V", 'put "or" between'),
        ("Charge at 2 nA/cm2 for 5 mAh/cm2", "the longest step is 100000 h"),
        ("Charge at 2000 A until 4.3 V", "1 nA to 1000 A"),
        ("Charge at -1 A until 4.3 V", "the verb gives the direction"),
        ("Charge at 5000C until 4.3 V", "0.0001C to 1000C"),
        ("Charge at 1 kg until 4.3 V", "a current density is due"),
        ("Charge 1 A until 4.3 V", 'where "at" is due'),
        ("Charge at 1 A for 2 Ah", "divide it by the electrode area"),
        ("Hold until C/20", 'has no voltage; write e.g. "Hold at 4.3 V until C/20"'),
        ("Hold at 4.3 V", 'has no end; write e.g. "until C/20" or "for 1 h"'),
        ("Hold at C/20 until 4.3 V", "a hold is at a voltage"),
        ("Hold at 4.3 V until 4.2 V", "a hold ends at a current or after a time"),
        ("Hold at 4.3 V until exhausted", "a hold ends at a current or after a time"),
        ("Hold at 4.3 V for 5 mAh/cm2", "a time is due"),
        ("Hold at 4.3 V until C/20 or until 50 mA", "two ends of the same sort"),
        ("Hold at 4.3 V for 1 h or for 2 h", "two ends of the same sort"),
        ("Hold at -1 V for 1 h", "the voltage of a full cell is positive"),
        ("Hold at 4.3 V until 0 mA", "is zero"),
        ("Holding at 4.3 V for 1 h", 'Did you mean "Hold"'),
        ("Discharge at 0.5C until 2.8 V (often period)", "is not a time"),
        ("Run US06 (A)", "a step begins with Strip"),
    ],
)
def test_what_a_slip_is_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parse_step(text)


WORDS = (
    *("Charge", "Discharge", "Hold", "Rest", "at", "for", "until", "or", "exhausted"),
    *("1", "-2", "4.3", "<", ">", "1e5", "nan", "/", ".", "%", "(1 min period)", "m"),
    *("mA/cm2", "mAh/cm2", "mA", "h", "s", "V", "mV", "C", "C/5", "0.2C", "W", "Ohm"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join).map("Charge at C/5 {}".format))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_step_that_ends_or_a_sentence(text: str) -> None:
    step, told = None, ""
    try:
        step = parse_step(text)
    except ValueError as error:
        told = str(error)
    if step is None:
        assert len(told) > 10
    else:
        assert step.kind in OF_A_FULL_CELL
        assert math.isfinite(min(step.duration, step.charge)) or step.voltage_limit > 0.0
