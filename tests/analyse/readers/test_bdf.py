"""Battery Data Format in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ec_lab import save, text

from solvus.analyse.readers import bdf, notices_of, read
from solvus.base.errors import InputError
from solvus.base.record import Variable, dataset


def whole(folder: Path) -> Any:
    """A record with a trace and two spectra, as a reader makes it."""
    rows = 12
    columns: dict[str, list[Any]] = {
        "mode": [1] * rows,
        "time/s": [0.1 * i for i in range(rows)],
        "Ewe/V": [1.0 / (i + 3) for i in range(rows)],
        "I/mA": [1.0 / 3.0] * rows,
        "(Q-Qo)/mA.h": [0.1 * i / 3.0 / 3600.0 for i in range(rows)],
        "half cycle": [0] * 6 + [2] * 6,
        "freq/Hz": [0.0] * 3 + [1e3, 1e2] + [0.0] * 3 + [1e3, 1e2, 10.0] + [0.0],
        "Re(Z)/Ohm": [7.0 / (i + 1) for i in range(rows)],
        "-Im(Z)/Ohm": [3.0 / (i + 1) for i in range(rows)],
        "z cycle": [0] * 6 + [1] * 6,
    }
    return read(save(folder / "whole.mpt", text(columns)))


@pytest.mark.parametrize("style", bdf.STYLES)
@pytest.mark.parametrize("ending", [".bdf.csv", ".bdf.parquet", ".csv"])
def test_what_is_written_is_read_back(tmp_path: Path, style: str, ending: str) -> None:
    record = whole(tmp_path)
    path = tmp_path / f"out{ending}"
    bdf.write(record, path, style)
    again = read(path)
    assert again.attrs["form"] == "bdf"
    assert again.attrs["kind"] == record.attrs["kind"]
    assert dict(again.sizes) == dict(record.sizes)
    for name in record.data_vars:
        assert again[name].values == pytest.approx(record[name].values, rel=1e-14, nan_ok=True), (
            name
        )
    titles = path.read_bytes()
    assert (b"voltage_volt" in titles) == (style == "machine")
    assert (b"Voltage / V" in titles) == (style == "preferred")


@pytest.mark.parametrize(
    "titles",
    [
        "Test Time / s,Voltage / V,Current / A",
        "test_time_second,voltage_volt,current_ampere",
        "Test Time / min,Voltage / mV,Current / mA",
        "test_time_hour,voltage_millivolt,current_milliampere",
    ],
)
def test_both_styles_of_titles_and_other_units(tmp_path: Path, titles: str) -> None:
    scales = {"min": 60.0, "hour": 3600.0, "mV": 1e-3, "millivolt": 1e-3, "mA": 1e-3,
              "milliampere": 1e-3}  # fmt: skip
    factors = [next((f for end, f in scales.items() if title.endswith((f" {end}", f"_{end}"))), 1.0)
               for title in titles.split(",")]  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_text(f"{titles}\n0,3.7,0.1\n1,3.6,-0.1\n")
    record = read(path)
    assert record.time.values == pytest.approx([0.0, factors[0]])
    assert record.voltage.values == pytest.approx(np.array([3.7, 3.6]) * factors[1])
    assert record.current.values == pytest.approx(np.array([0.1, -0.1]) * factors[2])


def test_charging_and_discharging_capacity_make_the_net_charge(tmp_path: Path) -> None:
    path = tmp_path / "a.bdf.csv"
    path.write_text(
        "Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Charging Capacity / Ah,"
        "Discharging Capacity / Ah\n"
        "0,3,1,1,0,0\n3600,3,1,1,1,0\n7200,3,-1,1,1,1\n7200,3,1,2,0,0\n10800,3,1,2,1,0\n"
    )
    assert read(path).charge.values == pytest.approx([0.0, 3600.0, 0.0, 0.0, 3600.0])


def test_a_maker_s_column_that_differs_is_told(tmp_path: Path) -> None:
    rows = "\n".join(f"{i},3.7,0.0001,0.1" for i in range(10))
    path = tmp_path / "a.csv"
    path.write_text(f"Test Time / s,Voltage / V,Current / A,Current\n{rows}\n")
    (told,) = notices_of(read(path))
    assert "1/1000" in told
    path.write_text(path.read_text().replace("0.0001", "0.1"))
    assert notices_of(read(path)) == []


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_the_numbers_of_spectra_are_kept(tmp_path: Path, ending: str) -> None:
    record = whole(tmp_path)
    record["spectrum_cycle"] = record["spectrum_cycle"] + 1.0
    bdf.write(record, tmp_path / f"out.bdf{ending}")
    assert list(read(tmp_path / f"out.bdf{ending}")["spectrum_cycle"].values) == [1.0, 2.0]


@pytest.mark.parametrize("cell", ["inf", "-inf", "1e999"])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_an_infinite_cell_is_no_number(tmp_path: Path, cell: str, column: int) -> None:
    row = ["1", "3.7", "0.1"]
    row[column] = cell
    path = tmp_path / "a.csv"
    text = "Test Time / s,Voltage / V,Current / A\n0,3.7,0.1\n\n{}\n2,3.7,0.1\n"
    path.write_text(text.format(",".join(row)))
    with pytest.raises(InputError, match=rf'a.csv:4: .*"{cell}" is no number'):
        read(path)
    row[column] = "nan"
    path.write_text(text.format(",".join(row)))
    assert read(path)["voltage"].size == 3


def test_an_infinite_number_of_parquet_is_refused(tmp_path: Path) -> None:
    record = whole(tmp_path)
    record["current"][3] = np.inf
    bdf.write(record, tmp_path / "a.bdf.parquet")
    with pytest.raises(InputError, match='column "Current / A": row 4 has an infinite number'):
        read(tmp_path / "a.bdf.parquet")


def test_what_is_refused(tmp_path: Path) -> None:
    record = whole(tmp_path)
    spectrum = dataset({"counts": Variable(("energy_point",), [1.0], "1")}, {"kind": "spectrum"})
    for bad, path, style in (
        (record, "a.txt", "preferred"), (record, "a.csv", "pretty"), (spectrum, "a.csv", "machine"),
    ):  # fmt: skip
        with pytest.raises(InputError):
            bdf.write(bad, tmp_path / path, style)
        assert not (tmp_path / path).exists()


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Test Time / s,Voltage / V\n0,3.7\n")
    with pytest.raises(InputError, match="Current / A"):
        read(path, form="bdf")
    path = tmp_path / "a.bdf.parquet"
    path.write_bytes(b"PAR1" + b"\x00" * 50)
    with pytest.raises(InputError, match="parquet"):
        read(path)


def test_a_unit_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Test Time / s,Voltage / mAh,Current / A\n0,3.7,1\n")
    with pytest.raises(InputError, match=r"a.csv:1: .*Voltage / mAh"):
        read(path)
