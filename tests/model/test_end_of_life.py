"""What ends the life of a cell: each event where the curve says, state and curve together."""

from __future__ import annotations

import numpy as np
import pytest

from cells import (
    EXHAUST,
    HOUR,
    MA,
    MAH,
    books,
    cell,
    copper,
    design,
    done,
    layered,
    layers,
    lithium,
    passed,
    plate,
    rest,
    strip,
)
from solvus.model import life
from solvus.model.cell import Cell
from solvus.model.half_cycle import Run
from solvus.model.simulate import Keep, simulate

LI = design(None, "H1", 50.0, efficiency=0.962)
CYCLE = [strip(1), plate(1)]
# so good an electrolyte that the pores close before its salt runs out
MOBILE = {
    "salt_diffusivity": 1e-8, "transference_number": 0.99, "conductivity": 5.0,
    "closing_exponent": 0.5, "closing_charge": 1.5 * MAH,
}  # fmt: skip


def check_it_stopped_there(run: Run, made: Cell, name: str) -> life.Event:
    """One event, which is the last thing that happened, and a sentence that says so."""
    [event] = run.events
    last = run.half_cycles[-1]
    assert event.name == name
    assert event.half_cycle == len(run.half_cycles) - 1
    assert event.cycle == last.cycle
    assert event.time == pytest.approx(last.start + last.duration, rel=1e-12)
    assert not run.complete
    assert run.ended.endswith(event.sentence)
    assert name in event.sentence or name == "inventory"
    assert run.life == (event.cycle, False, name)
    assert run.life.text == str(event.cycle)
    # the books are those of the charge that passed until then, and the layers those of the books
    assert passed(run) == pytest.approx(
        sum(h.current * h.duration for h in run.half_cycles) / 96485.33212
    )
    assert last.layers is not None
    assert last.layers[0].lost == pytest.approx(made.working.lost * 96485.33212, rel=1e-12)
    return event


@pytest.mark.parametrize("transient", ["none", "full"])
@pytest.mark.parametrize("step_limit", [False, True])
@pytest.mark.parametrize("solute", [None, "Ag", "Mg"])
def test_a_voltage_limit_ends_a_life_where_the_curve_crosses_it(
    transient: str, step_limit: bool, solute: str | None
) -> None:
    """The same limit on the steps changes nothing: the life ends there."""
    foil = design(solute, "H3v" if solute == "Ag" else "H1", efficiency=0.962)
    made = layered(
        foil, made=layers(closing_charge=2.0 * MAH), dead=0.5, transient=transient
    )
    limit = {"voltage_limit": 0.5} if step_limit else {}
    cycle = [strip(1, **limit), plate(1, **{k: -v for k, v in limit.items()})]
    before = books(made.working)[0]
    run = simulate(made, cycle * 70)
    event = check_it_stopped_there(run, made, "voltage limit")
    assert 30 < event.cycle < 60
    curve, last = run.curves[-1], run.half_cycles[-1]
    size = np.abs(curve.voltage)
    assert size[-1] == pytest.approx(0.5, abs=2e-4 if solute else 1e-6)
    assert size[:-1].max() < size[-1]
    assert curve.time[-1] == pytest.approx(event.time, rel=1e-12)
    assert curve.time[0] == pytest.approx(last.start)
    assert 0.0 < last.duration < HOUR
    assert last.end == size[-1]
    assert before - books(made.working)[0] == pytest.approx(passed(run), rel=1e-9)
    # a step that was asked to last so long finds the same state and the same voltage
    twin = layered(foil, made=made.layers, transient=transient)
    asked = strip if last.current > 0.0 else plate
    shorter = [*(cycle * 70)[: event.half_cycle], asked(duration=last.duration)]
    again = done(twin, shorter)
    assert again.half_cycles[-1].end == pytest.approx(last.end, abs=1e-9)
    assert np.array_equal(again.half_cycles[-1].working, last.working)
    assert again.half_cycles[-1].layers == last.layers


def test_the_salt_runs_out_where_no_voltage_ends_a_life() -> None:
    made = layered(LI, made=layers(closing_charge=2.0 * MAH))
    run = simulate(made, CYCLE * 70)
    check_it_stopped_there(run, made, "salt depletion")
    assert "the salt at one electrode is used up" in run.ended
    size = np.abs(run.curves[-1].voltage)
    assert size[-1] > 1.0  # the last digits of the salt
    assert size[:-1].max() < 0.5 * size[-1]
    assert run.half_cycles[-1].layers[0].open_share > 0.01  # type: ignore[index]


def test_pores_close_where_the_salt_lasts() -> None:
    made = layered(LI, made=layers(**MOBILE))
    run = simulate(made, CYCLE * 70)
    event = check_it_stopped_there(run, made, "closure")
    assert "the pores of a reaction layer are closed" in run.ended
    assert min(layer.open_share for layer in run.half_cycles[-1].layers or ()) < life.CLOSED
    assert event.cycle == 40  # 1.5 mAh/cm2 at 0.038 a cycle
    lost = max(layer.lost for layer in run.half_cycles[-1].layers or ())
    assert lost == pytest.approx(1.5 * MAH, rel=1e-3)


@pytest.mark.parametrize(("working", "counter"), [(20.0, 80.0), (80.0, 20.0)])
def test_a_foil_that_has_no_lithium_left_ends_a_life(working: float, counter: float) -> None:
    one, other = (design(None, "H1", um, efficiency=0.9) for um in (working, counter))
    made = layered(one, other, layers("inventory"), dead=0.5)
    run = simulate(made, CYCLE * 70)
    check_it_stopped_there(run, made, "inventory")
    which = "working" if working < counter else "counter"
    assert run.ended.endswith(f"{which} electrode: the foil has no more lithium to strip")


