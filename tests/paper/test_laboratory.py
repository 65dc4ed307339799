"""Studies run once for each set of values that changes them."""

from __future__ import annotations

import pytest

from solvus.paper.laboratory import Laboratory, study

THETA = {
    "floor": 0.07, "level_full": 0.044, "level_slope": 0.016, "sputter_scale": 1.5,
    "roughness": 17e-9, "solubility": 0.0075, "diffusivity_factor": 1.0, "contact_charge": 144e3,
}  # fmt: skip


def test_values_that_do_not_touch_a_run_share_it() -> None:
    lab = Laboratory(THETA)
    same = lab.run("strip5_plate3")
    for name in ("floor", "level_full", "sputter_scale", "roughness"):
        assert Laboratory(THETA | {name: 1.1 * THETA[name]}).run("strip5_plate3") is same
    for name in ("solubility", "diffusivity_factor", "contact_charge"):
        moved = Laboratory(THETA | {name: 1.1 * THETA[name]})
        assert moved.run("strip5_plate3") is not same


def test_values_reach_foil_voltage_and_instruments() -> None:
    lab = Laboratory(THETA)
    shot = lab.ends("strip5_plate3")[0]
    plain = lab.aes(shot)
    assert Laboratory(THETA | {"floor": 0.2}).aes(shot) > plain
    late = Laboratory(THETA | {"contact_charge": 216e3}).ends("strip5_plate3")[0]
    assert late.face.skin_fraction == pytest.approx(2 / 13)
    assert shot.face.skin_fraction == 0.5
    wide = Laboratory(THETA | {"sputter_scale": 3.0}).profile(shot)
    assert wide.reading[250] < lab.profile(shot).reading[250]
    tip = lab.run("nucleation_0").run.half_cycles[0].tip
    raised = Laboratory(THETA | {"level_full": 0.054}).run("nucleation_0").run.half_cycles[0].tip
    assert raised - tip == pytest.approx(0.010, abs=5e-4)


def test_a_foil_as_made_is_before_the_first_step() -> None:
    lab = Laboratory(THETA)
    made = lab.as_made("strip_series").face
    assert made.layers == ()
    assert made.matrix_fraction == pytest.approx(0.0071, rel=2e-3)
    assert lab.design("strip_series").mechanism == "H3v"
    assert study("strip_series") is study("strip_series")
