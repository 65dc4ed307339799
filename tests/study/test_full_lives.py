"""One definition of the life of a full cell: what ends a run's life is what its table says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from solvus.base.errors import InputError
from solvus.study.full_cell import balance_of
from solvus.study.full_cycles import full_cycles
from solvus.study.full_notices import notices_of_run
from solvus.study.installed import read_study
from solvus.study.run import StudyRun, run_study

HEAD = """title: A life
cell:
  kind: full
  working: {{thickness: {foil}, coulombic_efficiency: {ce} %}}
  cathode: {{material: {cathode}, loading: {loading} mg/cm2, fade: {fade} %}}
interface: {{nucleation_transient: none}}
run: {{cells: 20, curves: none}}
"""
TWO_STEPS = """protocol:
  - repeat: 60
    steps:
      - Charge at 1C until 4.3 V
      - Discharge at 2C until 3.6 V
      - Discharge at 0.1C until 3.4 V
"""
SPAN = """protocol:
  - repeat: 12
    steps: [Discharge at 0.2C until 1 V, Charge at 0.2C until 3 V]
"""


def run(folder: Path, protocol: str, **given: object) -> StudyRun:
    plain: dict[str, object] = {
        "foil": "60 um", "ce": 99.5, "cathode": "ncm622", "loading": 15.2, "fade": 1,
    }  # fmt: skip
    path = folder / "study.yaml"
    path.write_text(HEAD.format(**(plain | given)) + protocol)
    return run_study(read_study(path), folder)


def said(done: StudyRun) -> tuple[int, bool]:
    """The life as the table of cycles has it: the first cycle kept to less than 80 %."""
    found = full_cycles(done.run)
    with np.errstate(invalid="ignore"):
        below = np.flatnonzero(found.retention < 0.8)
    return (int(found.number[below[0]]), False) if below.size else (int(found.number[-1]), True)


def test_the_steps_of_a_discharge_count_together(tmp_path: Path) -> None:
    """The fast step gives less and less, which the slow one makes up for."""
    done = run(tmp_path, TWO_STEPS)
    assert done.run.complete, done.run.ended
    life = done.run.life
    assert (life.cycles, life.censored) == said(done)
    assert not life.censored
    assert "pores of its layer were open" in done.run.events[0].sentence


def test_a_discharge_before_any_charge_is_none_of_a_cycle(tmp_path: Path) -> None:
    done = run(tmp_path, SPAN, cathode="span", loading=5, fade=0.02)
    found = full_cycles(done.run)
    assert np.isnan(found.retention[0])
    assert found.retention[1] == 1.0
    assert (done.run.life.cycles, done.run.life.censored) == said(done) == (12, True)


def test_a_foil_that_is_empty_is_named(tmp_path: Path) -> None:
    protocol = TWO_STEPS.replace("repeat: 60", "repeat: 30")
    done = run(tmp_path, protocol, foil="5 um", ce=95, fade=0)
    assert "the foil had no lithium left to give" in done.run.events[0].sentence
    assert (done.run.life.cycles, done.run.life.censored) == said(done)


def test_a_hold_may_empty_the_foil(tmp_path: Path) -> None:
    protocol = """protocol:
  - Charge at 0.5C for 1 mAh/cm2
  - repeat: 8
    steps:
      - Discharge at 0.5C until 3 V
      - Hold at 3 V for 2 h
      - Charge at 0.5C for 1 mAh/cm2
"""
    done = run(tmp_path, protocol, foil="1 um", ce=90, fade=0)
    assert done.run.complete, done.run.ended


def test_a_pulse_is_not_told_that_it_was_too_fast(tmp_path: Path) -> None:
    done = run(tmp_path, "protocol: [Charge at 1C for 15 min, Discharge at 1C for 10 s]\n")
    assert not any("almost at once" in notice for notice in notices_of_run(done))


@pytest.mark.parametrize(("temperature", "told"), [("25 degC", False), ("0 degC", True)])
def test_another_temperature_is_told_of(tmp_path: Path, temperature: str, told: bool) -> None:
    protocol = "protocol: [Charge at 1C for 10 s]\n"
    path = tmp_path / "t.yaml"
    text = HEAD.format(foil="60 um", ce=99.5, cathode="ncm622", loading=15.2, fade=1) + protocol
    path.write_text(text.replace("kind: full", f"kind: full\n  temperature: {temperature}"))
    done = run_study(read_study(path), tmp_path)
    assert any("degC" in notice for notice in notices_of_run(done)) is told


def discharges(done: StudyRun) -> np.ndarray:
    halves = [h for h in done.run.half_cycles if h.current > 0.0]
    return np.array([half.current * half.duration for half in halves]) / 36e3


@pytest.mark.parametrize("rate", ["2C", "5C"])
def test_a_hold_after_a_fast_charge_goes_on_to_its_current(tmp_path: Path, rate: str) -> None:
    """Every piece of a hold ends where the foil ends it, and round-off of a time is no end."""
    protocol = f"""protocol:
  - repeat: 6
    steps:
      - Charge at {rate} until 4.3 V
      - Hold at 4.3 V until C/20
      - Discharge at C/2 until 2.8 V
"""
    found = discharges(run(tmp_path, protocol, fade=0, ce=100))
    assert np.ptp(found[1:]) < 2e-3 * found[0]


def test_a_charge_that_is_over_at_once_is_a_charge_all_the_same(tmp_path: Path) -> None:
    """A charge beyond its voltage, then a hold: one charge, so cycles count as they are written."""
    protocol = """protocol:
  - repeat: 5
    steps:
      - Charge at 1C for 30 min or until 4.3 V
      - Charge at 1C until 3.5 V
      - Hold at 4.1 V until C/5
      - Discharge at C/2 until 2.8 V
"""
    done = run(tmp_path, protocol, fade=0, ce=100)
    assert any(half.duration == 0.0 for half in done.run.half_cycles)
    assert done.run.half_cycles[-1].cycle == 5


def test_a_discharge_of_a_full_cathode_begins_no_cycle(tmp_path: Path) -> None:
    protocol = """protocol:
  - Discharge at C/2 until 2.8 V
  - repeat: 3
    steps: [Charge at C/2 until 4.3 V, Discharge at C/2 until 2.8 V]
"""
    done = run(tmp_path, protocol, fade=0)
    found = full_cycles(done.run)
    assert found.number.tolist() == [1, 2, 3]
    assert found.cycles.efficiency[0] < 0.95  # the first cycle's loss is in it
    assert found.cycles.efficiency[1] == pytest.approx(1.0, abs=1e-3)


def test_an_end_of_the_study_s_own_is_in_the_balance(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    head = HEAD.format(foil="60 um", ce=100, cathode="ncm622", loading=15.2, fade=0)
    path.write_text(
        head.replace("fade: 0 %", "fade: 0 %, lithium_returned: 60 %")
        + "protocol: [Charge at C/20 until 4.3 V, Discharge at C/20 until 2.8 V]\n"
    )
    study = read_study(path)
    balance = balance_of(study, tmp_path)
    assert discharges(run_study(study, tmp_path))[0] == pytest.approx(
        balance.reversible / 36e3, rel=0.02
    )


def test_an_end_below_what_a_charge_leaves_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    head = HEAD.format(foil="60 um", ce=100, cathode="ncm622", loading=15.2, fade=0)
    path.write_text(
        head.replace("fade: 0 %", "fade: 0 %, lithium_returned: 5 %")
        + "protocol: [Charge at C/20 until 4.3 V, Discharge at C/20 until 2.8 V]\n"
    )
    with pytest.raises(InputError, match="holds no charge"):
        read_study(path)
