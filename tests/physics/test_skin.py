"""A skin on a foil: how it grows, what is left after a long rest, what cycles do to it."""

import exact
import numpy as np
import pytest

from foils import FARADAY, HOUR, MAH, Foil, concentration, foil, speed
from solvus.kernels import foil as K
from solvus.kernels.mesh import first_width
from solvus.kernels.skin import CONTACT_LOST, SATURATED

D = 1e-15


@pytest.mark.parametrize("alpha", [0.1, 0.3, 0.7, 1.5, 3.0])
@pytest.mark.parametrize("ratio", [0.5, 0.9, 1.0])
def test_growth_is_that_of_the_closed_form(alpha: float, ratio: float) -> None:
    """Equation (4). The skin takes neither volume nor Li here, so that v is constant."""
    v = speed(10.0)
    time = exact.time_of(alpha, v, D)
    deep = v * time + 12.0 * np.sqrt(D * time)
    one = foil(
        cells=100, thickness=deep, x0=1e-3, v_solute=0.0, diffusivity=D, x_sol=ratio * 1e-3,
        present=True, kind=SATURATED, ladder_n=np.array([0.0]),
        first=first_width(100, deep, D, v, time),
    )  # fmt: skip
    one.first_step = 1e-3 * time
    c0 = one.c[0]
    one.done(10.0, time)
    due = exact.skin_growth(one.matrix.c_sol, c0, v, D, time)
    assert one.s[K.GAMMA] == pytest.approx(due, rel=2e-4 if ratio < 1.0 else 1e-12)
    assert deep - one.s[K.THICKNESS] == pytest.approx(v * time, rel=1e-12)


def rested(x_sol: float, hours: float, n_sat: float, charge: float) -> tuple[Foil, float]:
    """(foil long after stripping, Gamma by the lever rule)."""
    one = foil(kind=SATURATED, x_sol=x_sol, diffusivity=1e-13, ladder_n=np.array([n_sat]))
    solute, lithium = one.solute, one.lithium - charge / FARADAY
    one.done(10.0, charge / 10.0).done(0.0, hours * HOUR)
    # solute N_A - Gamma and Li N_Li - n Gamma of the matrix are in the ratio x/(1 - x)
    ratio = x_sol / (1.0 - x_sol)
    due = max(0.0, (solute - lithium * ratio) / (1.0 - n_sat * ratio))
    assert one.solute == pytest.approx(solute, rel=1e-13)
    assert one.lithium == pytest.approx(lithium, rel=1e-13)
    return one, due


@pytest.mark.parametrize("x_sol", [0.002, 0.0065, 0.0071, 0.009])
@pytest.mark.parametrize("n_sat", [0.0, 5.5])
def test_the_lever_rule_after_a_long_rest(x_sol: float, n_sat: float) -> None:
    one, due = rested(x_sol, 400.0, n_sat, 3.0 * MAH)
    assert due > 0.0
    assert one.s[K.GAMMA] == pytest.approx(due, rel=1e-4)
    assert one.s[K.SKIN_LI] == pytest.approx(n_sat * due, rel=1e-3, abs=1e-6)
    np.testing.assert_allclose(one.c, one.matrix.c_sol, rtol=1e-6)


@pytest.mark.parametrize(("x_sol", "charge"), [(0.009, 1.0), (0.013, 3.0), (0.02, 5.0)])
def test_an_undersaturated_skin_dissolves_to_nothing(x_sol: float, charge: float) -> None:
    one = foil(kind=SATURATED, x_sol=x_sol, diffusivity=1.5e-14)
    solute, lithium = one.solute, one.lithium - charge * MAH / FARADAY
    one.done(10.0, charge * HOUR)
    assert one.s[K.GAMMA] > 0.0
    one.done(0.0, 400.0 * HOUR)
    assert one.s[K.GAMMA] == one.s[K.SKIN_LI] == one.s[K.PRESENT] == 0.0
    assert one.solute == pytest.approx(solute, rel=1e-14)
    assert one.lithium == pytest.approx(lithium, rel=1e-14)
    np.testing.assert_allclose(one.c, one.solute / one.s[K.THICKNESS], rtol=1e-6)


