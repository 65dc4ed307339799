"""The skin of solute-rich compounds on an alloy foil, quasi-steady: which phases, how much Li.

Gamma [mol/m2] is the solute that the skin holds; n is Li per solute, n_sat in contact with the
matrix. In quasi-steady state the phase p, of permeance K_p = integral of dTheta [mol2/(m4 s)],
occupies Gamma_p = K_p F/j, counted from the base outwards; the outer face shows the phase in which
Gamma falls. Time constants are minutes against hours of stripping.
"""

from __future__ import annotations

import numpy as np

from solvus.kernels.jit import lean

NO_SKIN, SATURATED, FLUX_DRAINED, CONTACT_LOST = 0, 1, 2, 3


@lean
def lithium_held(
    gamma: float,
    j: float,
    drained: bool,
    kind: int,
    n_drained: float,
    ladder_n: np.ndarray,
    ladder_k: np.ndarray,
    faraday: float,
) -> float:
    """Li [mol/m2] that a skin of gamma [mol/m2] holds in quasi-steady state at j [A/m2]."""
    if kind == CONTACT_LOST and drained:
        return n_drained * gamma
    if kind != FLUX_DRAINED or j <= 0.0:
        return ladder_n[0] * gamma
    rest, held = gamma, 0.0
    for p in range(ladder_n.size):
        part = min(rest, ladder_k[p] * faraday / j)
        held += ladder_n[p] * part
        rest -= part
    return held


@lean
def outer_lithium(
    gamma: float,
    j: float,
    drained: bool,
    kind: int,
    n_drained: float,
    ladder_n: np.ndarray,
    ladder_k: np.ndarray,
    faraday: float,
) -> float:
    """n [Li per solute] of the outermost phase; 0 beyond the Li limit (see `lithium_limit`)."""
    if kind == CONTACT_LOST and drained:
        return n_drained
    if kind != FLUX_DRAINED or j <= 0.0:
        return ladder_n[0]
    rest = gamma
    for p in range(ladder_n.size):
        rest -= ladder_k[p] * faraday / j
        if rest <= 0.0:
            return ladder_n[p]
    return 0.0


@lean
def lithium_limit(j: float, kind: int, ladder_k: np.ndarray, faraday: float) -> float:
    """The largest Gamma [mol/m2] through which j [A/m2] can be drawn: F sum(K_p)/j."""
    if kind != FLUX_DRAINED or j <= 0.0:
        return np.inf
    return faraday * ladder_k.sum() / j
