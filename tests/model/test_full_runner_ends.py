"""How steps, lives and runs of a full cell end, and what is kept of them."""

from __future__ import annotations

import numpy as np
import pytest

from cells import design, layers, lithium
from full_cells import (
    cathode,
    charge,
    charges,
    cycles,
    discharge,
    done,
    full,
    lithium_of,
    nominal,
    rest,
)
from solvus.model.cathode import Mesh, Model
from solvus.model.full_runner import FullRunner
from solvus.model.half_cycle import Keep
from solvus.model.protocol import Step
from solvus.model.simulate import simulate

MODELS: tuple[Model, ...] = ("particle", "porous")
MESH = Mesh(3, 6)


@pytest.mark.parametrize("model", MODELS)
def test_a_foil_too_thin_ends_a_discharge_and_the_cell_goes_on(model: Model) -> None:
    """Half of what is plated is lost: soon the foil is bare before the cathode is full."""
    cell = full(design(None, "H1", 8.0, efficiency=0.6), cathode(model=model, mesh=MESH))
    run = done(cell, cycles(cell, 0.3, 4))
    down = charges(run, 1)
    assert down[-1] < 0.6 * down[0]
    last = run.half_cycles[-1]
    assert last.cathode
    assert last.cathode.content < 0.8
    assert last.end == pytest.approx(2.8)  # where the voltage runs away to
    assert [event.name for event in run.events] == ["capacity"]
    assert "no more lithium" not in run.ended  # a spent foil is what was expected


def life_of(closure: str, **given: float) -> float:
    cell = full(
        design(None, "H1", 150.0, efficiency=0.9), made=layers(closure, **given), least_share=0.8
    )
    run = simulate(cell, cycles(cell, 0.5, 130))
    return run.events[0].cycle if run.events else np.inf


def test_the_closures_end_a_life_in_their_order() -> None:
    """What is lost closes one's own pores first, dries out the electrolyte later, the lithium of a
    thick foil lasts longest. 0.25 mAh/cm2 a cycle: 7.3 mAh/cm2 close, 11.0 mAh/cm2 dry."""
    own, shared, none = (
        life_of("per_electrode"),
        life_of("shared_electrolyte"),
        life_of("inventory"),
    )
    assert 20 < own < shared < none
    assert own == pytest.approx(7.3 / 0.25, rel=0.15)
    assert shared == pytest.approx(11.0 / 0.25, rel=0.2)


def test_the_life_ends_when_the_capacity_has_fallen() -> None:
    """A fade of 1 % a cycle: 0.99^(k-1) falls below 90 % in cycle 12."""
    cell = full(lithium(60.0), cathode(fade=0.01), least_share=0.9)
    run = done(cell, cycles(cell, 0.1, 15))
    assert [(event.name, event.cycle) for event in run.events] == [("capacity", 12)]
    assert run.events[0].half_cycle == 23
    assert "90 %" in run.events[0].sentence
    assert run.life.cycles == 12


def test_a_second_discharge_says_nothing_of_the_life() -> None:
    """It finds what the first one left, and that is next to nothing."""
    cell = full(lithium(60.0))
    down = discharge(cell, 0.2)
    run = done(cell, [charge(cell, 0.2), down, rest(1.0), down, charge(cell, 0.2), down])
    assert not run.events
    second = charges(run, 1)
    assert second[1] < 0.05 * second[0]
    assert second[2] == pytest.approx(second[0], rel=0.01)


def test_a_sulfur_cathode_begins_with_its_discharge() -> None:
    """Its first discharge takes more than any other, and that does not end its life."""
    cell = full(lithium(100.0), cathode("span", loading=0.05))
    run = done(cell, [discharge(cell, 0.2, 1.0), charge(cell, 0.2, 3.0)] * 5)
    down = charges(run, 1)
    assert down[0] > 1.15 * down[1]
    assert np.ptp(down[2:]) < 1e-3 * down[0]
    assert not run.events
    assert [half.cycle for half in run.half_cycles] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


@pytest.mark.parametrize("model", MODELS)
def test_a_step_that_no_voltage_ends_says_when_the_cathode_has_no_more(model: Model) -> None:
    cell = full(lithium(60.0), cathode(model=model, mesh=MESH))
    asked = Step("charge", 0.2 * nominal(cell), duration=36000.0, text="Charge at C/5 for 10 h")
    run = simulate(cell, [asked, rest(1.0)])
    assert not run.complete
    assert "is empty of lithium" in run.ended
    assert run.half_cycles[0].duration < 30000.0


def test_a_current_that_nothing_drives_ends_the_run_with_a_sentence() -> None:
    cell = full(lithium(60.0), cathode(model="porous", mesh=MESH))
    run = simulate(cell, [charge(cell, 0.5, 4.0), rest(0.1), charge(cell, 5000.0)])
    assert not run.complete
    assert run.ended.startswith('step 3, "Charge at 5000C')
    assert "no potential drives it" in run.ended
    assert len(run.half_cycles) == 3
    assert run.half_cycles[-1].duration == 0.0


def test_salt_that_runs_out_ends_the_run_with_a_sentence() -> None:
    """Thick, dense and fast: the salt at the lithium is gone before the voltage is reached."""
    made = cathode(model="porous", loading=0.4, mesh=MESH)
    cell = full(lithium(200.0), made)
    step = Step("charge", 20.0 * nominal(cell), duration=3600.0, text="Charge at 20C for 1 h")
    run = simulate(cell, [step])
    assert not run.complete
    assert "the salt is used up" in run.ended
    assert lithium_of(cell) == pytest.approx(lithium_of(full(lithium(200.0), cathode(
        model="porous", loading=0.4, mesh=MESH))), rel=1e-11)  # fmt: skip


def test_a_rest_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="has no end"):
        simulate(full(), [Step("rest", text="Rest")])


@pytest.mark.parametrize("inside", [False, True])
def test_an_interrupt_keeps_whole_steps(inside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = full(lithium(60.0))
    steps = cycles(cell, 0.5, 3)
    calls, plain = [0], FullRunner.stretch

    def stops(self: FullRunner, *given: object, **more: object) -> object:
        calls[0] += 1
        if inside and calls[0] == 4:
            raise KeyboardInterrupt
        return plain(self, *given, **more)  # type: ignore[arg-type]

    def progress(number: int) -> None:
        if not inside and number == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(FullRunner, "stretch", stops)
    run = simulate(cell, steps, Keep(frames=2), progress)
    assert run.interrupted
    assert not run.complete
    assert run.steps == len(run.half_cycles) == len(run.curves) == 3
    assert {shot.half_cycle for shot in run.snapshots} == {0, 1, 2}
    assert run.ended == "interrupted after 3 steps"
