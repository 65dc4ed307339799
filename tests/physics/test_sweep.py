"""Potential sweeps: Ohm's law, books, an independent integration, roles, rest potential, ends."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from cells import (
    MAH,
    books,
    cell,
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
from solvus.base.constants import F, R
from solvus.materials import library
from solvus.model import sweep as sweeping
from solvus.model.cell import Cell
from solvus.model.half_cycle import Run
from solvus.model.protocol import Step
from solvus.model.simulate import Keep, simulate
from solvus.model.voltage import Interface, make_interface
from solvus.study.installed import registries
from solvus.study.load import load_text
from solvus.study.run import run_study

RT_F = R * 298.15 / F
V_LI = library.lithium().molar_volume.si
OHMIC = {"electrolyte_resistance": 4e-4, "film_resistance": 8e-4}


def sweep(v_from: float, v_to: float, rate: float = 1e-4) -> Step:
    """A sweep [V] at a rate [V/s]."""
    text = f"Sweep from {v_from} V to {v_to} V"
    duration = abs(v_to - v_from) / rate
    return Step("sweep", duration=duration, text=text, v_from=v_from, v_to=v_to, rate=rate)


def interface(transient: str = "none", kinetics: str = "linear", **given: float) -> Interface:
    """An interface of 4 + 2 x 8 ohm cm2 unless said otherwise."""
    return make_interface("log", transient, kinetics, given=OHMIC | given)


def resistor() -> Cell:
    """Two lithium foils whose interface is 20 ohm cm2 and nothing else."""
    return cell(lithium(100.0), interface=interface(exchange_current=1e4))


def whole(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """(voltage, current) of all curves one after the other."""
    voltage = np.concatenate([curve.voltage for curve in run.curves])
    return voltage, np.concatenate([curve.current for curve in run.curves])


CYCLIC = [sweep(0.0, 0.1), sweep(0.1, -0.1), sweep(-0.1, 0.0)]


def test_two_electrodes_without_nucleation_are_a_resistor() -> None:
    """I = V/R, R = R_el + 2 R_film + 2 RT/(F j0), up, down and on both sides of zero."""
    run = done(resistor(), CYCLIC)
    voltage, current = whole(run)
    ohm = 4e-4 + 2 * 8e-4 + 2 * RT_F / 1e4
    assert np.abs(current - voltage / ohm).max() < 1e-6 * 0.1 / ohm
    assert voltage.max() == pytest.approx(0.1, abs=1e-3)
    assert voltage.min() == pytest.approx(-0.1, abs=1e-3)


def test_what_is_left_of_ohms_law_is_the_double_layer() -> None:
    """It charges by C dV/dt over the share of the voltage that is across one electrode."""
    fast = done(resistor(), [sweep(0.0, 0.1, 1.0)])
    voltage, current = whole(fast)
    ohm = 4e-4 + 2 * 8e-4 + 2 * RT_F / 1e4
    share = 1.0 - (8e-4 + RT_F / 1e4) / ohm  # of a current past the electrode that it divides
    excess = (current - voltage / ohm)[20:].mean()
    charging = 0.2 * (8e-4 + RT_F / 1e4) / ohm * 1.0
    assert excess == pytest.approx(charging * (1.0 - share), rel=0.05)


def test_the_charge_passed_is_that_of_the_foils() -> None:
    """Of a sweep over both signs, with losses and a layer, through every half-cycle."""
    foil = design(None, "H1", 60.0, efficiency=0.9)
    made = layered(foil, made=layers(), transient="full")
    before = [books(made.working), books(made.counter)]  # type: ignore[arg-type]
    run = done(made, [*CYCLIC, strip(1), sweep(0.05, -0.05, 5e-5)])
    assert made.counter is not None
    after = [books(made.working), books(made.counter)]
    net = passed(run)
    assert after[0][0] - before[0][0] == pytest.approx(-net, abs=1e-12 * before[0][0])
    assert after[1][0] - before[1][0] == pytest.approx(net, abs=1e-12 * before[1][0])
    shots = [shot for shot in run.snapshots if shot.end_of_step]
    assert shots[-1].charge == pytest.approx(net * F, rel=1e-9, abs=1e-6)
    total = sum(half.duration for half in run.half_cycles)
    assert shots[-1].time == pytest.approx(total, rel=1e-12)
    last = run.half_cycles[-1].layers
    assert last is not None
    assert last[0].lost == pytest.approx(made.working.lost * F, rel=1e-12)
    plated = sum(-h.current * h.duration for h in run.half_cycles if h.current < 0.0)
    assert last[0].lost == pytest.approx(0.1 * plated, rel=1e-9)


def steady_current(voltage: float, values: dict[str, float], found: float | None = None) -> float:
    """j at which electrolyte, two films and two electrodes take a voltage, by bisection."""
    def wrong(j: float) -> float:
        each = j * values["film_resistance"] + 2.0 * RT_F * np.arcsinh(
            j / (2.0 * values["exchange_current"])
        )
        other = each if found is None else j * found
        return values["electrolyte_resistance"] * j + each + other - voltage

    return float(brentq(wrong, -1e5, 1e5))


def ramp(made: Cell, end: float, rate: float, points: np.ndarray) -> np.ndarray:
    """Charge passed [C/m2] at voltages of a continuous ramp from 0: double layer, nuclei, BV."""
    assert made.interface is not None
    p = made.interface.values
    y = p["reading_floor"]  # pure lithium shows nothing but the floor
    found = made.interface.resistance_found(y, 298.15)
    size = np.array([1.0, np.sqrt(p["nuclei"]), 1.0, 1e3])

    def through(eta: float, series: float) -> float:
        """j with eta = j series + 2RT/F asinh(j/2 j0)."""
        most = abs(eta) / series + 1e-12

        def wrong(j: float) -> float:
            return j * series + 2 * RT_F * np.arcsinh(j / (2 * p["exchange_current"])) - abs(eta)

        return float(np.sign(eta)) * float(brentq(wrong, 0.0, most, xtol=1e-13, rtol=1e-13))

    def slope(t: float, scaled: np.ndarray) -> np.ndarray:
        eta, first, second, _ = scaled * size
        bare = np.exp(-np.pi * max(second, 0.0))
        j = through(rate * t - eta, p["electrolyte_resistance"] + p["film_resistance"])
        local = through(eta, p["film_resistance"])
        g = V_LI * local / F
        covered = 1.0 - bare * bare
        charging = (j - local * covered - bare * eta / found) / p["double_layer"]
        return np.array([charging, p["nuclei"] * g, 2.0 * first * g, j]) / size

    run = solve_ivp(
        slope, (0.0, end / rate), np.zeros(4), method="Radau", t_eval=points / rate,
        rtol=1e-8, atol=1e-10, first_step=1e-5,
    )  # fmt: skip
    assert run.success
    return run.y[3] * size[3]


def test_the_staircase_tends_to_the_ramp_with_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against SciPy on the continuous ramp, nucleation and all: the error falls with the stair."""
    rate, end = 5e-4, 0.1

    def asked() -> Cell:
        return cell(
            lithium(100.0),
            interface=interface("full", "butler_volmer", exchange_current=50.0, nuclei=1e13),
        )

    errors = []
    for stair in (2e-3, 1e-3, 0.5e-3):
        monkeypatch.setattr(sweeping, "STAIR", stair)
        run = done(asked(), [sweep(0.0, end, rate)])
        [curve] = run.curves
        charge = np.cumsum(curve.current * np.diff(curve.time, prepend=0.0))
        at = rate * curve.time  # the ramp, when a stair ends
        due = ramp(asked(), end, rate, at)
        errors.append(np.abs(charge - due).max() / due[-1])
    ratios = np.array(errors[:-1]) / np.array(errors[1:])
    assert (ratios > 1.8).all(), (errors, ratios)
    assert errors[-1] < 2e-3
    # the nuclei were seen: far below the steady current first, at it in the end
    values = asked().interface.values  # type: ignore[union-attr]
    assert curve.current[10] < 0.6 * steady_current(curve.voltage[10], values)
    assert curve.current[-1] == pytest.approx(
        steady_current(curve.voltage[-1], values), rel=2e-3
    )
    assert curve.coverage[0] < 0.05 < 0.999 < curve.coverage[-1]


