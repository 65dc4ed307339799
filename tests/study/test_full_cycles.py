"""The cycles of a full cell: the run's own numbers are those read from its record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solvus.analyse.capacity import CHARGE, cycles_of, half_curves
from solvus.base.constants import F
from solvus.study.features import FEATURES, NotReached
from solvus.study.full_cycles import (
    anode_thickness,
    full_cycles,
    half_of,
    main_reference,
    whole_curve,
)
from solvus.study.installed import read_study
from solvus.study.records import record_of
from solvus.study.run import StudyRun, run_study

STUDY = """\
title: t
cell:
  kind: full
  working: {WORKING, thickness: 40 um, coulombic_efficiency: 98 %}
  cathode: {CATHODE}
protocol:
  - {repeat: 1, steps: [FIRST]}
  - {repeat: 4, steps: [LATER]}
run: {cells: 20, curves: CURVES}
"""
NCM = {
    "WORKING": "solute: Ag, content: 10 wt%",
    "CATHODE": "material: ncm622, loading: 15 mg/cm2, fade: 2 %",
    "FIRST": "Charge at C/5 until 4.3 V, Discharge at C/5 until 2.8 V",
    "LATER": "Charge at C/2 until 4.3 V, Hold at 4.3 V until C/10, Discharge at C/2 until 2.8 V",
}
SPAN = {
    "WORKING": "solute: Ag, content: 10 wt%",
    "CATHODE": "material: span, loading: 5 mg/cm2",
    "FIRST": "Discharge at C/10 until 1 V, Charge at C/10 until 3 V",
    "LATER": "Discharge at C/2 until 1 V, Charge at C/2 until 3 V",
}


def ran(folder: Path, said: dict[str, str], curves: str = "all") -> StudyRun:
    text = STUDY
    for key, value in (said | {"CURVES": curves}).items():
        text = text.replace(key, value)
    path = folder / "study.yaml"
    path.write_text(text)
    return run_study(read_study(path), folder)


@pytest.fixture(scope="module")
def ncm(tmp_path_factory: pytest.TempPathFactory) -> StudyRun:
    return ran(tmp_path_factory.mktemp("ncm"), NCM)


@pytest.fixture(scope="module")
def span(tmp_path_factory: pytest.TempPathFactory) -> StudyRun:
    return ran(tmp_path_factory.mktemp("span"), SPAN)


@pytest.mark.parametrize("cell", ["ncm", "span"])
def test_rows_and_record_tell_the_same(cell: str, request: pytest.FixtureRequest) -> None:
    done: StudyRun = request.getfixturevalue(cell)
    kept = record_of(done)
    read = cycles_of(half_curves(kept.time, kept.current_density, kept.voltage))
    own = full_cycles(done.run).cycles
    assert read.begins == own.begins == (1 if cell == "ncm" else -1)
    for one, other in zip(read[:-1], own[:-1], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)


def test_a_hold_counts_with_its_charge(ncm: StudyRun) -> None:
    rows = [h for h in ncm.run.half_cycles if h.cycle == 2]
    assert len(rows) == 3
    found = full_cycles(ncm.run)
    charges = sum(abs(h.current) * h.duration for h in rows[:2])
    assert found.cycles.charge[1] == pytest.approx(charges)
    # all the lithium that left the cathode went over as charge
    taken = rows[1].cathode.lithium - ncm.run.half_cycles[1].cathode.lithium  # type: ignore[union-attr]
    faded = 0.02 * ncm.run.half_cycles[1].cathode.lithium  # type: ignore[union-attr]
    assert -(taken + faded) * F == pytest.approx(charges, rel=1e-6)


def test_activation_is_held_against_itself(ncm: StudyRun) -> None:
    found = full_cycles(ncm.run)
    assert found.reference.tolist() == [1, 2, 2, 2, 2]
    assert found.retention[:2].tolist() == [1.0, 1.0]
    # what is lost is mostly the material that is no longer active
    assert found.retention[-1] == pytest.approx(0.98**3, abs=0.005)
    assert main_reference(found) == 2


def test_the_features_are_columns_of_it(ncm: StudyRun) -> None:
    found, read = full_cycles(ncm.run), {n: f.read for n, f in FEATURES.items()}
    assert read["retention"](ncm, 3) == found.retention[2]
    given = read["discharge_capacity"](ncm, 3)
    assert read["specific_discharge_capacity"](ncm, 3) == pytest.approx(given / 0.15)
    assert read["mean_voltage"](ncm, 3) == pytest.approx(
        read["discharge_energy"](ncm, 3) / given
    )
    assert 2.8 < read["mid_voltage"](ncm, 3) < 4.3
    assert read["polarisation"](ncm, 3) > 0.0
    taken = read["charge_capacity"](ncm, 3)
    assert read["cycle_efficiency"](ncm, 3) == pytest.approx(given / taken)
    last = ncm.run.half_cycles[-1]
    assert read["thickness_growth"](ncm, 5) == pytest.approx(anode_thickness(last) - 40e-6)
    assert read["charge_bump"](ncm, 2) >= 0.0


def test_a_cell_that_is_discharged_first(span: StudyRun) -> None:
    found = full_cycles(span.run)
    assert np.isnan(found.cycles.efficiency[0])
    assert found.cycles.efficiency[1:] == pytest.approx(np.ones(4), abs=0.3)
    # the fifth that the first discharge does not give back
    assert found.cycles.charge[0] < 0.85 * found.cycles.discharge[0]
    with pytest.raises(NotReached, match="no efficiency"):
        FEATURES["cycle_efficiency"].read(span, 1)


def test_without_curves_only_what_needs_them_is_missing(tmp_path: Path) -> None:
    done = ran(tmp_path, NCM, "none")
    found = full_cycles(done.run)
    assert np.isfinite(found.cycles.mid_discharge).all()
    assert np.isfinite(found.cycles.mid_charge).tolist() == [True, False, False, False, False]
    assert half_of(done.run, 1, CHARGE) == []
    with pytest.raises(NotReached, match="curves: all"):
        FEATURES["polarisation"].read(done, 2)
    with pytest.raises(NotReached, match="curves: all"):
        FEATURES["charge_bump"].read(done, 1)


def test_a_rest_within_a_charge_passes_nothing(tmp_path: Path) -> None:
    parts = ("Charge at C/2 for 1 h", "Rest for 5 h", "Charge at C/4 until 4.3 V")
    later = ", ".join([*parts, "Discharge at C/2 until 2.8 V"])
    done = ran(tmp_path, NCM | {"LATER": later})
    found = full_cycles(done.run).cycles
    charge, voltage = whole_curve(half_of(done.run, 2, CHARGE))
    assert charge[-1] == pytest.approx(found.charge[1])
    kept = record_of(done)
    read = cycles_of(half_curves(kept.time, kept.current_density, kept.voltage))
    np.testing.assert_allclose(read.charge, found.charge, rtol=1e-9)
    np.testing.assert_allclose(read.mid_charge, found.mid_charge, rtol=1e-9)
    assert voltage[-1] == pytest.approx(4.3, abs=1e-3)


def test_a_cycle_that_was_not_reached(ncm: StudyRun) -> None:
    with pytest.raises(NotReached, match="cycle 6 was not reached"):
        FEATURES["retention"].read(ncm, 6)


def test_other_cells_have_no_such_cycles(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(
        "title: t\ncell: {working: {thickness: 50 um}}\n"
        "protocol: [Strip at 1 mA/cm2 for 1 h]\nrun: {cells: 20}\n"
    )
    done = run_study(read_study(path), tmp_path)
    for name in ("retention", "charge_bump"):
        with pytest.raises(NotReached, match="kind: full"):
            FEATURES[name].read(done, 1)
    assert full_cycles(done.run).number.size == 0
