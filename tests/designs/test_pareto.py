"""The search of a front: Sobol points, NSGA-II, kills, and the uncertainty of a calibration."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from solvus.base.errors import InputError
from solvus.designs.beginning import begin, grid_of
from solvus.designs.crew import Here
from solvus.designs.front_notes import notes_of
from solvus.designs.front_page import sections, write_front_page
from solvus.designs.job import Job, read_job, without_life
from solvus.designs.pareto import Front, Search, _best, _finite, front_of, search, table_of
from solvus.designs.results import read_results
from solvus.designs.wanted import Objective, Rule, read_objectives, read_rules
from solvus.study.axes import read_axis

PROGRAM = [sys.executable, "-c", "from solvus.cli.app import main; import sys; sys.exit(main())"]
OVER = {
    "anode.thickness": "15 um to 60 um", "cathode.loading": "10 mg/cm2 to 25 mg/cm2",
    "electrolyte.amount": "1.5 g/Ah to 4 g/Ah",
}  # fmt: skip
RULES = ["n_to_p >= 1.2", "electrolyte_ratio >= 1.8 g/Ah"]


@pytest.fixture
def job(pouch: Path) -> Job:
    """A pouch cell without its life, which costs milliseconds."""
    return read_job(pouch, OVER, wishes={"life": False})[0]


def wanted(job: Job) -> tuple[tuple[Objective, ...], tuple[Rule, ...]]:
    columns = {one.name: one for one in (*job.inputs, *job.quantities)}
    objectives = read_objectives(columns, ["specific_energy"], ["cost_per_energy"])
    return objectives, read_rules(columns, RULES)


def found(job: Job, folder: Path, how: Search) -> Front:
    return search(job, folder, Here(), 1, *wanted(job), how)


def test_sobol_points_and_their_filter(job: Job, tmp_path: Path) -> None:
    front = found(job, tmp_path / "o", Search(64))
    assert len(front.frame) == 64
    rows = front.frame.loc[front.front]
    assert (rows["n_to_p"] >= 1.2).all()
    assert (rows["electrolyte_ratio"] >= 1.8).all()
    # by the first objective, and what is gained in one is lost in the other
    assert (np.diff(rows["specific_energy"]) <= 0.0).all()
    assert (np.diff(rows["cost_per_energy"]) <= 0.0).all()
    assert front.knee in front.front
    table = table_of(front)
    assert table["knee"].sum() == 1
    assert list(table.columns[:4]) == ["design", *OVER]


def test_generations_go_beyond_the_points_they_begin_with(job: Job, tmp_path: Path) -> None:
    pytest.importorskip("pymoo", reason="needs pymoo (extra pareto)")
    front = found(job, tmp_path / "o", Search(32, 6, 16))
    shares = [share for _, share in front.volume]
    assert [n for n, _ in front.volume] == [32 + 16 * k for k in range(7)]
    assert all(b >= a for a, b in pairwise(shares))
    assert shares[-1] > shares[0]
    assert front.frame["design"].is_unique


def test_a_search_repeated_finds_all_its_designs(job: Job, tmp_path: Path) -> None:
    pytest.importorskip("pymoo", reason="needs pymoo (extra pareto)")
    how = Search(32, 3, 16)
    first = found(job, tmp_path / "o", how)
    folder = tmp_path / "o" / "designs"
    written = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = found(job, tmp_path / "o", how)
    pd.testing.assert_frame_equal(again.frame, first.frame)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == written
    longer = found(job, tmp_path / "o", replace(how, generations=5))
    shared = first.frame.columns
    pd.testing.assert_frame_equal(longer.frame.iloc[: len(first.frame)], first.frame[shared])


def test_points_may_be_refined_later_and_under_one_wish_only(job: Job, tmp_path: Path) -> None:
    pytest.importorskip("pymoo", reason="needs pymoo (extra pareto)")
    found(job, tmp_path / "o", Search(32))
    refined = found(job, tmp_path / "o", Search(32, 2, 16))
    assert len(refined.frame) == 64
    with pytest.raises(InputError, match=r"was refined otherwise \(population\)"):
        found(job, tmp_path / "o", Search(32, 2, 8))
    assert len(found(job, tmp_path / "o", Search(32)).frame) == 32


def test_a_start_without_an_allowed_design_is_of_those_that_miss_least(job: Job) -> None:
    frame = pd.DataFrame({
        "status": "ok", "specific_energy": 300.0, "cost_per_energy": 50.0,
        "n_to_p": [0.2, 1.1, 0.7], "electrolyte_ratio": 2.0,
    })  # fmt: skip
    assert _best(*_finite(frame, *wanted(job)), 2).tolist() == [1, 2]


def test_a_search_that_was_killed_ends_as_if_it_had_not_been(
    job: Job, pouch: Path, tmp_path: Path
) -> None:
    pytest.importorskip("pymoo", reason="needs pymoo (extra pareto)")
    text = pouch.read_text().partition("\nlife:")[0]
    file = tmp_path / "cell.yaml"
    file.write_text(text)
    command = [*PROGRAM, "pareto", str(file), "--max", "specific_energy", "--min",
               "cost_per_energy", "--refine", "nsga2", "--samples", "64", "--population", "16",
               "--generations", "12", "--workers", "2", "--json"]  # fmt: skip
    for path, values in OVER.items():
        command += ["--over", f"{path}={values}"]
    whole = subprocess.run([*command, "--out", str(tmp_path / "a")], capture_output=True, text=True,
                           check=True)  # fmt: skip
    folder = tmp_path / "b" / "designs"
    killed = 0
    for due in (3, 14, 24):
        driver = subprocess.Popen([*command, "--out", str(tmp_path / "b")],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        end = time.monotonic() + 60.0
        while driver.poll() is None and time.monotonic() < end:
            if len(list(folder.glob("part-*"))) >= due:
                os.kill(driver.pid, signal.SIGKILL)
                killed += 1
                break
            time.sleep(0.002)
        driver.wait()
    again = subprocess.run([*command, "--out", str(tmp_path / "b")], capture_output=True, text=True,
                           check=True)  # fmt: skip
    assert killed >= 2
    assert again.stdout.replace(str(tmp_path / "b"), "") == whole.stdout.replace(
        str(tmp_path / "a"), ""
    )
    frames = [read_results(tmp_path / name).frame.drop(columns="seconds") for name in ("a", "b")]
    pd.testing.assert_frame_equal(*frames)


def test_the_front_of_a_folder_and_its_page(job: Job, tmp_path: Path) -> None:
    found(job, tmp_path / "o", Search(64))
    results = read_results(tmp_path / "o")
    front = front_of(results.frame, results.columns, *wanted(job))
    write_front_page(tmp_path / "p.html", "o", front, None, {"specific_energy": 333.0})
    text = (tmp_path / "p.html").read_text()
    for said in ("Front of designs", "(knee)", "Specific energy, at the knee"):
        assert said in text


def test_lives_that_are_bounds_are_marked(job: Job) -> None:
    columns = {one.name: one for one in read_job(
        Path(job.name), OVER)[0].quantities}  # fmt: skip
    frame = pd.DataFrame({
        "design": [0, 1, 2], "status": "ok", "error": "", "life": [52.0, 52.0, 30.0],
        "life_reached": [0.0, 0.0, 1.0], "specific_energy": [300.0, 310.0, 320.0],
    })  # fmt: skip
    front = front_of(frame, columns, read_objectives(columns, ["life", "specific_energy"], []), ())
    assert front.front.tolist() == [1, 2]
    assert front.bounds.tolist() == [True, False]
    assert "only bounds" in sections(front, None, {})[0].text


def test_a_space_of_listed_values_is_run_whole_and_once(pouch: Path, tmp_path: Path) -> None:
    over = {"anode.thickness": "15 um to 60 um in 4", "cathode.loading": ["10 mg/cm2", "15 mg/cm2"]}
    job = read_job(pouch, over, wishes={"life": False})[0]
    front = search(job, tmp_path / "o", Here(), 1, wanted(job)[0], (), Search(64, 5, 16))
    assert len(front.frame) == 8
    assert front.whole
    assert "all designs of the space" in sections(front, None, {})[0].text


def test_designs_with_listed_values_are_asked_for_once(pouch: Path, tmp_path: Path) -> None:
    pytest.importorskip("pymoo", reason="needs pymoo (extra pareto)")
    over = {"anode.thickness": "15 um to 60 um in 10", "electrolyte.amount": ["2 g/Ah", "3 g/Ah"],
            "cathode.loading": "10 mg/cm2 to 25 mg/cm2 in 9"}  # fmt: skip
    job = read_job(pouch, over, wishes={"life": False})[0]
    front = search(job, tmp_path / "o", Here(), 1, wanted(job)[0], (), Search(32, 4, 16))
    assert len(front.frame) > 40
    assert not front.frame.duplicated(list(over)).any()
    assert not front.whole


def test_the_life_is_left_out_where_nothing_needs_it(pouch: Path) -> None:
    whole = read_job(pouch, OVER)[0]
    lean = without_life(whole, ["specific_energy", "anode.thickness"])
    assert (lean.cell, lean.life_text) == ("", "")
    assert {one.name for one in lean.quantities} < {one.name for one in whole.quantities}
    assert without_life(whole, ["specific_energy", "life"]) is whole
    moved = read_job(pouch, {"life.study.run.cells": [20, 40]})[0]
    assert without_life(moved, ["specific_energy"]) is moved
    named = read_job(pouch, {"how": {"a": {"life.study.run.cells": 20}, "b": {}}})[0]
    assert without_life(named, ["specific_energy"]) is named
    assert without_life(lean, ["specific_energy"]) is lean


def test_progress_knows_how_many_there_may_be(job: Job, tmp_path: Path) -> None:
    pytest.importorskip("pymoo", reason="needs pymoo (extra pareto)")
    seen: list[tuple[int, int]] = []
    search(job, tmp_path / "o", Here(), 1, *wanted(job), Search(32, 2, 16),
           lambda now: seen.append((now.done, now.total)))  # fmt: skip
    assert {total for _, total in seen} == {64}
    assert seen[-1] == (64, 64)


def test_points_begin_alike_however_many() -> None:
    axes = (read_axis("a", "1 um to 2 um"), read_axis("b", ["1 um", "2 um"]))
    short, long = begin(axes, 5, 3), begin(axes, 64, 3)
    assert (long[:5] == short).all()
    assert set(long[:, 1]) == {0.25, 0.75}
    assert grid_of(axes, 1000) is None


def test_a_front_with_its_knee_at_an_end_says_so(job: Job) -> None:
    columns = {one.name: one for one in job.quantities}
    energy = np.linspace(300.0, 330.0, 11)
    frame = pd.DataFrame({"design": range(11), "status": "ok", "error": "",
                          "specific_energy": energy,
                          "cost_per_energy": 90.0 + 3.0 * np.sqrt(energy - 300.0)})  # fmt: skip
    front = front_of(frame, columns, wanted(job)[0], ())
    assert len(front.front) == 11
    assert front.knee in (0, 10)
    assert "the knee is an end of the front" in notes_of(front, None)[0]
    assert front_of(frame.iloc[:1], columns, wanted(job)[0], ()).best_at_knee == ()


def test_nothing_allowed_is_no_front(job: Job, tmp_path: Path) -> None:
    columns = {one.name: one for one in (*job.inputs, *job.quantities)}
    rules = read_rules(columns, ["n_to_p >= 100"])
    front = search(job, tmp_path / "o", Here(), 1, wanted(job)[0], rules, Search(16))
    assert (len(front.front), front.knee, front.allowed) == (0, None, 0)
    assert [one.anchor for one in sections(front, None, {})] == ["short"]
