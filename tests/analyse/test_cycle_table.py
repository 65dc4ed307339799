"""The table of a cell: known features recovered, flags where they belong, words with numbers."""

from __future__ import annotations

import time

import numpy as np
import pytest
from synthetic_traces import HOUR, flat, gridded, noisy, sloped, spiked, stepwise, symmetric

from solvus.analyse.cycling_record import CyclerCell
from solvus.analyse.features import Options, features_of, life_of, life_range_of
from solvus.analyse.per_cycle import PerCycle, rows_of
from solvus.analyse.uncertain import EXACT, Accuracy
from solvus.base.errors import InputError
from solvus.base.record import load_table, save_table

SYMMETRIC = CyclerCell("symmetric", area=1e-4)
FULL = CyclerCell("full", "cathode", area=1e-4, mass=1e-5, nominal=3.6)
SHARP = Options(accuracy=EXACT)


def values(found: PerCycle, name: str) -> np.ndarray:
    return found.numbers[name].value


def test_a_symmetric_cell_without_noise() -> None:
    found = features_of(stepwise(symmetric(4), rows=501), SYMMETRIC, options=SHARP)
    assert values(found, "charge_plate") == pytest.approx(3.6)
    assert values(found, "charge_areal_strip") == pytest.approx(36000.0)
    assert values(found, "plateau_plate") == pytest.approx(-0.025, abs=1e-8)
    assert values(found, "hysteresis_full") == pytest.approx(0.050, abs=1e-8)
    assert values(found, "polarisation_half") == pytest.approx(0.025, abs=1e-8)
    assert values(found, "tip_plate") == pytest.approx(0.080)
    assert values(found, "nucleation_plate") == pytest.approx(0.055)
    assert values(found, "tip_charge_plate") == pytest.approx(0.072)
    assert values(found, "resistance") == pytest.approx(25.0)
    assert values(found, "resistance_areal") == pytest.approx(2.5e-3)
    assert values(found, "energy_plate") == pytest.approx(values(found, "energy_strip"))
    assert np.isnan(values(found, "efficiency")).all()
    assert found.flags == ((),) * 4
    assert found.numbers["hysteresis_full"].sigma == pytest.approx(0.0, abs=1e-9)


def test_a_full_cell_with_holds_and_both_mid_voltages() -> None:
    cycle = [
        (1e-3, HOUR, sloped(3.0, 4.2)), (sloped(1e-3, 0.0), HOUR, flat(4.2)),
        (0.0, 600.0, flat(4.15)), (-1e-3, 1.4 * HOUR, sloped(4.0, 3.0)), (0.0, 600.0, flat(3.1)),
    ]  # fmt: skip
    found = features_of(stepwise(cycle * 3), FULL, options=Options(EXACT, reference_cycle=2))
    assert values(found, "charge_charge") == pytest.approx(5.4)
    assert values(found, "efficiency") == pytest.approx(5.04 / 5.4)
    assert values(found, "charge_specific_discharge") == pytest.approx(5.04e5)
    assert values(found, "mid_discharge") == pytest.approx(3.5)
    assert values(found, "mean_discharge") == pytest.approx(3.5)
    assert values(found, "mean_charge") == pytest.approx((3.6 * 3.6 + 1.8 * 4.2) / 5.4)
    assert values(found, "energy_discharge") == pytest.approx(3.5 * 5.04)
    assert values(found, "mid_charge") == pytest.approx(3.0 + 1.2 * 0.75, abs=1e-4)
    assert values(found, "rate_charge") == pytest.approx(1e-3 / 3.6)
    assert values(found, "retention") == pytest.approx(1.0)
    assert found.numbers["retention"].sigma[1] == 0.0
    assert all("hold" in words and "mixed_rate" not in words for words in found.flags)
    assert "nucleation_plate" not in found.numbers


