"""Cells under protocols: signs, voltages, books, limits, and how a run ends."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cells import (
    EXHAUST,
    HOUR,
    MA,
    MAH,
    books,
    cell,
    design,
    done,
    lithium,
    passed,
    plate,
    rest,
    silver,
    strip,
    table,
)
from solvus.base.constants import F
from solvus.kernels import foil as kernel
from solvus.materials import library
from solvus.model.cell import Cell
from solvus.model.electrode import AlloyFoil, Segment
from solvus.model.simulate import Keep, Run, simulate
from solvus.model.voltage import make_interface

RT_F = 8.314462618 * 298.15 / F
V_LI = library.lithium().molar_volume.si


def test_the_sign_convention() -> None:
    """Stripping the working foil: current > 0, it thins, its voltage against the counter > 0."""
    made = cell(lithium())
    run = done(made, [strip(1), rest(1), plate(2)])
    stripped, rested, plated = run.half_cycles
    assert (stripped.current, rested.current, plated.current) == (MA, 0.0, -MA)
    assert stripped.working.thickness < 50e-6 < stripped.counter.thickness
    assert plated.working.thickness > 50e-6 > plated.counter.thickness
    assert np.all(run.curves[0].voltage > 0.0)
    assert np.all(run.curves[1].voltage == 0.0)
    assert np.all(run.curves[2].voltage < 0.0)
    assert run.snapshots[0].charge == MAH
    assert run.snapshots[-1].charge == -MAH
    assert [half.cycle for half in run.half_cycles] == [1, 1, 1]


@pytest.mark.parametrize("ma", [0.01, 1.0, 3.0, 30.0])
def test_the_voltage_of_two_lithium_foils(ma: float) -> None:
    face = make_interface()
    values, j = face.values, ma * MA
    run = done(cell(lithium()), [strip(1, ma)])
    each = j * values["film_resistance"] + 2 * RT_F * math.asinh(j / values["exchange_current"] / 2)
    expected = j * values["electrolyte_resistance"] + 2.0 * each
    assert run.curves[0].voltage[-1] == pytest.approx(expected, rel=2e-5)
    assert run.half_cycles[0].tip > 2.0 * expected  # it found a surface before it covered it
    assert run.half_cycles[0].end < run.half_cycles[0].mean < run.half_cycles[0].tip


def test_the_tip_is_the_level_of_the_surface_found() -> None:
    face = make_interface()
    run = done(cell(design()), [strip(5), plate(1)])
    for half, surface in ((run.half_cycles[0], 0.0071), (run.half_cycles[1], 0.5)):
        y0 = face.values["reading_floor"]
        assert half.signal_found == pytest.approx(y0 + (1.0 - y0) * surface, rel=1e-3)
        level = face.level.level(half.signal_found, face.values)
        assert half.tip == pytest.approx(level, abs=1e-3)


def test_a_foil_alone_has_no_voltage() -> None:
    run = done(cell(design(), alone=True), [strip(1)])
    assert math.isnan(run.half_cycles[0].tip)
    assert run.half_cycles[0].counter is None
    assert np.all(np.isnan(run.curves[0].voltage))


def test_swapped_electrodes_change_the_sign_of_the_voltage_only() -> None:
    ag, mg = design("Ag"), design("Mg", "H1")
    steps = [strip(1), plate(2), rest(5), strip(3), plate(1)]
    mirrored = [plate(1), strip(2), rest(5), plate(3), strip(1)]
    here, there = done(cell(ag, mg), steps), done(cell(mg, ag), mirrored)
    for a, b in zip(here.half_cycles, there.half_cycles, strict=True):
        assert a.working == pytest.approx(b.counter, rel=1e-12, abs=1e-18)
        assert a.counter == pytest.approx(b.working, rel=1e-12, abs=1e-18)
        assert (a.tip, a.end, a.current) == pytest.approx((b.tip, b.end, -b.current), rel=1e-9)
    for c, d in zip(here.curves, there.curves, strict=True):
        at = np.interp(c.time, d.time, d.voltage)
        assert c.voltage == pytest.approx(-at, abs=1e-6)


def test_an_enriched_face_costs_voltage() -> None:
    """Li-Mg: the potential of the stripped face rises, that of the plated one falls."""
    made = cell(design("Mg", "H1"))
    run = done(made, [strip(5), rest(10)])
    stripped = run.half_cycles[0]
    table_of_mg = library.solute("Mg").thermodynamics
    assert table_of_mg is not None
    each = [
        np.interp(side.matrix_fraction, table_of_mg.x, table_of_mg.potential)
        for side in (stripped.working, stripped.counter)
    ]
    plain = done(cell(lithium()), [strip(5)])
    assert each[0] > each[1]
    assert stripped.end - plain.half_cycles[0].end == pytest.approx(each[0] - each[1], rel=1e-6)
    rested = run.curves[1].voltage
    assert rested[0] > rested[-1] > 0.0  # it relaxes, and the poorer foil stays below


@pytest.mark.parametrize(
    ("solute", "mechanism", "limit", "within"),
    [
        ("Ag", "H3v", -0.06, 1e-6),
        ("Ag", "H3v", -0.085, 1e-6),
        ("Mg", "H1", -0.05, 2e-6),
        ("Mg", "H1", -0.035, 2e-6),
    ],
)
def test_a_voltage_limit_is_met_and_the_state_is_that_of_a_step_that_long(
    solute: str, mechanism: str, limit: float, within: float
) -> None:
    limited = cell(design(solute, mechanism))
    run = done(limited, [plate(4, voltage_limit=limit)])
    half = run.half_cycles[0]
    assert 0.0 < half.duration < 4 * HOUR
    assert run.curves[0].voltage[-1] == pytest.approx(limit, abs=within)
    assert abs(run.curves[0].voltage).max() < abs(limit) + within
    asked = cell(design(solute, mechanism))
    done(asked, [plate(duration=half.duration)])
    assert limited.counter is not None
    assert asked.counter is not None
    assert np.array_equal(limited.working.row(), asked.working.row())
    assert np.array_equal(limited.counter.row(), asked.counter.row())
    assert len(run.snapshots) == 1


def test_a_limit_that_is_not_met_changes_nothing() -> None:
    free, limited = (
        done(cell(design()), [strip(2)]),
        done(cell(design()), [strip(2, voltage_limit=5.0)]),
    )
    assert np.array_equal(table(free), table(limited))


@pytest.mark.parametrize("transient", ["full", "short", "none"])
def test_a_limit_below_the_ohmic_drop_ends_the_step_before_it_begins(transient: str) -> None:
    made = cell(design(), interface=make_interface("log", transient))
    before = books(made.working)
    run = done(made, [strip(1, voltage_limit=1e-3), strip(1)])
    assert run.half_cycles[0].duration == 0.0
    assert math.isnan(run.half_cycles[0].tip)
    assert run.half_cycles[1].duration == HOUR
    # nothing was plated in the first step: the second one finds the surface as made
    assert run.half_cycles[1].signal_found == run.half_cycles[0].signal_found
    assert before[0] - books(made.working)[0] == pytest.approx(MAH / F, rel=1e-9)
    assert [shot.half_cycle for shot in run.snapshots] == [0, 1]


@pytest.mark.parametrize("um", [5.0, 50.0])
@pytest.mark.parametrize(("solute", "mechanism"), [(None, "H1"), ("Ag", "H3v"), ("Ag", "H4f")])
def test_until_exhausted_ends_at_the_capacity(
    solute: str | None, mechanism: str, um: float
) -> None:
    made = design(solute, mechanism, um)
    capacity = made.foil.capacity
    run = done(cell(made, lithium()), [EXHAUST])
    left = run.half_cycles[0].working.lithium * F
    assert passed(run) * F == pytest.approx(capacity - left, rel=1e-12)
    held = run.half_cycles[0].working.skin_lithium * F  # what the skin keeps cannot be stripped
    assert passed(run) * F == pytest.approx(capacity - held, rel=0.011)
    assert run.half_cycles[0].working.thickness < 0.011 * um * 1e-6


def test_what_was_plated_first_is_stripped_too() -> None:
    """A foil can hold more than it was made with; so can one that was made without lithium."""
    thick = done(cell(design()), [plate(3), EXHAUST])
    capacity = design().foil.capacity
    assert thick.half_cycles[1].duration * MA > 0.95 * (capacity + 3 * MAH)
    bare = done(cell(silver(), lithium()), [plate(1), EXHAUST])
    assert bare.half_cycles[1].duration == pytest.approx(HOUR)


def test_a_run_goes_on_after_exhaustion_and_books_the_plating() -> None:
    """A buried skin wants lithium back from a matrix that has none left."""
    for um in (5.0, 50.0):
        made = cell(design("Ag", "H2", um, solubility=0.0072), lithium())
        before = [books(made.working), books(made.counter)]  # type: ignore[arg-type]
        run = simulate(made, [strip(1), EXHAUST, plate(0.3), strip(0.1)])
        after = [books(made.working), books(made.counter)]  # type: ignore[arg-type]
        net = passed(run)
        assert after[0][0] - before[0][0] == pytest.approx(-net, abs=1e-12 * before[0][0])
        assert after[1][0] - before[1][0] == pytest.approx(net, abs=1e-12 * before[1][0])
        assert run.complete or "lithium" in run.ended


def test_a_counter_electrode_that_gives_out_ends_the_run_with_a_sentence() -> None:
    made = cell(design(), lithium(5.0))
    run = simulate(made, [plate(0.5), plate(2), strip(1)])
    assert not run.complete
    assert run.ended == (
        'step 2, "Plate 2": counter electrode: the foil has no more lithium to strip'
    )
    assert len(run.half_cycles) == 2
    assert passed(run) * F == pytest.approx(-lithium(5.0).foil.capacity, rel=0.01)


def test_a_cell_of_two_substrates_has_nothing_to_plate() -> None:
    run = simulate(cell(silver()), [plate(1)])
    assert "counter electrode: the foil has no more lithium" in run.ended
    assert run.half_cycles[0].duration == 0.0


def test_more_than_there_is_ends_with_a_sentence() -> None:
    run = simulate(cell(design(), alone=True), [strip(20)])
    assert (
        run.ended == 'step 1, "Strip 20": working electrode: the foil has no more lithium to strip'
    )


class Failing(AlloyFoil):
    """A foil whose solver gives up half an hour after it was made."""

    left = 0.5 * HOUR

    def advance(self, current: float, duration: float) -> Segment:
        """As a foil would, for as long as it can."""
        segment = super().advance(current, min(duration, self.left))
        failed = duration > self.left * (1.0 + 1e-9)
        self.left -= segment.time
        return segment._replace(status=kernel.NO_PROGRESS if failed else segment.status)

    def restore(self, saved: tuple[np.ndarray, ...]) -> None:
        """Give it its time back."""
        super().restore(saved)
        self.left = 0.5 * HOUR


@pytest.mark.parametrize("which", ["working", "counter"])
@pytest.mark.parametrize("step", [strip(1), plate(1), strip(1, until_exhausted=True)])
def test_a_solver_that_gives_up_is_not_an_exhausted_foil(which: str, step: object) -> None:
    """Whichever electrode it is, plating or stripping: the run ends, and both stop together."""
    made = cell(lithium())
    getattr(made, which).__class__ = Failing
    before = [books(made.working), books(made.counter)]  # type: ignore[arg-type]
    run = simulate(made, [step, rest(1)])  # type: ignore[list-item]
    assert not run.complete
    assert f"{which} electrode: the time step has become too small" in run.ended
    assert run.half_cycles[0].duration == pytest.approx(0.5 * HOUR)
    net = passed(run)
    assert books(made.working)[0] == pytest.approx(before[0][0] - net, rel=1e-12)
    assert books(made.counter)[0] == pytest.approx(before[1][0] + net, rel=1e-12)  # type: ignore[arg-type]


def test_a_step_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="has no end"):
        simulate(cell(design(), alone=True), [plate()])


def stopped(made: Cell, after: int) -> Run:
    def stop(number: int) -> None:
        if number == after:
            raise KeyboardInterrupt

    return simulate(made, [strip(1), plate(1)] * 5, progress=stop)


@pytest.mark.parametrize("after", [1, 3])
def test_an_interrupt_keeps_what_was_computed(after: int) -> None:
    run = stopped(cell(design()), after)
    assert run.ended == f"interrupted after {after} steps"
    assert not run.complete
    assert len(run.half_cycles) == len(run.curves) == len(run.snapshots) == after
    whole = done(cell(design()), [strip(1), plate(1)] * 5)
    assert np.array_equal(table(run), table(whole)[:after])


def test_an_interrupt_inside_a_step_drops_its_snapshots() -> None:
    made = cell(design())
    assert made.counter is not None
    calls = []

    def advance(current: float, duration: float) -> Segment:
        calls.append(current)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return type(made.counter).advance(made.counter, current, duration)  # type: ignore[arg-type,call-arg]

    made.counter.advance = advance  # type: ignore[method-assign]
    run = simulate(made, [strip(1), strip(1)], Keep(1, 3))
    assert len(run.half_cycles) == 1
    assert {shot.half_cycle for shot in run.snapshots} == {0}


@pytest.mark.parametrize(("solute", "mechanism"), [("Ag", "H3v"), ("Mg", "H1")])
def test_thinning_saves_memory_and_changes_no_number(solute: str, mechanism: str) -> None:
    steps = [strip(1), plate(1)] * 12
    runs = {n: done(cell(design(solute, mechanism)), steps, Keep(n)) for n in (0, 1, 5)}
    assert np.array_equal(table(runs[0]), table(runs[1]))
    assert np.array_equal(table(runs[0]), table(runs[5]))
    assert [len(runs[n].curves) for n in (0, 1, 5)] == [0, 24, 6]  # cycles 1, 6 and 11
    assert [len(runs[n].snapshots) for n in (0, 1, 5)] == [0, 24, 6]
    assert {runs[5].half_cycles[c.half_cycle].cycle for c in runs[5].curves} == {1, 6, 11}


@pytest.mark.parametrize(("solute", "mechanism"), [("Ag", "H3v"), ("Mg", "H1")])
def test_frames_do_not_change_the_end(solute: str, mechanism: str) -> None:
    steps = [strip(3), rest(1), plate(2)]
    plain = done(cell(design(solute, mechanism)), steps)
    framed = done(cell(design(solute, mechanism)), steps, Keep(1, 7))
    assert len(framed.snapshots) == 8 * len(plain.snapshots)
    assert sum(shot.end_of_step for shot in framed.snapshots) == 3
    assert np.all(np.diff([shot.time for shot in framed.snapshots]) > 0.0)
    assert table(framed) == pytest.approx(table(plain), rel=2e-3, nan_ok=True)
    times = framed.curves[0].time
    assert np.all(np.diff(times) > 0.0)
    assert times[-1] == pytest.approx(3 * HOUR)


def test_a_retention_is_taken_once_a_cycle() -> None:
    """However many steps the plating has, and on whichever electrode the skin sits."""
    whole = cell(design(retention=0.9))
    parts = cell(design(retention=0.9))
    cycle = [strip(2), plate(1), rest(0.01), plate(1)]
    done(whole, [strip(2), plate(2)] * 3)
    done(parts, cycle * 3)
    assert whole.counter is not None
    assert parts.counter is not None
    for a, b in ((whole.working, parts.working), (whole.counter, parts.counter)):
        assert a.books()[3] == pytest.approx(b.books()[3], rel=0.02)
        assert a.books()[3] > 0.0
    kept = cell(design(retention=1.0))
    done(kept, [strip(2), plate(2)] * 3)
    assert kept.working.books()[3] == 0.0


def test_a_stationary_skin_when_it_loses_what_the_foil_loses() -> None:
    """Retention equal to the efficiency: Gamma of the stripped state does not drift."""
    made = cell(
        design(efficiency=0.985, retention=0.985, solubility=0.0071), alone=True, tolerance=1e-5
    )
    run = done(made, [strip(1), plate(1)] * 60, Keep(0))
    gamma = [half.working.skin_solute for half in run.half_cycles[::2]]
    assert gamma[-1] == pytest.approx(gamma[9], rel=0.01)


def test_cycles_are_counted_by_returns_of_the_first_direction() -> None:
    steps = [rest(1), plate(1), plate(1), rest(1), strip(1), rest(1), plate(1), strip(2), plate(1)]
    run = done(cell(design()), steps)
    assert [half.cycle for half in run.half_cycles] == [1, 1, 1, 1, 1, 1, 2, 2, 3]


def test_curves_follow_both_electrodes() -> None:
    run = done(cell(silver(), lithium()), [plate(1)])
    curve = run.curves[0]
    assert curve.counter is not None
    middle = curve.time[-1] / 2.0
    top = np.interp(middle, curve.time, curve.working[:, kernel.OUT_TOP_LI])
    thickness = np.interp(middle, curve.time, curve.counter[:, kernel.OUT_THICKNESS])
    assert top == pytest.approx(0.5 * MAH / F, rel=1e-3)
    assert thickness == pytest.approx(50e-6 - 0.5 * V_LI * MAH / F, rel=1e-3)
