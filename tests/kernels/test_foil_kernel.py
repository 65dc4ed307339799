"""The foil's time loop: against SciPy, its pieces by hand, its records and its books."""

import numpy as np
import pytest
import twins

from foils import FARADAY, HOUR, MAH, V_LI, Foil, concentration, foil, speed
from solvus.kernels import foil as K
from solvus.kernels.skin import CONTACT_LOST, FLUX_DRAINED, NO_SKIN, SATURATED
from solvus.kernels.solute import BLOCKED, FREE, SKIN, fluxes, scratch_for

V_SOLUTE = 10.3e-6


@pytest.mark.parametrize(("x_sol", "j"), [(0.0060, 10.0), (0.0080, 10.0), (0.0060, -5.0)])
def test_a_riding_skin_is_that_of_scipy(x_sol: float, j: float) -> None:
    """No lag in the twin: what the kernel's lag of one step costs is part of the difference."""
    one = foil(
        cells=30, kind=SATURATED, x_sol=x_sol, present=True, tolerance=1e-6, max_step=100.0
    )  # fmt: skip
    one.s[K.GAMMA], one.s[K.SKIN_LI] = 4e-3, 5.5 * 4e-3
    c, length, gained = twins.riding_skin(
        one.u, 50e-6, j, HOUR, one.mesh, one.matrix, 5.5, V_LI, V_SOLUTE, FARADAY
    )  # fmt: skip
    one.done(j, HOUR)
    assert one.s[K.GAMMA] == pytest.approx(4e-3 + gained, rel=2e-4)
    assert one.s[K.THICKNESS] == pytest.approx(length, rel=2e-5)
    assert one.s[K.SKIN_LI] == pytest.approx(5.5 * (4e-3 + gained), rel=3e-3)
    np.testing.assert_allclose(one.u, c, rtol=2e-4)


@pytest.mark.parametrize("j", [10.0, -10.0, 0.0])
def test_a_free_face_is_that_of_scipy(j: float) -> None:
    one = foil(cells=30, kind=NO_SKIN, tolerance=1e-6)
    one.u *= np.linspace(3.0, 1.0, 30)  # something to relax at rest
    due = twins.carried(one.u, 50e-6, speed(j), FREE, HOUR, one.mesh, one.matrix)
    one.done(j, HOUR)
    np.testing.assert_allclose(one.u, due[:-1], rtol=2e-5)


@pytest.mark.nojit
@pytest.mark.parametrize("j", [10.0, -10.0, 0.0])
@pytest.mark.parametrize("face", [SKIN, BLOCKED])
def test_front_speed_closes_its_equations(j: float, face: int) -> None:
    """v = V_Li (j_b/F + dS/dt) + V_A dGamma/dt with the flux that this v makes."""
    one = foil(cells=10, kind=SATURATED, x_sol=0.006, present=True, partition=0.4)
    one.s[K.GAMMA], one.s[K.SKIN_LI] = 5e-3, 5.5 * 5e-3  # caught up
    args = (one.mesh, one.matrix)
    v, _, _ = K.front_speed(one.u, one.s, j, j, face, 10.0, *args, one.rules)
    if face == BLOCKED and j == 0.0:
        assert v == 0.0
        return
    phi = np.zeros(11)
    fluxes(one.u, 50e-6, v, face, *args, scratch_for(len(one.u)), phi)
    gains = -phi[0]
    due = V_LI * (j / FARADAY + 5.5 * gains) + V_SOLUTE * gains
    assert v == pytest.approx(due, rel=1e-12, abs=1e-22)


