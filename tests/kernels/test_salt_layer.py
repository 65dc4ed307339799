"""Salt in the layers: the modes against finite volumes, the law of the pair, conservation, ends."""

from __future__ import annotations

import numpy as np
import pytest
import twins
from scipy.integrate import solve_ivp

from solvus.kernels.salt_layer import (
    MODES,
    SaltTransport,
    relax,
    surface_and_mean,
    time_constant,
    voltage,
)

F, R = 96485.33212, 8.314462618
T_PLUS, TDF, KAPPA, D, C0 = 0.3, 1.6, 0.8, 3e-10, 1000.0
VOLT = 2.0 * R * 298.15 / F * (1.0 - T_PLUS) * TDF
SALT = SaltTransport(
    conductivity=KAPPA, diffusivity=D, concentration=C0, per_current=(1.0 - T_PLUS) / (F * D),
    volt=VOLT, free=20e-6, fresh=1.2, exponent=1.5,
)  # fmt: skip
POROUS, ALIKE = np.array([0.7, 0.5]), np.array([0.7, 0.7])
OPEN = np.ones((2, 2))


def macmullin(s: float) -> float:
    """N_M of a layer of which the share s is open."""
    return SALT.fresh / s**SALT.exponent


def thick(working: float, counter: float) -> np.ndarray:
    """Thicknesses [m] that do not change over the half-cycle."""
    return np.array([[working, working], [counter, counter]])


def asked(
    j: float, times: np.ndarray, thickness: np.ndarray, open_share: np.ndarray = OPEN,
    modes: np.ndarray | None = None, porosity: np.ndarray = POROUS, duration: float = 3600.0,
) -> np.ndarray:  # fmt: skip
    """(voltage, lowest concentration) at times."""
    out = np.zeros((len(times), 2))
    start = np.zeros((2, MODES)) if modes is None else modes
    voltage(times, duration, j, thickness, open_share, porosity, start, SALT, out)
    return out


def steady(
    j: float, thickness: np.ndarray, open_share: np.ndarray = OPEN, porosity: np.ndarray = POROUS
) -> tuple[float, float]:
    """(voltage, lowest concentration) once the salt no longer moves."""
    settled = np.full((2, MODES), j)
    found = asked(j, np.array([0.0]), thickness, open_share, settled, porosity)
    return float(found[0, 0]), float(found[0, 1])


def finite_volumes(
    currents: list[tuple[float, float]], layers: list[tuple[float, float, float]], free: float,
    cells: int = 150,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:  # fmt: skip
    """Both layers and the free electrolyte between them on a mesh, through (current, time) pairs.

    layers : (thickness, N_M, porosity) of working and counter electrode; the current enters the
    first and leaves the second. Returns (c at the metals, means, contents of the cells per area,
    c_free).
    """
    width = [h / cells for h, _, _ in layers]
    spread = [D / n for _, n, _ in layers]
    room = [p * w for (_, _, p), w in zip(layers, width, strict=True)]

    def rate(_: float, c: np.ndarray, j: float) -> np.ndarray:
        parts, middle = (c[:cells], c[cells:-1]), c[-1]
        slopes, inflow = [], 0.0
        for part, w, d, r, sign in zip(parts, width, spread, room, (1.0, -1.0), strict=True):
            inner = -d * np.diff(part) / w  # from the metal outwards
            out = -d * (middle - part[-1]) / (0.5 * w)
            first = sign * (1.0 - T_PLUS) * j / F
            flux = np.concatenate(([first], inner, [out]))
            slopes.append(-np.diff(flux) / r)
            inflow += out
        return np.concatenate((*slopes, [inflow / free]))

    c = np.full(2 * cells + 1, C0)
    for j, time in currents:
        with np.errstate(invalid="ignore"):  # SciPy's differences begin as whatever memory held
            run = solve_ivp(rate, (0.0, time), c, args=(j,), method="BDF", rtol=1e-8, atol=1e-6)
        assert run.success
        c = run.y[:, -1]
    last = currents[-1][0]
    gradient = [-s * (1.0 - T_PLUS) * last / F / d for s, d in zip((1, -1), spread, strict=True)]
    metal = [
        part[0] - 0.5 * w * g
        for part, w, g in zip((c[:cells], c[cells:-1]), width, gradient, strict=True)
    ]
    means = [c[:cells].mean(), c[cells:-1].mean()]
    contents = np.concatenate((c[:cells] * room[0], c[cells:-1] * room[1], c[-1:] * free))
    return np.array(metal), np.array(means), contents, float(c[-1])


H, S = 60e-6, 0.6
N = macmullin(S)
TAU = H**2 * N * POROUS[0] / D
B = SALT.per_current * H * N


@pytest.mark.nojit
def test_the_time_constant() -> None:
    assert time_constant(H, S, POROUS[0], SALT) == pytest.approx(TAU)
    assert time_constant(H, 0.0, POROUS[0], SALT) == 0.0
    assert time_constant(0.0, S, POROUS[0], SALT) == 0.0


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2, 1.0, 5.0])
def test_after_a_step_of_current_the_modes_are_the_finite_volumes(share: float) -> None:
    """c at the metal and its mean over a layer that faces electrolyte held at c0."""
    j, time = 8.0, share * TAU
    metal, means, _, _ = finite_volumes([(j, time)], [(H, N, POROUS[0]), (H, N, 0.9)], 1e3)
    surface, mean = surface_and_mean(np.zeros((2, MODES)), 0, j, time, TAU)
    assert B * surface == pytest.approx(metal[0] - C0, rel=1e-3)
    assert B * mean == pytest.approx(means[0] - C0, rel=1e-3)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 2.0])
