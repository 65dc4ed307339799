"""Mechanisms: what each says differently from the others."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cells import HOUR, MA, MAH, UMOL, cell, design, done, plate, rest, strip
from solvus.kernels import foil as kernel
from solvus.model.electrode import Face
from solvus.model.mechanisms import NAMES
from solvus.model.mechanisms.kinds import avrami, everywhere
from solvus.model.skin_history import skin_history


def faces(mechanism: str, *steps: tuple[float, float], **parameters: float) -> list[Face]:
    """The face after each (current [mA/cm2], hours)."""
    electrode = cell(design("Ag", mechanism, **parameters), alone=True).working
    found = []
    for current, hours in steps:
        electrode.advance(current * MA, hours * HOUR)
        found.append(electrode.face())
    return found


@pytest.mark.parametrize("name", list(NAMES))
def test_every_mechanism_says_what_it_is(name: str) -> None:
    mechanism = NAMES[name]
    assert mechanism.name == name
    assert mechanism.title
    assert mechanism.status
    table = [parameter.name for parameter in mechanism.parameters]
    assert len(table) == len(set(table))
    assert set(filter(None, mechanism.held)) <= set(table)


def test_coverage_laws_end_at_nothing_and_everything() -> None:
    values = {"coverage_onset": UMOL, "coverage_steepness": 7.5}
    gamma = np.array([-1e-20, 0.0, UMOL, 10 * UMOL])
    assert avrami(gamma, values) == pytest.approx([0.0, 0.0, 1 - 1 / math.e, 1.0])
    assert np.all(everywhere(gamma, values) == 1.0)


@pytest.mark.parametrize("q_v", [2.0, 4.0])
def test_contact_is_lost_at_q_v_and_plating_restores_it(q_v: float) -> None:
    def readings(*steps: tuple[float, float]) -> list[float]:
        return [face.skin_fraction for face in faces("H3v", *steps, contact_charge=q_v * MAH)]

    before, after, rested, plated = readings((1.0, q_v - 0.1), (1.0, 0.2), (0.0, 72.0), (-1.0, 0.5))
    assert before == plated == pytest.approx(2 / 13)
    assert after == rested == 0.5


def test_a_drained_skin_rests_unchanged_and_a_live_one_takes_its_lithium_back() -> None:
    frozen, rested = faces("H3v", (1.0, 5.0), (0.0, 72.0))
    assert rested.layers[0] == pytest.approx(frozen.layers[0])
    drained, relaxed = faces("H3", (3.0, 1.0), (0.0, 1.0), solubility=0.0071, held_li11ag2=1e-3)
    assert drained.skin_fraction == 0.5
    assert relaxed.skin_fraction == pytest.approx(2 / 13)


def test_the_drained_face_knows_only_current_times_solute() -> None:
    held = 0.5 * UMOL
    for ma, mah in ((1.0, 1.5), (1.0, 2.5), (3.0, 0.5), (3.0, 0.9)):
        [face] = faces("H3", (ma, mah / ma), solubility=0.0071, held_li11ag2=held)
        gamma = sum(height * c for height, _, c in face.layers)
        expected = 2 / 13 if gamma * ma < held else 0.5
        assert face.skin_fraction == pytest.approx(expected), (ma, mah, gamma)


def test_h2_is_buried_and_h3_rides() -> None:
    for mechanism, share in (("H2", 0.0), ("H3", 1.0)):
        stripped, plated = faces(mechanism, (1.0, 3.0), (-1.0, 1.0), solubility=0.0071)
        assert stripped.share == pytest.approx(1.0)
        assert plated.share == pytest.approx(share, abs=1e-12)
        buried = plated.deposit
        assert buried == pytest.approx((1.0 - share) * 4.85e-6, rel=0.01)


def test_a_solute_above_its_solubility_leaves_the_solution_at_once() -> None:
    [face] = faces("saturated", (1.0, 0.01), solubility=0.005)
    assert face.layers
    assert face.matrix_fraction == pytest.approx(0.005)


def test_pure_lithium_takes_any_mechanism() -> None:
    for name in NAMES:
        made = cell(design(None, name), alone=True)
        run = done(made, [strip(3), rest(1), plate(3)])
        assert run.half_cycles[-1].working.skin_solute == 0.0


def test_the_skin_is_followed_in_full_only_where_the_flux_drains_it() -> None:
    made = cell(design("Ag", "H3v"), alone=True)
    run = done(made, [strip(3)])
    with pytest.raises(ValueError, match="no skin drained by the flux"):
        skin_history(run, made.working)  # type: ignore[arg-type]


def test_the_skin_followed_in_full_reaches_the_phase_of_the_quasi_steady_one() -> None:
    made = cell(design("Ag", "H3", solubility=0.0071), alone=True)
    run = done(made, [strip(4), plate(1)])
    history = skin_history(run, made.working)  # type: ignore[arg-type]
    quasi = run.curves[0].working
    assert quasi[0, kernel.OUT_N] == pytest.approx(5.5)
    assert history.outer[0] == pytest.approx(5.5, rel=0.05)
    assert history.outer[-1] == pytest.approx(quasi[-1, kernel.OUT_N], rel=0.15)  # LiAg
    assert history.gamma[-1] == pytest.approx(quasi[-1, kernel.OUT_GAMMA])
    assert "plating" in history.ended
