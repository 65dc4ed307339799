"""The shape of a calibration block; its meaning is tested where studies are at hand."""

from __future__ import annotations

import pytest

from solvus.base.errors import InputError
from solvus.study.calibration_block import Calibration
from solvus.study.json_schema import json_schema
from solvus.study.load import load_text
from solvus.study.registries import Registries
from solvus.study.schema import Study

HEAD = """\
title: One
cell:
  working: {thickness: 50 um}
protocol:
  - Strip at 1 mA/cm2 for 1 mAh/cm2
"""
BLOCK = """\
calibration:
  studies: {ag: ag.yaml}
  parameters:
    loss:
      sets: [cell.working.coulombic_efficiency, cell.working.retention]
      study: this
      start: 98 %
      scale: log
  data:
    - {feature: hysteresis, cycle: 1, value: 25 mV, sigma: 4 mV, repeats: a}
    - {feature: life, study: ag, value: 240, sigma: 5, bound: at least}
    - {feature: hysteresis, file: own.csv, columns: {value: hys}, unit: mV}
  predict:
    - {feature: hysteresis, cycle: [1, 20, 100]}
  fit: {starts: 3, seed: 0, loss: soft_l1}
use: fitted.yaml
"""


def _read(known: Registries, block: str) -> Study:
    return load_text(HEAD + block.replace("use: fitted.yaml\n", ""), known, "one.yaml")


def test_the_block_is_read(known: Registries) -> None:
    block = _read(known, BLOCK).calibration
    assert isinstance(block, Calibration)
    loss = block.parameters["loss"]
    assert loss.sets == ("cell.working.coulombic_efficiency", "cell.working.retention")
    assert (loss.study, loss.start, loss.low, loss.scale) == (("this",), "98 %", None, "log")
    assert [d.bound for d in block.data] == ["reading", "at least", "reading"]
    assert block.data[0].study == "this"
    assert block.predict[0].cycle == (1, 20, 100)
    assert (block.fit.starts, block.fit.seed, block.fit.loss) == (3, 0, "soft_l1")


def test_what_may_be_left_out_is(known: Registries) -> None:
    short = BLOCK[: BLOCK.index("  predict:")].replace("  studies: {ag: ag.yaml}\n", "")
    block = _read(known, short + "  predict:\n  fit:\n").calibration
    assert block is not None
    assert (block.studies, block.predict, block.fit.starts) == ({}, (), 8)
    assert _read(known, "").calibration is None


FAULTS = [
    ("cycle: 1,", "cycle: 0,", "calibration.data[0].cycle"),
    ("cycle: 1,", "cycle: 1.5,", "calibration.data[0].cycle"),
    ("cycle: 1,", "cylce: 1,", 'data[0].cylce: is not a key here. Did you mean "cycle"'),
    ("feature: hysteresis, cycle: 1,", "cycle: 1,", "calibration.data[0].feature: is missing"),
    ("value: 25 mV", "value: [25]", "calibration.data[0].value"),
    ("bound: at least", "bound: above", 'calibration.data[1].bound: "above" is not a known bound'),
    ("[1, 20, 100]", "[1, x]", "calibration.predict[0].cycle"),
    ("scale: log", "scale: lag", 'calibration.parameters.loss.scale: "lag" is not a known scale'),
    ("sets: [cell.working.coulombic_efficiency, cell.working.retention]", "sets: []", "loss.sets"),
    ("starts: 3", "starts: 0", "calibration.fit.starts"),
    ("loss: soft_l1", "loss: huber", 'calibration.fit.loss: "huber" is not a known loss'),
    ("studies: {ag: ag.yaml}", "studies: {this: ag.yaml}", "studies.this: is this study itself"),
    ("studies: {ag: ag.yaml}", "studies: ag.yaml", "calibration.studies"),
    ("studies: {ag: ag.yaml}", "studies: {ag: 3}", "calibration.studies.ag"),
    ("  data:\n", "  daten:\n", 'Did you mean "data"?'),
    ("  parameters:\n    loss:\n", "  parameters: 3\n  old:\n    loss:\n", "parameters"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS, ids=[f[1][:30] for f in FAULTS])
def test_a_wrong_block_is_told_at_its_key(
    known: Registries, old: str, new: str, said: str
) -> None:
    assert old in BLOCK
    with pytest.raises(InputError) as error:
        _read(known, BLOCK.replace(old, new, 1))
    assert said in str(error.value), str(error.value)
    assert "one.yaml:" in str(error.value)


def test_every_fault_of_a_block_is_told_at_once(known: Registries) -> None:
    block = BLOCK.replace("cycle: 1,", "cycle: 0,").replace("scale: log", "scale: lag")
    with pytest.raises(InputError) as error:
        _read(known, block.replace("starts: 3", "starts: 0"))
    assert len(error.value.faults) == 3


def test_editors_know_the_block(known: Registries) -> None:
    schema = json_schema(known)
    block = schema["$defs"]["Calibration"]["properties"]
    assert set(block) == {"studies", "parameters", "data", "predict", "fit"}
    datum = schema["$defs"]["Datum"]["properties"]
    assert datum["bound"]["enum"] == ["reading", "at least", "at most"]