def test_after_a_reversal_too(share: float) -> None:
    """8 A/m2 for 0.6 tau, a rest of 0.1 tau, then -5 A/m2: the salt remembers all of it."""
    past = [(8.0, 0.6 * TAU), (0.0, 0.1 * TAU)]
    metal, means, _, _ = finite_volumes(
        [*past, (-5.0, share * TAU)], [(H, N, POROUS[0]), (H, N, 0.9)], 1e3
    )
    modes = np.zeros((2, MODES))
    for j, time in past:
        relax(modes, j, time, np.array([H, H]), np.array([S, S]), POROUS, SALT)
    surface, mean = surface_and_mean(modes, 0, -5.0, share * TAU, TAU)
    assert B * surface == pytest.approx(metal[0] - C0, abs=1e-3 * B * 8.0)
    assert B * mean == pytest.approx(means[0] - C0, abs=1e-3 * B * 8.0)


def test_what_the_modes_leave_out_is_a_sixtieth_of_the_jump() -> None:
    """The modes beyond the last follow at once: known, and bounded."""
    surface, mean = surface_and_mean(np.zeros((2, MODES)), 0, 1.0, 0.0, TAU)
    assert surface == pytest.approx(2.0 / (np.pi**2 * MODES), rel=0.01)
    assert abs(mean) < 1e-4
    settled, half = surface_and_mean(np.ones((2, MODES)), 0, 1.0, 0.0, TAU)
    assert (settled, half) == (pytest.approx(1.0), pytest.approx(0.5))


@pytest.mark.nojit
def test_relaxing_in_two_parts_is_relaxing_once() -> None:
    whole, parts = np.zeros((2, MODES)), np.zeros((2, MODES))
    layers = np.array([H, 0.3 * H]), np.array([S, 0.9]), POROUS, SALT
    relax(whole, 7.0, 10.0, *layers)
    relax(parts, 7.0, 3.0, *layers)
    relax(parts, 7.0, 7.0, *layers)
    np.testing.assert_allclose(parts, whole, rtol=1e-12)
    assert whole[1, 0] > 1.1 * whole[0, 0]  # the thinner and more open layer is ahead


def both_metals(found: np.ndarray, j: float, ohmic: float) -> tuple[float, float]:
    """Concentrations at the metals from a voltage and the lower of the two."""
    ratio = float(np.exp((found[0] - j * ohmic) / VOLT))  # working over counter
    lower = float(found[1])
    return (lower, lower / ratio) if ratio < 1.0 else (lower * ratio, lower)


