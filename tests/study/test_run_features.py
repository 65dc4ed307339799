"""Features of a run: each against what the run holds, and sentences where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.base.units import from_si, parse
from solvus.study.features import FEATURES, NotReached, charges
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.run import StudyRun, run_study

ALLOY = """\
title: Alloy
cell:
  working: {solute: Ag, content: 10 wt%, thickness: 50 um, coulombic_efficiency: 95 %}
protocol:
  - repeat: 3
    steps: [Strip at 1 mA/cm2 for 3 mAh/cm2, Plate at 1 mA/cm2 for 2 mAh/cm2, Rest for 1 h]
instruments: {aes: {law: literal}, epma: }
run: {cells: 30}
"""
COPPER = """\
title: Copper
cell:
  kind: half
  working: {solute: Cu, content: 100 wt%, thickness: 10 um, coulombic_efficiency: 96 %}
  counter: {thickness: 100 um}
protocol:
  - Plate at 1 mA/cm2 for 2 mAh/cm2
  - Strip at 1 mA/cm2 for 5 h or until exhausted
  - Plate at 1 mA/cm2 for 1 h
  - Plate at 1 mA/cm2 for 2 h
  - repeat: 2
    steps: [Strip at 1 mA/cm2 for 1 h, Rest for 1 h, Plate at 1 mA/cm2 for 1 h]
  - Strip at 1 mA/cm2 for 5 h or until exhausted
run: {cells: 20, curves: none}
"""
FOIL = """\
title: A foil
cell: {kind: foil, working: {solute: Ag, content: 10 wt%, thickness: 50 um}}
protocol: [Strip at 1 mA/cm2 for 1 h]
run: {cells: 20}
"""


def ran(text: str) -> StudyRun:
    return run_study(load_text(text, registries()))


@pytest.fixture(scope="module")
def alloy() -> StudyRun:
    return ran(ALLOY)


@pytest.fixture(scope="module")
def copper() -> StudyRun:
    return ran(COPPER)


def read(done: StudyRun, name: str, place: int = 0) -> float:
    return FEATURES[name].read(done, place)


def test_features_of_cycles(alloy: StudyRun) -> None:
    strip, plate = alloy.run.half_cycles[3:5]
    assert read(alloy, "hysteresis", 2) == pytest.approx(0.5 * (strip.plateau + plate.plateau))
    assert strip.layers is not None
    assert plate.layers is not None
    assert read(alloy, "layer_thickness", 2) == plate.layers[0].thickness > 0.0
    # 5 % of two platings of 2 mAh/cm2, and what goes with the skin
    assert read(alloy, "lost_charge", 2) == plate.layers[0].lost > 0.2 * 36e3
    assert read(alloy, "foil_left", 2) == plate.working.thickness < 50e-6


def test_features_of_steps(alloy: StudyRun) -> None:
    """Counted from 1, rests too."""
    plate = alloy.run.half_cycles[1]
    assert read(alloy, "tip", 2) == plate.tip
    assert read(alloy, "end_voltage", 2) == plate.end
    assert read(alloy, "capacity", 2) == pytest.approx(2.0 * 36e3)
    assert read(alloy, "capacity", 3) == 0.0
    assert read(alloy, "skin_solute", 1) == alloy.run.half_cycles[0].working.skin_solute > 0.0
    # read literally, a surface covered by Li11Ag2 reads 2/13
    assert read(alloy, "aes", 1) == pytest.approx(2 / 13, rel=1e-3)
    assert read(alloy, "epma", 1) > read(alloy, "skin_solute", 1)
    assert 1e-9 < read(alloy, "skin_thickness", 1) < 1e-6


def test_the_life_is_a_bound_where_nothing_ended_it(alloy: StudyRun) -> None:
    assert read(alloy, "life") == 3.0
    assert alloy.run.life.censored
    dead = ran(ALLOY.replace("thickness: 50 um", "thickness: 25 um"))
    assert read(dead, "life") == dead.run.events[0].cycle == 3.0
    assert dead.run.events[0].name == "inventory"


def test_the_average_efficiency_of_a_half_cell(copper: StudyRun) -> None:
    """Platings that several steps carry out count as one, rests for nothing."""
    plated, stripped = charges(copper)
    assert plated == pytest.approx([2 * 36e3, 3 * 36e3, 36e3, 36e3])
    assert len(stripped) == 4
    assert read(copper, "efficiency", 1) == pytest.approx(0.96, abs=1e-9)
    assert read(copper, "efficiency", 0) == pytest.approx(0.96, abs=1e-9)
    with pytest.raises(NotReached, match="no average-efficiency protocol"):
        read(copper, "efficiency", 5)


def test_an_efficiency_above_one_is_none() -> None:
    """What conditioning leaves on the substrate is stripped at the end, with the reservoir."""
    left = COPPER.replace("Strip at 1 mA/cm2 for 5 h or", "Strip at 1 mA/cm2 for 1 h or", 1)
    assert left != COPPER
    done = ran(left.replace("efficiency: 96 %", "efficiency: 100 %"))
    assert read(done, "efficiency", 0) == pytest.approx(1.0)
    assert read(done, "efficiency", 0) <= 1.0
    with pytest.raises(NotReached, match=r"more is stripped than was plated \(120 %\)"):
        read(done, "efficiency", 1)


@pytest.mark.parametrize(
    ("name", "place", "told"),
    [
        ("hysteresis", 4, "cycle 4 was not reached"),
        ("tip", 10, "step 10 was not reached"),
        ("tip", 0, "step 0 was not reached"),
        ("efficiency", 0, "no average-efficiency protocol"),
    ],
)
def test_a_place_that_is_not_there(alloy: StudyRun, name: str, place: int, told: str) -> None:
    if name == "efficiency":
        alloy = ran(ALLOY.replace("repeat: 3", "repeat: 1"))
    with pytest.raises(NotReached, match=told):
        read(alloy, name, place)


@pytest.mark.parametrize("name", ["hysteresis", "tip", "end_voltage", "layer_thickness",
                                  "lost_charge"])  # fmt: skip
def test_a_single_foil_has_neither_voltage_nor_layer(name: str) -> None:
    with pytest.raises(NotReached):
        read(ran(FOIL), name, 1)


def test_what_was_not_kept_cannot_be_looked_at(copper: StudyRun) -> None:
    with pytest.raises(NotReached, match="curves: all"):
        read(copper, "aes", 1)


def test_every_feature_says_its_units() -> None:
    for name, feature in FEATURES.items():
        assert feature.name == name
        assert feature.place in ("cycle", "step", "conditioning", "")
        value = 1.0 if feature.display == feature.unit else from_si(1.0, feature.unit,
                                                                    feature.display)  # fmt: skip
        assert np.isfinite(value)
        assert parse(f"1 {feature.display}" if feature.display != "1" else 1, feature.unit) > 0.0
