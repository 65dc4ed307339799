"""solvus read: what it says, what it saves, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.analyse.readers import read
from solvus.base.record import load

from .conftest import Call, document

CSV = "Test Time / s,Voltage / V,Current / A,Cycle Count / 1\n" + "".join(
    f"{600 * i},{3.0 + 0.1 * i},0.001,1\n" for i in range(12)
)


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    path = tmp_path / "cell.csv"
    path.write_text(CSV)
    return path


def test_what_it_is_is_said(call: Call, measured: Path) -> None:
    shown = call("read", measured)
    assert shown.exit_code == 0
    assert "Battery Data Format" in shown.stdout
    assert "12" in shown.stdout
    assert "0 to 1.8333 h" in shown.stdout
    assert "1 mA" in shown.stdout
    assert "Please note" not in shown.stdout


def test_json(call: Call, measured: Path) -> None:
    facts = document(call("read", measured, "--json"))
    assert facts["kind"] == "cycling"
    assert facts["form"] == "bdf"
    assert facts["sizes"] == {"point": 12}
    assert facts["variables"]["voltage"]["high"] == pytest.approx(4.1)
    assert facts["variables"]["voltage"]["unit"] == "V"
    assert facts["area_cm2"] is None
    assert facts["notices"] == []


def test_what_looks_wrong_is_said(call: Call, measured: Path) -> None:
    rows = CSV.replace("600", "600000")
    measured.write_text("\n".join(
        row if i == 0 else f"{float(row.split(',')[0]) * 3600},{row.split(',', 1)[1]}"
        for i, row in enumerate(rows.strip().split("\n"))
    ) + "\n")  # fmt: skip
    assert "unit of the time" in call("read", measured).stdout.replace("\n", " ")


@pytest.mark.parametrize("ending", [".nc", ".bdf.csv", ".bdf.parquet", ".zarr"])
@pytest.mark.parametrize("labels", ["preferred", "machine"])
def test_saved_and_read_back(call: Call, measured: Path, ending: str, labels: str) -> None:
    out = measured.with_name(f"out{ending}")
    result = call("read", measured, "--out", out, "--labels", labels)
    assert result.exit_code == 0, result.stderr
    again = load(out) if ending in (".nc", ".zarr") else read(out)
    assert again.voltage.values == pytest.approx(read(measured).voltage.values, rel=1e-15)
    assert again.attrs["sign_convention"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.mpt",), "no such file"),
        (("FILE", "--form", "biologik"), "no format"),
        (("FILE", "--form", "biologic-mpt"), "column titles"),
        (("FILE", "--out", "out.txt"), "--out"),
    ],
)
def test_bad_input(call: Call, measured: Path, arguments: tuple[str, ...], told: str) -> None:
    given = [str(measured) if one == "FILE" else one for one in arguments]
    result = call("read", *given)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert call("read", *given, "--json").exit_code == 2


def test_a_damaged_file_leaves_what_was_saved(call: Call, measured: Path) -> None:
    out = measured.with_name("out.bdf.csv")
    out.write_text("before")
    measured.write_text(CSV + "7200,4.2\n")
    result = call("read", measured, "--out", out)
    assert result.exit_code == 2
    assert f"{measured}:14:" in result.stderr
    assert out.read_text() == "before"
