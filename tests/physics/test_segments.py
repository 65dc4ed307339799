"""How segments end, what they may be cut into, and the contact that is lost at Q_v."""

import numpy as np
import pytest

from foils import FARADAY, HOUR, MAH, Foil, concentration, foil, speed
from solvus.kernels import foil as K
from solvus.kernels.skin import CONTACT_LOST, FLUX_DRAINED, NO_SKIN, SATURATED

LADDER = {
    "ladder_n": np.array([5.5, 1.0]),
    "ladder_k": np.array([0.5e-2, 3e-2]) * 10.0 / FARADAY,
}


def sound(one: Foil) -> bool:
    """No NaN, no inf, nothing negative that cannot be."""
    whole = np.isfinite(one.u).all() and np.isfinite(one.s).all() and np.isfinite(one.record).all()
    return bool(whole and one.s[K.THICKNESS] > 0.0 and one.s[K.GAMMA] >= 0.0)


# contact ----------------------------------------------------------------------------------------


def contact() -> Foil:
    return foil(kind=CONTACT_LOST, n_drained=1.0, contact_charge=4.0 * MAH)


def test_contact_is_lost_at_its_charge() -> None:
    one = contact().done(10.0, 3 * HOUR)
    assert one.s[K.DRAINED] == 0.0
    assert one.s[K.SKIN_LI] == pytest.approx(5.5 * one.s[K.GAMMA], rel=1e-4)
    one.done(10.0, 2 * HOUR)
    assert one.s[K.DRAINED] == 1.0
    charge, n = one.record[:, K.OUT_CHARGE], one.record[:, K.OUT_N]
    k = int(np.argmin(np.abs(charge - 4.0 * MAH)))
    assert charge[k] == pytest.approx(4.0 * MAH, rel=1e-9)  # landed on
    assert (n[charge < 4.0 * MAH * (1 - 1e-8)] == 5.5).all()
    assert (n[charge > 4.0 * MAH * (1 + 1e-8)] == 1.0).all()
    assert one.s[K.SKIN_LI] == pytest.approx(one.s[K.GAMMA], rel=1e-3)


def test_drained_skin_gathers_solute_all_the_same() -> None:
    one = contact().done(10.0, 4 * HOUR)
    gamma = one.s[K.GAMMA]
    one.done(10.0, HOUR)
    assert one.s[K.GAMMA] > 1.2 * gamma


def test_nothing_crosses_at_rest_without_contact() -> None:
    one = contact().done(10.0, 5 * HOUR)
    gamma, held, length = one.s[K.GAMMA], one.s[K.SKIN_LI], one.s[K.THICKNESS]
    inside = one.u.sum()
    one.done(0.0, 72 * HOUR)
    assert (one.s[K.GAMMA], one.s[K.SKIN_LI], one.s[K.THICKNESS]) == (gamma, held, length)
    assert one.u.sum() == pytest.approx(inside, rel=1e-14)


def test_plating_restores_contact() -> None:
    one = contact().done(10.0, 5 * HOUR).done(-10.0, HOUR)
    assert one.s[K.DRAINED] == 0.0
    assert one.s[K.SKIN_LI] == pytest.approx(5.5 * one.s[K.GAMMA], rel=1e-3)
    one.done(10.0, HOUR)  # at 5 mAh/cm2 again: lost again
    assert one.s[K.DRAINED] == 1.0


def test_a_drained_skin_beneath_a_deposit_owes_no_lithium() -> None:
    """Buried at once (riding 0): it takes its Li back and dissolves, never below nothing."""
    one = foil(
        kind=CONTACT_LOST, riding=0.0, x_sol=0.012, x0=0.010, contact_charge=0.5 * MAH,
        c_nucleation=concentration(0.012),
    )  # fmt: skip
    one.done(20.0, HOUR)
    assert one.s[K.DRAINED] == 1.0
    one.done(-20.0, 600.0)
    assert (one.record[:, K.OUT_SKIN_LI] >= -1e-5).all()
    assert one.s[K.TOP_LI] == pytest.approx(20.0 * 600.0 / FARADAY)


# statuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [SATURATED, FLUX_DRAINED, CONTACT_LOST])
def test_a_spent_foil_stops_with_its_last_state(kind: int) -> None:
    one = foil(kind=kind, **LADDER)
    lithium = one.lithium
    status, reached = one.run(10.0, 100 * HOUR)
    assert status == K.FOIL_SPENT
    assert one.s[K.THICKNESS] == pytest.approx(one.rules.thickness_end, rel=1e-6)
    assert sound(one)
    before = one.s.copy()
    assert one.run(10.0, HOUR) == (K.FOIL_SPENT, 0.0)
    np.testing.assert_array_equal(np.delete(one.s, K.STEP), np.delete(before, K.STEP))
    assert reached == pytest.approx(one.s[K.CHARGE] / 10.0, rel=1e-12)
    # what the skin lacks it takes from what is plated, and the foil lives on
    one.done(-10.0, 1.0).done(0.0, HOUR)
    assert sound(one)
    one.done(-10.0, 3 * HOUR)
    assert sound(one)
    assert one.s[K.SKIN_LI] == pytest.approx(5.5 * one.s[K.GAMMA], rel=0.01)
    passed = 10.0 * (reached - 1.0 - 3 * HOUR)
    assert one.lithium == pytest.approx(lithium - passed / FARADAY, rel=1e-12)