def test_curves_and_dq_dv_of_a_half_cycle() -> None:
    steps = [(1e-3, HOUR, sloped(3.0, 4.0)), (-1e-3, HOUR, sloped(3.9, 2.9))]
    found = features_of(stepwise(steps), FULL, options=SHARP)
    charge, volts = found.curve(1, "discharge")
    assert charge[[0, -1]] == pytest.approx([0.0, 3.6])
    assert volts[[0, -1]] == pytest.approx([3.9, 2.9])
    derived = found.differential(1, "charge", 0.01, 0.02)
    middle = (derived.voltage > 3.1) & (derived.voltage < 3.9)
    assert derived.value[middle] == pytest.approx(3.6, rel=1e-2)
    assert (derived.width, derived.smoothing) == (0.01, 0.02)
    with pytest.raises(IndexError, match="cycle 2 has no half-cycle"):
        found.curve(2, "charge")
    with pytest.raises(ValueError, match='"strip" is none of discharge, charge'):
        found.curve(1, "strip")


def test_which_efficiency_depends_on_the_cell() -> None:
    steps = [(-1e-3, HOUR, flat(-0.02)), (1e-3, 0.9 * HOUR, flat(0.02))] * 3
    record = stepwise(steps)
    plates = features_of(record, CyclerCell("li_cu", "substrate"), options=SHARP)
    assert values(plates, "efficiency") == pytest.approx(0.9)
    # the leads the other way round: what was a plating is a strip, held against the one before
    turned = features_of(record, CyclerCell("li_cu", "lithium"), options=SHARP)
    assert values(turned, "efficiency") == pytest.approx([np.nan, 1 / 0.9, 1 / 0.9], nan_ok=True)
    assert "above_one" in turned.flags[1]
    anode = features_of(record, CyclerCell("half", "anode"), options=SHARP)
    assert values(anode, "efficiency") == pytest.approx(0.9)
    cathode = features_of(record, CyclerCell("half", "cathode"), options=SHARP)
    assert values(cathode, "efficiency") == pytest.approx([np.nan, 1 / 0.9, 1 / 0.9], nan_ok=True)
    assert "before it" in cathode.read("efficiency", 2).definition


def test_counters_of_the_file_are_shown_and_not_believed() -> None:
    record = stepwise(symmetric(3), rows=50)
    record["cycle"] = np.repeat([0.0, 0.0, 0.0, 2.0, 3.0, 3.0], 50)
    found = features_of(record, SYMMETRIC, options=SHARP)
    assert values(found, "cycle").tolist() == [1, 2, 3]
    assert values(found, "file_cycle").tolist() == [0, 0, 3]


def test_checks_rates_and_windows_make_classes() -> None:
    def cycle(current: float, top: float) -> list:  # type: ignore[type-arg]
        return [(current, 3.6 / current, sloped(3.0, top)),
                (-current, 3.4 / current, sloped(top - 0.1, 2.9))]  # fmt: skip

    steps = cycle(1e-4, 4.2) + cycle(1e-3, 4.2) * 3 + cycle(1e-4, 4.2) + cycle(1e-3, 4.2) * 2
    steps += cycle(1e-3, 4.6) * 3
    found = features_of(stepwise(steps), FULL, options=Options(EXACT, reference_cycle=2))
    assert values(found, "class").tolist() == [1, 2, 2, 2, 1, 2, 2, 3, 3, 3]
    assert found.flagged("diagnostic").tolist() == [True, *[False] * 3, True, *[False] * 5]
    kept = values(found, "retention")
    assert np.isfinite(kept).tolist() == [False, *[True] * 3, False, True, True, *[False] * 3]


def test_what_breaks_off_is_incomplete() -> None:
    steps = [*symmetric(3), (-1e-3, 0.5 * HOUR, flat(-0.025))]
    found = features_of(stepwise(steps), SYMMETRIC, options=SHARP)
    assert found.flagged("incomplete").tolist() == [False] * 3 + [True]
    whole = stepwise(symmetric(3))
    cut = {name: column[:-60] for name, column in whole.items()}
    found = features_of(cut, SYMMETRIC, options=SHARP)
    assert found.flagged("incomplete").tolist() == [False, False, True]


