"""docs/sweeps.md and the examples of sweeps against the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from solvus.base import yaml_source
from solvus.cli.app import app
from solvus.designs.plan import read_sweep
from solvus.study.axes import read_axis
from solvus.study.sweep_block import METHODS, SweepBlock

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
SWEPT = [path for path in sorted((ROOT / "examples").glob("*.yaml"))
         if "sweep" in yaml_source.load(path)[0]]  # fmt: skip


@pytest.mark.parametrize("word", [*SweepBlock.model_fields, *METHODS])
def test_every_key_and_method_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_the_forms_of_an_axis_are_read(tmp_path: Path) -> None:
    table = PAGE.partition("| written |")[2].partition("\n\n")[0]
    forms = [form for row in table.splitlines()[2:]
             for form in re.findall(r"`([^`]+)`", row.split("|")[1])]  # fmt: skip
    assert len(forms) >= 6
    for form in forms:
        entry = yaml_source.load(f"a: {form}\n")[0]["a"]
        assert read_axis("cell.working.thickness", entry).count != 1


def test_the_example_of_the_page_is_a_sweep(tmp_path: Path) -> None:
    block = re.findall(r"```yaml\n(sweep:.*?)```", PAGE, re.DOTALL)[0]
    study = (ROOT / "examples" / "symmetric_li_ag.yaml").read_text()
    (tmp_path / "s.yaml").write_text(f"{study}\n{block}")
    assert len(read_sweep(tmp_path / "s.yaml").points) == 4 * 4 * 2


@pytest.mark.parametrize("path", SWEPT, ids=lambda path: path.stem)
def test_every_example_of_a_sweep_is_valid(path: Path) -> None:
    assert len(read_sweep(path).points) >= 10
    assert CliRunner().invoke(app, ["check", str(path)]).exit_code == 0


def test_check_tells_of_an_axis_that_names_nothing(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "wang2023_1p4Ah.yaml").read_text().partition("\nlife:")[0]
    path = tmp_path / "cell.yaml"
    path.write_text(f"{text}\nsweep: {{over: {{anode.thicknes: [20 um, 30 um]}}}}\n")
    result = CliRunner().invoke(app, ["check", str(path)])
    assert result.exit_code == 2
    assert "sweep.over.anode.thicknes" in result.output
