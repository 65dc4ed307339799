"""``solvus calibrate`` from the command line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import Call, document, program

STUDY = """\
title: Li-Ag, nucleation
cell:
  working:
    solute: Ag
    content: 10 wt%
    thickness: 50 um
    parameters: {solubility: 0.75 at%}
run: {cells: 10}
protocol:
  - Strip at 1 mA/cm2 for 5 mAh/cm2
  - Plate at 1 mA/cm2 for 0.5 mAh/cm2
calibration:
  parameters:
    level_full: {sets: interface.parameters.level_full, start: 50 mV, low: 5 mV, high: 300 mV}
    level_slope: {sets: interface.parameters.level_slope, prior: 16 mV, prior_sigma: 3 mV}
  data:
    - {feature: tip, step: 2, value: 54 mV, sigma: 3 mV, source: Fig 4i}
  predict:
    - {feature: tip, step: 1}
  fit: {starts: 2}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(STUDY)
    return path


def test_a_calibration_is_printed_and_saved(call: Call, own: Path, tmp_path: Path) -> None:
    done = call("calibrate", own, "--out", tmp_path / "out", "--debug")
    assert done.exit_code == 0, done.output
    for words in ("level_full", "68 % by profile", "tip, step 2", "degrees of freedom",
                  "level_slope is known by its prior"):  # fmt: skip
        assert words in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "calibration.html", "calibration.json", "fitted.yaml",
    ]  # fmt: skip


def test_as_json_it_is_one_document(call: Call, own: Path, tmp_path: Path) -> None:
    done = call("calibrate", own, "--out", tmp_path, "--no-profile", "--starts", 1, "--json")
    assert done.exit_code == 0, done.output
    about = document(done)
    assert [one["name"] for one in about["parameters"]] == ["level_full", "level_slope"]
    assert "profile" not in about["parameters"][0]
    saved = json.loads((tmp_path / "calibration.json").read_text())
    assert saved["parameters"] == about["parameters"]
    assert Path(about["files"]["fitted"]).is_file()


def test_a_life_that_did_not_end_is_a_lower_bound(call: Call, own: Path, tmp_path: Path) -> None:
    own.write_text(STUDY.replace("{feature: tip, step: 1}", "{feature: life}"))
    asked = ("calibrate", own, "--out", tmp_path / "o", "--no-profile", "--starts", 1)
    assert "≥ 1" in call(*asked).stdout
    about = json.loads((tmp_path / "o" / "calibration.json").read_text())
    assert about["predictions"][0]["lower_bound"] is True
    assert about["readings"][0]["lower_bound"] is False
    assert "≥ 1" in (tmp_path / "o" / "calibration.html").read_text()


def test_a_posterior_is_sampled_and_continued(call: Call, own: Path, tmp_path: Path) -> None:
    pytest.importorskip("emcee")
    asked = ("calibrate", own, "--out", tmp_path / "o", "--no-profile", "--posterior", "--json")
    first = document(call(*asked, "--steps", 10, "--walkers", 8))
    second = document(call(*asked, "--steps", 25, "--walkers", 8))
    assert (first["posterior"]["steps"], second["posterior"]["steps"]) == (10, 25)
    assert any("chain is short" in sentence for sentence in second["cautions"])
    refused = call(*asked, "--steps", 25, "--walkers", 10)
    assert refused.exit_code == 2
    assert "holds a chain of another study" in refused.stderr


def test_bad_input_is_told_at_its_line_with_exit_code_2(call: Call, own: Path) -> None:
    own.write_text(STUDY.replace(", sigma: 3 mV", "").replace("start: 50 mV", "start: 5 V"))
    done = call("calibrate", own)
    assert done.exit_code == 2
    assert 'own.yaml:14:57: calibration.parameters.level_full.start: "5 V"' in done.stderr
    assert "own.yaml:17:7: calibration.data[0]: tip has no sigma" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_study_without_a_calibration_is_told(call: Call, study: Path) -> None:
    done = call("calibrate", study)
    assert done.exit_code == 2
    assert "has no calibration block" in done.stderr


def test_an_interrupt_keeps_what_was_found(own: Path, tmp_path: Path) -> None:
    pytest.importorskip("emcee")
    out = tmp_path / "out"
    run = subprocess.Popen(
        program("calibrate", own, "--out", out, "--posterior", "--steps", 10**6, "--no-profile"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not list(out.glob("chain/part-*.npz")):
        assert run.poll() is None, run.stderr
        assert time.monotonic() < deadline
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    printed, said = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "interrupted in the posterior; what was found is saved in" in said
    assert "Traceback" not in printed + said
    about = json.loads((out / "calibration.json").read_text())
    assert about["interrupted"] == "posterior"
    assert about["posterior"]["steps"] >= 20


def test_without_emcee_the_extra_is_named(
    call: Call, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "emcee", None)
    done = call("calibrate", own, "--out", tmp_path / "out", "--posterior")
    assert done.exit_code == 1
    assert 'pip install "solvus[bayes]"' in done.stderr
    assert not (tmp_path / "out" / "calibration.json").exists()


def test_check_reads_the_calibration_too(call: Call, own: Path) -> None:
    assert call("check", own).exit_code == 0
    own.write_text(STUDY.replace("feature: tip, step: 2", "feature: tip, step: 3"))
    done = call("check", own)
    assert done.exit_code == 2
    assert "step 3 is never reached" in done.stdout + done.stderr
