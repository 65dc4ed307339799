"""solvus run: what it computes, saves, shows, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from solvus.base import record
from solvus.cli.run_summary import MOST_ROWS, chosen

from .conftest import SMALL, Call, document, program

FILES = ("record", "table", "readings", "study")


def test_the_document_says_what_was_done(call: Call, study: Path, tmp_path: Path) -> None:
    about = document(call("run", study, "--out", tmp_path / "o", "--json"))
    assert about["complete"] is True
    assert about["interrupted"] is False
    assert (about["steps"], about["steps_asked"], about["cycles"]) == (2, 2, 1)
    strip, plate = about["half_cycles"]
    assert strip["charge_mAh_per_cm2"] == pytest.approx(1.0)
    assert strip["current_mA_per_cm2"] == pytest.approx(1.0)
    assert plate["current_mA_per_cm2"] == pytest.approx(-1.0)
    assert strip["duration_h"] == pytest.approx(1.0)
    # 1 mAh/cm2 of lithium is 4.85 um; the solute in the way makes it a little more
    assert 50.0 - strip["metal_um"] == pytest.approx(5.0, abs=0.3)
    assert strip["tip_mV"] > strip["end_mV"] > 0.0
    assert strip["aes_at_percent"] == pytest.approx(100 * about["readings"][0]["aes"])
    assert "H3v" in about["electrodes"]["working"]["mechanism"]
    assert about["electrodes"]["working"]["trust"]


def test_the_files_hold_the_run(call: Call, study: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    about = document(call("run", study, "--out", out, "--json", "--frames", "2"))
    assert sorted(about["files"]) == sorted(FILES)
    assert {Path(path).parent for path in about["files"].values()} == {out}
    kept = record.load(out / "record.nc")
    assert kept.sizes["snapshot"] == 2 * 3
    assert kept.attrs["complete"] == "True"
    table = record.load_table(out / "half_cycles.parquet")
    assert list(table.columns["duration"]) == pytest.approx([3600.0, 3600.0])
    assert table.units["duration"] == "s"
    read = json.loads((out / "readings.json").read_text())
    assert [row["half_cycle"] for row in read["readings"]] == [0, 1]
    assert read["units"]["aes"] == "1"
    assert (out / "study.yaml").read_text() == study.read_text()


def test_the_saved_study_runs_again_without_its_file_of_fitted_values(
    call: Call, study: Path, tmp_path: Path
) -> None:
    (tmp_path / "fitted.yaml").write_text(
        "values:\n"
        "  - {parameter: warmth, key: cell.temperature, value: 35 degC}\n"
    )
    study.write_text(study.read_text() + "use: fitted.yaml\n")
    first = document(call("run", study, "--out", tmp_path / "o", "--json"))
    saved = tmp_path / "o" / "study.yaml"
    text = saved.read_text()
    assert "use:" not in text
    assert "  temperature: 35 degC" in text
    assert "# cell.temperature: 35 degC is taken from fitted.yaml" in text
    (tmp_path / "fitted.yaml").unlink()
    again = document(call("run", saved, "--out", tmp_path / "p", "--json"))
    assert again["half_cycles"] == first["half_cycles"]


def test_other_formats(call: Call, study: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    result = call("run", study, "--out", out, "--format", "zarr", "--table", "csv")
    assert result.exit_code == 0
    assert record.load(out / "record.zarr").sizes["half_cycle"] == 2
    assert len(record.load_table(out / "half_cycles.csv").columns["tip"]) == 2


def test_a_page_is_written_where_it_is_asked_for(call: Call, study: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    about = document(call("run", study, "--out", out, "--json", "--page"))
    assert sorted(about["files"]) == sorted([*FILES, "page"])
    text = Path(about["files"]["page"]).read_text()
    assert about["files"]["page"] == str(out / "run.html")
    assert "<h1>Two steps</h1>" in text
    assert "Depth profile, AES" in text
    assert record.load(out / "record.nc").sizes["snapshot"] == 2  # as without a page


def test_a_page_that_may_not_be_written_is_refused(call: Call, study: Path, tmp_path: Path) -> None:
    result = call("run", study, "--out", tmp_path / "o", "--no-save", "--page", "--json")
    assert result.exit_code == 2
    assert document(result)["faults"][0]["key"] == "--page"
    assert not (tmp_path / "o").exists()


def test_a_run_without_a_page_imports_nothing_of_it(study: Path, tmp_path: Path) -> None:
    code = (
        # xarray takes Dask along where that is installed, and Dask jinja2
        "import sys\nsys.modules['dask'] = None\nfrom solvus.cli.app import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "heavy = ('plotly', 'jinja2', 'solvus.report')\n"
        "print(sorted(m for m in sys.modules if m in heavy), file=sys.stderr)\n"
    )
    command = [*program()[:2], code, "run", str(study), "--out", str(tmp_path / "o")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr.splitlines()[-1] == "[]"


def test_without_saving_nothing_is_written(call: Call, study: Path, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    about = document(call("run", study, "--out", tmp_path / "o", "--no-save", "--json"))
    assert about["files"] == {}
    assert set(tmp_path.rglob("*")) == before


def test_the_default_folder_is_named_after_the_study(solvus: Any, study: Path) -> None:
    done = solvus("run", study)
    assert done.returncode == 0, done.stderr
    assert (study.parent / "out" / "small" / "record.nc").is_file()
    assert done.stderr == ""  # no progress bar where nobody watches
    for said in ("Two steps", "Complete", "AES", "400 nm", "record.nc"):
        assert said in done.stdout


@pytest.mark.parametrize("columns", [80, 120])
def test_tables_fit_the_terminal(
    call: Call, study: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = call("run", study, "--no-save").stdout.splitlines()
    assert max(map(len, shown)) <= columns
    assert "…" not in "".join(shown)


def test_a_foil_that_gives_out_is_a_result(call: Call, tmp_path: Path) -> None:
    """A foil that is plated at 90 % efficiency cannot give everything back."""
    path = tmp_path / "short.yaml"
    path.write_text(
        SMALL.replace("thickness: 50 um", "thickness: 50 um, coulombic_efficiency: 90 %").replace(
            "  - Plate at 1 mA/cm2 for 1 mAh/cm2\n",
            "  - Plate at 1 mA/cm2 for 5 mAh/cm2\n  - Strip at 1 mA/cm2 for 14 mAh/cm2\n",
        )
    )
    result = call("run", path, "--out", tmp_path / "o", "--json")
    about = document(result)
    assert result.exit_code == 0
    assert about["complete"] is False
    assert about["interrupted"] is False
    assert "no more lithium" in about["ended"]
    assert record.load(tmp_path / "o" / "record.nc").attrs["complete"] == "False"
    assert "NOT COMPLETE" in call("run", path, "--no-save").stdout


def test_a_single_foil_has_no_voltage(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "foil.yaml"
    path.write_text(SMALL.replace("cell:", "cell:\n  kind: foil").replace("  depth_profile:\n", ""))
    about = document(call("run", path, "--no-save", "--json"))
    assert about["half_cycles"][0]["tip_mV"] is None
    assert "tip" not in call("run", path, "--no-save").stdout


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_every_fault_of_a_study_is_told(call: Call, tmp_path: Path, flags: tuple[str]) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(SMALL.replace("50 um", "50 mg").replace("Strip", "Strpi"))
    result = call("run", path, *flags)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{path}:3:")
    assert lines[1].startswith(f"{path}:5:5: protocol[0]: ")
    if flags:
        faults = document(result)["faults"]
        assert [(one["line"], one["key"]) for one in faults][1] == (5, "protocol[0]")
    else:
        assert result.stdout == ""


def test_what_is_no_study_is_refused(solvus: Any, tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "empty.yaml").write_text("")
    for name in ("nowhere.yaml", "binary.yaml", "empty.yaml", "."):
        done = solvus("run", name)
        assert done.returncode == 2, name
        assert name in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_out_that_cannot_be_is_refused_before_anything_is_computed(
    call: Call, study: Path, tmp_path: Path
) -> None:
    for out in (study, study / "below", Path("/proc/nowhere")):
        result = call("run", study, "--out", out, "--json")
        assert result.exit_code == 2, out
        assert document(result)["faults"][0]["key"] == "--out"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.yaml"]


def test_an_internal_error_is_one_sentence(
    call: Call, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("solvus.study.run.run_study", broken)
    result = call("run", study, "--no-save")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "ZeroDivisionError" in result.stderr
    assert isinstance(call("run", study, "--no-save", "--debug").exception, ZeroDivisionError)


def test_a_disk_that_fills_while_saving_is_one_sentence(
    call: Call, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "half_cycles.parquet")

    monkeypatch.setattr("solvus.base.record.save_table", full)
    result = call("run", study, "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert result.stderr == "half_cycles.parquet: No space left on device\n"


def _long_study(folder: Path) -> Path:
    path = folder / "long.yaml"
    path.write_text(
        SMALL.replace(
            "protocol:\n", "protocol:\n  - {repeat: 400000, steps: [Strip at 1 mA/cm2 for 60 s, "
            "Plate at 1 mA/cm2 for 60 s]}\n"
        ).replace("cells: 20", "cells: 20, curves: every 1000 cycles")
    )  # fmt: skip
    return path


def _interrupted(path: Path, number: int) -> tuple[int, str, str]:
    """Start a long run, send a signal once its folder is there, and wait for its end."""
    process = subprocess.Popen(
        program("run", path, "--out", path.parent / "o", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60.0
        while not (path.parent / "o").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(1.0)
        os.kill(process.pid, number)
        out, err = process.communicate(timeout=60.0)
    finally:
        process.kill()
    return process.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_saves_what_was_computed(tmp_path: Path, number: int) -> None:
    status, out, err = _interrupted(_long_study(tmp_path), number)
    assert status == 1, err
    assert "Traceback" not in err
    assert "saved in" in err
    about = json.loads(out)
    assert about["interrupted"] is True
    assert 0 < about["steps"] < about["steps_asked"]
    kept = record.load(tmp_path / "o" / "record.nc")
    assert kept.sizes["half_cycle"] == about["steps"]
    assert kept.attrs["ended"].startswith("interrupted after")
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == [
        "half_cycles.parquet", "readings.json", "record.nc", "study.yaml",
    ]  # fmt: skip


def test_half_a_file_is_never_left(call: Call, study: Path, tmp_path: Path) -> None:
    """Given up while the table is written: the record is whole and nothing partial is left."""
    out = tmp_path / "o"
    code = (
        "import sys, solvus.base.record as r\n"
        "from solvus.cli.interrupts import GivenUp\n"
        "def cut(columns, path, *_):\n"
        "    with r.temporary_beside(path) as half:\n"
        "        half.write_text('half')\n"
        "        raise GivenUp\n"
        "r.save_table = cut\n"
        "from solvus.cli.app import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [*program()[:2], code, "run", str(study), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert done.stderr == "given up; what was not yet written is lost\n"
    assert [path.name for path in out.iterdir()] == ["record.nc"]
    assert record.load(out / "record.nc").sizes["half_cycle"] == 2


def _rows(cycles: int, per_cycle: int, read_every: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "cycle": cycle,
            "aes_at_percent": 1.0 if read_every and (cycle - 1) % read_every == 0 else None,
        }
        for cycle in range(1, cycles + 1)
        for _ in range(per_cycle)
    ]


@pytest.mark.parametrize(
    ("cycles", "per_cycle"),
    [(1, 4), (7, 2), (8, 2), (240, 2), (3, 40), (100, 3), (1, 500), (20, 7)],
)
def test_few_rows_are_shown_and_the_first_and_last_among_them(cycles: int, per_cycle: int) -> None:
    rows = _rows(cycles, per_cycle)
    places = chosen(rows, prefer_read=False)
    assert len(places) <= MOST_ROWS
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, len(rows) - 1)
    assert len(rows) > MOST_ROWS or len(places) == len(rows)


def test_cycles_with_readings_are_preferred() -> None:
    rows = _rows(240, 2, read_every=20)
    between = chosen(rows, prefer_read=True)[2:-2]
    assert between
    assert all(rows[place]["aes_at_percent"] is not None for place in between)
