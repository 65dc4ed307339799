"""A porous cathode with its separator against lithium metal: the equations in finite volumes.

Newman's model of the porous electrode (Doyle, Fuller & Newman, J. Electrochem. Soc. 140 (1993)
1526) in one dimension, x = 0 at the lithium, separator, cathode, x = L at its current collector; in
each cell of the cathode one spherical particle. The current I [A/m2] is positive on charge: lithium
leaves the cathode and is plated on the metal.

    e dc/dt    = d/dx (D_e b dc/dx) + (1 - t+) a j/F              salt                     (1)
    0          = - d i_e/dx + a j                                 charge in the electrolyte (2)
    i_e        = - kappa b d phi_e/dx + kappa b (2RT/F)(1 - t+) TDF d ln c/dx
    0          = d/dx (sigma d phi_s/dx) - a j                    charge in the solid      (3)
    d theta/dt = r^-2 d/dr (r^2 D(theta) d theta/dr),  - D d theta/dr = j/(F c_max) at r = R (4)
    j          = 2 i0 sinh(F (phi_s - phi_e - U(theta_R))/2RT)                             (5)
    i0         = k sqrt((theta - lo)(hi - theta)) sqrt(c/c_ref)

j is the current density out of the particles; phi_e = 0 in the electrolyte at the lithium; b is
the Bruggeman factor. D(theta) acts through its integral psi, so that the flux between two nodes is
exact for any D. A particle model is the same with one cell, no separator, and conductivities so
large that nothing is left of (1) to (3).

Row sums keep what nature keeps: the salt, and the lithium of the cathode against the charge passed
(both to round-off, whatever the step).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solvus.kernels.jit import lean
from solvus.kernels.lookup import Lookup, look, look_all

C, PHI_E, PHI_S = 0, 1, 2  # unknowns of a cell; PHI_S of a separator cell is idle
REFERENCE_SALT = 1000.0  # [mol/m3] at which an exchange current is stated


class Porous(NamedTuple):
    """The electrode (SI). `width`, `porosity`, `passage` (b) are arrays over the cells from the
    lithium on, `separator` of them before the cathode; `volume` (N,) and `passing` (N,) the shells
    of a particle and the edges outside them, per 4 pi; `open_circuit` is U of
    ln(theta/(1 - theta))."""

    separator: int
    width: np.ndarray
    porosity: np.ndarray
    passage: np.ndarray
    sigma: float
    area: float  # a, of particles per volume of cathode [1/m]
    volume: np.ndarray  # [m3]
    passing: np.ndarray  # area/distance [m]
    release: float  # R^2/(F c_max): d theta V/dt per j
    rate: float  # k
    low: float
    high: float
    volt: float  # RT/F
    carried: float  # 1 - t+
    faraday: float
    open_circuit: Lookup
    psi: Lookup
    conductivity: Lookup
    diffusivity: Lookup
    factor: Lookup  # thermodynamic factor


class Work(NamedTuple):
    """Scratch space, allocated once: increments of a step, a stage, its rates, the matrix."""

    part: np.ndarray  # (6, cathode, N) increments of theta
    cell: np.ndarray  # (6, cells, 3)
    theta: np.ndarray  # (cathode, N)
    m: np.ndarray  # (cells, 3)
    f_theta: np.ndarray
    f_m: np.ndarray
    reaction: np.ndarray  # (cathode, 4): j, dj/dtheta, dj/dc, dj/dphi_s of a stage
    slopes: np.ndarray  # (cathode, 5): the same where the matrix was made; what theta adds
    lower: np.ndarray  # (cathode, N) particle: multipliers
    pivot: np.ndarray  # (cathode, N) particle: reciprocal pivots
    upper: np.ndarray  # (cathode, N)
    psi: np.ndarray  # (N,) integral of D, and D, over the nodes of a particle
    psi_slope: np.ndarray
    left: np.ndarray  # (cells, 3, 3)
    middle: np.ndarray  # (cells, 3, 3), inverted
    right: np.ndarray  # (cells, 3, 3)


def work_for(cells: int, cathode: int, nodes: int) -> Work:
    """Scratch arrays for `cells` cells, `cathode` of which hold particles of `nodes` nodes."""
    part, block = (cathode, nodes), (cells, 3, 3)
    return Work(
        np.zeros((6, *part)), np.zeros((6, cells, 3)), np.zeros(part), np.zeros((cells, 3)),
        np.zeros(part), np.zeros((cells, 3)), np.zeros((cathode, 4)), np.zeros((cathode, 5)),
        np.zeros(part), np.zeros(part), np.zeros(part), np.zeros(nodes), np.zeros(nodes),
        np.zeros(block), np.zeros(block), np.zeros(block),
    )  # fmt: skip


@lean
def exchange(theta: float, c: float, p: Porous) -> float:
    """i0 [A/m2]; nan outside the lithium contents that the particle can take."""
    room = (theta - p.low) * (p.high - theta)
    if not (room > 0.0 and c > 0.0):
        return np.nan
    return p.rate * np.sqrt(room * c / REFERENCE_SALT)


@lean
def equilibrium(theta: float, p: Porous) -> tuple:
    """(U [V], dU/dtheta [V])."""
    value, slope = look(p.open_circuit, np.log(theta / (1.0 - theta)))
    return value, slope / (theta * (1.0 - theta))


@lean
def reactions(theta: np.ndarray, m: np.ndarray, p: Porous, out: np.ndarray) -> None:
    """(5) in every cell of the cathode: j and its derivatives by theta_R, c, phi_s."""
    last = theta.shape[1] - 1
    for k in range(theta.shape[0]):
        x, c = theta[k, last], m[p.separator + k, C]
        i0 = exchange(x, c, p)
        u, du = equilibrium(x, p)
        over = (m[p.separator + k, PHI_S] - m[p.separator + k, PHI_E] - u) / (2.0 * p.volt)
        j, steep = 2.0 * i0 * np.sinh(over), i0 * np.cosh(over) / p.volt
        bend = 0.5 * (p.low + p.high - 2.0 * x) / ((x - p.low) * (p.high - x))
        out[k, 0], out[k, 1] = j, j * bend - steep * du
        out[k, 2], out[k, 3] = 0.5 * j / c, steep


@lean
def face(m: np.ndarray, k: int, p: Porous) -> tuple:
    """Between cells k and k + 1: (conductance of the salt, its derivatives by c_k, c_k+1; the same
    of the charge; (2RT/F)(1 - t+) TDF and its derivatives)."""
    left, right = 0.5 * p.width[k] / p.passage[k], 0.5 * p.width[k + 1] / p.passage[k + 1]
    a, b = m[k, C], m[k + 1, C]
    d_a, dd_a = look(p.diffusivity, a)
    d_b, dd_b = look(p.diffusivity, b)
    salt = 1.0 / (left / d_a + right / d_b)
    k_a, dk_a = look(p.conductivity, a)
    k_b, dk_b = look(p.conductivity, b)
    charge = 1.0 / (left / k_a + right / k_b)
    f_a, df_a = look(p.factor, a)
    f_b, df_b = look(p.factor, b)
    w = p.volt * p.carried
    return (
        salt, salt * salt * left * dd_a / (d_a * d_a), salt * salt * right * dd_b / (d_b * d_b),
        charge, charge * charge * left * dk_a / (k_a * k_a),
        charge * charge * right * dk_b / (k_b * k_b),
        w * (f_a + f_b), w * df_a, w * df_b,
    )  # fmt: skip


@lean
def at_lithium(m: np.ndarray, current: float, p: Porous) -> tuple:
    """At x = 0: (i_e, its derivatives by c and phi_e of the first cell, c at the metal)."""
    c, phi = m[0, C], m[0, PHI_E]
    half = 0.5 * p.width[0] / p.passage[0]
    d, dd = look(p.diffusivity, c)
    kappa, dkappa = look(p.conductivity, c)
    f, df = look(p.factor, c)
    w = 2.0 * p.volt * p.carried
    drop = p.carried * current / p.faraday * half
    metal = c - drop / d
    span = np.log(c / metal)
    dspan = 1.0 / c - (1.0 + drop * dd / (d * d)) / metal
    drive = -phi + w * f * span
    return (
        kappa / half * drive,
        dkappa / half * drive + kappa / half * w * (df * span + f * dspan),
        -kappa / half,
        metal,
    )


@lean
def rates(
    theta: np.ndarray, m: np.ndarray, current: float, p: Porous,
    f_theta: np.ndarray, f_m: np.ndarray, work: Work,
) -> None:  # fmt: skip
    """Right-hand sides of (1) to (4), integrated over cells and shells."""
    cells, nodes = m.shape[0], theta.shape[1]
    reaction, psi, slope, passing = work.reaction, work.psi, work.psi_slope, p.passing
    reactions(theta, m, p, reaction)
    f_m[:] = 0.0
    f_m[0, C] -= p.carried * current / p.faraday
    f_m[0, PHI_E] += at_lithium(m, current, p)[0]
    for k in range(cells - 1):
        salt, _, _, charge, _, _, w, _, _ = face(m, k, p)
        q = salt * (m[k + 1, C] - m[k, C])
        i = charge * (m[k, PHI_E] - m[k + 1, PHI_E] + w * np.log(m[k + 1, C] / m[k, C]))
        f_m[k, C] += q
        f_m[k + 1, C] -= q
        f_m[k, PHI_E] -= i
        f_m[k + 1, PHI_E] += i
        if k >= p.separator:
            s = p.sigma * (m[k + 1, PHI_S] - m[k, PHI_S])
            s /= 0.5 * (p.width[k] + p.width[k + 1])
            f_m[k, PHI_S] += s
            f_m[k + 1, PHI_S] -= s
    f_m[cells - 1, PHI_S] += current
    for k in range(cells - p.separator):
        at = p.separator + k
        source = p.area * p.width[at] * reaction[k, 0]
        f_m[at, C] += p.carried * source / p.faraday
        f_m[at, PHI_E] += source
        f_m[at, PHI_S] -= source
        look_all(p.psi, theta[k], psi, slope)
        inward, out = 0.0, f_theta[k]
        for i in range(nodes - 1):
            flux = passing[i] * (psi[i + 1] - psi[i])
            out[i] = flux - inward
            inward = flux
        out[nodes - 1] = -inward - p.release * reaction[k, 0]
