"""The porous electrode: exact salt, exact current distribution, limits, orders, hard starts."""

from __future__ import annotations

import numpy as np
import pytest

from electrodes import VOLT, Electrode, F, charge, electrode, falling, particle
from solvus.kernels import porous_step as S
from solvus.kernels.porous import PHI_E, PHI_S, C, at_lithium


def level(x: np.ndarray) -> np.ndarray:
    """An open circuit without a slope: 3.8 V."""
    return 3.8 + 0.0 * x


def middles(made: Electrode) -> np.ndarray:
    """Centres of the cells [m] from the lithium on."""
    edge = np.concatenate(([0.0], np.cumsum(made.p.width)))
    return 0.5 * (edge[1:] + edge[:-1])


@pytest.mark.parametrize("tolerance", [1e-2, 1e-4])
def test_the_salt_is_conserved_to_round_off(tolerance: float) -> None:
    made = electrode(tolerance=tolerance)
    before, rng = made.salt, np.random.default_rng(2)
    for half in range(30):
        made.done((-1) ** half * charge(made, rng.uniform(0.1, 2.0)), rng.uniform(20.0, 300.0))
        assert made.salt == pytest.approx(before, rel=1e-12)
    assert np.ptp(made.m[:, C]) > 50.0


@pytest.mark.nojit
def test_salt_and_lithium_in_a_small_electrode() -> None:
    made = electrode(separator=2, cathode=2, nodes=4, tolerance=1e-2)
    before, passed = made.salt, 0.0
    for current in (30.0, -50.0, 0.0):
        made.done(current, 120.0)
        passed += 120.0 * current
        assert made.salt == pytest.approx(before, rel=1e-13)
        assert made.mean == pytest.approx(0.6 - passed / made.full, abs=1e-13)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_salt_settles_to_a_straight_line_and_a_parabola(sign: float) -> None:
    """In the end the reaction is even, as every particle's potential moves at the same pace: in
    the separator the gradient of c is constant, in the cathode it falls to nothing; and the
    potential of the liquid is that of its junctions, (2RT/F)(1 - t+) TDF ln c/c_metal."""
    made = electrode(
        separator=20, cathode=40, nodes=4, kappa=1e7, sigma=1e7, c_max=45e4, gap=40e-6,
        open_circuit=lambda x: 8.0 - 6.0 * x, diffusivity=1e-10, tolerance=1e-7, content=0.5,
    )  # fmt: skip
    current = sign * 20.0
    made.done(current, 3e4)
    p, x = made.p, middles(made)
    gap, thick = 40e-6, 70e-6
    d_gap, d_coat = 3e-10 * 0.45**1.5, 3e-10 * 0.3**1.5
    slope = 0.7 * current / F
    inside = x > gap
    z = x - gap
    shape = np.where(
        inside, slope * (gap / d_gap + (z - z * z / (2.0 * thick)) / d_coat), slope * x / d_gap
    )
    held = p.porosity * p.width
    due = 1000.0 + shape - (held * shape).sum() / held.sum()
    size = np.ptp(due)
    assert size > 150.0
    assert np.abs(made.m[:, C] - due).max() < 1e-3 * size
    metal = at_lithium(made.m, current, p)[3]
    assert metal == pytest.approx(1000.0 - (held * shape).sum() / held.sum(), abs=1e-3 * size)
    junction = 2.0 * VOLT * 0.7 * 1.6 * np.log(due / metal)
    assert np.abs(made.m[:, PHI_E] - junction).max() < 2e-3 * np.ptp(junction)


def distribution(
    x: np.ndarray, current: float, thick: float, kappa: float, sigma: float, per_volt: float
) -> tuple[np.ndarray, float]:
    """(reaction per volume at x, collector less electrolyte at the separator) for linear kinetics
    and even salt (Newman & Tobias, J. Electrochem. Soc. 109 (1962) 1183).

    eta'' = per_volt (1/kappa + 1/sigma) eta, eta'(0) = -I/kappa, eta'(L) = I/sigma.
    """
    m = np.sqrt(per_volt * (1.0 / kappa + 1.0 / sigma))
    b = -current / (kappa * m)
    a = (current / sigma + current / kappa * np.cosh(m * thick)) / (m * np.sinh(m * thick))
    eta = a * np.cosh(m * x) + b * np.sinh(m * x)
    far = a * np.cosh(m * thick) + b * np.sinh(m * thick)
    drop = (current * thick + kappa * far + sigma * a) / (kappa + sigma)
    return per_volt * eta, float(drop)


