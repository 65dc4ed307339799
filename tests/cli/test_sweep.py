"""``solvus sweep``: from a file to a table, its status, and what is said of faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Call, document
from typer.testing import Result

OVER = ("--over", "cell.working.thickness=20 um to 60 um", "--over",
        "cell.working.content=[5 wt%, 99 wt%]")  # fmt: skip


def swept(call: Call, study: Path, out: Path, *more: object) -> Result:
    return call("sweep", study, *OVER, "--draws", 4, "--workers", 1, "--out", out, *more)


def test_a_sweep_says_what_came_of_it(call: Call, study: Path, tmp_path: Path) -> None:
    about = document(swept(call, study, tmp_path / "o", "--json"))
    assert (about["designs"], about["ok"], about["failed"]) == (8, 4, 4)
    assert len(about["reasons"]) == 1  # one sentence but for its numbers
    assert about["reasons"][0]["designs"] == 4
    rows = {row["name"]: row for row in about["quantities"]}
    assert rows["foil_left"]["known"] == 4
    assert rows["foil_left"]["low"] < rows["foil_left"]["median"] < rows["foil_left"]["high"]
    assert Path(about["files"]["about"]).is_file()


def test_the_same_command_goes_on(call: Call, study: Path, tmp_path: Path) -> None:
    first = document(swept(call, study, tmp_path / "o", "--json"))
    again = document(swept(call, study, tmp_path / "o", "--json"))
    assert again == first  # the times too: nothing was run


def test_the_terminal_shows_quantities_and_reasons(
    call: Call, study: Path, tmp_path: Path
) -> None:
    told = swept(call, study, tmp_path / "o").stdout
    for said in ("4 designs, 4 failed", "foil_left", "um", "· 4, e.g. cell.working.content"):
        assert said in told


def test_status_tells_how_far_it_is(call: Call, study: Path, tmp_path: Path) -> None:
    swept(call, study, tmp_path / "o")
    (tmp_path / "o" / "designs" / "part-000000002.parquet").unlink()
    about = document(call("sweep", "status", tmp_path / "o", "--json"))
    assert (about["designs"], about["asked"]) == (7, 8)
    assert not about["complete"]
    assert not about["running"]
    told = call("sweep", "status", tmp_path / "o").stdout
    assert "7 of 8, 4 failed" in " ".join(told.split())
    assert "goes on from there" in told


def test_status_without_a_folder_says_so(solvus: Any) -> None:
    done = solvus("sweep", "status")
    assert done.returncode == 2
    assert "name the folder of a sweep" in done.stderr


def test_nothing_that_moves_still_has_a_page(call: Call, study: Path, tmp_path: Path) -> None:
    result = call("sweep", study, "--over", "title=[A, B]", "--page", "--workers", 1, "--out",
                  tmp_path / "o")  # fmt: skip
    assert result.exit_code == 0
    assert (tmp_path / "o" / "sweep.html").is_file()


def test_axes_that_lie_within_each_other_are_refused(call: Call, study: Path) -> None:
    found = faults(call("sweep", study, "--over", "cell.working=[a, b]", "--over",
                        "cell.working.thickness=[20 um, 30 um]", "--json"))  # fmt: skip
    assert "sets cell.working" in found[0]["message"]


def test_a_dry_run_runs_nothing(call: Call, study: Path, tmp_path: Path) -> None:
    about = document(swept(call, study, tmp_path / "o", "--dry-run", "--json"))
    assert about["designs"] == 8
    assert [axis["values"] for axis in about["axes"]] == [None, 2]
    assert not (tmp_path / "o").exists()
    assert "8 designs, 4 draws by sobol" in swept(call, study, tmp_path / "o", "--dry-run").stdout


def faults(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 2
    return document(result)["faults"]


def test_every_wrong_axis_is_told_at_once(call: Call, study: Path) -> None:
    found = faults(call("sweep", study, "--over", "a=1 um to 2 mm", "--over", "b=", "--json"))
    assert [one["key"] for one in found] == ["--over"]
    found = faults(call("sweep", study, "--over", "a=1 um to 2 mm", "--over", "b=[]", "--json"))
    assert [one["key"] for one in found] == ["--over a", "--over b"]
    found = faults(call("sweep", study, "--over", "cell.wrking=[1, 2]", "--json"))
    assert found[0]["key"] == "sweep.over.cell.wrking"


def test_a_file_without_axes_is_told_how_to_write_them(call: Call, study: Path) -> None:
    found = faults(call("sweep", study, "--json"))
    assert "or give --over" in found[0]["message"]


@pytest.mark.parametrize(
    ("more", "key"),
    [
        (("--method", "sobl"), "--method"),
        (("--scheduler", "tcp://127.0.0.1:1", "--workers", "2"), "--workers"),
    ],
)
def test_options_that_do_not_fit_are_told(
    call: Call, study: Path, tmp_path: Path, more: tuple[str, ...], key: str
) -> None:
    options = [one for one in more if "--workers" not in more or one != "1"]
    result = call("sweep", study, *OVER, "--out", tmp_path / "o", *options, "--json")
    assert faults(result)[0]["key"] == key


def test_another_sweep_in_the_same_folder_is_refused(
    call: Call, study: Path, tmp_path: Path
) -> None:
    swept(call, study, tmp_path / "o")
    found = faults(swept(call, study, tmp_path / "o", "--seed", 5, "--json"))
    assert "drawn otherwise (seed)" in found[0]["message"]
    found = faults(swept(call, study, tmp_path / "o", "--fast", "--json"))
    assert "what all designs have in common changed" in found[0]["message"]


def test_a_sweep_of_failures_alone_ends_with_one(call: Call, study: Path, tmp_path: Path) -> None:
    result = call(  # each of the two is possible, both together strip more than there is
        "sweep", study, "--over", 'protocol[0]=["Strip at 1 mA/cm2 for 3 mAh/cm2"]', "--over",
        "cell.working.thickness=[10 um]", "--out", tmp_path / "o", "--workers", 1,
    )  # fmt: skip
    assert result.exit_code == 1
    assert "0 designs, 1 failed" in result.stdout


def test_a_block_of_the_file_is_swept_and_run_ignores_it(
    call: Call, study: Path, tmp_path: Path
) -> None:
    block = "sweep: {over: {cell.working.thickness: [20 um, 30 um]}}\n"
    study.write_text(study.read_text() + block)
    about = document(call("sweep", study, "--workers", 1, "--out", tmp_path / "o", "--json"))
    assert about["designs"] == 2
    assert call("run", study, "--no-save", "--out", tmp_path / "r").exit_code == 0


def test_a_file_of_another_kind_is_told(call: Call, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("models: {}\n")
    found = faults(call("sweep", plan, *OVER, "--json"))
    assert "a sweep is of a study or a pouch file" in found[0]["message"]
