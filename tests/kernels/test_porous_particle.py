"""One particle under constant current: exact series, a twin, orders, balances, events."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from electrodes import Electrode, charge, depth, falling, particle, wavy
from solvus.kernels import porous_step as S

RADIUS, D, C_MAX, F = 5e-6, 2e-14, 45e3, 96485.33212
# tan a = a
ROOTS = np.array([
    brentq(lambda a: np.sin(a) - a * np.cos(a), n * np.pi + 1e-9, (n + 0.5) * np.pi)
    for n in range(1, 400)
])  # fmt: skip


def surface_current(made: Electrode, current: float) -> float:
    """j [A/m2] out of the particle."""
    return float(current / (made.p.area * made.p.width.sum()))


def series(r: np.ndarray, time: float, j: float, start: float) -> np.ndarray:
    """theta(r) after `time` of a constant flux out of a sphere (Crank, The Mathematics of
    Diffusion, 1975, section 6.3.5)."""
    tau, x = D * time / RADIUS**2, np.asarray(r) / RADIUS
    terms = np.sin(np.outer(x, ROOTS)) / (ROOTS**2 * np.sin(ROOTS)) * np.exp(-(ROOTS**2) * tau)
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = 2.0 / x * terms.sum(axis=1)
    centre = 2.0 * (np.exp(-(ROOTS**2) * tau) / (ROOTS * np.sin(ROOTS))).sum()
    rest = np.where(x == 0.0, centre, rest)
    shape = 3.0 * tau + 0.5 * x**2 - 0.3 - rest
    return start - j * RADIUS / (D * F * C_MAX) * shape


@pytest.mark.parametrize("share", [0.002, 0.02, 0.1, 0.5])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_constant_flux_gives_the_series(share: float, sign: float) -> None:
    made = particle(nodes=60, tolerance=1e-8, diffusivity=D)
    current, time = sign * charge(made, 0.2), share * RADIUS**2 / D
    made.done(current, time)
    due = series(depth(made), time, surface_current(made, current), 0.6)
    size = np.abs(due - 0.6).max()
    assert size > 1e-3
    assert np.abs(made.theta[0] - due).max() < 3e-3 * size


def test_the_error_of_the_mesh_falls_with_the_square() -> None:
    errors = []
    for nodes in (9, 17, 33, 65):
        made = particle(nodes=nodes, tolerance=1e-9, diffusivity=D)
        current, time = charge(made, 0.5), 0.1 * RADIUS**2 / D
        made.done(current, time)
        due = series(np.array([RADIUS]), time, surface_current(made, current), 0.6)[0]
        errors.append(abs(made.theta[0, -1] - due))
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert errors[1] < 5e-4  # 16 nodes are what the model uses
    assert orders == pytest.approx(2.0, abs=0.25)


def twin(
    of: Callable[[np.ndarray], np.ndarray], j: float, time: float, start: float, shells: int = 150
) -> tuple[float, float]:
    """(surface, centre) by the method of lines on equal shells, D taken at the faces."""
    edge = np.linspace(0.0, RADIUS, shells + 1)
    volume, middle = np.diff(edge**3) / 3.0, 0.5 * (edge[1:] + edge[:-1])

    def rate(_: float, theta: np.ndarray) -> np.ndarray:
        at_face = of(0.5 * (theta[1:] + theta[:-1]))
        flux = -at_face * np.diff(theta) / np.diff(middle) * edge[1:-1] ** 2
        whole = np.concatenate(([0.0], flux, [j / (F * C_MAX) * RADIUS**2]))
        return -np.diff(whole) / volume

    run = solve_ivp(
        rate, (0.0, time), np.full(shells, start), method="BDF", rtol=1e-8, atol=1e-10,
        first_step=1e-4 * time,
    )  # fmt: skip
    assert run.success
    last = run.y[:, -1]
    half = RADIUS - middle[-1]  # the gradient at the surface is known: half a shell further
    surface = last[-1]
    for _ in range(20):
        surface = last[-1] - j / (F * C_MAX) * half / of(np.array([0.5 * (surface + last[-1])]))[0]
    return float(surface), float(last[0])


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_diffusivity_that_depends_on_the_content_is_that_of_an_independent_twin(
    sign: float,
) -> None:
    def of(x: np.ndarray) -> np.ndarray:
        return 3e-14 * (1.05 - x) ** 2

    made = particle(nodes=80, tolerance=1e-8, diffusivity=of, content=0.5)
    current, time = sign * charge(made, 0.4), 2400.0
    made.done(current, time)
    surface, centre = twin(of, surface_current(made, current), time, 0.5)
    assert abs(surface - centre) > 0.02
    assert made.theta[0, -1] == pytest.approx(surface, abs=2e-4)
    assert made.theta[0, 0] == pytest.approx(centre, abs=2e-4)


def test_the_error_of_a_step_falls_with_its_fourth_power() -> None:
    """A smooth stretch, equal steps, against steps ten times finer than the finest."""

    def after(steps: int) -> float:
        made = particle(tolerance=1e-9, nodes=10)
        made.done(charge(made, 0.5), 600.0)
        return made.fixed(charge(made, 0.5), 1200.0, steps).voltage(charge(made, 0.5))

    exact = after(400)
    errors = np.array([abs(after(steps) - exact) for steps in (4, 8, 16, 32)])
    orders = np.log2(errors[:-1] / errors[1:])
    assert errors[-1] < 1e-7
    assert orders.min() > 3.0
    assert orders.mean() == pytest.approx(4.0, abs=0.6)


def test_the_error_goes_with_the_tolerance() -> None:
    def after(tolerance: float) -> tuple[float, int]:
        made = particle(tolerance=tolerance)
        made.done(charge(made, 1.0), 1500.0)
        return made.voltage(charge(made, 1.0)), made.steps

    exact = after(1e-10)[0]
    errors, steps = [], []
    for tolerance in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7):
        voltage, count = after(tolerance)
        errors.append(abs(voltage - exact))
        steps.append(count)
        assert errors[-1] < tolerance
    assert errors[-1] < 1e-3 * errors[0]
    assert steps == sorted(steps)
    assert steps[-1] < 400


@pytest.mark.nojit
def test_a_rest_ends_at_the_mean() -> None:
    made = particle(nodes=6, tolerance=1e-4, open_circuit=falling)
    made.done(charge(made, 2.0), 300.0)
    mean = made.mean
    assert np.ptp(made.theta) > 0.02
    made.done(0.0, 20.0 * RADIUS**2 / D)
    assert np.ptp(made.theta) < 1e-4
    assert made.mean == pytest.approx(mean, abs=1e-14)
    assert made.voltage(0.0) == pytest.approx(float(falling(np.array(mean))), abs=1e-4)


@pytest.mark.parametrize("max_step", [np.inf, 37.0])
@pytest.mark.parametrize("tolerance", [1e-2, 1e-5])
def test_the_lithium_is_the_charge_passed_whatever_the_steps(
    max_step: float, tolerance: float
) -> None:
    made = particle(tolerance=tolerance, content=0.5)
    rng, passed = np.random.default_rng(5), 0.0
    for half in range(60):
        current = (-1) ** half * charge(made, rng.uniform(0.1, 1.0))
        time = rng.uniform(60.0, 400.0)
        made.done(current, time, max_step=max_step)
        passed += current * time
        assert made.mean == pytest.approx(0.5 - passed / made.full, abs=1e-12)


@pytest.mark.nojit
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_stretch_ends_at_its_voltage(sign: float) -> None:
    made = particle(nodes=6, tolerance=1e-3, resistance=2e-3)
    current = sign * charge(made, 0.5)
    limit = 4.0 if sign > 0.0 else 3.55
    status, time = made.run(current, 1e5, limit)
    assert status == S.LIMIT
    assert 100.0 < time < 7200.0
    assert made.voltage(current) == pytest.approx(limit, abs=1e-8)
    assert made.rows[-1, S.VOLTAGE] == pytest.approx(limit, abs=1e-8)
    assert made.rows[-1, S.TIME] == time
    assert np.all(sign * (made.rows[:-1, S.VOLTAGE] - limit) < 0.0)
    assert made.mean == pytest.approx(0.6 - current * time / made.full, abs=1e-12)


def test_the_time_of_a_limit_converges() -> None:
    def when(tolerance: float) -> float:
        made = particle(tolerance=tolerance)
        status, time = made.run(charge(made, 1.0), 1e5, 4.1)
        assert status == S.LIMIT
        return time

    exact = when(1e-9)
    errors = [abs(when(tolerance) - exact) / exact for tolerance in (1e-3, 1e-4, 1e-5, 1e-6)]
    assert errors[0] < 2e-3
    assert errors[-1] < 2e-6
    assert errors[-1] < 1e-2 * errors[0]


def test_what_the_other_electrode_adds_counts_in_the_limit() -> None:
    times, volts = np.array([0.0, 500.0, 4000.0]), np.array([0.0, 0.03, 0.1])
    made = particle(tolerance=1e-6)
    current = charge(made, 0.5)
    status, time = made.run(current, 1e5, 4.1, added=(times, volts))
    assert status == S.LIMIT
    assert made.voltage(current) + np.interp(time, times, volts) == pytest.approx(4.1, abs=1e-8)


def test_a_limit_already_passed_ends_a_stretch_at_once() -> None:
    made = particle()
    before = made.theta.copy()
    assert made.run(charge(made, 1.0), 100.0, 3.0) == (S.LIMIT, 0.0)
    assert np.array_equal(made.theta, before)
    assert len(made.rows) == 1


def test_a_record_that_fills_up_changes_nothing() -> None:
    whole, parts = particle(), particle()
    whole.done(charge(whole, 1.0), 900.0)
    parts.done(charge(parts, 1.0), 900.0, size=3)
    assert np.array_equal(whole.theta, parts.theta)
    assert np.array_equal(whole.rows, parts.rows)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_particle_comes_to_the_end_of_what_it_can_take(sign: float) -> None:
    """Empty or full up to diffusion, and the same books as ever."""
    made = particle(low=0.1, high=0.9, tolerance=1e-3)
    current = sign * charge(made, 0.1)
    status, time = made.run(current, 1e6)
    assert status == S.AT_END
    end = 0.1 if sign > 0.0 else 0.9
    assert abs(made.theta[0, -1] - end) < 1e-4
    assert made.theta.min() > 0.1
    assert made.theta.max() < 0.9
    assert made.mean == pytest.approx(0.6 - current * time / made.full, abs=1e-12)
    # there a stretch of the same sign ends at once, a rest and the way back do not
    status, more = made.run(current, 3600.0)
    assert (status, more < 60.0) == (S.AT_END, True)
    made.done(0.0, 600.0)
    made.done(-current, 600.0)


def test_the_rows_say_what_the_state_is() -> None:
    made = particle(resistance=1e-3)
    current = charge(made, 0.3)
    made.done(current, 700.0)
    first, last = made.rows[0], made.rows[-1]
    assert first[S.TIME] == 0.0
    assert np.all(np.diff(made.rows[:, S.TIME]) > 0.0)
    assert last[S.VOLTAGE] == made.voltage(current)
    assert (last[S.SURFACE], last[S.MEAN]) == (made.theta[0, -1], pytest.approx(made.mean))
    j = surface_current(made, current)
    x = made.theta[0, -1]
    i0 = 3.0 * 2.0 * np.sqrt(x * (1.0 - x))
    over = 2.0 * made.p.volt * np.arcsinh(j / (2.0 * i0))
    due = float(wavy(np.array(x))) + over + 1e-3 * current
    assert last[S.VOLTAGE] == pytest.approx(due, abs=3e-6)