def linear(cathode: int, sigma: float, kappa: float, current: float) -> Electrode:
    """An electrode whose salt cannot move and whose open circuit is level, right after a start."""
    made = electrode(
        separator=2, cathode=cathode, nodes=3, i0=0.5, kappa=kappa, sigma=sigma, d_salt=1e3,
        factor=0.0, open_circuit=level, content=0.5,
    )  # fmt: skip
    assert S.consistent(made.theta, made.m, current, made.p, made.work)
    return made


@pytest.mark.parametrize(("sigma", "kappa"), [(0.05, 0.02), (10.0, 0.01), (0.002, 1.0)])
def test_the_current_distribution_is_that_of_newman_and_tobias(sigma: float, kappa: float) -> None:
    errors = []
    for cathode in (10, 20, 40, 80):
        made = linear(cathode, sigma, kappa, 1e-2)
        p = made.p
        S.rates(made.theta, made.m, 1e-2, p, made.work.f_theta, made.work.f_m, made.work)
        found = p.area * made.work.reaction[:, 0]
        x = middles(made)[2:] - 20e-6
        own = kappa * 0.3**1.5
        due, drop = distribution(x, 1e-2, 70e-6, own, sigma, p.area * 0.5 / VOLT)
        errors.append(np.abs(found - due).max() / due.max())
        assert found @ p.width[2:] == pytest.approx(1e-2, rel=1e-10)
        through = 1e-2 * 20e-6 / (kappa * 0.45**1.5)
        voltage = made.voltage(1e-2) - 3.8
        assert voltage == pytest.approx(drop + through, rel=6.0 / cathode**2 + 1e-6)
    assert due.max() > 1.3 * due.min()  # it is uneven, and the worst cells are at the ends
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert errors[-1] < 3e-3
    assert orders[-1] == pytest.approx(2.0, abs=0.3)


def test_the_error_of_the_cells_falls_with_the_square() -> None:
    found = []
    for n in (1, 2, 4, 8):
        made = electrode(separator=3 * n, cathode=5 * n, nodes=8, tolerance=1e-7)
        made.done(charge(made, 1.0), 600.0)
        found.append(made.voltage(charge(made, 1.0)))
    steps = np.abs(np.diff(found))
    assert np.log2(steps[:-1] / steps[1:]) == pytest.approx(2.0, abs=0.35)
    assert steps[1] < 1e-3


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_with_nothing_in_the_way_it_is_a_particle(sign: float) -> None:
    easy = electrode(sigma=1e7, kappa=1e7, d_salt=1e-3, tolerance=1e-7)
    alone = particle(tolerance=1e-7)
    current = sign * charge(alone, 1.0)
    for made in (easy, alone):
        made.done(current, 900.0)
    assert np.ptp(easy.theta[:, -1]) < 1e-8
    assert easy.voltage(current) == pytest.approx(alone.voltage(current), abs=1e-6)
    assert np.abs(easy.theta - alone.theta).max() < 1e-6


def test_salt_that_runs_out_at_the_metal_ends_a_stretch_at_sands_time() -> None:
    """Far above the limiting current, before the gap is crossed: c(0, t) = c0 - 2 N sqrt(t/pi e D)
    with N = (1 - t+) I/F, e the porosity and D that of the pores."""
    made = electrode(
        separator=200, cathode=6, nodes=4, gap=400e-6, gap_porosity=0.5, d_salt=3e-10,
        tolerance=1e-4, i0=50.0, c_max=45e5,
    )  # fmt: skip
    current = 300.0
    pores = 0.5 * 3e-10 * 0.5**1.5
    due = np.pi * pores * (1000.0 * F / (2.0 * 0.7 * current)) ** 2
    before = made.salt
    status, time = made.run(current, 1e5)
    assert status == S.NO_PROGRESS
    assert time == pytest.approx(due, rel=0.02)
    assert made.salt == pytest.approx(before, rel=1e-12)
    assert made.rows[-1, S.SALT] < 5.0
    assert made.steps < 2000


def test_below_the_limiting_current_the_salt_lasts() -> None:
    """Salt at the metal in steady state: 1000 less what the shape of `settles` takes."""
    made = electrode(i0=50.0, c_max=45e6)
    made.done(20.0, 2e4)
    assert 50.0 < made.rows[-1, S.SALT] < 950.0


def test_a_current_that_leaves_no_salt_at_the_metal_has_no_start() -> None:
    made = electrode()
    before = made.theta.copy()
    status, time = made.run(1e6, 10.0)
    assert (status, time, made.steps) == (S.NO_START, 0.0, 0)
    assert np.array_equal(made.theta, before)


