"""The calibration uses readings of role fit only, and the package's defaults come from it."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.base import units
from solvus.base.parameters import Parameter
from solvus.model.interface import level_log
from solvus.model.interface.kinds import READING
from solvus.observe.kinds import FLOOR
from solvus.paper import calibrate as module
from solvus.paper.calibrate import (
    MAH_PER_CM2,
    PRIORS,
    Calibration,
    calibrate,
    predict,
    readings,
    residuals,
)
from solvus.paper.claims import Claim, claim
from solvus.paper.features import Found, find
from solvus.paper.laboratory import Laboratory


@pytest.fixture(scope="module")
def fit() -> Calibration:
    return calibrate()


def test_only_readings_of_role_fit_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()

    def watched(lab: Laboratory, one: Claim) -> Found:
        seen.add(one.id)
        return find(lab, one)

    monkeypatch.setattr(module, "find", watched)
    found = calibrate()
    assert seen == set(found.readings)
    assert {claim(name).role for name in seen} == {"fit"}
    assert seen == {"aes.pristine", "aes.strip5", "aes.series.3", "nuc.0", "nuc.5"}


def test_the_fit_is_a_minimum(fit: Calibration) -> None:
    claims = readings()

    def chi2(theta: dict[str, float]) -> float:
        return float(np.sum(residuals(theta, claims) ** 2))

    assert chi2(fit.theta) == pytest.approx(fit.chi2, rel=1e-9)
    for name, sigma in fit.sigma.items():
        for step in (-0.3, 0.3):
            assert chi2(fit.theta | {name: fit.theta[name] + step * sigma}) > fit.chi2


def test_the_covariance_is_the_curvature(fit: Calibration) -> None:
    """Along each parameter alone chi2 rises as 1/(inverse covariance) says."""
    information = np.linalg.inv(fit.covariance)
    for i, name in enumerate(fit.values):
        step = 0.2 * fit.sigma[name]
        ends = [
            float(np.sum(residuals(fit.theta | {name: fit.theta[name] + s}, readings()) ** 2))
            for s in (-step, step)
        ]
        rise = 0.5 * (ends[0] + ends[1]) - fit.chi2
        assert rise == pytest.approx(information[i, i] * step**2, rel=0.05), name


def test_the_fit_is_not_better_than_its_readings_allow(fit: Calibration) -> None:
    assert fit.freedom == 2
    assert 0.0 < fit.chi2 < 6.0  # 95 % at two degrees of freedom


def test_contact_is_lost_above_3_and_by_5_mah(fit: Calibration) -> None:
    low, high = (q / MAH_PER_CM2 for q in fit.bracket)
    assert 3.0 < low < 3.5
    assert 4.5 < high <= 5.0


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        (FLOOR, "floor"),
        (next(p for p in READING if p.name == "reading_floor"), "floor"),
        (next(p for p in level_log.PARAMETERS if p.name == "level_full"), "level_full"),
        (next(p for p in level_log.PARAMETERS if p.name == "level_slope"), "level_slope"),
    ],
    ids=lambda one: getattr(one, "name", one),
)
def test_the_defaults_of_the_package_are_the_calibrated_values(
    fit: Calibration, parameter: Parameter, name: str
) -> None:
    default = units.parse(parameter.default, parameter.unit)
    assert default == pytest.approx(fit.values[name], abs=0.1 * fit.sigma[name]), (
        f"calibrate() gives {fit.values[name]:.5g} +- {fit.sigma[name]:.2g} {parameter.unit}"
    )


def test_a_prior_that_matters_widens_a_prediction(fit: Calibration) -> None:
    depth, tip = claim("aes.depth.160"), claim("nuc.3")
    value, sigma = predict(fit, depth)
    assert value == find(Laboratory(fit.theta), depth).value
    moved = [
        find(Laboratory(fit.theta | {"sputter_scale": 1.5 + s}), depth).value for s in (-0.33, 0.33)
    ]
    assert moved[0] is not None
    assert moved[1] is not None
    assert sigma >= abs(moved[1] - moved[0]) / 2.0
    assert 0.5 < predict(fit, tip)[1] < 5.0


def test_priors_are_wide_enough_to_be_honest() -> None:
    for prior in PRIORS:
        assert prior.sigma > 0.05 * prior.value
        assert prior.why