def test_a_covered_electrode_goes_up_and_down_the_same_way() -> None:
    made = cell(lithium(100.0), interface=interface("none", "butler_volmer"))
    run = done(made, [sweep(0.0, 0.08), sweep(0.08, 0.0)])
    up, down = run.curves
    back = np.interp(up.voltage, down.voltage[::-1], down.current[::-1])
    np.testing.assert_allclose(back, up.current, rtol=5e-5, atol=1e-5)
    due = [steady_current(v, made.interface.values) for v in up.voltage]  # type: ignore[union-attr]
    np.testing.assert_allclose(up.current, due, rtol=1e-4, atol=1e-4)


def test_the_surface_found_makes_a_loop_once() -> None:
    """Up on the surface found, down on the deposit: more current on the way back."""
    made = cell(lithium(100.0), interface=interface("full", "butler_volmer"))
    up, down = done(made, [sweep(0.0, 0.05, 1e-3), sweep(0.05, 0.0, 1e-3)]).curves
    back = np.interp(up.voltage, down.voltage[::-1], down.current[::-1])
    early = slice(2, 40)
    assert (back[early] > 1.2 * up.current[early]).all()


def test_a_change_of_sign_hands_over_the_roles() -> None:
    run = done(cell(design(), lithium(), interface("full", "butler_volmer")), CYCLIC)
    signs = [int(np.sign(half.current)) for half in run.half_cycles]
    assert signs == [1, 1, -1, -1]
    assert [half.cycle for half in run.half_cycles] == [1, 1, 1, 1]
    first, second, third, fourth = run.half_cycles
    # the counter foil is found as made, then plated on further; the working one as it was left
    assert np.isfinite([first.signal_found, third.signal_found]).all()
    assert np.isnan([second.signal_found, fourth.signal_found]).all()
    assert third.signal_found > 1.2 * first.signal_found  # silver has gathered
    assert first.working.lithium > second.working.lithium < third.working.lithium
    turned = run.curves[2]
    assert turned.coverage[0] < 0.1 < 0.9 < turned.coverage[-1]
    assert (turned.current <= 0.0).all()
    times = np.concatenate([curve.time for curve in run.curves])
    assert (np.diff(times) > 0.0).all()
    assert times[-1] == pytest.approx(4000.0)
    assert all(np.isnan(half.plateau) for half in run.half_cycles)