@pytest.mark.parametrize("diffusivity", [1e-18, 1e-16])
def test_a_face_full_of_solute_stops(diffusivity: float) -> None:
    one = foil(kind=NO_SKIN, diffusivity=diffusivity, x0=0.05)
    status, reached = one.run(10.0, 100 * HOUR)
    assert status == K.FACE_FULL
    assert 0.0 < reached < 100 * HOUR
    assert one.record[-1, K.FACE] == pytest.approx(one.rules.c_cap, rel=2 * K.LANDED)
    assert sound(one)
    one.done(0.0, HOUR).done(-10.0, HOUR)
    assert one.record[-1, K.FACE] < one.rules.c_cap


def test_the_lithium_limit_is_landed_on() -> None:
    held = np.array([1e-3, 2e-3])
    one = foil(
        kind=FLUX_DRAINED, ladder_n=np.array([5.5, 1.0]), ladder_k=held * 10.0 / FARADAY
    )  # fmt: skip
    status, _ = one.run(10.0, 100 * HOUR)
    assert status == K.LI_LIMIT
    assert one.s[K.GAMMA] == pytest.approx(held.sum(), rel=3 * K.LANDED)
    assert sound(one)
    assert one.run(10.0, HOUR) == (K.LI_LIMIT, 0.0)
    status, _ = one.run(5.0, 100 * HOUR)  # half the current reaches twice as far
    assert status == K.LI_LIMIT
    assert one.s[K.GAMMA] == pytest.approx(2.0 * held.sum(), rel=3 * K.LANDED)
    one.done(0.0, HOUR).done(-10.0, HOUR)


def test_a_deposit_on_top_is_stripped_first_and_exactly() -> None:
    one = foil(kind=SATURATED, riding=0.3).done(10.0, 3 * HOUR).done(-10.0, HOUR)
    top = one.s[K.TOP_LI]
    assert top == pytest.approx(0.7 * MAH / FARADAY, rel=1e-12)
    one.done(10.0, 2 * HOUR)
    record = one.record
    gone = record[int(np.argmax(record[:, K.OUT_TOP_LI] == 0.0)), K.TIME]
    assert gone == pytest.approx(HOUR, rel=1e-9)
    assert one.s[K.TOP_LI] == 0.0
    assert one.rows < 30


@pytest.mark.parametrize("diffusivity", [1e-18, 1e-17])
@pytest.mark.parametrize("x_sol", [0.0028, 0.0071])
def test_a_skin_that_barely_grows_is_left_to_grow(diffusivity: float, x_sol: float) -> None:
    """Stripping a deposit of pure Li: no solute comes to the skin yet, and it must not flicker."""
    one = foil(
        kind=SATURATED, cells=32, thickness=200e-6, diffusivity=diffusivity, x_sol=x_sol
    )  # fmt: skip
    one.done(-50.0, 600.0).done(50.0, 590.0)
    assert one.rows < 60
    one.done(50.0, 100.0)
    assert one.rows < 60
    assert 0.0 < one.s[K.GAMMA] < concentration(0.0071) * speed(50.0) * 690.0
    assert one.lithium == pytest.approx(
        foil(thickness=200e-6).lithium - 4500.0 / FARADAY, rel=1e-12
    )


# cutting ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [NO_SKIN, SATURATED, FLUX_DRAINED, CONTACT_LOST])
@pytest.mark.parametrize("pieces", [2, 7])
def test_a_segment_may_be_cut(kind: int, pieces: int) -> None:
    whole, cut = (foil(kind=kind, x_sol=0.0068, **LADDER) for _ in range(2))
    for j, time in ((10.0, 3 * HOUR), (-10.0, 2 * HOUR), (0.0, 5 * HOUR), (10.0, 3 * HOUR)):
        whole.done(j, time)
        for _ in range(pieces):
            cut.done(j, time / pieces)
        np.testing.assert_allclose(whole.u, cut.u, rtol=2e-4)
        assert whole.s[K.THICKNESS] == pytest.approx(cut.s[K.THICKNESS], rel=2e-5)
        assert whole.s[K.GAMMA] == pytest.approx(cut.s[K.GAMMA], rel=2e-4)
        assert whole.s[K.SKIN_LI] == pytest.approx(cut.s[K.SKIN_LI], rel=2e-3)


@pytest.mark.parametrize("kind", [NO_SKIN, SATURATED])
def test_tolerance_is_what_it_says(kind: int) -> None:
    """Ten times tighter is at least four times closer, down to what the tightest run can show."""

    def life(tolerance: float) -> np.ndarray:
        one = foil(kind=kind, x_sol=0.0065, tolerance=tolerance)
        one.done(10.0, 3 * HOUR).done(-10.0, 2 * HOUR)
        return np.append(one.u, one.s[K.GAMMA])

    reference = life(1e-9)
    off = [np.abs(life(t) - reference).max() / reference.max() for t in (1e-3, 1e-5, 1e-7)]
    assert off[0] < 1e-3
    assert off[1] < 1e-4
    assert off[2] < 1e-5
