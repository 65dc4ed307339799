"""Counts in both topologies, thickness layer by layer, breathing, outlines."""

from __future__ import annotations

import numpy as np
import pytest
from pouch_cells import MAH_CM2, small

from solvus.pouch.bill import bill, capacity
from solvus.pouch.energy import energies
from solvus.pouch.geometry import (
    areas,
    built_thickness,
    counts,
    foil_per_face,
    lithium_volume_per_charge,
    outline,
    thicknesses,
)


def test_anode_ended_has_one_anode_more() -> None:
    n = counts(small())
    assert (n.cathodes, n.anodes, n.pairs, n.separators) == (3, 4, 6, 8)
    assert (n.coated, n.foil_faces) == (6, 8)


def test_cathode_ended_has_one_anode_less_and_bare_outer_faces() -> None:
    design = small()
    n = counts(design._replace(stack=design.stack._replace(anode_ended=0.0)))
    assert (n.cathodes, n.anodes, n.pairs, n.separators) == (3, 2, 4, 6)
    assert (n.coated, n.foil_faces) == (4, 4)


def test_outer_faces_of_the_end_anodes_may_be_bare() -> None:
    design = small()
    bare = design._replace(anode=design.anode._replace(outer_faces=0.0))
    assert counts(bare).foil_faces == 6
    kept, gone = bill(design).anode_foil.mass, bill(bare).anode_foil.mass
    assert gone == pytest.approx(0.75 * kept)


def test_thickness_is_the_sum_of_the_layers() -> None:
    design = small()
    coat = 0.15 / 0.92 / 3200.0
    by_hand = 6 * coat + 3 * 12e-6 + 8 * 30e-6 + 4 * 6e-6 + 8 * 16e-6 + 2 * 113e-6
    assert built_thickness(design) == pytest.approx(by_hand, rel=1e-12)
    found = thicknesses(design, MAH_CM2, MAH_CM2)  # a first charge that comes back whole
    assert found.as_built == pytest.approx(by_hand, rel=1e-12)
    assert found.discharged == pytest.approx(found.as_built)


def test_a_shared_foil_is_one_foil_for_two_faces() -> None:
    design = small()
    shared = design._replace(
        anode=design.anode._replace(shared=1.0, thickness=60e-6, collector_thickness=0.0)
    )
    assert foil_per_face(shared) == pytest.approx(30e-6)
    same = design._replace(anode=design.anode._replace(collector_thickness=0.0))
    assert bill(shared).anode_foil.mass == pytest.approx(bill(same).anode_foil.mass)
    assert bill(shared).anode_foil.number == 4
    assert built_thickness(shared) == pytest.approx(built_thickness(same))


def test_a_charge_of_one_mah_per_cm2_adds_4_85_um_a_face() -> None:
    assert lithium_volume_per_charge() * MAH_CM2 == pytest.approx(4.85e-6, rel=2e-3)
    design = small()
    found = thicknesses(design, MAH_CM2, MAH_CM2)
    assert found.charged - found.as_built == pytest.approx(
        6 * lithium_volume_per_charge() * MAH_CM2
    )


def test_lithium_that_no_discharge_returns_stays_on_the_foil() -> None:
    """First charge of 3 mAh/cm2, 2.7 of it returned: charged by the whole of it, and 0.3 a face
    more than as built when discharged."""
    design = small()
    held = capacity(design)
    assert (held.first, held.used) == pytest.approx((3.0 * MAH_CM2, 2.7 * MAH_CM2))
    found, each = energies(design).thickness, 6 * lithium_volume_per_charge() * MAH_CM2
    assert found.charged - found.as_built == pytest.approx(3.0 * each)
    assert found.discharged - found.as_built == pytest.approx(0.3 * each)


def test_a_cell_whose_foil_holds_the_lithium_is_never_as_thick_again() -> None:
    """First discharge of 3 mAh/cm2, of which the cathode retains 0.3."""
    design = small()
    sulfur = design._replace(cathode=design.cathode._replace(holds_lithium=0.0))
    found, each = energies(sulfur).thickness, 6 * lithium_volume_per_charge() * MAH_CM2
    assert found.as_built - found.discharged == pytest.approx(3.0 * each)
    assert found.as_built - found.charged == pytest.approx(0.3 * each)


def test_overhangs_and_seals_make_the_outline() -> None:
    design = small()
    a, plan = areas(design), outline(design)
    assert a.anode == pytest.approx(0.041 * 0.051)
    assert a.separator == pytest.approx(0.042 * 0.052)
    assert plan.envelope_width == pytest.approx(0.042 + 0.010)
    assert plan.envelope_height == pytest.approx(0.052 + 0.008 + 0.002)
    assert plan.body_width == pytest.approx(0.042 + 2 * 113e-6)
    assert plan.tab_length == pytest.approx(0.015)
    assert np.all(plan.envelope_width > plan.body_width)
