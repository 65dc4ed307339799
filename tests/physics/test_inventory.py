"""Nothing is lost: 1000 random half-cycles of a random foil, both books to rounding."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from foils import FARADAY, MAH, Foil, foil
from solvus.kernels import foil as K
from solvus.kernels.skin import CONTACT_LOST, FLUX_DRAINED, NO_SKIN, SATURATED

HALF_CYCLES = 1000
DRIFT = 1e-12
SHARES = st.one_of(st.just(0.0), st.just(1.0), st.floats(0.0, 1.0))


@st.composite
def designs(draw: st.DrawFn) -> dict[str, object]:
    """A foil and its rules.

    The skin is far richer in solute than the matrix beneath it, as compounds are: its demand for Li
    follows the solute from step to step, which settles only while c_sol times the volume that
    follows a solute is well below 1.
    """
    x0 = draw(st.sampled_from([1e-4, 0.0071, 0.05, 0.12]))
    x_sol = min(x0 * draw(st.floats(0.3, 3.0)), 0.2)
    n_sat = min(5.5, 0.2 * (1.0 - x_sol) / x_sol) * draw(st.floats(0.1, 1.0))
    gain = 10.0 ** draw(st.floats(-1.0, 1.0))
    return {
        "cells": draw(st.integers(30, 60)),
        "thickness": draw(st.sampled_from([10e-6, 50e-6, 200e-6])),
        "diffusivity": 10.0 ** draw(st.floats(-18.0, -12.0)),
        "v_solute": draw(st.floats(5e-6, 20e-6)),
        "x0": x0,
        "x_sol": x_sol,
        "partition": draw(SHARES),
        "riding": draw(SHARES),
        "efficiency": draw(st.one_of(st.just(1.0), st.floats(0.9, 1.0))),
        "kind": draw(st.sampled_from([NO_SKIN, SATURATED, FLUX_DRAINED, CONTACT_LOST])),
        "ladder_n": np.array([n_sat, 0.3 * n_sat]),
        "ladder_k": np.array([1e-2, 1e-2]) * 10.0 / FARADAY * gain,
        "n_drained": 0.2 * n_sat,
        "contact_charge": draw(st.floats(0.05, 1.0)) * MAH,
    }


def half_cycle(one: Foil, full: float, rng: np.random.Generator) -> tuple[float, float]:
    """(current, duration) that keeps the foil between a third and one and a half of itself."""
    sign = rng.choice([-1.0, 1.0])
    if one.s[K.THICKNESS] < 0.3 * full:
        sign = -1.0
    elif one.s[K.THICKNESS] > 1.5 * full:
        sign = 1.0
    j = 0.0 if rng.uniform() < 0.15 else sign * 10.0 ** rng.uniform(0.0, 2.0)
    return j * full / 50e-6, rng.uniform(1.0, 600.0)


@given(design=designs(), seed=st.integers(0, 2**32 - 1), loses=st.booleans())
@settings(max_examples=16, deadline=None, derandomize=True)
def test_a_thousand_half_cycles(design: dict[str, object], seed: int, loses: bool) -> None:
    one = foil(**design)  # type: ignore[arg-type]
    rng = np.random.default_rng(seed)
    solute, lithium, full, passed = one.solute, one.lithium, float(one.s[K.THICKNESS]), 0.0
    worst_solute = worst_lithium = 0.0
    for _ in range(HALF_CYCLES):
        j, time = half_cycle(one, full, rng)
        status, reached = one.run(j, time)
        assert status in (K.DONE, K.FOIL_SPENT, K.FACE_FULL, K.LI_LIMIT)
        assert np.isfinite(one.u).all()
        assert np.isfinite(one.s).all()
        passed += j * reached
        if loses:
            K.keep_skin(one.u, one.s, rng.uniform(0.9, 1.0))
        worst_solute = max(worst_solute, abs(one.solute / solute - 1.0))
        worst_lithium = max(worst_lithium, abs((one.lithium + passed / FARADAY) / lithium - 1.0))
        assert one.s[K.GAMMA] >= 0.0
        # a lag of a step is allowed to the skin's Li, a debt is not
        assert one.s[K.SKIN_LI] >= -0.05 * solute
    assert worst_solute < DRIFT
    assert worst_lithium < DRIFT


def test_what_plating_wastes_is_booked() -> None:
    one = foil(kind=SATURATED, efficiency=0.98)
    lithium = K.lithium_total(one.u, one.s, one.rules)
    one.done(10.0, 7200.0).done(-10.0, 3600.0)
    np.testing.assert_allclose(one.s[K.LOST_LI], 0.02 * MAH / FARADAY, rtol=1e-12)
    left = lithium - (2.0 - 0.98) * MAH / FARADAY
    np.testing.assert_allclose(K.lithium_total(one.u, one.s, one.rules), left, rtol=1e-13)
