"""``solvus sensitivity`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Call, document

OVER = ("--over", "cell.working.thickness=20 um to 60 um", "--over",
        "cell.working.content=5 wt% to 12 wt%", "--workers", 1, "--samples", 32)  # fmt: skip


def test_indices_are_told_and_kept(call: Call, study: Path, tmp_path: Path) -> None:
    about = document(call("sensitivity", study, *OVER, "--out", tmp_path / "o", "--page", "--json"))
    assert (about["designs"], about["failed"]) == (128, 0)
    left = next(one for one in about["quantities"] if one["name"] == "foil_left")
    assert left["total"]["cell.working.thickness"]["value"] > 0.8
    silent = next(one for one in about["quantities"] if one["name"] == "cycles")
    assert silent["why_not"] == "it is the same in all designs"
    for path in about["files"].values():
        assert Path(path).exists()
    text = Path(about["files"]["page"]).read_text()
    assert "Sensitivity: Two steps" in text
    assert "Sobol indices with 95 % intervals" in text
    again = document(call("sensitivity", study, *OVER, "--out", tmp_path / "o", "--json"))
    assert again["quantities"] == about["quantities"]


def test_the_terminal_shows_what_was_asked_for(call: Call, study: Path, tmp_path: Path) -> None:
    told = call("sensitivity", study, *OVER, "--out", tmp_path / "o", "--quantity", "foil_left",
                "--quantity", "cycles").stdout  # fmt: skip
    assert "foil_left: " in told
    assert "· cycles: none, it is the same in all designs" in told


@pytest.mark.parametrize(
    ("more", "key"),
    [
        (("--samples", "100"), "--samples"),
        (("--quantity", "foil_lft"), "--quantity"),
        (("--over", "cell.wrking=[1, 2]"), "sweep.over.cell.wrking"),
    ],
)
def test_faults_are_told(call: Call, study: Path, more: tuple[str, ...], key: str) -> None:
    result = call("sensitivity", study, *OVER[:4], *more, "--json")
    assert result.exit_code == 2
    assert document(result)["faults"][0]["key"] == key


def test_nothing_that_moves_ends_with_one(call: Call, study: Path, tmp_path: Path) -> None:
    result = call("sensitivity", study, *OVER, "--out", tmp_path / "o", "--quantity", "cycles")
    assert result.exit_code == 1