@pytest.mark.nojit
@pytest.mark.parametrize("j_base", [0.0, -0.7])
def test_a_skin_that_lacks_lithium_gives_what_it_has(j_base: float) -> None:
    """A dissolving skin must never owe Li; one beneath a deposit catches up all the same."""
    one = foil(cells=10, kind=SATURATED, x_sol=0.012, present=True)
    one.s[K.GAMMA], one.s[K.SKIN_LI] = 5e-3, 1e-3
    args = (one.u, one.s, -10.0, j_base, SKIN, 10.0, one.mesh, one.matrix, one.rules)
    v, _, _ = K.front_speed(*args)
    phi = np.zeros(11)
    fluxes(one.u, 50e-6, v, SKIN, one.mesh, one.matrix, scratch_for(len(one.u)), phi)
    gains = -phi[0]
    assert gains < 0.0
    catch_up = (5.5 * 5e-3 - 1e-3) / one.rules.relaxation
    if j_base != 0.0:
        catch_up = min(catch_up, abs(j_base) / FARADAY)
    due = V_LI * (j_base / FARADAY + catch_up + 1e-3 / 5e-3 * gains) + V_SOLUTE * gains
    assert v == pytest.approx(due, rel=1e-12)


@pytest.mark.nojit
def test_split_current() -> None:
    one = foil(kind=SATURATED, riding=0.3, efficiency=0.9)
    s, rules = one.s, one.rules
    assert K.split_current(s, -10.0, rules) == (-9.0, 0.0, np.inf)  # no skin to bury
    s[K.PRESENT] = 1.0
    assert K.split_current(s, -10.0, rules) == pytest.approx((-2.7, -6.3, np.inf))
    assert K.split_current(s, 10.0, rules) == (10.0, 0.0, np.inf)
    s[K.TOP_LI] = 0.1
    base, top, longest = K.split_current(s, 10.0, rules)
    assert (base, top) == pytest.approx((3.0, 7.0))
    assert longest == pytest.approx(0.1 * FARADAY / 7.0)
    assert K.split_current(s, 0.0, rules) == (0.0, 0.0, np.inf)


@pytest.mark.nojit
def test_face_mode() -> None:
    one = foil(kind=CONTACT_LOST, partition=0.5)
    whole = foil(kind=CONTACT_LOST, partition=1.0)
    s = one.s
    assert K.face_mode(s, 10.0, one.rules, one.matrix) == FREE
    s[K.PRESENT] = 1.0
    assert K.face_mode(s, 10.0, one.rules, one.matrix) == SKIN
    assert K.face_mode(s, 0.0, one.rules, one.matrix) == SKIN
    assert K.face_mode(s, -10.0, one.rules, one.matrix) == BLOCKED
    assert K.face_mode(s, -10.0, whole.rules, whole.matrix) == SKIN
    buried = one.rules._replace(riding=0.0)  # nothing plates beneath: as at rest
    assert K.face_mode(s, -10.0, buried, one.matrix) == SKIN
    s[K.DRAINED] = 1.0
    assert K.face_mode(s, 0.0, one.rules, one.matrix) == BLOCKED
    assert K.face_mode(s, 10.0, one.rules, one.matrix) == SKIN


@pytest.mark.nojit
def test_set_contact() -> None:
    one = foil(kind=CONTACT_LOST, contact_charge=4.0 * MAH)
    s, rules = one.s, one.rules
    assert K.set_contact(s, 10.0, rules) == np.inf  # no skin
    s[K.PRESENT], s[K.CHARGE] = 1.0, 3.0 * MAH
    assert K.set_contact(s, 10.0, rules) == pytest.approx(HOUR)
    s[K.CHARGE] = 4.0 * MAH
    assert K.set_contact(s, 10.0, rules) == np.inf
    assert s[K.DRAINED] == 1.0
    K.set_contact(s, 0.0, rules)
    assert s[K.DRAINED] == 1.0
    K.set_contact(s, -1.0, rules)
    assert s[K.DRAINED] == 0.0


