"""solvus decide: what it prints and writes, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from plans import LINEAR, written

from .conftest import Call, document, program


def test_the_document_and_the_files(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "o"
    about = document(call("decide", written(tmp_path), "--out", out, "--json"))
    assert [one["name"] for one in about["measurements"]] == ["at 1 mA/cm2", "at 3 mA/cm2"]
    assert about["pairs"][0]["pair"] == ["thin", "thick"]
    assert about["pairs"][0]["separated"] is True
    assert about["list"][0]["measurement"] == about["ranking"][0]["measurement"]
    kept = json.loads((out / "decide.json").read_text())
    assert kept == {key: about[key] for key in about if key != "files"}
    assert set(about["files"]) == {"json", "html"}
    assert "Which film?" in (out / "decide.html").read_text()


def test_the_tables(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = call("decide", written(tmp_path), "--no-save").stdout
    for words in ("Which film?", "25.1 ± 3.5 mV", "error 10 % of the reading", "thin or thick",
                  "To separate every pair by 3 σ", "Only the models named here"):  # fmt: skip
        assert words in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert not (tmp_path / "o").exists()


def test_fits_are_shown_where_the_plan_has_them(call: Call, tmp_path: Path) -> None:
    fits = [
        (f"  {name}:\n", f"  {name}:\n    fit: {{chi2: {chi2}, parameters: 2, readings: 8}}\n")
        for name, chi2 in (("thin", 3), ("thick", 9))
    ]
    shown = call("decide", written(tmp_path, LINEAR, *fits), "--no-save").stdout
    assert "How the models fit" in shown
    assert "0.953" in shown  # 1/(1 + exp(-3))


def test_the_default_folder_is_named_after_the_plan(solvus: object, tmp_path: Path) -> None:
    done = solvus("decide", written(tmp_path))  # type: ignore[operator]
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert (tmp_path / "out" / "plan" / "decide.html").is_file()


def test_a_faulty_plan_is_told_with_its_lines(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, LINEAR, ("feature: end_voltage", "feature: end_voltag"))
    result = call("decide", path, "--json")
    assert result.exit_code == 2
    lines = [one["line"] for one in document(result)["faults"]]
    assert len(lines) == 2
    assert all(lines)
    assert call("decide", tmp_path / "none.yaml").exit_code == 2


def test_an_interrupt_ends_it_and_nothing_is_written(tmp_path: Path) -> None:
    long = ("protocol: [Strip at 3 mA/cm2 for 0.1 mAh/cm2]",
            "protocol: [{repeat: 20000, steps: [Strip at 1 mA/cm2 for 1 mAh/cm2, "
            "Plate at 1 mA/cm2 for 1 mAh/cm2]}]")  # fmt: skip
    running = subprocess.Popen(
        program("decide", written(tmp_path, LINEAR, long), "--out", "o"),
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(timeout=4.0)
        running.send_signal(signal.SIGINT)
        assert running.stderr is not None
        while "stopping" not in running.stderr.readline():
            pass
        running.send_signal(signal.SIGINT)
        _, error = running.communicate(timeout=20.0)
    finally:
        running.kill()
    assert running.returncode == 1
    assert "interrupted; nothing was written" in error
    assert list((tmp_path / "o").iterdir()) == []