def test_a_face_full_of_solute_is_an_end_of_lithium_too() -> None:
    """At 30 mA/cm2 a Li-Mg foil leaves its magnesium at the face faster than it spreads."""
    made = layered(
        design("Mg", "H1", efficiency=0.99), lithium(80.0), layers("inventory"),
        dead=10.0, current=30 * MA,
    )  # fmt: skip
    run = simulate(made, [strip(9, 30.0), plate(9, 30.0)])
    event = check_it_stopped_there(run, made, "inventory")
    assert "filled with solute" in event.sentence


def test_a_strip_until_exhausted_ends_no_life() -> None:
    run = done(layered(LI, dead=0.5), [plate(1), EXHAUST, plate(0.5)])
    assert run.events == []
    assert run.life.text == ">2"


def test_a_limit_of_a_step_below_that_of_the_life_ends_the_step_only() -> None:
    """The cell then does shorter half-cycles, for as long as it is asked."""
    made = layered(LI, made=layers(closing_charge=2.0 * MAH), dead=0.5)
    cycle = [strip(1, voltage_limit=0.06), plate(1, voltage_limit=-0.06)]
    run = simulate(made, cycle * 70)
    assert run.complete, run.ended
    assert run.events == []
    assert run.life == (70, True, "")
    assert run.life.text == ">70"
    durations = np.array([half.duration for half in run.half_cycles])
    assert durations[0] == HOUR
    assert durations[-1] < 0.9 * HOUR
    ended = [half for half in run.half_cycles if 0.0 < half.duration < HOUR]
    assert ended
    assert all(half.end == pytest.approx(0.06, abs=1e-6) for half in ended)


@pytest.mark.parametrize("dead", [np.inf, 20.0])
@pytest.mark.parametrize("limit", [0.3, 5.0])
def test_a_step_limit_is_met_on_a_voltage_that_grows_without_bound(
    dead: float, limit: float
) -> None:
    """A voltage that is finite now and without bound a moment later still crosses the limit."""
    made = layered(LI, made=layers(closing_charge=2.0 * MAH), dead=dead)
    cycle = [strip(1, voltage_limit=limit), plate(1, voltage_limit=-limit)]
    run = simulate(made, cycle * 60)
    short = [half for half in run.half_cycles if half.duration < 0.999 * HOUR]
    assert short
    assert all(half.duration >= 0.0 for half in run.half_cycles)
    met = [half.end for half in short if half.duration > 0.0]
    if limit < 1.0:
        assert met == pytest.approx([limit] * len(met), abs=1e-5)
    else:  # the last digits of the salt: below the limit, or all of it gone
        assert all(end > 1.0 for end in met)


def test_a_voltage_beyond_the_limit_from_the_first_moment() -> None:
    """A step that cannot even begin ends a life as well."""
    made = layered(LI, dead=0.1, current=30 * MA)
    run = simulate(made, [*CYCLE, strip(1, 30.0), plate(1)])
    event = check_it_stopped_there(run, made, "voltage limit")
    assert (event.half_cycle, event.cycle) == (2, 2)
    assert run.half_cycles[-1].duration == 0.0


def test_a_nucleation_tip_counts_as_any_other_voltage() -> None:
    """A tester that is told to stop at 80 mV stops at the tip of the first plating."""
    made = layered(LI, dead=0.08, transient="full")
    run = simulate(made, CYCLE)
    event = check_it_stopped_there(run, made, "voltage limit")
    assert event.cycle == 1
    assert event.time < 1.0


def test_a_rest_ends_no_life_and_half_a_cycle_is_no_cycle() -> None:
    made = layered(LI, dead=0.5)
    assert done(made, [*CYCLE, rest(1)]).life.text == ">1"

    def stop(number: int) -> None:
        if number == 5:
            raise KeyboardInterrupt

    broken = simulate(layered(LI), CYCLE * 4, progress=stop)
    assert broken.life.text == ">2"
    assert Run().life.text == ">0"


def test_a_bare_substrate_meets_any_voltage_limit() -> None:
    """Once its lithium is gone its voltage rises to the cut-off: the step has ended as asked."""
    made = layered(copper(efficiency=0.9), lithium(100.0))
    run = done(made, [plate(1), strip(1, voltage_limit=1.0), plate(1)])
    assert run.half_cycles[1].duration == pytest.approx(0.9 * HOUR, rel=1e-9)
    assert run.events == []
    unasked = simulate(layered(copper(efficiency=0.9), lithium(100.0)), CYCLE[::-1])
    assert [event.name for event in unasked.events] == ["inventory"]
    assert "no more lithium" in unasked.ended


def test_a_cell_without_layers_dies_by_voltage_and_by_lithium_too() -> None:
    made = cell(lithium())
    made.voltage_of_death = 0.1
    assert simulate(made, [strip(1, 10.0)]).events[0].name == "voltage limit"
    alone = simulate(cell(lithium(), alone=True), [strip(20)])
    assert alone.events[0].name == "inventory"


def test_thinning_changes_nothing_about_the_end() -> None:
    runs = []
    for keep in (Keep(0), Keep(1), Keep(10)):
        made = layered(LI, made=layers(closing_charge=2.0 * MAH), dead=0.5)
        runs.append(simulate(made, CYCLE * 70, keep))
    assert runs[0].events == runs[1].events == runs[2].events
    assert runs[0].half_cycles[-1].layers == runs[1].half_cycles[-1].layers
