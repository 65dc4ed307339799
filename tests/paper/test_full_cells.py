"""The full cells: what their calibration may use, what it finds, what is drawn from it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from solvus.base.constants import F
from solvus.infer.fit import fit
from solvus.infer.plan import plan_of
from solvus.infer.result import result_of
from solvus.materials import library
from solvus.paper import full_cells
from solvus.paper.claims import all_claims, claim
from solvus.paper.cycling import FIT_STUDY, Cycling
from solvus.paper.full_cells import ACTIVATION, FullCells, calibrate_full, cycles_of, specific
from solvus.paper.full_drawings import DASHES, rivals
from solvus.paper.full_features import judge_full
from solvus.paper.laboratory import STUDIES, study, with_cycling
from solvus.paper.pouch_section import extra_resistance
from solvus.paper.verdict import judge
from solvus.study.installed import read_study
from solvus.study.run import run_study

FEW = 3  # draws: enough for shapes and orders, which is what is asked here


@pytest.fixture(scope="module")
def cells() -> Iterator[FullCells]:
    with plan_of(read_study(FIT_STUDY), STUDIES).opened() as made:
        result = result_of(fit(made.problem, starts=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(full_cells, "DRAWS", FEW)
        yield calibrate_full(Cycling(result, result, {}))


def test_only_readings_of_role_fit_are_fitted() -> None:
    groups = ("full", "pouch")
    fitted = {c.id for c in all_claims() if c.group in groups and c.role == "fit"}
    assert set(full_cells.READINGS) == fitted


def test_the_fit_meets_its_readings_and_is_at_no_bound(cells: FullCells) -> None:
    for reading in cells.readings:
        assert abs(reading.fitted - reading.value) < reading.sigma
    low, high = (np.array(side) for side in full_cells.BOUNDS)
    assert np.all(cells.values > low)
    assert np.all(cells.values < high)
    assert cells.chi2 < 1.0


def test_the_sigma_of_the_resistance_is_what_its_readings_say(cells: FullCells) -> None:
    """Mid voltage at 0.28 mA/cm2 and capacity at 0.5C: one step of sigma moves chi2 by about 1."""
    moved = cells.values + cells.sigmas * np.array([1.0, 0.0])
    # lithium_returned follows, or the sharp reading of 184.3 mAh/g would decide alone
    moved[1] += cells.covariance[0, 1] / cells.covariance[0, 0] * cells.sigmas[0]
    at = full_cells._predicted(cells.cycling, moved)
    chi2 = sum(
        ((value - r.value) / r.sigma) ** 2 for value, r in zip(at, cells.readings, strict=True)
    )
    assert chi2 - cells.chi2 == pytest.approx(1.0, abs=0.35)


def test_draws_fade_within_the_range_on_file(cells: FullCells) -> None:
    assert len(cells.thetas) == FEW
    for name in full_cells.FADING:
        value = library.cathode(name).fade
        for theta in cells.thetas:
            assert value.si_low <= theta[f"fade_{name}"] <= value.si_high


def test_every_cell_has_been_activated_before_cycle_one(cells: FullCells) -> None:
    for name, before in ACTIVATION.items():
        cycles = cycles_of(cells.laboratory.run(name))
        texts = [half.text for half in cells.laboratory.run(name).run.half_cycles]
        assert len(set(texts[: 2 * before])) == 2
        assert texts[2 * before] not in texts[: 2 * before]
        assert len(cycles.number) >= before + 1


def test_li_ag_outlives_li_and_li_has_a_knee_between_the_closures(cells: FullCells) -> None:
    lab = cells.laboratory
    assert lab.run("full_ag").run.life.censored
    assert not lab.run("full_li").run.life.censored
    runs = rivals(cells)
    assert set(runs) == set(DASHES)
    lives = {name: done.run.life.cycles for name, done in runs.items()}
    assert lives["per_electrode"] <= lives["shared_electrolyte"] <= lives["inventory"]
    assert 40 < lives["per_electrode"] < lives["inventory"] < 110


def test_the_inventory_knee_follows_from_the_books(cells: FullCells) -> None:
    """Reserve of the foil and the surplus of the first charge, less what each cycle loses, are
    spent where the life ends."""
    done = rivals(cells)["inventory"]
    cycles = cycles_of(done).cycles
    lost = (1.0 - cells.theta["efficiency_li"]) * cycles.charge
    foil = study("full_li").cell.working.thickness / library.lithium().molar_volume.si * F
    left = foil + np.cumsum(cycles.charge - cycles.discharge - lost)
    end = done.run.life.cycles - 1
    assert abs(left[end]) < 0.006 * foil  # a foil counts as spent with half a per cent left
    assert left[end - 15] > 0.1 * foil


@pytest.mark.parametrize("name", [c.id for c in all_claims() if c.group in ("full", "pouch")])
def test_every_claim_is_judged(cells: FullCells, name: str) -> None:
    found, sigma = judge_full(cells, claim(name))
    assert found.how
    assert sigma >= 0.0
    assert np.isfinite(sigma)
    verdict = judge(claim(name), None, None, cells)  # type: ignore[arg-type]
    assert verdict.kind != "not printed"


def test_the_known_misses_stay_visible(cells: FullCells) -> None:
    """Pouch +10 mV, the energy gain at 4.55 V and the bump: differ, as the design study has it."""
    for name in ("pouch.polar", "full.ncm622.bump"):
        assert judge(claim(name), None, None, cells).kind == "differs"  # type: ignore[arg-type]
    rise = judge_full(cells, claim("pouch.polar")).found.value
    assert rise is not None
    assert 0.0 < rise < 5.0


def test_the_resistance_that_would_explain_the_pouch_explains_it(cells: FullCells) -> None:
    """Added to the cathode, it moves the gap between charge and discharge by what it was asked."""
    asked = study("pouch_ag")
    assert asked.cell.cathode is not None
    theta = cells.theta
    current = abs(cells.laboratory.run("pouch_ag").run.half_cycles[-1].current)
    missing = 8.0  # mV
    more = extra_resistance(missing, 0.0, current)
    gaps = []
    for added in (0.0, 1e-4 * more):
        moved = theta | {"cathode_resistance": theta["cathode_resistance"] + added}
        done = run_study(full_cells._quick(with_cycling(asked, moved)), STUDIES)
        gaps.append(float(cycles_of(done).cycles.polarisation[5]))
    assert 1e3 * (gaps[1] - gaps[0]) == pytest.approx(missing, rel=0.1)


def test_capacity_is_per_active_material(cells: FullCells) -> None:
    done = cells.laboratory.run("full_li")
    charge = cycles_of(done).cycles.discharge[1]
    assert specific(done, charge) == pytest.approx(charge / 36e3 / 15.2e-3, rel=1e-9)
