"""solvus init: a study that is valid and never replaces one."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Call, document


def test_what_it_writes_is_valid(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "new" / "mine.yaml"
    assert call("init", path).exit_code == 0
    assert call("check", path).exit_code == 0


def test_the_default_name(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("init")
    assert result.stdout == ""
    assert "solvus run study.yaml" in result.stderr
    assert (tmp_path / "study.yaml").is_file()


def test_a_file_that_is_there_stays(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine")
    result = call("init", path)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert path.read_text() == "mine"
    assert call("init", path, "--force").exit_code == 0
    assert path.read_text() != "mine"


def test_a_dash_prints(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = call("init", "-").stdout
    assert printed.startswith("# A Solvus study")
    assert document(call("init", "-", "--json"))["study"] == printed
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "study.yaml", "/proc/study.yaml"):
        result = call("init", path, "--force", "--json")
        assert result.exit_code == 2, path
        assert document(result)["faults"][0]["file"] == str(path)


def test_a_full_cell_to_begin_with(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "full.yaml"
    assert call("init", path, "--full").exit_code == 0
    assert "N/P" in call("check", path).stdout
    # and so is every line that is commented out in it
    lines = path.read_text().replace("# layer:", "layer:").replace("# end_of_life:", "end_of_life:")
    for key in ("porosity", "resistance", "fade", "lithium_returned", "electrolyte_amount", "area"):
        assert f"# {key}: " in lines
        lines = lines.replace(f"# {key}: ", f"{key}: ")
    for key in ("closure", "retention"):
        lines = lines.replace(f"#   {key}: ", f"  {key}: ")
    path.write_text(lines)
    result = call("check", path)
    assert result.exit_code == 0, result.stderr
