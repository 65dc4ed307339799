"""Readings of a calibration from a measured file that the study names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solvus.analyse.readers import bdf_write
from solvus.base.errors import Fault, InputError
from solvus.base.record import Variable, dataset
from solvus.infer.plan import Plan, plan_of
from solvus.study.installed import read_study

CYCLES = 6
STUDY = """\
title: t
cell: {area: 1 cm2, working: {thickness: 50 um}}
protocol:
  - repeat: 4
    steps: [Strip at 1 mA/cm2 for 1 h, Plate at 1 mA/cm2 for 1 h]
measured: {cell_17: {file: cell_17.csv}}
calibration:
  parameters:
    loss: {sets: cell.working.coulombic_efficiency, low: 90 %, high: 100 %, start: 97 %}
  data:
    - DATUM
"""
COPPER = """\
title: t
cell:
  kind: half
  area: 1 cm2
  working: {solute: Cu, content: 100 wt%, thickness: 10 um}
  counter: {thickness: 500 um}
protocol:
  - Plate at 0.5 mA/cm2 for 2 mAh/cm2
  - repeat: 2
    steps:
      - Strip at 0.5 mA/cm2 for 1 mAh/cm2 or until 1 V
      - Plate at 0.5 mA/cm2 for 1 mAh/cm2
  - Strip at 0.5 mA/cm2 for 20 h or until 1 V or until exhausted
measured: {cell_17: {file: cell_17.csv}}
calibration:
  parameters:
    loss: {sets: cell.working.coulombic_efficiency, low: 90 %, high: 100 %, start: 97 %}
  data:
    - DATUM
"""


def write(path: Path, current: np.ndarray, voltage: np.ndarray, step: float) -> None:
    dims = ("point",)
    bdf_write.write(dataset({
        "time": Variable(dims, step * np.arange(current.size), "s", "time"),
        "current": Variable(dims, current, "A", "current"),
        "voltage": Variable(dims, voltage, "V", "voltage"),
    }, {"kind": "cycling"}), path)  # fmt: skip


def symmetric(folder: Path) -> None:
    """Cycles of two hours at 20, 21, 22 mV and so on, with 0.2 mV of noise."""
    hours = np.arange(0.0, 2.0 * CYCLES, 1.0 / 60.0)
    sign = np.where(hours % 2.0 < 1.0, 1.0, -1.0)
    noise = 2e-4 * np.random.default_rng(3).standard_normal(hours.size)
    voltage = sign * (0.020 + 0.001 * (hours // 2.0)) + noise
    write(folder / "cell_17.csv", 1e-3 * sign, voltage, 60.0)


def planned(folder: Path, datum: str, text: str = STUDY) -> Plan:
    path = folder / "study.yaml"
    path.write_text(text.replace("DATUM", datum))
    return plan_of(read_study(path), folder)


def fault(folder: Path, datum: str) -> Fault:
    with pytest.raises(InputError) as caught:
        planned(folder, datum)
    (found,) = caught.value.faults
    return found


def test_one_reading_for_each_cycle_that_the_protocol_comes_to(tmp_path: Path) -> None:
    symmetric(tmp_path)
    data = planned(tmp_path, "{feature: hysteresis, measured: cell_17}").data
    assert [one.asked.place for one in data] == [1.0, 2.0, 3.0, 4.0]
    assert [one.value for one in data] == pytest.approx([0.020, 0.021, 0.022, 0.023], abs=1e-4)
    assert all(0.0 < one.sigma < 2e-4 for one in data)
    assert {one.source for one in data} == {"cell_17"}


def test_another_file_is_another_calibration(tmp_path: Path) -> None:
    symmetric(tmp_path)
    datum = "{feature: hysteresis, measured: cell_17}"
    before = planned(tmp_path, datum).key
    path = tmp_path / "cell_17.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    assert planned(tmp_path, datum).key != before


def test_one_cycle_and_a_sigma_of_ones_own(tmp_path: Path) -> None:
    symmetric(tmp_path)
    datum = "{feature: hysteresis, measured: cell_17, cycle: 3, sigma: 2 mV, source: own}"
    (one,) = planned(tmp_path, datum).data
    assert (one.asked.place, one.sigma, one.source) == (3.0, pytest.approx(2e-3), "own")


def test_the_average_efficiency_of_a_half_cell_stands_at_its_conditioning(tmp_path: Path) -> None:
    hours = [(-4, 4), (2, 2), (-2, 2), (2, 2), (-2, 2), (1, 3.7)]
    sign = np.concatenate([np.full(int(60 * last), np.sign(way)) for way, last in hours])
    write(tmp_path / "cell_17.csv", 5e-4 * sign, 0.02 * sign, 60.0)
    (one,) = planned(tmp_path, "{feature: efficiency, measured: cell_17}", COPPER).data
    assert one.asked.place == 0.0
    assert one.value == pytest.approx(7.7 / 8.0, abs=2e-3)
    assert one.sigma > 0.0


def test_what_cannot_be_read_is_said_at_its_line(tmp_path: Path) -> None:
    symmetric(tmp_path)
    for datum, key, words in (
        ("{feature: hysteresis, measured: cell_71}", "measured", "cell_17"),
        ("{feature: layer_thickness, measured: cell_17}", "feature", "it gives hysteresis"),
        ("{feature: hysteresis, measured: cell_17, value: 3 mV}", "value", "remove this key"),
        ("{feature: hysteresis, measured: cell_17, cycle: 9}", "cycle", "no cycle 9"),
    ):
        found = fault(tmp_path, datum)
        assert found.line == 11, found
        assert found.key == f"calibration.data[0].{key}"
        assert words in found.message


FULL = """\
title: t
cell:
  kind: full
  working: {thickness: 40 um}
  cathode: {material: ncm622, model: particle, loading: 15.2 mg/cm2}
protocol: [{repeat: 3, steps: [Charge at 0.5C until 4.3 V, Discharge at 0.5C until 2.8 V]}]
measured: {cell_17: {file: cell_17.csv AREA}}
calibration:
  parameters:
    loss: {sets: cell.working.coulombic_efficiency, low: 90 %, high: 100 %, start: 97 %}
  data:
    - DATUM
"""


def test_charges_of_a_full_cell_need_its_area(tmp_path: Path) -> None:
    hours = np.arange(0.0, 6.0, 1.0 / 60.0)
    sign = np.where(hours % 2.0 < 1.0, 1.0, -1.0)
    voltage = 3.7 + 0.4 * sign * (hours % 1.0) + 1e-4 * np.random.default_rng(2).random(hours.size)
    write(tmp_path / "cell_17.csv", 2e-3 * sign, voltage, 60.0)
    datum = "{feature: discharge_capacity, measured: cell_17}"
    with pytest.raises(InputError, match="needs the area of the cell"):
        planned(tmp_path, datum, FULL.replace(" AREA", ""))
    data = planned(tmp_path, datum, FULL.replace(" AREA", ", area: 2 cm2")).data
    assert len(data) == 3
    assert all(one.value == pytest.approx(36e3, rel=0.02) for one in data)
    polarisation = "{feature: polarisation, measured: cell_17}"
    assert len(planned(tmp_path, polarisation, FULL.replace(" AREA", "")).data) == 3
