"""Predictions with their uncertainty, against a cell whose voltage is known in closed form."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from plans import LINEAR, MA, OHM, written
from solvus.base.constants import F, R
from solvus.base.record import save_table
from solvus.infer.decide import decision_of
from solvus.infer.deciding_plan import read_plan
from solvus.infer.predictions import Prediction, Runs

FILM, REST = "interface.parameters.film_resistance", "interface.parameters.electrolyte_resistance"
TRANSFER = R * 298.15 / (F * 100.0)  # RT/(F j0) [ohm m2] at the j0 of the table, 10 mA/cm2


def predicted(path: Path) -> dict[tuple[str, int], Prediction]:
    with Runs(read_plan(path), workers=1) as runs:
        return runs.predictions()


def volt(film: float, rest: float = 4.0, ma: float = 1.0) -> float:
    """|V| of the cell of `plans.LINEAR`; resistances in ohm cm2."""
    return ma * MA * (rest * OHM + 2.0 * (film * OHM + TRANSFER))


def test_values_and_first_order_spread(tmp_path: Path) -> None:
    found = predicted(written(tmp_path))
    thin, thick = found["thin", 0], found["thick", 1]
    assert thin.value == pytest.approx(volt(8.0))
    assert thick.value == pytest.approx(volt(20.0, ma=3.0))
    film, rest = 2.0 * MA * OHM, 2.0 * MA * OHM  # sigma of 1 and of 2 ohm cm2
    assert thin.by == pytest.approx({FILM: film, REST: rest})
    assert thin.sigma == pytest.approx(math.sqrt(film**2 + rest**2 + 2 * 0.5 * film * rest))
    assert thin.bent == pytest.approx(0.0, abs=1e-20)
    assert thick.sigma == 0.0
    # both measurements owe their spread to the same values, at another current
    other = found["thin", 1]
    assert float(thin.parts @ other.parts) == pytest.approx(thin.sigma * other.sigma)
    assert thin.others == []
    assert thin.notes == ()


def test_a_value_at_its_bound_moves_to_one_side_only(tmp_path: Path) -> None:
    change = ("{value: 8 ohm cm2, sigma: 1 ohm cm2}", "{value: 0.1 ohm cm2, sigma: 10 ohm cm2}")
    found = predicted(written(tmp_path, LINEAR, change))["thin", 0]
    assert found.by[FILM] == pytest.approx(20.0 * MA * OHM / math.sqrt(2.0))
    assert any(FILM in note and "one side" in note for note in found.notes)


def test_the_sides_of_a_threshold_are_alternatives_where_a_reading_sees_them(
    tmp_path: Path,
) -> None:
    one = "sigma: 1 ohm cm2"
    change = (one, "sigma: 0.5 ohm cm2, threshold: true")
    fine = predicted(written(tmp_path, LINEAR, change))["thin", 0]
    assert len(fine.values) == 3
    assert fine.others == []  # 1 mV either way is less than half of the error
    assert fine.by[FILM] == pytest.approx(MA * OHM)
    assert np.ptp(fine.values) == 0.0
    change = (one, "sigma: 6 ohm cm2, threshold: true")
    coarse = predicted(written(tmp_path, LINEAR, change))["thin", 0]
    assert sorted(coarse.others) == pytest.approx([volt(2.0), volt(14.0)])
    assert FILM not in coarse.by
    assert coarse.sigma == pytest.approx(2.0 * MA * OHM)


def test_draws_of_a_posterior_replace_sigmas(tmp_path: Path) -> None:
    film = np.array([6.0, 7.0, 9.0, 12.0]) * OHM
    rest = np.array([5.0, 3.0, 4.0, 2.0]) * OHM
    save_table({FILM: film, REST: rest}, tmp_path / "draws.csv", {FILM: "ohm m^2", REST: "ohm m^2"})
    path = written(tmp_path, LINEAR, ("  thin:\n", "  thin:\n    samples: draws.csv\n"))
    found = predicted(path)["thin", 0]
    expected = MA * (rest + 2.0 * film + 2.0 * TRANSFER)
    assert found.value == pytest.approx(expected.mean())
    assert found.sigma == pytest.approx(expected.std(ddof=1))
    assert list(found.by) == ["posterior"]


def test_a_draw_for_one_value_leaves_the_others_their_sigma(tmp_path: Path) -> None:
    film = np.array([7.0, 8.0, 9.0]) * OHM
    save_table({FILM: film}, tmp_path / "draws.csv", {FILM: "ohm m^2"})
    path = written(tmp_path, LINEAR, ("  thin:\n", "  thin:\n    samples: draws.csv\n"))
    found = predicted(path)["thin", 0]
    assert found.sigma == pytest.approx(math.hypot(2.0 * MA * OHM, 2.0 * MA * OHM))


LIFE = (
    "feature: end_voltage\n    step: 1\n    error: 10 % of the reading",
    "feature: life\n    error: 1",
)


def test_what_cannot_be_predicted_says_why(tmp_path: Path) -> None:
    path = written(
        tmp_path, LINEAR,
        ("protocol: [Strip at 1 mA/cm2 for 0.1 mAh/cm2]\n  run",
         "protocol: [{repeat: 4, steps: [Strip at 1 mA/cm2 for 6 mAh/cm2, "
         "Plate at 1 mA/cm2 for 6 mAh/cm2]}]\n  run"),
        ("thickness: 50 um", "thickness: 50 um, coulombic_efficiency: 60 %"),
        ("feature: end_voltage\n    step: 1\n    error: 3 mV",
         "feature: hysteresis\n    cycle: 4\n    error: 3 mV"),
    )  # fmt: skip
    found = predicted(path)["thick", 0]
    assert not found.is_made
    assert "cycle 4 was not reached" in found.why
    assert "end of life in cycle 3" in found.why


def test_draws_that_cannot_make_a_prediction_are_counted(tmp_path: Path) -> None:
    share = "cell.working.coulombic_efficiency"
    save_table({share: np.array([0.5, 0.55, 0.98])}, tmp_path / "draws.csv", {share: "1"})
    save_table({share: np.array([0.5, 0.55])}, tmp_path / "bad.csv", {share: "1"})
    path = written(
        tmp_path, LINEAR,
        ("protocol: [Strip at 1 mA/cm2 for 0.1 mAh/cm2]\n  run",
         "protocol: [{repeat: 4, steps: [Strip at 1 mA/cm2 for 6 mAh/cm2, "
         "Plate at 1 mA/cm2 for 6 mAh/cm2]}]\n  run"),
        ("feature: end_voltage\n    step: 1\n    error: 3 mV",
         "feature: hysteresis\n    cycle: 4\n    error: 3 mV"),
        ("  thin:\n    uncertain:\n",
         f"  thin:\n    samples: draws.csv\n    uncertain:\n      {share}: {{sigma: 1 %}}\n"),
        ("  thick:\n", f"  thick:\n    samples: bad.csv\n    uncertain:\n"
         f"      {share}: {{sigma: 1 %}}\n"),
    )  # fmt: skip
    plan = read_plan(path)
    with Runs(plan, workers=1) as runs:
        found = runs.predictions()
    assert "2 of 3 draws of the posterior cannot make it" in found["thin", 0].notes
    assert "2 of 2 draws of the posterior cannot make it" in found["thick", 0].notes
    assert all(one.is_made for one in found.values())
    assert decision_of(plan, found).apart["thin", "thick"] > 0.0


def test_a_life_that_the_protocol_cuts_short_is_a_bound(tmp_path: Path) -> None:
    found = predicted(written(tmp_path, LINEAR, LIFE))["thin", 1]
    assert found.value == 1.0
    assert any("a bound" in note for note in found.notes)


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with Runs(read_plan(written(tmp_path)), workers=1) as runs:
        runs.predictions(lambda what, done, total: told.append((done, total)))
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)


def test_an_interrupt_goes_through(tmp_path: Path) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        Runs(read_plan(written(tmp_path)), workers=1) as runs,
    ):
        runs.predictions(stop)
