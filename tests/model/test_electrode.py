"""Electrodes: what stands at the face, what is kept, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from cells import HOUR, MA, MAH, UMOL, books, cell, design, lithium, silver
from solvus.base.constants import F
from solvus.base.errors import InputError
from solvus.kernels import foil as kernel
from solvus.materials import library
from solvus.model.cell import FoilDesign, parameters_for
from solvus.model.electrode import AlloyFoil
from solvus.model.mechanisms import NAMES
from solvus.model.substrate import Substrate

V_LI = library.lithium().molar_volume.si


def foil(made: FoilDesign, cells: int = 60) -> AlloyFoil:
    electrode = cell(made, alone=True, cells=cells).working
    assert isinstance(electrode, AlloyFoil)
    return electrode


def test_stripped_lithium_leaves_by_volume() -> None:
    electrode = foil(lithium())
    electrode.advance(MA, HOUR)
    assert electrode.row()[0, kernel.OUT_THICKNESS] == pytest.approx(50e-6 - V_LI * MAH / F)
    electrode.advance(-2 * MA, HOUR)
    assert electrode.row()[0, kernel.OUT_THICKNESS] == pytest.approx(50e-6 + V_LI * MAH / F)


@pytest.mark.parametrize("mechanism", list(NAMES))
def test_a_foil_worked_from_both_sides_is_two_thin_ones(mechanism: str) -> None:
    both, thin = foil(design("Ag", mechanism, 50.0, sides=2)), foil(design("Ag", mechanism, 25.0))
    for electrode in (both, thin):
        electrode.advance(MA, 3 * HOUR)
        electrode.advance(-MA, HOUR)
    assert np.array_equal(both.row(), thin.row())


@pytest.mark.parametrize("mechanism", list(NAMES))
def test_a_restored_state_goes_on_as_if_nothing_had_happened(mechanism: str) -> None:
    electrode = foil(design("Ag", mechanism))
    electrode.advance(MA, HOUR)
    saved = electrode.save()
    first = electrode.advance(MA, HOUR).rows
    electrode.advance(-MA, HOUR)
    electrode.restore(saved)
    assert np.array_equal(electrode.advance(MA, HOUR).rows, first)


@pytest.mark.parametrize("current", [MA, -MA, 0.0])
@pytest.mark.parametrize("solute", ["Ag", "Mg"])
def test_the_present_state_is_the_last_row_of_the_record(solute: str, current: float) -> None:
    electrode = foil(design(solute, "H1"))
    electrode.advance(MA, HOUR)
    last = electrode.advance(current, HOUR).rows[-1]
    now = electrode.row()[0]
    assert now[kernel.TIME] == 0.0
    # the last step's front speed is that of its start, which differs by the solute in its way
    assert now[1:] == pytest.approx(last[1:], rel=1e-12)


def test_h1_piles_the_solute_up_before_the_face() -> None:
    electrode = foil(design("Ag", "H1", diffusivity=1e-15))
    made = electrode.face().matrix_fraction
    electrode.advance(MA, HOUR)
    stripped = electrode.face()
    assert stripped.matrix_fraction > 5.0 * made
    assert np.all(np.diff(stripped.fraction) <= 1e-12)
    electrode.advance(-MA, HOUR)
    assert electrode.face().matrix_fraction < made  # buried under fresh lithium


def test_the_skin_reads_as_its_compound() -> None:
    for mechanism, mah, x in (
        ("H3v", 3, 2 / 13),  # Li11Ag2, in contact
        ("H3v", 5, 0.5),  # LiAg, contact lost
        ("saturated", 5, 2 / 13),
        ("H4a", 5, 0.5),
        ("H4f", 5, 4 / 13),
    ):
        electrode = foil(design("Ag", mechanism))
        electrode.advance(MA, mah * HOUR)
        assert electrode.face().skin_fraction == pytest.approx(x), (mechanism, mah)


def test_layers_of_a_drained_skin_hold_what_the_skin_holds() -> None:
    electrode = foil(design("Ag", "H3", solubility=0.0071, held_li11ag2=0.5 * UMOL))
    electrode.advance(MA, 5 * HOUR)
    layers = electrode.face().layers
    gamma = electrode.row()[0, kernel.OUT_GAMMA]
    assert len(layers) == 3
    assert sum(height * c for height, _, c in layers) == pytest.approx(gamma)
    assert [x for _, x, _ in layers] == pytest.approx([0.5, 4 / 13, 2 / 13])  # outermost first
    assert layers[2][0] * layers[2][2] == pytest.approx(0.5 * UMOL)  # what carries 1 mA/cm2


def test_a_thin_skin_shows_little_by_little() -> None:
    electrode = foil(design("Ag", "saturated", relaxation=1.0))
    shares = []
    for _ in range(40):
        electrode.advance(MA, 20.0)
        shares.append(electrode.face().share)
    assert shares[0] < 0.2
    assert shares[-1] > 0.95
    assert 0.0 < min(np.diff(shares)) < max(np.diff(shares)) < 0.3


def test_a_deposit_hides_the_skin_little_by_little() -> None:
    electrode = foil(design("Ag", "H4a", riding=0.2))
    electrode.advance(MA, 5 * HOUR)
    before = electrode.face().share
    row = electrode.row()
    for nm, share in ((1e-6, before), (1e3, 0.2 * before)):
        row[0, kernel.OUT_TOP_LI] = 0.8 * nm * 1e-9 / V_LI
        assert electrode.surface(row)[2][0] == pytest.approx(share, rel=1e-3)
    # what was plated is stripped again: no trace of lithium may decide what the surface reads
    electrode.advance(-MA, 2 * HOUR)
    electrode.advance(MA, 2 * HOUR)
    assert electrode.face().share == pytest.approx(before, rel=0.02)


def test_columns_of_a_face_cover_the_area_once() -> None:
    electrode = foil(design("Ag", "H4a"))
    for current, hours in ((MA, 3.5), (-MA, 2.0)):
        assert sum(area for area, _ in electrode.face().columns()) == pytest.approx(1.0)
        electrode.advance(current, hours * HOUR)
    columns = electrode.face().columns()
    assert len(columns) == 4
    assert sum(area for area, _ in columns) == pytest.approx(1.0)
    lithium_on_top = sum(
        area * sum(height for height, x, _ in layers if x == 0.0) for area, layers in columns
    )
    assert lithium_on_top == pytest.approx(electrode.face().deposit)


def test_the_edges_of_a_face_are_those_of_its_mesh() -> None:
    electrode = foil(design("Ag", "H1", diffusivity=1e-16), cells=100)
    electrode.advance(MA, HOUR)
    thickness = electrode.row()[0, kernel.OUT_THICKNESS]
    face = electrode.face()
    assert face.edges == pytest.approx(electrode.mesh.edge * thickness, rel=1e-9, abs=1e-18)
    solute = np.sum(np.diff(face.edges) * face.concentration[1:])
    assert solute == pytest.approx(books(electrode)[1], rel=1e-12)


def test_what_a_skin_loses_is_booked() -> None:
    electrode = foil(design("Ag"))
    electrode.advance(MA, 3 * HOUR)
    before, gamma = electrode.books(), electrode.row()[0, kernel.OUT_GAMMA]
    electrode.lose(0.9)
    after = electrode.books()
    assert electrode.row()[0, kernel.OUT_GAMMA] == pytest.approx(0.9 * gamma)
    assert after[3] == pytest.approx(0.1 * gamma)
    assert after[0] + after[2] == pytest.approx(before[0] + before[2], rel=1e-14)
    assert after[1] + after[3] == pytest.approx(before[1] + before[3], rel=1e-14)


def test_a_substrate_gives_back_what_was_plated() -> None:
    electrode = cell(silver(), lithium()).working
    assert isinstance(electrode, Substrate)
    assert electrode.face().skin_fraction == 1.0
    assert electrode.face().share == 1.0
    segment = electrode.advance(-MA, HOUR)
    assert np.interp(0.25 * HOUR, segment.rows[:, 0], segment.rows[:, kernel.OUT_TOP_LI]) == (
        pytest.approx(0.25 * MAH / F)
    )
    assert electrode.face().share == pytest.approx(0.0, abs=1e-12)
    spent = electrode.advance(2 * MA, HOUR)
    assert (spent.status, spent.time) == (kernel.FOIL_SPENT, pytest.approx(0.5 * HOUR))
    assert electrode.face().share == 1.0
    solute = 1e-6 / library.solute("Ag").molar_volume.si
    assert electrode.books() == pytest.approx((0.0, solute, 0.0, 0.0))


def test_a_substrate_books_what_does_not_become_metal() -> None:
    made = silver()
    electrode = Substrate(library.solute("Ag"), made.foil.depth, efficiency=0.9)
    electrode.advance(-MA, HOUR)
    assert electrode.top == pytest.approx(0.9 * MAH / F)
    assert electrode.lost == pytest.approx(0.1 * MAH / F)


@pytest.mark.parametrize(
    ("solute", "mechanism", "says"),
    [
        ("Mg", "H3v", "needs Li11Ag2, LiAg, and Mg has no compound"),
        ("Au", "H4f", "needs Li9Ag4, and Au has Li15Au4"),
        ("Mg", "saturated", "needs a compound for the skin"),
    ],
)
def test_a_mechanism_that_does_not_fit_the_solute_is_refused(
    solute: str, mechanism: str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        cell(design(solute, mechanism, mass_fraction=0.05), alone=True)


def test_a_parameter_that_the_mechanism_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match=r"is no parameter of H1.*diffusivity"):
        cell(design("Ag", "H1", diffusivty=1e-14), alone=True)


def test_a_parameter_comes_from_the_study_the_material_or_the_table() -> None:
    ag = library.solute("Ag")
    assert ag.diffusivity is not None
    made = parameters_for(design("Ag", "H3v", solubility=0.01), 298.15)
    assert made["solubility"] == 0.01
    assert made["diffusivity"] == ag.diffusivity.at(298.15)
    assert made["supersaturation"] == pytest.approx(1.01)
    warm = parameters_for(design("Ag", "H3v"), 318.15)
    assert warm["diffusivity"] > 2.0 * made["diffusivity"]
