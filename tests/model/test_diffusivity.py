"""D(c): the value at the reference, Darken's factor, and the way between c and x."""

from __future__ import annotations

import numpy as np
import pytest

from solvus.materials import library
from solvus.model.diffusivity import (
    POINTS,
    REFERENCE_FRACTION,
    atom_fraction,
    concentration,
    table,
)

V_LI = library.lithium().molar_volume.si
MG = library.solute("Mg")
V_MG = MG.partial_molar_volume_in_lithium.si


def at(values: np.ndarray, x: float, v_solute: float) -> float:
    grid = np.linspace(0.0, 1.0 / v_solute, POINTS)
    return float(np.interp(concentration(x, V_LI, v_solute), grid, values))


@pytest.mark.parametrize("v_solute", [V_LI, V_MG, 10.3e-6, 20e-6])
def test_concentration_and_fraction_are_inverse(v_solute: float) -> None:
    for x in (0.0, 1e-6, 0.0071, 0.3, 1.0):
        c = concentration(x, V_LI, v_solute)
        assert atom_fraction(np.array(c), V_LI, v_solute) == pytest.approx(x, rel=1e-12)
    assert concentration(1.0, V_LI, v_solute) == pytest.approx(1.0 / v_solute)


def test_darken_gives_the_reported_value_at_the_reference() -> None:
    values = table(7e-15, 0.0, MG.thermodynamics, V_LI, V_MG)
    assert at(values, REFERENCE_FRACTION, V_MG) == pytest.approx(7e-15, rel=1e-3)


@pytest.mark.parametrize("x", [0.01, 0.2, 0.4, 0.6])
def test_darken_is_the_ratio_of_thermodynamic_factors(x: float) -> None:
    known = MG.thermodynamics
    assert known is not None
    values = table(7e-15, 0.0, known, V_LI, V_MG)
    factor = np.interp([x, REFERENCE_FRACTION], known.x, known.factor)
    expected = 7e-15 * factor[0] / factor[1]
    assert at(values, x, V_MG) == pytest.approx(expected, rel=3e-3)


def test_without_thermodynamics_only_the_exponent_bends_it() -> None:
    assert np.all(table(1e-14, 0.0, None, V_LI, V_MG) == 1e-14)
    values = table(1e-14, -3.0, None, V_LI, V_MG)
    assert values[0] == pytest.approx(1e-14)
    assert values[-1] == pytest.approx(1e-14 * np.exp(-3.0))
    assert np.all(np.isfinite(table(1e-14, 60.0, None, V_LI, V_MG)))
