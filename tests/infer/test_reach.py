"""Cycles counted from the protocol are those that a run counts."""

from __future__ import annotations

import math
import re

import pytest

from solvus.infer.reach import no_efficiency, reach
from solvus.model.protocol import Loop, Step
from solvus.study.protocol_list import read_protocol
from solvus.study.run import run_study
from solvus.study.variant import changed

HALF = """\
title: t
cell:
  kind: half
  working: {solute: Cu, content: 100 wt%, thickness: 10 um}
  counter: {thickness: 100 um}
run: {cells: 10, curves: none}
protocol: []
"""
STUDY = """\
title: t
cell:
  working: {thickness: 50 um}
run: {cells: 10, curves: none}
protocol: []
"""
PROTOCOLS = [
    ["Strip at 1 mA/cm2 for 1 h"],
    ["Rest for 1 h", "Plate at 1 mA/cm2 for 1 h", "Strip at 1 mA/cm2 for 1 h"],
    [{"repeat": 7, "steps": ["Strip at 1 mA/cm2 for 1 h", "Plate at 1 mA/cm2 for 1 h"]}],
    [
        "Plate at 1 mA/cm2 for 0.5 h",
        {"repeat": 4, "steps": ["Strip at 1 mA/cm2 for 1 h", "Rest for 1 h",
                                "Plate at 1 mA/cm2 for 1 h"]},
        "Strip at 1 mA/cm2 for 0.5 h",
    ],
    [
        {"repeat": 3, "steps": [
            {"repeat": 2, "steps": ["Strip at 1 mA/cm2 for 0.2 h"]},
            {"repeat": 2, "steps": ["Plate at 1 mA/cm2 for 0.1 h", "Strip at 1 mA/cm2 for 0.1 h"]},
            "Plate at 1 mA/cm2 for 0.2 h",
        ]},
    ],
]  # fmt: skip


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=range(len(PROTOCOLS)))
def test_the_last_cycle_is_that_of_the_run(protocol: list[object]) -> None:
    study = changed(STUDY, {"protocol": protocol})
    found = reach(study.protocol)
    run = run_study(study).run
    assert run.complete
    assert found.steps == len(run.half_cycles)
    assert found.cycles == run.half_cycles[-1].cycle


def test_a_million_cycles_are_counted_at_once() -> None:
    body = (Step("strip", 10.0, duration=1.0), Step("plate", 10.0, duration=1.0))
    assert reach((Loop(10**6, body),)) == (2e6, 1e6)
    assert reach((Loop(1000, (Loop(1000, body),)),)).cycles == 1e6


def test_the_cycles_of_a_sweep_are_not_known() -> None:
    protocol, slips = read_protocol(["Sweep from 0 V to 0.1 V at 0.1 mV/s"])
    assert not slips
    assert reach(protocol) == (1.0, math.inf)


PLATE, STRIP = "Plate at 1 mA/cm2 for 1 h", "Strip at 1 mA/cm2 for 1 h"


@pytest.mark.parametrize(
    ("protocol", "conditioning", "said"),
    [
        ([PLATE, STRIP, PLATE, PLATE, {"repeat": 1000, "steps": [STRIP, PLATE]}, STRIP], 1000, ""),
        ([PLATE, STRIP, PLATE, {"repeat": 10, "steps": [STRIP, PLATE]}, STRIP], 11,
         "the protocol plates 12 times, and the reservoir .* write conditioning: 10 or less"),
        ([PLATE, STRIP], 0, "the protocol plates 1 time, .* make it longer"),
        ([PLATE, STRIP, PLATE], 0, "begins with a plating and ends with a strip"),
        ([f"{STRIP} or until exhausted", PLATE, STRIP, PLATE, STRIP], 0, "begins with a plating"),
        (["Rest for 1 h"], 0, "begins with a plating"),
    ],
)  # fmt: skip
def test_conditioning_leaves_a_reservoir_a_short_cycle_and_the_final_strip(
    protocol: list[object], conditioning: int, said: str
) -> None:
    text = no_efficiency(changed(HALF, {"protocol": protocol}), conditioning)
    assert re.search(said, text) if said else text == "", text


def test_an_efficiency_takes_a_half_cell() -> None:
    study = changed(STUDY, {"protocol": [PLATE, STRIP, PLATE, STRIP]})
    assert "half cell; this one is kind: symmetric" in no_efficiency(study, 0)
