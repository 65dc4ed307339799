"""One function for both kinds of record: from a simulated one it reads what the run says."""

from __future__ import annotations

import pytest

from solvus.analyse.average_ledger import ledger_of
from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import Options, features_of, life_of
from solvus.analyse.per_cycle import PerCycle
from solvus.study.features import FEATURES, charges
from solvus.study.full_cycles import full_cycles
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.records import record_of
from solvus.study.run import StudyRun, run_study

SYMMETRIC = """
title: Li-Ag, symmetric
cell:
  kind: symmetric
  working: {solute: Ag, content: 10 wt%, thickness: 50 um}
  counter: {solute: Ag, content: 10 wt%, thickness: 50 um}
protocol:
  - repeat: 2
    steps:
      - Strip at 1 mA/cm2 for 1 h
      - Plate at 1 mA/cm2 for 1 h
      - Rest for 10 min
run: {curves: all}
"""
ADAMS = """
title: Li || Cu
cell:
  kind: half
  working: {solute: Cu, content: 100 wt%, thickness: 10 um, coulombic_efficiency: 96.2 %}
  counter: {thickness: 500 um}
protocol:
  - Plate at 0.5 mA/cm2 for 2 mAh/cm2
  - repeat: 2
    steps:
      - Strip at 0.5 mA/cm2 for 1 mAh/cm2 or until 1 V
      - Plate at 0.5 mA/cm2 for 1 mAh/cm2
  - Strip at 0.5 mA/cm2 for 20 h or until 1 V or until exhausted
run: {curves: all}
"""
FULL = """
title: NCM622 || Li
cell:
  kind: full
  working: {thickness: 40 um}
  cathode: {material: ncm622, model: particle, loading: 15.2 mg/cm2}
protocol:
  - repeat: 2
    steps:
      - Charge at 0.5C until 4.3 V
      - Hold at 4.3 V until C/20
      - Discharge at 0.5C until 2.8 V
run: {curves: all}
"""


def done_of(text: str) -> StudyRun:
    return run_study(load_text(text, registries()))


def read(done: StudyRun, cell: CyclerCell, **options: object) -> PerCycle:
    return features_of(record_of(done), cell, options=Options(**options))  # type: ignore[arg-type]


def test_a_symmetric_cell() -> None:
    done = done_of(SYMMETRIC)
    found = read(done, CyclerCell("symmetric"))
    assert found.cycles == 2
    for cycle in (1, 2):
        told = FEATURES["hysteresis"].read(done, cycle)
        assert found.read("polarisation_half", cycle).value == pytest.approx(told, rel=1e-9)
        assert found.read("polarisation_half", cycle).sigma == 0.0
    # steps are strip, plate, rest; plate is the second of each cycle
    for cycle, (strip, plate) in enumerate(((1, 2), (4, 5)), 1):
        for step, word in ((strip, "strip"), (plate, "plate")):
            for feature, name in (("tip", "tip"), ("capacity", "charge_areal")):
                told = FEATURES[feature].read(done, step)
                one = found.read(f"{name}_{word}", cycle)
                assert one.value == pytest.approx(told, rel=1e-9), (name, word)
            end = found.read(f"end_{word}", cycle).value
            assert abs(end) == pytest.approx(FEATURES["end_voltage"].read(done, step), rel=1e-9)
    assert "charge_plate" not in found.numbers  # the simulation is per area, and no area is given
    assert life_of(found).text == done.run.life.text
    with_area = features_of(record_of(done), CyclerCell("symmetric"), area=2e-4)
    assert with_area.read("charge_plate", 1).value == pytest.approx(7.2)
    assert with_area.read("charge_areal_plate", 1).value == pytest.approx(36000.0)
    assert "exact" in with_area.options["accuracy"]


def test_an_average_efficiency() -> None:
    done = done_of(ADAMS)
    found = ledger_of(read(done, CyclerCell("li_cu", "substrate")))
    assert found.efficiency.value == pytest.approx(FEATURES["efficiency"].read(done, 0), rel=1e-6)
    plated, stripped = charges(done)
    assert [row.charge for row in found.rows if row.plated] == pytest.approx(plated, rel=1e-6)
    assert [row.charge for row in found.rows if not row.plated] == pytest.approx(stripped, rel=1e-6)
    assert found.average.cycles == 2


def test_a_full_cell() -> None:
    done = done_of(FULL)
    found = read(done, CyclerCell("full", "cathode"), reference_cycle=1)
    names = {
        "discharge_capacity": "charge_areal_discharge", "charge_capacity": "charge_areal_charge",
        "cycle_efficiency": "efficiency", "mid_voltage": "mid_discharge",
        "mean_voltage": "mean_discharge", "polarisation": "mid_gap", "retention": "retention",
    }  # fmt: skip
    for feature, name in names.items():
        for cycle in (1, 2):
            told = FEATURES[feature].read(done, cycle)
            # the curve that is kept has fewer points than the solver went through
            assert found.read(name, cycle).value == pytest.approx(told, rel=2e-3), name
    assert found.flagged("hold").all()
    assert full_cycles(done.run).number.tolist() == [1, 2]
    assert found.numbers["file_cycle"].value.tolist() == [1, 2]


def test_half_cycles_that_were_not_kept_are_no_gap_in_the_charge() -> None:
    text = SYMMETRIC.replace("repeat: 2", "repeat: 5")
    done = done_of(text.replace("curves: all", "curves: every 4 cycles"))
    found = read(done, CyclerCell("symmetric"))
    kept = found.numbers["file_cycle"].value
    assert found.cycles == kept.size < 5
    for place, cycle in enumerate(kept, 1):
        told = FEATURES["hysteresis"].read(done, int(cycle))
        assert found.read("polarisation_half", place).value == pytest.approx(told, rel=1e-9)
        assert found.read("charge_areal_plate", place).value == pytest.approx(36000.0)
        assert found.read("charge_areal_plate", place).sigma == 0.0
