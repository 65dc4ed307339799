"""One definition of the life of a full cell: what ends a run's life is what its table says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

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