def test_a_limit_ends_a_half_cycle_and_the_class_stays() -> None:
    ends = [(-1e-3, 0.3 * HOUR, sloped(-0.02, -1.0)), (1e-3, 0.3 * HOUR, sloped(0.02, 1.0))]
    found = features_of(stepwise(symmetric(4) + ends), SYMMETRIC, options=SHARP)
    assert found.flagged("limit").tolist() == [False] * 4 + [True]
    assert values(found, "class").tolist() == [1] * 5
    by = life_of(found, limit=0.5)
    assert (by.cycles, by.censored) == (5, False)
    assert life_of(found).text == ">5"
    assert life_of(found, factor=2.0).cycles == 5


def test_two_rates_in_one_half_cycle_are_flagged() -> None:
    steps = [(-1e-3, HOUR, flat(-0.02)), (-3e-3, HOUR, flat(-0.06)), (2e-3, HOUR, flat(0.04))]
    found = features_of(stepwise(steps), SYMMETRIC, options=SHARP)
    assert "mixed_rate" in found.flags[0]
    assert "hold" not in found.flags[0]


def test_a_hold_is_known_from_the_mode_where_the_file_has_one() -> None:
    steps = [(1e-3, HOUR, sloped(3.0, 4.2)), (5e-4, HOUR, flat(4.2)), (-1e-3, HOUR, flat(3.5))]
    record = stepwise(steps)
    assert "mixed_rate" in features_of(record, FULL, options=SHARP).flags[0]
    record["mode"] = np.repeat([1.0, 2.0, 1.0], 200)
    assert features_of(record, FULL, options=SHARP).flags[0] == ("hold",)


def test_a_half_cycle_of_one_row_has_a_charge_and_nothing_else() -> None:
    steps = [(-1e-3, 600.0, flat(-0.02)), (1e-3, 60.0, flat(0.02)), (-1e-3, 600.0, flat(-0.02))]
    found = features_of(gridded(steps, 60.0, 30.0), SYMMETRIC, options=SHARP)
    assert "one_row" in found.flags[0]
    assert values(found, "charge_strip")[0] == pytest.approx(0.06)
    assert np.isnan(values(found, "plateau_strip")[0])
    assert any("rows are so far apart" in line for line in found.notices)


def test_a_flat_and_a_falling_start_have_no_nucleation_overpotential() -> None:
    for shape in (flat(-0.02), sloped(-0.02, -0.03), spiked(-0.025, -0.08, at=0.0)):
        steps = [(-1e-3, HOUR, shape), (1e-3, HOUR, flat(0.02))] * 2
        found = features_of(stepwise(steps), SYMMETRIC, options=SHARP)
        assert np.isnan(values(found, "nucleation_plate")).all()
        assert np.isfinite(values(found, "tip_plate")).all()
        assert np.isfinite(values(found, "tip_less_plateau_plate")).all()


def test_copper_falls_from_its_own_voltage_before_lithium_is_plated() -> None:
    def first(share: np.ndarray) -> np.ndarray:
        dipped = -spiked(0.02, 0.06, at=0.05)(share)
        return np.where(share < 0.01, 2.5 - 250.0 * share, dipped)

    steps = [(-1e-3, HOUR, first), (1e-3, HOUR, flat(0.02))]
    found = features_of(stepwise(steps, 1001), CyclerCell("li_cu", "substrate"), options=SHARP)
    assert found.read("tip_plate", 1).value == pytest.approx(0.06)
    assert found.read("nucleation_plate", 1).value == pytest.approx(0.04)


