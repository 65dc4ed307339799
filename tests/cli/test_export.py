"""solvus export: a simulated cell as a cycler's file, and the same features read from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import solvus
from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import Options, features_of
from solvus.analyse.per_cycle import PerCycle
from solvus.analyse.readers import notices_of, read
from solvus.analyse.uncertain import EXACT
from solvus.study.installed import read_study
from solvus.study.readings import readings_of
from solvus.study.run import run_study

from .conftest import Call, document

SYMMETRIC = """\
title: Three cycles
cell:
  kind: symmetric
  area: 0.8 cm2
  working: {solute: Ag, content: 10 wt%, thickness: 50 um}
protocol:
  - repeat: 3
    steps:
      - Strip at 1 mA/cm2 for 0.5 mAh/cm2
      - Plate at 1 mA/cm2 for 0.4 mAh/cm2
instruments:
  eis: {parameters: {points_per_decade: 4}}
run: {cells: 20}
"""
LITHIUM_ON_COPPER = """\
title: Two cycles on copper
cell:
  kind: half
  working: {solute: Cu, content: 100 wt%, thickness: 10 um, coulombic_efficiency: 96.2 %}
  counter: {thickness: 500 um}
protocol:
  - repeat: 2
    steps:
      - Plate at 0.5 mA/cm2 for 1 mAh/cm2
      - Strip at 0.5 mA/cm2 for 20 h or until 1 V or until exhausted
run: {cells: 20}
"""
FULL = """\
title: Two cycles of NCM622
cell:
  kind: full
  working: {thickness: 40 um, coulombic_efficiency: 96.2 %, packing: 25 %}
  cathode: {material: ncm622, loading: 15.2 mg/cm2}
  separator: {thickness: 20 um, porosity: 40 %}
protocol:
  - repeat: 2
    steps:
      - Charge at 0.5C until 4.3 V
      - Discharge at 0.5C until 2.8 V
