"""Records and tables of runs: units, round trips, provenance, readings."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from solvus.base import record
from solvus.study.installed import read_study
from solvus.study.readings import readings_of
from solvus.study.records import finite, record_of, table_of
from solvus.study.run import StudyRun, run_study

TEXT = """\
title: A record
cell: {{kind: {kind}, working: {{solute: Ag, content: 10 wt%, thickness: 50 um}}}}
protocol:
  - Strip at 1 mA/cm2 for 3 mAh/cm2
  - Rest for 1 h
  - Plate at 1 mA/cm2 for 1 mAh/cm2
instruments: {{aes: {{law: literal}}, epma: , depth_profile: }}
run: {{cells: 40, curves: {curves}}}
"""


def ran(folder: Path, kind: str = "symmetric", curves: str = "all", frames: int = 0) -> StudyRun:
    path = folder / "study.yaml"
    path.write_text(TEXT.format(kind=kind, curves=curves), "utf-8")
    return run_study(read_study(path), folder, frames=frames)


@pytest.mark.parametrize("kind", ["symmetric", "foil"])
@pytest.mark.parametrize("suffix", [".nc", ".zarr"])
def test_a_record_comes_back_as_it_was(tmp_path: Path, kind: str, suffix: str) -> None:
    made = record_of(ran(tmp_path, kind, frames=2))
    record.save(made, tmp_path / f"run{suffix}")
    back = record.load(tmp_path / f"run{suffix}")
    assert set(back.variables) == set(made.variables)
    for name, variable in made.variables.items():
        np.testing.assert_array_equal(back[name].values, variable.values)
        assert back[name].attrs["units"] == variable.attrs["units"]
    assert back.attrs == made.attrs


@pytest.mark.parametrize("kind", ["symmetric", "foil"])
def test_every_variable_has_a_unit_and_a_name_to_print(tmp_path: Path, kind: str) -> None:
    made = record_of(ran(tmp_path, kind))
    for name, variable in made.variables.items():
        assert variable.attrs["units"], name
        assert variable.attrs["long_name"] != name, name
    assert ("voltage" in made) == (kind == "symmetric")
    assert ("counter_thickness" in made) == (kind == "symmetric")


def test_the_record_says_where_it_comes_from(tmp_path: Path) -> None:
    done = ran(tmp_path)
    about = record_of(done).attrs
    assert about["study"] == (tmp_path / "study.yaml").read_text("utf-8")
    assert about["title"] == "A record"
    assert about["ended"] == "the protocol was carried out to its end"
    assert about["complete"] == "True"
    assert "strips the working foil" in about["sign_convention"]
    for name in ("solvus_version", "date_utc", "python_version", "numpy_version", "numba_version"):
        assert about[name]
    assert len(about["study_sha256"]) == 64
    assert {row["material"] for row in json.loads(about["materials"])} >= {"Li", "Ag"}


def test_curves_and_half_cycles_agree(tmp_path: Path) -> None:
    made = record_of(ran(tmp_path))
    for number in range(3):
        inside = made["curve_half_cycle"].values == number
        voltage = np.abs(made["voltage"].values[inside])
        assert voltage.max() == made["half_cycle_tip"].values[number]
        assert voltage[-1] == made["half_cycle_end"].values[number]
        current = made["half_cycle_current"].values[number]
        assert np.all(made["current_density"].values[inside] == current)
        last = made["working_thickness"].values[inside][-1]
        assert last == pytest.approx(made["half_cycle_working_thickness"].values[number], rel=1e-9)
    assert np.all(np.diff(made["time"].values) >= 0.0)
    assert made["time"].values[-1] == pytest.approx(5 * 3600.0)


def test_snapshots_carry_the_reading_that_the_study_asks_for(tmp_path: Path) -> None:
    made = record_of(ran(tmp_path, frames=1))
    assert made["snapshot_end_of_step"].values.tolist() == [0, 1] * 3
    # read literally, a surface covered by Li11Ag2 reads 2/13
    assert made["snapshot_aes"].values[1] == pytest.approx(2 / 13, rel=1e-3)
    assert made["snapshot_skin_thickness"].dtype.kind == "f"
    assert made["solute_fraction"].shape == (6, 41)
    assert made["snapshot_charge"].values[-1] == pytest.approx(2 * 36000.0)


def test_without_curves_the_half_cycles_stay(tmp_path: Path) -> None:
    made = record_of(ran(tmp_path, curves="none"))
    assert "time" not in made
    assert "depth" not in made
    assert made["half_cycle_duration"].values == pytest.approx([3 * 3600, 3600, 3600])
    record.save(made, tmp_path / "x.nc")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("kind", ["symmetric", "foil"])
def test_the_table_comes_back_as_it_was(tmp_path: Path, kind: str, suffix: str) -> None:
    columns, units = table_of(ran(tmp_path, kind).run)
    assert set(columns) - set(units) == {"step"}
    record.save_table(columns, tmp_path / f"t{suffix}", units)
    back = record.load_table(tmp_path / f"t{suffix}")
    assert back.units == units
    for name, values in columns.items():
        np.testing.assert_array_equal(back.columns[name], np.array(values), err_msg=name)


def test_readings_are_those_of_the_instruments(tmp_path: Path) -> None:
    done = ran(tmp_path, frames=3)
    rows = readings_of(done)
    assert [row["step"] for row in rows] == [half.text for half in done.run.half_cycles]
    assert [row["time"] for row in rows] == pytest.approx([3 * 3600.0, 4 * 3600.0, 5 * 3600.0])
    assert rows[0]["aes"] == pytest.approx(2 / 13, rel=1e-3)
    assert len(rows[0]["profile_depth"]) == len(rows[0]["profile_reading"])
    # all that was set free, and what the matrix holds down to 11 um
    assert rows[0]["epma"] > done.run.half_cycles[0].working.skin_solute
    json.dumps(finite(rows), allow_nan=False)


def test_an_interrupted_run_is_a_record_too(tmp_path: Path) -> None:
    ran(tmp_path)

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    study = read_study(tmp_path / "study.yaml")
    done = run_study(study, tmp_path, frames=2, progress=stop)
    made = record_of(done)
    assert made.attrs["ended"] == "interrupted after 2 steps"
    assert made.attrs["complete"] == "False"
    assert made.sizes["half_cycle"] == 2
    assert len(readings_of(done)) == 2


def test_numbers_that_json_cannot_say_become_null() -> None:
    given = {"a": math.nan, "b": [np.float64(1.5), -math.inf], "c": (np.int64(2), "x"), "d": None}
    assert finite(given) == {"a": None, "b": [1.5, None], "c": [2, "x"], "d": None}