@pytest.mark.parametrize("j", [6.0, -6.0])
@pytest.mark.parametrize("time", [5.0, 60.0, 2000.0])
def test_salt_is_conserved_whatever_the_two_layers(j: float, time: float) -> None:
    """What one layer gains has left the other one and the free electrolyte."""
    open_share = np.array([[S, S], [0.9, 0.9]])
    thickness = thick(H, 0.3 * H)
    found = asked(j, np.array([time]), thickness, open_share)[0]
    numbers = macmullin(S), macmullin(0.9)
    paths = [h * n for h, n in zip((H, 0.3 * H), numbers, strict=True)]
    working, counter = both_metals(found, j, sum(paths) / KAPPA)
    beta = [SALT.per_current * path for path in paths]
    shares = []
    for e, (h, s) in enumerate(((H, S), (0.3 * H, 0.9))):
        tau = time_constant(h, s, POROUS[e], SALT)
        shares.append(surface_and_mean(np.zeros((2, MODES)), e, j, time, tau))
    free = working - beta[0] * shares[0][0]
    assert free == pytest.approx(counter + beta[1] * shares[1][0], rel=1e-9)
    held = POROUS * np.array([H, 0.3 * H])
    total = (
        SALT.free * free
        + held[0] * (free + beta[0] * shares[0][1])
        + held[1] * (free - beta[1] * shares[1][1])
    )
    assert total == pytest.approx(C0 * (SALT.free + held.sum()), rel=1e-12)
    if time > 100.0:
        assert abs(free - C0) > 1.0  # the layers are unequal: the free electrolyte gives or takes


@pytest.mark.parametrize(("share", "within"), [(0.3, 0.1), (1.0, 0.03), (8.0, 1e-4)])
def test_two_unequal_layers_and_what_is_between_them(share: float, within: float) -> None:
    """Against finite volumes in which the free electrolyte is a compartment of its own.

    The law takes each layer as if the free electrolyte had never moved, and moves it so that no
    salt is lost: exact in steady state and for equal layers, a tenth of the voltage off before it.
    """
    j, other = 8.0, 0.3 * H
    layers = [(H, N, POROUS[0]), (other, macmullin(0.9), POROUS[1])]
    metal, _, contents, free = finite_volumes([(j, share * TAU)], layers, SALT.free)
    held = sum(p * h for h, _, p in layers)
    assert contents.sum() == pytest.approx(C0 * (SALT.free + held), rel=1e-9)
    ohmic = sum(h * n for h, n, _ in layers) / KAPPA
    due = j * ohmic + VOLT * np.log(metal[0] / metal[1])
    open_share = np.array([[S, S], [0.9, 0.9]])
    found = asked(j, np.array([share * TAU]), thick(H, other), open_share)[0]
    assert found[0] == pytest.approx(due, rel=within)
    assert found[1] == pytest.approx(metal.min(), rel=within)
    assert abs(free - C0) > 1e-3 * C0


@pytest.mark.nojit
@pytest.mark.parametrize("j", [0.1, 10.0, -25.0])
@pytest.mark.parametrize("s", [1.0, 0.7])
def test_identical_layers_in_steady_state_follow_the_law_of_the_pair(j: float, s: float) -> None:
    """V = 2 j h N/kappa + (2RT/F)(1-t+) TDF ln[(1+u)/(1-u)], whatever the free electrolyte."""
    h, open_share = 50e-6, np.full((2, 2), s)
    u = j * (1.0 - T_PLUS) * h * macmullin(s) / (F * D * C0)
    due = 2.0 * j * h * macmullin(s) / KAPPA + VOLT * np.log((1.0 + u) / (1.0 - u))
    even = SALT._replace(free=3e-6)
    out, settled = np.zeros((1, 2)), np.full((2, MODES), j)
    voltage(
        np.zeros(1), 1.0, j, thick(h, h), open_share, ALIKE, settled, even, out
    )
    assert out[0, 0] == pytest.approx(due, rel=1e-12)
    assert out[0, 1] == pytest.approx(C0 * (1.0 - abs(u)), rel=1e-12)