def test_a_riding_skin_gives_back_what_the_new_lithium_takes() -> None:
    """x_sol = x0: the matrix never changes, so stripping and plating are exact opposites."""
    one = foil(kind=SATURATED, c_nucleation=concentration(0.0071) * (1 + 1e-9))
    one.done(10.0, 3 * HOUR)
    gamma = one.s[K.GAMMA]
    one.done(10.0, 2 * HOUR)
    assert one.s[K.GAMMA] == pytest.approx(5 / 3 * gamma, rel=1e-6)
    one.done(-10.0, 2 * HOUR)
    assert one.s[K.GAMMA] == pytest.approx(gamma, rel=1e-6)
    one.done(-10.0, 3 * HOUR)
    assert one.s[K.GAMMA] == pytest.approx(0.0, abs=1e-6 * gamma)
    np.testing.assert_allclose(one.s[K.THICKNESS], 50e-6, rtol=1e-8)


def test_without_partition_plating_leaves_the_skin_alone() -> None:
    one = foil(kind=SATURATED, partition=0.0).done(10.0, 3 * HOUR)
    gamma = one.s[K.GAMMA]
    one.done(-10.0, 2 * HOUR)
    assert one.s[K.GAMMA] == gamma
    half = foil(kind=SATURATED, partition=0.5).done(10.0, 3 * HOUR).done(-10.0, 2 * HOUR)
    whole = foil(kind=SATURATED, partition=1.0).done(10.0, 3 * HOUR).done(-10.0, 2 * HOUR)
    given = gamma - half.s[K.GAMMA], gamma - whole.s[K.GAMMA]
    assert given[0] / given[1] == pytest.approx(0.5, rel=0.03)


def strip_states(efficiency: float, retention: float, cycles: int) -> np.ndarray:
    """Gamma after stripping 1 mAh/cm2, cycle by cycle; what the skin loses it loses there."""
    one = foil(
        kind=SATURATED, efficiency=efficiency, c_nucleation=concentration(0.0071) * (1 + 1e-9)
    )  # fmt: skip
    gamma = []
    for _ in range(cycles):
        one.done(10.0, HOUR)
        gamma.append(one.s[K.GAMMA])
        K.keep_skin(one.u, one.s, retention)
        one.done(-10.0, HOUR)
    return np.array(gamma)


@pytest.mark.parametrize("share", [1.0, 0.985, 0.95])
def test_cycles_are_stationary_when_the_skin_loses_what_lithium_loses(share: float) -> None:
    gamma = strip_states(share, share, 50)
    np.testing.assert_allclose(gamma, gamma[0], rtol=1e-3)


def test_a_skin_that_keeps_everything_grows_by_what_plating_leaves_out() -> None:
    gamma = strip_states(0.985, 1.0, 50)
    np.testing.assert_allclose(gamma / gamma[0], 1.0 + 0.015 * np.arange(50), rtol=1e-4)


@pytest.mark.parametrize("kind", [SATURATED, CONTACT_LOST])
def test_books_through_appearance_and_disappearance(kind: int) -> None:
    one = foil(kind=kind, x_sol=0.0078, diffusivity=2e-14, contact_charge=0.2 * MAH)
    solute, lithium, passed, changes = one.solute, one.lithium, 0.0, 0
    for _ in range(40):
        for j, time in ((10.0, 1500.0), (0.0, 300.0), (-10.0, 1500.0), (0.0, 3000.0)):
            was = one.s[K.PRESENT]
            one.done(j, time)
            passed += j * time
            changes += was != one.s[K.PRESENT]
            assert one.solute == pytest.approx(solute, rel=1e-13)
            assert one.lithium == pytest.approx(lithium - passed / FARADAY, rel=1e-13)
    assert changes >= 40