@pytest.mark.nojit
@pytest.mark.parametrize("content", [0.0005, 0.5, 0.9995])
@pytest.mark.parametrize("c_rate", [-3.0, 0.0, 3.0])
def test_potentials_are_found_from_anywhere(content: float, c_rate: float) -> None:
    made = electrode(separator=2, cathode=3, nodes=3, content=content)
    current, due = charge(made, c_rate), made.m.copy()
    assert S.consistent(made.theta, due, current, made.p, made.work)
    rng = np.random.default_rng(int(1e4 * content) + int(c_rate) + 10)
    for size in (0.1, 0.5):
        m = made.m.copy()
        m[:, PHI_E] += rng.uniform(-size, size, len(m))
        m[2:, PHI_S] += rng.uniform(-size, size, len(m) - 2)
        assert S.consistent(made.theta, m, current, made.p, made.work)
        np.testing.assert_allclose(m, due, atol=1e-9)


@pytest.mark.parametrize("content", [1e-5, 0.001, 0.3, 0.99, 0.99999])
@pytest.mark.parametrize("c_rate", [-5.0, -0.01, 0.0, 0.5, 5.0])
def test_whatever_potentials_were_left_a_stretch_begins_at_the_right_ones(
    content: float, c_rate: float
) -> None:
    """Newton from the potentials of the last stretch, and from those of a rest where that fails."""
    made = electrode(content=content)
    current, voltages = charge(made, c_rate), []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        made.m[:, 1:] = rng.uniform(-5.0, 5.0, (len(made.m), 2)) if seed else 0.0
        made.run(current, 0.0)
        voltages.append(made.rows[0, S.VOLTAGE])
        m = made.m
        reacting = (m[6:, PHI_S] - m[6:, PHI_E] - S.equilibrium(content, made.p)[0]) / VOLT
        i0 = 6.0 * np.sqrt(content * (1.0 - content))
        j = 2.0 * i0 * np.sinh(0.5 * reacting)
        assert made.p.area * j @ made.p.width[6:] == pytest.approx(current, rel=1e-6, abs=1e-6)
    assert np.ptp(voltages) < 1e-9


def test_without_a_current_the_cell_is_at_its_open_circuit() -> None:
    made = electrode(open_circuit=falling, content=0.4)
    assert S.consistent(made.theta, made.m, 0.0, made.p, made.work)
    assert made.voltage(0.0) == pytest.approx(float(falling(np.array(0.4))), abs=1e-9)
    assert np.abs(made.m[:, PHI_E]).max() < 1e-12


def test_a_rest_evens_out_salt_and_lithium() -> None:
    made = electrode(open_circuit=falling, tolerance=1e-5)
    made.done(charge(made, 2.0), 500.0)
    mean = made.mean
    assert np.ptp(made.m[:, C]) > 100.0
    made.done(0.0, 5e5)
    assert np.ptp(made.m[:, C]) < 0.1
    assert np.ptp(made.theta) < 1e-4
    assert made.mean == pytest.approx(mean, abs=1e-12)
    assert made.voltage(0.0) == pytest.approx(float(falling(np.array(mean))), abs=1e-4)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_porous_electrode_that_is_full_or_empty_says_so(sign: float) -> None:
    made = electrode(low=0.2, high=0.85, tolerance=1e-3)
    current = sign * charge(made, 0.2)
    status, time = made.run(current, 1e6)
    assert status == S.AT_END
    assert made.theta.min() > 0.2
    assert made.theta.max() < 0.85
    assert made.mean == pytest.approx(0.6 - current * time / made.full, abs=1e-12)
    made.done(0.0, 600.0)
    made.done(-current, 600.0)


def test_a_limit_is_met_to_a_hair() -> None:
    made = electrode(tolerance=1e-3)
    status, _ = made.run(charge(made, 1.0), 1e5, 4.15)
    assert status == S.LIMIT
    assert made.voltage(charge(made, 1.0)) == pytest.approx(4.15, abs=1e-8)


def test_the_potentials_stay_those_of_the_state() -> None:
    """The algebraic equations are not solved anew at a step: what they drift is below tolerance."""
    made = electrode(tolerance=1e-4)
    current = charge(made, 1.0)
    for _ in range(8):
        made.done(current, 150.0)
        solved = made.m.copy()
        assert S.consistent(made.theta, solved, current, made.p, made.work)
        assert np.abs((solved - made.m)[:, 1:]).max() < 1e-4
