"""``solvus adsorb``: what it shows, keeps, goes on from and refuses; all with the toy."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from solvus.atoms.document import from_document
from solvus.study.folder_lock import locked

from .conftest import Call, document, program

EXAMPLES = Path(__file__).parents[2] / "examples"
STUDY = """\
title: One surface
engine: toy
slab: {n: 1, layers: 4, fixed: 1, vacuum: 8 A}
surfaces: [{name: Li(100)}]
"""
LONGER = """\
title: Seconds of work
engine: toy
sites: [hollow, bridge]
slab: {n: 2, layers: 4}
surfaces: [{name: Li(100)}, {name: Li15Ag(100), solute: Ag}]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(STUDY)
    return path


def write(folder: Path, text: str) -> Path:
    path = folder / "study.yaml"
    path.write_text(text)
    return path


def records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "tasks.jsonl").read_text().splitlines()]


def test_what_is_kept_and_what_is_printed(call: Call, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    about = document(call("adsorb", small, "--out", out, "--json"))
    kept = json.loads((out / "adsorption.json").read_text())
    assert {key: about[key] for key in kept} == kept
    assert about["calculations"] == {"found": 0, "run": 6, "not_converged": 0}
    assert kept["study"] == STUDY
    solved = from_document(kept["solved"])
    (found,) = solved.surfaces
    assert found.best is not None
    assert found.energy == pytest.approx(min(one.energy for one in found.tried))
    assert sorted(path.stem for path in (out / "structures").iterdir()) == sorted(
        row["key"] for row in records(out)
    )


def test_a_second_call_runs_nothing(call: Call, small: Path, tmp_path: Path) -> None:
    first = call("adsorb", small, "--out", tmp_path / "out", "--json")
    again = call("adsorb", small, "--out", tmp_path / "out", "--json")
    assert document(again)["calculations"] == {"found": 6, "run": 0, "not_converged": 0}
    assert document(again)["solved"] == document(first)["solved"]
    assert len(first.stderr.splitlines()) == 6
    assert re.match(r"\d\d:\d\d:\d\d  bcc Li: -0.9984 eV, .* s, toy$", first.stderr.splitlines()[0])
    assert again.stderr == ""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared")


@pytest.mark.parametrize("columns", [80, 120])
def test_it_fits_the_terminal(
    call: Call, shared: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = (EXAMPLES / "adsorption_toy.yaml").read_text()
    study = write(shared, text + "variants: {twice: {engine.strength: 2}}\n")
    shown = call("adsorb", study, "--out", shared / "out")
    assert shown.exit_code == 0, shown.stderr
    assert max(map(len, shown.stdout.splitlines())) <= columns
    for word in (
        "hollow, 1 Ag", "top, 0 Ag (b)", "twice", "solubility of Ag", "0.75 at%", "strength 1.0",
        "lattice constant 3.5867 A", "found finished", "Note: the toy is no physics",
        "per atom of bcc lithium",
    ):  # fmt: skip
        assert word in " ".join(shown.stdout.split()), word


def test_variants_share_what_they_can(call: Call, tmp_path: Path) -> None:
    study = write(tmp_path, STUDY + "variants: {hollow only: {sites: [hollow]}, half: "
                  "{engine.strength: 0.5}}\n")  # fmt: skip
    about = document(call("adsorb", study, "--out", tmp_path / "out", "--json"))
    assert about["calculations"]["run"] == 6 + 6
    first, half, one = (
        from_document(part).surfaces[0]
        for part in (about["solved"], about["variants"]["half"], about["variants"]["hollow only"])
    )
    assert half.energy == pytest.approx(0.5 * first.energy, abs=2e-3)
    assert [tried.site.kind for tried in one.tried] == ["hollow"]


def test_a_dry_run_lists_and_runs_nothing(call: Call, tmp_path: Path) -> None:
    study = EXAMPLES / "li31ag_gpaw.yaml"
    about = document(call("adsorb", study, "--dry-run", "--json"))
    assert about["most_calculations"] == 27
    assert [len(one["sites"]) for one in about["surfaces"]] == [3, 6]
    assert about["surfaces"][1]["lithium_per_solute"] == 31
    shown = call("adsorb", study, "--dry-run", "--out", tmp_path / "out").stdout
    assert "27 at most, gpaw after chgnet" in shown
    assert not (tmp_path / "out").exists()


def blocked(names: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The program where some libraries are not installed."""
    code = (
        "import sys; sys.modules.update(dict.fromkeys(sys.argv[1].split()));"
        "from solvus.cli.app import main; sys.exit(main(sys.argv[2:]))"
    )
    command = [sys.executable, "-c", code, names, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_without_ase_there_is_a_dry_run_and_a_sentence(small: Path, tmp_path: Path) -> None:
    done = blocked("ase spglib", "adsorb", EXAMPLES / "li31ag_gpaw.yaml", "--dry-run")
    assert done.returncode == 0, done.stderr
    done = blocked("ase", "adsorb", small, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.startswith("this needs ASE, which is not installed")
    done = blocked("spglib", "adsorb", small, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "symmetry: off does without" in done.stderr


def test_an_engine_that_is_not_installed_is_a_sentence(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = write(tmp_path, STUDY.replace("toy", "gpaw"))
    monkeypatch.setattr("solvus.atoms.engines.gpaw.installed_version", _missing)
    done = call("adsorb", study, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "this needs GPAW" in done.stderr


def _missing(package: str, library: str, extra: str) -> str:
    from solvus.base.errors import MissingExtra

    raise MissingExtra(library, extra)


def test_what_does_not_converge_is_said_and_may_be_tried_again(call: Call, tmp_path: Path) -> None:
    out, study = tmp_path / "out", write(tmp_path, STUDY + "steps: 2\n")
    done = call("adsorb", study, "--out", out, "--json")
    assert done.exit_code == 1  # no surface has an energy
    about = document(done)
    lost = about["calculations"]["not_converged"]
    assert lost >= 3
    told = [notice for notice in about["notices"] if "did not converge" in notice]
    assert len(told) == lost
    assert all("write more steps" in notice for notice in told)
    assert "did not converge: the largest force is" in done.stderr
    shown = call("adsorb", study, "--out", out, "--retry")
    assert f"{lost} calculations are done again, not having converged before" in shown.stderr
    assert "none converged" in " ".join(shown.stdout.split())
    # with steps enough the same command goes on
    study.write_text(STUDY)
    about = document(call("adsorb", study, "--out", out, "--json", "--retry"))
    assert about["calculations"]["not_converged"] == 0
    assert about["calculations"]["found"] >= 1  # what had converged is not done again


def test_an_engine_that_fails_is_left_out(call: Call, tmp_path: Path) -> None:
    text = STUDY.replace("engine: toy", "engine: {name: toy, fails_from: 5}")
    done = call("adsorb", write(tmp_path, text), "--out", tmp_path / "out", "--json")
    about = document(done)
    assert done.exit_code == 1
    assert about["calculations"]["not_converged"] == 3
    assert any("the toy was told to fail; see logs/" in told for told in about["notices"])
    assert about["solved"]["surfaces"][0]["adsorption_energy_eV"] is None


def test_without_a_bulk_there_is_nothing(call: Call, tmp_path: Path) -> None:
    text = STUDY.replace("engine: toy", "engine: {name: toy, fails_from: 1}")
    done = call("adsorb", write(tmp_path, text), "--out", tmp_path / "out")
    assert done.exit_code == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("bulk lithium did not come out with toy: RuntimeError: the toy was")
    assert not (tmp_path / "out" / "adsorption.json").exists()


def test_a_folder_in_use_is_left_alone(call: Call, small: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "out"):
        done = call("adsorb", small, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "is in use by another run" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert call("adsorb", small, "--out", tmp_path / "out").exit_code == 0


def test_bad_input_is_told_with_its_place(call: Call, tmp_path: Path) -> None:
    study = write(tmp_path, STUDY.replace("n: 1", "n: 0").replace("toy", "tooy"))
    done = call("adsorb", study, "--out", tmp_path / "out", "--json")
    assert done.exit_code == 2
    assert [fault["line"] for fault in document(done)["faults"]] == [2, 3]
    assert f"{study}:3:8: slab.n: " in done.stderr
    other = call("adsorb", EXAMPLES / "wang2023_1p4Ah.yaml")
    assert other.exit_code == 2
    assert "solvus pouch" in other.stderr
    assert "solvus adsorb" in call("run", EXAMPLES / "adsorption_toy.yaml").stderr
    assert call("adsorb", tmp_path / "none.yaml").exit_code == 2


def test_check_knows_such_a_study(call: Call, small: Path, tmp_path: Path) -> None:
    done = call("check", small)
    assert "valid; adsorption on 1 surface with toy, at most 6 calculations" in done.stdout
    assert "no physics" in done.stderr
    bad = write(tmp_path, STUDY.replace("toy", "tooy"))
    assert call("check", bad).exit_code == 2


def wait_for(folder: Path, count: int, process: subprocess.Popen[str]) -> None:
    """Wait till some calculations are finished and another one has begun."""
    for _ in range(600):
        done = (folder / "tasks.jsonl").exists() and len(records(folder)) >= count
        if done and list((folder / "work").glob("*/steps.jsonl")):
            return
        assert process.poll() is None, "it ended too soon"
        time.sleep(0.05)
    raise AssertionError("it takes too long")


@pytest.mark.parametrize(("workers", "number"), [(1, signal.SIGKILL), (2, signal.SIGTERM)])
def test_a_run_cut_off_goes_on_from_there(
    call: Call, tmp_path: Path, workers: int, number: signal.Signals
) -> None:
    study, out = write(tmp_path, LONGER), tmp_path / "out"
    arguments = ("adsorb", study, "--out", out)
    with subprocess.Popen(
        program(*arguments, "--workers", workers), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    ) as process:  # fmt: skip
        wait_for(out, 3, process)
        process.send_signal(number)
        _, told = process.communicate(timeout=30)
    if number == signal.SIGTERM:
        assert process.returncode == 1
        count = len(records(out))
        assert told.splitlines()[-1] == (
            f"interrupted; {count} calculations are finished and kept; the same command goes on "
            "from there"
        )
    assert "Traceback" not in told
    before = records(out)
    assert 3 <= len(before) < 11
    about = document(call(*arguments, "--json"))
    assert about["calculations"]["found"] == len(before)
    after = records(out)
    assert after[: len(before)] == before
    keys = [row["key"] for row in after]
    assert len(set(keys)) == len(keys) == about["calculations"]["run"] + len(before)


def test_the_page_is_written(call: Call, small: Path, tmp_path: Path) -> None:
    pytest.importorskip("solvus.report.adsorption_page")
    about = document(call("adsorb", small, "--out", tmp_path / "out", "--page", "--json"))
    assert "Li(100)" in Path(about["files"]["page"]).read_text()
