"""The calibration of the symmetric cells: on which readings, and what is drawn from it."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.base.units import parse
from solvus.infer.fit import fit
from solvus.infer.plan import plan_of
from solvus.infer.result import Result, result_of
from solvus.paper import cycling
from solvus.paper.claims import all_claims, claim
from solvus.paper.cycling import Cycling
from solvus.paper.laboratory import STUDIES, study, with_cycling
from solvus.study.installed import read_study
from solvus.study.run import run_study

UNITS = {"mV": "V", "um": "m", "%": "1"}


@pytest.fixture(scope="module")
def result() -> Result:
    with plan_of(read_study(cycling.FIT_STUDY), STUDIES).opened() as made:
        return result_of(fit(made.problem, starts=1))


def test_the_data_are_the_claims_of_role_fit_and_nothing_else() -> None:
    block = read_study(cycling.FIT_STUDY).calibration
    assert block is not None
    wanted = {c.id: c for c in all_claims() if c.group == "symmetric" and c.role == "fit"}
    assert {datum.source for datum in block.data} == set(wanted)
    for datum in block.data:
        one = wanted[datum.source]
        unit = UNITS[one.unit]
        for given, due in ((datum.value, one.number), (datum.sigma, one.sigma)):
            assert parse(str(given), unit) == pytest.approx(parse(f"{due} {one.unit}", unit))


def test_the_second_fit_adds_the_reading_at_cycle_120() -> None:
    later = cycling.with_later().calibration
    assert later is not None
    assert [datum.source for datum in later.data][-1] == cycling.LATER
    assert len(later.data) == 7
    assert claim(cycling.LATER).role == "predict"


def test_six_parameters_meet_six_readings(result: Result) -> None:
    assert result.chi2 < 1e-3
    assert result.freedom == 0
    assert Cycling(result, result, {}).fitted == 6
    assert result.values["efficiency_li"] == pytest.approx(0.962, abs=1e-6)
    # thickness 39 um after 50 cycles of 0.038 mAh/cm2 lost, 4.85 um of Li per mAh/cm2
    assert result.values["packing_li"] == pytest.approx(50 * 0.038 * 4.85 / 39.0, rel=2e-3)


def test_draws_keep_to_their_bounds_and_spread_as_the_fit_says(result: Result) -> None:
    drawn = cycling.draws(result)
    assert len(drawn) == cycling.DRAWS
    for one in result.estimates:
        values = np.array([theta[one.free.name] for theta in drawn])
        assert values.min() > one.free.low  # drawn anew, not heaped up at a bound
        assert values.max() < one.free.high
        assert abs(values.mean() - one.value) < 4.0 * one.sigma / np.sqrt(len(values))
    assert drawn == cycling.draws(result)


def test_bands_hold_the_runs_and_a_claim_reads_them(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cycling, "DRAWS", 4)
    monkeypatch.setattr(cycling, "DRAWN", ("life_li",))
    made = Cycling(result, result, {})
    table = made.lives["life_li"]
    assert table.hysteresis.shape == (4, cycling.CYCLES)
    ends = table.ends.astype(int)
    for row, end in enumerate(ends):
        assert np.isfinite(table.hysteresis[row, : end - 1]).all()
        assert np.isinf(table.hysteresis[row, end - 1 :]).all()
        assert np.isnan(table.layer[row, end - 1 :]).all()
    assert (made.values("life_li", "life", 0) == table.ends).all()
    least, *_, most = sorted(1e3 * table.hysteresis[:, 99])  # of four draws, the nearest ranks
    assert made.sigma(claim("sym.li.hys.100")) == pytest.approx(0.5 * (most - least))
    assert made.sigma(claim("sym.liag.hys")) == 0.0  # not drawn
    assert made.sigma(claim("ace.liag")) == pytest.approx(0.3, abs=0.01)


def spread(result: Result, ends: list[float], hysteresis: list[float]) -> Cycling:
    """A calibration whose draws are given: lives, and the hysteresis [V] at cycle 120."""
    made = Cycling(result, result, {})
    table = np.full((len(ends), cycling.CYCLES), np.nan)
    table[:, 119] = hysteresis
    lives = cycling.Lives(table, table, np.array(ends))
    made.__dict__["lives"] = {"life_li": lives, "life_ag": lives}
    return made


def test_draws_that_ended_count_in_the_band_as_beyond_it(result: Result) -> None:
    """Leaving them out would narrow the band to the cells that happen to live."""
    volts = [*np.linspace(0.05, 0.14, 10), np.inf]
    made = spread(result, [100.0 + n for n in range(11)], volts)
    # ranks 0.16 x 10 and 0.84 x 10 of eleven: the third and the ninth
    assert made.sigma(claim("sym.li.hys.120")) == pytest.approx(0.5 * (130.0 - 70.0))
    ended = spread(result, [100.0] * 11, [0.05, 0.06, 0.07, 0.08, 0.09, 0.1, *[np.inf] * 5])
    assert ended.sigma(claim("sym.li.hys.120")) == pytest.approx(100.0 - 70.0)  # median, 16 %


def test_a_life_that_hardly_any_draw_ends_has_no_spread_but_a_remark(result: Result) -> None:
    """The few that ended say nothing of how the others spread."""
    made = spread(result, [200.0, 239.0, *[np.inf] * 20], [0.05] * 22)
    assert made.sigma(claim("sym.liag.life")) == 0.0
    assert made.remark(claim("sym.liag.life")).startswith("; in 2 of")
    assert made.remark(claim("sym.li.life")) == ""  # "< 140": its sigma says it
    assert made.remark(claim("layer.li.100")) == ""


def test_percentiles_pass_over_draws_without_a_value() -> None:
    values = np.array([[1.0, np.nan, np.nan], [2.0, 5.0, np.nan], [3.0, np.inf, np.nan]])
    low, high = cycling.band(values, (0.0, 100.0))
    assert low[:2].tolist() == [1.0, 5.0]
    assert high[:2].tolist() == [3.0, np.inf]
    assert np.isnan([low[2], high[2]]).all()


def test_a_study_takes_the_values_of_its_own_metal(result: Result) -> None:
    theta = result.values
    li = with_cycling(study("life_li"), theta)
    ag = with_cycling(study("life_ag"), theta)
    half = with_cycling(study("ace_ag"), theta)
    assert li.cell.working.coulombic_efficiency == theta["efficiency_li"]
    assert li.cell.counter is li.cell.working
    assert ag.cell.working.packing == theta["packing_ag"]
    assert half.cell.working.coulombic_efficiency == theta["efficiency_ag"]
    mg = with_cycling(study("life_mg"), theta)
    assert mg.cell.working == study("life_mg").cell.working
    assert mg.layer.parameters["closing_charge"] == theta["closing_charge"]
    alone = study("strip_series")
    assert with_cycling(alone, theta) is alone


def test_a_quick_run_has_the_hysteresis_of_a_full_one(result: Result) -> None:
    theta = result.values
    quick = cycling._lives(study("life_ag"), [theta])
    full = run_study(with_cycling(study("life_ag"), theta), STUDIES)
    for cycle in (1, 100, 200):
        plateau = np.mean([h.plateau for h in full.run.half_cycles if h.cycle == cycle])
        # the nucleation dip and 100 cells move the median by a few microvolt
        assert quick.hysteresis[0, cycle - 1] == pytest.approx(plateau, abs=5e-5)
