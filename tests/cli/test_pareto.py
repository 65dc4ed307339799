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


def test_designs_that_failed_are_told_with_a_reason(
    call: Call, study: Path, tmp_path: Path
) -> None:
    space = ("--over", "cell.working.content=[10 wt%, 99 wt%]", *SPACE[:2], *WANTED)
    folder = ("--workers", 1, "--samples", 16, "--out", tmp_path / "o")
    about = document(call("pareto", study, *space, *folder, "--json"))
    assert about["failed"] == 8
    told = call("pareto", study, *space, *folder).stdout
    assert "8 designs failed, 8 of them as in: cell.working.content" in " ".join(told.split())


def test_a_pouch_is_searched_without_a_life_that_nobody_asks_for(
    call: Call, tmp_path: Path
) -> None:
    file = Path(__file__).parents[2] / "examples" / "wang2023_1p4Ah.yaml"
    about = document(call(
        "pareto", file, "--over", "anode.thickness=30 um to 60 um", "--over",
        "cathode.loading=10 mg/cm2 to 15 mg/cm2", "--max", "n_to_p", "--max", "specific_energy",
        "--samples", 16, "--workers", 1, "--out", tmp_path / "o", "--page", "--json",
    ))  # fmt: skip
    assert "the life is not simulated: nothing that is wanted needs it" in about["notes"]
    assert about["knee"]["n_to_p"] > 2.0
    assert "The life is not simulated" in (tmp_path / "o" / "pareto.html").read_text()


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
