"""A calibration carried to a front: whose values move, by how much, and who stays on it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from solvus.base.errors import InputError
from solvus.cli.app import app
from solvus.designs.crew import Here
from solvus.designs.front_page import write_front_page
from solvus.designs.job import Job, read_job
from solvus.designs.pareto import Front, Search, search
from solvus.designs.uncertain_front import UncertainFront, carried, read_draws
from solvus.designs.wanted import read_objectives, read_rules

STUDY = """\
title: Three cycles
cell:
  working: {solute: Ag, content: 10 wt%, thickness: 50 um, coulombic_efficiency: 97 %}
protocol:
  - repeat: 3
    steps:
    - Strip at 1 mA/cm2 for 1 mAh/cm2
    - Plate at 1 mA/cm2 for 1 mAh/cm2
run: {cells: 20}
sweep:
  over:
    cell.working.thickness: 20 um to 60 um
    alloy:
      Li-Ag: {cell.working.solute: Ag}
      Li-Mg: {cell.working.solute: Mg}
"""
CALIBRATION = """
calibration:
  parameters:
    efficiency:
      sets: cell.working.coulombic_efficiency
      start: 97 %
      low: 90 %
      high: 99.9 %
  data:
    - {feature: lost_charge, cycle: 3, value: 0.12 mAh/cm2, sigma: 0.012 mAh/cm2}
"""


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a calibration of the efficiency, 96.0 +- 0.4 %."""
    folder = tmp_path_factory.mktemp("fit")
    path = folder / "fit.yaml"
    path.write_text(STUDY.partition("\nsweep:")[0] + "\n" + CALIBRATION)
    result = CliRunner().invoke(app, ["calibrate", str(path), "--out", str(folder / "o"),
                                      "--no-profile"])  # fmt: skip
    assert result.exit_code == 0, result.output
    return folder / "o"


@pytest.fixture
def searched(tmp_path: Path) -> tuple[Job, Front]:
    path = tmp_path / "study.yaml"
    path.write_text(STUDY)
    job = read_job(path)[0]
    columns = {one.name: one for one in job.quantities}
    objectives = read_objectives(columns, ["foil_left"], ["lost_charge_last"])
    return job, search(job, tmp_path / "o", Here(), 1, objectives, (), Search(16))


def under(calibrated: Path, searched: tuple[Job, Front], folder: Path) -> UncertainFront:
    draws = read_draws(calibrated, 24, 1)
    return carried(*searched, draws, folder, Here(), 1)


def test_draws_follow_the_covariance_of_the_fit(calibrated: Path) -> None:
    draws = read_draws(calibrated, 4000, 1)
    (samples,) = draws.samples.values()
    assert samples.mean() == pytest.approx(0.96, abs=0.002)
    assert samples.std() == pytest.approx(0.004, rel=0.1)
    assert "covariance" in draws.source


def test_what_was_fitted_moves_the_designs_it_belongs_to(
    calibrated: Path, searched: tuple[Job, Front], tmp_path: Path
) -> None:
    found = searched[1]
    spread = under(calibrated, searched, tmp_path / "p")
    assert spread.parameters == ("efficiency",)
    lost = next(k for k, o in enumerate(found.objectives) if o.column.name == "lost_charge_last")
    alloys = found.frame["alloy"].to_numpy()[found.front]
    widths = np.array([row[lost].high_95 - row[lost].low_95 for row in spread.intervals])
    assert (widths[alloys == "Li-Mg"] == 0.0).all()  # fitted on Li-Ag, and not of another alloy
    # three platings lose 3 (1 - CE): 95 % of +- 0.4 % is +- 0.024 mAh/cm2
    assert widths[alloys == "Li-Ag"] == pytest.approx(0.048, rel=0.5)
    assert ((spread.on_front >= 0.0) & (spread.on_front <= 1.0)).all()


def test_the_page_and_the_document_tell_it(
    calibrated: Path, searched: tuple[Job, Front], tmp_path: Path
) -> None:
    spread = under(calibrated, searched, tmp_path / "p")
    write_front_page(tmp_path / "p.html", "study", searched[1], spread)
    text = (tmp_path / "p.html").read_text()
    for said in ("stays on the front", "24 draws from the covariance", "95 % of foil_left"):
        assert said in text
    job = searched[0]
    result = CliRunner().invoke(app, [
        "pareto", job.name, "--max", "foil_left", "--min", "lost_charge_last", "--samples", "16",
        "--workers", "1", "--posterior", str(calibrated), "--draws", "4", "--out",
        str(tmp_path / "q"),
    ])  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "stays [%]" in result.output


def test_other_draws_have_a_folder_of_their_own(
    calibrated: Path, searched: tuple[Job, Front], tmp_path: Path
) -> None:
    few = carried(*searched, read_draws(calibrated, 4, 1), tmp_path / "p", Here(), 1)
    more = carried(*searched, read_draws(calibrated, 6, 1), tmp_path / "p", Here(), 1)
    again = carried(*searched, read_draws(calibrated, 4, 1), tmp_path / "p", Here(), 1)
    assert (few.draws, more.draws) == (4, 6)
    assert again.intervals == few.intervals
    assert len(list((tmp_path / "p").iterdir())) == 2


def test_draws_that_break_the_rules_leave_no_interval(
    calibrated: Path, searched: tuple[Job, Front], tmp_path: Path
) -> None:
    job, found = searched
    # of 3 mAh/cm2 Li-Mg loses 3 %, and Li-Ag about 4 % in every draw
    rules = read_rules({one.name: one for one in job.quantities}, ["lost_charge_last <= 0.095"])
    spread = carried(job, replace(found, rules=rules), read_draws(calibrated, 4, 1),
                     tmp_path / "p", Here(), 1)  # fmt: skip
    alloys = found.frame["alloy"].to_numpy()[found.front]
    for alloy, row in zip(alloys, spread.intervals, strict=True):
        assert all(math.isnan(one.median) == (alloy == "Li-Ag") for one in row)
    assert (spread.on_front[alloys == "Li-Ag"] == 0.0).all()
    assert any("failed or miss a rule" in note for note in spread.notes)


def test_a_folder_without_a_calibration_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_draws(tmp_path, 10, 1)


def test_a_calibration_of_something_else_moves_nothing(
    calibrated: Path, searched: tuple[Job, Front], tmp_path: Path
) -> None:
    job, _ = searched
    columns = {one.name: one for one in job.quantities}
    path = Path(job.name)
    path.write_text(STUDY.replace("      Li-Ag: {cell.working.solute: Ag}\n", ""))
    other = read_job(path)[0]
    wanted = read_objectives(columns, ["foil_left"], ["lost_charge_last"])
    front = search(other, tmp_path / "o2", Here(), 1, wanted, (), Search(16))
    draws = read_draws(calibrated, 4, 1)
    with pytest.raises(InputError, match="nothing that was fitted belongs"):
        carried(other, front, draws, tmp_path / "p2", Here(), 1)
