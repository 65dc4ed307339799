"""Composition arithmetic of the foils of Wang et al. 2023, checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvus.materials import library, melt

LI = library.lithium()
AG = library.solute("Ag")
MG = library.solute("Mg")
M_LI, M_AG = LI.molar_mass.si, AG.molar_mass.si
MAH_PER_G = 3600.0  # C/kg


@pytest.mark.parametrize(
    ("w", "percent", "ratio", "capacity", "density"),
    [(0.1, 0.71, 139.9, 3475.7, 0.590), (0.3, 2.683, 36.27, 2703.3, 0.7466)],
)
def test_li_ag(w: float, percent: float, ratio: float, capacity: float, density: float) -> None:
    x = melt.mass_to_atom_fraction(w, M_AG, M_LI)
    assert 100 * x == pytest.approx(percent, abs=0.002)
    assert melt.lithium_to_solute_ratio(x) == pytest.approx(ratio, abs=0.06)
    assert melt.specific_capacity(w, M_LI) / MAH_PER_G == pytest.approx(capacity, abs=0.1)
    rho = melt.ideal_density(x, M_AG, M_LI, AG.molar_volume.si, LI.molar_volume.si)
    assert rho / 1000 == pytest.approx(density, abs=5e-4)


def test_li_mg_and_lithium() -> None:
    x = melt.mass_to_atom_fraction(0.1, MG.molar_mass.si, M_LI)
    assert 100 * x == pytest.approx(3.075, abs=0.001)
    rho = melt.ideal_density(x, MG.molar_mass.si, M_LI, MG.molar_volume.si, LI.molar_volume.si)
    assert rho / 1000 == pytest.approx(0.5737, abs=5e-4)
    assert melt.specific_capacity(0.0, M_LI) / MAH_PER_G == pytest.approx(3861.9, abs=0.1)


def test_a_residue_keeps_lithium_back() -> None:
    for n, capacity in [(1.0, 3450.8), (2.25, 3419.8), (0.0, 3475.7)]:
        got = melt.specific_capacity_to_compound(0.1, M_AG, M_LI, n) / MAH_PER_G
        assert got == pytest.approx(capacity, abs=0.1)
    assert melt.specific_capacity_to_compound(0.99, M_AG, M_LI, 5.5) == 0.0


def test_volume_of_the_ideal_solution_lies_on_the_line() -> None:
    assert melt.ideal_molar_volume(0.25, 8.0, 12.0) == 11.0


@given(
    w=st.floats(min_value=0, max_value=1),
    heavy=st.floats(min_value=0.02, max_value=0.3),
)
def test_mass_and_atom_fractions_are_inverse(w: float, heavy: float) -> None:
    x = melt.mass_to_atom_fraction(w, heavy, M_LI)
    assert 0 <= x <= 1
    assert x <= w  # the solute is the heavier atom
    assert melt.atom_to_mass_fraction(x, heavy, M_LI) == pytest.approx(w, abs=1e-12)


def chloride(w: float) -> melt.ChlorideMelt:
    agcl, licl = library.compound("agcl"), library.compound("licl")
    return melt.chloride_melt(
        w, agcl.molar_mass.si, licl.molar_mass.si, licl.density.si, M_AG, M_LI,
        AG.molar_volume.si, LI.molar_volume.si,
    )  # fmt: skip


def test_chloride_route_by_hand() -> None:
    """100 g: 10 g AgCl, 69.77 mmol; 90 g Li, 12.968 mol, of which 69.77 mmol go into LiCl."""
    made = chloride(0.1)
    assert made.lithium_consumed == pytest.approx(0.6977, abs=2e-4)
    assert made.lithium_left == pytest.approx(129.683 - 0.6977, abs=1e-3)
    assert made.solute_atom_fraction == pytest.approx(0.06977 / (12.9683), abs=1e-5)
    licl = 0.06977 * 42.39
    assert made.salt_mass_fraction == pytest.approx(licl / 100, abs=1e-5)
    volume = licl / 2.07
    metal = 0.06977 * 10.273 + (12.9683 - 0.06977) * 12.996
    assert made.salt_volume_fraction == pytest.approx(volume / (volume + metal), rel=1e-3)


@given(w=st.floats(min_value=0, max_value=0.9))
def test_chloride_route_conserves_mass_and_silver(w: float) -> None:
    made = chloride(w)
    metal = 1 - made.salt_mass_fraction
    assert made.solute_mass_fraction * metal / M_AG == pytest.approx(
        made.lithium_consumed, rel=1e-3, abs=1e-12
    )
    back = melt.atom_to_mass_fraction(made.solute_atom_fraction, M_AG, M_LI)
    assert back == pytest.approx(made.solute_mass_fraction, rel=1e-9, abs=1e-15)
    lithium = (made.lithium_left + made.lithium_consumed) * M_LI
    assert lithium == pytest.approx(1 - w, rel=1e-9)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="no lithium to spare"):
        chloride(0.96)
    for bad in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="outside 0 to 1"):
            melt.mass_to_atom_fraction(bad, M_AG, M_LI)
        with pytest.raises(ValueError, match="outside 0 to 1"):
            melt.atom_to_mass_fraction(bad, M_AG, M_LI)
    assert melt.lithium_to_solute_ratio(0.0) == float("inf")