def test_every_number_prints_its_definition_and_options(tmp_path: object) -> None:
    record = noisy(stepwise(symmetric(3)), np.random.default_rng(0), 1e-4)
    found = features_of(record, SYMMETRIC)
    one = found.read("hysteresis_full", 2)
    assert one.sigma > 0.0
    assert one.systematic["voltage offset"] == pytest.approx(0.0, abs=1e-12)
    assert one.options["trim"] == "0.05"
    assert "assumed" in one.options["accuracy"]
    shown = found.table(display=True)
    assert shown.units["plateau_plate"] == "mV"
    assert shown.columns["charge_areal_plate"] == pytest.approx(1.0, rel=1e-3)
    assert shown.columns["start"][1] == pytest.approx(2.0)
    assert "assumed" in shown.attrs["option accuracy"]
    for name in found.numbers:
        assert name in shown.columns
        assert shown.units[name]
        assert shown.attrs[f"definition {name}"]
    for suffix in (".csv", ".parquet"):
        path = f"{tmp_path}/cycles{suffix}"
        save_table(shown.columns, path, shown.units, shown.attrs)
        again = load_table(path)
        assert again.units["plateau_plate_sigma"] == "mV"
        assert again.columns["plateau_plate"] == pytest.approx(shown.columns["plateau_plate"])
    with pytest.raises(IndexError, match="there are 3 cycles"):
        found.read("hysteresis_full", 4)
    with pytest.raises(KeyError):
        found.read("hysteresis", 1)


@pytest.mark.parametrize(
    ("cell", "options", "sentence"),
    [
        (SYMMETRIC, Options(rest=1.0), "no current exceeds the rest threshold of 1"),
        (SYMMETRIC, Options(trim=0.6), "leaves nothing"),
        (FULL, Options(reference_cycle=9), "cycle 9 is not among the 3"),
        (SYMMETRIC, Options(early=0.9), "early 0.9"),
        (SYMMETRIC, Options(reference_cycle=1), "retention"),
    ],
)
def test_options_that_cannot_be_are_refused_in_a_sentence(
    cell: CyclerCell, options: Options, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        features_of(stepwise(symmetric(3)), cell, options=options)


def test_a_life_asks_for_what_its_cell_has() -> None:
    found = features_of(stepwise(symmetric(3)), FULL, options=SHARP)
    assert found.events == ()
    with pytest.raises(ValueError, match="needs a reference cycle"):
        life_of(found, least=0.8)
    with pytest.raises(ValueError, match="least share"):
        life_of(found)
    with pytest.raises(ValueError, match="no share of a capacity"):
        life_of(features_of(stepwise(symmetric(3)), SYMMETRIC, options=SHARP), least=0.8)


def test_the_life_of_a_full_cell_by_its_retention_and_how_sure_it_is() -> None:
    steps = [step for k in range(20) for step in (
        (1e-3, (1.0 - 0.02 * k) * HOUR, sloped(3.0, 4.2)),
        (-1e-3, (0.99 - 0.02 * k) * HOUR, sloped(4.1, 3.0)))]  # fmt: skip
    sure = features_of(stepwise(steps), FULL, options=Options(EXACT, reference_cycle=2))
    read = life_of(sure, least=0.8)
    assert (read.cycles, read.censored) == (12, False)  # 0.97 of an hour, less 20 %: 0.776
    assert life_of(sure, least=0.5).text == ">20"
    assert [one.cycles for one in life_range_of(sure, least=0.8)] == [12, 12]
    vague = Accuracy(0.0, 0.02, 1e-3, 0.0, 0.0, 0.0, "made up")
    unsure = features_of(stepwise(steps), FULL, options=Options(vague, reference_cycle=2))
    early, late = life_range_of(unsure, least=0.8)
    assert early.cycles <= 12 <= late.cycles


def test_cycles_begin_with_the_direction_that_came_first() -> None:
    assert rows_of(np.array([1.0, -1.0, 1.0])).tolist() == [[1, 0], [-1, 2]]
    # two of one sign in a row: what lay between was not kept
    assert rows_of(np.array([-1.0, 1.0, 1.0, -1.0])).tolist() == [[0, 1], [-1, 2], [3, -1]]


def test_a_million_rows_in_a_second() -> None:
    rows, cycles = 1_000_000, 250
    record = stepwise(symmetric(cycles), rows // (2 * cycles))
    record = noisy(record, np.random.default_rng(0), 1e-4, 1e-7)
    assert record["time"].size == rows
    features_of(stepwise(symmetric(2)), SYMMETRIC)
    begin = time.process_time()
    found = features_of(record, SYMMETRIC)
    assert time.process_time() - begin < 1.0
    assert found.cycles == cycles
