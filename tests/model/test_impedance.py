"""The impedance against the time-domain response of the same model, its limits, causality."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from solvus.base.constants import F, R
from solvus.base.errors import InputError
from solvus.kernels import salt_layer
from solvus.model.impedance import (
    arc,
    complete,
    finite_length,
    impedance,
    layer_constants,
)
from solvus.model.layer.kinds import Layer, Salt

T = 298.15
OHM_CM2 = 1e-4  # ohm m2
MAH = 36000.0  # C/m2 in 1 mAh/cm2
# what section 8 of the design was worked out with
SALT = Salt(0.8, 3e-10, 0.35, 1.6, 1000.0)
VALUES = complete(
    {
        "film_resistance": 8 * OHM_CM2,
        "exchange_current": 100.0,
        "electrolyte_resistance": 4 * OHM_CM2,
        "double_layer": 0.2,
        "film_capacitance": 0.05,
        "cpe_exponent": 1.0,
    }
)


def layer(lost: float = 3.8, um: float = 73.3, porosity: float = 0.75) -> Layer:
    """A layer after so many mAh/cm2 lost; Q_c = 5.5 mAh/cm2, N0 = 1.2."""
    s = 1.0 - lost / 5.5
    return Layer(lost * MAH, um * 1e-6, s, 1.2 * s**-1.5, porosity)


TWO = (layer(), layer(1.5, 20.0, 0.5))


def ratio(frequency: float, layers: tuple[Layer, Layer] | None) -> complex:
    """V/j from integrating the model in time with a small sine of the current until it repeats.

    The electrodes differ in the sign of current and of potential, so their responses add.
    """
    parts = [electrode(frequency, one) for one in layers or (None, None)]
    return VALUES["electrolyte_resistance"] + sum(parts)


def electrode(frequency: float, one: Layer | None, cells: int = 60) -> complex:
    """One electrode, from balances alone and nothing that was made linear by hand.

    Salt in finite volumes, excess over c0: 0 towards the separator, flux (1 - t+) j/F at the
    electrode, voltage by ln c; charge of film and double layer, full Butler-Volmer equation.
    """
    amplitude, omega, rest = 0.1, 2.0 * np.pi * frequency, 1.0 - SALT.transference_number
    thickness = one.thickness if one else 0.0
    edge = thickness * np.linspace(0.0, 1.0, cells + 1) ** 2  # fine at the electrode, x = 0
    width, centre = np.diff(edge), 0.5 * (edge[1:] + edge[:-1])
    pores = SALT.salt_diffusivity / one.macmullin if one else 0.0

    def rates(t: float, y: np.ndarray) -> np.ndarray:
        j = amplitude * np.sin(omega * t)
        film = (j - y[0] / VALUES["film_resistance"]) / VALUES["film_capacitance"]
        reaction = 2.0 * VALUES["exchange_current"] * np.sinh(0.5 * F * y[1] / (R * T))
        out = [film, (j - reaction) / VALUES["double_layer"]]
        if one is None:
            return np.array(out)
        inner = -pores * np.diff(y[2:]) / np.diff(centre)
        last = pores * y[-1] / (thickness - centre[-1])
        flux = np.concatenate(([rest * j / F], inner, [last]))
        return np.concatenate((out, -np.diff(flux) / (width * one.porosity)))

    periods = np.ceil(frequency * slowest(one)) + 2
    last = np.linspace((periods - 1) / frequency, periods / frequency, 129)[:-1]
    tolerance = np.concatenate((np.full(2, 1e-10), np.full(cells if one else 0, 1e-6)))
    solved = solve_ivp(
        rates, (0.0, periods / frequency), np.zeros(len(tolerance)), "BDF", last,
        rtol=1e-6, atol=tolerance, max_step=0.05 / frequency,
    )  # fmt: skip
    assert solved.success, solved.message
    j = amplitude * np.sin(omega * last)
    v = solved.y[0] + solved.y[1]
    if one is not None:  # the salt at the face itself lies half a cell beyond the first centre
        face = SALT.salt_concentration + solved.y[2] + rest * j / F / pores * centre[0]
        carried = 2.0 * R * T / F * rest * SALT.thermodynamic_factor
        v = v + carried * np.log(face / SALT.salt_concentration)
        v = v + j * thickness * one.macmullin / SALT.conductivity
    turning = np.exp(-1j * omega * last)
    return complex((v @ turning) / (j @ turning))


def slowest(one: Layer | None) -> float:
    """Time [s] after which what the start left behind is below 1e-5 of it."""
    tau = 0.0 if one is None else layer_constants(one, SALT, T).tau
    return max(10.0 * tau * 4.0 / np.pi**2, 1e-3)


@pytest.mark.parametrize("frequency", [1e-4, 1.7e-3, 2e-2, 0.3])
def test_a_sine_of_the_current_gives_the_same_with_layers(frequency: float) -> None:
    found = impedance(frequency, VALUES, TWO, SALT, T).total[0]
    assert abs(ratio(frequency, TWO) / found - 1.0) < 1e-3


@pytest.mark.parametrize("frequency", [50.0, 1e3, 4e3, 2e4, 1e5])
def test_a_sine_of_the_current_gives_the_same_without(frequency: float) -> None:
    found = impedance(frequency, VALUES, None, SALT, T).total[0]
    assert abs(ratio(frequency, None) / found - 1.0) < 1e-3


def test_at_no_frequency_it_is_the_slope_of_the_steady_voltage() -> None:
    """Equation (7), two equal layers, 2RT/F (1-t+) TDF ln[(1+u)/(1-u)] and the ohmic part."""
    one = layer()
    length = one.thickness * one.macmullin
    rest = 1.0 - SALT.transference_number

    def steady(j: float) -> float:
        u = j * rest * length / (F * SALT.salt_diffusivity * SALT.salt_concentration)
        volt = 2.0 * R * T / F * rest * SALT.thermodynamic_factor
        return 2.0 * j * length / SALT.conductivity + volt * np.log((1.0 + u) / (1.0 - u))

    slope = (steady(1e-2) - steady(-1e-2)) / 2e-2
    found = impedance(0.0, VALUES, (one, one), SALT, T)
    assert found.layer_ohmic[0] + found.layer_diffusion[0] == pytest.approx(slope, rel=1e-6)
    film = 2.0 * (8 * OHM_CM2 + R * T / (F * 100.0)) + 4 * OHM_CM2
    assert found.total[0] == pytest.approx(slope + film, rel=1e-6)
    near = impedance(1e-9, VALUES, (one, one), SALT, T)
    assert near.total[0] == pytest.approx(found.total[0], rel=1e-6)


def test_the_layers_answer_as_the_kernel_that_runs_half_cycles() -> None:
    """A step of current in the kernel's modes; its slope at small j and long times is Z at w = 0,
    and its course is that of Z: sum of w_k/(1 + jw tau_k) against tanh(s)/s."""
    one = layer()
    _, diffusion, tau = layer_constants(one, SALT, T)
    order = 2.0 * np.arange(4000) + 1.0
    weight, rate = 8.0 / (np.pi * order) ** 2, (np.pi * order) ** 2 / (4.0 * tau)
    for omega in (1e-3, 1.0 / tau, 0.1, 1.0):
        modes = diffusion * np.sum(weight * rate / (rate + 1j * omega))
        found = finite_length(np.array([omega]), diffusion, tau)[0]
        assert abs(modes / found - 1.0) < 1e-3
    transport = salt_layer.SaltTransport(
        conductivity=SALT.conductivity,
        diffusivity=SALT.salt_diffusivity,
        concentration=SALT.salt_concentration,
        per_current=(1.0 - SALT.transference_number) / (F * SALT.salt_diffusivity),
        volt=2.0 * R * T / F * (1.0 - SALT.transference_number) * SALT.thermodynamic_factor,
        free=20e-6,
        fresh=1.2,
        exponent=1.5,
    )
    j, out = 0.01, np.zeros((1, 2))
    thickness, share = np.full((2, 2), one.thickness), np.full((2, 2), one.open_share)
    modes = np.zeros((2, salt_layer.MODES))
    salt_layer.voltage(
        np.array([50.0 * tau]), 50.0 * tau, j, thickness, share, np.full(2, one.porosity), modes,
        transport, out,
    )  # fmt: skip
    found = impedance(0.0, VALUES, (one, one), SALT, T)
    resistance = (found.layer_ohmic + found.layer_diffusion)[0].real
    assert out[0, 0] / j == pytest.approx(resistance, rel=1e-6)


def test_lithium_after_a_hundred_cycles() -> None:
    """Section 8 of the design: for the pair 12.8 ohm cm2 ohmic and 12 of diffusion, of which 1.6
    show above 0.1 Hz; the corner at 1.7 mHz."""
    one = layer()
    assert one.macmullin == pytest.approx(6.9, rel=0.02)
    ohmic, diffusion, tau = layer_constants(one, SALT, T)
    assert 2 * ohmic / OHM_CM2 == pytest.approx(12.8, rel=0.01)
    assert 2 * diffusion / OHM_CM2 == pytest.approx(12.0, rel=0.03)
    assert tau == pytest.approx(93.0, rel=0.02)
    assert 1.0 / (2.0 * np.pi * tau) == pytest.approx(1.7e-3, rel=0.02)
    shown = impedance(0.1, VALUES, (one, one), SALT, T).layer_diffusion[0]
    assert abs(shown) / OHM_CM2 == pytest.approx(1.6, rel=0.02)


def test_without_layers_it_is_a_resistance_and_two_arcs() -> None:
    f = np.geomspace(1e-2, 1e7, 500)
    found = impedance(f, VALUES, None, SALT, T)
    film, transfer = 2 * 8 * OHM_CM2, 2 * R * T / (F * 100.0)
    expected = (
        4 * OHM_CM2
        + 1.0 / (1.0 / film + 2j * np.pi * f * 0.05 / 2.0)
        + 1.0 / (1.0 / transfer + 2j * np.pi * f * 0.2 / 2.0)
    )
    assert found.total == pytest.approx(expected, rel=1e-12)
    assert not found.layer_ohmic.any()
    assert not found.layer_diffusion.any()
    thin = Layer(0.0, 0.0, 1.0, 1.2, 0.75)
    assert np.array_equal(impedance(f, VALUES, (thin, thin), SALT, T).total, found.total)


def test_the_parts_are_the_whole_and_the_order_of_the_layers_does_not_matter() -> None:
    f = np.geomspace(1e-4, 1e5, 50)
    found, turned = (impedance(f, VALUES, pair, SALT, T) for pair in (TWO, TWO[::-1]))
    assert found.total == pytest.approx(sum(found[2:]), rel=1e-12)
    assert found.total == pytest.approx(turned.total, rel=1e-12)
    assert np.all(found.total.real > 0.0)
    assert np.all(found.total.imag < 0.0)


@pytest.mark.parametrize("exponent", [0.8, 1.0])
def test_it_is_causal(exponent: float) -> None:
    """Kramers-Kronig: -Im Z at w is (2w/pi) times the integral of (Re Z(x) - Re Z(w))/(x2 - w2)."""
    f = np.geomspace(1e-8, 1e10, 20001)
    z = impedance(f, VALUES | {"cpe_exponent": exponent}, TWO, SALT, T).total
    w = 2.0 * np.pi * f
    for pick in (7000, 9000, 12000, 13500):
        top = z.real - z.real[pick]
        below = w**2 - w[pick] ** 2
        below[pick] = 1.0
        integrand = top / below * w
        integrand[pick] = 0.5 * (integrand[pick - 1] + integrand[pick + 1])
        imaginary = 2.0 * w[pick] / np.pi * np.trapezoid(integrand, np.log(w))
        # the band ends where Re Z has all but settled; beyond, the integral is known
        imaginary += 2.0 / np.pi * w[pick] * top[-1] / w[-1]
        assert imaginary == pytest.approx(z.imag[pick], rel=2e-3)


def test_the_apex_of_an_arc_is_at_one_over_rc_for_every_exponent() -> None:
    omega = np.geomspace(1.0, 1e7, 7001)
    for exponent in (0.7, 0.9, 1.0):
        z = arc(omega, 1e-3, 0.1, exponent)
        assert omega[np.argmax(-z.imag)] == pytest.approx(1e4, rel=3e-3)
        assert z[0].real == pytest.approx(1e-3, rel=0.01)


@pytest.mark.filterwarnings("error")
def test_extremes_neither_overflow_nor_lose_digits() -> None:
    omega = np.array([0.0, 1e-300, 1e-30, 1.0, 1e30, 1e250])
    for tau in (0.0, 1e-300, 1e-12, 1.0, 1e12):
        found = finite_length(omega, 2.0, tau)
        assert np.isfinite(found).all()
        assert found[0] == 2.0
        assert np.all(np.abs(found) <= 2.0 * (1 + 1e-12))
    # towards high frequency a half-infinite space: Z0/s
    s = np.sqrt(1j * 1e6)
    assert finite_length(np.array([1e6]), 2.0, 1.0)[0] == pytest.approx(2.0 / s, rel=1e-12)
    # towards low frequency 1 - s2/3
    assert finite_length(np.array([1e-6]), 2.0, 1.0)[0] == pytest.approx(2.0 - 2e-6j / 3.0)
    found = impedance([0.0, 1e300], VALUES, TWO, SALT, T).total
    assert np.isfinite(found).all()


def test_a_closed_layer_lets_no_current_pass() -> None:
    closed = Layer(5.5 * MAH, 106e-6, 0.0, np.inf, 0.75)
    found = impedance([0.1, 1e5], VALUES, (closed, layer()), SALT, T)
    assert np.all(np.isposinf(found.total.real))
    assert not np.isnan(found.total.imag).any()


def test_what_is_asked_for_has_to_make_sense() -> None:
    for wrong in (-1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="finite and not negative"):
            impedance(wrong, VALUES, None, SALT, T)
    with pytest.raises(ValueError, match="needs the salt"):
        impedance(1.0, VALUES, TWO, None, T)
    without = impedance(1.0, VALUES, None, None, T)
    assert without.total[0] == impedance(1.0, VALUES, None, SALT, T).total[0]
    with pytest.raises(InputError, match="cpe_exponent"):
        complete({"cpe_exponent": 1.2})
    filled = complete({"nucleation_slope": 0.1})
    assert filled["nucleation_slope"] == 0.1
    assert filled["double_layer"] == pytest.approx(0.2)
    assert filled["film_capacitance"] == pytest.approx(0.05)
