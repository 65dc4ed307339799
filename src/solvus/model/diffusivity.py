"""D(c) of the solute in the matrix, tabulated for the kernel."""

from __future__ import annotations

import numpy as np

from solvus.materials.kinds import Thermodynamics

POINTS = 513
REFERENCE_FRACTION = 0.10  # composition at which the chemical diffusivity of Li-Mg was reported


def atom_fraction(c: np.ndarray, v_li: float, v_solute: float) -> np.ndarray:
    """x of a matrix with c [mol/m3] of solute and additive volumes [m3/mol]."""
    return c * v_li / (1.0 + c * (v_li - v_solute))


def concentration(x: float, v_li: float, v_solute: float) -> float:
    """c [mol/m3] of a matrix with atom fraction x."""
    return x / (x * v_solute + (1.0 - x) * v_li)


def table(
    diffusivity: float,
    exponent: float,
    thermodynamics: Thermodynamics | None,
    v_li: float,
    v_solute: float,
) -> np.ndarray:
    """D [m2/s] at `POINTS` concentrations from 0 to pure solute, 1/v_solute.

    D(x) = D exp(beta x) Phi(x)/Phi(0.10), Phi the thermodynamic factor where one is tabulated
    (Darken: a chemical diffusivity is a mobility times Phi) and 1 where not.
    """
    x = atom_fraction(np.linspace(0.0, 1.0 / v_solute, POINTS), v_li, v_solute)
    values = diffusivity * np.exp(np.clip(exponent * x, -60.0, 60.0))
    if thermodynamics is not None:
        factor = np.interp(x, thermodynamics.x, thermodynamics.factor)
        reference = np.interp(REFERENCE_FRACTION, thermodynamics.x, thermodynamics.factor)
        values = values * factor / reference
    return values