@pytest.mark.nojit
def test_keeping_and_dissolving_balance() -> None:
    one = foil(kind=SATURATED, present=True)
    one.s[K.GAMMA], one.s[K.SKIN_LI] = 4e-3, 2e-2
    solute, lithium = one.solute, one.lithium
    K.keep_skin(one.u, one.s, 0.97)
    assert one.s[K.GAMMA] == pytest.approx(0.97 * 4e-3)
    assert one.s[K.LOST_SOLUTE] == pytest.approx(0.03 * 4e-3)
    assert one.s[K.LOST_LI] == pytest.approx(0.03 * 2e-2)
    K.dissolve_rest(one.u, one.s, one.rules)
    assert one.s[K.GAMMA] == one.s[K.SKIN_LI] == one.s[K.PRESENT] == 0.0
    assert one.solute == pytest.approx(solute, rel=1e-15)
    assert one.lithium == pytest.approx(lithium, rel=1e-15)


@pytest.mark.nojit
def test_a_full_record_is_carried_on() -> None:
    whole, parts = foil(kind=SATURATED, cells=12), foil(kind=SATURATED, cells=12)
    whole.done(10.0, 1800.0)
    parts.out = np.zeros((3, K.COLUMNS))
    parts.done(10.0, 1800.0)
    np.testing.assert_array_equal(whole.u, parts.u)
    np.testing.assert_array_equal(whole.s, parts.s)
    assert whole.rows > 3


def test_the_record_says_what_the_state_is() -> None:
    one = foil(kind=SATURATED).done(10.0, HOUR)
    row = one.record[-1]
    assert row[K.TIME] == pytest.approx(HOUR)
    assert row[K.OUT_THICKNESS] == one.s[K.THICKNESS]
    assert row[K.OUT_GAMMA] == one.s[K.GAMMA]
    assert row[K.OUT_SKIN_LI] == one.s[K.SKIN_LI]
    assert row[K.OUT_CHARGE] == pytest.approx(MAH)
    assert row[K.OUT_N] == 5.5
    assert (np.diff(one.record[:, K.TIME]) > 0.0).all()


def test_the_skin_appears_where_the_face_reaches_its_threshold() -> None:
    one = foil(kind=SATURATED, c_nucleation=2.0 * concentration(0.0071), diffusivity=1e-14)
    one.done(10.0, 3.0 * HOUR)
    gamma = one.record[:, K.OUT_GAMMA]
    k = int(np.argmax(gamma > 0.0))
    at = one.record[k - 1, K.FACE]
    limit = 2.0 * concentration(0.0071)
    assert limit <= at <= limit * (1.0 + 1.01 * K.LANDED)
    assert (one.record[: k - 1, K.FACE] < limit).all()
    assert (one.record[k:, K.FACE] == one.matrix.c_sol).all()


def scenario() -> list[Foil]:
    """One short life of each kind, through appearance, loss of contact, burial and dissolution."""
    lives = []
    for kind in (NO_SKIN, SATURATED, FLUX_DRAINED, CONTACT_LOST):
        one = foil(
            cells=8, kind=kind, x_sol=0.0068, riding=0.5, efficiency=0.98, partition=1.0,
            contact_charge=0.3 * MAH, ladder_n=np.array([5.5, 1.0]),
            ladder_k=np.array([4e-4, 1e-1]) * 10.0 / FARADAY, tolerance=1e-3,
        )  # fmt: skip
        for j in (10.0, -10.0, 10.0, 0.0):
            one.done(j, 1500.0)
        K.keep_skin(one.u, one.s, 0.9)
        one.done(-10.0, 2000.0)
        lives.append(one)
    return lives


@pytest.mark.nojit
def test_a_life_of_each_kind_balances() -> None:
    for one in scenario():
        fresh = foil(cells=8)
        charge = 10.0 * (1500.0 - 1500.0 + 1500.0 - 2000.0)
        assert one.solute == pytest.approx(fresh.solute, rel=1e-14)
        assert one.lithium == pytest.approx(fresh.lithium - charge / FARADAY, rel=1e-14)