def test_no_current_flows_at_the_rest_potential() -> None:
    """Li-Mg lies above lithium: the current changes its sign where the foils' potentials say."""
    made = cell(design("Mg", "H1"), lithium(), interface("none", "butler_volmer"))
    done(made, [strip(3), rest(1)])
    rest_at = float(made.working.potential(made.working.row())[0])
    assert rest_at > 3e-3
    run = done(made, [sweep(-0.02, 0.03, 1e-3)])
    voltage, current = whole(run)
    assert np.interp(0.0, current, voltage) == pytest.approx(rest_at, abs=5e-4)
    assert (np.diff(current) > 0.0).all()
    assert [int(np.sign(half.current)) for half in run.half_cycles] == [-1, 1]


@pytest.mark.parametrize("rate", [2e-6, 1e-3])
def test_layers_take_their_share_of_the_voltage(rate: float) -> None:
    """Slowly swept, the current is that of the law of the pair; the salt has all the time."""
    foil = design(None, "H1", 100.0, efficiency=0.95)
    made = layered(foil, made=layers(closing_charge=4.0 * MAH))
    before = done(made, [strip(1), plate(1)] * 70, Keep(0)).half_cycles[-1].layers
    assert before is not None
    assert made.layers is not None
    assert made.interface is not None
    made.working.plate_with(1.0)
    made.counter.plate_with(1.0)  # type: ignore[union-attr]
    made.efficiency = (1.0, 1.0)  # the layers stay as they are
    run = done(made, [sweep(0.0, 0.08, rate)])
    voltage, current = whole(run)
    salt, values = made.layers.salt, made.interface.values
    carried, path = 1.0 - salt.transference_number, before[0].thickness * before[0].macmullin
    volt = 2.0 * RT_F * carried * salt.thermodynamic_factor
    per_current = carried * path / (F * salt.salt_diffusivity * salt.salt_concentration)
    series = {**values, "electrolyte_resistance": values["electrolyte_resistance"]
              + 2.0 * path / salt.conductivity}  # fmt: skip
    due = []
    for v in voltage:
        def wrong(j: float, v: float = float(v)) -> float:
            u = per_current * j
            return steady_current(v - volt * np.log((1.0 + u) / (1.0 - u)), series) - j

        due.append(brentq(wrong, 0.0, min(0.999999 / per_current, 1e3)))
    assert per_current * max(due) > 0.25  # a quarter of the salt is gone
    without = steady_current(float(voltage[-1]), values)
    assert current[-1] < 0.6 * without
    if rate < 1e-4:  # behind by tau dV/dt, a millivolt
        np.testing.assert_allclose(current[30:], due[30:], rtol=0.015)
    else:  # too fast for the salt to follow: more current than in steady state
        assert (current[50:] > 1.02 * np.array(due[50:])).all()


