"""Sobol indices through the path of the command, against functions whose indices are known."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import sobol_indices

from solvus.base.errors import InputError
from solvus.designs.crew import Here
from solvus.designs.job import read_job
from solvus.designs.reasons import reasons_of
from solvus.designs.sensitivity import (
    check_samples,
    chosen_quantities,
    estimate,
    indices_of,
    points_of,
    run,
)
from solvus.designs.sensitivity_page import sections

A, B = 7.0, 0.1  # of the Ishigami function


def framed(y: np.ndarray, failed: np.ndarray | None = None) -> pd.DataFrame:
    status = np.full(len(y), "ok", dtype=object)
    if failed is not None:
        status[failed] = "failed"
        y = np.where(failed, np.nan, y)
    return pd.DataFrame({"status": status, "y": y})


def ishigami(points: np.ndarray) -> np.ndarray:
    x = math.pi * (2.0 * points - 1.0)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def expected() -> tuple[list[float], list[float]]:
    """First and total indices of the Ishigami function (Ishigami and Homma, 1990)."""
    one = 0.5 * (1.0 + B * math.pi**4 / 5.0) ** 2
    two = A**2 / 8.0
    both = 8.0 * B**2 * math.pi**8 / 225.0
    total = one + two + both
    return [one / total, two / total, 0.0], [(one + both) / total, two / total, both / total]


def test_the_indices_of_the_ishigami_function() -> None:
    points = points_of(3, 4096, 1)
    (found,) = indices_of(framed(ishigami(points)), 3, ["y"], 1)
    for indices, known in zip((found.first, found.total), expected(), strict=True):
        for index, value in zip(indices, known, strict=True):
            assert index.value == pytest.approx(value, abs=0.02)
            assert index.low - 0.01 <= value <= index.high + 0.01
    assert (found.used, found.lost, found.why) == (4096, 0, "")


def test_the_estimators_are_those_of_scipy() -> None:
    points = points_of(3, 256, 4)
    y = ishigami(points)
    y -= y[:512].mean()
    values = y.reshape(5, 256)
    given = {"f_A": values[None, 0], "f_B": values[None, 1], "f_AB": values[2:, None]}
    theirs = sobol_indices(func=given, n=256)
    first, total = estimate(values)
    assert first == pytest.approx(np.ravel(theirs.first_order), rel=1e-12)
    assert total == pytest.approx(np.ravel(theirs.total_order), rel=1e-12)


def test_an_additive_function_has_no_interactions_whatever_its_mean() -> None:
    points = points_of(2, 512, 3)
    y = 1e6 + 3.0 * points[:, 0] + 4.0 * points[:, 1]
    (found,) = indices_of(framed(y), 2, ["y"], 1)
    for indices in (found.first, found.total):
        assert [one.value for one in indices] == pytest.approx([9.0 / 25.0, 16.0 / 25.0], abs=0.01)


def test_base_points_with_a_failed_design_are_left_out_whole() -> None:
    points = points_of(3, 1024, 1)
    failed = np.zeros(len(points), bool)
    failed[[5, 2 * 1024 + 9, 4 * 1024 + 9]] = True  # two base points
    (found,) = indices_of(framed(ishigami(points), failed), 3, ["y"], 1)
    assert (found.lost, found.used) == (2, 1022)
    assert found.first[1].value == pytest.approx(expected()[0][1], abs=0.06)


@pytest.mark.parametrize(
    ("y", "failed", "said"),
    [
        (lambda p: np.full(len(p), 3.0), None, "the same in all designs"),
        (lambda p: p[:, 0], 0.5, "base points have a design without it"),
        (lambda p: p[:, 0], 2.0, "base points have a design without it"),
    ],
)
def test_where_there_are_no_indices_it_is_said_why(y: object, failed: float, said: str) -> None:
    points = points_of(2, 64, 1)
    lost = None if failed is None else points[:, 1] < failed
    (found,) = indices_of(framed(y(points), lost), 2, ["y"], 1)  # type: ignore[operator]
    assert said in found.why
    assert found.first == ()


def test_the_designs_of_a_study_are_run_and_found_again(small: Path, tmp_path: Path) -> None:
    over = {"cell.working.thickness": "20 um to 60 um", "cell.working.content": "5 wt% to 12 wt%"}
    job, _ = read_job(small, over)
    names = chosen_quantities(job, ["foil_left", "surface_solute"])
    frame = run(job, tmp_path / "o", Here(), 1, 16, 2)
    assert len(frame) == 16 * 4
    left, solute = indices_of(frame, 2, names, 2)
    assert left.total[0].value > 0.9  # what is left is thickness, less what was stripped
    assert solute.total[1].value > solute.total[0].value
    again = run(job, tmp_path / "o", Here(), 1, 16, 2)
    pd.testing.assert_frame_equal(again, frame)
    with pytest.raises(InputError, match=r"drawn otherwise \(samples\)"):
        run(job, tmp_path / "o", Here(), 1, 32, 2)


def test_lives_that_are_bounds_are_counted() -> None:
    points = points_of(2, 64, 1)
    life = np.minimum(50.0 + 100.0 * points[:, 0], 100.0)
    frame = framed(points[:, 1]).assign(life=life, life_reached=(life < 100.0).astype(float))
    (found,) = indices_of(frame, 2, ["life"], 1)
    assert found.bounds == pytest.approx(0.5, abs=0.1)


def test_unknown_quantities_are_told(small: Path) -> None:
    job, _ = read_job(small)
    with pytest.raises(InputError, match='Did you mean "foil_left"'):
        chosen_quantities(job, ["foil_lef", "foil_left"])
    assert "foil_left" in chosen_quantities(job, [])


@pytest.mark.parametrize("samples", [7, 100, 0, 131_072])
def test_samples_are_a_power_of_two(samples: int) -> None:
    with pytest.raises(InputError, match="no power of two"):
        check_samples(samples)
    check_samples(256)


def test_the_page_says_what_is_left_out_and_what_is_a_bound(small: Path) -> None:
    over = {"cell.working.thickness": "20 um to 60 um", "cell.working.content": "5 wt% to 12 wt%"}
    job, _ = read_job(small, over)
    points = points_of(2, 64, 1)
    life = np.minimum(50.0 + 100.0 * points[:, 0], 100.0)
    failed = np.zeros(len(points), bool)
    failed[7] = True
    frame = framed(points[:, 1], failed).assign(
        life=np.where(failed, np.nan, life), life_reached=(life < 100.0).astype(float),
        error=np.where(failed, "too thin", ""),
    )  # fmt: skip
    made = sections(job, indices_of(frame, 2, ["life"], 1), reasons_of(frame))
    assert "is only a bound" in made[0].text
    assert "Up to 1 of 64 base points are left out" in made[0].text
    assert made[-1].title == "Failures"