run: {cells: 20}
"""
# Columns that do not hang on a single row near a tip.
STEADY = (
    "charge_plate", "charge_strip", "charge_charge", "charge_discharge", "plateau_plate",
    "plateau_strip", "hysteresis_full", "polarisation_half", "resistance", "mid_plate",
    "mid_charge", "mid_discharge", "mean_charge", "mean_discharge", "efficiency", "end_plate",
    "energy_charge", "energy_discharge", "cycle",
)  # fmt: skip


def written(folder: Path, text: str) -> Path:
    path = folder / "study.yaml"
    path.write_text(text)
    return path


def features(record: xr.Dataset, cell: CyclerCell) -> PerCycle:
    return features_of(record, cell, options=Options(accuracy=EXACT))


def simulated(path: Path) -> xr.Dataset:
    return solvus.record_of(run_study(read_study(path), path.parent))


@pytest.mark.parametrize("name", ["cell.mpt", "cell.bdf.csv", "cell.bdf.parquet"])
@pytest.mark.parametrize(
    ("text", "kind", "working"),
    [
        (SYMMETRIC, "symmetric", "foil"),
        (LITHIUM_ON_COPPER, "li_cu", "substrate"),
        (FULL, "full", "cathode"),
    ],
)
def test_the_same_features_are_read_from_the_file(
    call: Call, tmp_path: Path, name: str, text: str, kind: str, working: str
) -> None:
    study, to = written(tmp_path, text), tmp_path / name
    facts = document(call("export", study, "--to", to, "--json"))
    record = read(to)
    assert record.attrs["simulated"] == 1
    assert any(f"simulated by Solvus {solvus.__version__}" in one for one in notices_of(record))
    area = 0.8e-4 if kind == "symmetric" else 1e-4
    assert facts["area_cm2"] == pytest.approx(1e4 * area)
    assert bool(facts["notices"]) is (kind != "symmetric")  # of the area that nobody said
    if name != "cell.bdf.csv":
        assert record.attrs["area_m2"] == pytest.approx(area)
    cell = CyclerCell(kind, working, area=area)
    due, found = features(simulated(study), cell), features(record, cell)
    assert due.cycles == found.cycles
    compared = 0
    for column in STEADY:
        if column in due.numbers:
            have, want = found.numbers[column].value, due.numbers[column].value
            np.testing.assert_allclose(have, want, rtol=2e-4, err_msg=column)
            compared += 1
    assert compared >= 8


def test_spectra_stand_at_the_end_of_each_cycle(call: Call, tmp_path: Path) -> None:
    study, to = written(tmp_path, SYMMETRIC), tmp_path / "cell.mpt"
    assert document(call("export", study, "--to", to, "--json"))["spectra"] == 3
    record = read(to)
    done = run_study(read_study(study), tmp_path)
    rows = readings_of(done)[1::2]
    assert record["spectrum_cycle"].values.tolist() == [1, 2, 3]
    for number, row in enumerate(rows):
        z = record["z_real"].values[number] + 1j * record["z_imag"].values[number]
        due = (np.array(row["eis_real"]) + 1j * np.array(row["eis_imaginary"])) / 0.8e-4
        np.testing.assert_allclose(z, due, rtol=1e-6)
    assert (record["z_imag"].values < 0.0).all()
    # no spectrum lies inside a half-cycle
    assert features(record, CyclerCell("symmetric")).flags == ((),) * 3


def test_the_record_of_a_run_gives_the_same_file(call: Call, tmp_path: Path) -> None:
    study = written(tmp_path, SYMMETRIC)
    assert call("run", study, "--out", tmp_path / "out").exit_code == 0
    record = tmp_path / "out" / "record.nc"
    for source, name in ((study, "a.mpt"), (record, "b.mpt")):
        assert call("export", source, "--to", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.mpt").read_bytes() == (tmp_path / "b.mpt").read_bytes()


def test_noise_has_the_size_that_was_asked_and_hangs_on_the_seed(
    call: Call, tmp_path: Path
) -> None:
    study = written(tmp_path, SYMMETRIC)

    def exported(name: str, *options: str) -> xr.Dataset:
        done = call("export", study, "--to", tmp_path / name, "--every", "10s", *options)
        assert done.exit_code == 0, done.stderr
        return read(tmp_path / name)

    clean = exported("clean.mpt")
    one = exported("one.mpt", "--noise", "0.1mV", "--seed", "1")
    again = exported("again.mpt", "--noise", "0.1 mV", "--seed", "1")
    other = exported("other.mpt", "--noise", "0.1mV", "--seed", "2")
    added = one["voltage"].values - clean["voltage"].values
    # standard error of a standard deviation of n values is s/sqrt(2n)
    assert added.std() == pytest.approx(1e-4, rel=4.0 / np.sqrt(2.0 * added.size))
    np.testing.assert_array_equal(one["voltage"], again["voltage"])
    assert np.abs(one["voltage"].values - other["voltage"].values).max() > 1e-4
    cell = CyclerCell("symmetric")
    read_noise = features_of(one, cell).numbers["noise_strip"].value
    assert read_noise == pytest.approx(1e-4, rel=0.25)
    due, found = features(clean, cell), features_of(one, cell)
    gap = found.numbers["hysteresis_full"].value - due.numbers["hysteresis_full"].value
    assert (np.abs(gap) < 4.0 * found.numbers["hysteresis_full"].sigma).all()


def test_rows_come_as_often_as_asked(call: Call, tmp_path: Path) -> None:
    study, to = written(tmp_path, SYMMETRIC), tmp_path / "cell.bdf.csv"
    assert call("export", study, "--to", to, "--every", "60s").exit_code == 0
    record = read(to)
    time, half = record["time"].values, record["half_cycle"].values
    for number in np.unique(half):
        steps = np.diff(time[half == number])
        assert (steps > 0.0).all()
        assert steps.max() <= 60.0 + 1e-3


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--to", "cell.txt"), "must end in .mpt"),
        (("--to", "a.mpt", "--noise", "1"), "has no unit"),
        (("--to", "a.mpt", "--noise", "-1mV"), "not above zero"),
        (("--to", "a.mpt", "--area", "1 cm"), "--area"),
        (("--to", "a.mpt", "--every", "fast"), "--every"),
    ],
)
def test_refusals(call: Call, tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    study = written(tmp_path, SYMMETRIC)
    done = call("export", study, *options)
    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not Path("a.mpt").exists()


def test_a_record_without_all_its_curves_is_refused(call: Call, tmp_path: Path) -> None:
    study = written(tmp_path, SYMMETRIC.replace("cells: 20", "cells: 20, curves: every 2 cycles"))
    assert call("run", study, "--out", tmp_path / "out").exit_code == 0
    done = call("export", tmp_path / "out" / "record.nc", "--to", tmp_path / "a.mpt")
    assert done.exit_code == 2
    assert "4 of 6 half-cycles" in done.stderr
    assert not (tmp_path / "a.mpt").exists()
    # the study itself is run again with all of them
    assert call("export", study, "--to", tmp_path / "a.mpt").exit_code == 0
    assert features(read(tmp_path / "a.mpt"), CyclerCell("symmetric")).cycles == 3


def test_a_foil_alone_has_no_voltage_to_export(call: Call, tmp_path: Path) -> None:
    text = SYMMETRIC.replace("kind: symmetric", "kind: foil").partition("instruments:")[0]
    done = call("export", written(tmp_path, text), "--to", tmp_path / "a.mpt")
    assert done.exit_code == 2
    assert "no voltage" in done.stderr
