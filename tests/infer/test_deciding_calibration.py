"""A plan that takes over what a calibration left: values, correlation, fit, draws."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from small_studies import write

from solvus.base.errors import InputError
from solvus.infer.calibrate import Wishes, calibrate
from solvus.infer.deciding_calibration import read_calibration, read_chain
from solvus.infer.deciding_plan import read_plan
from solvus.infer.plan import read_plan as read_calibration_plan
from solvus.infer.predictions import Runs
from solvus.infer.store import DOCUMENT, FITTED, save

PLAN = """\
title: after a calibration
study:
  title: t
  cell:
    working:
      solute: Ag
      content: 10 wt%
      thickness: 50 um
      mechanism: H3v
      parameters: {solubility: 0.75 at%}
  protocol: [Strip at 1 mA/cm2 for 7 mAh/cm2, Plate at 1 mA/cm2 for 0.5 mAh/cm2]
  run: {cells: 10}
models:
  fitted: {fitted: cal/fitted.yaml}
  rate:
    changes: {interface.nucleation_level: rate}
    uncertain: {interface.parameters.level_full: {sigma: 2 mV}}
    fit: {chi2: 1, parameters: 2, readings: 3}
candidates:
  - {name: tip, feature: tip, step: 2, error: 4 mV}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plan and a calibration beside it."""
    here = tmp_path_factory.mktemp("calibrated")
    source = read_calibration_plan(write(here))
    (here / "cal").mkdir()
    done = calibrate(source, here / "cal", Wishes(profile=False))
    save(done, here / "cal")
    (here / "plan.yaml").write_text(PLAN)
    return here


def chain(folder: Path, u: np.ndarray, begin: str = "") -> None:
    """A chain as a posterior leaves it: u (steps, walkers, parameters)."""
    folder.mkdir(exist_ok=True)
    key = json.loads((folder.parent / DOCUMENT).read_text())["key"]
    part = {"u": u, "log": np.zeros(u.shape[:2]), "key": np.array(f"{begin}{key} walkers 4 seed 1")}
    np.savez(folder / "part-000000.npz", **part)  # type: ignore[arg-type]


def test_values_correlation_and_fit_come_along(folder: Path) -> None:
    found = read_plan(folder / "plan.yaml")
    model = found.models[0]
    document = json.loads((folder / "cal" / DOCUMENT).read_text())
    assert [knob.name for knob in model.knobs] == ["level_full", "level_slope"]
    assert model.correlation == pytest.approx(np.array(document["correlation"]))
    assert model.correlation[0, 1] < -0.5
    placed = found.placed[found.runs["fitted", 0]]
    values = [one["value_si"] for one in document["parameters"]]
    assert [one.centre for one in placed] == pytest.approx(values, rel=1e-6)
    assert model.score is not None
    assert model.score.chi2 == pytest.approx(document["fit"]["chi2"])
    assert (model.score.parameters, model.score.readings, model.score.effective) == (2, 3, 3.0)
    # what was fitted to one law does not go to another
    assert [knob.name for knob in found.models[1].knobs] == ["interface.parameters.level_full"]


def test_the_spread_is_that_of_the_calibration(folder: Path) -> None:
    with Runs(read_plan(folder / "plan.yaml"), workers=1) as runs:
        found = runs.predictions()["fitted", 0]
    document = json.loads((folder / "cal" / DOCUMENT).read_text())
    sigma = np.array([one["sigma_si"] for one in document["parameters"]])
    covariance = np.array(document["correlation"]) * np.outer(sigma, sigma)
    slope = np.array([1.0, -np.log(0.5343)])  # of eta_1 - b ln y at the signal of LiAg
    assert found.sigma == pytest.approx(float(np.sqrt(slope @ covariance @ slope)), rel=0.02)


def test_what_the_plan_says_itself_stands(folder: Path) -> None:
    own = "{fitted: cal/fitted.yaml, uncertain: {interface.parameters.level_full: {sigma: 9 mV}}}"
    path = folder / "own.yaml"
    path.write_text(PLAN.replace("{fitted: cal/fitted.yaml}", own))
    found = read_plan(path)
    names = [knob.name for knob in found.models[0].knobs]
    assert names == ["interface.parameters.level_full", "level_slope"]


def test_without_its_document_only_the_values_are_taken(folder: Path, tmp_path: Path) -> None:
    (tmp_path / FITTED).write_text((folder / "cal" / FITTED).read_text())
    found = read_calibration(tmp_path / FITTED)
    assert len(found.values) == 2
    assert found.score is None
    assert found.names == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [('{"study_sha256": "0"}', "is not of the calibration"), ("{", "no JSON"), ("3", "document")],
)
def test_a_document_that_does_not_belong(
    folder: Path, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / FITTED).write_text((folder / "cal" / FITTED).read_text())
    (tmp_path / DOCUMENT).write_text(text)
    with pytest.raises(InputError, match=words):
        read_calibration(tmp_path / FITTED)


def test_draws_of_the_chain_after_the_burn_in(folder: Path) -> None:
    calibration = read_calibration(folder / "cal" / FITTED)
    bounds = np.array([one["bounds_si"] for one in calibration.document["parameters"]])
    u = np.full((4, 4, 2), 0.1)
    u[2:] = 0.25  # the first half is left away
    chain(folder / "cal" / "chain", u)
    found = read_chain(folder / "cal" / "chain", calibration)
    assert {name: len(one) for name, one in found.items()} == {"level_full": 8, "level_slope": 8}
    expected = bounds[:, 0] + 0.25 * (bounds[:, 1] - bounds[:, 0])
    assert [found[name][0] for name in found] == pytest.approx(list(expected))
    path = folder / "chain.yaml"
    wish = "{fitted: cal/fitted.yaml, samples: cal/chain}"
    path.write_text(PLAN.replace("{fitted: cal/fitted.yaml}", wish))
    assert set(read_plan(path).models[0].samples) == {"level_full", "level_slope"}


def test_the_chain_of_something_else_is_refused(folder: Path, tmp_path: Path) -> None:
    calibration = read_calibration(folder / "cal" / FITTED)
    with pytest.raises(InputError, match="holds no chain"):
        read_chain(tmp_path, calibration)
    for file in (FITTED, DOCUMENT):
        (tmp_path / file).write_text((folder / "cal" / file).read_text())
    chain(tmp_path / "chain", np.full((2, 4, 2), 0.5), begin="other ")
    with pytest.raises(InputError, match="not the chain of the calibration"):
        read_chain(tmp_path / "chain", calibration)
    (tmp_path / "chain" / "part-000000.npz").write_bytes(b"no zip")
    with pytest.raises(InputError, match="cannot be read as a chain"):
        read_chain(tmp_path / "chain", calibration)