def test_a_sweep_beyond_the_limiting_current_stays_below_it() -> None:
    """The salt at the plated metal is never used up by a potential: the current gives way."""
    foil = design(None, "H1", 100.0, efficiency=0.95)
    made = layered(foil, made=layers(closing_charge=4.0 * MAH))
    done(made, [strip(1), plate(1)] * 70, Keep(0))
    made.working.plate_with(1.0)
    made.counter.plate_with(1.0)  # type: ignore[union-attr]
    made.efficiency = (1.0, 1.0)
    run = done(made, [sweep(0.0, 2.0, 1e-4)])
    layer = run.half_cycles[-1].layers[0]  # type: ignore[index]
    salt = made.layers.salt  # type: ignore[union-attr]
    path = layer.thickness * layer.macmullin
    limiting = F * salt.salt_diffusivity * salt.salt_concentration / (
        (1.0 - salt.transference_number) * path
    )
    _, current = whole(run)
    assert current[-1] == pytest.approx(limiting, rel=0.01)
    assert (np.abs(np.diff(current[-100:])) < 0.01 * limiting).all()  # and does not flutter


def test_closed_layers_end_a_sweep_with_a_sentence() -> None:
    foil = design(None, "H1", 100.0, efficiency=0.5)
    made = layered(foil, made=layers("inventory"))
    done(made, [strip(0.9), plate(0.9)])
    made.layers = layers(closing_charge=0.4 * MAH)
    run = simulate(made, [sweep(0.0, 0.1)])
    assert not run.complete
    assert "no current can pass the reaction layers" in run.ended
    assert run.half_cycles == []


def test_a_foil_that_gives_out_ends_a_sweep_with_a_sentence() -> None:
    made = cell(lithium(), lithium(2.0), interface("none", "butler_volmer"))
    before = [books(made.working), books(made.counter)]  # type: ignore[arg-type]
    run = simulate(made, [sweep(0.0, -0.1), rest(1)])
    assert not run.complete
    assert run.ended.endswith("counter electrode: the foil has no more lithium to strip")
    assert [event.name for event in run.events] == ["inventory"]
    half = run.half_cycles[-1]
    assert 0.0 < half.duration < 1000.0
    assert -half.current * half.duration == pytest.approx(lithium(2.0).foil.capacity, rel=0.01)
    assert run.curves[-1].time[-1] == pytest.approx(half.duration)
    after = [books(made.working), books(made.counter)]  # type: ignore[arg-type]
    net = passed(run)
    assert after[0][0] - before[0][0] == pytest.approx(-net, rel=1e-9)
    assert after[1][0] - before[1][0] == pytest.approx(net, rel=1e-9)


def test_a_single_foil_has_no_voltage_to_sweep() -> None:
    with pytest.raises(ValueError, match="a single foil does not have"):
        simulate(cell(lithium(), alone=True), [sweep(0.0, 0.1)])


def test_a_sweep_without_curves_gives_the_same_numbers() -> None:
    kept = done(cell(lithium()), CYCLIC, Keep(1))
    bare = done(cell(lithium()), CYCLIC, Keep(0))
    assert bare.curves == []
    assert bare.snapshots == []
    assert len(kept.snapshots) == len(kept.half_cycles)
    for a, b in zip(kept.half_cycles, bare.half_cycles, strict=True):
        assert a.current == b.current
        assert a.working == b.working


def test_a_fast_sweep_passes_the_change_of_sign() -> None:
    """At 300 mV/s the double layer gives back in a stair what passes in it."""
    text = """
title: fast
cell: {working: {thickness: 50 um, coulombic_efficiency: 98 %}}
protocol: [Sweep from 100 mV to -100 mV at 300 mV/s]
"""
    run = run_study(load_text(text, registries())).run
    assert run.complete
    assert run.curves[0].current[0] > 0.0
    assert run.curves[-1].current[-1] < 0.0
