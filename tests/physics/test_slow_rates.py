"""Front and skin stay together however long the steps: slow rates, flat profiles, fine meshes.

The sum of lithium cannot show this, because the skin takes what the front leaves: its own lithium
and the thickness of the matrix are compared with what the mechanism says they are.
"""

from __future__ import annotations

import numpy as np
import pytest

from foils import FARADAY, MAH, V_LI, foil
from solvus.kernels import foil as K
from solvus.kernels.skin import CONTACT_LOST, SATURATED

N_SAT = 5.5
SLOW = 1e-3  # A/m2: 0.0001 mA/cm2


@pytest.mark.parametrize("kind", [SATURATED, CONTACT_LOST])
@pytest.mark.parametrize("cells", [100, 1000])
@pytest.mark.parametrize("diffusivity", [1.5e-14, 1e-10])
@pytest.mark.parametrize("j", [SLOW, 0.1])
def test_a_slow_strip_ends_where_the_lever_rule_puts_it(
    kind: int, cells: int, diffusivity: float, j: float
) -> None:
    x0, x_sol, volume = 0.0071, 0.0075, 10.3e-6
    one = foil(
        cells=cells, kind=kind, x0=x0, x_sol=x_sol, diffusivity=diffusivity, v_solute=volume,
        ladder_n=np.array([N_SAT]), ladder_k=np.array([1e6]), n_drained=1.0,
        contact_charge=20.0 * MAH,
    )  # fmt: skip
    solute, lithium = one.solute, one.lithium
    charge = 9.0 * MAH
    one.done(j, charge / j)
    gamma = one.s[K.GAMMA]
    left = lithium - charge / FARADAY
    # all matrix at the solubility: (N - Gamma)/(Li - n Gamma) = x_sol/(1 - x_sol)
    ratio = x_sol / (1.0 - x_sol)
    due = (solute - ratio * left) / (1.0 - ratio * N_SAT)
    assert gamma == pytest.approx(due, rel=0.01)
    assert one.s[K.SKIN_LI] == pytest.approx(N_SAT * gamma, rel=0.03)
    matrix = V_LI * (left - N_SAT * due) + volume * (solute - due)
    assert one.s[K.THICKNESS] == pytest.approx(matrix, rel=0.06)
