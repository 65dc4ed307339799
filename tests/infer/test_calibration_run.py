"""A whole calibration of small studies: its stages, what is kept, and what is written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_studies import BLOCK, FOIL, write

from solvus.base.errors import InputError
from solvus.infer.calibrate import Calibrated, Wishes, calibrate
from solvus.infer.plan import read_plan
from solvus.infer.store import document_of, fitted_text, save
from solvus.study.fitted import read_fitted
from solvus.study.installed import read_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calibration")


@pytest.fixture(scope="module")
def done(folder: Path) -> Calibrated:
    pytest.importorskip("emcee")
    wishes = Wishes(posterior=True, steps=60, walkers=8)
    return calibrate(read_plan(write(folder)), folder / "out", wishes)


def test_the_nucleation_level_comes_out(done: Calibrated) -> None:
    """Three tips and two parameters: as the paper's own reading of role fit, within the errors."""
    values, sigmas = done.result.values, done.result.sigmas
    assert values["level_full"] == pytest.approx(0.0438, abs=2 * sigmas["level_full"])
    assert values["level_slope"] == pytest.approx(0.0163, abs=2 * sigmas["level_slope"])
    assert done.result.freedom == 1
    assert 0.0 < done.result.chi2 < 6.0


def test_every_stage_was_carried_out(done: Calibrated) -> None:
    assert not done.interrupted
    assert [p.name for p in done.profiles] == ["level_full", "level_slope"]
    assert done.posterior is not None
    assert done.posterior.steps == 60
    assert [one.method for one in done.evidence] == ["Laplace", "importance sampling"]
    assert set(done.seconds) == {"first runs", "fit", "profiles", "posterior"}


def test_profile_and_standard_deviation_agree_for_a_nearly_linear_model(done: Calibrated) -> None:
    for one, estimate in zip(done.profiles, done.result.estimates, strict=True):
        assert (one.high - one.low) / 2 == pytest.approx(estimate.sigma, rel=0.1)


def test_the_document_says_everything_in_finite_numbers(done: Calibrated) -> None:
    about = document_of(done)
    json.dumps(about, allow_nan=False)
    first = about["parameters"][0]
    assert first["value"] == pytest.approx(1e3 * first["value_si"])
    covariance = np.array(about["covariance_si"])
    assert np.sqrt(covariance[0, 0]) == pytest.approx(first["sigma_si"])
    assert about["readings"][0]["source"] == "Fig 4i"
    assert about["predictions"][0]["percentiles"]["50.0"] > 0.0
    assert about["fit"]["effective_readings"] == 3
    assert about["posterior"]["walkers"] == 8


def test_files_are_written_and_the_page_needs_nothing_else(
    done: Calibrated, tmp_path: Path
) -> None:
    files = save(done, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "calibration.html", "calibration.json", "fitted.yaml",
    ]  # fmt: skip
    page = Path(files["page"]).read_text()
    for words in ("Profile likelihood", "Correlation", "Posterior", "What it predicts"):
        assert words in page
    assert not re.search(r'(?:src|href)="http', page)
    assert "at most " in page  # 60 steps are a short chain


def test_fitted_values_are_used_by_another_study(done: Calibrated, tmp_path: Path) -> None:
    (tmp_path / "fitted.yaml").write_text(fitted_text(done))
    values = read_fitted(tmp_path / "fitted.yaml").values
    assert [v.key for v in values] == [
        "interface.parameters.level_full", "interface.parameters.level_slope",
    ]  # fmt: skip
    path = tmp_path / "new.yaml"
    path.write_text(FOIL.format(title="new", charge=4) + "use: fitted.yaml\n")
    given = read_study(path).interface.parameters
    assert given == pytest.approx(done.result.values, rel=1e-6)


def test_a_value_at_a_bound_or_open_is_kept_but_marked(done: Calibrated, tmp_path: Path) -> None:
    full, slope = done.result.estimates
    result = replace(
        done.result, estimates=(full._replace(bound="high"), slope._replace(open=True))
    )
    (tmp_path / "fitted.yaml").write_text(fitted_text(replace(done, result=result)))
    values = read_fitted(tmp_path / "fitted.yaml").values
    assert [v.status for v in values] == ["at bound", "not determined"]
    path = tmp_path / "new.yaml"
    path.write_text(FOIL.format(title="new", charge=4) + "use: fitted.yaml\n")
    assert read_study(path).interface.parameters == {}


def _stopping(plan_folder: Path, at: str) -> Calibrated:
    def progress(what: str, done: int, total: int) -> None:
        if what == at and done >= 3:
            raise KeyboardInterrupt

    kept: list[Calibrated] = []
    plan = read_plan(write(plan_folder))
    wishes = Wishes(posterior=True, steps=40, walkers=8)
    found = calibrate(plan, plan_folder / "out", wishes, progress=progress, keep=kept.append)
    assert kept[-1] is found
    assert kept[0].interrupted == ""
    return found


@pytest.mark.parametrize("at", ["profiles", "posterior"])
def test_what_was_done_before_an_interrupt_is_kept(tmp_path: Path, at: str) -> None:
    pytest.importorskip("emcee")
    found = _stopping(tmp_path, at)
    assert found.interrupted == at
    assert found.result.values
    assert bool(found.profiles) == (at == "posterior")
    document_of(found)
    (tmp_path / "fitted.yaml").write_text(fitted_text(found))
    assert read_fitted(tmp_path / "fitted.yaml").interrupted == at


def test_an_interrupted_posterior_goes_on(done: Calibrated, folder: Path, tmp_path: Path) -> None:
    """The chain that was cut after three steps and continued is that of the whole run."""
    pytest.importorskip("emcee")
    found = _stopping(tmp_path, "posterior")
    assert found.posterior is not None
    assert found.posterior.steps == 3
    again = calibrate(
        read_plan(tmp_path / "own.yaml"), tmp_path / "out",
        Wishes(profile=False, posterior=True, steps=60, walkers=8),
    )  # fmt: skip
    assert again.posterior is not None
    assert done.posterior is not None
    np.testing.assert_array_equal(again.posterior.chain, done.posterior.chain)


def test_a_changed_study_does_not_go_on_with_the_old_chain(tmp_path: Path) -> None:
    pytest.importorskip("emcee")
    wishes = Wishes(profile=False, posterior=True, steps=5, walkers=8)
    calibrate(read_plan(write(tmp_path)), tmp_path / "out", wishes)
    changed = write(tmp_path, BLOCK.replace("54 mV, sigma: 3 mV", "54 mV, sigma: 2 mV"))
    with pytest.raises(InputError, match="holds a chain of another study"):
        calibrate(read_plan(changed), tmp_path / "out", wishes)


def test_a_stop_before_anything_is_found_is_an_interrupt(tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(read_plan(write(tmp_path)), tmp_path / "out", stop=stop)