def test_a_small_current_meets_a_resistance() -> None:
    """2 h N/kappa + 2 Z0, Z0 = 2RT (1-t+)^2 TDF h N/(F^2 c0 D): the limit of the impedance."""
    h, n = 50e-6, macmullin(1.0)
    z0 = 2.0 * R * 298.15 * (1.0 - T_PLUS) ** 2 * TDF * h * n / (F**2 * C0 * D)
    slopes = [steady(j, thick(h, h))[0] / j for j in (1e-6, 1e-3)]
    assert slopes == pytest.approx([2.0 * (h * n / KAPPA + z0)] * 2, rel=1e-6)


def test_no_layer_no_voltage() -> None:
    times = np.array([0.0, 1.0, 3600.0])
    assert not asked(10.0, times, thick(0.0, 0.0))[:, 0].any()
    volts = [steady(10.0, thick(h, h))[0] for h in (1e-6, 1e-9, 1e-12)]
    assert volts[1] == pytest.approx(1e-3 * volts[0], rel=0.01)
    assert volts[2] == pytest.approx(1e-6 * volts[0], rel=0.01)


def test_a_layer_that_grows_is_the_layer_it_has_become() -> None:
    growing = np.array([[50e-6, 52e-6], [50e-6, 52e-6]])
    closing = np.array([[0.8, 0.7], [0.8, 0.7]])
    even = np.full((2, MODES), 10.0)
    found = asked(10.0, np.array([0.0, 1800.0, 3600.0]), growing, closing, even)[:, 0]
    for volts, h, s in zip(found, (50e-6, 51e-6, 52e-6), (0.8, 0.75, 0.7), strict=True):
        assert volts == pytest.approx(steady(10.0, thick(h, h), np.full((2, 2), s))[0], rel=1e-12)


@pytest.mark.nojit
@pytest.mark.parametrize("j", [10.0, -10.0])
def test_a_closed_layer_lets_nothing_pass(j: float) -> None:
    """Which is said with the sign of the current, from the moment of closing on."""
    closing = np.array([[1.0, 1.0], [0.2, -0.2]])
    found = asked(j, np.array([0.0, 1700.0, 1800.0, 3600.0]), thick(1e-6, 1e-6), closing)
    assert np.isfinite(found[:2, 0]).all()
    assert (found[2:, 0] == np.sign(j) * np.inf).all()
    assert (found[2:, 1] == 0.0).all()


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_voltage_grows_without_bound_as_the_salt_runs_out(sign: float) -> None:
    h = 50e-6
    limiting = F * D * C0 / ((1.0 - T_PLUS) * h * SALT.fresh)  # u = 1
    shares = np.array([0.9, 0.99, 0.9999, 0.999999])
    pairs = [steady(sign * u * limiting, thick(h, h), porosity=ALIKE) for u in shares]
    beyond = np.array([sign * volts - 2.0 * u * limiting * h * SALT.fresh / KAPPA
                       for (volts, _), u in zip(pairs, shares, strict=True)])  # fmt: skip
    np.testing.assert_allclose(beyond, VOLT * np.log((1 + shares) / (1 - shares)), rtol=1e-9)
    assert steady(sign * 1.0001 * limiting, thick(h, h), porosity=ALIKE)[0] == sign * np.inf


@pytest.mark.nojit
def test_the_layers_are_the_same_in_python() -> None:
    rng = np.random.default_rng(1)
    compiled = rng.normal(size=(2, MODES))
    plain = compiled.copy()
    layers = np.array([H, 0.4 * H]), np.array([S, 0.8]), POROUS, SALT
    relax(compiled, 4.0, 33.0, *layers)
    twins.python_of(relax)(plain, 4.0, 33.0, *layers)
    np.testing.assert_allclose(plain, compiled, rtol=1e-12)
    times = np.linspace(0.0, 200.0, 5)
    outs = [np.zeros((5, 2)), np.zeros((5, 2))]
    half = thick(H, 0.4 * H), np.array([[S, S], [0.8, 0.7]]), POROUS
    voltage(times, 200.0, 4.0, *half, compiled, SALT, outs[0])
    twins.python_of(voltage)(times, 200.0, 4.0, *half, plain, SALT, outs[1])
    np.testing.assert_allclose(outs[1], outs[0], rtol=1e-9)
