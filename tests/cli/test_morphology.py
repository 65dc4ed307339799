"""``solvus morphology``: what it prints, writes, refuses, and that a seed repeats it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from solvus.base import record
from solvus.cli.morphology import morphology

from .conftest import document

STUDY = """\
title: Three cycles
cell:
  working: {thickness: 50 um, coulombic_efficiency: 90 %}
protocol:
  - repeat: 3
    steps: [Strip at 1 mA/cm2 for 1 mAh/cm2, Plate at 1 mA/cm2 for 1 mAh/cm2]
run: {cells: 20, curves: none}
morphology:
  parameters: {density_full: 1e8 1/cm2}
  pixels: 32
  side: 64 um
  sem: {pixel: 1 um}
"""

Ask = Callable[..., Result]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "face.yaml"
    path.write_text(STUDY)
    return path


@pytest.fixture
def ask() -> Ask:
    """Run the command in this process."""
    app = Typer()
    app.command()(morphology)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(one) for one in arguments])


def test_the_last_cycle_is_mapped(ask: Ask, study: Path) -> None:
    about = document(ask(study, "--no-save", "--json"))
    (only,) = about["maps"]
    assert (only["cycle"], only["state"]) == (3, "plated")
    assert about["trust"].startswith("illustrative")
    assert about["files"] == {}
    assert only["nuclei_per_cm2"] == pytest.approx(0.0687e8)
    assert only["planarity"] == pytest.approx(np.sqrt(0.0687e12) * 1e-6 * only["deposit_um"])
    assert only["planar"] is (only["nuclei_per_cm2"] >= only["nuclei_needed_per_cm2"])
    assert only["coverage_percent"] == pytest.approx(only["coverage_exact_percent"], abs=2.0)
    assert only["resolution"] == "resolved"
    for which in ("surface", "confocal"):
        assert 0.0 < only[which]["sa_um"] < only[which]["sq_um"] < only[which]["sz_um"]
        assert "ISO 25178-2" in only[which]["settings"]
    # coarse pixels on a thin layer: its open pores are missed
    assert 0.4 < only["layer_measured_um"] / only["layer_mean_um"] < 1.1


def test_files_are_written_whole(ask: Ask, study: Path, tmp_path: Path) -> None:
    out = tmp_path / "made"
    about = document(ask(study, "--out", out, "--cycle", 1, "--cycle", 3, "--json"))
    assert sorted(path.name for path in out.iterdir()) == ["height_map.nc", "morphology.html"]
    assert [row["cycle"] for row in about["maps"]] == [1, 3]
    maps = record.load(about["files"]["maps"])
    assert maps["cycle"].values.tolist() == [1, 3]
    height = maps["height"].values[1].astype(float)
    assert 1e6 * np.abs(height - height.mean()).mean() == pytest.approx(
        about["maps"][1]["surface"]["sa_um"], rel=0.2
    )
    page = Path(about["files"]["page"]).read_text(encoding="utf-8")
    assert "illustrative" in page
    assert page.count('class="figure"') >= 4 or page.count("data-figure") >= 4


def test_a_seed_repeats_and_another_does_not(ask: Ask, study: Path) -> None:
    def rough(*more: object) -> float:
        return document(ask(study, "--no-save", "--json", *more))["maps"][0]["surface"]["sa_um"]

    assert rough("--seed", 5) == rough("--seed", 5) != rough("--seed", 6)
    assert rough() == rough("--seed", 0)


def test_without_a_block_defaults_are_used(ask: Ask, study: Path) -> None:
    study.write_text(STUDY.partition("morphology:")[0])
    about = document(ask(study, "--no-save", "--json"))
    assert (about["pixels"], about["side_um"]) == (256, pytest.approx(256.0))
    assert about["density_law"].startswith("signal")


@pytest.mark.parametrize("columns", [80, 120])
def test_it_fits_the_terminal(
    ask: Ask, study: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = ask(study, "--no-save")
    assert shown.exit_code == 0
    assert max(map(len, shown.stdout.splitlines())) <= columns
    for word in ("sqrt(N) t", "illustrative", "S-filter", "Three cycles"):
        assert word in shown.stdout


def test_what_a_map_cannot_resolve_is_said(ask: Ask, study: Path) -> None:
    study.write_text(STUDY.replace("1e8 1/cm2", "1e5 1/cm2"))
    assert "by chance" in ask(study, "--no-save").stdout


NO_VOLTAGE = (
    STUDY.replace("cell:", "cell:\n  kind: foil")
    .replace("morphology:", "morphology:\n  density: overpotential")
    .replace("  parameters: {density_full: 1e8 1/cm2}\n", "")
)


@pytest.mark.parametrize(
    ("text", "arguments", "keys"),
    [
        (STUDY.replace("pixels: 32", "pixels: 3"), (), ["morphology.pixels"]),
        (
            STUDY.replace("density_full: 1e8 1/cm2", "density_ful: 1e8 1/cm2, memory: 2"),
            (),
            ["morphology.parameters.density_ful", "morphology.parameters.memory"],
        ),
        (STUDY, ("--cycle", 4), ["cycle"]),
        (NO_VOLTAGE, (), ["morphology.density"]),
    ],
)
def test_bad_input_is_refused_with_its_place(
    ask: Ask, study: Path, text: str, arguments: tuple[object, ...], keys: list[str]
) -> None:
    study.write_text(text)
    result = ask(study, "--no-save", "--json", *arguments)
    assert result.exit_code == 2
    assert [fault["key"] for fault in document(result)["faults"]] == keys


def test_a_folder_that_cannot_be_is_told_before_anything_runs(
    ask: Ask, study: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("")
    result = ask(study, "--out", tmp_path / "taken", "--json")
    assert result.exit_code == 2
    assert document(result)["faults"][0]["key"] == "--out"
