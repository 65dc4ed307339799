"""``solvus pareto`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Call, document

SPACE = ("--over", "cell.working.thickness=20 um to 60 um", "--over",
         "cell.working.content=5 wt% to 12 wt%", "--workers", 1)  # fmt: skip
WANTED = ("--max", "foil_left", "--min", "surface_solute")


def test_a_file_is_searched_and_its_folder_filtered(
    call: Call, study: Path, tmp_path: Path
) -> None:
    about = document(call("pareto", study, *SPACE, *WANTED, "--samples", 16, "--out",
                          tmp_path / "o", "--page", "--json"))  # fmt: skip
    assert about["designs"] == 16
    assert sum(row["knee"] for row in about["front"]) == 1
    assert about["units"]["foil_left"] == "um"
    for path in about["files"].values():
        assert Path(path).is_file()
    again = document(call("pareto", tmp_path / "o", *WANTED, "--json"))
    assert [r["design"] for r in again["front"]] == [r["design"] for r in about["front"]]


def test_rules_leave_designs_out(call: Call, study: Path, tmp_path: Path) -> None:
    rule = ("--where", "cell.working.thickness <= 0.04 mm")
    about = document(call("pareto", study, *SPACE, *WANTED, *rule, "--samples", 16, "--out",
                          tmp_path / "o", "--json"))  # fmt: skip
    assert about["allowed"] == 8
    assert all(row["cell.working.thickness"] <= 40.0 for row in about["front"])


def test_the_terminal_names_the_knee(call: Call, study: Path, tmp_path: Path) -> None:
    told = call("pareto", study, *SPACE, *WANTED, "--samples", 16, "--out", tmp_path / "o").stdout
    for said in ("Front: most foil_left, least surface_solute", "knee", "Knee: design"):
        assert said in told


def test_nothing_allowed_ends_with_one(call: Call, study: Path, tmp_path: Path) -> None:
    result = call("pareto", study, *SPACE, *WANTED, "--samples", 8, "--out", tmp_path / "o",
                  "--where", "foil_left > 1 m")  # fmt: skip
    assert result.exit_code == 1
    assert "no design could be run and meets every rule" in result.stdout


@pytest.mark.parametrize(
    ("more", "key"),
    [
        (("--refine", "nsga3"), "--refine"),
        (("--where", "foil_left"), "--where"),
        (("--max", "nothing"), "--max"),
    ],
)
def test_faults_are_told(
    call: Call, study: Path, tmp_path: Path, more: tuple[str, ...], key: str
) -> None:
    result = call("pareto", study, *SPACE, *WANTED, *more, "--out", tmp_path / "o", "--json")
    assert result.exit_code == 2
    assert document(result)["faults"][0]["key"] == key
    assert not (tmp_path / "o").exists()


def test_options_of_a_search_do_not_fit_a_folder(call: Call, study: Path, tmp_path: Path) -> None:
    call("pareto", study, *SPACE, *WANTED, "--samples", 8, "--out", tmp_path / "o")
    result = call("pareto", tmp_path / "o", *WANTED, "--over", "a=[1, 2]", "--json")
    assert result.exit_code == 2
    assert document(result)["faults"][0]["key"] == "--over"
