"""Measured files of a study at the command line: told before anything runs, drawn with --page."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from .conftest import Call, document

TRACE = "measured: {cell_17: {file: cell_17.csv}}\n"


@pytest.fixture
def beside(study: Path) -> Path:
    """A study with a measured file of three cycles at 30 mV beside it."""
    study.write_text(study.read_text() + TRACE)
    hours = np.arange(0.0, 6.0, 1.0 / 60.0)
    sign = np.where(hours % 2.0 < 1.0, 1.0, -1.0)
    volts = 0.03 * sign + 1e-4 * np.random.default_rng(5).standard_normal(hours.size)
    rows = zip(3600.0 * hours, 1e-3 * sign, volts, strict=True)
    head = "Test Time / s,Current / A,Voltage / V\n"
    text = "".join(f"{t:.1f},{i},{v}\n" for t, i, v in rows)
    (study.parent / "cell_17.csv").write_text(head + text)
    return study


def test_the_page_shows_the_file_and_check_reads_it(
    call: Call, beside: Path, tmp_path: Path
) -> None:
    assert call("check", beside).exit_code == 0
    assert call("run", beside, "--out", tmp_path / "o", "--page").exit_code == 0
    page = (tmp_path / "o" / "run.html").read_text()
    assert "Measured and simulated" in page
    assert re.search(r"(29\.9|30\.0)\d* ± 0\.0\d+ mV", page)
    assert call("check", tmp_path / "o" / "study.yaml").exit_code == 0


@pytest.mark.parametrize("text", [None, "", "what a cycler never wrote\n"])
def test_a_file_that_cannot_be_read_is_told_before_anything_runs(
    call: Call, beside: Path, tmp_path: Path, text: str | None
) -> None:
    file = beside.parent / "cell_17.csv"
    file.unlink()
    if text is not None:
        file.write_text(text)
    for command in (("check", beside), ("run", beside, "--out", tmp_path / "o", "--page")):
        done = call(*command)
        assert done.exit_code == 2
        assert "cell_17.csv" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "o").exists()


def test_the_example_gives_back_what_its_file_was_made_with(call: Call, tmp_path: Path) -> None:
    """From the rows of a cycler's file to the efficiency of the cell behind it, 96.2 %."""
    example = Path(__file__).resolve().parents[2] / "examples" / "measured_symmetric.yaml"
    about = document(call("calibrate", example, "--out", tmp_path / "o", "--json"))
    (efficiency,) = about["parameters"]
    assert efficiency["value"] == pytest.approx(96.2, abs=0.1)
    assert efficiency["sigma"] > 0.1
