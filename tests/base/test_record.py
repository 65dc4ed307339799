"""Records and tables come back as they were written."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from solvus.base import record
from solvus.base.errors import InputError
from solvus.base.record import Variable


def example() -> dict[str, Variable]:
    return {
        "time": Variable(("time",), [0.0, 1.0, 2.5], "s", "time"),
        "voltage": Variable(("time",), np.array([0.1, np.nan, 1 / 3]), "V", "cell voltage"),
        "profile": Variable(("time", "depth"), np.arange(6.0).reshape(3, 2), "1"),
        "depth": Variable(("depth",), [0.0, 1e-7], "m"),
        "step": Variable(("time",), np.array([0, 0, 1], dtype=np.int64), "1"),
        "kind": Variable(("time",), np.array(["strip", "strip", "rest"]), "1"),
        "count": Variable((), 7, "1"),
    }


@pytest.mark.parametrize("suffix", [".nc", ".zarr"])
def test_round_trip(tmp_path: Path, suffix: str) -> None:
    about = record.provenance("title: µ\n", [{"material": "Ag", "source": "CRC"}], "as planned")
    made = record.dataset(example(), about | {"cells": 100, "list": [1, 2], "none": None})
    path = tmp_path / f"run{suffix}"
    record.save(made, path)
    record.save(made, path)  # a second run replaces the first
    back = record.load(path)
    assert set(back.coords) == {"time", "depth"}
    for name, variable in example().items():
        assert back[name].attrs["units"] == variable.unit
        np.testing.assert_array_equal(back[name].values, np.asarray(variable.values))
    assert back["voltage"].attrs["long_name"] == "cell voltage"
    assert back["profile"].attrs["long_name"] == "profile"
    assert back.attrs["study"] == "title: µ\n"
    assert json.loads(back.attrs["materials"]) == [{"material": "Ag", "source": "CRC"}]
    assert json.loads(back.attrs["list"]) == [1, 2]
    assert back.attrs["cells"] == 100
    assert os.listdir(tmp_path) == [f"run{suffix}"]


def test_an_interrupted_save_keeps_the_old_record(tmp_path: Path) -> None:
    path = tmp_path / "run.nc"
    record.save(record.dataset(example(), {}), path)
    before = path.read_bytes()
    bad = record.dataset({"x": Variable(("n",), np.array([object()]), "1")}, {})
    with pytest.raises((TypeError, ValueError)):
        record.save(bad, path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["run.nc"]


def test_provenance_says_what_ran() -> None:
    about = record.provenance("abc", ended="the working foil was used up", tolerance=1e-5)
    assert about["study_sha256"].startswith("ba7816bf8f01cfea")  # SHA-256 of "abc", FIPS 180-2
    assert about["ended"] == "the working foil was used up"
    assert about["numpy_version"] == np.__version__
    assert about["tolerance"] == "1e-05"
    assert all(isinstance(value, str) for value in about.values())


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_table_round_trip(tmp_path: Path, suffix: str) -> None:
    columns = {
        "cycle": np.array([1, 2, 3]),
        "charge": np.array([1 / 3, 1e-300, np.nan]),
        "says": np.array(["a, b", '# "quoted"', ""], dtype=object),
    }
    units = {"charge": "C/m^2", "cycle": "1"}
    path = tmp_path / f"table{suffix}"
    record.save_table(columns, path, units, {"study": "a: b", "cells": 3})
    back = record.load_table(path)
    assert list(back.columns) == list(columns)
    assert back.units == units
    assert back.attrs == {"study": "a: b", "cells": "3"}
    for name, column in columns.items():
        np.testing.assert_array_equal(back.columns[name], column)
    assert back.columns["cycle"].dtype.kind == "i"


def test_a_data_frame_is_a_table(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.5, 2.5], "b": ["x", "y"]})
    for suffix in (".csv", ".parquet"):
        record.save_table(frame, tmp_path / f"f{suffix}")
        back = record.load_table(tmp_path / f"f{suffix}")
        assert back.columns["a"].tolist() == [1.5, 2.5]
        assert back.columns["b"].tolist() == ["x", "y"]


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.nc").write_text("no record")
    (tmp_path / "bad.csv").write_text("a,b\n1\n")
    (tmp_path / "bad.parquet").write_text("x")
    for name in ("none.nc", "none.zarr", "bad.nc", "x.txt"):
        with pytest.raises(InputError):
            record.load(tmp_path / name)
    for name in ("none.csv", "none.parquet", "bad.csv", "bad.parquet", "x.txt"):
        with pytest.raises(InputError):
            record.load_table(tmp_path / name)
    with pytest.raises(InputError, match=r"must end in \.nc or \.zarr"):
        record.save(record.dataset(example(), {}), tmp_path / "x.hdf")
    with pytest.raises(ValueError, match="equal length"):
        record.save_table({"a": [1, 2], "b": [1]}, tmp_path / "x.csv")
